/** A rollup node: queries to the back-end, and the outputs with their proofs. What it says is proven elsewhere, or not believed. */
import { readObject } from "@witness/ethereum/body";
import { ChainError } from "@witness/ethereum/errors";
import { type FoundOutput, findNotice } from "@witness/ethereum/outputs";
import { openRpc } from "@witness/ethereum/rpc";
import { CODES, ProtocolError } from "@witness/protocol/errors";
import type { Answer } from "@witness/protocol/wire/answer";
import { decodeInspected } from "@witness/protocol/wire/inspected";
import { JudgeError } from "./errors.ts";

/** Whom the owner asks. */
export interface NodeReader {
  /** Sends a query's bytes, returns the answer. */
  readonly ask: (query: Uint8Array) => Promise<Answer>;
  /** Returns the newest notice of a state; undefined when it is not among the newest outputs. */
  readonly findNotice: (stateRoot: Uint8Array) => Promise<FoundOutput | undefined>;
}

const TIMEOUT_MS = 60_000;
/** The longest answers are those about a car and the keys of a session: less than 64 kB, twice that as text. */
const ANSWER_MAX_BYTES = 1 << 20;
const unavailable = (sentence: string, cause?: unknown): JudgeError =>
  new JudgeError(sentence, { code: "node-unavailable", cause });

/** Opens a node; nothing is asked yet. */
export function openNode(
  application: string,
  { rpc, inspect }: { readonly rpc: string; readonly inspect: string },
): NodeReader {
  const call = openRpc({ url: rpc, timeoutMs: TIMEOUT_MS }).call;
  const { host } = new URL(inspect);
  return {
    async ask(query) {
      try {
        const body = Uint8Array.from(query);
        const response = await fetch(inspect, { method: "POST", body, signal: AbortSignal.timeout(TIMEOUT_MS) });
        if (!response.ok) throw unavailable(`The node at ${host} answers a query with HTTP ${response.status}.`);
        return decodeInspected(await readObject(response, ANSWER_MAX_BYTES)).answer;
      } catch (cause) {
        if (cause instanceof JudgeError) throw cause;
        const isRubbish = cause instanceof ProtocolError;
        throw unavailable(`The node at ${host} does not answer${isRubbish ? " as the back-end does" : ""}.`, cause);
      }
    },
    async findNotice(stateRoot) {
      try {
        return await findNotice(call, application, stateRoot);
      } catch (cause) {
        if (!(cause instanceof ChainError)) throw cause;
        throw unavailable("The node does not tell its outputs.", cause);
      }
    },
  };
}

/** Throws what a back-end declined a query with. */
export function declined(answer: Extract<Answer, { kind: "none" }>): never {
  throw new JudgeError(CODES[answer.code].sentence, { code: answer.code });
}
