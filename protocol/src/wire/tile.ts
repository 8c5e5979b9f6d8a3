/** Tiles of a history as bytes (docs/protocol.md, "Tiles"): what an archive serves and a reader folds. */
import { ITEM_KINDS } from "../accumulator.ts";
import { LimitError, MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { TILE_ITEMS, TILE_MAX_BYTES } from "../limits.ts";
import type { SignedOperation } from "../operations/signed.ts";
import { decode, encode, length, within } from "./codec.ts";
import {
  decodeSigned,
  decodeSignedOperation,
  encodeSigned,
  encodeSignedOperation,
  type Run,
  type Signed,
} from "./envelope.ts";

const { v2 } = witness;
const EMPTY = new Uint8Array();
const REGISTRATION = 0;

/** Where on the chain an item stands. Of these the accumulator covers input, place, block time and parameters. */
export interface ItemPosition {
  /** The index of the input. */
  readonly input: number;
  /** The place among what the input's batch carries. */
  readonly place: number;
  readonly block: number;
  /** 32 bytes. */
  readonly blockHash: Uint8Array;
  readonly blockTimeUnixS: number;
  /** The version of the parameters that were in force. */
  readonly parameters: number;
}

/** What happened, with the bytes that the chain holds. */
export type TileContent =
  | { readonly kind: "registration"; readonly registration: Signed }
  | { readonly kind: "run"; readonly run: Run }
  /** `body` is the place in the run of the body that is evidence of a copied key. */
  | { readonly kind: "fork"; readonly run: Run; readonly body: number }
  | { readonly kind: "operation"; readonly operation: SignedOperation };

/** One item of a tile. */
export type TileItem = ItemPosition & TileContent;

/** Items of one edition of a device's history. */
export interface Tile {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** 8 bytes. */
  readonly edition: Uint8Array;
  /** From 0; item n stands in tile n / TILE_ITEMS. */
  readonly number: number;
  /** From 1 to TILE_ITEMS. */
  readonly items: readonly TileItem[];
}

/**
 * Encodes a run as a batch carries it.
 * @example
 * decodeRun(encodeRun(run)); // => run
 */
export function encodeRun({ bodies, signature }: Run): Uint8Array {
  return encode(v2.Run, { bodies: [...bodies], signature });
}

/**
 * Reads a run. Whether it is its device's is the question of `admitRun`.
 * @throws {MalformedError} `malformed` when the bytes are none
 * @example
 * decodeRun(encodeRun(run)).bodies.length; // => 1
 */
export function decodeRun(bytes: Uint8Array): Run {
  const { bodies, signature } = decode("Run", v2.Run, bytes);
  return { bodies, signature };
}

/** An item as a store keeps it: its message is still encoded. */
export type EncodedItem = ItemPosition & {
  readonly kind: TileContent["kind"];
  /** An encoded Signed, Run or SignedOperation. */
  readonly message: Uint8Array;
  /** Of a fork; else 0. */
  readonly body: number;
};

const kindByte = (kind: TileContent["kind"]): number => (kind === "registration" ? REGISTRATION : ITEM_KINDS[kind]);

function encodeMessage(item: TileItem): Uint8Array {
  if (item.kind === "registration") return encodeSigned(item.registration);
  return item.kind === "operation" ? encodeSignedOperation(item.operation) : encodeRun(item.run);
}

/**
 * Returns an item with its message encoded.
 * @example
 * encodeItem({ ...position, kind: "run", run }).message; // => encodeRun(run)
 */
export function encodeItem(item: TileItem): EncodedItem {
  const { kind, input, place, block, blockHash, blockTimeUnixS, parameters } = item;
  const message = encodeMessage(item);
  const body = kind === "fork" ? item.body : 0;
  return { kind, input, place, block, blockHash, blockTimeUnixS, parameters, message, body };
}

/**
 * Encodes a tile. A message that is also that of the item before is left out: a run with evidence is several items.
 * @throws {LimitError} `too-large` with more than TILE_ITEMS items, or when a number does not fit 32 bits
 * @example
 * const bytes = encodeTile({ deviceId, edition, number: 0, items: items.map(encodeItem) });
 */
export function encodeTile({
  deviceId,
  edition,
  number,
  items,
}: Omit<Tile, "items"> & { readonly items: readonly EncodedItem[] }): Uint8Array {
  if (items.length > TILE_ITEMS) throw new LimitError({ items: items.length });
  const written = items.map((item, index) => {
    const { kind, input, place, block, blockHash, blockTimeUnixS, parameters, message, body } = item;
    const before = items[index - 1];
    const isSame = before?.input === input && before.place === place;
    return {
      kind: kindByte(kind),
      inputIndex: input,
      place,
      block,
      blockHash,
      blockTimeUnixS,
      parameters,
      message: isSame ? EMPTY : message,
      body,
    };
  });
  return encode(v2.HistoryTile, { deviceId, edition, number, items: written });
}

function readItem(read: witness.v2.TileItem.$Properties, before: TileItem | undefined): TileItem {
  const position = {
    input: read.inputIndex ?? 0,
    place: read.place ?? 0,
    block: read.block ?? 0,
    blockHash: length("block_hash", read.blockHash ?? EMPTY, 32),
    blockTimeUnixS: read.blockTimeUnixS ?? 0,
    parameters: within("parameters", read.parameters ?? 0, 0, 65_535),
  };
  const message = read.message ?? EMPTY;
  if (read.kind === REGISTRATION) return { ...position, kind: "registration", registration: decodeSigned(message) };
  if (read.kind === ITEM_KINDS.operation) {
    return { ...position, kind: "operation", operation: decodeSignedOperation(message) };
  }
  const run = message.length > 0 ? decodeRun(message) : runBefore(position, before);
  if (read.kind === ITEM_KINDS.run) return { ...position, kind: "run", run };
  if (read.kind === ITEM_KINDS.fork) return { ...position, kind: "fork", run, body: read.body ?? 0 };
  throw new MalformedError({ field: "kind", value: read.kind ?? 0 });
}

/** The run of the item before, which an item at the same place shares. */
function runBefore({ input, place }: ItemPosition, before: TileItem | undefined): Run {
  const isSame = before?.input === input && before.place === place;
  if (isSame && (before.kind === "run" || before.kind === "fork")) return before.run;
  throw new MalformedError({ field: "message" });
}

/**
 * Reads a tile. Whether its items are the device's history is the question of `readHistory`.
 * @throws {MalformedError} `malformed` when a field is missing or has another length, or the tile is empty
 * @throws {LimitError} `too-large` above TILE_MAX_BYTES or TILE_ITEMS
 * @example
 * for (const bytes of tiles) decodeTile(bytes).items.map(({ kind }) => kind); // ["registration", "run"]
 */
export function decodeTile(bytes: Uint8Array): Tile {
  if (bytes.length > TILE_MAX_BYTES) throw new LimitError({ bytes: bytes.length });
  const read = decode("HistoryTile", v2.HistoryTile, bytes);
  if (read.items.length === 0) throw new MalformedError({ field: "items" });
  if (read.items.length > TILE_ITEMS) throw new LimitError({ items: read.items.length });
  const items: TileItem[] = [];
  for (const item of read.items) items.push(readItem(item, items.at(-1)));
  return {
    deviceId: length("device_id", read.deviceId, 8),
    edition: length("edition", read.edition, 8),
    number: read.number,
    items,
  };
}
