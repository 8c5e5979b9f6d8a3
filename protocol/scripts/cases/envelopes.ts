/** Runs on a chain, and what becomes of them: codes and links are what this implementation says; a second one agrees. */

import { admitRun } from "../../src/admission.ts";
import { concat, toHex, u32 } from "../../src/bytes.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import type { HashChain } from "../../src/hash-chain.ts";
import { BODY_MAX_BYTES } from "../../src/limits.ts";
import { LINK_PREFIX_BYTES } from "../../src/link.ts";
import { NO_GROUPS } from "../../src/reading.ts";
import type { Run } from "../../src/wire/envelope.ts";
import {
  after,
  chain,
  content,
  context,
  deviceId,
  envelope,
  first,
  fresh,
  keyId,
  keys,
  opening,
  other,
  otherHalf,
  run,
  type Sent,
  second,
  seed,
  third,
  told,
} from "./world.ts";

const twin = { ...content, bus: Uint8Array.of(1) };
const fourth = envelope(third.link, 4);
const forked = envelope(second.link, 3, { text: twin });
const reopened = envelope(third.link, 10, { opening, session: 2 });
/** Of so many envelopes the first links are not kept. */
const sent: Sent[] = [first];
while (sent.length < 28) sent.push(envelope(sent.at(-1)?.link ?? fresh.link, sent.length + 1));
const long = after(fresh, ...sent);
const at = (sequence: number): Sent => sent[sequence - 1] ?? first;

/** A copy of the key opens a session from an old head, as a device does that lost its storage. */
const lost = (head: Sent, sequence: number, session = 2): Sent =>
  envelope(head.link, sequence, { opening, session, lost: true });
const posing = lost(second, 1_026);
const original = envelope(third.link, 2_000, { opening, session: 3 });

/** A body of nothing but so many bytes in the place of a sealed group. */
const only = (bytes: number) => ({ text: NO_GROUPS, distance: new Uint8Array(bytes) });

/** A chain whose last two links begin alike, as a device finds them that makes bodies for minutes. */
const alike = concat(third.link.slice(0, LINK_PREFIX_BYTES), seed("another past").slice(LINK_PREFIX_BYTES));
const beginningAlike: HashChain = {
  ...chain,
  sequence: 4,
  link: alike,
  recent: concat(chain.recent, u32(4), alike),
};
const HOLE = new Uint8Array(32);

/** A device whose session began with its first envelope and has used so many places. */
const used = (places: number): HashChain => ({
  ...chain,
  sequence: places,
  recent: concat(u32(places), third.link),
});

