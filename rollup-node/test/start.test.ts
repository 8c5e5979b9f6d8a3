/** What the node says before it starts to follow anything: each mistake has a code and a sentence to act on. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { choose } from "../src/backend/choice.ts";
import { parseConfig } from "../src/config.ts";
import { OFFICIAL } from "../src/official.ts";
import { startChain, type TestApplication, type TestChain } from "./chain.ts";
import { type Answer, keyFile, temporaryDirectory } from "./client.ts";
import { backendCommand, runNode } from "./running.ts";

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
    ["contracts-not-official", ({ contracts }) => (contracts.InputBox = elsewhere), "InputBox is at 0x1212"],
    // The factory of contracts 2.1.0: every proof would fail on chain, and nobody would see why.
    [
      "contracts-not-official",
      ({ contracts }) => (contracts.ApplicationFactory = "0x5a3368b30174d389afd205a46bad35bbe6709b8a"),
      "contracts 2.2.0 have it at 0x26E758238CB6eC5aB70ce0dd52aF2d7b82e1972E",
    ],
    [
      "contracts-missing",
      ({ contracts }) => (contracts.ERC20Portal = "0xACA6586A0Cf05bD831f2501E7B4aea550dA6562D"),
      "No code at",
    ],
    ["application-missing", ({ application }) => (application.address = elsewhere), "No application contract"],
    ["consensus-mismatch", ({ consensus }) => (consensus.address = elsewhere), "trusts consensus"],
    ["deployment-differs", ({ consensus }) => (consensus.epochLength = 11), "epoch length"],
    ["deployment-differs", ({ application }) => (application.templateHash = `0x${"ab".repeat(32)}`), "template hash"],
    ["deployment-differs", ({ application }) => (application.dataAvailability = "0x12"), "data availability"],
    ["wrong-chain", (deployment) => (deployment.chainId = 1), "is chain 31337"],
    ["deployment-malformed", ({ consensus }) => (consensus.type = "PRT"), "AUTHORITY or QUORUM"],
    ["deployment-malformed", ({ application }) => (application.name = "No!"), "application.name"],
    ["deployment-malformed", (deployment) => (deployment.deploymentBlock = -1), "deploymentBlock"],
  ])("%s", async (code, change, words) => {
    await expect(runNode(chain, [changed(change)], [])).rejects.toMatchObject({
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
      await expect(runNode(chain, [app], []), name).rejects.toMatchObject({
        code: "contract-differs",
        message: expect.stringContaining(`${name} at `),
      });
      await chain.provider.send("hardhat_setCode", [address, code]);
    }
    await (await runNode(chain, [app], [])).stop();
  });

  it("unreadable, or two chains at once", async () => {
    const missing = { ...app, file: join(directory, "missing.json") };
    await expect(runNode(chain, [missing], [])).rejects.toMatchObject({ code: "deployment-unreadable" });
    await expect(runNode(chain, [{ ...app, file: file("{") }], [])).rejects.toMatchObject({
      code: "deployment-malformed",
    });
    const other = changed((deployment) => (deployment.chainId = 5));
    await expect(runNode(chain, [app, other], [])).rejects.toMatchObject({ code: "chains-differ" });
  });
});

describe("surroundings", () => {
  it("no chain, a port that is taken", async () => {
    await expect(runNode(chain, [app], ["--rpc-url", "http://127.0.0.1:1"])).rejects.toMatchObject({
      code: "chain-unavailable",
    });
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    for (const option of ["--rpc-port", "--inspect-port", "--backend-port"])
      await expect(runNode(chain, [app], [option, String(port)]), option).rejects.toMatchObject({
        code: "port-taken",
        message: expect.stringContaining(option),
      });
    server.close();
  });

  it("a data directory that another node uses, that is no store, or one of another version", async () => {
    const directory = temporaryDirectory();
    const first = await runNode(chain, [app], ["--data", directory]);
    await expect(runNode(chain, [app], ["--data", directory])).rejects.toMatchObject({ code: "data-in-use" });
    await first.stop();
    await (await runNode(chain, [app], ["--data", directory])).stop();
    const store = new DatabaseSync(join(directory, "node.sqlite"));
    store.exec("PRAGMA user_version=99");
    store.close();
    await expect(runNode(chain, [app], ["--data", directory])).rejects.toMatchObject({ code: "data-version" });
    const rubbish = temporaryDirectory();
    writeFileSync(join(rubbish, "node.sqlite"), "no store".repeat(1_000));
    await expect(runNode(chain, [app], ["--data", rubbish])).rejects.toMatchObject({ code: "data-unreadable" });
  });

  it("a data directory in which another application has this one's name", async () => {
    const data = ["--data", temporaryDirectory()];
    await (await runNode(chain, [app], data)).stop();
    const namesake = await chain.application("checked");
    await expect(runNode(chain, [namesake], data)).rejects.toMatchObject({ code: "application-renamed" });
  });
});

it("an application that joins later has its past on the chain read", async () => {
  const [early, late] = [await chain.application("early"), await chain.application("late")];
  const args = ["--backend", backendCommand("echo.mjs"), "--data", temporaryDirectory()];
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
  const node = await runNode(
    chain,
    both,
    commands.flatMap((command) => ["--backend", command]),
  );
  for (const app of both) await chain.add(app.address, ["one"]);
  for (const name of ["loud", "quiet"]) {
    await node.processed(name, 1);
    expect(await node.payloads(name)).toEqual([`${name}-one`]);
  }
  await node.stop();
});

describe("choose", () => {
  const names = ["a", "b"];
  const given = (backends: string[], snapshots: string[] = []) => choose({ backends, snapshots }, names);

  it("gives each application its own, and the plain one to the others", () => {
    expect([...given(["b=x y=z", "V=1 run"])]).toEqual([
      ["b", { command: "x y=z" }],
      ["a", { command: "V=1 run" }],
    ]);
    expect(given(["a=run"], ["b=/img"]).get("b")).toEqual({ snapshot: "/img" });
    expect(given(["a=run"]).get("b")).toEqual({});
  });

  it("refuses two plain ones and two for one application", () => {
    expect(() => given(["one", "two"])).toThrow(/"two" names no application.*a, b/);
    expect(() => given(["one"], ["/img"])).toThrow(/names no application/);
    expect(() => given(["a=one", "a=two"])).toThrow(/a is given two things/);
    expect(() => given(["a=one"], ["a=/img"])).toThrow(/a is given two things/);
  });
});

describe("parseConfig", () => {
  const parse = (...args: string[]) => parseConfig(["--deployment", "d.json", ...args]);
  const code = (...args: string[]): string => {
    try {
      parse(...args);
    } catch (error) {
      return (error as { code: string }).code;
    }
    return "none";
  };

  it("default: the real node's ports", () => {
    expect(parse()).toMatchObject({ rpcPort: 10_011, inspectPort: 10_012, backendPort: 5_004, confirmations: 0 });
  });

  it("given a file: flags win over it", () => {
    const config = file({ rpcPort: 1, inspectPort: 2, strict: true });
    expect(parse("--config", config, "--rpc-port", "3")).toMatchObject({ rpcPort: 3, inspectPort: 2, strict: true });
    expect(parseConfig(["--config", file({ deployment: ["a.json", "b.json"] })]).deployments).toEqual([
      "a.json",
      "b.json",
    ]);
    for (const bad of [{ rcpPort: 1 }, "{", { rpcPort: "ten" }, { strict: "yes" }, { rpcPort: true }, { config: "x" }])
      expect(code("--config", file(bad)), JSON.stringify(bad)).toBe("config-invalid");
  });

  it("refuses what it cannot mean", () => {
    expect(() => parseConfig([])).toThrow("--deployment");
    for (const args of [
      ["--rpc-port", "65536"],
      ["--poll-ms", "-1"],
      ["--confirmations", "few"],
      ["--rollback", "sometimes"],
      ["--unheard-of"],
      ["--determinism-check"],
    ])
      expect(code(...args), args.join(" ")).toBe("config-invalid");
  });

  it("refuses key files that others may read or that hold no key", () => {
    const open = keyFile(`0x${"11".repeat(32)}`);
    expect(parse("--validator-key-file", open).validatorKeys).toEqual([`0x${"11".repeat(32)}`]);
    chmodSync(open, 0o644);
    expect(code("--validator-key-file", open)).toBe("key-file-open");
    expect(code("--validator-key-file", keyFile("short"))).toBe("key-malformed");
    expect(code("--validator-key-file", join(directory, "missing.key"))).toBe("key-unreadable");
  });
});

it("the command says what is wrong in one line of JSON and ends with 1, and knows --help", async () => {
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "../src/main.ts"), ...args]);
    let said = "";
    child.stderr.on("data", (chunk) => (said += chunk));
    const [status] = await once(child, "close");
    return { status, said };
  };
  const { status, said } = await run("--deployment", join(directory, "missing.json"));
  expect(status).toBe(1);
  expect(JSON.parse(said)).toMatchObject({
    code: "deployment-unreadable",
    msg: expect.stringContaining("deploy first"),
  });
  expect((await run("--help")).status).toBe(0);
});
