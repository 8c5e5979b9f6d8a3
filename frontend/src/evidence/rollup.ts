/** Reads inputs, outputs, reports and epochs of this application through the node's JSON-RPC (design of Cartesi v2). */
import { unpackPayload } from "@witness/protocol/batch";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { type Code, ProtocolError } from "@witness/protocol/errors";
import { decodeStateRoot, type StateRoot } from "@witness/protocol/outputs";
import { type AdvanceReport, decodeAdvanceReport } from "@witness/protocol/wire/report";
import { noticePayload, outputType, readInput } from "@witness/verify/contracts";
import type { Place } from "./chain.ts";
import { EvidenceError } from "./errors.ts";
import type { Stretch } from "./ledger.ts";
import { call } from "./rpc.ts";

/** What an input's payload holds, or why it is not one of this protocol. */
export type Contents =
  | { readonly kind: "batch"; readonly registrations: number; readonly runs: number; readonly envelopes: number }
  | { readonly kind: "foreign"; readonly code: Code };

/** One input of InputBox. */
export interface InputRow {
  readonly index: number;
  readonly epoch: number;
  readonly block: number;
  readonly timeUnixS: number;
  /** 0x and 40 digits: who paid, which says nothing about who signed. */
  readonly sender: string;
  readonly status: string;
  readonly transaction: string | null;
  readonly payloadBytes: number;
  readonly contents: Contents;
}

/** One notice or voucher, with its proof once its epoch's claim is computed. */
export interface OutputRow {
  readonly index: number;
  readonly input: number;
  readonly epoch: number;
  readonly type: string;
  /** What a notice of this application says; undefined for every other output. */
  readonly stateRoot: StateRoot | undefined;
  /** The blob that the outputs tree commits to, 0x… */
  readonly raw: string;
  /** 63 hashes, or null before the claim. A row of a list keeps what it had when it was listed. */
  readonly siblings: readonly string[] | null;
  /** A voucher's, once it is executed: 0x and 64 digits. */
  readonly executionTransaction: string | null;
}

/** One epoch and what became of its claim. */
export interface EpochRow {
  readonly index: number;
  readonly firstBlock: number;
  readonly lastBlock: number;
  readonly firstInput: number;
  /** The first input after it. */
  readonly endInput: number;
  readonly status: string;
  /** The outputs Merkle root that was claimed, 0x…; null before. */
  readonly root: string | null;
  readonly claimTransaction: string | null;
}

/** A part of a list, and how long the whole is. */
export interface Listing<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

/** Which part of a list, newest first. */
export interface Part {
  readonly limit: number;
  readonly offset: number;
}

type Shape = Readonly<Record<string, unknown>>;

const number = (value: unknown): number => Number(BigInt(value as string));
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const bytes = (value: unknown): Uint8Array => fromHex(String(value).replace(/^0x/, ""));

const another = (): EvidenceError =>
  new EvidenceError("answer-unreadable", "The node returned something else than was asked for; do not rely on it.");

function contentsOf(payload: Uint8Array): Contents {
  try {
    const { registrations, runs } = unpackPayload(payload);
    const envelopes = runs.reduce((sum, run) => sum + run.bodies.length, 0);
    return { kind: "batch", registrations: registrations.length, runs: runs.length, envelopes };
  } catch (error) {
    if (error instanceof ProtocolError) return { kind: "foreign", code: error.code };
    throw error;
  }
}

/**
 * Reads an input from the bytes that InputBox made; what the node decoded is never read.
 * @throws {EvidenceError} `answer-unreadable` when they are of another application or index
 */
function inputRow({ chainId, application }: Place, shape: Shape): InputRow {
  const input = readInput(bytes(shape["raw_data"]));
  const index = number(shape["index"]);
  const own = input?.chainId === BigInt(chainId) && input.application === application.toLowerCase();
  if (!input || !own || input.index !== BigInt(index)) throw another();
  return {
    index,
    epoch: number(shape["epoch_index"]),
    block: Number(input.block),
    timeUnixS: Number(input.timeUnixS),
    sender: input.sender,
    status: String(shape["status"]),
    transaction: text(shape["transaction_reference"]),
    payloadBytes: input.payload.length,
    contents: contentsOf(input.payload),
  };
}