const cases: readonly (readonly [string, readonly Sent[], Run | undefined, HashChain])[] = [
  ["a session opening is a device's first envelope", [first], undefined, fresh],
  ["a run of three carries one signature, the last", [first, second, third], undefined, fresh],
  ["the next envelope", [envelope(third.link, 4)], undefined, chain],
  [
    "an opening over a gap is admitted, the gap is named",
    [envelope(third.link, 1_027, { opening, session: 2 })],
    undefined,
    chain,
  ],
  ["a replay is ignored", [second], undefined, chain],
  ["an ordinary envelope cannot be the first", [envelope(fresh.link, 1)], undefined, fresh],
  ["signed by another key", [envelope(third.link, 4, { key: keys.stranger })], undefined, chain],
  ["signed for another application", [envelope(third.link, 4, { at: other })], undefined, chain],
  ["signed for another chain", [envelope(third.link, 4, { at: { ...context, chainId: 1 } })], undefined, chain],
  ["a number is missing", [envelope(third.link, 5)], undefined, chain],
  ["the previous link is not the head", [envelope(second.link, 4)], undefined, chain],
  ["the previous link is unknown", [envelope(seed("nowhere"), 4)], undefined, chain],
  ["a second body for a number that is taken", [envelope(second.link, 3, { text: twin })], undefined, chain],
  ["a session that is not open", [envelope(third.link, 4, { session: 2 })], undefined, chain],
  ["boundary: the last place of a session", [envelope(third.link, 65_536)], undefined, used(65_535)],
  ["boundary: a session without a place", [envelope(third.link, 65_537)], undefined, used(65_536)],
  [
    "a new session where the last one is full",
    [envelope(third.link, 65_537, { opening, session: 2 })],
    undefined,
    used(65_536),
  ],
  ["a session number again", [envelope(third.link, 4, { opening })], undefined, chain],
  [
    "sealed to another key",
    [envelope(third.link, 4, { session: 2, opening: { ...opening, keyId: deviceId } })],
    undefined,
    chain,
  ],
  ["an unknown suite", [envelope(third.link, 4, { session: 2, opening: { ...opening, suite: 1 } })], undefined, chain],
  [
    "no point of the curve",
    [envelope(third.link, 4, { session: 2, opening: { ...opening, encapsulatedKey: new Uint8Array(65).fill(4) } })],
    undefined,
    chain,
  ],
  ["bodies that do not follow each other", [envelope(third.link, 4), envelope(second.link, 5)], undefined, chain],
  ["bytes that are no body", [], { bodies: [Uint8Array.of(0xff, 0xff)], signature: new Uint8Array(64) }, chain],
  ["boundary: the largest body", [envelope(third.link, 4, { ...only(BODY_MAX_BYTES - 27) })], undefined, chain],
  [
    "boundary: a byte more than the largest body",
    [envelope(third.link, 4, { ...only(BODY_MAX_BYTES - 26) })],
    undefined,
    chain,
  ],
  ["the other half of s is the same envelope", [], otherHalf(envelope(third.link, 4)), chain],
  ["a body with a group that is no seal", [envelope(third.link, 4, only(3))], undefined, chain],
  ["what is known and what is new in one run", [second, third, fourth], undefined, chain],
  ["a known body and a forked one behind it", [second, forked], undefined, chain],
  ["a number behind the head, from a link that is kept", [envelope(first.link, 2, { text: twin })], undefined, chain],
  ["a run of a device that is not the chain's", [envelope(third.link, 4, { deviceId: keyId })], undefined, chain],
  ["of two bodies one is of another device", [fourth, envelope(fourth.link, 5, { deviceId: keyId })], undefined, chain],
  ["a signature of 63 bytes", [], { ...run(fourth), signature: run(fourth).signature.slice(1) }, chain],
  ["a signature of zeros", [], { ...run(fourth), signature: new Uint8Array(64) }, chain],
  [
    "an opening that goes on from the head is no gap",
    [envelope(third.link, 4, { opening, session: 2 })],
    undefined,
    chain,
  ],
  [
    "an opening from a past that nobody knows, with the next number: a gap without a number missing",
    [envelope(seed("lost"), 4, { opening, session: 2 })],
    undefined,
    chain,
  ],
  [
    "an opening that goes on from a link that has a successor: a fork",
    [envelope(second.link, 4, { opening, session: 2 })],
    undefined,
    chain,
  ],
  [
    "a fork whose session number was used: evidence, though it opens nothing",
    [envelope(second.link, 9, { opening, session: 1 })],
    undefined,
    chain,
  ],
  ["lost storage and an old head: a gap, and no fork", [posing], undefined, chain],
  [
    "the same of a device that remembers: a fork, however many numbers it leaves out",
    [envelope(second.link, 1_026, { opening, session: 2 })],
    undefined,
    chain,
  ],
  ["lost storage and an old head, a number that is the next: a gap", [lost(second, 4)], undefined, chain],
  ["lost storage and an old head, a number that is taken: no evidence", [lost(first, 3)], undefined, chain],
  [
    "lost storage and an old head, a number that is taken, and an envelope behind it: no evidence",
    [lost(first, 3), envelope(lost(first, 3).link, 4, { session: 2 })],
    undefined,
    chain,
  ],
  ["lost storage twice, and the same old head: a gap", [lost(second, 2_000, 3)], undefined, after(chain, posing)],
  [
    "lost storage twice: what followed the first opening, behind the number of the second, is no evidence",
    [envelope(posing.link, 1_027, { session: 2 })],
    undefined,
    after(after(chain, posing), lost(third, 1_027, 3)),
  ],
  [
    "an opening that skips numbers, from a past with a gap: a fork below the head too",
    [envelope(second.link, 5, { opening, session: 4 })],
    undefined,
    after(chain, posing),
  ],
  [
    "behind a forked body in its run, the next number: evidence too",
    [forked, envelope(forked.link, 4)],
    undefined,
    after(chain, fourth),
  ],
  ["the original goes on after a copy posed as lost storage: a fork", [original], undefined, after(chain, posing)],
  ["lost storage, and the oldest kept link as head: a gap", [lost(at(13), 1_037)], undefined, long],
  ["lost storage, and a head that is not kept: a gap", [lost(at(12), 1_037)], undefined, long],
  ["what was missing before a gap comes late, and the head stays", [fourth], undefined, after(chain, posing)],
  ["what follows it, in one run", [fourth, envelope(fourth.link, 5)], undefined, after(chain, reopened)],
  ["the same late envelope again", [fourth], undefined, after(after(chain, reopened), fourth)],
  [
    "another body for the number of a late one: evidence",
    [envelope(third.link, 4, { text: twin })],
    undefined,
    after(after(chain, reopened), fourth),
  ],
  [
    "boundary: the number before the gap's end is late, and the end itself is not",
    [fourth, envelope(fourth.link, 5)],
    undefined,
    after(chain, envelope(third.link, 5, { opening, session: 2 })),
  ],
  [
    "an opening before a gap comes late",
    [envelope(third.link, 4, { opening, session: 9 })],
    undefined,
    after(chain, reopened),
  ],
  ["an opening for a number that is taken", [envelope(second.link, 3, { opening, session: 2 })], undefined, chain],
  [
    "an opening over a gap and an ordinary envelope behind it, in one run",
    [reopened, envelope(reopened.link, 11, { session: 2 })],
    undefined,
    chain,
  ],
  ["an opening over a gap in the middle of a run", [fourth, reopened], undefined, chain],
  ["session 0", [envelope(third.link, 4, { session: 0 })], undefined, chain],
  [
    "of two kept links that begin alike the next body goes on from the newest",
    [envelope(alike, 5)],
    undefined,
    beginningAlike,
  ],
  [
    "of two kept links that begin alike the older one is found by the number: a second body behind it",
    [envelope(third.link, 4, { text: twin })],
    undefined,
    beginningAlike,
  ],
  [
    "of two kept links that begin alike the newest is taken, and the signature covers the other",
    [envelope(third.link, 5)],
    undefined,
    beginningAlike,
  ],
  ["a hole is no link: a body behind it", [envelope(HOLE, 12, { session: 2 })], undefined, after(chain, reopened)],
  [
    "a hole is no link: an opening that says so is no fork",
    [envelope(HOLE, 12, { opening, session: 3 })],
    undefined,
    after(chain, reopened),
  ],
  ["boundary: an envelope behind the oldest of 16 kept links is known", [at(14)], undefined, long],
  ["boundary: what the oldest kept one goes on from is not kept any more", [at(13)], undefined, long],
  ["boundary: an envelope whose link is not kept any more", [at(12)], undefined, long],
  ["boundary: another body behind the oldest kept link", [envelope(at(13).link, 14, { text: twin })], undefined, long],
  [
    "boundary: another body behind a link that is not kept",
    [envelope(at(12).link, 13, { text: twin })],
    undefined,
    long,
  ],
  [
    "an opening for a number whose link is not kept",
    [envelope(at(3).link, 4, { opening, session: 2 })],
    undefined,
    long,
  ],
];

const envelopes = cases.map(([comment, sent, raw, from]) => {
  const which = raw ?? run(...sent);
  const { decisions, chain: left } = admitRun({ context, provider: p, keyId }, from, which);
  return {
    comment,
    chainBefore: told(from),
    bodies: which.bodies.map(toHex),
    signature: toHex(which.signature),
    codes: decisions.map(({ code }) => code),
    links: decisions.map(({ link }) => (link ? toHex(link) : null)),
    gaps: decisions.map(({ gap }) => (gap ? [gap.afterSequence, gap.beforeSequence] : null)),
    forks: decisions.map(({ fork }) => fork === true),
    headAfter: { sequence: left.sequence, link: toHex(left.link) },
  };
});

export const envelopeVectors = { envelopes };
