/**
 * A succession on real parts, as docs/succession.md has it: two applications with a node, a back-end and a relay each, on one
 * chain; 200 devices through the SDK; and everything an operator does by the commands.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fromHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { recordFieldNumber } from "@witness/protocol/record/fields";
import { signMessage } from "@witness/protocol/sign";
import type { SuccessionSigners } from "@witness/protocol/succession";
import { takeOverRegistration } from "@witness/protocol/take-over";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { encodeSigned } from "@witness/protocol/wire/envelope";
import type { EstateAnswer } from "@witness/protocol/wire/estate";
import { decodeRecordProof, encodeRecordProof } from "@witness/protocol/wire/record-proof";
import { encodeRegistration, type Registration } from "@witness/protocol/wire/registration";
import { Contract, JsonRpcProvider } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RelayClient } from "../mock-devices/src/relay-client.ts";
import { ensureCompanyKeys } from "../scripts/keys.ts";
import type { System } from "../scripts/system.ts";
import { runCommand } from "./command.ts";
import { ask } from "./owner.ts";
import { applicationOf, DAY_S, forEach, MovingCar, relayOf } from "./succession-fleet.ts";
import { judgedInBrowser, judgeOptions } from "./succession-owner.ts";
import { eventually, startSystem } from "./system.ts";

const ROOT = join(import.meta.dirname, "..");
const OPERATE = join(ROOT, "operate/src/main.ts");
const JUDGE = join(ROOT, "audit/src/judge/main.ts");
const SUCCESSION = join(ROOT, "operate/src/succession/main.ts");
const CARS = 200;
const CHEAT = 7;
/** 1 January 2026: where the chain begins. */
const FROM_UNIX_S = 1_767_225_600;
const CLOSES_UNIX_S = FROM_UNIX_S + 31 * DAY_S;

let before: System;
let after: System;
let directory: string;
let chain: JsonRpcProvider;
let makerKey: Uint8Array;
let cars: readonly MovingCar[];
let nowUnixS = FROM_UNIX_S;
/** What a hijacker kept of the old application, from before its last readings. */
let oldEstate: EstateAnswer;
let shownBefore: readonly CarAnswer[];
/** What the devices' stores held before they followed. */
let stores: readonly Uint8Array[][];

type Said = Readonly<Record<string, unknown>>;
/** Runs a command as the documentation has it. Returns its last line, with how it ended and what it printed before. */
const run = async (main: string, ...args: readonly string[]): Promise<Said & { exit: number; prose: string }> => {
  const { exitCode: exit, prose, last } = await runCommand<Said>(main, args);
  return { ...last, exit, prose };
};
const keyOf = (system: System, name: string): string => join(dirname(system.keys().file("maker")), `${name}.key`);
const keysOf = (system: System, ...names: readonly string[]): string[] =>
  names.flatMap((name) => ["--key", keyOf(system, name)]);
const fileOf = (name: string): string => join(directory, name);
const addressOf = (system: System): string =>
  `0x${Buffer.from(applicationOf(system).context.application).toString("hex")}`;
const atOld = (): string[] => [
  ...["--rpc", before.addresses.chain, "--app", addressOf(before), "--inspect", before.addresses.inspect],
];
const ending = (): string[] => [...atOld(), "--node", before.addresses.rpc, "--file", fileOf("succession.json")];
const atNew = (): string[] => [
  ...["--file", fileOf("succession.json"), "--inspect", after.addresses.inspect, "--relay", after.addresses.relay],
];
const takingOver = (...change: readonly string[]): string[] => [
  ...["take-over", ...atNew(), "--old-inspect", before.addresses.inspect, "--genesis", after.genesis],
  ...["--key", keyOf(after, "maker"), ...change],
];

