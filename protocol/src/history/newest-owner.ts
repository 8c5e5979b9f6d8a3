/** Who owns a car by the public part of its history: a node can tell nobody otherwise. */
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { ProtocolError } from "../errors.ts";
import { type Actor, decodeOperation } from "../operations/operation.ts";
import { actingAccount, originsIn, type SignedOperation, verifySignedOperation } from "../operations/signed.ts";
import { decodeRegistration } from "../wire/registration.ts";
import { decodeTile, type TileItem } from "../wire/tile.ts";

const NO_BYTES = new Uint8Array();

/** Where operations were signed for. */
interface Settings {
  readonly context: Context;
  readonly provider: CryptoProvider;
}

const NOBODY = { number: 0, threshold: 0, publicKeys: [] };

/**
 * A passkey's account hangs on its signature, of which the accumulator says nothing: an archive could have put another one in.
 * So it must be the passkey's; no bytes when it is not.
 */
function accountActing({ context, provider }: Settings, signed: SignedOperation, actor: Actor): Uint8Array {
  const verifiers = { administrators: NOBODY, origins: originsIn(signed.signature) };
  const isProven = actor.form !== "passkey" || verifySignedOperation(context, signed, actor, verifiers, provider);
  return (isProven ? actingAccount(actor, signed.signature, provider) : undefined) ?? NO_BYTES;
}

function ownerBy(settings: Settings, signed: SignedOperation, before: Uint8Array): Uint8Array {
  const { kind, actor, answers, fields } = decodeOperation(signed.message);
  if (kind === "claim" || kind === "acceptOffer") return accountActing(settings, signed, actor);
  // The first word of a maker for a lost key begins the wait; the second one answers it, and hands over.
  const isHandOver = kind === "vouchForOwner" && answers.some((byte) => byte !== 0);
  return isHandOver && fields["owner"] instanceof Uint8Array ? fields["owner"] : before;
}

function ownerAfter(settings: Settings, before: Uint8Array, item: TileItem): Uint8Array {
  try {
    if (item.kind === "registration") return decodeRegistration(item.registration.message).firstOwner;
    return item.kind === "operation" ? ownerBy(settings, item.operation, before) : before;
  } catch (error) {
    // What took effect can be read; what a liar made up is found out by the accumulator.
    if (error instanceof ProtocolError) return NO_BYTES;
    throw error;
  }
}

/**
 * Returns the owner (20 bytes) after a tile; no bytes when there is none, or it cannot be known.
 * @param settings the application for which the operations are signed
 * @param before the owner before it
 * @param proven how many items of the tile are proven
 * @throws {ProtocolError} when the bytes are no tile
 * @example
 * tiles.map((bytes) => newestOwner({ context, provider: native }, new Uint8Array(), bytes, 1).length); // => [20]
 */
export const newestOwner = (settings: Settings, before: Uint8Array, tile: Uint8Array, proven: number): Uint8Array =>
  decodeTile(tile)
    .items.slice(0, proven)
    .reduce((owner, item) => ownerAfter(settings, owner, item), before);
