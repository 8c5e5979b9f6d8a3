/** The two commands as other parts run them: processes, one line of JSON, a file, exit codes. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { JsonRpcProvider, Network } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deployment } from "../src/deploy.ts";

const script = (name: string) => join(import.meta.dirname, `../src/${name}.ts`);
const folder = mkdtempSync(join(tmpdir(), "contracts-"));
const deadline = 20_000;
let chain: ChildProcess;
let rpcUrl: string;
let provider: JsonRpcProvider;

/** Runs a command to its end. */
function run(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number; stdout: string; error: { code?: string; message?: string } }>((resolve) => {
    const options = { env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [script(name), ...args], options, (_failed, stdout, stderr) => {
      const line = stderr.split("\n").find((text) => text.startsWith('{"level":"error"')) ?? "{}";
      resolve({ code: child.exitCode ?? -1, stdout, error: JSON.parse(line) });
    });
  });
}

beforeAll(async () => {
  chain = spawn(process.execPath, [script("local-chain"), "--port", "0", "--block-time-s", "1"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: chain.stdout! }), "line");
  const ready = JSON.parse(line) as { ready: boolean; rpcUrl: string; chainId: number };
  expect(ready).toMatchObject({ ready: true, chainId: 31_337 });
  rpcUrl = ready.rpcUrl;
  provider = new JsonRpcProvider(rpcUrl, Network.from(31_337), { staticNetwork: true, cacheTimeout: -1 });
});
afterAll(() => {
  provider?.destroy();
  chain?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

describe("deploy.ts", () => {
  it("default: prints and writes the same deployment, twice", async () => {
    const out = join(folder, "deployment.json");
    const first = await run("deploy", ["--rpc", rpcUrl, "--out", out]);
    expect(first.code).toBe(0);
    expect(first.stdout.trim().split("\n")).toHaveLength(1);
    const deployment = JSON.parse(first.stdout) as Deployment;
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual(deployment);
    expect(deployment).toMatchObject({
      contractsVersion: "2.2.0",
      chainId: 31_337,
      rpcUrl,
      application: { name: "witness" },
      consensus: { type: "AUTHORITY", epochLength: 10, validators: [deployment.application.owner] },
    });
    expect(deployment.application.dataAvailability).toBe(
      "0xb12c9ede0000000000000000000000001b51e2992a2755ba4d6f7094032df91991a0cfac",
    );
    expect(Object.keys(deployment.contracts)).toHaveLength(11);
    const codeAt = (block: number) => provider.getCode(deployment.application.address, block);
    expect(await codeAt(deployment.deploymentBlock)).not.toBe("0x");
    expect(await codeAt(deployment.deploymentBlock - 1)).toBe("0x");
    expect(JSON.parse((await run("deploy", ["--rpc", rpcUrl, "--out", out])).stdout)).toEqual(deployment);
    expect(readdirSync(folder)).toEqual(["deployment.json"]);
  });

  it("given another template, uses the authority that is there for a new application", async () => {
    const deployed = async (...more: string[]) =>
      JSON.parse((await run("deploy", ["--rpc", rpcUrl, "--epoch-length", "7", ...more])).stdout) as Deployment;
    const one = await deployed();
    const other = await deployed("--template-hash", `0x${"11".repeat(32)}`);
    expect(other.consensus).toEqual(one.consensus);
    expect(other.application.address).not.toBe(one.application.address);
  });

  it("given an account without funds, says so", async () => {
    const env = { DEPLOYER: "77".repeat(32) };
    const { code, error } = await run("deploy", ["--rpc", rpcUrl, "--private-key-env", "DEPLOYER"], env);
    expect([code, error.code]).toEqual([1, "funds-insufficient"]);
  });

  it("refuses a key file that others can read, without a word of what is in it", async () => {
    const file = join(folder, "open.key");
    writeFileSync(file, "33".repeat(32), { mode: 0o644 });
    const { code, error } = await run("deploy", ["--rpc", rpcUrl, "--owner-key-file", file]);
    expect([code, error.code]).toEqual([1, "key-unusable"]);
    expect(error.message).not.toContain("3333");
  });

  it.each([
    ["key-unusable", ["--private-key-env", "NO_SUCH_VARIABLE"]],
    ["option-invalid", ["--epoch-length", "0"]],
    ["option-invalid", ["--salt", "0x12"]],
    ["option-invalid", ["--validators", "0x12"]],
    ["option-invalid", ["--no-such-option"]],
    ["chain-unreachable", ["--rpc", "http://127.0.0.1:1"]],
  ])("refuses with %s: %j", async (expected, args) => {
    const { code, error } = await run("deploy", ["--rpc", rpcUrl, ...args]);
    expect([code, error.code]).toEqual([1, expected]);
  });
});

describe("local-chain.ts", () => {
  it("default: begins at the time of the clock, and blocks come by themselves", async () => {
    const nowS = Date.now() / 1_000;
    const head = await provider.getBlock("latest");
    expect(Math.abs((head?.timestamp ?? 0) - nowS)).toBeLessThan(10);
    const goal = (head?.number ?? 0) + 2;
    await expect.poll(() => provider.getBlockNumber(), { timeout: deadline }).toBeGreaterThanOrEqual(goal);
  });

  it("given a taken port, names it", async () => {
    const { port } = new URL(rpcUrl);
    const { code, error } = await run("local-chain", ["--port", port]);
    expect([code, error.code]).toEqual([1, "port-taken"]);
    expect(error.message).toContain(port);
  });

  it("given SIGTERM, stops with 0", async () => {
    chain.kill("SIGTERM");
    const [code] = await once(chain, "exit");
    expect(code).toBe(0);
  });
});
