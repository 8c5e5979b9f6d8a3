/**
 * Checks against the chain itself, by `eth_call` and by the consensus's events: the only step of this page that does
 * not take a node's word. A check says what a contract said; when no contract could be asked, that is an error.
 */
import { fromHex } from "@witness/protocol/bytes";
import {
  CLAIM_ACCEPTED,
  ERRORS,
  encodeCall,
  encodeIsRootValid,
  encodeValidateOutput,
  encodeValidatorById,
  readAcceptedClaim,
  readAddress,
  readWord,
} from "@witness/verify/contracts";
import { EvidenceError } from "./errors.ts";
import type { EpochRow, OutputRow } from "./rollup.ts";
import { call, RpcError } from "./rpc.ts";

/** Where an application is: a chain, and 0x and 40 digits on it. */
export interface Place {
  readonly chainId: number;
  readonly application: string;
}

/** What the contract says of an output and its proof. */
export type ProofCheck =
  | { readonly outcome: "proven"; readonly block: number }
  | { readonly outcome: "not-proven"; readonly reason: string }
  /** There is no proof yet: the output's epoch is not claimed. */
  | { readonly outcome: "pending" };

/** What each refusal of `validateOutput` means, by the error's selector and by its name. */
const REASONS: readonly (readonly [selector: string, name: string, reason: string])[] = [
  [
    ERRORS.rootInvalid,
    "InvalidOutputsMerkleRoot",
    "The contract does not know the root that this proof leads to: its claim is not accepted, or the proof is wrong.",
  ],
  [ERRORS.siblingsInvalid, "InvalidOutputHashesSiblingsArrayLength", "The proof has not the right number of hashes."],
];

const unreadable = (): EvidenceError =>
  new EvidenceError(
    "chain-unavailable",
    "The chain's answer is not one of the contract; try again, or ask another node.",
  );

/** A contract's own refusal; anything else that a node of the chain declines with says nothing about a contract. */
class Reverted extends Error {
  override readonly name = "Reverted";
  /** 0x…, or undefined when the node told none. */
  readonly data: string | undefined;

  constructor(message: string, options: { readonly cause: RpcError }) {
    super(message, options);
    const { data } = options.cause;
    const inner = typeof data === "string" ? data : (data as { data?: unknown } | null | undefined)?.data;
    this.data = typeof inner === "string" && /^0x([0-9a-fA-F]{2})*$/.test(inner) ? inner.toLowerCase() : undefined;
  }
}

/** Geth's code for a call that the contract reverted (EIP-1474 has none); other nodes say it in their message. */
const REVERT_CODE = 3;

/** Returns the contract's refusal behind an error, or undefined when it is none. */
function revertOf(error: unknown): Reverted | undefined {
  const cause = error instanceof EvidenceError ? error.cause : undefined;
  const declined = cause instanceof RpcError && (cause.code === REVERT_CODE || /\brevert/i.test(cause.message));
  return declined ? new Reverted(cause.message, { cause }) : undefined;
}

/** Calls a contract. @throws {Reverted} when it declined. @throws {EvidenceError} when it could not be asked */
async function callContract(to: string, data: string, block: string): Promise<unknown> {
  try {
    return await call("chain", "eth_call", [{ to, data }, block]);
  } catch (error) {
    throw revertOf(error) ?? error;
  }
}

/**
 * Starts a check: the chain must be the application's, and have a contract at its address, since an `eth_call` to nobody
 * succeeds. Returns the newest block, at which everything is then asked.
 * @throws {EvidenceError} `chain-other`, `chain-unavailable`
 */
async function newestBlock({ chainId, application }: Place): Promise<string> {
  const found = await call("chain", "eth_chainId", []);
  if (typeof found !== "string" || !/^0x[0-9a-f]+$/i.test(found)) throw unreadable();
  if (BigInt(found) !== BigInt(chainId)) {
    const sentence = `The chain behind this page is ${BigInt(found)}, but the application is on chain ${chainId}; nothing can be checked there.`;
    throw new EvidenceError("chain-other", sentence);
  }
  const code = await call("chain", "eth_getCode", [application, "latest"]);
  if (typeof code !== "string" || code === "0x") {
    throw new EvidenceError("chain-unavailable", "There is no contract at the application's address on this chain.");
  }
  const block = await call("chain", "eth_blockNumber", []);
  if (typeof block !== "string" || !/^0x[0-9a-f]+$/i.test(block)) throw unreadable();
  return block;
}

async function askWord(to: string, data: string, block: string): Promise<bigint> {
  const value = readWord(await callContract(to, data, block));
  if (value === undefined) throw unreadable();
  return value;
}

async function askAddress(to: string, data: string, block: string): Promise<string> {
  const value = readAddress(await callContract(to, data, block));
  if (value === undefined) throw unreadable();
  return value;
}

/** Has `Application.validateOutput` check an output at the newest block. @throws {EvidenceError} */
export async function checkOutput(place: Place, output: OutputRow): Promise<ProofCheck> {
  if (!output.siblings) return { outcome: "pending" };
  const block = await newestBlock(place);
  const data = encodeValidateOutput(fromHex(output.raw.slice(2)), output.index, output.siblings);
  try {
    if ((await callContract(place.application, data, block)) !== "0x") throw unreadable();
    return { outcome: "proven", block: Number(BigInt(block)) };
  } catch (error) {
    if (!(error instanceof Reverted)) throw error;
    const known = REASONS.find(
      ([selector, name]) => error.data?.startsWith(`0x${selector}`) || error.message.includes(name),
    );
    return { outcome: "not-proven", reason: known?.[2] ?? `The contract declined: ${error.message}` };
  }
}

