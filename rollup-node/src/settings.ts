/** The settings of the node, read once from the environment. All other files trust them. */
import { type Deployment, readDeployment } from "@witness/ethereum/deployment";
import { readAccountKey } from "@witness/ethereum/key-file";
import { SettingsError } from "@witness/settings/errors";
import { flag, httpUrl, list, oneOf, optionalText, port, readBy, text, wholeNumber } from "@witness/settings/schemas";
import { defineSettings, type Environment } from "@witness/settings/settings";
import { type MachineConfig, machineOf, machineProblems, machineSettings } from "./machine/settings.ts";

/** What separates two commands. A shell command that contains it can be put into a file. */
const COMMANDS_END = /;;|\n/;

const partsOf = (value: string, end: RegExp | string): string[] =>
  value
    .split(end)
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** The environment variables of the node. */
export const nodeSettings = defineSettings({
  prefix: "ROLLUP_NODE_",
  about: "Follows the InputBox, drives a back-end, keeps inputs and outputs, submits claims and answers clients.",
  settings: {
    DEPLOYMENTS: {
      schema: readBy((value) => partsOf(value, ",").map(readDeployment)),
      describe: "Deployment files, with commas between them. One that joins later has its past on the chain read.",
    },
    RPC_URL: { schema: httpUrl, describe: "The chain's JSON-RPC.", default: "http://127.0.0.1:8545" },
    DATA_DIR: {
      schema: text,
      describe: "Directory of `node.sqlite`; `:memory:` keeps nothing.",
      default: ".witness/node",
    },
    HOST: { schema: text, describe: "Address to listen on.", default: "127.0.0.1" },
    HOSTNAMES: {
      schema: list,
      describe:
        "Names, with commas between them, under which other machines may reach the node. Without them `Host` must be an IP address or localhost, since a web page can make any other name point here.",
      default: "",
    },
    RPC_PORT: { schema: port, describe: "Port of `POST /rpc`; 0 takes any free one.", default: "10011" },
    INSPECT_PORT: { schema: port, describe: "Port of `POST /inspect/{name or address}`.", default: "10012" },
    BACKEND_PORT: {
      schema: port,
      describe: "Port of the first application's rollup HTTP server; the next ones follow.",
      default: "5004",
    },
    BACKENDS: {
      schema: readBy((value) => partsOf(value, COMMANDS_END)).optional(),
      describe:
        "Commands of back-ends to start and supervise, with `;;` or a line's end between them; `NAME=COMMAND` for one of several applications. Without it one connects.",
    },
    GIO: {
      schema: optionalText,
      describe:
        'File of answers to generic I/O by domain and id: `{"39": {"0x1234": {"response_code": 0, "response": "0x"}}}`.',
    },
    CONFIRMATIONS: {
      schema: wholeNumber(0, 1_000_000),
      describe: "Blocks to stay behind the newest one.",
      default: "0",
    },
    POLL_MS: {
      schema: wholeNumber(1, 3_600_000),
      describe: "Milliseconds between two looks at the chain.",
      default: "250",
    },
    DEADLINE_MS: {
      schema: wholeNumber(1, 86_400_000),
      describe: "Milliseconds that an input may take before it ends as TIME_LIMIT_EXCEEDED.",
      default: "180000",
    },
    VALIDATOR_KEY_FILES: {
      schema: readBy((value) => partsOf(value, ",").map(readAccountKey)).optional(),
      describe:
        "Files of mode 0600 with the keys that submit claims (secp256k1), with commas between them: several for the local validators of a quorum.",
    },
    ROLLBACK: {
      schema: oneOf(["replay", "none"]).optional(),
      describe:
        "What undoes an input that was not accepted: `replay`, the node (without it, unless a machine runs); `none`, the back-end itself.",
    },
    SNAPSHOT_INPUTS: {
      schema: wholeNumber(0, Number.MAX_SAFE_INTEGER),
      describe:
        "Inputs from one snapshot of a back-end of `ROLLUP_NODE_BACKENDS` to the next, in `snapshots` of the data directory; 0: none. For back-ends that know `store_state` and `load_state`, as Witness's does.",
      default: "0",
    },
    STRICT: {
      schema: flag,
      describe: "`true`: an exception or exit makes the application INOPERABLE for ever, as the newest node does.",
      default: "false",
    },
    DETERMINISM_CHECK: {
      schema: flag,
      describe:
        "`true`: every input runs on two back-ends. A difference is logged, and the first is shown by `witness_getHealth`.",
      default: "false",
    },
    ...machineSettings,
  },
});

/** The settings of a node, as it uses them. */
export interface Config {
  readonly rpcUrl: string;
  readonly deployments: readonly Deployment[];
  readonly dataDir: string;
  readonly host: string;
  readonly hostnames: readonly string[];
  readonly rpcPort: number;
  readonly inspectPort: number;
  readonly backendPort: number;
  /** Commands, or NAME=COMMAND; see `choose`. */
  readonly backends: readonly string[];
  readonly gio: string | undefined;
  readonly machine: MachineConfig | undefined;
  readonly confirmations: number;
  readonly pollMs: number;
  readonly deadlineMs: number;
  readonly validatorKeys: readonly string[];
  readonly rollback: "none" | "replay";
  /** Inputs, accepted or not, from one snapshot of a process to the next; 0: none. */
  readonly snapshotInputs: number;
  readonly strict: boolean;
  readonly determinismCheck: boolean;
}

/** Reads the environment and the files that it names. @throws {SettingsError} `settings-invalid` */
export function readConfig(environment: Environment): Config {
  const read = nodeSettings.read(environment);
  const { deployments, backends = [], validatorKeyFiles: validatorKeys = [] } = read;
  const problems = machineProblems(read);
  if (deployments.length === 0) problems.push({ name: "ROLLUP_NODE_DEPLOYMENTS", sentence: "names no file" });
  if (read.determinismCheck && backends.length === 0) {
    const sentence = "runs the back-end twice, so it needs ROLLUP_NODE_BACKENDS";
    problems.push({ name: "ROLLUP_NODE_DETERMINISM_CHECK", sentence });
  }
  if (read.snapshotInputs > 0) {
    const complain = (sentence: string) => problems.push({ name: "ROLLUP_NODE_SNAPSHOT_INPUTS", sentence });
    if (backends.length === 0) complain("is of a back-end that the node starts, so it needs ROLLUP_NODE_BACKENDS");
    if (read.determinismCheck) complain("skips what ROLLUP_NODE_DETERMINISM_CHECK looks at: set one of the two");
    if (read.dataDir === ":memory:") complain("needs a data directory");
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return {
    rpcUrl: read.rpcUrl,
    deployments,
    dataDir: read.dataDir,
    host: read.host,
    hostnames: read.hostnames,
    rpcPort: read.rpcPort,
    inspectPort: read.inspectPort,
    backendPort: read.backendPort,
    backends,
    gio: read.gio,
    machine: machineOf(read),
    confirmations: read.confirmations,
    pollMs: read.pollMs,
    deadlineMs: read.deadlineMs,
    validatorKeys,
    rollback: read.rollback ?? "replay",
    snapshotInputs: read.snapshotInputs,
    strict: read.strict,
    determinismCheck: read.determinismCheck,
  };
}
