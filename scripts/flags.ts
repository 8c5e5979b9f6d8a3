/** The options of `npm start` and `npm run dev`, and the ports that the parts listen on. */
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { SystemOptions } from "./system.ts";

/** The options of the command line. */
export interface SystemFlags {
  readonly cars: number;
  readonly seed: number;
  readonly speed: number;
  readonly readingsPerEnvelope: number;
  readonly epochLength: number;
  readonly transport: "http" | "mqtt";
  /** Port of the page. */
  readonly port: number;
  /** Ports of other parts than by default. */
  readonly ports?: Partial<SystemOptions["ports"]>;
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

/** Where the parts listen unless said otherwise. */
const PORTS: Omit<SystemOptions["ports"], "page"> = {
  chain: 8_545,
  rpc: 10_011,
  inspect: 10_012,
  backend: 5_004,
  relay: 4_000,
  archive: 4_200,
  fleet: 4_100,
};
const PORTS_SAID = Object.entries(PORTS)
  .map(([part, port]) => `${part}=${port}`)
  .join(",");

function portList(text: string): Partial<SystemOptions["ports"]> {
  const pairs = text.split(",").map((pair) => {
    const [, part = "", number = ""] = /^(\w+)=(\d{1,5})$/.exec(pair) ?? [];
    if (!Object.hasOwn(PORTS, part)) throw new InvalidArgumentError(`Write PART=PORT, as in ${PORTS_SAID}.`);
    return [part, whole(0, 65_535)(number)] as const;
  });
  return Object.fromEntries(pairs);
}

/** Returns the options of the command line. A wrong option, and `--help`, end the process. */
export function systemFlags(name: string, description: string): SystemFlags {
  return new Command(name)
    .description(description)
    .option("--cars <n>", "cars in the simulated fleet", whole(0, 100_000), 20)
    .option("--seed <n>", "seed of the fleet", whole(0, 999_999_999), 1)
    .option("--speed <n>", "seconds the fleet drives in a second", whole(1, 100_000), 60)
    .option("--readings-per-envelope <n>", "readings that a device gathers before it sends", whole(1, 1_000), 50)
    .option("--epoch-length <n>", "blocks in an epoch", whole(1, 1_000_000), 30)
    .addOption(
      new Option("--transport <name>", "how the fleet reaches the relay").choices(["http", "mqtt"]).default("http"),
    )
    .option("--port <n>", "port of the page", whole(0, 65_535), 8080)
    .option("--ports <list>", `ports of other parts: some of ${PORTS_SAID}; 0 takes any free one`, portList)
    .option("--data <directory>", "where keys, logs and state are kept", join(import.meta.dirname, "../.witness"))
    .parse()
    .opts<SystemFlags>();
}

/** Returns the ports of all parts. */
export const portsOf = ({ port, ports }: Pick<SystemFlags, "port" | "ports">): SystemOptions["ports"] => ({
  ...PORTS,
  ...ports,
  page: port,
});

/** Returns what to do about a port that is taken. */
export function takenWords({ name, port }: { readonly name: string; readonly port: number }): string {
  const other = name === "page" ? "--port 0" : `--ports ${name}=0`;
  return `Port ${port} (${name}) is taken; stop what listens there and start again, or choose another: ${other} takes any free one.`;
}