/** Moves the chain's clock; it goes on with the real one from there. */
async function advanceTo(unixS: number): Promise<void> {
  const { timestamp } = (await chain.send("eth_getBlockByNumber", ["latest", false])) as { timestamp: string };
  await chain.send("evm_increaseTime", [unixS - Number(timestamp)]);
  await chain.send("evm_mine", []);
  nowUnixS = unixS;
}
const sequenceOf = async (system: System, car: MovingCar): Promise<number> => {
  const answer = await ask(system, { kind: "head", deviceId: fromHex(car.id) });
  return answer.kind === "head" ? answer.head.sequence : -1;
};
/** Waits until a record holds all that its device signed. */
const settled = (system: System, all: readonly MovingCar[]): Promise<void> =>
  forEach(all, (car) =>
    eventually(
      () => sequenceOf(system, car),
      (sequence) => sequence === car.device.status.sequence,
    ),
  );
async function estateAt(index: number): Promise<EstateAnswer> {
  const answer = await ask(before, { kind: "estate", index });
  if (answer.kind !== "estate") throw new Error("There is no estate.");
  return answer.estate;
}
const register = async (system: System, registration: Registration, key = makerKey): Promise<string> => {
  const { context } = applicationOf(system);
  const signed = signMessage("registration", context, encodeRegistration(registration), key, provider);
  const relay = new RelayClient(system.addresses.relay, (ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  return (await relay.register(encodeSigned(signed))).code;
};
const takeOver = (estate: EstateAnswer, key = makerKey): Registration =>
  takeOverRegistration(
    estate,
    { makerId: keyIdentity(provider.p256PublicKey(key), provider), keyId: applicationOf(after).keyId },
    provider,
  );
const reasons = ({ judgement }: CarAnswer): readonly string[] => judgement.reasons.map(({ code }) => code);
const shownAt = async (system: System): Promise<readonly CarAnswer[]> => {
  const shown: CarAnswer[] = [];
  await forEach(cars, async (car, index) => {
    shown[index] = await car.car(system);
  });
  return shown;
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "witness-succession-"));
  const without = ["fleet", "page"] as const;
  before = await startSystem({ simulatedFromUnixS: FROM_UNIX_S, without });
  after = await startSystem({
    predecessor: before,
    simulatedFromUnixS: FROM_UNIX_S,
    without,
    // Other parameters than the old one's: blocks of an epoch, places.
    epochLength: 7,
    maximumDevices: CARS + 3,
    placesPerMaker: CARS,
  });
  chain = new JsonRpcProvider(before.addresses.chain, undefined, { staticNetwork: true, cacheTimeout: -1 });
  makerKey = fromHex(readFileSync(before.keys().file("maker"), "utf8").trim());
  const { threshold, publicKeys } = ensureCompanyKeys(dirname(before.keys().file("maker"))).administrators;
  const administrators = { number: 1, threshold, publicKeys: publicKeys.map(fromHex) };
  const signers: SuccessionSigners = { administrators, makerPublicKey: provider.p256PublicKey(makerKey) };
  const world = { system: before, signers, makerKey, nowUnixS: () => nowUnixS };
  cars = Array.from({ length: CARS }, (_, number) => new MovingCar(number, world));
  await forEach(cars, async (car) => {
    expect(await car.register()).toBe("admitted");
  });
  await eventually(
    () => ask(before, { kind: "status" }),
    (answer) => answer.kind === "status" && answer.status.devices === CARS,
  );
  await forEach(cars, async (car) => {
    await car.device.send(...car.readings(35, nowUnixS - 3_600));
    await car.device.flush();
  });
  await settled(before, cars);
}, 180_000);
afterAll(async () => {
  await forEach(cars ?? [], (car) => car.device?.close());
  chain?.destroy();
  await after?.stop();
  await before?.stop();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

describe("An operator", () => {
  it("announces the successor 30 days before, and writes no ending down before the old application has closed", async () => {
    const closes = ["--closes", String(CLOSES_UNIX_S)];
    const made = ["--genesis", after.genesis, "--deployment", after.deployment];
    const { announcement } = await run(SUCCESSION, "announcement", ...atOld(), ...made, ...closes);
    const signed = keysOf(before, "administrator-1", "administrator-3");
    const carried = ["--relay", before.addresses.relay, "--announcement", String(announcement)];
    expect(await run(OPERATE, "announce-successor", ...atOld(), ...carried, ...signed)).toMatchObject({ exit: 0 });
    oldEstate = await estateAt(1);
    expect(await run(SUCCESSION, "end", ...ending())).toMatchObject({ exit: 2, code: "succession-open" });
  }, 60_000);

  it("has the final statement proven by the chain, and signed on several machines", async () => {
    await advanceTo(CLOSES_UNIX_S - DAY_S);
    await forEach(cars, async (car) => {
      if (car.number === CHEAT) car.windBack(20_000);
      await car.device.send(...car.readings(29, nowUnixS - 3_600));
      await car.device.flush();
    });
    await settled(before, cars);
    shownBefore = await shownAt(before);
    await advanceTo(CLOSES_UNIX_S + 3_600);
    expect(await run(SUCCESSION, "end", ...ending(), "--wait", "60")).toMatchObject({ exit: 0, records: CARS });
    const sign = (system: System, ...names: readonly string[]) =>
      run(SUCCESSION, "sign", ...ending(), ...keysOf(system, ...names));
    expect(await sign(before, "administrator-2")).toMatchObject({ administrators: 1, makers: 0 });
    const out = ["--out", fileOf("succession.bin")];
    expect(await run(SUCCESSION, "export", ...ending(), ...out)).toMatchObject({ code: "signatures-missing" });
    expect(await sign(after, "administrator-1")).toMatchObject({ exit: 2, code: "signer-unfit" });
    expect(await sign(before, "maker")).toMatchObject({ administrators: 1, makers: 1 });
    expect(await run(SUCCESSION, "export", ...ending(), ...out)).toMatchObject({ code: "signatures-missing" });
    expect(await sign(before, "administrator-3", "administrator-2")).toMatchObject({ administrators: 2, makers: 1 });
    expect(await run(SUCCESSION, "export", ...ending(), ...out)).toMatchObject({ exit: 0 });
  }, 120_000);

  it("takes no record over before the new application was told, and tells it once", async () => {
    expect(await run(SUCCESSION, ...takingOver())).toMatchObject({ exit: 2, code: "predecessor-unknown" });
    expect(await register(after, takeOver(await estateAt(1)))).toBe("predecessor-unknown");
    const inherit = ["inherit", ...atNew(), "--rpc", before.addresses.chain];
    const strangers = keysOf(before, "administrator-1", "administrator-2");
    expect(await run(SUCCESSION, ...inherit, ...strangers)).toMatchObject({ exit: 2, code: "signer-unfit" });
    const own = keysOf(after, "administrator-1", "administrator-2");
    expect(await run(SUCCESSION, ...inherit, ...own)).toMatchObject({ exit: 0, result: "IN EFFECT" });
    expect(await run(SUCCESSION, ...inherit, ...own)).toMatchObject({ exit: 0, result: "IN EFFECT" });
  }, 60_000);
});

describe("The old relay", () => {
  it("takes nothing that the application would refuse; devices keep it, and are told why", async () => {
    const inputs = await inputsAt(before);
    await forEach(late(), async (car) => {
      await car.device.send(...car.readings(1, nowUnixS - 60));
      await expect(car.device.flush()).rejects.toMatchObject({ code: "succession-due" });
      expect(car.device.status).toMatchObject({ queued: 1, gathered: 0 });
    });
    const ready = await fetch(`${before.addresses.relay}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([410, { code: "application-closed" }]);
    expect(await inputsAt(before)).toBe(inputs);
  }, 60_000);
});

describe("A hijack", () => {
  it("by a maker that the new application has, but not the record, is refused", async () => {
    const company = ["--role", "maker", "--public-key", Buffer.from(provider.p256PublicKey(other)).toString("hex")];
    const { chain: rpc, inspect, relay } = after.addresses;
    const at = ["--rpc", rpc, "--app", addressOf(after), "--inspect", inspect, "--relay", relay];
    const signed = keysOf(after, "administrator-1", "administrator-2");
    expect(await run(OPERATE, "register-company", ...at, ...company, ...signed)).toMatchObject({ exit: 0 });
    // The relay takes its registrations once an accepted claim names it.
    const code = async () => register(after, takeOver(await estateAt(1), other), other).catch(() => "later");
    await expect.poll(code, { timeout: 60_000, interval: 500 }).toBe("predecessor-unproven");
  }, 60_000);

  it.each([
    ["by a stranger", async () => register(after, takeOver(await estateAt(1), stranger), stranger), "maker-unknown"],
    [
      "with another maker's signature",
      async () => register(after, takeOver(await estateAt(1)), other),
      "signature-invalid",
    ],
    [
      "under another root, with another owner",
      async () => register(after, owned(takeOver(await estateAt(1)))),
      "predecessor-unproven",
    ],
    [
      "under an older root, from before the last readings",
      () => register(after, takeOver(oldEstate)),
      "predecessor-unproven",
    ],
  ])("%s is refused", async (_, attempt, code) => {
    expect(await attempt()).toBe(code);
    expect(await ask(after, { kind: "status" })).toMatchObject({ status: { devices: 0, placesTaken: 0 } });
  });
});

describe("The records", () => {
  it("are taken over by a command that was killed and run again: each once", async () => {
    const child = spawn(process.execPath, [SUCCESSION, ...takingOver()], { stdio: "ignore" });
    await eventually(
      () => ask(after, { kind: "status" }),
      (answer) => answer.kind === "status" && answer.status.devices > 10,
    );
    child.kill("SIGKILL");
    const moved = await run(SUCCESSION, ...takingOver("--wait", "60"));
    expect(moved).toMatchObject({ exit: 0, result: "TAKEN OVER", records: CARS, shown: CARS, others: 0, refused: {} });
    expect(Number(moved["already"])).toBeGreaterThan(10);
    expect(Number(moved["taken"]) + Number(moved["already"])).toBe(CARS);
    const again = await run(SUCCESSION, ...takingOver());
    expect(again).toMatchObject({ exit: 0, taken: 0, already: CARS, shown: CARS });
    expect(await ask(after, { kind: "status" })).toMatchObject({
      status: { devices: CARS, placesTaken: CARS, registrationsRefused: 0 },
    });
  }, 120_000);

  it("say what the old ones said: owner, verdict, odometer, and nothing new", async () => {
    const shown = await shownAt(after);
    for (const [number, is] of shown.entries()) {
      const was = shownBefore[number] as CarAnswer;
      expect(is.judgement).toEqual(was.judgement);
      expect(is.vehicle).toEqual(was.vehicle);
      expect(is.holding?.tenures).toEqual(was.holding?.tenures);
      expect([is.sequence, is.link]).toEqual([was.sequence, was.link]);
    }
    expect(shown.filter(({ judgement }) => judgement.verdict === "logical")).toHaveLength(CARS - 1);
    expect(shown[CHEAT]?.judgement.verdict).toBe("illogical");
  }, 60_000);
});

describe("The devices", () => {
  it("follow for both signatures alone, and go on without a gap", async () => {
    const bytes = Uint8Array.from(readFileSync(fileOf("succession.bin")));
    const [first] = cars as readonly [MovingCar];
    const forged = bytes.slice();
    // A root of somebody else's: the statement's bytes 36 to 67.
    forged[40] = (forged[40] ?? 0) ^ 1;
    await expect(first.device.follow(forged, relayOf(after))).rejects.toMatchObject({ code: "succession-refused" });
    stores = cars.map((car) => car.copyOfStore());
    await advanceTo(CLOSES_UNIX_S + 20 * DAY_S);
    await forEach(cars, async (car) => {
      await car.device.follow(bytes, relayOf(after));
      await car.device.send(...car.readings(19, nowUnixS - 3_600));
      await car.device.flush();
    });
    await settled(after, cars);
    const shown = await shownAt(after);
    for (const [number, is] of shown.entries()) {
      const was = shownBefore[number] as CarAnswer;
      expect(reasons(is)).toEqual(reasons(was));
      expect(is.judgement).toMatchObject({ verdict: number === CHEAT ? "illogical" : "logical" });
      expect([is.forks, is.unreadableEnvelopes, is.refusals]).toEqual([0, 0, []]);
      // What the old application did not take comes along, as it is and said once more.
      const more = late().some((car) => car.number === number) ? 1 : 0;
      expect(is.sequence).toBe(was.sequence + 1 + more);
      if (number !== CHEAT) expect(is.judgement.readings).toBe(was.judgement.readings + 19 + more);
      expect(is.judgement.coveredFromUnixS).toBe(was.judgement.coveredFromUnixS);
    }
  }, 120_000);

  it.each([0, CHEAT, 30])(
    "have records that their owners judge alone from the start: car %d",
    async (number) => {
      const car = cars[number] as MovingCar;
      const { asked, genesis, whole } = judgeOptions({ before, after }, car, fileOf("wallet.key"));
      const { sequence } = shownBefore[number] as CarAnswer;
      const foreign = late().includes(car) ? { foreign: 1 } : {};
      expect(await run(JUDGE, ...asked, ...whole)).toMatchObject({
        ...{ exit: 0, result: "EQUAL", closed: 0, ...foreign },
        ...{ earlier: [{ application: addressOf(before).toLowerCase(), sequence, result: "EQUAL", isProven: true }] },
      });
      const alone = await run(JUDGE, ...asked, ...genesis);
      expect(alone).toMatchObject({ exit: 3, result: "PARTIAL", earlier: [{ result: "UNREAD" }] });
      expect(await run(JUDGE, ...asked)).toMatchObject({ exit: 2, code: "predecessor-unsaid" });
    },
    90_000,
  );

  it("have records that their owners judge in a browser, from the start once they have signed in there", async () => {
    const [since, whole] = await judgedInBrowser({ before, after }, cars[31] as MovingCar, nowUnixS);
    expect(since).toContain("Judged from when the record was taken over");
    expect(since).toContain("your wallet has not permitted this browser there");
    expect(whole).toContain("The same as the record");
    expect(whole).toContain("1 envelope behind that is sealed to that application");
  }, 150_000);

  it("have one master: what a copy signs for the old application after that is evidence of a copied key", async () => {
    const car = cars[20] as MovingCar;
    const sealed: Uint8Array[] = [];
    const copy = await car.open(stores[20], (envelope) => sealed.push(envelope));
    await copy.send(...car.readings(1, nowUnixS - 60));
    await copy.flush({ withinMs: 0 }).catch(() => undefined);
    await copy.close();
    const relay = new RelayClient(after.addresses.relay, (ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    expect(await relay.post(sealed[0] ?? new Uint8Array())).toMatchObject({ code: "forked-key" });
    const convicted = await eventually(
      () => car.car(after),
      ({ forks }) => forks === 1,
    );
    expect(reasons(convicted)).toContain("forked-key");
    expect(convicted.sequence).toBe(car.device.status.sequence);
    expect(reasons(await (cars[21] as MovingCar).car(after))).not.toContain("forked-key");
  }, 60_000);
});

/** Cars that had something to say after the old application closed. */
const late = (): readonly MovingCar[] => cars.slice(30, 35);
async function inputsAt(system: System): Promise<number> {
  const { contracts, application } = JSON.parse(readFileSync(system.deployment, "utf8"));
  const box = new Contract(contracts.InputBox, ["function getNumberOfInputs(address) view returns (uint256)"], chain);
  return Number(await box.getFunction("getNumberOfInputs")(application.address));
}

const other = provider.sha256(new Uint8Array([1]));
const stranger = provider.sha256(new Uint8Array([2]));

/** Somebody else's car, in the clear fields of its proof. */
function owned(registration: Registration): Registration {
  const proof = decodeRecordProof(registration.predecessor ?? new Uint8Array());
  const thief = new Uint8Array(20).fill(9);
  const fields = proof.opening.fields.map((field) => {
    if (field.field !== recordFieldNumber("owner")) return field;
    const value = field.value.slice();
    value.set(thief);
    return { ...field, value };
  });
  const predecessor = encodeRecordProof({ ...proof, opening: { ...proof.opening, fields } });
  return { ...registration, predecessor, firstOwner: thief };
}
