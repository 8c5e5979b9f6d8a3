/** Who owns a car by the public part of its history: a node can tell nobody otherwise. */
import type { CryptoProvider } from "../crypto/provider.ts";
import { ProtocolError } from "../errors.ts";
import { accountOf } from "../operations/account.ts";
import { decodeOperation } from "../operations/operation.ts";
import { decodeRegistration } from "../wire/registration.ts";
import { decodeTile, type TileItem } from "../wire/tile.ts";

const NO_BYTES = new Uint8Array();

/** A passkey's account depends on its signature, and the accumulator covers no signature of an operation: no bytes for it. */
function ownerBy(message: Uint8Array, before: Uint8Array, provider: CryptoProvider): Uint8Array {
  const { kind, actor, answers, fields } = decodeOperation(message);
  if (kind === "claim" || kind === "acceptOffer") {
    return actor.form === "passkey" ? NO_BYTES : (accountOf(actor, NO_BYTES, provider) ?? NO_BYTES);
  }
  // The first word of a maker for a lost key begins the wait; the second one answers it, and hands over.
  const isHandOver = kind === "vouchForOwner" && answers.some((byte) => byte !== 0);
  return isHandOver && fields["owner"] instanceof Uint8Array ? fields["owner"] : before;
}

function ownerAfter(before: Uint8Array, item: TileItem, provider: CryptoProvider): Uint8Array {
  try {
    if (item.kind === "registration") return decodeRegistration(item.registration.message).firstOwner;
    return item.kind === "operation" ? ownerBy(item.operation.message, before, provider) : before;
  } catch (error) {
    // What took effect can be read; what a liar made up is found out by the accumulator.
    if (error instanceof ProtocolError) return NO_BYTES;
    throw error;
  }
}

/**
 * Returns the owner (20 bytes) after a tile; no bytes when there is none, or it cannot be known.
 * @param before the owner before it
 * @param proven how many items of the tile are proven
 * @throws {ProtocolError} when the bytes are no tile
 * @example
 * tiles.map((bytes) => newestOwner(new Uint8Array(), bytes, 1, native).length); // => [20]
 */
export const newestOwner = (
  before: Uint8Array,
  tile: Uint8Array,
  proven: number,
  provider: CryptoProvider,
): Uint8Array =>
  decodeTile(tile)
    .items.slice(0, proven)
    .reduce((owner, item) => ownerAfter(owner, item, provider), before);
