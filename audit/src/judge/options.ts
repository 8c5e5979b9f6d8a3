/** The command line, parsed once. */
import type { Curve } from "@witness/ethereum/key-file";
import { fromHex } from "@witness/protocol/bytes";
import { parsedBy, parseWith } from "@witness/settings/command-line";
import { httpUrl, wholeNumber } from "@witness/settings/schemas";
import { Command, InvalidArgumentError } from "commander";
import { address } from "../options.ts";
import type { Day } from "./conclusion.ts";
import { JudgeError } from "./errors.ts";
import { type NamedPredecessor, predecessorsOf, withPredecessors } from "./predecessors.ts";

/** What was asked for. */
export interface Options {
  readonly rpc: string;
  readonly archive: string;
  /** The node's JSON-RPC, and where it takes queries. */
  readonly node: string;
  readonly inspect: string;
  /** 0x and 40 digits. */
  readonly app: string;
  /** 8 bytes. */
  readonly car: Uint8Array;
  /** The file of the key that asks, and of which curve it is. */
  readonly key: string;
  readonly curve: Curve;
  /** The applications before, the newest first. */
  readonly predecessors: readonly NamedPredecessor[];
  /** How long to wait for an archive that is behind the node, and then for a claim on the state. */
  readonly waitS: number;
  /** A day of the past that is asked about too. */
  readonly asOf: Day | undefined;
  readonly json: boolean;
}

function device(text: string): Uint8Array {
  if (!/^[0-9a-fA-F]{16}$/.test(text)) throw new InvalidArgumentError("It must be 16 hexadecimal digits.");
  return fromHex(text.toLowerCase());
}

/** Returns the day of a name, as in 2026-11-27. @throws {InvalidArgumentError} when there is no such day */
export function dayNamed(text: string): Day {
  const startMs = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse may take a day that the month does not have for one of the next month.
  if (Number.isNaN(startMs) || new Date(startMs).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError("It must be a day, as in 2026-11-27.");
  }
  return { name: text, lastUnixS: startMs / 1_000 + 86_399 };
}

/**
 * Parses arguments (without node and script).
 * @throws {JudgeError} `option-invalid`; commander's error with code `commander.helpDisplayed` after --help
 */
export function parseOptions(args: readonly string[]): Options {
  const command = new Command("npm run judge --")
    .description(
      "Decrypts a car's whole history with its owner's key alone, judges it, and says EQUAL or the first difference with the record that the chain proves.",
    )
    .requiredOption("--rpc <url>", "JSON-RPC of the chain, from whom you trust", parsedBy(httpUrl))
    .requiredOption("--archive <url>", "an archive, from anybody", parsedBy(httpUrl))
    .requiredOption("--app <address>", "the application's address", address)
    .requiredOption("--car <id>", "the car's device, 16 hexadecimal digits", device)
    .option("--wallet <file>", "the key of an owner's wallet (secp256k1), in a file with mode 0600")
    .option("--key <file>", "instead: the P-256 key of an owner without a wallet, or of whom a grant was given")
    .option("--node <url>", "JSON-RPC of a rollup node, from anybody", parsedBy(httpUrl), "http://127.0.0.1:10011/rpc")
    .option(
      "--inspect <url>",
      "where that node takes queries",
      parsedBy(httpUrl),
      "http://127.0.0.1:10012/inspect/witness",
    )
    .option(
      "--wait <seconds>",
      "how long to wait for an archive that is behind the node, and then for a claim on the answer's state",
      parsedBy(wholeNumber(0, 86_400)),
      0,
    )
    .option("--as-of <day>", "a day in UTC, as in 2026-11-27: say what the record proves of its end too", dayNamed)
    .option("--json", "print the last line only", false);
  withPredecessors(command).addHelpText(
    "after",
    "\nThe options of an application before can be given again for the one before that. Exit codes: 0 equal, 1 difference, 2 could not judge, 3 equal as far as can be seen. docs/judge.md explains the rest.",
  );
  parseWith(command, args, (sentence, cause) => new JudgeError(sentence, { code: "option-invalid", cause }));
  const { rpc, archive, app, car, key: p256, wallet, node, inspect, wait: waitS, asOf, json } = command.opts();
  const key = wallet ?? p256;
  if (key === undefined || (wallet !== undefined && p256 !== undefined)) {
    throw new JudgeError("Name the key that asks: --wallet or --key, one of them.", { code: "option-invalid" });
  }
  const curve = wallet === undefined ? "p256" : "secp256k1";
  const predecessors = predecessorsOf(command.opts());
  return { rpc, archive, app, car, key, curve, predecessors, node, inspect, waitS, asOf, json };
}
