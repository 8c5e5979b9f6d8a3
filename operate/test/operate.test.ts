/** The command as people run it, over a real relay and chain to the back-end: owners, a workshop, administrators. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { accountOf } from "@witness/protocol/operations/account";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import { decodeOperation, encodeOperation } from "@witness/protocol/operations/operation";
import { draftOperation, walletSigner } from "@witness/protocol/operations/signing";
import { signPossession } from "@witness/protocol/possession";
import type { CarName } from "@witness/protocol/record/public-cars";
import { provenPublicCars } from "@witness/protocol/record/public-cars";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import type { State } from "../../dapp/src/state/state.ts";
import type { Device } from "../../device/src/index.ts";
import { type BackEnd, startBackEnd } from "../../relay/test/back-end.ts";
import { makeWorld, type RunningRelay, until, type World } from "../../relay/test/world.ts";

const main = join(import.meta.dirname, "../src/main.ts");
const p256 = (byte: number): Uint8Array => derivePrivateKey(new Uint8Array(32).fill(byte), provider);
const walletKey = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const publicKeyOf = (byte: number): string => toHex(provider.p256PublicKey(p256(byte)));
const [ANNA, BEN, WORKSHOP, STRANGER] = [61, 62, 63, 64];
const ADMINISTRATORS = [51, 52, 53];

let world: World;
let state: State;
let relay: RunningRelay;
let backEnd: BackEnd;
let device: Device;
let directory: string;
let follower: NodeJS.Timeout;
let following: Promise<unknown> = Promise.resolve();

/** Runs the command. Returns its exit code, the last line, and everything that it printed. */
async function run(operation: string, ...args: readonly string[]) {
  const { context } = world.application;
  const common = ["--rpc", world.chain.url, "--relay", relay.url, "--inspect", backEnd.node.url, "--wait", "60"];
  const all = [operation, ...common, "--app", `0x${toHex(context.application)}`, ...args];
  const child = spawn(process.execPath, [main, ...all], { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (printed += String(bytes)));
  const exit = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  const last =
    printed
      .trim()
      .split("\n")
      .findLast((line) => line.startsWith("{")) ?? "{}";
  return {
    exit,
    printed,
    ...(JSON.parse(last) as {
      result?: string;
      code?: string;
      identity?: string;
      kind?: string;
      message?: string;
    }),
  };
}
const keyFile = (name: string, key: Uint8Array): string => world.write(name, toHex(key));
const p256File = (byte: number): string => keyFile(`p256-${byte}.key`, p256(byte));
const walletFile = (byte: number): string => keyFile(`wallet-${byte}.key`, walletKey(byte));
const fileOf = (name: string): string => join(directory, name);
const holding = () => state.devices.get(device.id)?.holding;
/** The devices that whoever knows a name is shown. */
function publicIds(name: CarName): readonly string[] | undefined {
  const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "public", name })));
  if (answer.kind !== "public") throw new Error("The answer is of public verdicts.");
  return provenPublicCars(name, answer, provider)?.map(({ deviceId }) => deviceIdOf(deviceId));
}

beforeAll(async () => {
  world = await makeWorld();
  directory = join(world.write("directory", ""), "..");
  const publicKeys = ADMINISTRATORS.map((byte) => provider.p256PublicKey(p256(byte)));
  backEnd = await startBackEnd(world, { threshold: 2, publicKeys });
  ({ state, relay } = backEnd);
  device = await backEnd.openCar();
  follower = setInterval(() => {
    following = following.then(() => backEnd.follow());
  }, 300);
}, 120_000);
afterAll(async () => {
  clearInterval(follower);
  // A question to a chain that is gone would fail the run.
  await following;
  await device?.close();
  await world?.close();
  backEnd?.node.close();
});

/** The device in the car answers what stands in a file, and the answer goes back into it. */
async function answered(file: string): Promise<void> {
  const { message } = JSON.parse(readFileSync(file, "utf8")) as { message: string };
  const pairing = await device.answerPairing(decodeOperation(fromHex(message)));
  expect(await run("answer", "--file", file, "--pairing", toHex(pairing))).toMatchObject({ result: "WRITTEN" });
}

