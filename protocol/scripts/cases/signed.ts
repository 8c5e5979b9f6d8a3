/** What is signed beside envelopes: registrations, receipt roots and live readings. */

import { assembleRegistration } from "../../src/assembly.ts";
import { concat, fromHex, toHex } from "../../src/bytes.ts";
import { CAR } from "../../src/columns/profile.ts";
import type { Context, Label } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { derivePrivateKey } from "../../src/hpke.ts";
import { keyIdentity } from "../../src/identity.ts";
import { type Belonging, signPossession } from "../../src/possession.ts";
import { sealVehicle } from "../../src/seal.ts";
import { signMessage } from "../../src/sign.ts";
import { encodeEnvelope } from "../../src/wire/envelope.ts";
import { encodeLiveReading } from "../../src/wire/reading.ts";
import { encodeReceiptRoot } from "../../src/wire/receipt.ts";
import { encodeVehicle, type Registration, type Vehicle } from "../../src/wire/registration.ts";
import {
  applicationKey,
  context,
  deviceId,
  envelope,
  first,
  keyId,
  keys,
  other,
  owner,
  publicKey,
  second,
  seed,
  third,
} from "./world.ts";

export const vehicle: Vehicle = {
  make: "Aster",
  model: "Corsa 1.2",
  modelYear: 2021,
  vin: "WAS00000000VECT0R",
};
const firstOwner = seed("owner").slice(0, 20);
const strangerKey = p.p256PublicKey(keys.stranger);
const makerId = keyIdentity(p.p256PublicKey(keys.maker), p);

interface Sealing {
  readonly to?: Uint8Array;
  readonly device?: Uint8Array;
  readonly at?: Context;
  readonly plaintext?: Uint8Array;
}

/** A vehicle sealed as a maker does, or as a case wants it. */
function sealed(what: Vehicle, { to = applicationKey, device = publicKey, at = context, plaintext }: Sealing = {}) {
  return sealVehicle(at, device, to, plaintext ?? encodeVehicle(what), seed("vehicle ephemeral"), p);
}

/** An encoded registration of the vectors' device, changed as a case wants it. */
function registrationOf(change: Partial<Registration> = {}): Uint8Array {
  const key = change.devicePublicKey === strangerKey ? keys.stranger : keys.device;
  const possess = (belonging: Belonging): Uint8Array => signPossession(context, belonging, key, p);
  const registered = { devicePublicKey: publicKey, keyTier: 3, profile: CAR, vehicle, firstOwner, possess } as const;
  const maker = { privateKey: keys.maker, keyMaterial: seed("vehicle ephemeral") };
  const application = { context, publicKey: applicationKey, keyId };
  return assembleRegistration(application, registered, maker, p, change).message;
}
const of = (change: Partial<Vehicle>): Uint8Array =>
  registrationOf({ sealedVehicle: sealed({ ...vehicle, ...change }) });

const registration = registrationOf();
/** The one that the inputs of `inputs.json` register: its owner has a wallet. */
export const ownedRegistration = signMessage(
  "registration",
  context,
  registrationOf({ firstOwner: owner }),
  keys.maker,
  p,
);

const receiptRoot = encodeReceiptRoot({
  root: seed("receipt root"),
  size: 5,
  deadlineBlock: 1_000,
  receivedAtUnixS: 1_800_000_300,
});
const signed = [
  { label: "registration", key: "maker", message: registration },
  { label: "receipt", key: "relay", message: receiptRoot },
] as const;
const signatures = signed.flatMap(({ label, key, message }) => {
  const { signature } = signMessage(label, context, message, keys[key], p);
  const base = {
    label,
    publicKey: toHex(p.p256PublicKey(keys[key])),
    message: toHex(message),
    signature: toHex(signature),
  };
  return [
    { comment: `a ${label}`, ...base, valid: true },
    { comment: "under another label", ...base, label: "query", valid: false },
    { comment: "by another key", ...base, publicKey: toHex(publicKey), valid: false },
  ];
});

/** No y belongs to this x. */
const NO_POINT = fromHex("02fd4bf61763b46581fd9174d623516cf3c81edd40e29ffa2777fb6cb0ae3ce535");
const uncompressed = p.p256Uncompress(publicKey) ?? publicKey;
const unknownField = (count: number): Uint8Array =>
  concat(
    registration,
    fromHex("7a"),
    fromHex(count < 128 ? count.toString(16).padStart(2, "0") : varint(count)),
    new Uint8Array(count),
  );
