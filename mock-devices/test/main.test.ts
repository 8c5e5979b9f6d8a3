/** The fleet as a process: what it prints, how it refuses its settings, and what it leaves when it is told to stop. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStores } from "@witness/device/file-store";
import { readMemory } from "@witness/device/journal";
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { afterEach, beforeEach, expect, it } from "vitest";
import { RoadsideRelay } from "../../device/test/roadside.ts";
import { fleetSettings } from "../src/settings.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const publicKey = provider.p256PublicKey(derivePrivateKey(new Uint8Array(32).fill(1), provider));
const CARS = 6;
const makerKey = derivePrivateKey(new Uint8Array(32).fill(4), provider);

let folder: string;
let relay: RoadsideRelay;
let settings: Record<string, string>;
let children: ChildProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "witness-fleet-"));
  relay = new RoadsideRelay({ context, publicKey, keyId: keyIdentity(publicKey, provider) });
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const provisioning = {
    chainId: context.chainId,
    application: toHex(context.application),
    applicationPublicKey: toHex(publicKey),
    relayPublicKey: toHex(relay.publicKey),
    relayUrl: await relay.listen(),
    profile: "1.1",
  };
  settings = {
    FLEET_PROVISIONING: file("provisioning.json", JSON.stringify(provisioning)),
    FLEET_MAKER_KEY_FILE: file("maker.key", toHex(makerKey)),
    FLEET_DATA_DIR: join(folder, "data"),
    FLEET_CARS: String(CARS),
    FLEET_DAYS: "5",
    FLEET_SPEED: "600",
  };
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  relay.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  readonly child: ChildProcess;
  stdout: string;
  stderr: string;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
}

function start(change: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Told {
  const env = { PATH: process.env["PATH"], ...settings, ...change };
  const child = spawn(process.execPath, [join(import.meta.dirname, "../src/main.ts"), ...args], { env });
  children.push(child);
  const ended = once(child, "close").then(([code, signal]) => (signal ?? code) as number | string | null);
  const told: Told = { child, stdout: "", stderr: "", ended };
  child.stdout.on("data", (bytes: Buffer) => {
    told.stdout += bytes.toString();
  });
  child.stderr.on("data", (bytes: Buffer) => {
    told.stderr += bytes.toString();
  });
  return told;
}

const until = (holds: () => boolean) => expect.poll(holds, { timeout: 30_000, interval: 10 }).toBe(true);

it("docs/mock-devices.md has the table of its settings", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/mock-devices.md"), "utf8");
  expect(page).toContain(fleetSettings.table());
});

it("--help names every setting", async () => {
  const told = start({}, ["--help"]);
  expect(await told.ended).toBe(0);
  expect(told.stdout).toBe(fleetSettings.help());
});

it("tells all that is wrong with its settings at once", async () => {
  const told = start({ FLEET_CARS: "many", FLEET_SPED: "1", FLEET_PROVISIONING: folder, FLEET_MAKER_KEY_FILE: "" });
  expect(await told.ended).toBe(2);
  const lines = told.stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { code: string; setting: string; stack?: string });
  expect(lines.map(({ setting }) => setting).sort()).toEqual([
    "FLEET_CARS",
    "FLEET_MAKER_KEY_FILE",
    "FLEET_PROVISIONING",
    "FLEET_SPED",
  ]);
  expect(new Set(lines.map(({ code }) => code))).toEqual(new Set(["settings-invalid"]));
  expect(told.stderr).not.toContain("    at ");
});

it("given a port that is taken, says so in a sentence and leaves its store free", async () => {
  const port = new URL(JSON.parse(await firstLine(start({ FLEET_DATA_DIR: "" }))).url).port;
  const told = start({ FLEET_PORT: port });
  expect(await told.ended).toBe(1);
  expect(JSON.parse(told.stderr)).toMatchObject({ code: "port-taken", msg: expect.stringContaining("FLEET_PORT") });
  expect(existsSync(join(folder, "data/devices.log.lock"))).toBe(false);
});

it.each(["SIGTERM", "SIGINT"] as const)("on %s closes its store, and goes on where it was", async (signal) => {
  const first = start();
  await firstLine(first);
  await until(() => first.stderr.includes("history is delivered"));
  const heads = new Map([...relay.devices].map(([id, { chain }]) => [id, chain]));
  first.child.kill(signal);
  expect(await first.ended).toBe(0);
  expect(existsSync(join(folder, "data/devices.log.lock"))).toBe(false);
  expect(first.stderr).not.toContain('"level":50');

  const second = start();
  await firstLine(second);
  await until(() => second.stderr.includes("history is delivered"));
  second.child.kill(signal);
  expect(await second.ended).toBe(0);
  for (const [id, then] of heads) {
    const now = relay.devices.get(id)?.chain;
    expect(now?.session).toBe(then.session);
    expect((now?.sequence ?? 0) - then.sequence).toBeLessThan(100);
  }
});

it("stopped while the relay is silent, ends at once, and what its cars read is delivered after the next start", async () => {
  const first = start({ FLEET_SPEED: "6000" });
  await firstLine(first);
  await until(() => first.stderr.includes("history is delivered"));
  relay.silent = true;
  const before = relay.requests;
  await until(() => relay.requests > before);
  const since = Date.now();
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  expect(Date.now() - since).toBeLessThan(3_000);
  const path = join(folder, "data/devices.log");
  const waiting = async () => {
    const stores = await FileStores.open(path);
    const names = Array.from({ length: CARS }, (_, i) => `car ${i}`);
    const logs = await Promise.all(names.map((name) => stores.store(name).read()));
    await stores.close();
    return logs.flatMap(({ records, torn }) => (torn ? expect.fail() : (readMemory(records)?.queue ?? [])));
  };
  const kept = await waiting();
  expect(kept.length).toBeGreaterThan(0);

  relay.silent = false;
  const second = start();
  await firstLine(second);
  await until(() => second.stderr.includes("history is delivered"));
  second.child.kill("SIGTERM");
  await second.ended;
  const left = new Set((await waiting()).map(({ link }) => toHex(link)));
  expect(kept.filter(({ link }) => left.has(toHex(link)))).toEqual([]);
  expect([...relay.counts.keys()]).toEqual(["admitted"]);
});

async function firstLine(told: Told): Promise<string> {
  await until(() => told.stdout.includes("\n"));
  return told.stdout.split("\n")[0] ?? "";
}