describe("an owner", () => {
  it("claims a car with the device's answer, shows it, and sells it to somebody with a P-256 key", async () => {
    const car = ["--car", device.id];
    const anna = ["--wallet", walletFile(ANNA)];
    expect(await run("claim", ...car, ...anna)).toMatchObject({ exit: 2, code: "device-answer-missing" });
    const claim = ["--file", fileOf("claim.json")];
    expect(await run("claim", ...car, ...anna, ...claim)).toMatchObject({ exit: 0, result: "WRITTEN" });
    // Nothing takes the place of a file that is there, and nobody sends what the device has not answered.
    expect(await run("claim", ...car, ...anna, ...claim)).toMatchObject({ exit: 2, code: "operation-file-invalid" });
    expect(await run("send", ...anna, ...claim)).toMatchObject({ exit: 2, code: "device-answer-missing" });
    const forged = await run("answer", ...claim, "--pairing", "00".repeat(108));
    expect(forged).toMatchObject({ exit: 1, code: "pairing-invalid" });
    await answered(fileOf("claim.json"));
    const other = ["--wallet", walletFile(STRANGER)];
    expect(await run("send", ...other, ...claim)).toMatchObject({ exit: 2, code: "signer-unfit" });
    expect(await run("send", ...anna, ...claim)).toMatchObject({ exit: 0, result: "IN EFFECT" });
    expect(holding()?.tenures.at(-1)?.owner).toEqual(walletSigner(world.application.context, walletKey(ANNA)).account);

    const key = ["--relay-key", publicKeyOf(STRANGER)];
    expect(await run("publish", ...car, ...anna, ...key)).toMatchObject({ exit: 2, code: "receipt-invalid" });
    await until(async () => holding()?.isPublic === 1);
    const hidden = await run("hide", ...car, ...anna);
    expect(hidden).toMatchObject({ result: "IN EFFECT", deadlineBlock: expect.any(Number) });
    expect(hidden.printed).toContain("in its own word");
    expect(hidden.printed).toMatch(/^operation +hide$/m);
    expect(hidden).toMatchObject({ kind: "hide" });
    expect(holding()?.isPublic).toBe(0);
    expect(await run("publish", ...car, ...other)).toMatchObject({ exit: 1, code: "actor-unauthorised" });

    const genesis = ["--genesis", world.environment["RELAY_GENESIS"] ?? ""];
    const named = [...car, ...anna, ...genesis, "--plate", "de:wi-tn 2026"];
    const inFile = ["--file", fileOf("plate.json")];
    expect(await run("publish-plate", ...named, ...inFile)).toMatchObject({ exit: 2, code: "operation-file-invalid" });
    const wrong = await run("publish-plate", ...car, ...anna, "--plate", "WITN2026");
    expect(wrong).toMatchObject({ exit: 2, code: "option-invalid" });
    const published = await run("publish-plate", ...named);
    expect(published).toMatchObject({ result: "IN EFFECT", kind: "publishPlate" });
    expect(published.printed).toContain("the plate DE WITN2026");
    expect(publicIds({ kind: "plate", plate: { country: "DE", characters: "WITN2026" } })).toEqual([device.id]);
    expect(await run("hide", ...car, ...anna)).toMatchObject({ result: "IN EFFECT" });
    expect(publicIds({ kind: "plate", plate: { country: "DE", characters: "WITN2026" } })).toEqual([]);

    const actor = { form: "key", publicKey: provider.p256PublicKey(p256(BEN)) } as const;
    const buyer = toHex(accountOf(actor, new Uint8Array(), provider) ?? new Uint8Array());
    expect(await run("accept-offer", ...car, "--key", p256File(BEN))).toMatchObject({ code: "offer-unknown" });
    expect(await run("offer", ...car, ...anna, "--buyer", buyer)).toMatchObject({ result: "IN EFFECT" });
    // The buyer declines first, and is asked again.
    expect(await run("withdraw-offer", ...car, "--key", p256File(BEN))).toMatchObject({ result: "IN EFFECT" });
    expect(await run("offer", ...car, ...anna, "--buyer", buyer)).toMatchObject({ result: "IN EFFECT" });
    const accept = ["--file", fileOf("accept.json"), "--key", p256File(BEN)];
    expect(await run("accept-offer", ...car, ...accept)).toMatchObject({ result: "WRITTEN" });
    await answered(fileOf("accept.json"));
    expect(await run("send", ...accept)).toMatchObject({ exit: 0, result: "IN EFFECT" });
    expect(toHex(holding()?.tenures.at(-1)?.owner ?? new Uint8Array())).toBe(buyer);
  }, 120_000);

  it("withdraws a pass, which the record's events tell and nothing else", async () => {
    const ben = ["--car", device.id, "--key", p256File(BEN)];
    const before = holding();
    expect(await run("withdraw-pass", ...ben, "--pass", "55".repeat(31))).toMatchObject({ exit: 2 });
    expect(await run("withdraw-pass", ...ben, "--pass", "55".repeat(32))).toMatchObject({
      exit: 0,
      result: "IN EFFECT",
      kind: "withdrawPass",
    });
    expect(state.devices.get(device.id)?.events.newest.at(-1)?.kind).toBe(42);
    expect(holding()).toEqual({ ...before, ownerCounter: (before?.ownerCounter ?? 0) + 1 });
  }, 120_000);
});

