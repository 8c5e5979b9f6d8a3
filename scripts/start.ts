/** `npm start`: the whole system on this machine, one URL to open, everything stopped on Ctrl-C. */
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { Listr } from "listr2";
import { takenPort } from "./ports.ts";
import { StartError } from "./supervisor.ts";
import { prepareSystem } from "./system.ts";

const whole =
  (low: number, high: number) =>
  (text: string): number => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (number < low || number > high)
      throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
    return number;
  };

const command = new Command("npm start --")
  .description("Starts chain, contracts, rollup node, back-end, relay, fleet and page on this machine.")
  .option("--cars <n>", "cars in the simulated fleet", whole(0, 100_000), 20)
  .option("--seed <n>", "seed of the fleet", whole(0, 999_999_999), 1)
  .option("--speed <n>", "seconds the fleet drives in a second", whole(1, 100_000), 60)
  .option("--readings-per-envelope <n>", "readings that a device gathers before it sends", whole(1, 1_000), 50)
  .option("--epoch-length <n>", "blocks in an epoch", whole(1, 1_000_000), 30)
  .option("--port <n>", "port of the page", whole(0, 65_535), 8080)
  .option("--data <directory>", "where keys, logs and state are kept", join(import.meta.dirname, "../.witness"))
  .parse();

interface Flags {
  readonly cars: number;
  readonly seed: number;
  readonly speed: number;
  readonly readingsPerEnvelope: number;
  readonly epochLength: number;
  readonly port: number;
  readonly data: string;
}
const flags = command.opts<Flags>();
const ports = {
  chain: 8545,
  rpc: 10_011,
  inspect: 10_012,
  backend: 5_004,
  relay: 4_000,
  fleet: 4_100,
  page: flags.port,
};

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
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    console.log("\nStopping …");
    stop(0).catch((cause: unknown) => console.error(cause));
  });
}

const began = performance.now();
try {
  const taken = await takenPort(ports);
  if (taken) {
    throw new StartError(
      "port-taken",
      taken.name,
      `Port ${taken.port} (${taken.name}) is taken; stop what listens there and start again.`,
    );
  }
  await new Listr(system.steps.map(({ title, run }) => ({ title, task: run }))).run();
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`
Witness runs (${seconds} s). Open ${system.addresses.page}

  1. Choose "Use a demo key": the page makes a wallet, and the demo maker registers a garage of cars for it.
  2. Pick a car and press "Check now": the car answers a challenge, and its record is asked.
     One of the cars is honest, one was unlucky (its storage was lost), six cheat, each in its own way.
  3. "Statistics" shows what may be said of all cars without naming one.

Logs and keys: ${flags.data}. The chain is in memory: the next start begins with an empty record. Ctrl-C stops everything.`);
} catch (error) {
  console.error(`\nWitness did not start: ${(error as Error).message}`);
  await stop(1);
}
