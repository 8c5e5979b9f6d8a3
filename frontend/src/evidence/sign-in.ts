/**
 * Who asks: a wallet authorises the browser's own keys once, for seven days, by EIP-712. One key then signs every query
 * and the other opens every answer (docs/protocol.md, "Queries"). No DOM; the store is an argument.
 */
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { browserKeyTypedData } from "@witness/protocol/eip712";
import type { Authorisation, SignedQuery } from "@witness/protocol/wire/query";
import { areBrowserKeys, type BrowserKeys, makeBrowserKeys, signAsBrowser } from "./browser-keys.ts";
import type { KeyStore } from "./key-store.ts";
import type { Wallet } from "./wallet.ts";

/** How long a wallet's permission lasts. */
export const AUTHORISATION_S = 7 * 24 * 3600;

/** A signed-in owner. */
export interface SignIn {
  /** 20 bytes. */
  readonly owner: Uint8Array;
  readonly kind: Wallet["kind"];
  readonly keys: BrowserKeys;
  readonly authorisation: Authorisation;
}

/** The name under which an application's sign-in is kept, and told to other tabs. */
export const signInName = ({ chainId, application }: Context): string => `sign-in.${chainId}.${toHex(application)}`;

/** Makes keys, has the wallet authorise them, and keeps the sign-in. @throws {EvidenceError} as the wallet does */
export async function makeSignIn(context: Context, wallet: Wallet, store: KeyStore, nowUnixS: number): Promise<SignIn> {
  const keys = await makeBrowserKeys();
  const browserKey = keys.signingPublicKey;
  const validUntilUnixS = nowUnixS + AUTHORISATION_S;
  const signature = await wallet.sign(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  const authorisation = { browserKey, validUntilUnixS, signature };
  const signedIn: SignIn = { owner: wallet.address, kind: wallet.kind, keys, authorisation };
  await store.put(signInName(context), signedIn);
  return signedIn;
}

const isBytes = (value: unknown, length: number): boolean => value instanceof Uint8Array && value.length === length;

/** Whether a kept value is a sign-in of this build, and not what something else left under its name. */
function isSignIn(value: unknown): value is SignIn {
  const { owner, kind, keys, authorisation } = (value ?? {}) as Partial<Record<keyof SignIn, unknown>>;
  const { browserKey, validUntilUnixS, signature } = (authorisation ?? {}) as Partial<
    Record<keyof Authorisation, unknown>
  >;
  const known = kind === "demo" || kind === "injected";
  const whole = isBytes(owner, 20) && isBytes(browserKey, 33) && isBytes(signature, 65);
  return known && whole && Number.isSafeInteger(validUntilUnixS) && areBrowserKeys(keys);
}

/** Returns the sign-in kept for this application, or undefined when there is none or its permission has ended. */
export async function restoreSignIn(context: Context, store: KeyStore, nowUnixS: number): Promise<SignIn | undefined> {
  const kept = await store.get(signInName(context));
  return isSignIn(kept) && kept.authorisation.validUntilUnixS > nowUnixS ? kept : undefined;
}

/** Whether the store still holds a sign-in: another tab may have ended it, or the reader cleared the site's data. */
export const isKept = async (context: Context, store: KeyStore): Promise<boolean> =>
  (await store.get(signInName(context))) !== undefined;

/** Deletes the browser's keys; the demo wallet stays, so that its cars can be found again. */
export const forgetSignIn = (context: Context, store: KeyStore): Promise<void> => store.delete(signInName(context));

/** Signs an encoded query with the browser's key. */
export async function signQuery(
  context: Context,
  { keys, authorisation }: SignIn,
  kind: SignedQuery["kind"],
  query: Uint8Array,
): Promise<SignedQuery> {
  return { kind, query, authorisation, signature: await signAsBrowser(keys, context, query) };
}