describe("a maker", () => {
  it("registers a device, with its vehicle sealed and its first owner named; once", async () => {
    const maker = ["--key", keyFile("maker.key", world.secrets.makerKey)];
    const genesis = ["--genesis", world.environment["RELAY_GENESIS"] ?? ""];
    const owner = walletSigner(world.application.context, walletKey(ANNA)).account;
    const vehicle = ["--make", "Aster", "--model", "Corvina", "--year", "2024", "--vin", "WVWZZZ1JZXW000001"];
    const named = ["--public-key", publicKeyOf(71), "--tier", "secure-element", "--profile", "1.1"];
    // Printed by the device in the factory.
    const belonging = {
      makerId: keyIdentity(provider.p256PublicKey(world.secrets.makerKey), provider),
      firstOwner: owner,
    };
    const word = toHex(signPossession(world.application.context, belonging, p256(71), provider));
    const said = [...named, ...vehicle, "--owner", toHex(owner), ...genesis, "--possession", word];
    const registered = await run("register-device", ...said, ...maker);
    const id = toHex(provider.sha256(fromHex(publicKeyOf(71))).slice(0, 8));
    expect(registered).toMatchObject({ exit: 0, result: "IN EFFECT", kind: "register-device", device: id });
    expect(registered.printed).toContain("key tier 3 (secure-element)");
    expect(registered.printed).toMatch(/^profile +1\.1 \(car\)$/m);
    const record = state.devices.get(deviceIdOf(fromHex(id)));
    expect(record).toMatchObject({ keyTier: 3, vehicle: { make: "Aster", modelYear: 2024, vin: "WVWZZZ1JZXW000001" } });
    expect(record?.holding.tenures).toMatchObject([{ owner, firstSequence: 1 }]);
    expect(await run("register-device", ...said, ...maker)).toMatchObject({ exit: 1, code: "device-registered" });
    const nobody = ["--key", p256File(STRANGER)];
    const others = said.with(1, publicKeyOf(72));
    expect(await run("register-device", ...others, ...nobody)).toMatchObject({ exit: 1, code: "maker-unknown" });
    const stolen = said.with(said.indexOf(toHex(owner)), "00".repeat(20)).with(1, publicKeyOf(73));
    expect(await run("register-device", ...stolen, ...maker)).toMatchObject({ exit: 1, code: "possession-invalid" });
    for (const wrong of [said.with(3, "gold"), said.with(5, "99.1"), said.with(13, "IOQ"), said]) {
      expect(await run("register-device", ...wrong)).toMatchObject({ exit: 2, code: "option-invalid" });
    }
  }, 120_000);
});