const varint = (value: number): string => toHex(Uint8Array.of((value & 127) | 128, value >> 7));
const spare = 512 - registration.length - 3;

interface RegistrationCase {
  readonly key?: Uint8Array;
  readonly at?: Context;
  readonly label?: Label;
  /** Two of one device stand in the batch, and this is the second. */
  readonly again?: true;
  /** What stands before this one in the batch. */
  readonly behind?: Uint8Array;
  /** How many devices the application takes; as many as in any vector unless said. */
  readonly places?: number;
  /** How many the maker may register; as many as in any vector unless said. */
  readonly placesPerMaker?: number;
  /** The maker's newest key, private, if its first was rotated away. */
  readonly rotatedTo?: Uint8Array;
}
const rotatedTo = derivePrivateKey(seed("the maker's newest key"), p);
const another = registrationOf({ devicePublicKey: strangerKey });
/** With the device's word for another belonging than the registration says. */
const claimed = (belonging: Belonging, says = firstOwner): Uint8Array =>
  registrationOf({ firstOwner: says, possession: signPossession(context, belonging, keys.device, p) });
const unopenable = registrationOf({ sealedVehicle: sealed(vehicle, { at: other }) });
const REGISTRATIONS: readonly (readonly [string, string, Uint8Array, RegistrationCase?])[] = [
  ["a registration", "admitted", registration],
  ["whose key is held by the maker", "admitted", registrationOf({ keyTier: 4 })],
  ["without a VIN", "admitted", of({ vin: "" })],
  ["without an owner", "admitted", registrationOf({ firstOwner: new Uint8Array() })],
  ["of another profile", "admitted", registrationOf({ profile: 5 })],
  ["names in other scripts, of 40 characters", "admitted", of({ make: "ж".repeat(40), model: "三菱 ＥＶ" })],
  ["letters of every range", "admitted", of({ make: "Škoda Ελλάς ЛАДА ỹ", model: "三菱 デリカ 기아 ＥＶ９ A-1.6/4+" })],
  ["the last model year", "admitted", of({ modelYear: 2_200 })],
  ["an unknown field is ignored, but signed", "admitted", unknownField(4)],
  ["boundary: 512 bytes", "admitted", unknownField(spare)],
  ["boundary: 513 bytes", "too-large", unknownField(spare + 1)],
  ["by another key than the maker's", "signature-invalid", registration, { key: keys.stranger }],
  ["for another application", "signature-invalid", registration, { at: other }],
  ["for another chain", "signature-invalid", registration, { at: { ...context, chainId: 1 } }],
  ["under another label", "signature-invalid", registration, { label: "receipt" }],
  [
    "by the maker's newest key, of a device that named its first",
    "admitted",
    registration,
    { key: rotatedTo, rotatedTo },
  ],
  ["by a key of the maker that was rotated away", "signature-invalid", registration, { rotatedTo }],
  [
    "that names the maker's newest key in the place of its first",
    "maker-unknown",
    registrationOf({ makerId: keyIdentity(p.p256PublicKey(rotatedTo), p) }),
    { key: rotatedTo, rotatedTo },
  ],
  ["by a maker that nobody named", "maker-unknown", registrationOf({ makerId: deviceId }), { key: keys.device }],
  ["sealed to another key of the application", "key-unknown", registrationOf({ keyId: deviceId })],
  ["of a profile that there is not", "profile-unknown", registrationOf({ profile: 99 })],
  ["of a version of its profile that there is not", "profile-unknown", registrationOf({ profileVersion: 2 })],
  ["without a profile", "malformed", registrationOf({ profile: 0 })],
  ["a version of a profile of 17 bits", "malformed", registrationOf({ profileVersion: 65_536 })],
  ["the last that there is a place for", "admitted", registration, { places: 1 }],
  ["of another device when all places are taken", "capacity-reached", another, { again: true, places: 1 }],
  ["a second time, when all places are taken", "device-registered", registration, { again: true, places: 1 }],
  [
    "of a device that took the last place with a vehicle that did not open",
    "admitted",
    registration,
    { behind: unopenable, places: 1 },
  ],
  ["the last that its maker has a place for", "admitted", registration, { placesPerMaker: 1 }],
  [
    "of another device when its maker's places are taken",
    "allotment-reached",
    another,
    { again: true, placesPerMaker: 1 },
  ],
  [
    "a second time, when its maker's places are taken",
    "device-registered",
    registration,
    { again: true, placesPerMaker: 1 },
  ],
  [
    "of another device when all places and its maker's are taken",
    "capacity-reached",
    another,
    { again: true, places: 1, placesPerMaker: 1 },
  ],
  [
    "of a device that took its maker's last place with a vehicle that did not open",
    "admitted",
    registration,
    { behind: unopenable, placesPerMaker: 1 },
  ],
  ["of a maker that may register none", "allotment-reached", registration, { placesPerMaker: 0 }],
  ["a second time", "device-registered", registrationOf({ keyTier: 1 }), { again: true }],
  ["by another maker than the device says", "possession-invalid", claimed({ makerId: deviceId, firstOwner })],
  ["with another owner than the device says", "possession-invalid", claimed({ makerId, firstOwner: owner })],
  ["with no owner, and the device says one", "possession-invalid", claimed({ makerId, firstOwner }, new Uint8Array())],
  [
    "with the device's word for another application",
    "possession-invalid",
    registrationOf({ possession: signPossession(other, { makerId, firstOwner }, keys.device, p) }),
  ],
  [
    "with another device's word",
    "possession-invalid",
    registrationOf({ possession: signPossession(context, { makerId, firstOwner }, keys.stranger, p) }),
  ],
  ["without the device's word", "malformed", registrationOf({ possession: new Uint8Array() })],
  ["with a word of the device of 63 bytes", "malformed", registrationOf({ possession: new Uint8Array(63) })],
  ["a device key that is no point", "malformed", registrationOf({ devicePublicKey: NO_POINT })],
  ["a device key that is not compressed", "malformed", registrationOf({ devicePublicKey: uncompressed })],
  ["no tier", "malformed", registrationOf({ keyTier: 0 as 1 })],
  ["a tier that there is not", "malformed", registrationOf({ keyTier: 5 as 1 })],
  ["a maker's identity of 7 bytes", "malformed", registrationOf({ makerId: makerId.slice(1) })],
  ["a sealed vehicle that is too short", "malformed", registrationOf({ sealedVehicle: new Uint8Array(80) })],
  ["a first owner of 19 bytes", "malformed", registrationOf({ firstOwner: firstOwner.slice(1) })],
  ["a first owner of 21 bytes", "malformed", registrationOf({ firstOwner: concat(firstOwner, Uint8Array.of(1)) })],
  [
    "a first owner of 19 bytes, by another key than the maker's",
    "malformed",
    registrationOf({ firstOwner: firstOwner.slice(1) }),
    { key: keys.stranger },
  ],
  ["a truncated message", "malformed", registration.slice(0, -1)],
  [
    "a vehicle sealed to another key",
    "vehicle-unreadable",
    registrationOf({ sealedVehicle: sealed(vehicle, { to: publicKey }) }),
  ],
  [
    "a vehicle sealed for another device",
    "vehicle-unreadable",
    registrationOf({ sealedVehicle: sealed(vehicle, { device: applicationKey }) }),
  ],
  [
    "a vehicle sealed for another application",
    "vehicle-unreadable",
    registrationOf({ sealedVehicle: sealed(vehicle, { at: other }) }),
  ],
  ["a vehicle without a make", "malformed", of({ make: "" })],
  ["a make of 41 characters", "malformed", of({ make: "ж".repeat(41) })],
  ["a make with a character that is none of a name", "malformed", of({ make: "<b>" })],
  ["a letter of Unicode that is not in the list", "malformed", of({ make: "\u{20000}" })],
  ["a letter with its accent apart", "malformed", of({ make: "e\u0301" })],
  ["a sign among the letters' ranges", "malformed", of({ model: "4×4" })],
  ["a line feed", "malformed", of({ model: "T\n" })],
  [
    "a make that is not UTF-8",
    "malformed",
    registrationOf({ sealedVehicle: sealed(vehicle, { plaintext: fromHex("0a01ff12014118e50f") }) }),
  ],
  ["a model year before cars", "malformed", of({ modelYear: 1_899 })],
  ["a VIN of 16 characters", "malformed", of({ vin: vehicle.vin.slice(1) })],
  ["a VIN with a letter that none has", "malformed", of({ vin: "WAS0000000OVECT0R" })],
  ["a VIN in small letters", "malformed", of({ vin: vehicle.vin.toLowerCase() })],
];
const registrations = REGISTRATIONS.map(([comment, code, message, how = {}]) => {
  const { key = keys.maker, at = context, label = "registration" as const, again, places, placesPerMaker } = how;
  const newest = how.rotatedTo && toHex(p.p256PublicKey(how.rotatedTo));
  const behind = again ? registration : how.behind;
  return {
    comment,
    message: toHex(message),
    signature: toHex(signMessage(label, at, message, key, p).signature),
    ...(behind
      ? {
          behind: {
            message: toHex(behind),
            signature: toHex(signMessage(label, at, behind, key, p).signature),
          },
        }
      : {}),
    ...(places === undefined ? {} : { places }),
    ...(placesPerMaker === undefined ? {} : { placesPerMaker }),
    ...(newest === undefined ? {} : { makerKey: newest }),
    code,
  };
});