/** Blocks that are searched for events at once; public nodes allow no more. */
const EVENT_BLOCKS = 10_000;
/** Times that is done at most: an epoch is claimed soon after its last block. */
const EVENT_SEARCHES_MAX = 20;

interface Claim {
  readonly lastBlock: number;
  readonly root: string;
}

/** What the consensus told of a claim, and of those after it. */
interface Acceptance {
  /** Whether it accepted that root for the epoch that ends with that block. */
  readonly isAccepted: boolean;
  /** The accepted claim of the latest epoch, or the one that was asked about when none is known. */
  readonly latest: Claim;
}

/** Reads the events from an epoch's end on: claims of later epochs are accepted later still. */
async function acceptanceOf(place: Place, consensus: string, claim: Claim, newest: number): Promise<Acceptance> {
  const topics = [CLAIM_ACCEPTED, `0x${place.application.slice(2).toLowerCase().padStart(64, "0")}`];
  let isAccepted = false;
  let latest = claim;
  let from = claim.lastBlock + 1;
  for (let search = 0; search < EVENT_SEARCHES_MAX && from <= newest; search += 1) {
    const to = Math.min(from + EVENT_BLOCKS - 1, newest);
    const range = { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` };
    const logs = await call("chain", "eth_getLogs", [{ address: consensus, topics, ...range }]);
    if (!Array.isArray(logs)) throw unreadable();
    for (const log of logs) {
      const accepted = readAcceptedClaim((log as { data?: unknown } | null)?.data);
      if (accepted === undefined) continue;
      const lastBlock = Number(accepted.lastBlock);
      isAccepted ||= lastBlock === claim.lastBlock && accepted.root === claim.root.toLowerCase();
      if (lastBlock > latest.lastBlock) latest = { lastBlock, root: accepted.root };
    }
    from = to + 1;
  }
  if (from <= newest) {
    throw new EvidenceError("chain-unavailable", "This epoch is too old to be looked for from here; use the audit.");
  }
  return { isAccepted, latest };
}

/** What the contract says of a claim; `latestRoot` is that of the latest epoch whose claim it accepted, 0x and 64 digits. */
export type ClaimCheck =
  | Exclude<ProofCheck, { readonly outcome: "proven" }>
  | (Extract<ProofCheck, { readonly outcome: "proven" }> & { readonly latestRoot: string });

/**
 * Asks the consensus that the application follows whether it accepted an epoch's outputs root, for that very epoch: a
 * node could show the accepted root of another one. Which block an epoch ends with is the contract's word, too.
 * @throws {EvidenceError}
 */
export async function checkClaim(place: Place, epoch: EpochRow): Promise<ClaimCheck> {
  const { root } = epoch;
  if (!root) return { outcome: "pending" };
  const block = await newestBlock(place);
  const consensus = await askAddress(place.application, encodeCall("validator"), block);
  if ((await askWord(consensus, encodeIsRootValid(place.application, root), block)) !== 1n) {
    return { outcome: "not-proven", reason: "The consensus contract has not accepted this root." };
  }
  const length = Number(await askWord(consensus, encodeCall("epochLength"), block));
  const lastBlock = (epoch.index + 1) * length - 1;
  if (epoch.firstBlock !== epoch.index * length || epoch.lastBlock !== lastBlock) {
    const reason = `The node gives this epoch other blocks than the consensus contract does: its epochs have ${length}.`;
    return { outcome: "not-proven", reason };
  }
  const newest = Number(BigInt(block));
  const { isAccepted, latest } = await acceptanceOf(place, consensus, { lastBlock, root }, newest);
  return isAccepted
    ? { outcome: "proven", block: newest, latestRoot: latest.root }
    : { outcome: "not-proven", reason: "The consensus contract accepted this root, but not for this epoch." };
}

/** Who decides what is settled, as the consensus contract names them. */
export interface Validators {
  readonly kind: "Authority" | "Quorum";
  /** 0x and 40 digits: the contract that the application follows. */
  readonly consensus: string;
  /** 0x and 40 digits each: an authority's owner, or a quorum's members in the order of their numbers. */
  readonly addresses: readonly string[];
}

/** Validators that a quorum may have here; the page names each. */
const VALIDATORS_MAX = 255;

/** Asks the chain who the application's validators are. @throws {EvidenceError} */
export async function readValidators(place: Place): Promise<Validators> {
  const block = await newestBlock(place);
  const consensus = await askAddress(place.application, encodeCall("validator"), block);
  // Only a quorum counts its validators; an authority reverts.
  const members = await askWord(consensus, encodeCall("validatorCount"), block).catch((error: unknown) => {
    if (error instanceof Reverted) return undefined;
    throw error;
  });
  if (members === undefined) {
    return { kind: "Authority", consensus, addresses: [await askAddress(consensus, encodeCall("owner"), block)] };
  }
  if (members > BigInt(VALIDATORS_MAX)) throw unreadable();
  const ids = Array.from({ length: Number(members) }, (_, index) => index + 1);
  const ask = (id: number): Promise<string> => askAddress(consensus, encodeValidatorById(id), block);
  return { kind: "Quorum", consensus, addresses: await Promise.all(ids.map(ask)) };
}
