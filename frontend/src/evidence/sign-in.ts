/**
 * Who asks: a wallet (injected, or a demo key kept in this browser) authorises a browser key once, for seven days,
 * by EIP-712; the browser key then signs every query and opens every answer. No DOM; storage is an argument.
 */
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { noble } from "@witness/protocol/crypto/noble";
import {
  browserKeyTypedData,
  recoverAddress,
  signDigest,
  type TypedData,
  typedDataDigest,
} from "@witness/protocol/eip712";
import { signMessage } from "@witness/protocol/sign";
import type { Authorisation, SignedQuery } from "@witness/protocol/wire/query";
import { EvidenceError } from "./errors.ts";

/** How long a wallet's permission lasts. */
export const AUTHORISATION_S = 7 * 24 * 3600;

/** Something that signs typed data for an address. */
export interface Wallet {
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly kind: "demo" | "injected";
  sign(context: Context, data: TypedData): Promise<Uint8Array>;
}

/** The part of EIP-1193 that is used. */
export interface Eip1193 {
  request(call: { method: string; params?: unknown[] }): Promise<unknown>;
}

/** A signed-in owner. */
export interface SignIn {
  /** 20 bytes. */
  readonly owner: Uint8Array;
  readonly kind: Wallet["kind"];
  /** 32 bytes, P-256. */
  readonly browserPrivateKey: Uint8Array;
  readonly authorisation: Authorisation;
}

/** The part of localStorage that is used. */
export type KeyStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const DEMO = "witness.demo-wallet";
const storedName = (context: Context): string => `witness.session.${context.chainId}.${toHex(context.application)}`;

/** The demo wallet of this browser; made on first use. It guards demo cars only. */
export function demoWallet(store: KeyStore, random: (bytes: number) => Uint8Array): Wallet {
  const kept = store.getItem(DEMO);
  const known = kept !== null && /^[0-9a-f]{64}$/.test(kept);
  const privateKey = known ? fromHex(kept) : random(32);
  if (!known) store.setItem(DEMO, toHex(privateKey));
  // The address that a signature names is the key's own: no chain library is needed to find it.
  const digest = new Uint8Array(32);
  const address = recoverAddress(digest, signDigest(digest, privateKey));
  if (!address) throw new EvidenceError("wallet-missing", "The demo key is broken; clear this site's data and reload.");
  return {
    address,
    kind: "demo",
    sign: async (context, data) => signDigest(typedDataDigest(context, data), privateKey),
  };
}

/** The wallet that the browser brings. @throws {EvidenceError} `wallet-missing`, `wallet-refused` */
export async function injectedWallet(provider: Eip1193 | undefined): Promise<Wallet> {
  if (!provider) {
    throw new EvidenceError("wallet-missing", "This browser has no wallet; install one or use the demo key.");
  }
  const ask = (method: string, params?: unknown[]) =>
    provider.request({ method, ...(params ? { params } : {}) }).catch((cause: unknown) => {
      throw new EvidenceError("wallet-refused", "The wallet did not agree; nothing was signed. Try again.", { cause });
    });
  const accounts = (await ask("eth_requestAccounts")) as string[];
  const account = accounts[0];
  if (!account) throw new EvidenceError("wallet-refused", "The wallet offered no account; unlock it and try again.");
  return {
    address: fromHex(account.replace(/^0x/, "")),
    kind: "injected",
    async sign(context, { domain, types, primaryType, message }) {
      await chooseChain(provider, context.chainId);
      const payload = JSON.stringify({ domain, types: { ...types, EIP712Domain: DOMAIN }, primaryType, message });
      const signature = (await ask("eth_signTypedData_v4", [account, payload])) as string;
      return fromHex(signature.replace(/^0x/, ""));
    },
  };
}