describe("a key file", () => {
  it("is told by what others may know of it", async () => {
    const told = (...args: readonly string[]) => {
      const child = spawnSync(process.execPath, [main, "key", ...args], { encoding: "utf8" });
      const last = child.stdout.trim().split("\n").at(-1) ?? "";
      return { exit: child.status, printed: child.stdout, ...(JSON.parse(last) as { keys?: unknown; code?: string }) };
    };
    const both = told("--wallet", walletFile(ANNA), "--key", p256File(BEN));
    const ben = p256(BEN);
    expect(both).toMatchObject({
      exit: 0,
      keys: [
        {
          file: walletFile(ANNA),
          account: `0x${toHex(walletSigner(world.application.context, walletKey(ANNA)).account)}`,
        },
        {
          file: p256File(BEN),
          publicKey: publicKeyOf(BEN),
          identity: toHex(provider.sha256(provider.p256PublicKey(ben)).slice(0, 8)),
        },
      ],
    });
    expect(both.printed).not.toContain(toHex(ben));
    expect(both.printed).toContain(`file       ${p256File(BEN)}\npublicKey  ${publicKeyOf(BEN)}\n`);
    expect(told("--key", p256File(BEN), "--json").printed).toMatch(/^\{[^\n]*\}\n$/);
    expect(told()).toMatchObject({ exit: 2, code: "option-invalid" });
    expect(told("--key", fileOf("none.key"))).toMatchObject({ exit: 2, code: "key-unusable" });
  });
});

describe("administrators", () => {
  it("sign one after the other in a file, and as many as must", async () => {
    const company = ["--role", "workshop", "--public-key", publicKeyOf(WORKSHOP)];
    const [first, second] = ADMINISTRATORS.map((byte) => ["--key", p256File(byte)] as const);
    const alone = await run("register-company", ...company, ...(first ?? []));
    expect(alone).toMatchObject({ exit: 2, code: "signatures-missing" });
    const file = ["--file", fileOf("register.json")];
    const written = await run("register-company", ...company, ...(first ?? []), ...file);
    expect(written).toMatchObject({ result: "WRITTEN" });
    expect(written.printed).toMatch(/^role +2 \(workshop\)$/m);
    expect(await run("send", ...file)).toMatchObject({ exit: 2, code: "signatures-missing" });
    const stranger = await run("sign", ...file, "--key", p256File(STRANGER));
    expect(stranger).toMatchObject({ exit: 2, code: "signer-unfit" });
    const signed = await run("sign", ...file, ...(second ?? []));
    expect(signed.printed).toContain(publicKeyOf(WORKSHOP));
    expect(signed).toMatchObject({ result: "WRITTEN" });
    expect(await run("send", ...file)).toMatchObject({ exit: 0, result: "IN EFFECT" });
    expect(state.globals.actors.companies.at(-1)?.role).toBe(COMPANY_ROLES.workshop);

    const both = [...(first ?? []), ...(second ?? [])];
    const car = ["--car", device.id];
    expect(await run("quarantine", ...car, ...both, "--reason", "3", "--days", "9")).toMatchObject({ exit: 0 });
    expect(await run("dispute", ...car, "--key", p256File(BEN), "--reason", "1")).toMatchObject({ exit: 0 });
    expect(holding()?.quarantine[0]?.appealedUnixS).toBeGreaterThan(0);
    expect(await run("release", ...car, ...both)).toMatchObject({ exit: 0 });
    expect(await run("release", ...car, ...both)).toMatchObject({ exit: 1, code: "quarantine-unknown" });
  }, 120_000);
});

describe("a workshop", () => {
  it("writes an entry, which the owner disputes; a dial reading that it cannot reckon needs --yes", async () => {
    const genesis = ["--genesis", world.environment["RELAY_GENESIS"] ?? ""];
    const enter = ["--car", device.id, "--key", p256File(WORKSHOP), ...genesis];
    const service = await run("enter", ...enter, "--entry", "service", "--line", "Oil and filter");
    expect(service).toMatchObject({ exit: 0, result: "IN EFFECT" });
    const blind = await run("enter", ...enter, "--entry", "dialReading", "--raw", "1234");
    expect(blind).toMatchObject({ exit: 2, code: "operation-doubtful" });
    expect(blind.printed).toContain("No reading of the car was opened");
    expect(holding()?.journal.length).toBe(1);
    const insisted = await run("enter", ...enter, "--entry", "dialReading", "--raw", "1234", "--yes");
    expect(insisted).toMatchObject({ exit: 0, result: "IN EFFECT" });
    const disputed = await run(
      "dispute",
      ...["--car", device.id, "--key", p256File(BEN), "--reason", "2"],
      ...["--entry", service.identity ?? ""],
    );
    expect(disputed).toMatchObject({ exit: 0 });
    expect(holding()?.journal.map(({ state: of }) => of)).toEqual([4, 0]);
    const missing = await run("enter", ...enter, "--entry", "dialReading");
    expect(missing).toMatchObject({ exit: 2, code: "option-invalid" });
    const stranger = await run("enter", ...enter.with(3, p256File(STRANGER)), "--entry", "service");
    expect(stranger).toMatchObject({ exit: 2, code: "signer-unfit" });
  }, 120_000);
});

