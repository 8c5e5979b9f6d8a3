/**
 * A record's history: its accumulator, how many items are in it, and which items a run adds
 * (docs/protocol.md, "History accumulator"). All of it follows from public bytes, so back-end, archive and audit reckon it here.
 */
import {
  emptyHistory,
  extendHistory,
  forkItem,
  type HistoryItem,
  type ItemKind,
  operationItem,
  runItem,
} from "./accumulator.ts";
import type { BodyDecision } from "./admission.ts";
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { type ForkEvidence, keepForkEvidence } from "./fork-evidence.ts";

/** Where a record's history stands. */
export interface History {
  /** 32 bytes. */
  readonly accumulator: Uint8Array;
  /** Items so far; an item's number counts from 1. */
  readonly items: number;
}

/** Where an item happened. */
export type ItemMoment = Pick<HistoryItem, "input" | "blockTimeUnixS" | "place" | "parameters">;

/** An item without its moment. */
export type AddedItem = Pick<HistoryItem, "kind" | "item">;

/** An item that a run adds, with where it is found in the run. */
export interface PlacedItem extends AddedItem {
  readonly kind: "run" | "fork";
  /** The place in the run of the body beside the hash chain; 0 of what was admitted. */
  readonly body: number;
  /** On the item of a body that came late: it is evidence of nothing. */
  readonly late?: true;
}

/** What a run adds to its device's history. */
export interface RunItems<Evidence extends ForkEvidence> {
  /** The admitted bodies as one item, then each new piece of evidence and each late body, in the order of the bodies. */
  readonly items: readonly PlacedItem[];
  /** All evidence that is kept now; the same list when none is new. */
  readonly evidence: readonly Evidence[];
}

/**
 * Returns the history of a device that was just registered.
 * @param devicePublicKey 33 bytes, compressed
 * @param registration the encoded Registration, exactly as it was signed
 * @example
 * newHistory(context, publicKey, registration.message, native).items; // => 0
 */
export const newHistory = (
  context: Context,
  devicePublicKey: Uint8Array,
  registration: Uint8Array,
  provider: CryptoProvider,
): History => ({
  accumulator: emptyHistory(preamble("history", context), devicePublicKey, registration, provider),
  items: 0,
});

/**
 * Returns the history after some more items of one moment, in their order.
 * @example
 * const history = newHistory(context, publicKey, registration.message, native);
 * const moment = { input: 0, blockTimeUnixS: 1_800_000_000, place: 0, parameters: 1 };
 * withItems(context, history, [operationAdded(registration.message, native)], moment, native).items; // => 1
 */
export function withItems(
  context: Context,
  history: History,
  added: readonly AddedItem[],
  moment: ItemMoment,
  provider: CryptoProvider,
): History {
  const label = preamble("history", context);
  return added.reduce(
    ({ accumulator, items }, { kind, item }) => ({
      accumulator: extendHistory(label, accumulator, { kind, ...moment, item }, provider),
      items: items + 1,
    }),
    history,
  );
}

/**
 * Returns what a run adds: nothing when nothing was admitted and no evidence is new.
 * @param decisions of `admitRun`
 * @param kept the evidence that the record keeps
 * @param dated makes what is kept of a new piece
 * @example
 * itemsOfRun([{ code: "sequence-gap" }], [], (seen) => seen).items; // => []
 */
export function itemsOfRun<Evidence extends ForkEvidence>(
  decisions: readonly BodyDecision[],
  kept: readonly Evidence[],
  dated: (seen: ForkEvidence) => Evidence,
): RunItems<Evidence> {
  const items: PlacedItem[] = [];
  let evidence = kept;
  let admitted: Parameters<typeof runItem>[0] | undefined;
  for (const [place, { code, body, link }] of decisions.entries()) {
    if (body === undefined || link === undefined) continue;
    const { sequence } = body;
    if (code === "admitted") {
      const { count, firstSequence } = admitted ?? { count: 0, firstSequence: sequence };
      admitted = { count: count + 1, firstSequence, lastSequence: sequence, lastLink: link };
    } else if (code === "forked-key") {
      const next = keepForkEvidence(evidence, dated({ sequence, link: link.slice() }));
      if (next !== evidence) items.push({ kind: "fork", item: forkItem(sequence, link), body: place });
      evidence = next;
    } else if (code === "late-in-gap") {
      items.push({ kind: "fork", item: forkItem(sequence, link), body: place, late: true });
    }
  }
  if (admitted) items.unshift({ kind: "run", item: runItem(admitted), body: 0 });
  return { items, evidence };
}

/**
 * Returns an operation that took effect as an item to add.
 * @example
 * operationAdded(registration.message, native).kind; // => "operation"
 */
export const operationAdded = (message: Uint8Array, provider: CryptoProvider): AddedItem =>
  added("operation", operationItem(message, provider));

const added = (kind: ItemKind, item: Uint8Array): AddedItem => ({ kind, item });
