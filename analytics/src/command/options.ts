/** The command line, parsed once. */
import { parsedBy, parseWith } from "@witness/settings/command-line";
import { httpUrl } from "@witness/settings/schemas";
import { Command, InvalidArgumentError } from "commander";

/** What was asked for. */
export interface Options {
  /** Where a rollup node takes queries. */
  readonly inspect: string;
  /** Its JSON-RPC. */
  readonly node: string;
  /** 0x and 40 digits. */
  readonly app: string;
  /** In their order; two or more are compared. */
  readonly rpc: readonly string[];
  /** A folder for the files; without it nothing is written. */
  readonly out: string | undefined;
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

const url = parsedBy(httpUrl);
const collectedUrl = (text: string, before: readonly string[] = []): readonly string[] => [...before, url(text)];

/**
 * Parses arguments (without node and script).
 * @throws {UsageError} `option-invalid`; commander's error with code `commander.helpDisplayed` after --help
 */
export function parseOptions(args: readonly string[]): Options {
  const command = new Command("npm run release --")
    .description("Fetches the newest release of statistics, checks it against the chain, and writes it as files.")
    .requiredOption("--inspect <url>", "where a rollup node takes queries, from anybody", url)
    .requiredOption("--node <url>", "JSON-RPC of that node", url)
    .requiredOption("--app <address>", "the application that you trust", address)
    .requiredOption(
      "--rpc <url>",
      "JSON-RPC of the chain, from whom you trust; give it twice to compare two",
      collectedUrl,
    )
    .option("--out <folder>", "write release-N.csv, release-N.json and release-N.sidecar.json there")
    .addHelpText(
      "after",
      "\nExit codes: 0 the release is proven, 1 it is not, 2 the command line is wrong, 3 somebody could not be asked. docs/privacy.md explains the figures.",
    );
  parseWith(command, args, (sentence, cause) => new UsageError(sentence, { cause }));
  return command.opts<Options>();
}
