/**
 * Keys of envelopes, for whoever owned the car when they were sealed, and for whom its owner grants them (docs/protocol.md,
 * "Keys of a history"). Pure.
 */
import { equal } from "@witness/protocol/bytes";
import { discloseKeys } from "@witness/protocol/disclosure/session-keys";
import { type Code, OpenError } from "@witness/protocol/errors";
import { acceptSession } from "@witness/protocol/session";
import { SUITE } from "@witness/protocol/suite";
import { encodeKeysAnswer } from "@witness/protocol/wire/keys";
import { type Asking, mayRead } from "./rights.ts";

/**
 * Returns the encoded KeysAnswer, or why there is none. A session's key is computed from the opening that the asker brings:
 * with another opening, number or beginning than the device's it is a key that seals nothing. One decapsulation at most, and
 * only for whoever may read something.
 */
export function keysFor(asking: Asking & { readonly keyId: Uint8Array }): Uint8Array | Code {
  const read = mayRead(asking);
  if (typeof read === "string") return read;
  const { range, groups, ticket } = read;
  const { genesis, context, keyId, record, query } = asking;
  const { session, firstSequence, previousLink, opening } = query;
  if (opening.suite !== SUITE) return "suite-unsupported";
  if (!equal(opening.keyId, keyId)) return "key-unknown";
  const { provider, applicationPrivateKey } = genesis;
  const name = { devicePublicKey: record.chain.publicKey, session, firstSequence, previousLink };
  try {
    const sessionKey = acceptSession(context, name, opening, applicationPrivateKey, provider);
    const nodes = discloseKeys(context, { firstSequence, sessionKey }, range, groups, provider);
    return encodeKeysAnswer({ groups: nodes, fromSequence: range.first, toSequence: range.last, ticket });
  } catch (error) {
    if (error instanceof OpenError) return "encapsulation-invalid";
    throw error;
  }
}
