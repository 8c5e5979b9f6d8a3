/** Queries to the rollup node while inputs stream in. */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { BenchApplication } from "./chain.ts";
import { payloadOf, type Setting, startNode, untilProcessed } from "./echo-node.ts";
import type { Family } from "./family.ts";
import type { Part } from "./part.ts";

const STREAM_PER_S = 100;
const STREAM_BURST_MS = 100;

/** Adds inputs in bursts, a block each, until the load generator has the answers to its queries. */
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

/** Latency at a fixed rate of queries, and the highest rate. */
export const inspectFamily: Family = {
  name: "inspect",
  figures: ["inspectP50Ms", "inspectP99Ms", "inspectPerS", "inspectInputsPerS"],
  run: async (bench) => {
    const setting = { bench, chain: await bench.chain() };
    const name = "inspected";
    const application = await setting.chain.application(name);
    const node = await startNode(setting, name, application);
    await setting.chain.fill(application, payloadOf(1_000), 10);
    await untilProcessed(node, name, 10);
    const answered = await inspects(setting, node, name, application);
    await node.stop();
    return answered;
  },
};
