/** An owner makes passes by the command, over a real chain, back-end, archive and relay; the verifier's command reads them. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { accountOf } from "@witness/protocol/operations/account";
import { decodeOperation } from "@witness/protocol/operations/operation";
import { walletSigner } from "@witness/protocol/operations/signing";
import { PASS_FIELDS } from "@witness/protocol/pass/check";
import { parsePassLink } from "@witness/protocol/pass/link";
import { decodePass } from "@witness/protocol/pass/pass";
import { RECORD_FIELD_NAMES } from "@witness/protocol/record/fields";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningArchive, startArchive } from "../../archive/test/running.ts";
import type { Device } from "../../device/src/index.ts";
import { type BackEnd, startBackEnd } from "../../relay/test/back-end.ts";
import { startNodeRpc } from "../../relay/test/claiming.ts";
import { makeWorld, until, type World } from "../../relay/test/world.ts";

const ROOT = join(import.meta.dirname, "../..");
const VIN = "WVWZZZ1JZXW000001";
const PAGE = "https://witness.example/";
const DAY_S = 86_400;
const wallet = new Uint8Array(32).fill(61);
const p256 = derivePrivateKey(new Uint8Array(32).fill(62), provider);
const stranger = new Uint8Array(32).fill(64);
const now = (): number => Math.floor(Date.now() / 1_000);

let world: World;
let backEnd: BackEnd;
let archive: RunningArchive;
let nodeRpc: Awaited<ReturnType<typeof startNodeRpc>>;
let asked = 0;
let annas: Device;
let bens: Device;
let follower: NodeJS.Timeout;
let following: Promise<unknown> = Promise.resolve();

/** The last line of a command. */
interface Last {
  readonly result?: string;
  readonly code?: string;
  readonly identity?: string;
  readonly link?: string;
  readonly kept?: { readonly link: string; readonly untilUnixS: number };
  readonly expiresUnixS?: number;
  readonly shows?: readonly string[];
  readonly outcome?: { readonly kind: string };
  readonly history?: { readonly firstSequence: number; readonly isWhole: boolean; readonly isJudged: boolean };
}

