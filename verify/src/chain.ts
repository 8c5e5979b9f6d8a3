/**
 * What the chain itself says: whether the application's consensus accepted a root of all outputs, and which claim is the newest
 * that it accepted. Nodes of the chain are asked at one block, so that two honest ones say the same.
 */
import { equal, toHex } from "@witness/protocol/bytes";
import {
  CLAIM_ACCEPTED,
  encodeCall,
  encodeIsRootValid,
  readAcceptedClaim,
  readAddress,
  readWord,
} from "./contracts.ts";
import { VerifyError } from "./errors.ts";
import type { Rpc } from "./rpc.ts";

/** Where an application is: a chain, and 0x and 40 digits on it. */
export interface Place {
  readonly chainId: number;
  readonly application: string;
}

/** A claim that was accepted. */
export interface AcceptedClaim {
  /** The last block that it speaks of. */
  readonly lastBlock: number;
  /** 0x and 64 digits: the root of all outputs up to it. */
  readonly root: string;
}

/** The chain as the nodes say it that were asked, all the same. */
export interface Chain {
  /** The block at which everything is asked. */
  readonly block: number;
  /** 0x and 40 digits: the contract that decides what is accepted. */
  readonly consensus: string;
  /** The newest accepted claim; undefined when none was accepted in the latest blocks that can be searched. */
  readonly newest: AcceptedClaim | undefined;
  /** The nodes that answered, by their names. */
  readonly asked: readonly string[];
  /** Why others did not. */
  readonly silent: readonly VerifyError[];
  /**
   * Returns whether the consensus accepted a root of all outputs (32 bytes).
   * @throws {VerifyError} `chain-unavailable`, `rpcs-differ`
   */
  readonly isAccepted: (root: Uint8Array) => Promise<boolean>;
}

/** Blocks that are searched for events at once; public nodes allow no more. */
const EVENT_BLOCKS = 10_000;
/** Times that is done at most. */
const EVENT_SEARCHES_MAX = 20;

const quantity = (value: number): string => `0x${value.toString(16)}`;

const unreadable = ({ name }: Rpc): VerifyError =>
  new VerifyError(`What ${name} answers is not of the application's contract; name another node.`, {
    code: "chain-unavailable",
  });

/** Returns the chain that a node is of. @throws {VerifyError} `chain-unavailable` */
export async function chainOf(rpc: Rpc): Promise<number> {
  const found = await rpc.call("eth_chainId", []);
  if (typeof found !== "string" || !/^0x[0-9a-f]{1,13}$/i.test(found)) throw unreadable(rpc);
  return Number(found);
}

/**
 * Returns the number of a node's newest block.
 * @throws {VerifyError} `chain-unavailable`; `chain-foreign` when it is a node of another chain, `application-none` when there
 * is no contract at the address: a call to nobody succeeds
 */
async function newestBlock(rpc: Rpc, { chainId, application }: Place): Promise<number> {
  // At once: over a phone's line each question takes longer than all the reckoning.
  const [found, code, block] = await Promise.all([
    chainOf(rpc),
    rpc.call("eth_getCode", [application, "latest"]),
    rpc.call("eth_blockNumber", []),
  ]);
  if (found !== chainId) {
    const sentence = `${rpc.name} is a node of chain ${found}, but the application is on chain ${chainId}; name another.`;
    throw new VerifyError(sentence, { code: "chain-foreign" });
  }
  if (typeof code !== "string" || code === "0x") {
    throw new VerifyError(`${rpc.name} knows no contract at the application's address.`, { code: "application-none" });
  }
  if (typeof block !== "string" || !/^0x[0-9a-f]{1,13}$/i.test(block)) throw unreadable(rpc);
  return Number(block);
}

