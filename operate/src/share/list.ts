/** Who may read what of a car, and since when: grants that stand in the record, and shares that were handed over. */
import { equal, toHex } from "@witness/protocol/bytes";
import { GROUP_NAMES, type GroupName, groupBit } from "@witness/protocol/columns/quantity";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { ProtocolError } from "@witness/protocol/errors";
import { operationIdentity } from "@witness/protocol/operations/operation";
import { provenRecord } from "@witness/protocol/record/tree";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { decodeTile } from "@witness/protocol/wire/tile";
import type { Tiles } from "../archive.ts";
import { unproven } from "../pass/question.ts";
import { dateOf } from "../words.ts";
import type { GivenShare } from "./given.ts";

/** A grant in force. */
export interface StandingGrant {
  /** 16 bytes of its operation's identity in hexadecimal: what `revoke-grant` takes. */
  readonly identity: string;
  readonly grantee: string;
  readonly groups: readonly GroupName[];
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** The time of its block, in an archive's words; undefined when none was asked, or has it. */
  readonly sinceUnixS: number | undefined;
  readonly untilUnixS: number;
}

/** Who may read what. */
export interface SharesList {
  readonly grants: readonly StandingGrant[];
  /** Shares that were given of this car, with those that have ended: whoever has read one knows what it said. */
  readonly shares: readonly GivenShare[];
}

/** Returns the grants that the record proves. @throws {OperateError} `record-unproven` */
function grantsOf({ deviceId, stateRoot, proof: { opening, place } }: CarAnswer) {
  try {
    const values = provenRecord(opening, place, { deviceId, stateRoot }, provider);
    if (values?.grants) return values.grants.grants;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw unproven(cause);
  }
  throw unproven();
}

/** Returns the times of the blocks of some operations, by 16 bytes of their identities, as an archive has them. */
async function timesOf(
  tiles: Tiles,
  deviceId: Uint8Array,
  identities: readonly Uint8Array[],
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  try {
    for await (const tile of tiles(deviceId)) {
      for (const item of decodeTile(tile).items) {
        if (item.kind !== "operation") continue;
        const named = operationIdentity(item.operation.message, provider).slice(0, 16);
        if (identities.some((each) => equal(each, named))) times.set(toHex(named), item.blockTimeUnixS);
      }
    }
  } catch (error) {
    // Since when is told beside the rest: bytes that are no tile keep no owner from the list.
    if (!(error instanceof ProtocolError)) throw error;
  }
  return times;
}

/**
 * Returns who may read what of a car.
 * @param given all shares that are kept beside the owner's key
 * @param tiles of an archive, which says since when a grant is in force
 * @throws {OperateError} `record-unproven`, `archive-unavailable`
 */
export async function sharesOf(
  { chainId, application }: Context,
  car: CarAnswer,
  given: readonly GivenShare[],
  tiles: Tiles | undefined,
): Promise<SharesList> {
  const kept = grantsOf(car);
  const identities = kept.map(({ identity }) => identity);
  const times = tiles && kept.length > 0 ? await timesOf(tiles, car.deviceId, identities) : undefined;
  const grants = kept.map(({ identity, grantee, groups, firstSequence, lastSequence, untilUnixS }) => ({
    identity: toHex(identity),
    grantee: toHex(grantee),
    groups: GROUP_NAMES.filter((group) => (groups & groupBit(group)) !== 0),
    firstSequence,
    lastSequence,
    sinceUnixS: times?.get(toHex(identity)),
    untilUnixS,
  }));
  const isOf = (share: GivenShare): boolean =>
    share.chainId === chainId && share.application === `0x${toHex(application)}` && share.car === toHex(car.deviceId);
  return { grants, shares: given.filter(isOf) };
}

/** Returns the list in words, a line for each right. */
export function linesOfShares({ grants, shares }: SharesList, nowUnixS: number): readonly string[] {
  const standing = grants.map(({ identity, grantee, groups, firstSequence, lastSequence, sinceUnixS, untilUnixS }) => {
    const since = sinceUnixS === undefined ? "" : ` since ${dateOf(sinceUnixS)}`;
    const ended = untilUnixS <= nowUnixS ? ", which is over" : "";
    return `grant ${identity}: ${grantee} reads ${groups.join(", ")} of envelopes ${firstSequence} to ${lastSequence}${since} until ${dateOf(untilUnixS)}${ended}`;
  });
  const handed = shares.map((share) => {
    const whom = share.forWhom === "" ? share.grantee : `${share.forWhom} (${share.grantee})`;
    const ended = share.expiresUnixS <= nowUnixS ? ", which is over" : "";
    const purpose = share.purpose === "" ? "" : ` for ${share.purpose}`;
    return `share ${share.identity}: ${whom} has ${share.groups.join(", ")} of ${share.envelopes} envelopes from ${share.firstSequence} to ${share.lastSequence} since ${dateOf(share.issuedUnixS)}${purpose}, to be read until ${dateOf(share.expiresUnixS)}${ended}`;
  });
  const none =
    grants.length + shares.length === 0 ? ["Nobody but you may read the car, as far as this key knows."] : [];
  return [...standing, ...handed, ...none];
}
