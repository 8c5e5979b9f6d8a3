/** Who asks: a query is the owner's own (EIP-712), or a browser key's that the owner authorised for a time. */
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
import { decodeKeysQuery, groupBits, type KeysQuery } from "@witness/protocol/wire/keys";
import {
  type CarQuery,
  type CarsQuery,
  decodeCarQuery,
  decodeCarsQuery,
  type SignedQuery,
} from "@witness/protocol/wire/query";
import type { State } from "../state/state.ts";

/** A question whose asker (20 bytes) is known. */
export type Asked =
  | { readonly kind: "car"; readonly asker: Uint8Array; readonly query: CarQuery }
  | { readonly kind: "cars"; readonly asker: Uint8Array; readonly query: CarsQuery }
  | { readonly kind: "keys"; readonly asker: Uint8Array; readonly query: KeysQuery };

function asker(
  state: State,
  context: Context,
  signed: SignedQuery,
  own: Uint8Array,
): { readonly asker: Uint8Array } | { readonly code: Code } {
  const { authorisation, signature, query } = signed;
  if (!authorisation) {
    const address = recoverAddress(own, signature);
    return address ? { asker: address } : { code: "query-unauthorised" };
  }
  const { browserKey, validUntilUnixS } = authorisation;
  // Time is the latest block's: a clock would make two validators disagree.
  if (validUntilUnixS < state.timeUnixS) return { code: "authorisation-expired" };
  if (validUntilUnixS > state.timeUnixS + AUTHORISATION_MAX_S) return { code: "query-unauthorised" };
  if (!state.genesis.provider.p256Verify(browserKey, signature, preamble("query", context), query)) {
    return { code: "query-unauthorised" };
  }
  const digest = typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  const address = recoverAddress(digest, authorisation.signature);
  return address ? { asker: address } : { code: "query-unauthorised" };
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
  if (!state.genesis.provider.p256Compress(asked.query.replyKey)) return { code: "reply-key-invalid" };
  const found = asker(state, context, signed, typedDataDigest(context, typedDataOf(context)));
  return "code" in found ? found : { ...asked, ...found };
}
