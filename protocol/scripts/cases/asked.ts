/**
 * Queries as the back-end answers them after the two inputs of `inputs.json`, and the answers byte for byte. Computed
 * from the formulas, not by the back-end; a test holds the back-end to it.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { concat, fromHex, toHex, utf8 } from "../../src/bytes.ts";
import { CAR } from "../../src/columns/profile.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { discloseKeys } from "../../src/disclosure/session-keys.ts";
import { addressOf, recoverAddress } from "../../src/eip712.ts";
import { keyIdentity } from "../../src/identity.ts";
import { AUTHORISATION_MAX_S, QUERY_MAX_BYTES } from "../../src/limits.ts";
import { newHolding } from "../../src/operations/holding.ts";
import { sealAnswer } from "../../src/seal.ts";
import {
  decodeCarAnswer,
  decodeCarsAnswer,
  encodeAnswer,
  encodeCarAnswer,
  encodeCarsAnswer,
} from "../../src/wire/answer.ts";
import { decodeKeysAnswer, encodeKeysAnswer } from "../../src/wire/keys.ts";
import { encodeCarsQuery, encodeQuery } from "../../src/wire/query.ts";
import {
  type Asked,
  car,
  carByWallet,
  cars,
  carsByWallet,
  firstSequence,
  keysAsked,
  keysByWallet,
  now,
  opening,
  replyPublic,
  resigned,
  stranger,
  strangersTicket,
  throughBrowser,
} from "./asking.ts";
import { shown } from "./shown.ts";
import { vehicle } from "./signed.ts";
import {
  chainAfter,
  counts,
  globalsAfter,
  globalsProofAfter,
  historyProofAfter,
  judgement,
  ownedVinSalts,
  proofAfter,
  refusals,
  stateRootAfter,
  TIMES,
} from "./story.ts";
import * as world from "./world.ts";

const { context, deviceId, keys, other, owner, publicKey, seed, third, wallet } = world;
const NO_POINT = fromHex("02fd4bf61763b46581fd9174d623516cf3c81edd40e29ffa2777fb6cb0ae3ce535");

const asked = carByWallet();
const { signature } = asked.signed;
const upper = (): Uint8Array => {
  const s = secp256k1.Point.CURVE().n - BigInt(`0x${toHex(signature.slice(32, 64))}`);
  return concat(
    signature.slice(0, 32),
    fromHex(s.toString(16).padStart(64, "0")),
    Uint8Array.of(signature[64] === 27 ? 28 : 27),
  );
};
const bare = ({ signed }: Asked): Uint8Array => encodeQuery({ kind: "signed", signed });
/** A query made longer by a field that is ignored. */
const padded = (length: number): Uint8Array => {
  const query = bare(asked);
  const count = length - query.length - 3;
  return concat(query, fromHex("7a"), Uint8Array.of((count & 127) | 128, count >> 7), new Uint8Array(count));
};

