/**
 * Opens a proven history with the keys that its owner was given (docs/protocol.md, "Keys of a history"), group by group, as
 * the back-end does. The seals commit to their keys: with other keys nothing opens as something else.
 */
import type { Profile } from "../columns/profile.ts";
import { GROUP_NAMES, type GroupName } from "../columns/quantity.ts";
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { leafFrom } from "../disclosure/key-tree.ts";
import { OpenError } from "../errors.ts";
import { decodeReadings, type Groups, NO_GROUPS, type Reading } from "../reading.ts";
import { openSealed, type SealedFor } from "../seal.ts";
import type { Body, Opening } from "../wire/envelope.ts";
import type { KeysAnswer } from "../wire/keys.ts";
import type { ReadBody } from "./reader.ts";

/** A session as the chain has it: what a question for its keys says. */
export interface SessionSpan {
  readonly session: number;
  /** The sequence number of its opening. */
  readonly firstSequence: number;
  /** 32 bytes. */
  readonly previousLink: Uint8Array;
  readonly opening: Opening;
}

/**
 * Returns the session that a body opens, with bytes of its own; undefined when it opens none.
 * @example
 * const reading = readHistory({ ...settings, devicePublicKey: publicKey, proven }, tiles);
 * "proven" in reading && reading.proven.bodies.map(sessionOf)[0]?.session; // => 1
 */
export function sessionOf({ body }: Pick<ReadBody, "body">): SessionSpan | undefined {
  const { session, sequence: firstSequence, previousLink, opening } = body;
  if (!opening) return undefined;
  const { suite, keyId, encapsulatedKey } = opening;
  const own = { suite, keyId: keyId.slice(), encapsulatedKey: encapsulatedKey.slice() };
  return { session, firstSequence, previousLink: previousLink.slice(), opening: own };
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

/** The groups of a body as they were opened. */
export interface OpenedGroups {
  /** Empty where one did not open. */
  readonly groups: Groups;
  /** One of them does not open with its key. */
  readonly unreadable: boolean;
}

/**
 * Opens each group of a body by itself.
 * @param leafOf gives the key (32 bytes) of a group; undefined when there is none
 * @example
 * openGroups(context, body, () => undefined, { keyId: application.keyId, profile: CAR }, native).unreadable; // => true
 */
export function openGroups(
  context: Context,
  body: Body,
  leafOf: (group: GroupName) => Uint8Array | undefined,
  sealedFor: SealedFor,
  provider: CryptoProvider,
): OpenedGroups {
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
  return { groups, unreadable };
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
  const opened = openGroups(context, body, leafOf, sealedFor, provider);
  const { readings, judged, broken } = decodeReadings(sealedFor.profile, opened.groups);
  const groups = { ...opened.groups };
  for (const group of broken) groups[group] = NO_GROUPS[group];
  return { groups, readings, judged, unreadable: opened.unreadable || broken.length > 0 };
}

/** A body of a history with what was read in it. */
export interface OpenedEnvelope extends ReadBody {
  readonly opened: OpenedBody;
}

/** A session with the keys that its owner was given. */
export interface KnownSession {
  readonly span: SessionSpan;
  readonly keys: KeysAnswer;
}

/**
 * Opens a body with the keys of its session. Returns undefined when they are of other envelopes.
 * @param sealedFor what the device's registration names: the application's key and the profile
 * @param groups those that the reader may be shown: of a body that was read by a grant, the others are not looked at
 * @example
 * const reading = readHistory({ ...settings, devicePublicKey: publicKey, proven }, tiles);
 * const [read] = "proven" in reading ? reading.proven.bodies : [];
 * const span = read && sessionOf(read);
 * const keys = { groups: {}, fromSequence: 1, toSequence: 1 };
 * read && span && openEnvelope(settings, { ...application, profile: CAR }, read, { span, keys })?.opened.unreadable; // => true
 */
export function openEnvelope(
  { context, provider }: { readonly context: Context; readonly provider: CryptoProvider },
  sealedFor: SealedFor & { readonly profile: Profile },
  read: ReadBody,
  { span, keys }: KnownSession,
  groups: readonly GroupName[] = GROUP_NAMES,
): OpenedEnvelope | undefined {
  const { sequence } = read.body;
  if (sequence < keys.fromSequence || sequence > keys.toSequence) return undefined;
  const place = sequence - span.firstSequence;
  const leafOf = (group: GroupName) => leafFrom(keys.groups[group] ?? [], place, provider);
  const shownOf = (group: GroupName): Uint8Array => (groups.includes(group) ? read.body[group] : NO_GROUPS[group]);
  const shown = { distance: shownOf("distance"), condition: shownOf("condition"), bus: shownOf("bus") };
  return { ...read, opened: openBody(context, { ...read.body, ...shown }, leafOf, sealedFor, provider) };
}
