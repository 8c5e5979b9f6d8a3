/**
 * A device's chain as relay and back-end keep it: who signs, where its head is, and the last links
 * (docs/protocol.md, "Chain"). Plain values; `envelope.ts` decides what moves it.
 */
import { concat, equal, readU32, startsWith, u32 } from "./bytes.ts";
import type { Context } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { RECENT_LINKS } from "./limits.ts";
import { genesisLink, LINK_BYTES } from "./link.ts";

/** Where a device's chain stands. */
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
  /** The last links, oldest first, packed as sequence (4) ‖ link (32): the head is the last of them. */
  readonly recent: Uint8Array;
}

const ENTRY_BYTES = 4 + LINK_BYTES;

/** The chain of a device that has sent nothing yet. */
export function newHashChain(
  context: Context,
  deviceId: Uint8Array,
  publicKey: Uint8Array,
  provider: CryptoProvider,
): HashChain {
  const link = genesisLink(context, publicKey, provider);
  return { deviceId, publicKey, sequence: 0, link, session: 0, recent: concat(u32(0), link) };
}

/** The chain with one more link. */
export function extendHashChain(
  chain: HashChain,
  next: { sequence: number; link: Uint8Array; session: number },
): HashChain {
  const kept = chain.recent.subarray(Math.max(0, chain.recent.length - (RECENT_LINKS - 1) * ENTRY_BYTES));
  return { ...chain, ...next, recent: concat(kept, u32(next.sequence), next.link) };
}

/** One of the last links. */
export interface RecentLink {
  readonly sequence: number;
  readonly link: Uint8Array;
}

/** The last links, newest first. */
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

/** The newest known link that begins with `prefix` (8 or 32 bytes) and stands before `sequence`. */
export function findLink(chain: HashChain, prefix: Uint8Array, sequence: number): RecentLink | undefined {
  return recentLinks(chain).find((known) => known.sequence < sequence && startsWith(known.link, prefix));
}

/** Whether exactly this link was admitted at this sequence number. */
export function hasLink(chain: HashChain, { sequence, link }: RecentLink): boolean {
  return recentLinks(chain).some((known) => known.sequence === sequence && equal(known.link, link));
}
