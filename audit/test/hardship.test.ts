/** The auditor where things are against it: a poor RPC, a lying one, a stranger's back-end, a moved consensus, a kill. */

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OFFICIAL_ADDRESSES as OFFICIAL } from "@witness/ethereum/official";
import { Contract, Wallet } from "ethers";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { drive, inputOf, run, TestDevice } from "../../dapp/test/world.ts";
import { startNode } from "../../rollup-node/src/node.ts";
import { OWNER_KEY, startChain, type TestApplication, type TestChain } from "../../rollup-node/test/chain.ts";
import { until, keyFile as validatorKey } from "../../rollup-node/test/client.ts";
import { configOf, FREE } from "../../rollup-node/test/settings.ts";
import { addressTopic, topicOf } from "../src/contracts.ts";
import { claim, compute, directory, endEpoch, genesisFile, keyFile, rootAfter, runAudit, signFor } from "./scene.ts";

let chain: TestChain;
let app: TestApplication;
let servers: Server[] = [];

beforeAll(async () => {
  chain = await startChain();
  app = await chain.application("witness");
  signFor(app.address);
  const car = new TestDevice("car");
  const inputs = [
    inputOf({ registrations: [car.registration()], runs: [run(car.send(drive(3)))] }).payload,
    inputOf({ runs: [run(car.send(drive(3, 2_000)))] }).payload,
    inputOf({ runs: [run(car.send(drive(3, 3_000)))] }).payload,
  ];
  await chain.add(app.address, inputs);
  const { lastBlock } = await endEpoch(chain);
  const { trees } = await compute(chain, app.address, inputs);
  await claim(chain, app, { lastBlock, root: rootAfter(trees, 2) });
});
afterAll(() => chain?.close());
afterEach(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  servers = [];
});

// biome-ignore lint/suspicious/noExplicitAny: JSON-RPC of any method
type Json = any;

