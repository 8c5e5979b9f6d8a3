/** A rollup node with an echo back-end, so that the figures are those of the node. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { BenchApplication, BenchChain } from "./chain.ts";
import type { Bench } from "./family.ts";
import type { Part } from "./part.ts";

const main = join(import.meta.dirname, "../rollup-node/src/main.ts");
const echo = `exec ${process.execPath} ${join(import.meta.dirname, "echo.mjs")}`;
/** The longest wait for the node. */
export const WITHIN_MS = 240_000;

/** Returns bytes that do not compress and are the same in every run. */
export const payloadOf = (bytes: number): Buffer =>
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

/** Waits until the node has stored the outcomes of so many inputs. */
export async function untilProcessed(node: Part, application: string, count: number): Promise<void> {
  for (const endMs = performance.now() + WITHIN_MS; performance.now() < endMs; await wait(50)) {
    if ((await processedCount(node, application)) >= count) return;
  }
  throw new Error(`The node did not process ${count} inputs within ${WITHIN_MS} ms.`);
}

/** What these measurements need. */
export interface Setting {
  readonly bench: Bench;
  readonly chain: BenchChain;
}

/** Starts a node on an application of the echo back-end. */
export function startNode({ bench, chain }: Setting, name: string, application: BenchApplication): Promise<Part> {
  return bench.parts.start({
    args: [main],
    env: {
      ROLLUP_NODE_DEPLOYMENTS: application.file,
      ROLLUP_NODE_RPC_URL: chain.rpcUrl,
      ROLLUP_NODE_DATA_DIR: join(bench.scratch, name),
      ROLLUP_NODE_RPC_PORT: "0",
      ROLLUP_NODE_INSPECT_PORT: "0",
      ROLLUP_NODE_BACKEND_PORT: "0",
      ROLLUP_NODE_BACKENDS: echo,
    },
  });
}
