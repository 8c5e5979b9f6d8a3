/** Keys of envelopes, for whoever owned the car when they were sealed (docs/protocol.md, "Keys of a history"). Pure. */
import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { discloseKeys, placesFrom } from "@witness/protocol/disclosure/session-keys";
import { type Code, OpenError } from "@witness/protocol/errors";
import { acceptSession } from "@witness/protocol/session";
import { disclosedRange, type SequenceRange, tenureRange } from "@witness/protocol/tenure";
import { SUITE } from "@witness/protocol/wire/envelope";
import { encodeKeysAnswer, type KeysQuery } from "@witness/protocol/wire/keys";
import type { DeviceRecord, State } from "../state/state.ts";

/**
 * Returns the envelopes whose keys the asker may have: of the tenures that the record keeps the newest of the asker's that
 * has any. A session does not go on over a border, so of one session that is all there is.
 */
function mayRead(
  { holding, chain }: DeviceRecord,
  asker: Uint8Array,
  { fromSequence, toSequence, firstSequence }: KeysQuery,
): SequenceRange | Code {
  const { sequence: head } = chain;
  const isAskers = holding.tenures.map(({ owner }) => equal(owner, asker));
  // A stranger hears the same about somebody's car as about no car.
  if (!isAskers.includes(true)) return "car-unknown";
  const asked = { first: fromSequence, last: toSequence };
  const ranges = isAskers.map((isOwn, index) => {
    const tenure = isOwn ? tenureRange(holding.tenures, index, head) : undefined;
    return tenure && disclosedRange({ asked, tenure, grant: undefined, head, session: placesFrom(firstSequence) });
  });
  return ranges.findLast((range) => range !== undefined) ?? "keys-none";
}

/**
 * Returns the encoded KeysAnswer, or why there is none. A session's key is computed from the opening that the asker brings:
 * with another opening, number or beginning than the device's it is a key that seals nothing. One decapsulation at most, and
 * only for whoever may read something.
 */
export function keysFor(
  { genesis, keyId }: State,
  context: Context,
  record: DeviceRecord,
  { asker, query }: { readonly asker: Uint8Array; readonly query: KeysQuery },
): Uint8Array | Code {
  const range = mayRead(record, asker, query);
  if (typeof range === "string") return range;
  const { session, firstSequence, previousLink, opening, groups } = query;
  if (opening.suite !== SUITE) return "suite-unsupported";
  if (!equal(opening.keyId, keyId)) return "key-unknown";
  const { provider, applicationPrivateKey } = genesis;
  const name = { devicePublicKey: record.chain.publicKey, session, firstSequence, previousLink };
  try {
    const sessionKey = acceptSession(context, name, opening, applicationPrivateKey, provider);
    const nodes = discloseKeys(context, { firstSequence, sessionKey }, range, groups, provider);
    return encodeKeysAnswer({ groups: nodes, fromSequence: range.first, toSequence: range.last });
  } catch (error) {
    if (error instanceof OpenError) return "encapsulation-invalid";
    throw error;
  }
}
