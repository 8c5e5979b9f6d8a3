/** The applications before, as the command line names them: from genesis files, and where somebody of each is asked. */
import { readGenesis } from "@witness/ethereum/genesis";
import { toHex } from "@witness/protocol/bytes";
import type { Predecessor } from "@witness/protocol/predecessor";
import { parsedBy } from "@witness/settings/command-line";
import { httpUrl } from "@witness/settings/schemas";
import type { Command } from "commander";
import { JudgeError } from "./errors.ts";

/** An application before, and where it is asked; whoever is not named is not asked. */
export interface NamedPredecessor extends Pick<Predecessor, "context" | "keyId"> {
  /** 0x and 40 digits. */
  readonly app: string;
  /** JSON-RPC of its chain; undefined when that is the new application's too. */
  readonly rpc: string | undefined;
  readonly archive: string | undefined;
  /** JSON-RPC of its node, and where that takes queries. */
  readonly node: { readonly rpc: string; readonly inspect: string } | undefined;
}

/** What the options of commander hold; each may be given again for the application before. */
interface Values {
  readonly genesis?: readonly string[];
  readonly predecessorArchive?: readonly string[];
  readonly predecessorNode?: readonly string[];
  readonly predecessorInspect?: readonly string[];
  readonly predecessorRpc?: readonly string[];
}

const again = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
const urlAgain = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  parsedBy(httpUrl)(value),
];

/** Adds the options. Each can be given once for each application before, the newest first. */
export const withPredecessors = (command: Command): Command =>
  command
    .option(
      "--genesis <file>",
      "of a record that was taken over: the genesis of --app, which names the application before",
      again,
    )
    .option("--predecessor-archive <url>", "an archive of the application before", urlAgain)
    .option("--predecessor-node <url>", "JSON-RPC of a node of the application before", urlAgain)
    .option("--predecessor-inspect <url>", "where that node takes queries", urlAgain)
    .option("--predecessor-rpc <url>", "JSON-RPC of its chain, when it is another than --rpc", urlAgain);

const invalid = (sentence: string): JudgeError => new JudgeError(sentence, { code: "option-invalid" });

/**
 * Returns the applications before, the newest first.
 * @throws {JudgeError} `option-invalid`; {EthereumError} `genesis-invalid`
 */
export function predecessorsOf({
  genesis = [],
  predecessorArchive = [],
  predecessorNode = [],
  predecessorInspect = [],
  predecessorRpc = [],
}: Values): readonly NamedPredecessor[] {
  if (predecessorNode.length !== predecessorInspect.length) {
    throw invalid("Give --predecessor-node and --predecessor-inspect together.");
  }
  const most = Math.max(predecessorArchive.length, predecessorNode.length, predecessorRpc.length);
  if (most > genesis.length) {
    throw invalid("Name each application before by --genesis: the genesis of the application that took it over.");
  }
  return genesis.map((path, place) => {
    const { predecessor } = readGenesis(path);
    if (!predecessor) throw invalid(`The genesis file ${path} names no application before.`);
    const [rpc, inspect] = [predecessorNode[place], predecessorInspect[place]];
    return {
      ...predecessor,
      app: `0x${toHex(predecessor.context.application)}`,
      rpc: predecessorRpc[place],
      archive: predecessorArchive[place],
      node: rpc !== undefined && inspect !== undefined ? { rpc, inspect } : undefined,
    };
  });
}