/** Searches backwards: claims of later epochs are accepted later still, and none before its own last block. */
async function newestClaim(
  rpc: Rpc,
  { application }: Place,
  consensus: string,
  block: number,
): Promise<AcceptedClaim | undefined> {
  const topics = [CLAIM_ACCEPTED, `0x${application.slice(2).toLowerCase().padStart(64, "0")}`];
  let newest: AcceptedClaim | undefined;
  let to = block;
  for (let search = 0; search < EVENT_SEARCHES_MAX && to > (newest?.lastBlock ?? -1); search += 1) {
    const from = Math.max(0, to - EVENT_BLOCKS + 1);
    const range = { fromBlock: quantity(from), toBlock: quantity(to) };
    const logs = await rpc.call("eth_getLogs", [{ address: consensus, topics, ...range }]);
    if (!Array.isArray(logs)) throw unreadable(rpc);
    for (const log of logs) {
      const claim = readAcceptedClaim((log as { data?: unknown } | null)?.data);
      if (claim === undefined) continue;
      const lastBlock = Number(claim.lastBlock);
      if (lastBlock > (newest?.lastBlock ?? -1)) newest = { lastBlock, root: claim.root };
    }
    to = from - 1;
  }
  return newest;
}

/** By how many blocks one node may be behind another. */
const LAG_MAX_BLOCKS = 300;

const differ = (what: string, rpcs: readonly Rpc[]): VerifyError =>
  new VerifyError(
    `Two nodes of the chain contradict each other about ${what}: ${rpcs.map(({ name }) => name).join(" and ")}. One of them does not tell the truth.`,
    { code: "rpcs-differ" },
  );

/** Asks every node the same. Returns what all of them say. @throws {VerifyError} `rpcs-differ`, or what the question throws */
async function agreed<Answer>(rpcs: readonly Rpc[], what: string, ask: (rpc: Rpc) => Promise<Answer>): Promise<Answer> {
  const answers = await Promise.all(rpcs.map(ask));
  const [first] = answers;
  if (answers.some((answer) => JSON.stringify(answer) !== JSON.stringify(first))) throw differ(what, rpcs);
  return first as Answer;
}

/**
 * Asks nodes of the chain which contract decides, and which claim is the newest. A node that does not answer is left out; those
 * that do must say the same, at the newest block that all of them know.
 * @param root of all outputs (32 bytes), whether which was accepted is asked beside the newest claim; others when they are asked for
 * @throws {VerifyError} `chain-unnamed` without nodes; `rpcs-differ`; what the first node is silent for, when all are
 */
export async function openChain(rpcs: readonly Rpc[], place: Place, root?: Uint8Array): Promise<Chain> {
  const silent: VerifyError[] = [];
  const known = await Promise.all(
    rpcs.map(async (rpc) => {
      try {
        return [{ rpc, block: await newestBlock(rpc, place) }];
      } catch (error) {
        if (!(error instanceof VerifyError)) throw error;
        silent.push(error);
        return [];
      }
    }),
  );
  const nodes = known.flat();
  if (nodes.length === 0)
    throw silent[0] ?? new VerifyError("No node of the chain was named to be asked.", { code: "chain-unnamed" });
  const asked = nodes.map(({ rpc }) => rpc);
  const blocks = nodes.map((node) => node.block);
  const block = Math.min(...blocks);
  if (Math.max(...blocks) - block > LAG_MAX_BLOCKS) throw differ("how far the chain is", asked);
  const call = (rpc: Rpc, to: string, data: string): Promise<unknown> =>
    rpc.call("eth_call", [{ to, data }, quantity(block)]);
  const consensus = await agreed(asked, "which contract decides", async (rpc) => {
    const address = readAddress(await call(rpc, place.application, encodeCall("validator")));
    if (address === undefined) throw unreadable(rpc);
    return address;
  });
  const isAccepted = (wanted: Uint8Array): Promise<boolean> =>
    agreed(asked, "whether the state was accepted", async (rpc) => {
      const word = readWord(await call(rpc, consensus, encodeIsRootValid(place.application, `0x${toHex(wanted)}`)));
      if (word === undefined) throw unreadable(rpc);
      return word === 1n;
    });
  const first = root && { root, accepted: isAccepted(root) };
  // Whoever asks for it hears of its failure; until then nobody does.
  first?.accepted.catch(() => undefined);
  const newest = await agreed(asked, "which claim is the newest", (rpc) => newestClaim(rpc, place, consensus, block));
  return {
    block,
    consensus,
    newest,
    asked: asked.map(({ name }) => name),
    silent,
    isAccepted: (wanted) => (first && equal(wanted, first.root) ? first.accepted : isAccepted(wanted)),
  };
}
