/**
 * Signing a query as whoever may read of a car does (docs/protocol.md, "Queries"). Passkeys and browser keys sign in a
 * browser, so they are not here.
 */
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { signDigest, type TypedData, typedDataDigest } from "./eip712.ts";
import type { SignedQuery } from "./wire/query.ts";

/** A query that is not signed yet: its kind, and its bytes. */
export type UnsignedQuery = Pick<SignedQuery, "kind" | "query">;

/**
 * Returns a query with a wallet's signature.
 * @param typed what the query says, as a wallet shows it
 * @param privateKey secp256k1 scalar, 32 bytes
 * @throws {Error} when the number is no private key of the curve
 * @example
 * const asked = { deviceId, replyKey: publicKey };
 * const query = encodeCarQuery(asked);
 * queryByWallet(context, { kind: "car", query }, carQueryTypedData(context, asked), privateKey).signature.length; // => 65
 */
export const queryByWallet = (
  context: Context,
  { kind, query }: UnsignedQuery,
  typed: TypedData,
  privateKey: Uint8Array,
): SignedQuery => ({ kind, query, signature: signDigest(typedDataDigest(context, typed), privateKey) });

/**
 * Returns a query with the signature of a P-256 key: of an owner without a wallet, or of whom a grant was given.
 * @param privateKey P-256 scalar, 32 bytes
 * @throws {RangeError} when the number is no private key of the curve
 * @example
 * const query = encodeCarQuery({ deviceId, replyKey: publicKey });
 * queryByKey(context, { kind: "car", query }, privateKey, native).asker?.form; // => "key"
 */
export const queryByKey = (
  context: Context,
  { kind, query }: UnsignedQuery,
  privateKey: Uint8Array,
  provider: CryptoProvider,
): SignedQuery => ({
  kind,
  query,
  asker: { form: "key", publicKey: provider.p256PublicKey(privateKey) },
  signature: provider.p256Sign(privateKey, preamble("query", context), query),
});
