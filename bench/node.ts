/** The rollup node: inputs a second, restart, queries while inputs stream in. The back-end does nothing. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { BenchApplication, BenchChain } from "./chain.ts";
import type { Bench, Family } from "./family.ts";
import type { Part } from "./part.ts";

const main = join(import.meta.dirname, "../rollup-node/src/main.ts");
const echo = `exec ${process.execPath} ${join(import.meta.dirname, "echo.mjs")}`;
const WITHIN_MS = 240_000;
/** Inputs that stream in a second while queries are asked. */
const STREAM_PER_S = 100;
const STREAM_BURST_MS = 100;

/** Bytes that do not compress and are the same in every run. */
const payloadOf = (bytes: number): Buffer =>
  createHash("shake256", { outputLength: Math.max(1, bytes) })
    .update("input")
    .digest()
    .subarray(0, bytes);

async function processedCount(node: Part, application: string): Promise<number> {
  const params = { application };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "cartesi_getProcessedInputCount", params });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(String(node.ready["rpcUrl"]), { method: "POST", headers, body });
  return Number(((await answer.json()) as { result: { data: string } }).result.data);
}

async function untilProcessed(node: Part, application: string, count: number): Promise<void> {
  for (const endMs = performance.now() + WITHIN_MS; performance.now() < endMs; await wait(20)) {
    if ((await processedCount(node, application)) >= count) return;
  }
  throw new Error(`The node did not process ${count} inputs within ${WITHIN_MS} ms.`);
}

interface Setting {
  readonly bench: Bench;
  readonly chain: BenchChain;
}

/** Starts a node on an application of the echo back-end. */
function startNode({ bench, chain }: Setting, name: string, application: BenchApplication): Promise<Part> {
  const files = ["--deployment", application.file, "--rpc-url", chain.rpcUrl, "--data", join(bench.scratch, name)];
  const ports = ["--rpc-port", "0", "--inspect-port", "0", "--backend-port", "0"];
  return bench.parts.start({ args: [main, ...files, ...ports, "--backend", echo] });
}

/** Inputs wait on the chain; the time is from the node's readiness until the last one's outcome is kept. */
async function throughput(setting: Setting, name: string, bytes: number, count: number) {
  const application = setting.chain.application(name);
  await setting.chain.fill(application, payloadOf(bytes), count);
  const node = await startNode(setting, name, application);
  const startMs = performance.now();
  await untilProcessed(node, name, count);
  return { application, node, perS: (count * 1_000) / (performance.now() - startMs) };
}

async function inspectAnswers(node: Part, name: string): Promise<void> {
  for (const endMs = performance.now() + WITHIN_MS; performance.now() < endMs; await wait(10)) {
    const answer = await fetch(`${String(node.ready["inspectUrl"])}/${name}`, { method: "POST", body: "?" });
    await answer.arrayBuffer();
    if (answer.status === 200) return;
  }
  throw new Error("The node does not answer queries.");
}

/** Streams inputs in bursts, a block each, until the queries of the load generator are answered. */
async function inspects({ bench, chain }: Setting, node: Part, name: string, application: BenchApplication) {
  const [latencyMs, throughputMs] = bench.short ? [500, 500] : [10_000, 5_000];
  const child = join(import.meta.dirname, "inspect-load.ts");
  const url = `${String(node.ready["inspectUrl"])}/${name}`;
  let asking = true;
  const asked = bench.parts.run({ args: [child, url, String(latencyMs), String(throughputMs)] }).finally(() => {
    asking = false;
  });
  const burst = (STREAM_PER_S * STREAM_BURST_MS) / 1_000;
  const startMs = performance.now();
  let streamed = 0;
  for (let round = 1; asking; round++) {
    await chain.fill(application, payloadOf(1_000), burst);
    streamed += burst;
    await wait(Math.max(0, startMs + round * STREAM_BURST_MS - performance.now()));
  }
  const inspectInputsPerS = (streamed * 1_000) / (performance.now() - startMs);
  return { ...(await asked), inspectInputsPerS };
}

/** The node's figures. */
export const nodeFamily: Family = {
  name: "node",
  figures: [
    ...["nodeInputsPerSEmpty", "nodeInputsPerS", "nodeInputsPerS60kB", "restartMsPer10kInputs"],
    ...["inspectP50Ms", "inspectP99Ms", "inspectPerS", "inspectInputsPerS"],
  ],
  run: async (bench) => {
    const setting = { bench, chain: await bench.chain() };
    const [empty, small, large] = bench.short ? [50, 200, 5] : [5_000, 10_000, 250];
    const none = await throughput(setting, "empty", 0, empty);
    await none.node.stop();
    const big = await throughput(setting, "large", 60_000, large);
    await big.node.stop();
    const { application, node, perS } = await throughput(setting, "kilobyte", 1_000, small);

    await node.stop("SIGKILL");
    const startMs = performance.now();
    const again = await startNode(setting, "kilobyte", application);
    await inspectAnswers(again, "kilobyte");
    const restartMsPer10kInputs = ((performance.now() - startMs) * 10_000) / small;

    const answered = await inspects(setting, again, "kilobyte", application);
    await again.stop();
    return {
      ...{ nodeInputsPerSEmpty: none.perS, nodeInputsPerS: perS, nodeInputsPerS60kB: big.perS },
      ...{ restartMsPer10kInputs, ...answered },
    };
  },
};