describe("an entry in a file", () => {
  it("is not signed: it is sealed, so nobody sees in the file what it says", async () => {
    const actor = { form: "key", publicKey: provider.p256PublicKey(p256(WORKSHOP)) } as const;
    const journal = holding()?.journal.length;
    const record = state.devices.get(device.id);
    if (!record) throw new Error("The device is registered.");
    const fields = { entry: 4, sealed: new Uint8Array(120).fill(7) };
    const drafted = { actor, expiresUnixS: state.timeUnixS + 86_400, fields };
    const operation = draftOperation(
      "enterJournal",
      drafted,
      { device: fromHex(device.id), holding: record.holding },
      provider,
    );
    const { chainId, application } = world.application.context;
    const file = world.write(
      "entry.json",
      JSON.stringify({
        chainId,
        application: `0x${toHex(application)}`,
        kind: "attestFirmware",
        message: toHex(encodeOperation(operation)),
        signatures: [],
      }),
    );
    const sent = await run("send", "--file", file, "--key", p256File(WORKSHOP));
    expect(sent).toMatchObject({ exit: 2, code: "operation-file-invalid" });
    expect(holding()?.journal.length).toBe(journal);
    const genesis = ["--genesis", world.environment["RELAY_GENESIS"] ?? ""];
    const enter = ["--car", device.id, "--key", p256File(WORKSHOP), ...genesis, "--entry", "service"];
    const written = await run("enter", ...enter, "--file", fileOf("service.json"));
    expect(written).toMatchObject({ exit: 2, code: "operation-file-invalid" });
    expect(existsSync(fileOf("service.json"))).toBe(false);
  }, 60_000);
});

describe("the command", () => {
  it("says what can be done, and every option that is wrong", async () => {
    const help = await run("grant", "--help");
    expect([help.exit, help.printed.includes("--groups <list>")]).toEqual([0, true]);
    for (const args of [
      ["publish", "--car", "12"],
      ["grant", "--car", device.id, "--groups", "sound"],
      ["publish", "--car", device.id],
      ["nothing"],
    ] as const) {
      const [operation, ...more] = args;
      expect(await run(operation, ...more), operation).toMatchObject({ exit: 2, code: "option-invalid" });
    }
    const unsigned = await run("publish", "--car", device.id);
    expect(unsigned.message).toBe("Name the key that signs: --wallet, or --key for a P-256 key.");
    expect(existsSync(fileOf("nothing.json"))).toBe(false);
  }, 60_000);

  it.each([
    ["register-device", ["--wallet", "--file", "--expires", "--yes", "--relay-key"]],
    ["sign", ["--wallet", "--expires", "--yes", "--relay", "--wait"]],
    ["answer", ["--wallet", "--key", "--expires", "--yes", "--relay", "--wait"]],
    ["send", ["--expires", "--yes"]],
    ["quarantine", ["--wallet", "--yes"]],
    ["publish", ["--yes"]],
  ])(
    "lists no option that means nothing to %s",
    async (operation, meaningless) => {
      const { printed } = await run(operation, "--help");
      expect(printed).toContain("--json");
      expect(printed).not.toContain("[])");
      expect(meaningless.filter((option) => printed.includes(`${option} `))).toEqual([]);
    },
    60_000,
  );

  it("names the part that does not answer", async () => {
    const car = ["--car", device.id, "--key", p256File(BEN)];
    const silent = "http://127.0.0.1:9/inspect/witness";
    const asked = await run("hide", ...car, "--inspect", silent);
    expect(asked).toMatchObject({ exit: 2, code: "node-unavailable" });
    expect(asked.printed).toContain("The node at 127.0.0.1:9 does not answer; --inspect names another one.");
    const gone = await run("hide", ...car, "--relay", "http://127.0.0.1:9");
    expect(gone).toMatchObject({ exit: 2, code: "relay-unavailable" });
    const still = await run("hide", ...car, "--rpc", "http://127.0.0.1:9");
    expect(still).toMatchObject({ exit: 2, code: "chain-unavailable" });
  }, 60_000);
});
