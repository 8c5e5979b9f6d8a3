/** Who owns a car by the public part of its history: a node can tell nobody otherwise. */
import { native as provider } from "@witness/protocol/crypto/native";
import { ProtocolError } from "@witness/protocol/errors";
import { accountOf } from "@witness/protocol/operations/account";
import { decodeOperation } from "@witness/protocol/operations/operation";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import { decodeTile, type TileItem } from "@witness/protocol/wire/tile";

const NO_BYTES = new Uint8Array();

/** Of a passkey the account hangs on its signature, of which the history proves nothing. */
function ownerBy(message: Uint8Array, before: Uint8Array): Uint8Array {
  const { kind, actor, answers, fields } = decodeOperation(message);
  if (kind === "claim" || kind === "acceptOffer") {
    return actor.form === "passkey" ? NO_BYTES : (accountOf(actor, NO_BYTES, provider) ?? NO_BYTES);
  }
  // The first word of a maker for a lost key begins the wait; the second one answers it, and hands over.
  const isHandOver = kind === "vouchForOwner" && answers.some((byte) => byte !== 0);
  return isHandOver && fields["owner"] instanceof Uint8Array ? fields["owner"] : before;
}

function ownerAfter(before: Uint8Array, item: TileItem): Uint8Array {
  try {
    if (item.kind === "registration") return decodeRegistration(item.registration.message).firstOwner;
    return item.kind === "operation" ? ownerBy(item.operation.message, before) : before;
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
 */
export const newestOwner = (before: Uint8Array, tile: Uint8Array, proven: number): Uint8Array =>
  decodeTile(tile).items.slice(0, proven).reduce(ownerAfter, before);