const live = encodeLiveReading({
  deviceId,
  challenge: seed("challenge"),
  timeUnixS: 1_800_000_500,
  odometerHm: 1_234_700,
  sequence: 3,
  link: third.link,
});
/** Cut or lengthened inside: the length byte of a field is changed with it. */
const shorter = (message: Uint8Array): Uint8Array => concat(fromHex("0a07"), message.slice(3));
const longer = (message: Uint8Array): Uint8Array => concat(message, fromHex("7a00"));

function carried(message: Uint8Array, key: Uint8Array) {
  const sign = (bytes: Uint8Array, at: Context = context, by = key, as: Label = "live"): string =>
    toHex(signMessage(as, at, bytes, by, p).signature);
  const good = sign(message);
  const cases: readonly (readonly [string, string, Uint8Array, string])[] = [
    ["a live reading", "admitted", message, good],
    ["an unknown field is ignored, but signed", "admitted", longer(message), sign(longer(message))],
    ["an unknown field that was not signed", "signature-invalid", longer(message), good],
    ["by another key", "signature-invalid", message, sign(message, context, keys.stranger)],
    ["for another application", "signature-invalid", message, sign(message, other)],
    ["for another chain", "signature-invalid", message, sign(message, { ...context, chainId: 1 })],
    ["under another label", "signature-invalid", message, sign(message, context, key, "query")],
    ["a device id of 7 bytes, signed", "malformed", shorter(message), sign(shorter(message))],
    ["a truncated message, signed", "malformed", message.slice(0, -1), sign(message.slice(0, -1))],
  ];
  return cases.map(([comment, code, bytes, signature]) => ({
    comment,
    publicKey: toHex(p.p256PublicKey(key)),
    message: toHex(bytes),
    signature,
    code,
  }));
}

