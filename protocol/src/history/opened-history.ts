/**
 * Opens a proven history with the keys that its owner was given (docs/protocol.md, "Keys of a history"), group by group, as
 * the back-end does. The seals commit to their keys: with other keys nothing opens as something else.
 */
import { type Profile, profileOf } from "../columns/profile.ts";
import type { GroupName } from "../columns/quantity.ts";
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { leafFrom } from "../disclosure/key-tree.ts";
import { OpenError } from "../errors.ts";
import { decodeReadings, type Groups, NO_GROUPS, type Reading } from "../reading.ts";
import { openSealed, type SealedFor } from "../seal.ts";
import type { Body, Opening } from "../wire/envelope.ts";
import type { KeysAnswer } from "../wire/keys.ts";
import type { ProvenHistory, ReadBody } from "./reader.ts";

/** A session as the chain has it: what a question for its keys says. */
export interface SessionSpan {
  readonly session: number;
  /** The sequence number of its opening. */
  readonly firstSequence: number;
  /** Of its last admitted envelope. */
  readonly lastSequence: number;
  /** 32 bytes. */
  readonly previousLink: Uint8Array;
  readonly opening: Opening;
}

/**
 * Returns the sessions of a history, in order.
 * @example
 * const reading = readHistory({ ...settings, devicePublicKey: publicKey, proven }, tiles);
 * "proven" in reading && sessionsOf(reading.proven).map(({ session }) => session); // => [1]
 */
export function sessionsOf({ bodies }: Pick<ProvenHistory, "bodies">): readonly SessionSpan[] {
  const spans: SessionSpan[] = [];
  for (const { body } of bodies) {
    const { session, sequence, previousLink, opening } = body;
    if (opening) {
      spans.push({ session, firstSequence: sequence, lastSequence: sequence, previousLink, opening });
      continue;
    }
    const open = spans.pop();
    // Admission asks for an opening first.
    if (open) spans.push({ ...open, lastSequence: sequence });
  }
  return spans;
}

/** What could be opened and read of a body: what could not is evidence, not an error. */
export interface OpenedBody {
  readonly groups: Groups;
  readonly readings: readonly Reading[];
  /** How many of them, from the first on, are judged. */
  readonly judged: number;
  /** One of its groups does not open with its key, or breaks a rule. */
  readonly unreadable: boolean;
}

/**
 * Opens and reads each group of a body by itself: whoever is shown one alone reads the same in it.
 * @param leafOf gives the key (32 bytes) of a group; undefined when there is none
 * @example
 * openBody(context, body, () => undefined, { keyId: application.keyId, profile: CAR }, native).unreadable; // => true
 */
export function openBody(
  context: Context,
  body: Body,
  leafOf: (group: GroupName) => Uint8Array | undefined,
  sealedFor: SealedFor & { readonly profile: Profile },
  provider: CryptoProvider,
): OpenedBody {
  let unreadable = false;
  const open = (group: GroupName): Uint8Array => {
    if (body[group].length === 0) return body[group];
    const leaf = leafOf(group);
    try {
      if (leaf) return openSealed(context, body, group, leaf, sealedFor, provider);
    } catch (error) {
      if (!(error instanceof OpenError)) throw error;
    }
    unreadable = true;
    return NO_GROUPS[group];
  };
  const groups = { distance: open("distance"), condition: open("condition"), bus: open("bus") };
  const { readings, judged, broken } = decodeReadings(sealedFor.profile, groups);
  for (const group of broken) groups[group] = NO_GROUPS[group];
  return { groups, readings, judged, unreadable: unreadable || broken.length > 0 };
}

/** A body of a history with what was read in it. */
export interface OpenedEnvelope extends ReadBody {
  readonly opened: OpenedBody;
}

/** A history as far as its reader's keys open it. */
export interface OpenedHistory {
  readonly profile: Profile;
  /** Those that the keys are of, in order. */
  readonly envelopes: readonly OpenedEnvelope[];
  /** How many there are no keys of. */
  readonly closed: number;
}

/**
 * Opens what the keys are of.
 * @param keys by session, as they were answered
 * @throws {RangeError} when the registration names a profile that is not known here
 * @example
 * const reading = readHistory({ ...settings, devicePublicKey: publicKey, proven }, tiles);
 * "proven" in reading && openHistory(settings, reading.proven, new Map()).closed; // => 1
 */
export function openHistory(
  { context, provider }: { readonly context: Context; readonly provider: CryptoProvider },
  history: ProvenHistory,
  keys: ReadonlyMap<SessionSpan, KeysAnswer>,
): OpenedHistory {
  const { profile: named, profileVersion, keyId } = history.registration;
  const profile = profileOf(named, profileVersion);
  if (!profile) throw new RangeError(`There is no profile ${named}.${profileVersion}.`);
  const envelopes: OpenedEnvelope[] = [];
  let closed = 0;
  let last: readonly [SessionSpan, KeysAnswer] | undefined;
  const bySession = new Map([...keys].map((entry) => [entry[0].session, entry] as const));
  for (const each of history.bodies) {
    const { body } = each;
    if (last?.[0].session !== body.session) last = bySession.get(body.session);
    const [span, answer] = last ?? [];
    if (!span || !answer || body.sequence < answer.fromSequence || body.sequence > answer.toSequence) {
      closed += 1;
      continue;
    }
    const place = body.sequence - span.firstSequence;
    const leafOf = (group: GroupName) => leafFrom(answer.groups[group] ?? [], place, provider);
    envelopes.push({ ...each, opened: openBody(context, body, leafOf, { keyId, profile }, provider) });
  }
  return { profile, envelopes, closed };
}
