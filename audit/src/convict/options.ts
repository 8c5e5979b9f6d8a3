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
  /** What somebody else found, to be checked; undefined when a receipt was named. */
  readonly said: Said | undefined;
  readonly json: boolean;
}

/** What the last line of a case says: whoever printed it found this. */
export interface Said {
  readonly result: string;
  readonly reason: string | undefined;
  /** The chain was read up to this block. */
  readonly head: number;
  readonly headHash: string;
}

/** What a file's last line holds. The receipt may be alone. */
interface LastLine {
  readonly receipt: Uint8Array;
  readonly application: string | undefined;
  readonly relayPublicKey: string | undefined;
  readonly said: Said | undefined;
}

const RECEIPT_MAX_BYTES = 4_096;

function publicKey(text: string): Uint8Array {
  if (/^0[23][0-9a-fA-F]{64}$/.test(text)) return fromHex(text.toLowerCase());
  throw new InvalidArgumentError("It must be a compressed P-256 key, 33 bytes in hexadecimal.");
}

function bytesIn(text: string): Uint8Array | undefined {
  if (/^([0-9a-f]{2})+$/.test(text)) return fromHex(text);
  return /^[A-Za-z0-9+/]+=*$/.test(text) ? Uint8Array.from(Buffer.from(text, "base64")) : undefined;
}

const textOr = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** Reads hexadecimal or base64; a line of JSON has either as its `receipt`, and may say more. */
function lineIn(text: string): LastLine | undefined {
  const fields = text.startsWith("{") ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : { receipt: text };
  const receipt = bytesIn(textOr(fields["receipt"]) ?? "");
  if (!receipt || receipt.length > RECEIPT_MAX_BYTES) return undefined;
  const { result, reason, head, headHash } = fields;
  const isCase = typeof result === "string" && Number.isSafeInteger(head) && typeof headHash === "string";
  return {
    receipt,
    application: textOr(fields["application"]),
    relayPublicKey: textOr(fields["relayPublicKey"]),
    said: isCase ? { result, reason: textOr(reason), head: Number(head), headHash } : undefined,
  };
}

function readLine(path: string): LastLine | undefined {
  try {
    // Of what a command printed, the last line is the one that says it.
    const last = readFileSync(path, "utf8").trim().split("\n").at(-1) ?? "";
    return lineIn(last.trim());
  } catch {
    return undefined;
  }
}

function receiptFile(path: string): LastLine {
  const line = readLine(path);
  if (line) return line;
  throw new InvalidArgumentError("The file cannot be read, or its last line is no receipt.");
}

function caseFile(path: string): LastLine & { readonly said: Said } {
  const line = readLine(path);
  if (line?.said) return { ...line, said: line.said };
  throw new InvalidArgumentError("The file cannot be read, or its last line is not what this command prints.");
}

/** Returns what the command line says, or else the file. @throws {AuditError} `option-invalid` */
function either<T>(option: string, given: T | undefined, inFile: string | undefined, read: (text: string) => T): T {
  if (given !== undefined) return given;
  if (inFile === undefined) {
    throw new AuditError(`Name ${option}: the file's last line does not say it.`, { code: "option-invalid" });
  }
  try {
    return read(inFile);
  } catch (cause) {
    throw new AuditError(`What the file says in place of ${option} is none.`, { code: "option-invalid", cause });
  }
}

/**
 * Parses arguments (without node and script).
 * @throws {AuditError} `option-invalid`; {EthereumError} `genesis-invalid`; commander's error with code `commander.helpDisplayed` after --help
 */
export function parseOptions(args: readonly string[]): Options {
  const command = new Command("npm run convict --")
    .description(
      "Holds a relay's receipt against the chain, and says KEPT, OPEN or BROKEN. What it prints is the case: anybody checks it with --check.",
    )
    .requiredOption("--rpc <url>", "JSON-RPC of the chain, from whom you trust", parsedBy(httpUrl))
    .option(
      "--receipt <file>",
      "a file whose last line is the receipt: hexadecimal, base64, or the JSON that operate or the relay gave",
      receiptFile,
    )
    .option("--check <file>", "what this command printed for somebody else", caseFile)
    .option("--app <address>", "the application's address, unless the file says it", address)
    .option(
      "--relay-key <key>",
      "the key that the receipt must be signed by, 33 bytes in hexadecimal, unless the file says it",
      publicKey,
    )
    .option(
      "--genesis <file>",
      "the application's genesis: for administrators' operations, and when it goes on from another application",
    )
    .option("--json", "print the last line only", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 kept, 1 broken, 2 could not be checked, 3 its deadline is to come, 4 the chain says otherwise than the file.",
    );
  parseWith(command, args, (sentence, cause) => new AuditError(sentence, { code: "option-invalid", cause }));
  const { rpc, genesis, json, ...given } = command.opts();
  const line: LastLine | undefined = given["check"] ?? given["receipt"];
  if (!line || (given["check"] && given["receipt"])) {
    throw new AuditError("Name either --receipt or --check.", { code: "option-invalid" });
  }
  return {
    rpc,
    app: either("--app", given["app"], line.application, address),
    relayKey: either("--relay-key", given["relayKey"], line.relayPublicKey, publicKey),
    receipt: line.receipt,
    genesis: genesis === undefined ? undefined : readGenesis(genesis),
    said: given["check"] ? line.said : undefined,
    json,
  };
}
