/**
 * What a rollup node says of a car now, to anybody: where its history stands, with the proof that leads to a state, whether the
 * application has ended in that state, and the notice that published it. Nothing is believed but what the proofs open.
 */
import { concat, equal, fromHex } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import { MalformedError } from "@witness/protocol/errors";
import type { OutputProof } from "@witness/protocol/last-output";
import { announcedEnd } from "@witness/protocol/operations/globals";
import { decodeStateRoot } from "@witness/protocol/outputs";
import type { RecordValues } from "@witness/protocol/record/fields";
import { provenGlobals } from "@witness/protocol/record/globals";
import type { FieldOpening } from "@witness/protocol/record/opening";
import { provenRecord, type StatePlace } from "@witness/protocol/record/tree";
import { noticePayload } from "./contracts.ts";
import { VerifyError } from "./errors.ts";
import { fetchBytes, jsonOf } from "./fetching.ts";
import { allBytesOf, bytesOf, numberOf, readMessage } from "./protobuf.ts";
import { hostOf, openRpc } from "./rpc.ts";

/** Where a rollup node answers. */
export interface NodePlace {
  /** `…/inspect/NAME`. */
  readonly inspectUrl: string;
  /** Its JSON-RPC. */
  readonly rpcUrl: string;
}

/** Where a car's history stands, as a node's answer proves it under the state that it names. */
export interface Head {
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
  readonly chain: RecordValues["chain"];
}

/** What an application has announced of its end, as a node's answer proves it under the state that it names. */
export interface ProvenEnd {
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
  /** When it takes nothing more; undefined while it has announced no successor. */
  readonly endsUnixS: number | undefined;
}

const ANSWER_MAX_BYTES = 65_536;
/** The names and keys of all companies stand in it too, and it is written in hexadecimal. */
const GLOBALS_MAX_BYTES = 524_288;
/** How often a node is asked anew that went on between two answers. */
const STATES_MAX = 3;
/** `Query { globals {} }`: the public question what concerns the application as a whole. */
export const GLOBALS_QUERY = fromHex("b20400") as Uint8Array<ArrayBuffer>;
/** `Query { history { device_id } }`: one fixed beginning, then 8 bytes. */
const HISTORY_QUERY = fromHex("a2060a0a08");

/** Returns the public question where the history of a device (8 bytes) stands. */
export const historyQuery = (deviceId: Uint8Array): Uint8Array<ArrayBuffer> =>
  concat(HISTORY_QUERY, deviceId) as Uint8Array<ArrayBuffer>;

/** Numbers of the fields (protocol/proto/witness.proto). */
const ANSWER = { code: 1, globals: 70, history: 100 } as const;
/** Of both answers. */
const STATE = { root: 1, proof: 3 } as const;
const PROOF = { fields: 1, siblings: 2, index: 3, size: 4, path: 5 } as const;
const FIELD = { field: 1, salt: 2, value: 3 } as const;

/** Reads a `RecordProof`. @throws {MalformedError} `malformed` */
export function readProof(bytes: Uint8Array): { readonly opening: FieldOpening; readonly place: StatePlace } {
  const proof = readMessage(bytes);
  const fields = allBytesOf(proof, PROOF.fields).map((shown) => {
    const field = readMessage(shown);
    return {
      field: numberOf(field, FIELD.field),
      salt: bytesOf(field, FIELD.salt, 16),
      value: bytesOf(field, FIELD.value),
    };
  });
  return {
    opening: { fields, siblings: allBytesOf(proof, PROOF.siblings) },
    place: {
      index: numberOf(proof, PROOF.index),
      size: numberOf(proof, PROOF.size),
      path: allBytesOf(proof, PROOF.path),
    },
  };
}

/** What an answer about a state proves. @throws {MalformedError} `malformed` when the bytes are no answer of this kind */
function readProven(report: Uint8Array, kind: number) {
  const answer = readMessage(report);
  if (numberOf(answer, ANSWER.code) !== 0) throw new MalformedError({ code: numberOf(answer, ANSWER.code) });
  const state = readMessage(bytesOf(answer, kind));
  return { stateRoot: bytesOf(state, STATE.root, 32), ...readProof(bytesOf(state, STATE.proof)) };
}

/**
 * Returns the head in the report of a node; undefined when its proof does not open this device's record.
 * @param report the answer's bytes
 * @param deviceId 8 bytes
 * @throws {MalformedError} `malformed` when the bytes are no answer about a history
 */
export function readHead(report: Uint8Array, deviceId: Uint8Array): Head | undefined {
  const { stateRoot, opening, place } = readProven(report, ANSWER.history);
  const { chain } = provenRecord(opening, place, { deviceId, stateRoot }, noble) ?? {};
  return chain && { stateRoot, chain };
}

/**
 * Returns what the report of a node says of the application's end; undefined when its proof does not hold.
 * @param report the answer's bytes
 * @throws {MalformedError} `malformed` when the bytes are no answer about an application
 */
export function readEnd(report: Uint8Array): ProvenEnd | undefined {
  const { stateRoot, opening, place } = readProven(report, ANSWER.globals);
  const values = provenGlobals(opening, place, stateRoot, noble);
  return values && { stateRoot, endsUnixS: announcedEnd(values) };
}

