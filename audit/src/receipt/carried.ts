/** Whether the inputs of an application hold what a receipt promises. Whether it was admitted is not asked: that is not promised. */
import { unpackPayload } from "@witness/protocol/batch";
import { equal, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { ProtocolError } from "@witness/protocol/errors";
import { LINK_PREFIX_BYTES, linkOf } from "@witness/protocol/link";
import { operationIdentity } from "@witness/protocol/operations/operation";
import { type Batch, decodeBody } from "@witness/protocol/wire/envelope";

/** Looks at payloads one after the other; returns whether one holds it. */
export type Finder = (payload: Uint8Array) => boolean;

/** Returns a batch; what cannot be read as one carries nothing. */
function batchOf(payload: Uint8Array): Batch | undefined {
  try {
    return unpackPayload(payload);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Looks for an operation. @param identity 32 bytes: the hash of its message */
export const operationFinder =
  (identity: Uint8Array): Finder =>
  (payload) =>
    batchOf(payload)?.operations?.some(({ message }) => equal(operationIdentity(message, provider), identity)) ?? false;

/**
 * Looks for a body by its link. A body names a part of the link before it, and an opening names all of it: so links are
 * reckoned from the openings on, for each link that a body may go on from.
 */
export function bodyFinder(context: Context, deviceId: Uint8Array, link: Uint8Array): Finder {
  /** Links of the device's bodies by their first bytes. */
  const known = new Map<string, Uint8Array[]>();
  const add = (each: Uint8Array): void => {
    const prefix = toHex(each.slice(0, LINK_PREFIX_BYTES));
    const same = known.get(prefix) ?? [];
    if (!same.some((other) => equal(other, each))) known.set(prefix, [...same, each]);
  };

  function linksOf(bytes: Uint8Array): readonly Uint8Array[] {
    try {
      const body = decodeBody(bytes);
      if (!equal(body.deviceId, deviceId)) return [];
      const before = body.opening ? [body.previousLink] : (known.get(toHex(body.previousLink)) ?? []);
      return before.map((previous) => linkOf(context, previous, bytes, provider));
    } catch (error) {
      if (error instanceof ProtocolError) return [];
      throw error;
    }
  }

  return (payload) => {
    let isFound = false;
    for (const { bodies } of batchOf(payload)?.runs ?? []) {
      for (const bytes of bodies) {
        for (const each of linksOf(bytes)) {
          if (equal(each, link)) isFound = true;
          add(each);
        }
      }
    }
    return isFound;
  };
}
