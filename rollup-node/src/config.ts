/** The command line, parsed once into a typed configuration. */
import { readFileSync, statSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { NodeError, nodeError } from "./errors.ts";
import { type MachineConfig, machineOptions, readMachine } from "./machine/config.ts";

export interface Config {
  readonly rpcUrl: string;
  readonly deployments: readonly string[];
  readonly data: string;
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
  readonly strict: boolean;
  readonly determinismCheck: boolean;
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("must be a whole number, 0 or more");
  return Number(text);
}

function port(text: string): number {
  const value = whole(text);
  if (value > 65_535) throw new InvalidArgumentError("must be 65535 or less (0 = any free port)");
  return value;
}

const collect = (value: string, before: string[]): string[] => [...before, value];

/** Reads a private key file: one line of 64 hex digits, mode 0600. Throws `key-file-open` or `key-malformed`. */
function readKey(path: string): string {
  let text: string;
  try {
    if ((statSync(path).mode & 0o077) !== 0)
      throw nodeError("key-file-open", `Others may read the key file ${path}; run chmod 600 on it.`);
    text = readFileSync(path, "utf8").trim();
  } catch (cause) {
    if (cause instanceof NodeError) throw cause;
    throw nodeError("key-unreadable", `Cannot read the key file ${path}.`, { cause });
  }
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text))
    throw nodeError("key-malformed", `The key file ${path} must hold 64 hex digits on one line.`);
  return text.startsWith("0x") ? text : `0x${text}`;
}

/** Gives the options of a JSON file the way through the same parsers as flags; a flag given wins. */
function readFile(command: Command, file: string): void {
  for (const [name, value] of Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>)) {
    const option = command.options.find((candidate) => candidate.attributeName() === name);
    if (option === undefined || name === "config") throw new Error(`${file} has an unknown option ${name}`);
    if (command.getOptionValueSource(name) === "cli") continue;
    if (typeof value === "boolean" ? !option.isBoolean() : option.isBoolean())
      throw new Error(`${file}: ${name} must ${option.isBoolean() ? "" : "not "}be true or false`);
    const texts = Array.isArray(value) ? value : [value];
    const parsed = texts.reduce<unknown>(
      (before, text) => (typeof text === "boolean" ? text : (option.parseArg?.(String(text), before) ?? String(text))),
      option.defaultValue,
    );
    command.setOptionValueWithSource(name, parsed, "config");
  }
}

/** Parses arguments (without node and script). `--config FILE` is JSON of option names; flags win over it. */
export function parseConfig(args: readonly string[]): Config {
  const command = new Command("rollup-node")
    .description("A local Cartesi rollups node: follows InputBox, drives back-ends, serves JSON-RPC and inspect.")
    .option("--config <file>", "JSON object of these options by their camelCase names")
    .option("--rpc-url <url>", "JSON-RPC of the chain", "http://127.0.0.1:8545")
    .option("--deployment <file>", "deployment JSON; repeat for several applications", collect, [])
    .option("--data <dir>", "where node.sqlite is kept", ".witness/node")
    .option("--rpc-port <n>", "JSON-RPC port", port, 10_011)
    .option("--inspect-port <n>", "inspect port", port, 10_012)
    .option("--backend-port <n>", "rollup HTTP port of the first application; the next ones follow", port, 5_004)
    .option(
      "--backend <command>",
      "back-end to spawn and supervise; NAME=COMMAND, repeated, for several applications; without it one connects",
      collect,
      [],
    )
    .option("--gio <file>", "JSON of answers to generic I/O requests: {domain: {id: {response_code, response}}}")
    .option("--confirmations <n>", "blocks to stay behind the tip", whole, 0)
    .option("--poll-ms <n>", "time between two looks at the chain", whole, 250)
    .option("--deadline-ms <n>", "time an input may take", whole, 180_000)
    .option("--validator-key-file <file>", "key that submits claims; repeat for a quorum", collect, [])
    .addOption(
      new Option(
        "--rollback <mode>",
        "what undoes an input that was not accepted (replay unless told; none: the back-end itself)",
      ).choices(["none", "replay"]),
    )
    .option("--strict", "an exception or exit ends the application for ever", false)
    .option("--determinism-check", "run each input on two back-ends and compare (needs --backend)", false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const option of machineOptions) command.addOption(option);
  try {
    command.parse(args, { from: "user" });
    const file = command.getOptionValue("config") as string | undefined;
    if (file !== undefined) readFile(command, file);
  } catch (cause) {
    if ((cause as { code?: string }).code === "commander.helpDisplayed") throw cause;
    throw nodeError("config-invalid", (cause as Error).message, { cause });
  }
  const options = command.opts();
  const deployments = options["deployment"] as string[];
  if (deployments.length === 0)
    throw nodeError("config-invalid", "No application to run: give at least one --deployment FILE.");
  if (options["determinismCheck"] === true && (options["backend"] as string[]).length === 0)
    throw nodeError("config-invalid", "--determinism-check runs the back-end twice, so it needs --backend.");
  return {
    rpcUrl: options["rpcUrl"],
    deployments,
    data: options["data"],
    rpcPort: options["rpcPort"],
    inspectPort: options["inspectPort"],
    backendPort: options["backendPort"],
    backends: options["backend"],
    gio: options["gio"],
    machine: readMachine(options),
    confirmations: options["confirmations"],
    pollMs: options["pollMs"],
    deadlineMs: options["deadlineMs"],
    validatorKeys: (options["validatorKeyFile"] as string[]).map(readKey),
    rollback: options["rollback"] ?? "replay",
    strict: options["strict"],
    determinismCheck: options["determinismCheck"],
  };
}
