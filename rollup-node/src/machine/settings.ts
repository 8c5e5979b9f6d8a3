/** The settings of a machine as a back-end, and which of them exclude each other. */
import type { SettingProblem } from "@witness/settings/errors";
import { list, optionalText, text, wholeNumber } from "@witness/settings/schemas";

/** The settings of machines, as the node uses them. */
export interface MachineConfig {
  /** Directories of the machines that applications were deployed with, or NAME=DIRECTORY; see `choose`. */
  readonly templates: readonly string[];
  /** Address of an operator's server. Without it the node starts one. */
  readonly rpc: string | undefined;
  /** Path or name of the server the node starts. */
  readonly server: string;
  readonly cyclesPerInput: number | undefined;
  /** Queries that run at once, each on a fork. */
  readonly queriesAtOnce: number;
  /** Directory of snapshots, if one is set. */
  readonly snapshots: string | undefined;
  readonly snapshotInputs: number;
  readonly snapshotBytes: number;
}

/** The most queries at once. Each is a process with the machine's memory, which it shares until it writes to it. */
const QUERIES_AT_ONCE_MAX = 64;

/** The environment variables of a machine. */
export const machineSettings = {
  MACHINES: {
    schema: list,
    describe:
      "Directories of the Cartesi machines that applications were deployed with, their templates, as the machine server sees them, with commas between them; `NAME=DIR` for one of several applications. They take the back-ends' place.",
    default: "",
  },
  MACHINE_RPC: {
    schema: optionalText,
    describe:
      "Address of an operator's `cartesi-jsonrpc-machine`. It is only ever forked, and its forks must be reachable at its host. Without it the node starts one.",
  },
  MACHINE_SERVER: {
    schema: text,
    describe: "The server that the node starts.",
    default: "cartesi-jsonrpc-machine",
  },
  MACHINE_CYCLES: {
    schema: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
    describe:
      "Cycles that one input may spend before it ends as CYCLE_LIMIT_EXCEEDED, the same for every validator that sets the same.",
  },
  MACHINE_QUERIES: {
    schema: wholeNumber(1, QUERIES_AT_ONCE_MAX),
    describe: "Queries that run at once, beside the input in hand, each on a fork; further ones wait.",
    default: "4",
  },
  MACHINE_SNAPSHOTS_DIR: {
    schema: optionalText,
    describe:
      "Where snapshots are kept; node and server must see the same. Without it `snapshots` in the data directory, and nowhere with an operator's server.",
  },
  MACHINE_SNAPSHOT_INPUTS: {
    schema: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    describe: "Inputs from one snapshot of a machine to the next.",
    default: "1000",
  },
  MACHINE_SNAPSHOT_BYTES: {
    schema: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    describe: "Bytes of accepted inputs from one snapshot to the next; whichever comes first.",
    default: "2097152",
  },
} as const;

/** The values of the machine's settings. */
export interface ReadMachine {
  readonly machines: readonly string[];
  readonly machineRpc: string | undefined;
  readonly machineServer: string;
  readonly machineCycles: number | undefined;
  readonly machineQueries: number;
  readonly machineSnapshotsDir: string | undefined;
  readonly machineSnapshotInputs: number;
  readonly machineSnapshotBytes: number;
}

/** The values of settings that may exclude a machine. */
export interface ReadBeside {
  readonly backends?: readonly string[] | undefined;
  readonly gio?: string | undefined;
  readonly rollback?: "none" | "replay" | undefined;
  readonly determinismCheck: boolean;
}

/** Returns the problems of settings that exclude each other. */
export function machineProblems(read: ReadMachine & ReadBeside): SettingProblem[] {
  const { machines, backends = [] } = read;
  const problems: SettingProblem[] = [];
  const complain = (name: string, sentence: string) => problems.push({ name: `ROLLUP_NODE_${name}`, sentence });
  if (machines.length === 0) {
    const sentence = "is of a machine and needs ROLLUP_NODE_MACHINES";
    if (read.machineRpc !== undefined) complain("MACHINE_RPC", sentence);
    if (read.machineCycles !== undefined) complain("MACHINE_CYCLES", sentence);
    return problems;
  }
  if (backends.length > 0) {
    // Machines and processes are for different applications. The other settings are for the processes.
    if ([...machines, ...backends].every((value) => value.includes("="))) return problems;
    complain("MACHINES", "and ROLLUP_NODE_BACKENDS must say which application runs on what: NAME=DIR, NAME=COMMAND");
    return problems;
  }
  const sentence = "is of a back-end process and does not go with ROLLUP_NODE_MACHINES";
  if (read.gio !== undefined) complain("GIO", sentence);
  if (read.determinismCheck) complain("DETERMINISM_CHECK", sentence);
  if (read.rollback === "replay") complain("ROLLBACK", "may not be replay: a machine reverts by itself");
  return problems;
}

/** Returns the machine's part of the configuration, if there is a machine. */
export function machineOf(read: ReadMachine): MachineConfig | undefined {
  if (read.machines.length === 0) return undefined;
  return {
    templates: read.machines,
    rpc: read.machineRpc,
    server: read.machineServer,
    cyclesPerInput: read.machineCycles,
    queriesAtOnce: read.machineQueries,
    snapshots: read.machineSnapshotsDir,
    snapshotInputs: read.machineSnapshotInputs,
    snapshotBytes: read.machineSnapshotBytes,
  };
}
