/** `npm start`: the whole system on this machine, one URL to open, everything stopped on Ctrl-C. */
import { Listr } from "listr2";
import { portsOf, systemFlags, takenWords } from "./flags.ts";
import { whenNpmIsGone } from "./orphan.ts";
import { takenPort } from "./ports.ts";
import { StartError } from "./supervisor.ts";
import { prepareSystem } from "./system.ts";

const flags = systemFlags(
  "npm start --",
  "Starts chain, contracts, node, back-end, relay, archive, fleet and page on this machine.",
);
const ports = portsOf(flags);

let stopping = false;
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await system.stop();
  process.exitCode = code;
}

const system = prepareSystem({
  ...flags,
  ports,
  onDeath: (error) => {
    console.error(`\n${error.message}`);
    stop(1).catch((cause: unknown) => console.error(cause));
  },
});
const stopNow = (): void => {
  console.log("\nStopping …");
  stop(0).catch((cause: unknown) => console.error(cause));
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stopNow);
whenNpmIsGone(stopNow);

const began = performance.now();
try {
  const taken = await takenPort(ports);
  if (taken) throw new StartError("port-taken", taken.name, takenWords(taken));
  await new Listr(system.steps.map(({ title, run }) => ({ title, task: run }))).run();
  const seconds = Math.round((performance.now() - began) / 1_000);
  const { page, ...others } = system.addresses;
  const parts = Object.entries(others).map(([name, url]) => `${name} ${url}`);
  console.log(`
Witness runs (${seconds} s). Open ${page}

  1. Choose "Use a demo key": the page makes a wallet, and the demo maker registers a garage of cars for it.
  2. Pick a car and press "Check now": the car answers a challenge, and its record is asked.
     One of the cars is honest, one was unlucky (its storage was lost), seven cheat, each in its own way.
  3. "Statistics" shows what may be said of all cars without naming one.

${parts.join(", ")}.
Logs and keys: ${flags.data}. The chain is in memory: the next start begins with an empty record. Ctrl-C stops everything.`);
} catch (error) {
  console.error(`\nWitness did not start: ${(error as Error).message}`);
  await stop(1);
}