const QUERIES: readonly (readonly [string, string, Asked | Uint8Array])[] = [
  ["a car, asked by the wallet", "admitted", asked],
  ["a car as of a time", "admitted", carByWallet({ ...car, timeUnixS: now })],
  ["all cars of an owner", "admitted", carsByWallet()],
  ["a car, asked by a browser key", "admitted", throughBrowser(asked)],
  ["all cars, asked by a browser key", "admitted", throughBrowser(carsByWallet())],
  [
    "v as 0 or 1",
    "admitted",
    resigned(asked, concat(signature.slice(0, 64), Uint8Array.of((signature[64] ?? 27) - 27))),
  ],
  ["boundary: authorised until this second", "admitted", throughBrowser(asked, now)],
  ["boundary: authorised for 31 days", "admitted", throughBrowser(asked, now + AUTHORISATION_MAX_S)],
  ["boundary: 4 096 bytes", "admitted", padded(QUERY_MAX_BYTES)],
  ["keys of two envelopes", "admitted", keysByWallet()],
  ["keys, asked by a browser key", "admitted", throughBrowser(keysByWallet({ groups: ["bus"] }))],
  ["keys of an older owner, by its ticket", "admitted", keysByWallet({ ticket: strangersTicket() }, stranger)],
  ["a device's head", "admitted", encodeQuery({ kind: "head", deviceId })],
  ["the globals", "admitted", encodeQuery({ kind: "globals" })],
  ["what a history must come to", "admitted", encodeQuery({ kind: "history", deviceId })],
  ["the status", "admitted", encodeQuery({ kind: "status" })],
  ["statistics", "admitted", encodeQuery({ kind: "statistics", make: "", model: "" })],
  ["refusals", "admitted", encodeQuery({ kind: "refusals", limit: 0 })],
  ["the last refusal of a device", "admitted", encodeQuery({ kind: "refusals", deviceId, limit: 1 })],
  ["boundary: 4 097 bytes", "too-large", padded(QUERY_MAX_BYTES + 1)],
  ["a time from which the record keeps no distance", "as-of-empty", carByWallet({ ...car, timeUnixS: 1 })],
  ["a car that there is not", "car-unknown", carByWallet({ ...car, deviceId: world.keyId })],
  ["a car of somebody else", "car-unknown", carByWallet(car, stranger)],
  ["signed for another application: it names another asker", "car-unknown", carByWallet(car, wallet, other)],
  [
    "signed for another chain: it names another asker",
    "car-unknown",
    carByWallet(car, wallet, { ...context, chainId: 1 }),
  ],
  ["a browser key that a stranger authorised", "car-unknown", throughBrowser(asked, now + 3_600, stranger)],
  ["keys of envelopes that the record does not have", "keys-none", keysByWallet({ fromSequence: 4, toSequence: 9 })],
  ["keys of a car of somebody else", "car-unknown", keysByWallet({}, stranger)],
  ["keys of a car that there is not", "car-unknown", keysByWallet({ deviceId: world.keyId })],
  [
    "keys by a ticket that says one envelope more than the one handed out",
    "car-unknown",
    keysByWallet({ ticket: strangersTicket({ last: 3 }) }, stranger),
  ],
  [
    "keys by a ticket, of envelopes behind its tenure",
    "keys-none",
    keysByWallet({ ticket: strangersTicket(), fromSequence: 3, toSequence: 3 }, stranger),
  ],
  [
    "keys by a ticket of 15 bytes",
    "query-malformed",
    keysByWallet({ ticket: strangersTicket({ mac: new Uint8Array(15) }) }, stranger),
  ],
  ["keys, of an opening of another suite", "suite-unsupported", keysByWallet({ opening: { ...opening, suite: 1 } })],
  ["keys, of an opening to another key", "key-unknown", keysByWallet({ opening: { ...opening, keyId: deviceId } })],
  [
    "keys, of an encapsulated key that is no point",
    "encapsulation-invalid",
    keysByWallet({ opening: { ...opening, encapsulatedKey: new Uint8Array(65).fill(4) } }),
  ],
  ["keys of no group", "query-malformed", keysByWallet({ groups: [] })],
  ["keys of an empty range", "query-malformed", keysByWallet({ fromSequence: 3 })],
  ["the upper half of s", "query-unauthorised", resigned(asked, upper())],
  ["a v that there is not", "query-unauthorised", resigned(asked, concat(signature.slice(0, 64), Uint8Array.of(29)))],
  ["a signature of zeros", "query-unauthorised", resigned(asked, new Uint8Array(65))],
  [
    "all cars of somebody else",
    "query-unauthorised",
    carsByWallet({ ...cars, owner: addressOf(secp256k1.getPublicKey(stranger)) }),
  ],
  [
    "signed by another key than the authorised one",
    "query-unauthorised",
    throughBrowser(asked, now + 3_600, wallet, keys.stranger),
  ],
  [
    "boundary: authorised for 31 days and a second",
    "query-unauthorised",
    throughBrowser(asked, now + AUTHORISATION_MAX_S + 1),
  ],
  ["boundary: authorised until a second ago", "authorisation-expired", throughBrowser(asked, now - 1)],
  ["a reply key that is no point", "reply-key-invalid", carByWallet({ ...car, replyKey: NO_POINT })],
  ["a reply key of 32 bytes", "query-malformed", carByWallet({ ...car, replyKey: replyPublic.slice(1) })],
  ["a wallet's signature of 64 bytes", "query-malformed", resigned(asked, signature.slice(0, 64))],
  ["a browser key's signature of 65 bytes", "query-malformed", resigned(throughBrowser(asked), new Uint8Array(65))],
  [
    "no question inside a signature",
    "query-malformed",
    resigned({ ...asked, signed: { ...asked.signed, query: new Uint8Array() } }, signature),
  ],
  ["no byte at all", "query-malformed", new Uint8Array()],
  ["a kind that there is not", "query-malformed", fromHex("7a00")],
  ["a truncated query", "query-malformed", bare(asked).slice(0, -1)],
  ["the head of a device id of 7 bytes", "query-malformed", encodeQuery({ kind: "head", deviceId: deviceId.slice(1) })],
  ["the head of a device that there is not", "device-unknown", encodeQuery({ kind: "head", deviceId: world.keyId })],
];

