/** Who asks: a query is the owner's own (EIP-712), or a browser key's that the owner authorised for a time. */
import { type Context, preamble } from "@witness/protocol/context";
import {
  browserKeyTypedData,
  carQueryTypedData,
  carsQueryTypedData,
  recoverAddress,
  typedDataDigest,
} from "@witness/protocol/eip712";
import type { Code } from "@witness/protocol/errors";
import { AUTHORISATION_MAX_S } from "@witness/protocol/limits";
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
  | { readonly kind: "cars"; readonly asker: Uint8Array; readonly query: CarsQuery };

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

/** Reads and authenticates a signed query. @throws {MalformedError} */
export function authenticate(state: State, context: Context, signed: SignedQuery): Asked | { readonly code: Code } {
  const { provider } = state.genesis;
  if (signed.kind === "car") {
    const query = decodeCarQuery(signed.query);
    if (!provider.p256Compress(query.replyKey)) return { code: "reply-key-invalid" };
    const found = asker(state, context, signed, typedDataDigest(context, carQueryTypedData(context, query)));
    return "code" in found ? found : { kind: "car", query, ...found };
  }
  const query = decodeCarsQuery(signed.query);
  if (!provider.p256Compress(query.replyKey)) return { code: "reply-key-invalid" };
  const found = asker(state, context, signed, typedDataDigest(context, carsQueryTypedData(context, query)));
  return "code" in found ? found : { kind: "cars", query, ...found };
}
