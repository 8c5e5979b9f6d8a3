/** An owner shares days by the command, over a real chain, back-end, archive and relay; a reader opens them by the command. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { walletSigner } from "@witness/protocol/operations/signing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningArchive, startArchive } from "../../archive/test/running.ts";
import type { Device } from "../../device/src/index.ts";
import { type BackEnd, startBackEnd } from "../../relay/test/back-end.ts";
import { startNodeRpc } from "../../relay/test/claiming.ts";
import { makeWorld, until, type World } from "../../relay/test/world.ts";

const ROOT = join(import.meta.dirname, "../..");
const DAY_S = 86_400;
const wallet = new Uint8Array(32).fill(71);
const reader = derivePrivateKey(new Uint8Array(32).fill(72), provider);
const stranger = derivePrivateKey(new Uint8Array(32).fill(73), provider);
/** The day before yesterday: its whole day is over. */
const start = (Math.floor(Date.now() / 1_000 / DAY_S) - 2) * DAY_S;
const dayOf = (unixS: number): string => new Date(unixS * 1_000).toISOString().slice(0, 10);

let world: World;
let backEnd: BackEnd;
let archive: RunningArchive;
let nodeRpc: Awaited<ReturnType<typeof startNodeRpc>>;
let car: Device;

/** Runs a command. Returns its exit code, what it printed, and each line of JSON. */
async function run(main: string, args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, main), ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (printed += String(bytes)));
  const exit = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const lines = printed.split("\n").filter((line) => line.startsWith("{"));
  return { exit, printed, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}
const application = (): string => `0x${toHex(world.application.context.application)}`;
const owned = (name: string, ...args: readonly string[]) => {
  const places = ["--rpc", world.chain.url, "--app", application(), "--inspect", backEnd.node.url];
  const whose = ["--car", car.id, "--wallet", world.write("anna.key", toHex(wallet)), "--archive", archive.url];
  return run("operate/src/main.ts", [name, ...places, ...whose, ...args]);
};
const read = (file: string, key: Uint8Array, ...args: readonly string[]) => {
  const ways = ["--rpc", world.chain.url, "--archive", archive.url];
  const named = ["--share", file, "--key", world.write(`${key[0]}.key`, toHex(key))];
  return run("audit/src/read/main.ts", [...named, ...ways, ...args]);
};

/** An envelope with two readings from a time on. */
async function drive(timeUnixS: number, odometerHm: number): Promise<void> {
  await car.send({ timeUnixS, odometerHm }, { timeUnixS: timeUnixS + 60, odometerHm: odometerHm + 1 });
  await car.flush();
  const { sequence } = car.status;
  await until(async () => (await backEnd.follow()).devices.get(car.id)?.chain.sequence === sequence);
}

beforeAll(async () => {
  world = await makeWorld();
  backEnd = await startBackEnd(world);
  nodeRpc = await startNodeRpc(() => backEnd.outputs);
  archive = await startArchive({
    ARCHIVE_RPC_URL: world.chain.url,
    ARCHIVE_DEPLOYMENT: world.environment["RELAY_DEPLOYMENT"] ?? "",
    ARCHIVE_GENESIS: world.environment["RELAY_GENESIS"] ?? "",
    ARCHIVE_DATA_DIR: join(world.write("directory", ""), "../archive"),
    ARCHIVE_PORT: "0",
    ARCHIVE_POLL_MS: "50",
  });
  car = await backEnd.openCar(walletSigner(world.application.context, wallet).account);
  await drive(start + 60, 1_000);
  await drive(start + DAY_S - 120, 1_100);
  await drive(start + DAY_S, 1_200);
  await backEnd.claim();
}, 120_000);
afterAll(async () => {
  await car?.close();
  nodeRpc?.close();
  await archive?.stop();
  await world?.close();
  backEnd?.node.close();
});

describe("a share by the command", () => {
  it("is previewed, made, listed, and read by its reader alone, exact to the envelope", async () => {
    const out = join(world.write("here", ""), "../anna.share");
    const days = ["--from", dayOf(start), "--to", dayOf(start), "--grantee", toHex(provider.p256PublicKey(reader))];
    const asked = [...days, "--groups", "distance", "--purpose", "Audit", "--node", nodeRpc.url, "--wait", "60"];
    const previewed = await owned("share", ...asked);
    expect(previewed).toMatchObject({ exit: 0, lines: [{ result: "PREVIEWED", envelopes: 2 }] });
    expect(previewed.printed).toContain("envelopes 1 to 2 of session 1: 4 readings");
    expect(existsSync(out)).toBe(false);

    const made = await owned("share", ...asked, "--out", out);
    expect(made.printed).toContain("Written to");
    expect(made).toMatchObject({ exit: 0, lines: [{ result: "MADE", kind: "share" }] });
    expect((await owned("share", ...asked, "--out", out)).lines[0]).toMatchObject({ code: "share-file-unusable" });

    const csv = join(out, "../anna.csv");
    const opened = await read(out, reader, "--csv", csv, "--app", application());
    expect(opened.lines.map(({ kind, sequence, result }) => sequence ?? result ?? kind)).toEqual([1, 2, "PROVEN"]);
    expect(opened.exit).toBe(0);
    expect(readFileSync(csv, "utf8").trimEnd().split("\r\n")).toHaveLength(5);
    expect(await read(out, stranger)).toMatchObject({ exit: 2, lines: [{ code: "share-sealed" }] });
    const other = await read(out, reader, "--app", `0x${"11".repeat(20)}`);
    expect(other).toMatchObject({ exit: 2, lines: [{ code: "share-foreign" }] });

    const listed = await owned("shares");
    expect(listed).toMatchObject({ exit: 0, lines: [{ result: "LISTED", grants: [] }] });
    expect(listed.lines[0]?.["shares"]).toHaveLength(1);
    expect(listed.printed).toContain("has distance of 2 envelopes from 1 to 2");
  }, 120_000);

  it("is refused with a sentence for days without an envelope, and for days that end before they begin", async () => {
    const asked = ["--grantee", toHex(provider.p256PublicKey(reader)), "--groups", "distance", "--node", nodeRpc.url];
    const none = await owned("share", ...asked, "--from", "2020-01-01", "--to", "2020-01-02");
    expect(none).toMatchObject({ exit: 2, lines: [{ code: "share-empty" }] });
    const turned = await owned("share", ...asked, "--from", "2020-01-02", "--to", "2020-01-01");
    expect(turned).toMatchObject({ exit: 2, lines: [{ code: "option-invalid" }] });
  }, 60_000);
});
