/** An operator's own back-end that dies, hangs and comes back: no reply of a new process counts as the old one's. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BackendLost } from "../src/backend/backend.ts";
import { noGio } from "../src/backend/gio.ts";
import { ProcessBackend } from "../src/backend/process.ts";
import { startChain, type TestApplication, type TestChain } from "./chain.ts";
import { until } from "./client.ts";
import { rawInput } from "./machine-inputs.ts";
import { type NodeUnderTest, runNode, said } from "./running.ts";
import type { TestSettings } from "./settings.ts";

let chain: TestChain;
let node: NodeUnderTest;
let running: NodeUnderTest | undefined;
let app: TestApplication;
let applications = 0;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  chain = await startChain();
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  await running?.stop();
  running = undefined;
});
afterAll(() => chain?.close());

const name = () => `op-${applications}`;
async function begin(settings: TestSettings = {}): Promise<void> {
  app = await chain.application(`op-${++applications}`, { epochLength: 50 });
  running = node = await runNode(chain, [app], settings);
}
function operate(url: string, more: Record<string, string> = {}): ChildProcess {
  const env = { ...process.env, ROLLUP_HTTP_SERVER_URL: url, ...more };
  const child = spawn(process.execPath, [join(import.meta.dirname, "rogue.mjs")], { env, stdio: "ignore" });
  children.add(child);
  return child;
}
const backend = (more?: Record<string, string>) => operate(node.rollupHttpUrls[name()]!, more);
async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}
const errors = () => node.told.filter(({ level }) => level === "error").map(({ message }) => message);
const count = async () => said(await node.inspect(name(), "x"));
describe.each([
  ["keeps its connection open", {}],
  ["opens one for every request", { SHORT: "yes" }],
])("a back-end that %s", (_, env: Record<string, string>) => {
  it("killed in the middle of an input and started again: the input is tried again, the state is whole", async () => {
    await begin();
    const first = backend(env);
    await chain.add(app.address, ["one", "slow:1500", "three"]);
    // Kept while the next input is in hand.
    await node.processed(name(), 1);
    await kill(first);
    backend(env);
    await node.processed(name(), 3);
    expect(await node.statuses(name())).toEqual(["ACCEPTED", "ACCEPTED", "ACCEPTED"]);
    expect(await node.payloads(name())).toEqual(["one", "slow", "three"]);
    expect(await count()).toBe("count 3");
    expect(errors().join()).toMatch(/died while it was at work|ANOTHER PROCESS/);
  });

  it("killed while idle and started again: it is driven from the first input before it gets the next", async () => {
    await begin();
    const first = backend(env);
    await chain.add(app.address, ["one", "two"]);
    await node.processed(name(), 2);
    await kill(first);
    backend(env);
    await until(async () => errors().length > 0);
    await chain.add(app.address, ["three"]);
    await node.processed(name(), 3);
    expect(await node.payloads(name())).toEqual(["one", "two", "three"]);
    expect(await count()).toBe("count 3");
    expect(errors()).toEqual([expect.stringMatching(/^ANOTHER PROCESS/)]);
  });
});

it("one that hangs is ended by the deadline, and gets nothing more", async () => {
  await begin({ DEADLINE_MS: "400" });
  const first = backend();
  await chain.add(app.address, ["one", "slow:1200", "three"]);
  await node.processed(name(), 2);
  expect(await node.statuses(name())).toEqual(["ACCEPTED", "TIME_LIMIT_EXCEEDED", "NONE"]);
  // It runs on and polls for work. Only another process gets work.
  backend();
  await node.processed(name(), 3);
  expect(first.exitCode).toBeNull();
  expect(await node.payloads(name())).toEqual(["one", "three"]);
  expect(await count()).toBe("count 2");
});

it("one that had inputs which the chain dropped gets no more work; a new one is driven from the first input", async () => {
  await begin();
  const first = backend();
  await chain.add(app.address, ["one"]);
  await node.processed(name(), 1);
  const fork = await chain.provider.send("evm_snapshot", []);
  await chain.add(app.address, ["two", "three"]);
  await node.processed(name(), 3);
  await chain.provider.send("evm_revert", [fork]);
  chain.signer.reset();
  await chain.add(app.address, ["due"]);
  await chain.mine(4);
  await until(async () => node.told.some(({ message }) => message === "the chain reorganised"));
  backend();
  await node.processed(name(), 2);
  expect(first.exitCode).toBeNull();
  expect(await node.payloads(name())).toEqual(["one", "due"]);
  expect(await count()).toBe("count 2");
});

describe("where the system does not say which process connects", () => {
  const open = (log: (message: string) => void = () => {}) =>
    ProcessBackend.open({ port: 0, deadlineMs: 60_000, gio: noGio, log, findPeer: () => undefined });

  it("a client that keeps its connection is known by it", async () => {
    const of = await open();
    try {
      operate(of.url);
      for (const index of [0, 1]) expect((await of.advance(rawInput(index), 0)).status).toMatch(/^(ACC|REJ)/);
      expect(of.astray).toBe(false);
    } finally {
      await of.stop();
    }
  });

  it("a process that connects after all connections were closed gets no work: the node refuses to go on", async () => {
    const of = await open();
    try {
      operate(of.url, { SHORT: "yes" });
      await expect(of.advance(rawInput(0), 0)).rejects.toThrow(BackendLost);
      expect(of.astray).toBe(true);
      await expect(of.restart()).rejects.toMatchObject({ code: "back-end-unknown" });
    } finally {
      await of.stop();
    }
  });
});