/** What is asked of a node, and how its answer is read. */
export interface Question<Said> {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly most: number;
  /** What it is about, in words. */
  readonly about: string;
  readonly read: (report: Uint8Array) => Said | undefined;
}

/**
 * Asks a node a question.
 * @throws {VerifyError} `node-unavailable`; `head-contradicted` when its answer does not hold by its own proofs
 */
export async function ask<Said>(inspectUrl: string, { content, most, about, read }: Question<Said>): Promise<Said> {
  const name = hostOf(inspectUrl);
  const answer = await fetchBytes(inspectUrl, most, { type: "application/octet-stream", content });
  const said =
    answer && (jsonOf(answer.bytes) as { readonly reports?: readonly { readonly payload?: unknown }[] } | null);
  const payload = said?.reports?.[0]?.payload;
  try {
    if (typeof payload !== "string") throw new MalformedError();
    const proven = read(fromHex(payload));
    if (proven) return proven;
  } catch (cause) {
    const sentence = `The node at ${name} gave no answer about ${about}; try again, or name another.`;
    throw new VerifyError(sentence, { code: "node-unavailable", cause });
  }
  const sentence = `What the node at ${name} says of ${about} is not what its own proof shows; name another.`;
  throw new VerifyError(sentence, { code: "head-contradicted" });
}

/**
 * Asks a node a question, and whether the application has announced its end, both in one state.
 * @throws {VerifyError} `node-unavailable`; `head-contradicted` when an answer does not hold by its own proofs
 */
export async function askWithEnd<Said extends Pick<ProvenEnd, "stateRoot">>(
  inspectUrl: string,
  question: Question<Said>,
): Promise<Said & ProvenEnd> {
  const ofEnd = { content: GLOBALS_QUERY, most: GLOBALS_MAX_BYTES, about: "the application", read: readEnd };
  for (let asked = 0; asked < STATES_MAX; asked += 1) {
    const [said, end] = await Promise.all([ask(inspectUrl, question), ask(inspectUrl, ofEnd)]);
    if (equal(said.stateRoot, end.stateRoot)) return { ...said, ...end };
  }
  const sentence = `The node at ${hostOf(inspectUrl)} went on with each answer; try again.`;
  throw new VerifyError(sentence, { code: "node-unavailable" });
}

/**
 * Asks a node where a car's history stands now, and whether the application has announced its end, both in one state.
 * @param deviceId 8 bytes
 * @throws {VerifyError} `node-unavailable`; `head-contradicted` when an answer does not hold by its own proof
 */
export const askHead = ({ inspectUrl }: NodePlace, deviceId: Uint8Array): Promise<Head & ProvenEnd> =>
  askWithEnd(inspectUrl, {
    content: historyQuery(deviceId),
    most: ANSWER_MAX_BYTES,
    about: "this car",
    read: (report) => readHead(report, deviceId),
  });

/** The notice of a state, as a node has it. */
export interface FoundNotice {
  /** As it stands on chain. */
  readonly notice: Uint8Array;
  /** Where it stands among all outputs; undefined until the node has claimed its epoch. */
  readonly proof: OutputProof | undefined;
}

/** How many of the newest outputs are looked through, and in which parts: it is nearly always the newest. */
const SEARCHED_PARTS = [1, 5, 20, 100] as const;

interface RawOutput {
  readonly index?: unknown;
  readonly raw_data?: unknown;
  readonly output_hashes_siblings?: unknown;
}

function stateRootIn(raw: unknown): Uint8Array | undefined {
  try {
    const payload = noticePayload(fromHex(String(raw)));
    return payload && decodeStateRoot(payload).root;
  } catch {
    // Whatever it is, it is no notice of this state.
    return undefined;
  }
}

function proofOf(index: string, siblings: unknown): OutputProof | undefined {
  if (!Array.isArray(siblings)) return undefined;
  try {
    return { index: Number(index), siblings: siblings.map((sibling) => fromHex(String(sibling))) };
  } catch {
    return undefined;
  }
}

/**
 * Asks a node for the notice that published a state. Returns undefined when it is not among its newest outputs.
 * @param application 0x and 40 digits
 * @param stateRoot 32 bytes
 * @throws {VerifyError} `node-unavailable`
 */
export async function findNotice(
  { rpcUrl }: NodePlace,
  application: string,
  stateRoot: Uint8Array,
): Promise<FoundNotice | undefined> {
  const rpc = openRpc(rpcUrl, "node-unavailable");
  for (const limit of SEARCHED_PARTS) {
    const params = { application, limit, offset: 0, descending: true };
    const listed = (await rpc.call("cartesi_listOutputs", params)) as { readonly data?: unknown } | null;
    const data = listed?.data;
    if (!Array.isArray(data)) return undefined;
    const found = (data as readonly (RawOutput | null)[]).find((row) => {
      const root = stateRootIn(row?.raw_data);
      return root && equal(root, stateRoot);
    });
    if (found) {
      const index = String(found.index);
      const one = (await rpc.call("cartesi_getOutput", { application, output_index: index })) as {
        readonly data?: RawOutput;
      } | null;
      return { notice: fromHex(String(found.raw_data)), proof: proofOf(index, one?.data?.output_hashes_siblings) };
    }
    if (data.length < limit) return undefined;
  }
  return undefined;
}