const hex = (bytes: Uint8Array | undefined): string | null => (bytes ? toHex(bytes) : null);
const askerOf = ({ digest, signed, authorisationDigest }: Asked): Uint8Array | undefined =>
  signed.authorisation && authorisationDigest
    ? recoverAddress(authorisationDigest, signed.authorisation.signature)
    : recoverAddress(digest, signed.signature);
const queries = QUERIES.map(([comment, code, what]) => ({
  comment,
  ...(what instanceof Uint8Array
    ? { query: toHex(what) }
    : {
        query: toHex(bare(what)),
        digest: toHex(what.digest),
        ...(what.authorisationDigest ? { authorisationDigest: toHex(what.authorisationDigest) } : {}),
        signer: hex(askerOf(what)),
      }),
  code,
}));

const holding = newHolding(keyIdentity(p.p256PublicKey(keys.maker), p), owner, TIMES[0]);
const publicHolding = { ...holding, tenures: [], grants: [] };
const carAnswer = encodeCarAnswer({
  deviceId,
  publicKey,
  keyTier: 3,
  vehicle,
  registeredAtUnixS: TIMES[0],
  sequence: 3,
  link: third.link,
  judgement,
  refusals,
  stateRoot: stateRootAfter,
  inputCount: 2,
  timeUnixS: now,
  activeTroubleCodes: [0x0301],
  unreadableEnvelopes: 0,
  forks: 0,
  holding,
  proof: proofAfter,
  vinSalts: ownedVinSalts,
  profile: CAR,
});
const keysAnswer = encodeKeysAnswer({
  groups: discloseKeys(
    context,
    { firstSequence, sessionKey: world.session.sessionKey },
    { first: 1, last: 2 },
    keysAsked.groups,
    p,
  ),
  fromSequence: 1,
  toSequence: 2,
});
const carsAnswer = encodeCarsAnswer([{ deviceId, vehicle, judgement }]);

/** HMAC-SHA-256(application key, label ‖ 0 ‖ H(signed query) ‖ state root ‖ H(answer)). */
const materialOf = (query: Uint8Array, answer: Uint8Array): Uint8Array =>
  p.hmacSha256(
    keys.application,
    utf8("witness/v2 answer material\0"),
    p.sha256(query),
    stateRootAfter,
    p.sha256(answer),
  );
function sealedVector(comment: string, { signed }: Asked, answer: Uint8Array, says: unknown) {
  const material = materialOf(signed.query, answer);
  const sealed = sealAnswer(context, signed.query, replyPublic, answer, material, p);
  return {
    comment,
    query: toHex(bare({ signed, digest: seed("") })),
    signedQuery: toHex(signed.query),
    plaintext: toHex(answer),
    keyMaterial: toHex(material),
    sealed: toHex(sealed),
    answer: toHex(encodeAnswer({ kind: "sealed", sealed })),
    says: shown(says),
    code: "admitted",
  };
}
/** The proof is compared by what it proves, and a profile has a name. */
const { proof: _, profile, ...carSays } = decodeCarAnswer(carAnswer);
const says = { ...carSays, profile: `${profile.number}.${profile.version}` };
const first = sealedVector("a car", asked, carAnswer, says);
const box = fromHex(first.sealed);
const flip = (at: number): string => toHex(box.map((byte, index) => (index === at ? byte ^ 1 : byte)));
const failing = (
  comment: string,
  change: Partial<Record<"sealed" | "signedQuery" | "privateKey" | "application", string>>,
) => ({
  comment,
  sealed: first.sealed,
  signedQuery: first.signedQuery,
  application: toHex(context.application),
  privateKey: toHex(world.replyKey),
  ...change,
  code: "unreadable",
});
const head = { deviceId, publicKey, sequence: 3, link: third.link, session: 1, firstSequence: 1 };
const status = {
  stateRoot: stateRootAfter,
  devices: 1,
  inputCount: 2,
  admitted: 3,
  refused: 1,
  registrationsRefused: 0,
  readings: 15,
  timeUnixS: now,
  keyId: world.keyId,
  publicKey: world.applicationKey,
  places: 500_000,
  placesTaken: 1,
  makerPlaces: [{ maker: keyIdentity(p.p256PublicKey(keys.maker), p), places: 500_000, taken: 1 }],
};
const open = (
  comment: string,
  query: Parameters<typeof encodeQuery>[0],
  answer: Parameters<typeof encodeAnswer>[0],
  says: unknown = answer,
) => ({
  comment,
  query: toHex(encodeQuery(query)),
  answer: toHex(encodeAnswer(answer)),
  says: shown(says),
});