/** A real server before the real chain, which may answer otherwise than the chain: null passes a request on. */
async function proxy(answer: (request: Json, pass: () => Promise<Json>) => Promise<Json | number>): Promise<string> {
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const pass = async (): Promise<Json> =>
      (await fetch(chain.url, { method: "POST", headers: { "content-type": "application/json" }, body })).json();
    const said = await answer(JSON.parse(body), pass);
    if (typeof said === "number") response.writeHead(said).end("<html>busy</html>");
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(said));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`;
}

const refusal = (message: string) => ({ jsonrpc: "2.0", id: 1, error: { code: -32000, message } });
const blind = (url: string) => runAudit("--rpc", url, "--app", app.address, "--genesis", genesisFile);

describe("a poor RPC", () => {
  it("is asked again, for less, and without old states", async () => {
    let asked = 0;
    let pages = 0;
    const url = await proxy(async ({ method, params }, pass) => {
      asked += 1;
      if (asked % 5 === 0) return asked % 2 === 0 ? 503 : 429;
      if (method === "eth_getLogs") {
        pages += 1;
        const blocks = Number(params[0].toBlock) - Number(params[0].fromBlock);
        if (blocks > 2) return refusal("query exceeds max block range 3");
      }
      const head = Number((await chain.provider.send("eth_blockNumber", [])) as string);
      if (method === "eth_getCode" && Number(params[1]) < head) return refusal("missing trie node");
      return pass();
    });
    const { last, exitCode } = await blind(url);
    expect(last).toMatchObject({ result: "MATCH-BLIND", inputs: 3, envelopesAdmitted: 3, claimsAccepted: 1 });
    expect(exitCode).toBe(3);
    expect(pages).toBeGreaterThan(5);
  });

  it("is named without its secret path when it refuses", async () => {
    const url = await proxy(async () => refusal("\u001b[31mpay first"));
    const { last, progress } = await blind(url);
    expect(last).toMatchObject({ result: "UNCHECKED", code: "chain-refused" });
    expect(last.reason).toContain("pay first");
    for (const unwanted of ["secret-path", "\u001b"]) expect(progress + last.reason).not.toContain(unwanted);
  });
});

describe("a lying RPC", () => {
  const dropping = (which: (log: Json, index: number, logs: Json[]) => boolean) =>
    proxy(async ({ method, params }, pass) => {
      const answer = await pass();
      if (method !== "eth_getLogs" || params[0].topics[0] !== topicOf("InputAdded")) return answer;
      return { ...answer, result: answer.result.filter((log: Json, i: number, logs: Json[]) => !which(log, i, logs)) };
    });

  it.each([
    ["the first", (_: Json, index: number) => index === 0],
    ["one between", (_: Json, index: number) => index === 1],
    ["the last", (_: Json, index: number, logs: Json[]) => index === logs.length - 1],
    ["every", () => true],
  ])("that keeps %s input back is noticed", async (_, which) => {
    const { last, exitCode } = await blind(await dropping(which));
    expect([last.code, exitCode]).toEqual(["inputs-missing", 2]);
  });

  /** Another application's input, whose log may be relabelled as this one's. */
  const foreign = async (relabel: (log: Json, own: Json) => Json): Promise<string> => {
    const other = await chain.application("other");
    await chain.add(other.address, ["not yours"]);
    const topics = [topicOf("InputAdded"), addressTopic(other.address)];
    const inputBox = OFFICIAL["InputBox"];
    const [theirs] = await chain.provider.send("eth_getLogs", [{ address: inputBox, topics, fromBlock: "0x0" }]);
    return proxy(async ({ method, params }, pass) => {
      const answer = await pass();
      if (method !== "eth_getLogs" || params[0].topics[0] !== topicOf("InputAdded")) return answer;
      const [first, ...rest] = answer.result;
      return first === undefined ? answer : { ...answer, result: [relabel(theirs, first), ...rest] };
    });
  };

  it.each([
    ["as it is", (theirs: Json) => theirs],
    ["in another's place", (theirs: Json, own: Json) => ({ ...own, data: theirs.data })],
    ["of another contract", (_: Json, own: Json) => ({ ...own, address: `0x${"99".repeat(20)}` })],
    ["of another block", (_: Json, own: Json) => ({ ...own, blockNumber: "0xffffff" })],
    [
      "moved by a block",
      (_: Json, own: Json) => ({ ...own, blockNumber: `0x${(Number(own.blockNumber) - 1).toString(16)}` }),
    ],
    ["of another chain", (_: Json, own: Json) => ({ ...own, data: own.data.replace("7a69", "7a6a") })],
  ])("that gives a foreign input %s is noticed", async (_, relabel) => {
    const { last, exitCode } = await blind(await foreign(relabel));
    expect([last.code, exitCode]).toEqual(["logs-foreign", 2]);
  });

  it("that gives another application's claims is noticed", async () => {
    const url = await proxy(async ({ method, params }, pass) => {
      const answer = await pass();
      if (method !== "eth_getLogs" || params[0].topics[0] !== topicOf("ClaimAccepted")) return answer;
      const theirs = (log: Json) => ({ ...log, topics: [log.topics[0], addressTopic(`0x${"99".repeat(20)}`)] });
      return { ...answer, result: answer.result.map(theirs) };
    });
    expect((await blind(url)).last.code).toBe("logs-foreign");
  });

  it("whose chain changes meanwhile is noticed", async () => {
    const url = await proxy(async ({ method, params }, pass) => {
      const answer = await pass();
      if (method !== "eth_getBlockByNumber" || params[0] === "latest") return answer;
      return { ...answer, result: { ...answer.result, hash: `0x${"55".repeat(32)}` } };
    });
    expect((await blind(url)).last.code).toBe("chain-reorganised");
  });
});

describe("a stranger's application", () => {
  it("matches with its own back-end: rejected inputs, vouchers, no genesis", async () => {
    const echo = `exec ${process.execPath} ${join(import.meta.dirname, "../../rollup-node/test/echo.mjs")}`;
    const stranger = await chain.application("echo");
    const node = await startNode(
      configOf({
        ...FREE,
        RPC_URL: chain.url,
        DEPLOYMENTS: stranger.file,
        DATA_DIR: mkdtempSync(join(tmpdir(), "audit-echo-")),
        BACKENDS: echo,
        VALIDATOR_KEY_FILES: validatorKey(OWNER_KEY),
      }),
      () => {},
    );
    try {
      await chain.add(stranger.address, ["hello", "reject", "voucher", "world"]);
      await endEpoch(chain);
      const consensus = new Contract(
        stranger.consensus,
        ["function getNumberOfAcceptedClaims() view returns (uint256)"],
        chain.provider,
      );
      await until(async () => (await consensus.getFunction("getNumberOfAcceptedClaims")()) > 0n);
    } finally {
      await node.stop();
    }
    const { last, prose } = await runAudit("--rpc", chain.url, "--app", stranger.address, "--backend", echo);
    expect(last).toMatchObject({ result: "MATCH", mode: "full", inputs: 4, outputs: 4 });
    expect(last).not.toHaveProperty("envelopesAdmitted");
    expect(prose).toContain("no --genesis was named");
  });
});

describe("a consensus that was replaced", () => {
  it("is checked for its time, and the new one after it", async () => {
    const moved = await chain.application("moved");
    const owner = new Wallet(OWNER_KEY, chain.provider);
    const factory = new Contract(
      OFFICIAL["AuthorityFactory"] ?? "",
      [
        "function newAuthority(address,uint256,bytes32) returns (address)",
        "function calculateAuthorityAddress(address,uint256,bytes32) view returns (address)",
      ],
      chain.signer,
    );
    const args = [owner.address, 5, `0x${"77".repeat(32)}`];
    const consensus: string = await factory.getFunction("calculateAuthorityAddress")(...args);
    await (await factory.getFunction("newAuthority")(...args)).wait();
    signFor(moved.address);
    const car = new TestDevice("moved car");
    const inputs = [inputOf({ registrations: [car.registration()] }).payload];
    await chain.add(moved.address, inputs);
    const { trees } = await compute(chain, moved.address, inputs);
    const before = await endEpoch(chain);
    await claim(chain, moved, { lastBlock: before.lastBlock, root: rootAfter(trees, 0) });
    const migrating = ["function migrateToOutputsMerkleRootValidator(address)"];
    const application = new Contract(moved.address, migrating, owner);
    await (await application.getFunction("migrateToOutputsMerkleRootValidator")(consensus)).wait();
    const after = await endEpoch(chain, 5);
    const address = moved.address;
    await claim(chain, { address, consensus }, { lastBlock: after.lastBlock, root: rootAfter(trees, 0) });
    // The old one may claim what it likes now: the application no longer asks it.
    const late = await endEpoch(chain);
    await claim(chain, moved, { lastBlock: late.lastBlock, root: `0x${"66".repeat(32)}` });

    const { last, prose } = await runAudit(
      "--rpc",
      chain.url,
      "--app",
      address,
      "--key",
      keyFile,
      "--genesis",
      genesisFile,
    );
    expect(last).toMatchObject({ result: "MATCH", claimsAccepted: 2, wrongClaims: [] });
    expect(prose).toContain("before it");
    const root = `0x${"88".repeat(32)}`;
    const wrong = await endEpoch(chain, 5);
    await claim(chain, { address, consensus }, { lastBlock: wrong.lastBlock, root });
    const { last: now } = await runAudit(
      "--rpc",
      chain.url,
      "--app",
      address,
      "--key",
      keyFile,
      "--genesis",
      genesisFile,
    );
    expect(now).toMatchObject({ result: "DIFFERENCE", difference: { epoch: wrong.epoch, found: root } });
  });
});

describe("an RPC that hides a claim", () => {
  it.each(["ClaimAccepted", "ClaimSubmitted"])("is found out by the consensus's own count: %s", async (event) => {
    const url = await proxy(async ({ method, params }, pass) => {
      const said = await pass();
      const asked = method === "eth_getLogs" && params[0].topics[0] === topicOf(event);
      return asked ? { ...said, result: [] } : said;
    });
    const { last } = await blind(url);
    expect(last).toMatchObject({ code: "claims-missing" });
  });
});

describe("an auditor that is killed", () => {
  it("leaves no back-end behind", async () => {
    const pidFile = join(directory, "backend.pid");
    const silent = `exec ${process.execPath} -e 'require("fs").writeFileSync("${pidFile}", String(process.pid)); setInterval(() => {}, 1000)'`;
    const main = join(import.meta.dirname, "../src/main.ts");
    const auditor = spawn(process.execPath, [main, "--rpc", chain.url, "--app", app.address, "--backend", silent]);
    await until(async () => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "");
    const pid = Number(readFileSync(pidFile, "utf8"));
    const alive = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    expect(alive()).toBe(true);
    auditor.kill("SIGKILL");
    await until(async () => !alive());
  });
});