/** Runs a command. Returns its exit code, everything that it printed, and what its last line says. */
async function run(main: string, args: readonly string[]): Promise<Last & { exit: number | null; printed: string }> {
  const child = spawn(process.execPath, [join(ROOT, main), ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (printed += String(bytes)));
  const exit = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const lines = printed.trim().split("\n");
  return { exit, printed, ...(JSON.parse(lines.findLast((line) => line.startsWith("{")) ?? "{}") as Last) };
}
const application = (): string => `0x${toHex(world.application.context.application)}`;
const owned = (operation: string, ...args: readonly string[]) => {
  const places = ["--rpc", world.chain.url, "--app", application(), "--inspect", backEnd.node.url];
  return run("operate/src/main.ts", [operation, ...places, ...args]);
};
const pass = (...args: readonly string[]) => owned("pass", "--node", nodeRpc.url, "--page", PAGE, ...args);
const verify = (link = "") => {
  const ways = ["--rpc", world.chain.url, "--archive", archive.url, "--node", nodeRpc.url];
  return run("verify/src/command/main.ts", [link, ...ways, "--inspect", backEnd.node.url, "--app", application()]);
};
const walletFile = (key = wallet): string => world.write(`wallet-${key[0]}.key`, toHex(key));
const anna = (): readonly string[] => ["--car", annas.id, "--wallet", walletFile()];
const ben = (): readonly string[] => ["--car", bens.id, "--key", world.write("ben.key", toHex(p256))];
const passIn = (link = "") => {
  const parsed = parsePassLink(link);
  if (parsed.form !== "whole") throw new Error("The link has no whole pass.");
  return decodePass(parsed.pass, provider);
};
const namesIn = (link = "") => passIn(link).evidence.opening.fields.map(({ field }) => RECORD_FIELD_NAMES[field]);

beforeAll(async () => {
  world = await makeWorld();
  backEnd = await startBackEnd(world);
  nodeRpc = await startNodeRpc(() => {
    asked += 1;
    return backEnd.outputs;
  });
  archive = await startArchive({
    ARCHIVE_RPC_URL: world.chain.url,
    ARCHIVE_DEPLOYMENT: world.environment["RELAY_DEPLOYMENT"] ?? "",
    ARCHIVE_GENESIS: world.environment["RELAY_GENESIS"] ?? "",
    ARCHIVE_DATA_DIR: join(world.write("directory", ""), "../archive"),
    ARCHIVE_PORT: "0",
    ARCHIVE_POLL_MS: "50",
    ARCHIVE_PASSES_MAX: "1",
  });
  annas = await backEnd.openCar(walletSigner(world.application.context, wallet).account, VIN);
  const publicKey = provider.p256PublicKey(p256);
  bens = await backEnd.openCar(accountOf({ form: "key", publicKey }, new Uint8Array(), provider));
  follower = setInterval(() => {
    following = following.then(() => backEnd.follow());
  }, 300);
}, 120_000);
afterAll(async () => {
  clearInterval(follower);
  // A question to a chain that is gone would fail the run.
  await following;
  await annas?.close();
  await bens?.close();
  nodeRpc?.close();
  await archive?.stop();
  await world?.close();
  backEnd?.node.close();
});

describe("a pass by the command", () => {
  it("is not made before a claim on the state, and then says how long that may take", async () => {
    const early = await pass(...anna(), "--show", "vehicle", "--wait", "0");
    expect(early).toMatchObject({ exit: 2, code: "state-unclaimed" });
    expect(early.printed).toMatch(/of 10 blocks, ends in \d+ blocks at the latest, in about \d+ (s|minutes)/);
    expect(early.printed).not.toContain(`${PAGE}p#`);
    // A node has the proof before the chain accepts the claim.
    await backEnd.follow();
    backEnd.outputs.prove();
    expect(await pass(...anna(), "--show", "vehicle", "--wait", "0")).toMatchObject({ code: "state-unclaimed" });
  }, 60_000);

  it("waits for the claim, shows what was chosen, holds for a stranger, and is taken back", async () => {
    const before = asked;
    const terms = ["--purpose", "Sale", "--for", "Zoé, Basel", "--until", "60d", "--keep", archive.url];
    const making = pass(...anna(), "--show", "vehicle,vin,odometer,period,consumption", ...terms, "--wait", "60");
    await until(async () => asked > before);
    await backEnd.claim();
    const made = await making;
    expect(made).toMatchObject({ exit: 0, result: "MADE" });
    const chosen = ["vehicle", "vin", "period", "odometer", "trouble"];
    const shows = RECORD_FIELD_NAMES.filter((name) => PASS_FIELDS.includes(name) || chosen.includes(name));
    expect(namesIn(made.link)).toEqual(shows);
    expect([...(made.shows ?? [])].sort()).toEqual([...shows].sort());
    const { terms: said, evidence } = passIn(made.link);
    expect(said).toMatchObject({ purpose: "Sale", forWhom: "Zoé, Basel", device: fromHex(annas.id) });
    expect(said.expiresUnixS - said.issuedUnixS).toBe(60 * DAY_S);
    expect(evidence.vinEnd?.characters).toBe(VIN.slice(-4));
    // The owner is told before signing, and not more of the VIN than is shown.
    expect(made.printed.indexOf("last four characters, 0001")).toBeLessThan(made.printed.indexOf(`${PAGE}p#`));
    expect(made.printed).not.toContain(VIN.slice(0, 13));
    expect(made.printed).toContain("Waiting for a claim on the record's state.");
    expect(made.kept).toMatchObject({ untilUnixS: made.expiresUnixS });
    expect(made.kept?.link.length).toBeLessThan(100);
    for (const link of [made.link, made.kept?.link])
      expect(await verify(link)).toMatchObject({ exit: 0, result: "HOLDS" });

    // The node is not the usual one here.
    expect(made.printed).toMatch(/^Take it back with: .*, and --rpc, --app, --inspect and --relay$/m);
    const withdrawal = /withdraw-pass (.*), and/.exec(made.printed)?.[1]?.split(" ") ?? [];
    expect(withdrawal).toEqual(["--pass", made.identity, ...anna()]);
    const withdrawn = await owned("withdraw-pass", ...withdrawal, "--relay", backEnd.relay.url, "--wait", "60");
    expect(withdrawn).toMatchObject({ exit: 0, result: "IN EFFECT" });
    await backEnd.claim();
    await until(async () => (await verify(made.link)).exit === 1);
    expect((await verify(made.link)).printed).toContain("withdrawn");
  }, 180_000);

  it("is a P-256 key's too, and shows a band in place of the odometer", async () => {
    await backEnd.claim();
    const made = await pass(...ben(), "--show", "band", "--until", new Date().toISOString().slice(0, 10), "--json");
    expect(made).toMatchObject({ exit: 0, result: "MADE" });
    expect(made.printed.trim().split("\n")).toHaveLength(1);
    expect(namesIn(made.link)).toEqual(
      RECORD_FIELD_NAMES.filter((name) => PASS_FIELDS.includes(name) || name === "band"),
    );
    // A day counts to its end.
    expect((made.expiresUnixS ?? 0) % DAY_S).toBe(0);
    expect(made.expiresUnixS).toBeGreaterThan(now());
    expect(await verify(made.link)).toMatchObject({ exit: 0, result: "HOLDS" });
    const moment = now() - 600;
    await bens.send({ timeUnixS: moment, odometerHm: 900 }, { timeUnixS: moment + 60, odometerHm: 907 });
    await bens.flush();
    await until(async () => (await backEnd.follow()).devices.get(bens.id)?.chain.sequence === 1);
    await backEnd.claim();
    const history = ["--history", "all", "--groups", "distance,condition", "--archive", archive.url];
    const opened = await pass(...ben(), "--show", "odometer", ...history);
    expect(opened.printed).toMatch(/history {5}envelopes 1 to \d+ with every reading in them/);
    const read = await verify(opened.link);
    expect(read).toMatchObject({
      exit: 0,
      result: "HOLDS",
      history: { firstSequence: 1, isWhole: true, isJudged: true },
    });
    const least = await pass(...ben(), "--show", "none");
    expect([...namesIn(least.link)].sort()).toEqual([...PASS_FIELDS].sort());
  }, 120_000);

  it("is not made for a stranger, and is not lost when an archive does not keep it", async () => {
    const other = ["--car", annas.id, "--wallet", walletFile(stranger)];
    expect(await pass(...other, "--show", "vehicle")).toMatchObject({ exit: 1, code: "car-unknown" });
    const full = await pass(...ben(), "--show", "vehicle", "--keep", archive.url);
    expect(full).toMatchObject({ exit: 1, code: "passes-full" });
    expect(full.printed).toContain(`${PAGE}p#`);
    const gone = await pass(...ben(), "--show", "vehicle", "--keep", "http://127.0.0.1:9");
    expect(gone).toMatchObject({ exit: 2, code: "archive-unavailable" });
    expect(
      await owned("pass", "--page", PAGE, ...ben(), "--show", "none", "--node", "http://127.0.0.1:9"),
    ).toMatchObject({
      exit: 2,
      code: "node-unavailable",
    });
  }, 120_000);

  it("is made by the newest owner, who is not shown the days of those before", async () => {
    const sent = ["--relay", backEnd.relay.url, "--wait", "60"];
    const actor = { form: "key", publicKey: provider.p256PublicKey(p256) } as const;
    const buyer = toHex(accountOf(actor, new Uint8Array(), provider) ?? new Uint8Array());
    expect(await owned("offer", ...anna(), ...sent, "--buyer", buyer)).toMatchObject({ exit: 0 });
    const bought = ["--car", annas.id, "--key", world.write("ben.key", toHex(p256))];
    const file = ["--file", join(world.write("directory", ""), "../accept.json")];
    await owned("accept-offer", ...bought, ...file);
    const { message } = JSON.parse(readFileSync(file[1] ?? "", "utf8")) as { message: string };
    const pairing = toHex(await annas.answerPairing(decodeOperation(fromHex(message))));
    await owned("answer", ...file, "--pairing", pairing);
    expect(await owned("send", ...file, ...bought.slice(2), ...sent)).toMatchObject({ exit: 0, result: "IN EFFECT" });
    await backEnd.claim();
    expect(await pass(...anna(), "--show", "none")).toMatchObject({ exit: 1, code: "car-unknown" });
    expect(await pass(...bought, "--show", "closings")).toMatchObject({ exit: 2, code: "field-withheld" });
    const made = await pass(...bought, "--show", "vin,odometer");
    expect(await verify(made.link)).toMatchObject({ exit: 0, result: "HOLDS" });
  }, 120_000);

  it.each([
    ["band beside the odometer, which says more", ["--show", "odometer,band"], "steps of 10 000 km"],
    ["band beside closings, which say more", ["--show", "closings,band"], "steps of 10 000 km"],
    [
      "band beside a history, which says more",
      ["--show", "band", "--history", "all", "--archive", "http://127.0.0.1:9"],
      "steps of 10 000 km",
    ],
    ["a history without an archive", ["--show", "none", "--history", "all"], "--archive"],
    ["an archive without a history", ["--show", "none", "--archive", "http://127.0.0.1:9"], "--history"],
    [
      "a history without distance",
      ["--show", "none", "--history", "all", "--groups", "bus", "--archive", "http://127.0.0.1:9"],
      "--groups",
    ],
    ["days that end before they begin", ["--show", "none", "--history", "2026-03-02..2026-03-01"], "before the first"],
    ["a field that there is not", ["--show", "vehicle,colour"], "every pass shows key, owner"],
    ["nothing that was chosen", [], "--show"],
    ["an end that is over", ["--show", "none", "--until", "2020-01-01"], "366 days"],
    ["an end too far off", ["--show", "none", "--until", "367d"], "366 days"],
    ["an end that is none", ["--show", "none", "--until", "soon"], "It must be a date"],
    ["a text of two lines", ["--show", "none", "--for", "Ada\nLovelace"], "on one line"],
    ["a text too long", ["--show", "none", "--purpose", "é".repeat(61)], "120 bytes"],
  ])(
    "refuses %s",
    async (_, args, sentence) => {
      const refused = await pass(...anna(), ...args);
      expect(refused).toMatchObject({ exit: 2, code: "option-invalid" });
      expect(refused.printed).toContain(sentence);
    },
    60_000,
  );
});
