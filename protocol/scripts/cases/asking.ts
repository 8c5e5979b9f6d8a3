/** Signed questions about the vectors' car, and who signs them. */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { type Context, preamble } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import {
  addressOf,
  browserKeyTypedData,
  carQueryTypedData,
  carsQueryTypedData,
  keysQueryTypedData,
  signDigest,
  typedDataDigest,
} from "../../src/eip712.ts";
import { type Ticket, tenureTicket } from "../../src/tenure.ts";
import { decodeBody } from "../../src/wire/envelope.ts";
import { encodeKeysQuery, groupBits, type KeysQuery } from "../../src/wire/keys.ts";
import {
  type Authorisation,
  type CarQuery,
  encodeCarQuery,
  encodeCarsQuery,
  type SignedQuery,
} from "../../src/wire/query.ts";
import { TIMES } from "./story.ts";
import * as world from "./world.ts";

const { context, deviceId, keys, owner, publicKey, seed, wallet } = world;
export const now = TIMES[1];
export const stranger = seed("stranger's wallet");
const browserPublic = p.p256PublicKey(world.browserKey);
export const replyPublic = p.p256PublicKey(world.replyKey);

export const car: CarQuery = { deviceId, replyKey: replyPublic };
export const cars = { owner, replyKey: replyPublic };
const opened = decodeBody(world.first.envelope.body);
const { session, previousLink } = opened;
export const firstSequence = opened.sequence;
if (!opened.opening) throw new Error("The first envelope opens the session.");
export const { opening } = opened;
export const keysAsked: KeysQuery = {
  deviceId,
  session,
  firstSequence,
  previousLink,
  opening,
  fromSequence: 1,
  toSequence: 2,
  groups: ["distance", "condition"],
  replyKey: replyPublic,
};

/** Of somebody who had the car before the tenures that the record keeps. */
export const strangersTicket = (change: Partial<Ticket> = {}): Ticket => {
  const range = { first: 1, last: 2 };
  const tenure = { devicePublicKey: publicKey, owner: addressOf(secp256k1.getPublicKey(stranger)), ...range };
  const sessions = { first: 1, last: 1 };
  return {
    ...range,
    mac: tenureTicket(keys.application, preamble("tenure", context), { ...tenure, sessions }, p),
    ...change,
  };
};

/** A signed query with what lies between its bytes and its asker. */
export interface Asked {
  readonly signed: SignedQuery;
  readonly digest: Uint8Array;
  readonly authorisationDigest?: Uint8Array;
}

export function carByWallet(query: CarQuery = car, key = wallet, at: Context = context): Asked {
  const digest = typedDataDigest(at, carQueryTypedData(at, query));
  return { digest, signed: { kind: "car", query: encodeCarQuery(query), signature: signDigest(digest, key) } };
}
export function carsByWallet(query = cars, key = wallet): Asked {
  const digest = typedDataDigest(context, carsQueryTypedData(context, query));
  return { digest, signed: { kind: "cars", query: encodeCarsQuery(query), signature: signDigest(digest, key) } };
}
export function keysByWallet(change: Partial<KeysQuery> = {}, key = wallet): Asked {
  const query = { ...keysAsked, ...change };
  const digest = typedDataDigest(context, keysQueryTypedData(context, { ...query, groups: groupBits(query.groups) }));
  return { digest, signed: { kind: "keys", query: encodeKeysQuery(query), signature: signDigest(digest, key) } };
}
/** The same query, signed by a browser key that `by` authorised. */
export function throughBrowser(
  { digest, signed }: Asked,
  validUntilUnixS = now + 3_600,
  by = wallet,
  key = world.browserKey,
): Asked {
  const authorisationDigest = typedDataDigest(context, browserKeyTypedData(context, browserPublic, validUntilUnixS));
  const authorisation: Authorisation = {
    browserKey: browserPublic,
    validUntilUnixS,
    signature: signDigest(authorisationDigest, by),
  };
  const signature = p.p256Sign(key, preamble("query", context), signed.query);
  return { digest, authorisationDigest, signed: { ...signed, authorisation, signature } };
}
export const resigned = (asked: Asked, signature: Uint8Array): Asked => ({
  ...asked,
  signed: { ...asked.signed, signature },
});
