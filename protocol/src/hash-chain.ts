/**
 * A device's hash chain as relay and back-end keep it: who signs, where its head is, and the last links
 * (docs/protocol.md, "Link"). Plain values; `admission.ts` decides what extends it.
 */
import { concat, equal, readU32, u32 } from "./bytes.ts";
import type { Context } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { RECENT_LINKS } from "./limits.ts";
import { genesisLink, LINK_BYTES } from "./link.ts";

/** Where a device's hash chain stands. */
export interface HashChain {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** 33 bytes, compressed. */
  readonly publicKey: Uint8Array;
  /** Of the last envelope admitted; 0 before the first. */
  readonly sequence: number;
  /** 32 bytes: the head. */
  readonly link: Uint8Array;
  /** The open session's number; 0 before the first. */
  readonly session: number;
  /** The sequence number of the open session's opening; 0 before the first. */
  readonly firstSequence: number;
  /**
   * The last links, oldest first, packed as sequence (4) ‖ link (32): the head is the last of them. Before the link of an
   * opening over a gap there is its number and 32 zero bytes: it does not go on from what stands before.
   */
  readonly recent: Uint8Array;
  /**
   * In a record that was taken over from another application: the sequence number of the device's first body that is signed
   * for this one, and 0 before it. Absent in a record that began here.
   */
  readonly firstHere?: number;
}

const ENTRY_BYTES = 4 + LINK_BYTES;
const HOLE = new Uint8Array(LINK_BYTES);

/**
 * Returns the hash chain of a device that has sent nothing yet.
 * @param deviceId 8 bytes
 * @param publicKey 33 bytes, compressed
 * @example
 * const chain = newHashChain(context, deviceId, publicKey, native);
 * chain.sequence; // => 0
 */
export function newHashChain(
  context: Context,
  deviceId: Uint8Array,
  publicKey: Uint8Array,
  provider: CryptoProvider,
): HashChain {
  const link = genesisLink(context, publicKey, provider);
  return { deviceId, publicKey, sequence: 0, link, session: 0, firstSequence: 0, recent: concat(u32(0), link) };
}

/**
 * Returns the hash chain with one more link (32 bytes). At most RECENT_LINKS entries are kept; the oldest goes first. A
 * session that was not open before begins with this number. `isOverGap`: it does not go on from the head.
 * @example
 * extendHashChain(chain, { sequence: 1, link, session: 1 }).firstSequence; // => 1
 */
export function extendHashChain(
  chain: HashChain,
  next: { sequence: number; link: Uint8Array; session: number },
  isOverGap = false,
): HashChain {
  const { sequence, link, session } = next;
  const added = isOverGap ? concat(u32(sequence), HOLE, u32(sequence), link) : concat(u32(sequence), link);
  const kept = chain.recent.subarray(Math.max(0, chain.recent.length + added.length - RECENT_LINKS * ENTRY_BYTES));
  const firstSequence = session === chain.session ? chain.firstSequence : sequence;
  return { ...chain, sequence, link, session, firstSequence, recent: concat(kept, added) };
}

/**
 * Returns the hash chain with a link (32 bytes) that came late: it is kept behind the link with the number before, and before
 * the hole. The head stays. When there is no room, the oldest link goes.
 * @example
 * withLateLink(chain, { sequence: 7, link }).sequence === chain.sequence; // => true
 */
export function withLateLink(chain: HashChain, { sequence, link }: RecentLink): HashChain {
  const { recent } = chain;
  let at = recent.length;
  while (at > 0 && readU32(recent, at - ENTRY_BYTES) >= sequence) at -= ENTRY_BYTES;
  const all = concat(recent.subarray(0, at), u32(sequence), link, recent.subarray(at));
  return { ...chain, recent: all.slice(Math.max(0, all.length - RECENT_LINKS * ENTRY_BYTES)) };
}

/** One of the last links. */
export interface RecentLink {
  readonly sequence: number;
  readonly link: Uint8Array;
}

/**
 * Returns whether an entry stands for what is missing before an opening over a gap.
 * @example
 * isHole({ sequence: 9, link: chain.link }); // => false
 */
export const isHole = ({ link }: RecentLink): boolean => equal(link, HOLE);

/**
 * Returns the last links, and the holes between them, newest first, RECENT_LINKS at most.
 * @example
 * recentLinks(chain).map(({ sequence }) => sequence); // => [0]
 */
export function recentLinks(chain: HashChain): RecentLink[] {
  const links: RecentLink[] = [];
  for (let offset = chain.recent.length - ENTRY_BYTES; offset >= 0; offset -= ENTRY_BYTES) {
    links.push({
      sequence: readU32(chain.recent, offset),
      link: chain.recent.slice(offset + 4, offset + ENTRY_BYTES),
    });
  }
  return links;
}

/**
 * Returns the newest kept link that begins with `prefix` (4 or 32 bytes) and stands before `sequence`. A hole is no link.
 * @example
 * findLink(chain, chain.link.slice(0, LINK_PREFIX_BYTES), 1)?.sequence; // => 0
 */
export function findLink(chain: HashChain, prefix: Uint8Array, sequence: number): RecentLink | undefined {
  const { recent } = chain;
  // Compared in place: relay and back-end ask this of every body.
  for (let offset = recent.length - ENTRY_BYTES; offset >= 0; offset -= ENTRY_BYTES) {
    const known = readU32(recent, offset);
    if (known >= sequence || !standsAt(recent, offset + 4, prefix) || standsAt(recent, offset + 4, HOLE)) continue;
    return { sequence: known, link: recent.slice(offset + 4, offset + ENTRY_BYTES) };
  }
  return undefined;
}

/**
 * Returns whether this link (32 bytes) is kept at this sequence number.
 * @example
 * hasLink(chain, { sequence: 0, link: chain.link }); // => true
 */
export function hasLink(chain: HashChain, { sequence, link }: RecentLink): boolean {
  const { recent } = chain;
  for (let offset = recent.length - ENTRY_BYTES; offset >= 0; offset -= ENTRY_BYTES) {
    if (readU32(recent, offset) === sequence && standsAt(recent, offset + 4, link)) return true;
  }
  return false;
}

/** Whether `bytes` stand in `packed` from `offset` on. */
function standsAt(packed: Uint8Array, offset: number, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (packed[offset + at] !== bytes[at]) return false;
  return true;
}
