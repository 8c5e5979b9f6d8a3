/** The command line, parsed once. */
import { readFileSync } from "node:fs";
import { type Genesis, readGenesis } from "@witness/ethereum/genesis";
import { fromHex } from "@witness/protocol/bytes";
import { parsedBy, parseWith } from "@witness/settings/command-line";
import { httpUrl } from "@witness/settings/schemas";
import { Command, InvalidArgumentError } from "commander";
import { AuditError } from "../errors.ts";
import { address } from "../options.ts";

/** What was asked for. */
export interface Options {
  readonly rpc: string;
  /** With its checksum. */
  readonly app: string;
  /** 33 bytes. */
  readonly relayKey: Uint8Array;
  readonly receipt: Uint8Array;
  /** Undefined when none was named. */
  readonly genesis: Genesis | undefined;
  readonly json: boolean;
}

const RECEIPT_MAX_BYTES = 4_096;

function publicKey(text: string): Uint8Array {
  if (/^0[23][0-9a-fA-F]{64}$/.test(text)) return fromHex(text.toLowerCase());
  throw new InvalidArgumentError("It must be a compressed P-256 key, 33 bytes in hexadecimal.");
}

/** Reads hexadecimal or base64; a line of JSON has either as its `receipt`. */
function receiptIn(text: string): Uint8Array | undefined {
  if (text.startsWith("{")) {
    const { receipt } = JSON.parse(text) as { readonly receipt?: unknown };
    return typeof receipt === "string" ? receiptIn(receipt) : undefined;
  }
  if (/^([0-9a-f]{2})+$/.test(text)) return fromHex(text);
  return /^[A-Za-z0-9+/]+=*$/.test(text) ? Uint8Array.from(Buffer.from(text, "base64")) : undefined;
}

function readReceipt(path: string): Uint8Array | undefined {
  try {
    // Of what a command printed, the last line is the one that says it.
    const last = readFileSync(path, "utf8").trim().split("\n").at(-1) ?? "";
    return receiptIn(last.trim());
  } catch {
    return undefined;
  }
}

function receiptFile(path: string): Uint8Array {
  const receipt = readReceipt(path);
  if (receipt && receipt.length <= RECEIPT_MAX_BYTES) return receipt;
  throw new InvalidArgumentError("The file cannot be read, or its last line is no receipt.");
}

/**
 * Parses arguments (without node and script).
 * @throws {AuditError} `option-invalid`; {EthereumError} `genesis-invalid`; commander's error with code `commander.helpDisplayed` after --help
 */
export function parseOptions(args: readonly string[]): Options {
  const command = new Command("npm run convict --")
    .description("Holds a relay's receipt against the chain, and says KEPT, OPEN or BROKEN.")
    .requiredOption("--rpc <url>", "JSON-RPC of the chain, from whom you trust", parsedBy(httpUrl))
    .requiredOption("--app <address>", "the application's address", address)
    .requiredOption(
      "--relay-key <key>",
      "the key that the receipt must be signed by, 33 bytes in hexadecimal",
      publicKey,
    )
    .requiredOption(
      "--receipt <file>",
      "a file whose last line is the receipt: hexadecimal, base64, or the JSON that operate or the relay gave",
      receiptFile,
    )
    .option(
      "--genesis <file>",
      "the application's genesis: for administrators' operations, and when it goes on from another application",
    )
    .option("--json", "print the last line only", false)
    .addHelpText("after", "\nExit codes: 0 kept, 1 broken, 2 could not be checked, 3 its deadline is to come.");
  parseWith(command, args, (sentence, cause) => new AuditError(sentence, { code: "option-invalid", cause }));
  const { rpc, app, relayKey, receipt, genesis, json } = command.opts();
  return { rpc, app, relayKey, receipt, genesis: genesis === undefined ? undefined : readGenesis(genesis), json };
}
