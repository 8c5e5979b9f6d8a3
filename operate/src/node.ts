/** A rollup node, asked for what anybody may know, and for keys in the name of whoever was granted them. */
import { readObject } from "@witness/ethereum/body";
import { equal } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { CODES, type Code, ProtocolError } from "@witness/protocol/errors";
import { keyIdentity } from "@witness/protocol/identity";
import { decodeGlobals, type Globals } from "@witness/protocol/operations/globals";
import type { Holding } from "@witness/protocol/operations/holding";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { provenGlobals } from "@witness/protocol/record/globals";
import type { Answer } from "@witness/protocol/wire/answer";
import type { DeviceHead } from "@witness/protocol/wire/head";
import { decodeInspected } from "@witness/protocol/wire/inspected";
import { encodeQuery, type Query } from "@witness/protocol/wire/query";
import { OperateError } from "./errors.ts";

/** What the command asks a node. What it says is its word: it decides what is signed next, and nothing is believed by it. */
export interface NodeReader {
  readonly ask: (query: Query) => Promise<Answer>;
  readonly globals: () => Promise<Globals>;
  readonly holding: (deviceId: Uint8Array) => Promise<Holding>;
  readonly head: (deviceId: Uint8Array) => Promise<DeviceHead>;
  /** What would become of an operation if it came now. */
  readonly wouldTake: (operation: SignedOperation) => Promise<Code>;
}

const TIMEOUT_MS = 30_000;
/** The longest answers are the globals and the keys of a session: less than 64 kB, twice that as text. */
const ANSWER_MAX_BYTES = 1 << 20;

const unavailable = (sentence: string, cause?: unknown): OperateError =>
  new OperateError(sentence, { code: "node-unavailable", cause });

/** Throws what a back-end declined a query with. */
function declined(answer: Answer): never {
  if (answer.kind === "none") throw new OperateError(CODES[answer.code].sentence, { code: answer.code });
  throw unavailable("The node answers another question than it was asked.");
}

/** Returns what concerns the application as a whole, and the root (32 bytes) under which the node proves it. */
export async function globalsAndRoot({
  ask,
}: Pick<NodeReader, "ask">): Promise<{ readonly globals: Globals; readonly root: Uint8Array }> {
  const answer = await ask({ kind: "globals" });
  if (answer.kind !== "globals") return declined(answer);
  const { opening, place } = answer.proof;
  const values = provenGlobals(opening, place, answer.stateRoot, native);
  if (!values) throw unavailable("What the node says of the application does not hold under its own root.");
  return { globals: decodeGlobals(values), root: answer.stateRoot };
}

/** Where the node of `npm start` takes queries: commands ask it unless told otherwise. */
export const USUAL_INSPECT = "http://127.0.0.1:10012/inspect/witness";

/**
 * Opens a node; nothing is asked yet.
 * @param inspect where it takes queries
 * @param option the option that names it, for who reads that it does not answer
 */
export function openNode(inspect: string, option = "--inspect"): NodeReader {
  const { host } = new URL(inspect);

  async function ask(query: Query): Promise<Answer> {
    try {
      const body = Uint8Array.from(encodeQuery(query));
      const response = await fetch(inspect, { method: "POST", body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!response.ok) throw unavailable(`The node at ${host} answers a query with HTTP ${response.status}.`);
      return decodeInspected(await readObject(response, ANSWER_MAX_BYTES)).answer;
    } catch (cause) {
      if (cause instanceof OperateError) throw cause;
      const isRubbish = cause instanceof ProtocolError;
      const how = isRubbish ? " as the back-end does" : "";
      throw unavailable(`The node at ${host} does not answer${how}; ${option} names another one.`, cause);
    }
  }

  return {
    ask,
    globals: async () => (await globalsAndRoot({ ask })).globals,
    async holding(deviceId) {
      const answer = await ask({ kind: "holding", deviceId });
      return answer.kind === "holding" ? answer.holding : declined(answer);
    },
    async head(deviceId) {
      const answer = await ask({ kind: "head", deviceId });
      if (answer.kind !== "head") return declined(answer);
      if (equal(keyIdentity(answer.head.publicKey, native), deviceId)) return answer.head;
      throw unavailable("The node answers with another device than it was asked for.");
    },
    async wouldTake(operation) {
      const answer = await ask({ kind: "operation", operation });
      return answer.kind === "none" ? answer.code : declined(answer);
    },
  };
}
