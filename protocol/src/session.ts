/**
 * Sessions: one ECDH opens a session, and a tree of keys below its key seals what follows: a month, or one owner's time
 * (docs/protocol.md, "Session" and "Keys of a session").
 */
import { concat, u32 } from "./bytes.ts";
import type { GroupName } from "./columns/quantity.ts";
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { descend, groupRoot, type KeyNode, LEAF_LEVEL } from "./disclosure/key-tree.ts";
import { exportSecret, setupReceiver, setupSender } from "./hpke.ts";
import { SUITE } from "./suite.ts";
import type { Opening } from "./wire/envelope.ts";

/** The length of a session key. */
export const SESSION_KEY_BYTES = 32;
/** Leaves of a session's tree that have one parent. */
const LEAVES_OF_A_PARENT = 16;

/** Whose session it is, which, and where it begins: who asks with another beginning gets another key. */
export interface SessionName {
  /** 33 bytes. */
  readonly devicePublicKey: Uint8Array;
  readonly session: number;
  /** The sequence number of its opening. */
  readonly firstSequence: number;
  /** 32 bytes: the link that the opening goes on from. */
  readonly previousLink: Uint8Array;
}

const info = (context: Context, { devicePublicKey, session, firstSequence, previousLink }: SessionName): Uint8Array =>
  concat(preamble("session", context), devicePublicKey, u32(session), u32(firstSequence), previousLink);

/**
 * Opens a session towards the application.
 * @param applicationKey the application's public key (33 bytes) and its identity (8 bytes)
 * @param keyMaterial 32 secret random bytes, never used before
 * @returns the opening that the body carries, and the session key (32 bytes)
 * @throws {RangeError} when the application's key is not a point of the curve
 * @example
 * const name = { devicePublicKey: publicKey, session: 1, firstSequence: 1, previousLink: link };
 * const { opening, sessionKey } = openSession(context, name, application, keyMaterial, native);
 */
export function openSession(
  context: Context,
  name: SessionName,
  applicationKey: { readonly publicKey: Uint8Array; readonly keyId: Uint8Array },
  keyMaterial: Uint8Array,
  provider: CryptoProvider,
): { readonly opening: Opening; readonly sessionKey: Uint8Array } {
  const sender = setupSender(applicationKey.publicKey, info(context, name), keyMaterial, provider);
  return {
    opening: { suite: SUITE, keyId: applicationKey.keyId, encapsulatedKey: sender.encapsulatedKey },
    sessionKey: exportSecret(sender.context, preamble("readings", context), SESSION_KEY_BYTES, provider),
  };
}

/**
 * Derives the same session key (32 bytes) from an opening.
 * @throws {OpenError} when the encapsulated key is not an uncompressed point of the curve
 * @example
 * const name = { devicePublicKey: publicKey, session: 1, firstSequence: 1, previousLink: link };
 * const { opening, sessionKey } = openSession(context, name, application, keyMaterial, native);
 * acceptSession(context, name, opening, applicationPrivateKey, native); // => sessionKey
 */
export function acceptSession(
  context: Context,
  name: SessionName,
  opening: Opening,
  applicationPrivateKey: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  const receiver = setupReceiver(opening.encapsulatedKey, applicationPrivateKey, info(context, name), provider);
  return exportSecret(receiver, preamble("readings", context), SESSION_KEY_BYTES, provider);
}

/** A session's keys as they are kept while it is open. */
export interface SessionKeys {
  /** The sequence number of its opening. */
  readonly firstSequence: number;
  /** 32 bytes. */
  readonly sessionKey: Uint8Array;
  /** Of each group the parent of the leaf that was used last: it has the next fifteen leaves too. */
  readonly parents?: Readonly<Partial<Record<GroupName, KeyNode>>>;
}

/**
 * Returns the key (32 bytes) that seals a group at a place of the session, and the keys with its parent kept. From one
 * place to the next that is one HMAC, and one in sixteen times five.
 * @param place the envelope's sequence number less the session's first
 * @throws {RangeError} when the session has no such place
 * @example
 * const { leaf, keys } = leafKey(context, session, "distance", 0, native);
 * leafKey(context, keys, "distance", 1, native).leaf.length; // => 32
 */
export function leafKey(
  context: Context,
  keys: SessionKeys,
  group: GroupName,
  place: number,
  provider: CryptoProvider,
): { readonly leaf: Uint8Array; readonly keys: SessionKeys } {
  const kept = keys.parents?.[group];
  const isBelow = kept && place >= kept.first && place < kept.first + LEAVES_OF_A_PARENT;
  if (isBelow) return { leaf: descend(kept, place, LEAF_LEVEL, provider).key, keys };
  const root = groupRoot(preamble("group", context), keys.sessionKey, group, provider);
  const parent = descend({ level: 0, first: 0, key: root }, place, LEAF_LEVEL - 1, provider);
  return {
    leaf: descend(parent, place, LEAF_LEVEL, provider).key,
    keys: { ...keys, parents: { ...keys.parents, [group]: parent } },
  };
}
