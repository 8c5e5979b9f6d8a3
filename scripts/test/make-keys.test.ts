import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGenesis } from "@witness/ethereum/genesis";
import { readAccountKey, readKeyFile } from "@witness/ethereum/key-file";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { computeAddress } from "ethers";
import { afterAll, describe, expect, it } from "vitest";

const out = mkdtempSync(join(tmpdir(), "make-keys-"));
afterAll(() => rmSync(out, { recursive: true }));
const runIn = (directory: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, "../make-keys.ts"), "--out", directory, ...args], {
    encoding: "utf8",
  });
const run = (...args: readonly string[]) => runIn(out, ...args);

it("makes keys that only their owner can read, a genesis that names them, and keeps them when run again", () => {
  const maker = toHex(native.p256PublicKey(new Uint8Array(32).fill(5)));
  const { status, stdout, stderr } = run("--maker", `Real Motors=${maker}`);
  expect(status).toBe(0);
  expect(stderr).toContain("names no administrators");
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
  expect(status).toBe(2);
  expect(stderr).toContain("compressed P-256 key");
});

it("says like the other commands what is wrong with its options, and where they are listed", () => {
  const script = join(import.meta.dirname, "../make-keys.ts");
  const { status, stderr, stdout } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^Not done: required option '--out <dir>' not specified\n/);
  expect(stderr).toContain("npm run keys -- --help lists the options.\n");
});

describe("administrators and a predecessor", () => {
  const next = join(out, "next");
  const publicKeys = [7, 8, 9].map((byte) => toHex(native.p256PublicKey(new Uint8Array(32).fill(byte))));
  const named = publicKeys.flatMap((key) => ["--administrator", key]);
  const address = `0x${"ab".repeat(20)}`;
  const deployment = {
    chainId: 31_337,
    deploymentBlock: 3,
    application: { name: "witness", address, templateHash: `0x${"00".repeat(32)}`, dataAvailability: "0x" },
    consensus: { type: "AUTHORITY", address, epochLength: 10 },
    contracts: { InputBox: address },
  };

  it("are in the genesis", () => {
    writeFileSync(join(out, "public/deployment.json"), JSON.stringify(deployment));
    const { status, stderr } = runIn(next, ...named, "--threshold", "3", "--predecessor", out);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { administrators, predecessor } = readGenesis(join(next, "public/genesis.json"));
    expect([administrators?.threshold, administrators?.publicKeys.map(toHex)]).toEqual([3, publicKeys]);
    expect(predecessor).toEqual({
      context: { chainId: 31_337, application: fromHex("ab".repeat(20)) },
      keyId: readGenesis(join(out, "public/genesis.json")).keyId,
    });
  });

  it("stay as they are when others are named, and when none are", () => {
    const before = readGenesis(join(next, "public/genesis.json"));
    expect(runIn(next, ...named.slice(2)).status).toBe(1);
    expect(runIn(next).status).toBe(0);
    expect(readGenesis(join(next, "public/genesis.json"))).toEqual(before);
  });

  it.each([
    ["one administrator alone", named.slice(0, 2), "no set of 2 to 16 different keys"],
    ["more signatures than administrators", [...named, "--threshold", "4"], "no set of 2 to 16 different keys"],
    ["a key that is none", ["--administrator", "04ab"], "compressed P-256 key"],
    ["a predecessor that is not there", ["--predecessor", join(out, "nowhere")], "deployment file"],
  ])("are refused: %s, and no genesis is written", (_, args, words) => {
    const wrong = mkdtempSync(join(out, "wrong-"));
    const { status, stderr } = runIn(wrong, ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(existsSync(join(wrong, "public/genesis.json"))).toBe(false);
  });
});
