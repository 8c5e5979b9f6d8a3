/** Who asks: a query is the owner's own, by wallet, key or passkey, or a browser key's that the owner authorised for a time. */
import { u32 } from "@witness/protocol/bytes";
import { type Context, preamble } from "@witness/protocol/context";
import {
  browserKeyTypedData,
  carQueryTypedData,
  carsQueryTypedData,
  keysQueryTypedData,
  recoverAddress,
  typedDataDigest,
} from "@witness/protocol/eip712";
import type { Code } from "@witness/protocol/errors";
import { AUTHORISATION_MAX_S } from "@witness/protocol/limits";
import { accountSigning } from "@witness/protocol/operations/signed";
import { decodeKeysQuery, groupBits, type KeysQuery } from "@witness/protocol/wire/keys";
import {
  type CarQuery,
  type CarsQuery,
  decodeCarQuery,
  decodeCarsQuery,
  type SignedQuery,
} from "@witness/protocol/wire/query";
import type { State } from "../state/state.ts";

/** Who asks. */
export interface Asker {
  /** 20 bytes: an owner is known by it. */
  readonly account: Uint8Array;
  /** 33 bytes, of a key that is neither a wallet's nor a passkey: a grantee is known by it. */
  readonly publicKey: Uint8Array | undefined;
}

/** A question whose asker is known. */
export type Asked = Asker & {
  /** The reply key, uncompressed (65 bytes), so that its root is taken once. */
  readonly replyPoint: Uint8Array;
} & (
    | { readonly kind: "car"; readonly query: CarQuery }
    | { readonly kind: "cars"; readonly query: CarsQuery }
    | { readonly kind: "keys"; readonly query: KeysQuery }
  );

/** Returns who signed: a wallet over a digest, which nobody else needs, a key or a passkey over the same in parts. */
function byOwner(
  { genesis: { provider, origins = [] } }: State,
  { asker }: SignedQuery,
  { digest, parts, signature }: { digest: () => Uint8Array; parts: readonly Uint8Array[]; signature: Uint8Array },
): Asker | { readonly code: Code } {
  const account = asker
    ? accountSigning(asker, parts, signature, origins, provider)
    : recoverAddress(digest(), signature);
  if (!account) return { code: "query-unauthorised" };
  return { account, publicKey: asker?.form === "key" ? asker.publicKey : undefined };
}

function askerOf(
  state: State,
  context: Context,
  signed: SignedQuery,
  own: () => Uint8Array,
): Asker | { readonly code: Code } {
  const { authorisation, signature, query } = signed;
  const label = preamble("query", context);
  if (!authorisation) return byOwner(state, signed, { digest: own, parts: [label, query], signature });
  const { browserKey, validUntilUnixS } = authorisation;
  // Time is the latest block's: a clock would make two validators disagree.
  if (validUntilUnixS < state.timeUnixS) return { code: "authorisation-expired" };
  if (validUntilUnixS > state.timeUnixS + AUTHORISATION_MAX_S) return { code: "query-unauthorised" };
  if (!state.genesis.provider.p256Verify(browserKey, signature, label, query)) {
    return { code: "query-unauthorised" };
  }
  const digest = () => typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  const parts = [preamble("permission", context), browserKey, u32(validUntilUnixS)];
  return byOwner(state, signed, { digest, parts, signature: authorisation.signature });
}

/** What is asked, and the same as a wallet signs it. */
function read({ kind, query: bytes }: SignedQuery) {
  switch (kind) {
    case "car": {
      const query = decodeCarQuery(bytes);
      return { kind, query, typedDataOf: (context: Context) => carQueryTypedData(context, query) } as const;
    }
    case "cars": {
      const query = decodeCarsQuery(bytes);
      return { kind, query, typedDataOf: (context: Context) => carsQueryTypedData(context, query) } as const;
    }
    case "keys": {
      const query = decodeKeysQuery(bytes);
      const typed = { ...query, groups: groupBits(query.groups) };
      return { kind, query, typedDataOf: (context: Context) => keysQueryTypedData(context, typed) } as const;
    }
  }
}

/** Reads and authenticates a signed query. @throws {MalformedError} */
export function authenticate(state: State, context: Context, signed: SignedQuery): Asked | { readonly code: Code } {
  const { typedDataOf, ...asked } = read(signed);
  const replyPoint = state.genesis.provider.p256Uncompress(asked.query.replyKey);
  if (!replyPoint) return { code: "reply-key-invalid" };
  const found = askerOf(state, context, signed, () => typedDataDigest(context, typedDataOf(context)));
  return "code" in found ? found : { ...asked, ...found, replyPoint };
}
