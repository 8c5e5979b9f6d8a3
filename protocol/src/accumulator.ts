/**
 * The history accumulator (docs/protocol.md, "History accumulator"): one hash that covers everything that happened to a
 * record, in order, with the block that carried it. Links cover what a device signed; they do not cover the gap that an
 * opening states, evidence of a copied key, operations, parameters or block times.
 */
import { concat, u8, u16, u32, u64 } from "./bytes.ts";
import type { CryptoProvider } from "./crypto/provider.ts";

/** What an item of a history is. */
export const ITEM_KINDS = { run: 1, fork: 2, operation: 3 } as const;

/** The name of a kind of item. */
export type ItemKind = keyof typeof ITEM_KINDS;

/** One item of a record's history, with where and when it was admitted. */
export interface HistoryItem {
  readonly kind: ItemKind;
  /** The index of the input. */
  readonly input: number;
  /** The time of the input's block. */
  readonly blockTimeUnixS: number;
  /** The place among what the input's batch carries. */
  readonly place: number;
  /** The version of the parameters that were in force. */
  readonly parameters: number;
  /** The item itself: `runItem`, `forkItem` or `operationItem`. */
  readonly item: Uint8Array;
}

/** What was admitted of one run. */
export interface AdmittedRun {
  readonly count: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** 32 bytes. */
  readonly lastLink: Uint8Array;
}

/**
 * Returns the accumulator (32 bytes) of a record in which nothing has happened yet.
 * @param label the preamble of the history
 * @param devicePublicKey 33 bytes, compressed
 * @param registration the encoded Registration, exactly as it was signed
 * @example
 * emptyHistory(preamble("history", context), publicKey, registration.message, native).length; // => 32
 */
export function emptyHistory(
  label: Uint8Array,
  devicePublicKey: Uint8Array,
  registration: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  return provider.sha256(label, devicePublicKey, provider.sha256(registration));
}

/**
 * Returns the accumulator (32 bytes) after one more item.
 * @param accumulator 32 bytes
 * @throws {RangeError} when place or parameters do not fit their bytes
 * @example
 * const label = preamble("history", context);
 * const before = emptyHistory(label, publicKey, registration.message, native);
 * const item = runItem({ count: 1, firstSequence: 1, lastSequence: 1, lastLink: link });
 * const moment = { input: 0, blockTimeUnixS: 1_800_000_000, place: 0, parameters: 1 };
 * const after = extendHistory(label, before, { kind: "run", ...moment, item }, native);
 */
export function extendHistory(
  label: Uint8Array,
  accumulator: Uint8Array,
  { kind, input, blockTimeUnixS, place, parameters, item }: HistoryItem,
  provider: CryptoProvider,
): Uint8Array {
  if (!Number.isInteger(place) || place < 0 || place >= 2 ** 32) throw new RangeError("A place has 32 bits.");
  if (!Number.isInteger(parameters) || parameters < 0 || parameters >= 2 ** 16) {
    throw new RangeError("A version of parameters has 16 bits.");
  }
  return provider.sha256(
    label,
    accumulator,
    u8(ITEM_KINDS[kind]),
    u64(input),
    u64(blockTimeUnixS),
    u32(place),
    u16(parameters),
    item,
  );
}

/**
 * Returns an admitted run as an item (44 bytes).
 * @example
 * runItem({ count: 2, firstSequence: 1, lastSequence: 2, lastLink: link }).length; // => 44
 */
export const runItem = ({ count, firstSequence, lastSequence, lastLink }: AdmittedRun): Uint8Array =>
  concat(u32(count), u32(firstSequence), u32(lastSequence), lastLink);

/**
 * Returns a piece of evidence of a copied key as an item (36 bytes): the sequence number, and the link of the body that
 * stands beside the admitted one.
 * @example
 * forkItem(7, link).length; // => 36
 */
export const forkItem = (sequence: number, link: Uint8Array): Uint8Array => concat(u32(sequence), link);

/**
 * Returns an operation that took effect as an item: its identity (32 bytes), the hash of its message.
 * @example
 * operationItem(registration.message, native).length; // => 32
 */
export const operationItem = (message: Uint8Array, provider: CryptoProvider): Uint8Array => provider.sha256(message);
