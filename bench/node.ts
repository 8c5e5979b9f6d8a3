/** The rollup node: inputs per second, and the time of a restart. */
import { setTimeout as wait } from "node:timers/promises";
import { payloadOf, type Setting, startNode, untilProcessed, WITHIN_MS } from "./echo-node.ts";
import type { Family } from "./family.ts";
import type { Part } from "./part.ts";

/** Inputs wait on the chain. The time runs from the node's readiness until the last outcome is stored. */
async function throughput(setting: Setting, name: string, bytes: number, count: number) {
  const application = await setting.chain.application(name);
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

/** The node's figures. */
export const nodeFamily: Family = {
  name: "node",
  figures: ["nodeInputsPerSEmpty", "nodeInputsPerS", "nodeInputsPerS60kB", "restartMsPer10kInputs"],
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
    await again.stop();

    return {
      nodeInputsPerSEmpty: none.perS,
      nodeInputsPerS: perS,
      nodeInputsPerS60kB: big.perS,
      restartMsPer10kInputs,
    };
  },
};