/** What a relay says of a device's head, and whether a device that lost its storage may go on from it. */
const head = { sequence: 3, session: 1, link: toHex(third.link), previousLink: toHex(second.link) };
const headAnswer = (comment: string, code: string, sent = third, change: Partial<typeof head> = {}) => ({
  comment,
  ...head,
  ...change,
  envelope: toHex(encodeEnvelope(sent.envelope)),
  code,
});
const strangers = envelope(second.link, 3, { key: keys.stranger });
const recovery = [
  headAnswer("a head that the device signed", "admitted"),
  headAnswer("a head that is old is one too: hence the skipped numbers", "admitted", second, {
    sequence: 2,
    link: toHex(second.link),
    previousLink: toHex(first.link),
  }),
  headAnswer("an envelope that somebody else signed", "signature-invalid", strangers, { link: toHex(strangers.link) }),
  headAnswer("behind another link", "signature-invalid", third, { previousLink: toHex(first.link) }),
  headAnswer("another link than the envelope's", "link-mismatch", third, { link: toHex(second.link) }),
  headAnswer("another number than the envelope's", "link-mismatch", third, { sequence: 2 }),
  headAnswer("another session than the envelope's", "link-mismatch", third, { session: 0 }),
];

export const signedVectors = {
  recovery,
  signatures,
  registrations,
  live: {
    says: {
      challenge: toHex(seed("challenge")),
      timeUnixS: 1_800_000_500,
      odometerHm: 1_234_700,
      sequence: 3,
      link: toHex(third.link),
    },
    vectors: carried(live, keys.device),
  },
};
