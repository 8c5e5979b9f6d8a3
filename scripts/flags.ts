/** The options of `npm start` and `npm run dev`, and the ports that the parts listen on. */
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { SystemOptions } from "./system.ts";

/** The options of the command line. */
export interface SystemFlags {
  readonly cars: number;
  readonly seed: number;
  readonly speed: number;
  readonly readingsPerEnvelope: number;
  readonly epochLength: number;
  /** Port of the page. */
  readonly port: number;
  readonly data: string;
}

const whole =
  (low: number, high: number) =>
  (text: string): number => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (number < low || number > high)
      throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
    return number;
  };

/** Returns the options of the command line. A wrong option, and `--help`, end the process. */
export function systemFlags(name: string, description: string): SystemFlags {
  return new Command(name)
    .description(description)
    .option("--cars <n>", "cars in the simulated fleet", whole(0, 100_000), 20)
    .option("--seed <n>", "seed of the fleet", whole(0, 999_999_999), 1)
    .option("--speed <n>", "seconds the fleet drives in a second", whole(1, 100_000), 60)
    .option("--readings-per-envelope <n>", "readings that a device gathers before it sends", whole(1, 1_000), 50)
    .option("--epoch-length <n>", "blocks in an epoch", whole(1, 1_000_000), 30)
    .option("--port <n>", "port of the page", whole(0, 65_535), 8080)
    .option("--data <directory>", "where keys, logs and state are kept", join(import.meta.dirname, "../.witness"))
    .parse()
    .opts<SystemFlags>();
}

/** Returns the fixed ports of all parts. */
export function portsOf({ port }: SystemFlags): SystemOptions["ports"] {
  return {
    chain: 8_545,
    rpc: 10_011,
    inspect: 10_012,
    backend: 5_004,
    relay: 4_000,
    archive: 4_200,
    fleet: 4_100,
    page: port,
  };
}
