/** Registrations and vehicle descriptions as bytes (docs/protocol.md, "Registration"). */
import { MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { NAME_MAX_CHARACTERS } from "../limits.ts";
import { decode, encode, length, within } from "./codec.ts";

const { v2 } = witness;

const U16_MAX = 65_535;

/** Where a device's key lives: 1 software, 2 OS keystore, 3 secure element, 4 held by the maker. */
export type KeyTier = 1 | 2 | 3 | 4;

/** The words for the tiers, as people read them. */
export const KEY_TIERS = { 1: "software", 2: "OS keystore", 3: "secure element", 4: "maker" } as const;

/** What a maker signs to bring a device in. */
export interface Registration {
  /** 33 bytes, compressed. */
  readonly devicePublicKey: Uint8Array;
  readonly keyTier: KeyTier;
  /** 8 bytes: the company, which has the identity of its first key for ever. */
  readonly makerId: Uint8Array;
  /** 8 bytes. */
  readonly keyId: Uint8Array;
  /** Encapsulated key (65) ‖ AES-256-GCM of Vehicle. */
  readonly sealedVehicle: Uint8Array;
  /** What the device sends: the number of a profile. */
  readonly profile: number;
  readonly profileVersion: number;
  /** 20 bytes, the account of the first owner; or empty: nobody until a claim. */
  readonly firstOwner: Uint8Array;
  /** 64 bytes: the device's signature that it belongs to this maker and owner; absent with `predecessor`, which proves it. */
  readonly possession?: Uint8Array;
  /** An encoded `RecordProof` under the predecessor's last root; absent when the record begins here. */
  readonly predecessor?: Uint8Array;
  /** Encapsulated key (65) ‖ AES-256-GCM of the estate, with `predecessor`. */
  readonly sealedEstate?: Uint8Array;
}

/** The part of a registration that only the application reads. */
export interface Vehicle {
  readonly make: string;
  readonly model: string;
  readonly modelYear: number;
  /** The vehicle identification number (ISO 3779, 17 characters), or empty. */
  readonly vin: string;
}

/**
 * Reads a registration. Whether its maker signed it is the question of `admitRegistration`.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * decodeRegistration(registration.message).devicePublicKey; // => publicKey
 */
export function decodeRegistration(bytes: Uint8Array): Registration {
  const message = decode("Registration", v2.Registration, bytes);
  const { predecessor, sealedEstate, possession } = message;
  if (message.sealedVehicle.length < 65 + 16) throw new MalformedError({ field: "sealed_vehicle" });
  const isTakeOver = predecessor.length > 0;
  if (isTakeOver ? sealedEstate.length < 65 + 16 : sealedEstate.length > 0) {
    throw new MalformedError({ field: "sealed_estate" });
  }
  length("possession", possession, isTakeOver ? 0 : 64);
  return {
    devicePublicKey: length("device_public_key", message.devicePublicKey, 33),
    keyTier: within("key_tier", message.keyTier, 1, 4) as KeyTier,
    makerId: length("maker_id", message.makerId, 8),
    keyId: length("key_id", message.keyId, 8),
    sealedVehicle: message.sealedVehicle,
    profile: within("profile", message.profile, 1, U16_MAX),
    profileVersion: within("profile_version", message.profileVersion, 1, U16_MAX),
    firstOwner: length("first_owner", message.firstOwner, 0, 20),
    ...(isTakeOver ? { predecessor, sealedEstate } : { possession }),
  };
}

/**
 * Encodes a registration; the result is what is signed.
 * @example
 * const message = encodeRegistration(decodeRegistration(registration.message));
 * const signed = signMessage("registration", context, message, makerPrivateKey, native);
 */
export function encodeRegistration(registration: Registration): Uint8Array {
  return encode(v2.Registration, registration);
}

/**
 * The characters of a make or model, as ranges and not as Unicode's categories: those grow with every edition, and two
 * engines of different age would part over a registration. All are one UTF-16 code unit.
 */
const NAME = new RegExp(
  `^[${[
    "0-9A-Za-z +./\\-",
    // Latin with its accents, Greek, Cyrillic.
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce",
    "\u0400-\u0481\u048a-\u052f",
    // Kana, Han, Hangul, and full-width letters and digits.
    "\u3041-\u3096\u30a1-\u30fa\u30fc",
    "\u4e00-\u9fef\uac00-\ud7a3",
    "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a",
  ].join("")}]+$`,
);

const name = (field: string, text: string): string => {
  if (text.length > NAME_MAX_CHARACTERS || !NAME.test(text)) throw new MalformedError({ field });
  return text;
};

/** The characters of ISO 3779: letters and digits but I, O and Q. */
const VIN = /^[0-9A-HJ-NPR-Z]{17}$/;

/**
 * Returns whether a text is a VIN: 17 of the characters of ISO 3779.
 * @example
 * isVin("WAUZZZ8V5KA000001"); // => true
 */
export const isVin = (text: string): boolean => VIN.test(text);

const vin = (text: string): string => {
  if (text !== "" && !isVin(text)) throw new MalformedError({ field: "vin" });
  return text;
};

/**
 * Checks the fields of a decoded vehicle and returns them.
 * @throws {MalformedError} `malformed` when a field is missing or out of bounds
 * @example
 * readVehicle(vehicle); // => vehicle
 */
export function readVehicle(message: witness.v2.Vehicle.$Properties): Vehicle {
  return {
    make: name("make", message.make ?? ""),
    model: name("model", message.model ?? ""),
    modelYear: within("model_year", message.modelYear ?? 0, 1900, 2200),
    vin: vin(message.vin ?? ""),
  };
}

/**
 * Reads a vehicle's description.
 * @throws {MalformedError} `malformed` when a field is missing or out of bounds
 * @example
 * decodeVehicle(encodeVehicle(vehicle)); // => vehicle
 */
export function decodeVehicle(bytes: Uint8Array): Vehicle {
  return readVehicle(decode("Vehicle", v2.Vehicle, bytes));
}

/**
 * Encodes a vehicle's description; the result is what is sealed.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const bytes = encodeVehicle(vehicle);
 */
export function encodeVehicle(vehicle: Vehicle): Uint8Array {
  return encode(v2.Vehicle, vehicle);
}
