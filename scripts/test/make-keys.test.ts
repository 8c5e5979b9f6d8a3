import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGenesis } from "@witness/ethereum/genesis";
import { readAccountKey, readKeyFile } from "@witness/ethereum/key-file";
import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { computeAddress } from "ethers";
import { afterAll, expect, it } from "vitest";

const out = mkdtempSync(join(tmpdir(), "make-keys-"));
afterAll(() => rmSync(out, { recursive: true }));
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, "../make-keys.ts"), "--out", out, ...args], {
    encoding: "utf8",
  });

it("makes keys that only their owner can read, a genesis that names them, and keeps them when run again", () => {
  const maker = toHex(native.p256PublicKey(new Uint8Array(32).fill(5)));
  const { status, stdout } = run("--maker", `Real Motors=${maker}`);
  expect(status).toBe(0);
  const files = readdirSync(join(out, "keys"));
  expect(files).toContain("application.key");
  expect(files.map((name) => statSync(join(out, "keys", name)).mode & 0o777)).toEqual(files.map(() => 0o600));
  const genesis = readGenesis(join(out, "public/genesis.json"));
  const application = readKeyFile(join(out, "keys/application.key"), "p256");
  expect(genesis.applicationPublicKey).toEqual(native.p256PublicKey(application));
  expect(genesis.makers.map(({ name, publicKey }) => [name, toHex(publicKey)])).toEqual([["Real Motors", maker]]);
  expect(JSON.parse(stdout).accounts.relay).toBe(computeAddress(readAccountKey(join(out, "keys/relay-account.key"))));
  expect(run().status).toBe(0);
  expect(readKeyFile(join(out, "keys/application.key"), "p256")).toEqual(application);
  expect(readGenesis(join(out, "public/genesis.json"))).toEqual(genesis);
});

it("does not replace the makers that an application trusts", () => {
  const before = readFileSync(join(out, "public/genesis.json"), "utf8");
  const other = toHex(native.p256PublicKey(new Uint8Array(32).fill(6)));
  const { status, stderr } = run("--maker", `Other Motors=${other}`);
  expect(status).toBe(1);
  expect(stderr).toContain("names other makers");
  expect(readFileSync(join(out, "public/genesis.json"), "utf8")).toBe(before);
});

it("refuses a maker that is none", () => {
  const { status, stderr } = run("--maker", "Real Motors=04ab");
  expect(status).toBe(1);
  expect(stderr).toContain("compressed P-256 key");
});
