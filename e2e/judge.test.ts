/** An owner judges every car of the demo alone, as a person does: by the command, against a running system. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDeployment, type System } from "../scripts/system.ts";
import { type Ran, runCommand } from "./command.ts";
import { type FleetCar, Owner } from "./owner.ts";
import { eventually, startSystem } from "./system.ts";

const ROOT = join(import.meta.dirname, "..");
const MODES = ["honest", "rolled-back", "blocked", "replayed", "forged", "forked", "cloned", "gap", "lost-storage"];

let system: System;
let garage: readonly FleetCar[];
let keyFile: string;

// biome-ignore lint/suspicious/noExplicitAny: the last line is JSON whose shape each test asserts itself
type Judged = Ran<any>;

/** Runs the command as the documentation has it. */
const judge = (car: string, ...change: readonly string[]): Promise<Judged> =>
  judgeAs(["--wallet", keyFile, ...change], car);

/** The same by another key. */
function judgeAs(change: readonly string[], car: string): Promise<Judged> {
  const { chain, archive, rpc, inspect } = system.addresses;
  const { application } = readDeployment(system.deployment);
  const asked = ["--rpc", chain, "--archive", archive, "--app", application.address, "--car", car];
  const args = [...asked, "--node", rpc, "--inspect", inspect, ...change];
  return runCommand(join(ROOT, "audit/src/judge/main.ts"), args);
}

beforeAll(async () => {
  system = await startSystem({ without: ["page"] });
  const owner = new Owner(system);
  keyFile = join(mkdtempSync(join(tmpdir(), "witness-judge-")), "wallet.key");
  writeFileSync(keyFile, `${toHex(owner.key)}\n`, { mode: 0o600 });
  garage = await owner.garage();
  await eventually(
    async () => (await owner.cars()).length,
    (cars) => cars === MODES.length,
  );
}, 120_000);
afterAll(() => system?.stop(), 30_000);

const idOf = (mode: string): string => garage.find((car) => car.mode === mode)?.deviceId ?? "";

describe("npm run judge", () => {
  it.each(MODES)(
    "%s: comes to what the proven record says",
    async (mode) => {
      const { exitCode, last, prose } = await judge(idOf(mode), "--wait", "60");
      expect(last).toMatchObject({ result: "EQUAL", standing: "accepted", closed: 0, unreadable: 0 });
      expect(last.opened).toBe(last.envelopes);
      expect(last.verdict === "illogical").toBe(mode === "rolled-back" || mode === "blocked");
      expect(prose).toContain("EQUAL: what the history comes to here is what the record says");
      expect(exitCode).toBe(0);
    },
    90_000,
  );

  it("reads what was granted by a key that owns nothing, and nothing once the grant is revoked", async () => {
    const { chain, relay, inspect } = system.addresses;
    const { application } = readDeployment(system.deployment);
    const key = derivePrivateKey(Uint8Array.from(randomBytes(32)), native);
    const graceFile = `${keyFile}.grace`;
    writeFileSync(graceFile, `${toHex(key)}\n`, { mode: 0o600 });
    const car = ["--car", idOf("honest")];
    const operate = (
      deed: string,
      ...options: readonly string[]
    ): { readonly result: string; readonly identity: string } => {
      const ways = ["--rpc", chain, "--app", application.address, "--relay", relay, "--inspect", inspect];
      const all = [join(ROOT, "operate/src/main.ts"), deed, ...car, ...ways, "--wallet", keyFile, ...options];
      return JSON.parse(execFileSync(process.execPath, all, { encoding: "utf8" }).trim().split("\n").at(-1) ?? "");
    };
    const grantee = ["--grantee", toHex(native.p256PublicKey(key)), "--groups", "distance"];
    const granted = operate("grant", ...grantee, "--first", "2", "--last", "4", "--days", "1");
    expect(granted.result).toBe("IN EFFECT");
    const asGrace = ["--key", graceFile, "--wait", "60"];
    const read = await judgeAs(asGrace, idOf("honest"));
    expect(read).toMatchObject({ exitCode: 3, last: { result: "PARTIAL", opened: 3, part: { first: 2, last: 4 } } });
    expect(read.prose).toContain("Speaks for      envelopes 2 to 4 alone: what you were granted");
    operate("revoke-grant", "--grant", granted.identity);
    expect(await judgeAs(asGrace, idOf("honest"))).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining("A wallet's key is named by --wallet, a P-256 key by --key."),
      last: { code: "car-unknown" },
    });
  }, 180_000);

  it("given the archive of nobody, or a key that others can read, says so and judges nothing", async () => {
    const silent = await judge(idOf("honest"), "--archive", "http://127.0.0.1:9");
    expect(silent).toMatchObject({ exitCode: 2, last: { result: "UNCHECKED", code: "archive-unavailable" } });
    chmodSync(keyFile, 0o644);
    const open = await judge(idOf("honest"));
    chmodSync(keyFile, 0o600);
    expect(open).toMatchObject({ exitCode: 2, last: { result: "UNCHECKED", code: "key-unusable" } });
    const foreign = await judge("0011223344556677");
    expect(foreign).toMatchObject({ exitCode: 2, last: { code: "car-unknown" } });
  }, 60_000);
});