export const askedVectors = {
  queries: {
    walletPrivateKey: toHex(wallet),
    owner: toHex(owner),
    browserPrivateKey: toHex(world.browserKey),
    replyPrivateKey: toHex(world.replyKey),
    timeUnixS: now,
    vectors: queries,
  },
  answers: {
    sealed: [
      first,
      sealedVector(
        "a car, asked by a browser key: the query's own bytes are the same",
        throughBrowser(asked),
        carAnswer,
        says,
      ),
      sealedVector("all cars of an owner", carsByWallet(), carsAnswer, decodeCarsAnswer(carsAnswer)),
      sealedVector("keys of two envelopes", keysByWallet(), keysAnswer, decodeKeysAnswer(keysAnswer)),
    ],
    unsealed: [
      failing("opened with another key", { privateKey: toHex(world.browserKey) }),
      failing("for another query", { signedQuery: toHex(encodeCarsQuery(cars)) }),
      failing("for another application", { application: toHex(other.application) }),
      failing("a flipped bit in the tag", { sealed: flip(box.length - 1) }),
      failing("a flipped bit in the text", { sealed: flip(65) }),
      failing("an encapsulated key that is no point", { sealed: flip(64) }),
      failing("a compressed encapsulated key", { sealed: `02${first.sealed.slice(2)}` }),
      failing("cut short", { sealed: first.sealed.slice(0, 2 * 80) }),
    ],
    open: [
      open("a device's head", { kind: "head", deviceId }, { kind: "head", head }),
      open("the status", { kind: "status" }, { kind: "status", status }),
      open(
        "the globals",
        { kind: "globals" },
        { kind: "globals", stateRoot: stateRootAfter, timeUnixS: now, proof: globalsProofAfter },
        { kind: "globals", stateRoot: stateRootAfter, timeUnixS: now, globals: globalsAfter },
      ),
      open("a device's holding", { kind: "holding", deviceId }, { kind: "holding", holding: publicHolding }),
      open(
        "statistics, of one car that nothing is told of",
        { kind: "statistics", make: "", model: "" },
        { kind: "statistics", cohorts: [], suppressedCohorts: 1, k: 5 },
      ),
      open(
        "what a history must come to",
        { kind: "history", deviceId },
        { kind: "history", stateRoot: stateRootAfter, timeUnixS: now, inputCount: 2, proof: historyProofAfter },
        { kind: "history", stateRoot: stateRootAfter, timeUnixS: now, inputCount: 2, chain: chainAfter },
      ),
      open("no such history", { kind: "history", deviceId: world.keyId }, { kind: "none", code: "device-unknown" }),
      open(
        "refusals, newest first",
        { kind: "refusals", limit: 0 },
        { kind: "refusals", refusals: refusals.toReversed(), total: 2, counts },
      ),
      open(
        "the last refusal",
        { kind: "refusals", deviceId, limit: 1 },
        { kind: "refusals", refusals: refusals.slice(-1), total: 2, counts },
      ),
      open("no such device", { kind: "head", deviceId: world.keyId }, { kind: "none", code: "device-unknown" }),
    ],
    malformed: [
      { comment: "a byte that no code has", answer: "08c801", code: "malformed" },
      {
        comment: "a head whose link has 31 bytes",
        answer: toHex(encodeAnswer({ kind: "head", head: { ...head, link: third.link.slice(1) } })),
        code: "malformed",
      },
      { comment: "a truncated answer", answer: first.answer.slice(0, -2), code: "malformed" },
      { comment: "a status without a root", answer: "3200", code: "malformed" },
    ],
  },
};
