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
function run(name: string, env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  return new Promise<{ code: number; stdout: string; error: { code?: string; message?: string } }>((resolve) => {
    const options = { env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [script(name), ...args], options, (_failed, stdout, stderr) => {
      const line = stderr.split("\n").find((text) => text.startsWith('{"level":"error"')) ?? "{}";
      resolve({ code: child.exitCode ?? -1, stdout, error: JSON.parse(line) });
    });
  });
}

beforeAll(async () => {
  chain = spawn(process.execPath, [script("local-chain")], {
    env: { ...process.env, CHAIN_PORT: "0", CHAIN_BLOCK_TIME_S: "1" },
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

describe("deploy-verifier.ts", () => {
  it("default: prints the address where the verifier lies, twice the same", async () => {
    const first = await run("deploy-verifier", { DEPLOY_RPC_URL: rpcUrl });
    expect(first.code).toBe(0);
    const { verifier } = JSON.parse(first.stdout) as { verifier: string };
    expect(await provider.getCode(verifier)).not.toBe("0x");
    expect((await run("deploy-verifier", { DEPLOY_RPC_URL: rpcUrl })).stdout).toBe(first.stdout);
  });

  it("given a chain that does not answer: says so", async () => {
    const failed = await run("deploy-verifier", { DEPLOY_RPC_URL: "http://127.0.0.1:1" });
    expect(failed).toMatchObject({ code: 1, error: { code: "chain-unreachable" } });
  });
});

describe("deploy.ts", () => {
  it("default: prints and writes the same deployment, twice", async () => {
    const out = join(folder, "deployment.json");
    const first = await run("deploy", { DEPLOY_RPC_URL: rpcUrl, DEPLOY_OUT: out });
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
    expect(JSON.parse((await run("deploy", { DEPLOY_RPC_URL: rpcUrl, DEPLOY_OUT: out })).stdout)).toEqual(deployment);
    expect(readdirSync(folder)).toEqual(["deployment.json"]);
  });

  it("given another template, uses the authority that is there for a new application", async () => {
    const deployed = async (more: Readonly<Record<string, string>>) => {
      const env = { DEPLOY_RPC_URL: rpcUrl, DEPLOY_EPOCH_LENGTH_BLOCKS: "7", ...more };
      return JSON.parse((await run("deploy", env)).stdout) as Deployment;
    };
    const one = await deployed({});
    const other = await deployed({ DEPLOY_TEMPLATE_HASH: `0x${"11".repeat(32)}` });
    expect(other.consensus).toEqual(one.consensus);
    expect(other.application.address).not.toBe(one.application.address);
  });

  it("given an account without funds, says so", async () => {
    const file = join(folder, "poor.key");
    writeFileSync(file, "77".repeat(32), { mode: 0o600 });
    const { code, error } = await run("deploy", { DEPLOY_RPC_URL: rpcUrl, DEPLOY_OWNER_KEY_FILE: file });
    expect([code, error.code]).toEqual([1, "funds-insufficient"]);
  });

  it("refuses a key file that others can read, without a word of what is in it", async () => {
    const file = join(folder, "open.key");
    writeFileSync(file, "33".repeat(32), { mode: 0o644 });
    const { code, error } = await run("deploy", { DEPLOY_RPC_URL: rpcUrl, DEPLOY_OWNER_KEY_FILE: file });
    expect([code, error.code]).toEqual([1, "settings-invalid"]);
    expect(error.message).toContain("DEPLOY_OWNER_KEY_FILE is not usable");
    expect(error.message).not.toContain("3333");
  });

  it.each([
    ["DEPLOY_OWNER_KEY_FILE", { DEPLOY_OWNER_KEY_FILE: "/no/such/file" }],
    ["DEPLOY_EPOCH_LENGTH_BLOCKS", { DEPLOY_EPOCH_LENGTH_BLOCKS: "0" }],
    ["DEPLOY_SALT", { DEPLOY_SALT: "0x12" }],
    ["DEPLOY_VALIDATORS", { DEPLOY_VALIDATORS: "0x12" }],
    ["DEPLOY_VALIDATORS", { DEPLOY_VALIDATORS: `0x${"11".repeat(20)},0x${"11".repeat(20)}` }],
    ["DEPLOY_SALTY", { DEPLOY_SALTY: "1" }],
  ])("refuses %s: %j", async (name, env) => {
    const { code, error } = await run("deploy", { DEPLOY_RPC_URL: rpcUrl, ...env });
    expect([code, error.code]).toEqual([1, "settings-invalid"]);
    expect(error.message).toContain(`${name} `);
  });

  it("names all wrong settings at once", async () => {
    const { error } = await run("deploy", { DEPLOY_RPC_URL: "nowhere", DEPLOY_SALT: "1", DEPLOY_COLOUR: "red" });
    for (const name of ["DEPLOY_RPC_URL", "DEPLOY_SALT", "DEPLOY_COLOUR"]) expect(error.message).toContain(name);
  });

  it("given a chain that is not there, says so", async () => {
    const { code, error } = await run("deploy", { DEPLOY_RPC_URL: "http://127.0.0.1:1" });
    expect([code, error.code]).toEqual([1, "chain-unreachable"]);
  });
});

it.each([
  ["deploy", "DEPLOY_RPC_URL"],
  ["local-chain", "CHAIN_BLOCK_TIME_S"],
])("%s explains its settings with --help", async (name, setting) => {
  const { code, stdout } = await run(name, {}, ["--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain(setting);
});

describe("local-chain.ts", () => {
  it("default: begins at the time of the clock, and blocks come by themselves", async () => {
    const nowS = Date.now() / 1_000;
    const head = await provider.getBlock("latest");
    expect(Math.abs((head?.timestamp ?? 0) - nowS)).toBeLessThan(10);
    const goal = (head?.number ?? 0) + 2;
    await expect.poll(() => provider.getBlockNumber(), { timeout: deadline }).toBeGreaterThanOrEqual(goal);
  });

  it("given a first moment, begins there, and goes where it is moved", async () => {
    const START_UNIX_S = 1_767_225_600;
    const child = spawn(process.execPath, [script("local-chain")], {
      env: { ...process.env, CHAIN_PORT: "0", CHAIN_BLOCK_TIME_S: "0", CHAIN_START_UNIX_S: String(START_UNIX_S) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface({ input: child.stdout! }), "line");
    const past = new JsonRpcProvider(JSON.parse(line as string).rpcUrl, Network.from(31_337), { staticNetwork: true });
    try {
      expect((await past.getBlock(0))?.timestamp).toBe(START_UNIX_S);
      await past.send("evm_increaseTime", [864_000]);
      await past.send("evm_mine", []);
      const later = ((await past.getBlock(1))?.timestamp ?? 0) - START_UNIX_S;
      expect(later).toBeGreaterThanOrEqual(864_000);
      expect(later).toBeLessThan(864_000 + deadline / 1_000);
    } finally {
      past.destroy();
      child.kill("SIGKILL");
    }
  });

  it("given a taken port, names it", async () => {
    const { port } = new URL(rpcUrl);
    const { code, error } = await run("local-chain", { CHAIN_PORT: port });
    expect([code, error.code]).toEqual([1, "port-taken"]);
    expect(error.message).toContain(port);
  });

  it("given SIGTERM, stops with 0", async () => {
    chain.kill("SIGTERM");
    const [code] = await once(chain, "exit");
    expect(code).toBe(0);
  });
});
