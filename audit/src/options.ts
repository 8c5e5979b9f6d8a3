/** The command line, parsed once. */
import { parsedBy, parseWith } from "@witness/settings/command-line";
import { httpUrl, wholeNumber } from "@witness/settings/schemas";
import { Command, InvalidArgumentError } from "commander";
import { getAddress } from "ethers";
import { AuditError } from "./errors.ts";

/** What was asked for. */
export interface Options {
  readonly rpc: string;
  /** With its checksum. */
  readonly app: string;
  /** The application's private key: with it the back-end is run again. */
  readonly key: string | undefined;
  readonly genesis: string;
  /** Whether the genesis was named, so that a missing one is a mistake even where it is not needed. */
  readonly genesisNamed: boolean;
  readonly backend: string | undefined;
  readonly policy: string | undefined;
  readonly fromBlock: number | undefined;
  /** Where to write what each device's history comes to. */
  readonly histories: string | undefined;
  readonly json: boolean;
}

/** Reads an address for commander. */
export function address(text: string): string {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw new InvalidArgumentError("It must be an address: 0x and 40 hexadecimal digits.");
  }
  return getAddress(text.toLowerCase());
}

const block = wholeNumber(0, 999_999_999_999_999);

/**
 * Parses arguments (without node and script).
 * @throws {AuditError} `option-invalid`; commander's error with code `commander.helpDisplayed` after --help
 */
export function parseOptions(args: readonly string[]): Options {
  const command = new Command("npm run audit --")
    .description(
      "Checks a Witness application from chain data alone, and says MATCH, MATCH-BLIND or the first difference.",
    )
    .requiredOption("--rpc <url>", "JSON-RPC of the chain, an archive node by preference", parsedBy(httpUrl))
    .requiredOption("--app <address>", "the application's address", address)
    .option("--key <file>", "the application's private key; without it the audit is blind")
    .option("--genesis <file>", "the application's genesis: its makers and its public key", ".witness/genesis.json")
    .option("--backend <command>", "another back-end to run again than dapp/dist/dapp.mjs")
    .option("--policy <file>", "JSON that names whom you trust")
    .option(
      "--from-block <n>",
      "where to begin to read; without it, the block that made the application",
      parsedBy(block),
    )
    .option("--histories <file>", "write what each device's history comes to, a line of JSON each")
    .option("--json", "print the last line only", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 match, 1 difference, 2 could not check, 3 held as far as can be seen without the key. docs/audit.md explains the rest.",
    );
  parseWith(command, args, (sentence, cause) => new AuditError(sentence, { code: "option-invalid", cause }));
  const values = command.opts();
  return {
    rpc: values["rpc"],
    app: values["app"],
    key: values["key"],
    genesis: values["genesis"],
    genesisNamed: command.getOptionValueSource("genesis") === "cli",
    backend: values["backend"],
    policy: values["policy"],
    fromBlock: values["fromBlock"],
    histories: values["histories"],
    json: values["json"],
  };
}