/** Wallets sign typed data for the chain they are on only. @throws {EvidenceError} `wallet-chain` */
async function chooseChain(provider: Eip1193, chainId: number): Promise<void> {
  // A provider that does not tell its chain does not tie signatures to it either.
  const active = await provider.request({ method: "eth_chainId" }).catch(() => undefined);
  if (typeof active !== "string" || Number(active) === chainId) return;
  const params = [{ chainId: `0x${chainId.toString(16)}` }];
  await provider.request({ method: "wallet_switchEthereumChain", params }).catch((cause: unknown) => {
    const sentence = `Your wallet is on chain ${Number(active)}; switch it to chain ${chainId} and sign in again.`;
    throw new EvidenceError("wallet-chain", sentence, { cause });
  });
}

/** eth_signTypedData_v4 wants the domain's type spelt out. */
const DOMAIN = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

/** Has the wallet authorise a new browser key, and keeps it. */
export async function makeSignIn(
  context: Context,
  wallet: Wallet,
  store: KeyStore,
  nowUnixS: number,
  random: (bytes: number) => Uint8Array,
): Promise<SignIn> {
  const browserPrivateKey = random(32);
  const browserKey = noble.p256PublicKey(browserPrivateKey);
  const validUntilUnixS = nowUnixS + AUTHORISATION_S;
  const signature = await wallet.sign(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  const signedIn: SignIn = {
    owner: wallet.address,
    kind: wallet.kind,
    browserPrivateKey,
    authorisation: { browserKey, validUntilUnixS, signature },
  };
  store.setItem(
    storedName(context),
    JSON.stringify({
      owner: toHex(signedIn.owner),
      kind: signedIn.kind,
      key: toHex(browserPrivateKey),
      validUntilUnixS,
      signature: toHex(signature),
    }),
  );
  return signedIn;
}

interface Kept {
  readonly owner: string;
  readonly kind: Wallet["kind"];
  readonly key: string;
  readonly validUntilUnixS: number;
  readonly signature: string;
}

/** What is kept by this page, or undefined for anything else that lies there. */
function parseKept(text: string | null): Kept | undefined {
  let kept: Partial<Record<keyof Kept, unknown>> | null;
  try {
    kept = JSON.parse(text ?? "null");
  } catch {
    return undefined;
  }
  const hex = (value: unknown, bytes: number): boolean =>
    typeof value === "string" && new RegExp(`^[0-9a-f]{${2 * bytes}}$`).test(value);
  const whole = hex(kept?.owner, 20) && hex(kept?.key, 32) && hex(kept?.signature, 65);
  return whole && Number.isSafeInteger(kept?.validUntilUnixS) ? (kept as Kept) : undefined;
}

/** The sign-in kept for this application, unless it has run out. */
export function restoreSignIn(context: Context, store: KeyStore, nowUnixS: number): SignIn | undefined {
  const kept = parseKept(store.getItem(storedName(context)));
  if (!kept || kept.validUntilUnixS <= nowUnixS) return undefined;
  const { owner, kind, key, validUntilUnixS, signature } = kept;
  const browserPrivateKey = fromHex(key);
  const browserKey = noble.p256PublicKey(browserPrivateKey);
  return {
    owner: fromHex(owner),
    kind,
    browserPrivateKey,
    authorisation: { browserKey, validUntilUnixS, signature: fromHex(signature) },
  };
}

/** Whether a change of storage in another tab ended the sign-in for this application. `name` is null when all was cleared. */
export const endsSignIn = (context: Context, name: string | null, value: string | null): boolean =>
  name === null || (name === storedName(context) && value === null);

/** Forgets the browser key; the demo wallet stays, so that its cars can be found again. */
export function forgetSignIn(context: Context, store: KeyStore): void {
  store.removeItem(storedName(context));
}

/** Signs an encoded query with the browser key. */
export function signQuery(
  context: Context,
  signedIn: SignIn,
  kind: SignedQuery["kind"],
  query: Uint8Array,
): SignedQuery {
  const { signature } = signMessage("query", context, query, signedIn.browserPrivateKey, noble);
  return { kind, query, authorisation: signedIn.authorisation, signature };
}

/** A private key (32 bytes) from the browser's generator; a value outside the curve's order is all but impossible. */
export const randomBytes = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
