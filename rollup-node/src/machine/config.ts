/** The options of a machine as back-end, apart from the node's: what they are, and what goes with what. */
import { InvalidArgumentError, Option } from "commander";
import { nodeError } from "../errors.ts";

export interface MachineConfig {
  /** Directories of stored machines as the server sees them, or NAME=DIRECTORY; see `choose`. */
  readonly snapshots: readonly string[];
  /** Address of an operator's server; without it the node starts one. */
  readonly rpc: string | undefined;
  /** Path or name of the server the node starts. */
  readonly server: string;
  readonly cyclesPerInput: number | undefined;
  /** Queries that run at once, each on a fork. */
  readonly queriesAtOnce: number;
  /** Where states are kept, if it is said. */
  readonly checkpoints: string | undefined;
  readonly checkpointInputs: number;
  readonly checkpointBytes: number;
}

function count(text: string, most: number): number {
  const value = Number(text);
  if (!/^[1-9]\d*$/.test(text) || value > most)
    throw new InvalidArgumentError(`must be a whole number from 1 to ${most}`);
  return value;
}

/** Each is a process with the machine's memory, shared until it is written. */
const QUERIES_AT_ONCE_MAX = 64;

/** For the command line. */
export const machineOptions: readonly Option[] = [
  new Option(
    "--machine <dir>",
    "stored Cartesi machine to run instead of a back-end process; NAME=DIR for one of several",
  )
    .argParser((value: string, before: string[]) => [...before, value])
    .default([]),
  new Option("--machine-rpc <url>", "an operator's cartesi-jsonrpc-machine; without it the node starts one"),
  new Option("--machine-server <path>", "the server to start").default("cartesi-jsonrpc-machine"),
  new Option("--machine-cycles <n>", "cycles an input may spend").argParser((text: string) =>
    count(text, Number.MAX_SAFE_INTEGER),
  ),
  new Option("--machine-queries <n>", "queries that run at once, each on a fork of the machine")
    .argParser((text: string) => count(text, QUERIES_AT_ONCE_MAX))
    .default(4),
  new Option("--machine-checkpoints <dir>", "where states of the machine are kept, the same for node and server"),
  new Option("--machine-checkpoint-inputs <n>", "inputs from one kept state to the next")
    .argParser((text: string) => count(text, Number.MAX_SAFE_INTEGER))
    .default(1_000),
  new Option("--machine-checkpoint-bytes <n>", "bytes of accepted inputs from one kept state to the next")
    .argParser((text: string) => count(text, Number.MAX_SAFE_INTEGER))
    .default(2 << 20),
];

/** What the parsed options say of a machine, if there is one. Throws `config-invalid` for what it cannot go with. */
export function readMachine(options: Readonly<Record<string, unknown>>): MachineConfig | undefined {
  const {
    machine,
    backend,
    machineRpc,
    machineServer,
    machineCycles,
    machineQueries,
    machineCheckpoints,
    machineCheckpointInputs,
    machineCheckpointBytes,
  } = options as {
    readonly machine: readonly string[];
    readonly backend: readonly string[];
    readonly machineRpc?: string;
    readonly machineServer: string;
    readonly machineCycles?: number;
    readonly machineQueries: number;
    readonly machineCheckpoints?: string;
    readonly machineCheckpointInputs: number;
    readonly machineCheckpointBytes: number;
  };
  if (machine.length === 0) {
    if (machineRpc !== undefined || machineCycles !== undefined)
      throw nodeError("config-invalid", "--machine-rpc and --machine-cycles need --machine, the stored machine.");
    return undefined;
  }
  const config = {
    snapshots: machine,
    rpc: machineRpc,
    server: machineServer,
    cyclesPerInput: machineCycles,
    queriesAtOnce: machineQueries,
    checkpoints: machineCheckpoints,
    checkpointInputs: machineCheckpointInputs,
    checkpointBytes: machineCheckpointBytes,
  };
  // Each of both for applications of its own: what else is given is for the processes.
  if (backend.length > 0 && [...machine, ...backend].every((value) => value.includes("="))) return config;
  if (backend.length > 0)
    throw nodeError(
      "config-invalid",
      "Say which application runs on what: --backend NAME=COMMAND, --machine NAME=DIR.",
    );
  for (const [name, flag] of [
    ["gio", "--gio"],
    ["determinismCheck", "--determinism-check"],
  ] as const)
    if (options[name] !== undefined && options[name] !== false)
      throw nodeError("config-invalid", `${flag} is of a back-end process and does not go with --machine.`);
  if (options["rollback"] === "replay")
    throw nodeError("config-invalid", "A machine reverts by itself: --rollback replay does not go with --machine.");
  return config;
}
