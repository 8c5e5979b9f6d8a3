/** A rollup node: queries to the back-end, and the outputs with their proofs. What it says is proven elsewhere, or not believed. */
import { readObject } from "@witness/ethereum/body";
import { ChainError } from "@witness/ethereum/errors";
import { type Call, openRpc } from "@witness/ethereum/rpc";
import { equal, fromHex } from "@witness/protocol/bytes";
import { CODES, ProtocolError } from "@witness/protocol/errors";
import type { OutputProof } from "@witness/protocol/last-output";
import { decodeStateRoot } from "@witness/protocol/outputs";
import type { Answer } from "@witness/protocol/wire/answer";
import { decodeInspected } from "@witness/protocol/wire/inspected";
import { ABI } from "../contracts.ts";
import { JudgeError } from "./errors.ts";

/** An output, and its proof once its epoch is claimed. */
export interface FoundOutput {
  readonly output: Uint8Array;
  readonly proof: OutputProof | undefined;
}

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
/** Outputs that are looked through, the newest first. */
const SEARCHED_MAX = 2_000;
const PAGE = 100;

const unavailable = (sentence: string, cause?: unknown): JudgeError =>
  new JudgeError(sentence, { code: "node-unavailable", cause });

interface OutputShape {
  readonly index: string;
  readonly raw_data: string;
  readonly output_hashes_siblings: readonly string[] | null;
}

/** Returns what a notice of ours says; undefined for every other output. */
function rootIn(output: string): Uint8Array | undefined {
  try {
    return decodeStateRoot(fromHex(String(ABI.decodeFunctionData("Notice", output)[0]).slice(2))).root;
  } catch (error) {
    if (error instanceof ProtocolError || (error as { code?: string }).code !== undefined) return undefined;
    throw error;
  }
}

const found = ({ index, raw_data, output_hashes_siblings: siblings }: OutputShape): FoundOutput => ({
  output: fromHex(raw_data.slice(2)),
  proof: siblings
    ? { index: Number(BigInt(index)), siblings: siblings.map((each) => fromHex(each.slice(2))) }
    : undefined,
});

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
        return await search(call, application, stateRoot);
      } catch (cause) {
        if (!(cause instanceof ChainError)) throw cause;
        throw unavailable("The node does not tell its outputs.", cause);
      }
    },
  };
}

async function search(call: Call, application: string, stateRoot: Uint8Array): Promise<FoundOutput | undefined> {
  for (let offset = 0; offset < SEARCHED_MAX; offset += PAGE) {
    // The method takes its parameters by name, which the type of a chain's calls does not know.
    const params = { application, limit: PAGE, offset, descending: true } as unknown as readonly unknown[];
    const { data } = (await call("cartesi_listOutputs", params)) as { readonly data: readonly OutputShape[] };
    const shape = data.find(({ raw_data }) => {
      const root = rootIn(raw_data);
      return root !== undefined && equal(root, stateRoot);
    });
    if (shape) return found(shape);
    if (data.length < PAGE) return undefined;
  }
  return undefined;
}

/** Throws what a back-end declined a query with. */
export function declined(answer: Extract<Answer, { kind: "none" }>): never {
  throw new JudgeError(CODES[answer.code].sentence, { code: answer.code });
}
