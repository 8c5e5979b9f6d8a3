/**
 * What admission knows of the application that this one goes on from (docs/protocol.md, "Succession"). A device signs for the
 * old application until it hears of the new one, and from then on for the new one alone.
 */
import { equal } from "./bytes.ts";
import type { Context } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { findLink, type HashChain, recentLinks } from "./hash-chain.ts";
import { type Globals, inheritedRoot } from "./operations/globals.ts";
import { successionLink } from "./succession.ts";
import type { Body } from "./wire/envelope.ts";

/** The old application, as the genesis of the new one names it. */
export interface Predecessor {
  readonly context: Context;
  /** The identity (8 bytes) of the old application's key; never that of the new one's. */
  readonly keyId: Uint8Array;
  /** Its last state root (32 bytes), once the new application has been told; before, no record is taken over. */
  readonly root?: Uint8Array | undefined;
}

/**
 * Returns the predecessor with the root that the application has been told.
 * @example
 * withInheritedRoot(undefined, newGlobals({ makers: [] }, native)); // => undefined
 */
export const withInheritedRoot = (predecessor: Predecessor | undefined, globals: Globals): Predecessor | undefined =>
  predecessor && { ...predecessor, root: inheritedRoot(globals) };

/** What tells the two applications apart. */
interface Settings {
  readonly context: Context;
  readonly provider: CryptoProvider;
  readonly keyId: Uint8Array;
  readonly predecessor?: Predecessor | undefined;
}

/**
 * Returns whether a run that begins with this body is signed for the predecessor: an opening names its application's key, and
 * any other body goes on from a link that does.
 * @example
 * isForeign(settings, chain, body); // => false
 */
export function isForeign({ predecessor }: Settings, chain: HashChain, first: Body): boolean {
  if (chain.firstHere === undefined || predecessor === undefined) return false;
  if (first.opening) return equal(first.opening.keyId, predecessor.keyId);
  if (chain.firstHere === 0) return true;
  const from = findLink(chain, first.previousLink, first.sequence);
  return from !== undefined && from.sequence < chain.firstHere;
}

/**
 * Returns the settings by which the predecessor admitted.
 * @example
 * const old = { context: { chainId: 1, application: owner }, keyId: deviceId };
 * foreignSettings({ ...settings, predecessor: old }).keyId; // => deviceId
 */
export function foreignSettings<S extends Settings>(settings: S): S {
  const { predecessor } = settings;
  if (predecessor === undefined) return settings;
  return { ...settings, context: predecessor.context, keyId: predecessor.keyId };
}

/**
 * Returns the contexts in which a device may have signed a body: this application's, and the predecessor's if there is one.
 * @example
 * contextsOf({ context }); // => [context]
 */
export const contextsOf = ({ context, predecessor }: Pick<Settings, "context" | "predecessor">): readonly Context[] =>
  predecessor ? [context, predecessor.context] : [context];

/**
 * Returns whether a link (32 bytes) is the one that a device's first body in this application goes on from: a hash over the link
 * of its last body in the predecessor and the names of both applications.
 * @example
 * isSuccessionLink(settings, chain, link); // => false
 */
export function isSuccessionLink(
  { context, provider, predecessor }: Settings,
  chain: HashChain,
  link: Uint8Array,
): boolean {
  if (chain.firstHere === undefined || predecessor === undefined) return false;
  const border = borderOf(chain);
  return border !== undefined && equal(link, successionLink(predecessor.context, context, border, provider));
}

/**
 * Returns the kept link that stands behind the link which a body states: another one when the body states a succession link,
 * else the same.
 * @param link 32 bytes
 * @example
 * keptLink(settings, chain, link); // => link
 */
export function keptLink(settings: Settings, chain: HashChain, link: Uint8Array): Uint8Array {
  return isSuccessionLink(settings, chain, link) ? (borderOf(chain)?.link ?? link) : link;
}

/** The last body that the predecessor's keys seal: the head, or the newest kept link before the first body here. */
function borderOf(chain: HashChain): { readonly sequence: number; readonly link: Uint8Array } | undefined {
  const { firstHere = 0 } = chain;
  if (firstHere === 0) return chain;
  return recentLinks(chain).find(({ sequence }) => sequence < firstHere);
}
