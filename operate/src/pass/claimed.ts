/** Waits until the chain has accepted a claim on a state: before that a pass of it leads nowhere. */

import { readOpenEpoch } from "@witness/ethereum/epoch";
import { ChainError } from "@witness/ethereum/errors";
import { type FoundOutput, findNotice, isAcceptedOutput } from "@witness/ethereum/outputs";
import type { Call } from "@witness/ethereum/rpc";
import type { PublishedState } from "@witness/protocol/pass/issue";
import { OperateError } from "../errors.ts";

/** What waiting needs. */
export interface Claiming {
  /** Asks the chain, who decides. */
  readonly chain: Call;
  /** Asks the JSON-RPC of a node, which knows the outputs and their proofs. */
  readonly node: Call;
  /** 0x and 40 digits. */
  readonly application: string;
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
  readonly waitS: number;
  readonly say: (line: string) => void;
}

const POLL_MS = 1_000;

async function noticeOf({ node, application, stateRoot }: Claiming): Promise<FoundOutput | undefined> {
  try {
    return await findNotice(node, application, stateRoot);
  } catch (cause) {
    if (!(cause instanceof ChainError)) throw cause;
    throw new OperateError("The node does not tell its outputs: --node names its JSON-RPC.", {
      code: "node-unavailable",
      cause,
    });
  }
}

const minutes = (seconds: number): string => (seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`);

/** Says how long it may take. */
async function lastingOf({ chain, application }: Claiming): Promise<string> {
  const { epochBlocks, blocksLeft, leftS } = await readOpenEpoch(chain, application);
  return `Its epoch, of ${epochBlocks} blocks, ends in ${blocksLeft} blocks at the latest, in about ${minutes(leftS)}; then validators claim it, and the claim must be accepted.`;
}

/**
 * Returns the notice of a state with its proof, once the chain knows it under an accepted claim.
 * @throws {OperateError} `state-unclaimed` when the time is over, `node-unavailable`; ChainError as the chain's RPC does
 */
export async function awaitClaimed(claiming: Claiming): Promise<PublishedState> {
  const { chain, application, waitS, say } = claiming;
  const deadlineMs = performance.now() + waitS * 1_000;
  for (let isTold = false; ; isTold = true) {
    const found = await noticeOf(claiming);
    if (found?.proof && (await isAcceptedOutput(chain, application, found))) {
      return { output: found.output, proof: found.proof };
    }
    const lasting = isTold && performance.now() < deadlineMs ? "" : await lastingOf(claiming);
    if (performance.now() >= deadlineMs) {
      const sentence = `The chain has accepted no claim on the record's state yet, and nothing was signed. ${lasting}`;
      throw new OperateError(sentence, { code: "state-unclaimed" });
    }
    if (!isTold) say(`Waiting for a claim on the record's state. ${lasting}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
