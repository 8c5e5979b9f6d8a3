/**
 * The items of a history as an archive gives them to whoever checks a pass (docs/protocol.md, "Pass"): without the device's
 * envelopes, but enough to walk from the accumulator that the pass shows to the one that the record has now. Nothing of it
 * needs a signature's check: who leaves an item out or invents one comes to another accumulator.
 */
import { extendHistory, type HistoryItem, ITEM_KINDS, type ItemKind, operationItem } from "../accumulator.ts";
import { ByteReader } from "../byte-reader.ts";
import { concat, u16, u32, u64 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { MalformedError } from "../errors.ts";
import type { History } from "../history.ts";
import { OPERATION_MAX_BYTES } from "../limits.ts";
import { decodeOperation, type Operation } from "../operations/operation.ts";

/** One item of a history. Of an operation `item` is its message, in place of the message's hash. */
export type HistoryStep = HistoryItem;

/** An operation among the items of a walk. */
export interface WalkedOperation {
  /** The number of its item in the history, from 1. */
  readonly item: number;
  readonly blockTimeUnixS: number;
  readonly operation: Operation;
  readonly message: Uint8Array;
}

/** What a walk comes to. */
export interface Walked {
  /** After the last item. */
  readonly history: History;
  readonly operations: readonly WalkedOperation[];
}

const KINDS: ReadonlyMap<number, ItemKind> = new Map(
  (Object.keys(ITEM_KINDS) as ItemKind[]).map((kind) => [ITEM_KINDS[kind], kind]),
);
const NOTHING = new Uint8Array();
/** Bytes of a run's item and of a fork's. */
const ITEM_BYTES = { run: 44, fork: 36 } as const;

/**
 * Returns items as bytes: of each `u8(kind) ‖ u64(input) ‖ u64(block time) ‖ u32(place) ‖ u16(parameters) ‖ item`, an operation's
 * item being `u16(length) ‖ message`.
 * @throws {MalformedError} `malformed` when an item has another length than its kind's
 * @example
 * const moment = { input: 0, blockTimeUnixS: 1_800_000_000, place: 0, parameters: 1 };
 * encodeSteps([{ kind: "fork", ...moment, item: new Uint8Array(36) }]).length; // => 59
 */
export const encodeSteps = (steps: readonly HistoryStep[]): Uint8Array =>
  concat(
    ...steps.map(({ kind, input, blockTimeUnixS, place, parameters, item }) => {
      const isWhole = kind === "operation" ? item.length <= OPERATION_MAX_BYTES : item.length === ITEM_BYTES[kind];
      if (!isWhole) throw new MalformedError({ field: kind, bytes: item.length });
      const moment = concat(u64(input), u64(blockTimeUnixS), u32(place), u16(parameters));
      return concat(Uint8Array.of(ITEM_KINDS[kind]), moment, kind === "operation" ? u16(item.length) : NOTHING, item);
    }),
  );

function readStep(reader: ByteReader): HistoryStep {
  const kind = KINDS.get(reader.number(1));
  if (kind === undefined) throw new MalformedError({ at: reader.at });
  const input = reader.u64();
  const blockTimeUnixS = reader.u64();
  const place = reader.number(4);
  const parameters = reader.number(2);
  const length = kind === "operation" ? reader.number(2) : ITEM_BYTES[kind];
  if (length > OPERATION_MAX_BYTES) throw new MalformedError({ at: reader.at });
  return { kind, input, blockTimeUnixS, place, parameters, item: reader.bytes(length) };
}

/**
 * Reads items.
 * @throws {MalformedError} `malformed` when the bytes are not as `encodeSteps` writes them
 * @example
 * const moment = { input: 0, blockTimeUnixS: 1_800_000_000, place: 0, parameters: 1 };
 * const steps = [{ kind: "fork", ...moment, item: new Uint8Array(36) }] as const;
 * decodeSteps(encodeSteps(steps)); // => steps
 */
export function decodeSteps(bytes: Uint8Array): HistoryStep[] {
  const reader = new ByteReader(bytes);
  const steps: HistoryStep[] = [];
  while (reader.at < bytes.length) steps.push(readStep(reader));
  return steps;
}

/**
 * Returns where items lead from a history's accumulator. They are proven when that is the accumulator of a record that is: the
 * fields `accumulator` and `items` of its `chain`.
 * @param label the preamble of the history
 * @throws {MalformedError} `malformed` when an operation cannot be read
 * @example
 * const moment = { input: 0, blockTimeUnixS: 1_800_000_000, place: 0, parameters: 1 };
 * const steps = [{ kind: "fork", ...moment, item: new Uint8Array(36) }] as const;
 * walkSteps(preamble("history", context), { accumulator: link, items: 4 }, steps, native).history.items; // => 5
 */
export function walkSteps(
  label: Uint8Array,
  from: History,
  steps: readonly HistoryStep[],
  provider: CryptoProvider,
): Walked {
  let { accumulator, items } = from;
  const operations: WalkedOperation[] = [];
  for (const step of steps) {
    items += 1;
    const isOperation = step.kind === "operation";
    const item = isOperation ? operationItem(step.item, provider) : step.item;
    accumulator = extendHistory(label, accumulator, { ...step, item }, provider);
    if (!isOperation) continue;
    const { blockTimeUnixS, item: message } = step;
    operations.push({ item: items, blockTimeUnixS, operation: decodeOperation(message), message });
  }
  return { history: { accumulator, items }, operations };
}
