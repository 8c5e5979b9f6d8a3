/** Opens the envelopes of a proven history that a share has nodes for (docs/protocol.md, "Share"), and no other. */
import type { Profile } from "../columns/profile.ts";
import { GROUP_NAMES, type GroupName } from "../columns/quantity.ts";
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { leafFrom } from "../disclosure/key-tree.ts";
import { openBody } from "../history/opened-history.ts";
import type { ReadBody } from "../history/reader.ts";
import type { ShownSession } from "../pass/shown-session.ts";
import { NO_GROUPS, type Reading } from "../reading.ts";
import type { SealedFor } from "../seal.ts";

/** What a share opens of one envelope. */
export interface SharedEnvelope {
  /** Where the chain has it. */
  readonly input: number;
  readonly blockTimeUnixS: number;
  readonly session: number;
  readonly sequence: number;
  /** The groups that the share opens and the envelope has. */
  readonly groups: readonly GroupName[];
  readonly readings: readonly Reading[];
  /** The bytes of the vehicle's bus as they are; empty when there are none, or they are not shared. */
  readonly bus: Uint8Array;
  /** A group that is shared does not open with its key, or breaks a rule. */
  readonly unreadable: boolean;
}

/**
 * Returns what a share opens of an envelope; undefined when it has no node for it, or the envelope is sealed for an application before.
 * @param sealedFor what the device's registration names: the application's key and the profile
 * @example
 * const reading = readHistory({ ...settings, devicePublicKey: publicKey, proven }, tiles);
 * const [read] = "proven" in reading ? reading.proven.bodies : [];
 * read && openShared(settings, [], read, { keyId, profile: CAR }); // undefined
 */
export function openShared(
  { context, provider }: { readonly context: Context; readonly provider: CryptoProvider },
  stretches: readonly ShownSession[],
  { body, input, blockTimeUnixS, foreign }: ReadBody,
  sealedFor: SealedFor & { readonly profile: Profile },
): SharedEnvelope | undefined {
  const { session, sequence } = body;
  const stretch = stretches.find(
    ({ session: its, fromSequence, toSequence }) =>
      its === session && fromSequence <= sequence && sequence <= toSequence,
  );
  if (!stretch || foreign) return undefined;
  const shared = GROUP_NAMES.filter((group) => stretch.groups[group] !== undefined);
  const shownOf = (group: GroupName): Uint8Array => (shared.includes(group) ? body[group] : NO_GROUPS[group]);
  const shown = { distance: shownOf("distance"), condition: shownOf("condition"), bus: shownOf("bus") };
  const leafOf = (group: GroupName) =>
    leafFrom(stretch.groups[group] ?? [], sequence - stretch.firstSequence, provider);
  const { readings, groups, unreadable } = openBody(context, { ...body, ...shown }, leafOf, sealedFor, provider);
  return {
    input,
    blockTimeUnixS,
    session,
    sequence,
    groups: shared.filter((group) => shown[group].length > 0),
    readings,
    bus: groups.bus,
    unreadable,
  };
}

/**
 * Returns how many envelopes a share opens, if the history has all of them: a device leaves numbers out after it lost its storage.
 * @example
 * sharedCount(shareContent.stretches); // => 24
 */
export const sharedCount = (stretches: readonly ShownSession[]): number =>
  stretches.reduce((sum, { fromSequence, toSequence }) => sum + toSequence - fromSequence + 1, 0);
