/**
 * Queries a node: `inspect-load.ts URL LATENCY_MS THROUGHPUT_MS`. First a fixed number of queries per second. Each is
 * timed from the moment it was due, so that a stall counts for every query that it delays. Then as many as the node takes.
 */
import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { quantile } from "./quantile.ts";

const [url = "", latencyMs, throughputMs] = process.argv.slice(2);
const PER_S = 100;
const CONNECTIONS = 8;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const ask = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method: "POST", agent, headers: { "content-length": 8 } }, (response) => {
      response.on("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`The node answered ${response.statusCode}.`));
      });
      response.resume();
    });
    call.on("error", reject);
    call.end("question");
  });

for (let i = 0; i < 20; i++) await ask();

const times: number[] = [];
const open: Promise<void>[] = [];
const startMs = performance.now();
for (let i = 0; i < (Number(latencyMs) * PER_S) / 1_000; i++) {
  const dueMs = startMs + (i * 1_000) / PER_S;
  await wait(Math.max(0, dueMs - performance.now()));
  open.push(ask().then(() => void times.push(performance.now() - dueMs)));
}
await Promise.all(open);

let answered = 0;
const fromMs = performance.now();
const loop = async (): Promise<void> => {
  for (; performance.now() < fromMs + Number(throughputMs); answered++) await ask();
};
await Promise.all(Array.from({ length: CONNECTIONS }, loop));
const inspectPerS = (answered * 1_000) / (performance.now() - fromMs);
agent.destroy();
const figures = { inspectP50Ms: quantile(times, 0.5), inspectP99Ms: quantile(times, 0.99), inspectPerS };
process.stdout.write(`${JSON.stringify(figures)}\n`);