/** Reads the state root from the bytes that a proof is about; what the node decoded is never read. */
function stateRootOf(raw: Uint8Array): StateRoot | undefined {
  const payload = noticePayload(raw);
  if (!payload) return undefined;
  try {
    return decodeStateRoot(payload);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function outputRow(shape: Shape): OutputRow {
  const raw = bytes(shape["raw_data"]);
  const stateRoot = stateRootOf(raw);
  return {
    index: number(shape["index"]),
    // A notice of ours says itself which input it is of.
    input: stateRoot?.inputIndex ?? number(shape["input_index"]),
    epoch: number(shape["epoch_index"]),
    type: outputType(raw),
    stateRoot,
    raw: `0x${toHex(raw)}`,
    siblings: (shape["output_hashes_siblings"] as string[] | null) ?? null,
    executionTransaction: text(shape["execution_transaction_hash"]),
  };
}

function epochRow(shape: Shape): EpochRow {
  return {
    index: number(shape["index"]),
    firstBlock: number(shape["first_block"]),
    lastBlock: number(shape["last_block"]),
    firstInput: number(shape["input_index_lower_bound"]),
    endInput: number(shape["input_index_upper_bound"]),
    status: String(shape["status"]),
    root: text(shape["outputs_merkle_root"] ?? shape["claim_hash"]),
    claimTransaction: text(shape["claim_transaction_hash"]),
  };
}

async function list<T>(
  method: string,
  params: Shape,
  { limit, offset, descending }: Stretch,
  row: (shape: Shape) => T,
): Promise<Listing<T>> {
  const answer = (await call("node", method, { ...params, limit, offset, descending })) as {
    readonly data: readonly Shape[];
    readonly pagination: { readonly total_count: number };
  };
  return { rows: answer.data.map(row), total: answer.pagination.total_count };
}

/** Asks for inputs of an application. @throws {EvidenceError} `answer-unreadable` when the node returns another's */
export const listInputs = (place: Place, stretch: Stretch): Promise<Listing<InputRow>> =>
  list("cartesi_listInputs", { application: place.application }, stretch, (shape) => inputRow(place, shape));

/** Asks for outputs of an application (0x and 40 digits). @throws {EvidenceError} */
export const listOutputs = (application: string, stretch: Stretch): Promise<Listing<OutputRow>> =>
  list("cartesi_listOutputs", { application }, stretch, outputRow);

/** Asks for the epochs of an application (0x and 40 digits) that have inputs. @throws {EvidenceError} */
export const listEpochs = (application: string, stretch: Stretch): Promise<Listing<EpochRow>> =>
  list("cartesi_listEpochs", { application }, stretch, epochRow);

/** Asks how many inputs of an application (0x and 40 digits) the node has processed. @throws {EvidenceError} `node-unavailable` */
export async function countProcessed(application: string): Promise<number> {
  const { data } = (await call("node", "cartesi_getApplication", { application })) as { data: Shape };
  return number(data["processed_inputs"]);
}

/** Throws unless the node returned the row that was asked for. */
function assertAsked<Row extends { readonly index: number }>(row: Row, index: number): Row {
  if (row.index === index) return row;
  throw another();
}

/** Asks for one output as it stands now. @throws {EvidenceError} `answer-unreadable` when the node returns another */
export async function getOutput(application: string, index: number): Promise<OutputRow> {
  const params = { application, output_index: `0x${index.toString(16)}` };
  return assertAsked(outputRow(((await call("node", "cartesi_getOutput", params)) as { data: Shape }).data), index);
}

/** Asks for one epoch as it stands now. @throws {EvidenceError} `answer-unreadable` when the node returns another */
export async function getEpoch(application: string, index: number): Promise<EpochRow> {
  const params = { application, epoch_index: `0x${index.toString(16)}` };
  return assertAsked(epochRow(((await call("node", "cartesi_getEpoch", params)) as { data: Shape }).data), index);
}

/** Asks for the back-end's report on an input: what became of each envelope. Returns undefined when it wrote none of ours. */
export async function reportOn(application: string, input: number): Promise<AdvanceReport | undefined> {
  const params = { application, input_index: `0x${input.toString(16)}` };
  const { rows } = await list("cartesi_listReports", params, { limit: 1, offset: 0, descending: true }, (shape) =>
    bytes(shape["raw_data"]),
  );
  try {
    return rows[0] && decodeAdvanceReport(rows[0]);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
