/** Errors before the node follows the chain: each mistake has a code and a sentence that an operator can act on. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { OFFICIAL_ADDRESSES as OFFICIAL } from "@witness/ethereum/official";
import type { SettingsError } from "@witness/settings/errors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { choose } from "../src/backend/choice.ts";
import { nodeSettings } from "../src/settings.ts";
import { startChain, type TestApplication, type TestChain } from "./chain.ts";
import { type Answer, keyFile, temporaryDirectory } from "./client.ts";
import { backendCommand, runNode } from "./running.ts";
import { configOf, environmentOf, type TestSettings } from "./settings.ts";

let chain: TestChain;
let app: TestApplication;
beforeAll(async () => {
  chain = await startChain();
  app = await chain.application("checked");
});
afterAll(() => chain?.close());

const directory = temporaryDirectory();
let files = 0;
function file(content: unknown): string {
  const path = join(directory, `${files++}.json`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** The deployment file of the application, changed. */
function changed(change: (deployment: Answer) => void): TestApplication {
  const deployment = JSON.parse(readFileSync(app.file, "utf8"));
  change(deployment);
  return { ...app, file: file(deployment) };
}

describe("the deployment is compared with the chain", () => {
  const elsewhere = `0x${"12".repeat(20)}`;
  it.each<[string, (deployment: Answer) => void, string]>([
    ["code-unexpected", ({ contracts }) => (contracts.InputBox = elsewhere), "InputBox is at 0x1212"],
    // The factory of contracts 2.1.0: every proof would fail on chain, and nobody would see why.
    [
      "code-unexpected",
      ({ contracts }) => (contracts.ApplicationFactory = "0x5a3368b30174d389afd205a46bad35bbe6709b8a"),
      "contracts 2.2.0 have it at 0x26E758238CB6eC5aB70ce0dd52aF2d7b82e1972E",
    ],
    [
      "code-unexpected",
      ({ contracts }) => (contracts.ERC20Portal = "0xACA6586A0Cf05bD831f2501E7B4aea550dA6562D"),
      "no code at",
    ],
    ["application-missing", ({ application }) => (application.address = elsewhere), "No application contract"],
    ["consensus-mismatch", ({ consensus }) => (consensus.address = elsewhere), "trusts consensus"],
    ["deployment-differs", ({ consensus }) => (consensus.epochLength = 11), "epoch length"],
    ["deployment-differs", ({ application }) => (application.templateHash = `0x${"ab".repeat(32)}`), "template hash"],
    ["deployment-differs", ({ application }) => (application.dataAvailability = "0x12"), "data availability"],
    ["wrong-chain", (deployment) => (deployment.chainId = 1), "is chain 31337"],
    ["settings-invalid", ({ consensus }) => (consensus.type = "PRT"), "AUTHORITY or QUORUM"],
    ["settings-invalid", ({ application }) => (application.name = "No!"), "application.name"],
    ["settings-invalid", (deployment) => (deployment.deploymentBlock = -1), "deploymentBlock"],
  ])("%s", async (code, change, words) => {
    await expect(runNode(chain, [changed(change)], {})).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  it("refuses an official address or an application whose code is another, and names the contract", async () => {
    const { InputBox } = OFFICIAL;
    for (const [name, address] of [
      ["InputBox", InputBox!],
      ["ApplicationFactory", OFFICIAL["ApplicationFactory"]!],
      ["Application", app.address],
      ["Authority", app.consensus],
    ]) {
      const code = await chain.provider.getCode(address!);
      // One bit of the first instruction after the dispatcher: getters still give what they gave.
      const at = code.length - 120;
      const changed = code.slice(0, at) + (code[at] === "0" ? "1" : "0") + code.slice(at + 1);
      await chain.provider.send("hardhat_setCode", [address, changed]);
      await expect(runNode(chain, [app], {}), name).rejects.toMatchObject({
        code: "code-unexpected",
        message: expect.stringContaining(`is not ${name} of `),
      });
      await chain.provider.send("hardhat_setCode", [address, code]);
    }
    await (await runNode(chain, [app], {})).stop();
  });

  it("unreadable, or two chains at once", async () => {
    const missing = { ...app, file: join(directory, "missing.json") };
    await expect(runNode(chain, [missing], {})).rejects.toMatchObject({ code: "settings-invalid" });
    await expect(runNode(chain, [{ ...app, file: file("{") }], {})).rejects.toMatchObject({
      code: "settings-invalid",
    });
    const other = changed((deployment) => (deployment.chainId = 5));
    await expect(runNode(chain, [app, other], {})).rejects.toMatchObject({ code: "chains-differ" });
  });
});

describe("surroundings", () => {
  it("no chain, a port that is taken", async () => {
    await expect(runNode(chain, [app], { RPC_URL: "http://127.0.0.1:1" })).rejects.toMatchObject({
      code: "chain-unavailable",
    });
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    for (const name of ["RPC_PORT", "INSPECT_PORT", "BACKEND_PORT"])
      await expect(runNode(chain, [app], { [name]: String(port) }), name).rejects.toMatchObject({
        code: "port-taken",
        message: expect.stringContaining(`ROLLUP_NODE_${name}`),
      });
    server.close();
  });

  it("a data directory that another node uses, that is no store, or one of another version", async () => {
    const directory = temporaryDirectory();
    const first = await runNode(chain, [app], { DATA_DIR: directory });
    await expect(runNode(chain, [app], { DATA_DIR: directory })).rejects.toMatchObject({ code: "data-in-use" });
    await first.stop();
    await (await runNode(chain, [app], { DATA_DIR: directory })).stop();
    const store = new DatabaseSync(join(directory, "node.sqlite"));
    store.exec("PRAGMA user_version=99");
    store.close();
    await expect(runNode(chain, [app], { DATA_DIR: directory })).rejects.toMatchObject({ code: "data-version" });
    const rubbish = temporaryDirectory();
    writeFileSync(join(rubbish, "node.sqlite"), "no store".repeat(1_000));
    await expect(runNode(chain, [app], { DATA_DIR: rubbish })).rejects.toMatchObject({ code: "data-unreadable" });
  });

  it("a data directory in which another application has this one's name", async () => {
    const data = { DATA_DIR: temporaryDirectory() };
    await (await runNode(chain, [app], data)).stop();
    const namesake = await chain.application("checked");
    await expect(runNode(chain, [namesake], data)).rejects.toMatchObject({ code: "application-renamed" });
  });
});

it("an application that joins later has its past on the chain read", async () => {
  const [early, late] = [await chain.application("early"), await chain.application("late")];
  const args = { BACKENDS: backendCommand("echo.mjs"), DATA_DIR: temporaryDirectory() };
  const alone = await runNode(chain, [early], args);
  await chain.add(early.address, ["one"]);
  await chain.add(late.address, ["uno", "due"]);
  await alone.processed("early", 1);
  await alone.stop();
  const both = await runNode(chain, [early, late], args);
  await both.processed("late", 2);
  expect(await both.payloads("late")).toEqual(["uno", "due"]);
  expect(await both.payloads("early")).toEqual(["one"]);
  expect(both.told.filter(({ level }) => level !== "info")).toEqual([]);
  await both.stop();
});

it("runs different back-ends for different applications", async () => {
  const both = [await chain.application("loud"), await chain.application("quiet")] as const;
  const commands = ["loud", "quiet"].map((name) => `${name}=export TELL=${name}-; ${backendCommand("rogue.mjs")}`);
  const node = await runNode(chain, both, { BACKENDS: commands.join(";;") });
  for (const app of both) await chain.add(app.address, ["one"]);
  for (const name of ["loud", "quiet"]) {
    await node.processed(name, 1);
    expect(await node.payloads(name)).toEqual([`${name}-one`]);
  }
  await node.stop();
});

describe("choose", () => {
  const names = ["a", "b"];
  const given = (backends: string[], templates: string[] = []) => choose({ backends, templates }, names);

  it("gives each application its own, and the plain one to the others", () => {
    expect([...given(["b=x y=z", "V=1 run"])]).toEqual([
      ["b", { command: "x y=z" }],
      ["a", { command: "V=1 run" }],
    ]);
    expect(given(["a=run"], ["b=/img"]).get("b")).toEqual({ template: "/img" });
    expect(given(["a=run"]).get("b")).toEqual({});
  });

  it("refuses two plain ones and two for one application", () => {
    expect(() => given(["one", "two"])).toThrow(/"two" names no application.*a, b/);
    expect(() => given(["one"], ["/img"])).toThrow(/names no application/);
    expect(() => given(["a=one", "a=two"])).toThrow(/a has two back-ends/);
    expect(() => given(["a=one"], ["a=/img"])).toThrow(/a has two back-ends/);
  });
});

describe("the settings", () => {
  const read = (settings: TestSettings) => configOf({ DEPLOYMENTS: app.file, ...settings });
  const problems = (settings: TestSettings): string[] => {
    try {
      read(settings);
    } catch (error) {
      return (error as SettingsError).problems.map(({ name, sentence }) => `${name} ${sentence}`);
    }
    return [];
  };

  it("default: the real node's ports, on this machine only", () => {
    const ports = { rpcPort: 10_011, inspectPort: 10_012, backendPort: 5_004 };
    expect(read({})).toMatchObject({ ...ports, host: "127.0.0.1", confirmations: 0, rollback: "replay" });
  });

  it("take several deployments, keys and back-ends", () => {
    const key = keyFile(`0x${"11".repeat(32)}`);
    const several = { DEPLOYMENTS: `${app.file}, ${app.file}`, BACKENDS: "a=export X=1; run;;b=run\nrun" };
    const { deployments, backends, validatorKeys } = read({ ...several, VALIDATOR_KEY_FILES: `${key},${key}` });
    expect(deployments.map(({ application }) => application.name)).toEqual(["checked", "checked"]);
    expect(backends).toEqual(["a=export X=1; run", "b=run", "run"]);
    expect(validatorKeys).toEqual([`0x${"11".repeat(32)}`, `0x${"11".repeat(32)}`]);
  });

  it("refuse what they cannot mean, all of it at once", () => {
    expect(problems({ RPC_PORT: "65536", CONFIRMATIONS: "few", ROLLBACK: "sometimes", UNHEARD_OF: "1" })).toHaveLength(
      4,
    );
    expect(problems({ DETERMINISM_CHECK: "true" })[0]).toContain("needs ROLLUP_NODE_BACKENDS");
    const snapshots = { SNAPSHOT_INPUTS: "1000", DETERMINISM_CHECK: "true", DATA_DIR: ":memory:" };
    expect(problems(snapshots).filter((each) => each.startsWith("ROLLUP_NODE_SNAPSHOT_INPUTS"))).toHaveLength(3);
    expect(problems({ SNAPSHOT_INPUTS: "1000", BACKENDS: "run", ROLLBACK: "none" })).toEqual([]);
    expect(problems({ DEPLOYMENTS: " , " })).toEqual(["ROLLUP_NODE_DEPLOYMENTS names no file"]);
  });

  it("refuse key files that others may read or that hold no key", () => {
    const open = keyFile(`0x${"11".repeat(32)}`);
    chmodSync(open, 0o644);
    for (const path of [open, keyFile("short"), join(directory, "missing.key")]) {
      expect(problems({ VALIDATOR_KEY_FILES: path })[0]).toContain("ROLLUP_NODE_VALIDATOR_KEY_FILES is not usable");
    }
  });

  it("are the table of docs/rollup-node.md", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/rollup-node.md"), "utf8");
    expect(page).toContain(nodeSettings.table());
  });
});

it("the command prints every problem as a line of JSON, exits with 2, and has --help", async () => {
  const run = async (args: readonly string[], settings: TestSettings) => {
    const main = join(import.meta.dirname, "../src/main.ts");
    const child = spawn(process.execPath, [main, ...args], { env: environmentOf(settings) });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
    const [status] = await once(child, "close");
    return { status, said };
  };
  const { status, said } = await run([], { DEPLOYMENTS: join(directory, "missing.json"), POLL_MS: "often" });
  expect(status).toBe(2);
  const lines = said
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
  expect(lines.map(({ setting }) => setting)).toEqual(["ROLLUP_NODE_DEPLOYMENTS", "ROLLUP_NODE_POLL_MS"]);
  expect(lines[0]).toMatchObject({ code: "settings-invalid", msg: expect.stringContaining("deploy first") });
  expect(await run(["--help"], {})).toEqual({ status: 0, said: nodeSettings.help() });
});
