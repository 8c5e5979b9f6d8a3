/** The command line, parsed once. */
import { parsedBy, parseWith } from "@witness/settings/command-line";
import { httpUrl, wholeNumber } from "@witness/settings/schemas";
import { Command, InvalidArgumentError } from "commander";

/** What was asked for. */
export interface Options {
  /** A whole link, its fragment, or `-` for standard input. */
  readonly link: string;
  /** In their order; two or more are compared. */
  readonly rpc: readonly string[];
  /** 0x and 40 digits. */
  readonly app: string;
  /** Undefined: whatever chain the first node is of. */
  readonly chain: number | undefined;
  readonly archive: string | undefined;
  readonly node: string | undefined;
  readonly inspect: string | undefined;
  readonly origin: readonly string[];
  readonly json: boolean;
}

/** The command line is wrong. */
export class UsageError extends Error {
  readonly code = "option-invalid";
  override readonly name = "UsageError";
}

function address(text: string): string {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("It must be an address: 0x and 40 hexadecimal digits.");
}

const collected = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
const url = parsedBy(httpUrl);
const collectedUrl = (text: string, before?: readonly string[]): readonly string[] => collected(url(text), before);

/**
 * Parses arguments (without node and script).
 * @throws {UsageError} `option-invalid`; commander's error with code `commander.helpDisplayed` after --help
 */
export function parseOptions(args: readonly string[]): Options {
  const command = new Command("npm run verify --")
    .description("Checks the pass of a car, by itself and against the chain, and says what holds and what does not.")
    .argument("<link>", "the link of the pass, its part after #, or - to read it from standard input")
    .requiredOption(
      "--rpc <url>",
      "JSON-RPC of the chain, from whom you trust; give it twice to compare two",
      collectedUrl,
    )
    .requiredOption("--app <address>", "the application that you trust: never taken from the pass", address)
    .option(
      "--chain <id>",
      "the chain of the application; without it, the one that the first node is of",
      parsedBy(wholeNumber(1, 2 ** 53 - 1)),
    )
    .option("--archive <url>", "an archive, from anybody: it keeps passes, and shows what came after one", url)
    .option("--node <url>", "JSON-RPC of a rollup node, from anybody", url)
    .option("--inspect <url>", "where that node takes queries", url)
    .option("--origin <origin>", "a web origin of the genesis, for owners with passkeys; may be given again", collected)
    .option("--json", "print the last line only", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 the pass holds, 1 it fails, 2 the command line is wrong, 3 something could not be asked. docs/verify.md explains the rest.",
    );
  parseWith(command, args, (sentence, cause) => new UsageError(sentence, { cause }), 1);
  const { rpc, app, chain, archive, node, inspect, origin = [], json } = command.opts();
  if ((node === undefined) !== (inspect === undefined)) {
    throw new UsageError("Name both ways to the rollup node, or none: --node and --inspect.");
  }
  return { link: command.args[0] ?? "", rpc, app, chain, archive, node, inspect, origin, json };
}
