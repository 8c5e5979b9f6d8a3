/**
 * Keys of envelopes, for whoever owned the car when they were sealed, and for whom its owner grants them (docs/protocol.md,
 * "Keys of a history"). Pure.
 */
import { equal } from "@witness/protocol/bytes";
import type { GroupName } from "@witness/protocol/columns/quantity";
import type { Context } from "@witness/protocol/context";
import { discloseKeys, placesFrom } from "@witness/protocol/disclosure/session-keys";
import { type Code, OpenError } from "@witness/protocol/errors";
import type { Holding } from "@witness/protocol/operations/holding";
import { acceptSession } from "@witness/protocol/session";
import { disclosedRange, type SequenceRange, tenureRange } from "@witness/protocol/tenure";
import { SUITE } from "@witness/protocol/wire/envelope";
import { encodeKeysAnswer, groupBits, type KeysQuery } from "@witness/protocol/wire/keys";
import type { DeviceRecord, State } from "../state/state.ts";
import type { Asker } from "./owner.ts";

/** What the asker may read of what was asked for. */
interface Disclosed {
  readonly range: SequenceRange;
  readonly groups: readonly GroupName[];
}

type Found = Disclosed | "nothing" | undefined;

/** Of several rights the newest with something counts; "nothing" when there are rights, but all without. */
const newestOf = (rights: readonly Found[]): Found =>
  rights.findLast((right) => typeof right === "object") ?? rights.find((right) => right !== undefined);

/** Of the tenures that the record keeps. A session does not go on over a border, so of one session that is all there is. */
function asOwner({ holding, chain }: DeviceRecord, { account }: Asker, query: KeysQuery): Found {
  const { sequence: head } = chain;
  const { firstSequence, groups } = query;
  const asked = { first: query.fromSequence, last: query.toSequence };
  const ofTenure = ({ owner }: Holding["tenures"][number], index: number): Found => {
    if (!equal(owner, account)) return undefined;
    const tenure = tenureRange(holding.tenures, index, head);
    const session = placesFrom(firstSequence);
    const range = tenure && disclosedRange({ asked, tenure, grant: undefined, head, session });
    return range ? { range, groups } : "nothing";
  };
  return newestOf(holding.tenures.map(ofTenure));
}

/** Of grants in force. They are the newest tenure's: a hand-over ended all that were before. */
function asGrantee(record: DeviceRecord, { publicKey }: Asker, query: KeysQuery, timeUnixS: number): Found {
  const { holding, chain } = record;
  const { sequence: head } = chain;
  const tenure = tenureRange(holding.tenures, holding.tenures.length - 1, head);
  const asked = { first: query.fromSequence, last: query.toSequence };
  const ofGrant = ({ grantee, groups, ...grant }: Holding["grants"][number]): Found => {
    if (publicKey === undefined || !equal(grantee, publicKey) || grant.untilUnixS <= timeUnixS) return undefined;
    const granted = { first: grant.firstSequence, last: grant.lastSequence };
    const session = placesFrom(query.firstSequence);
    const range = tenure && disclosedRange({ asked, tenure, grant: granted, head, session });
    const own = query.groups.filter((group) => (groupBits([group]) & groups) !== 0);
    return range && own.length > 0 ? { range, groups: own } : "nothing";
  };
  return newestOf(holding.grants.map(ofGrant));
}

/** Returns what the asker may have; a stranger hears the same about somebody's car as about no car. */
function mayRead(record: DeviceRecord, asker: Asker, query: KeysQuery, timeUnixS: number): Disclosed | Code {
  const found = newestOf([asGrantee(record, asker, query, timeUnixS), asOwner(record, asker, query)]);
  return found === "nothing" ? "keys-none" : (found ?? "car-unknown");
}

/**
 * Returns the encoded KeysAnswer, or why there is none. A session's key is computed from the opening that the asker brings:
 * with another opening, number or beginning than the device's it is a key that seals nothing. One decapsulation at most, and
 * only for whoever may read something.
 */
export function keysFor(
  { genesis, keyId, timeUnixS }: State,
  context: Context,
  record: DeviceRecord,
  { query, ...asker }: { readonly query: KeysQuery } & Asker,
): Uint8Array | Code {
  const read = mayRead(record, asker, query, timeUnixS);
  if (typeof read === "string") return read;
  const { range, groups } = read;
  const { session, firstSequence, previousLink, opening } = query;
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
