/** The command line, parsed once. */
import { parsedBy, parseWith } from "@witness/settings/command-line";
import { httpUrl } from "@witness/settings/schemas";
import { Command } from "commander";
import { JudgeError } from "../judge/errors.ts";
import { address } from "../options.ts";

/** What was asked for. */
export interface Options {
  readonly share: string;
  /** The file of the P-256 key that the share is sealed to. */
  readonly key: string;
  readonly rpc: string;
  readonly archive: string;
  /** The application that the reader trusts, 0x and 40 digits; undefined takes the share's. */
  readonly app: string | undefined;
  /** Where the CSV is written. */
  readonly csv: string | undefined;
  /** Says nothing in prose. */
  readonly json: boolean;
}

/**
 * Parses arguments (without node and script).
 * @throws {JudgeError} `option-invalid`; commander's error with code `commander.helpDisplayed` after --help
 */
export function parseOptions(args: readonly string[]): Options {
  const command = new Command("npm run read --")
    .description(
      "Decrypts what a share opens of a car's history, from the chain and an archive alone, and says what is proven of it.",
    )
    .requiredOption("--share <file>", "the share, as it was handed over")
    .requiredOption("--key <file>", "the P-256 key that it was made for, in a file with mode 0600")
    .requiredOption("--rpc <url>", "JSON-RPC of the chain, from whom you trust", parsedBy(httpUrl))
    .requiredOption("--archive <url>", "an archive, from anybody", parsedBy(httpUrl))
    .option("--app <address>", "the application that you trust; the share's unless given, which is printed", address)
    .option("--csv <file>", "write the readings to a file too, a row for each")
    .option("--json", "print the lines of JSON only", false)
    .addHelpText(
      "after",
      "\nStandard output has a line of JSON for each envelope, and one for the result. Exit codes: 0 proven, 1 difference, 2 could not read, 3 not proven yet.",
    );
  parseWith(command, args, (sentence, cause) => new JudgeError(sentence, { code: "option-invalid", cause }));
  return command.opts();
}
