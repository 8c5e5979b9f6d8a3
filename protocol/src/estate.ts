/**
 * The estate: what of a record is sealed to the application that takes it over (docs/protocol.md, "Taking over"). Only who has
 * the new application's key calls what opens it; what is proven in the clear is in `take-over.ts`, which a relay needs too.
 */
import { concat, equal, u16 } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { MalformedError } from "./errors.ts";
import { openFrom, sealTo } from "./hpke.ts";
import { decodeRecordField, RECORD_FIELD_NAMES, type RecordField, type RecordValues } from "./record/fields.ts";
import { type FieldOpening, type OpenedField, RECORD_TREE, rootOfOpening, SALT_BYTES } from "./record/opening.ts";
import type { VinSalts } from "./record/vin.ts";
import { isClear, type TakeOver } from "./take-over.ts";

/** What of the old record is sealed to the new application. */
export interface Estate {
  /** The fields that are not in the clear, with their salts. */
  readonly fields: readonly OpenedField[];
  /** The judge as `encodeJudge` writes it: the field `verdict` has the hash of these bytes. */
  readonly judge: Uint8Array;
  /** What opens the tag of the VIN; undefined when the maker stated none. */
  readonly vinSalts: VinSalts | undefined;
}

/** The longest value whose length two bytes can say. */
const VALUE_MAX_BYTES = 65_535;

/** The numbers of the fields that an estate has. */
const SEALED_FIELDS: readonly number[] = RECORD_FIELD_NAMES.flatMap((name, number) => (isClear(name) ? [] : [number]));

/**
 * Encodes an estate: of each field not in the clear, in the order of their numbers, salt (16) ‖ u16(length) ‖ value; then
 * u16(length) ‖ judge; then both salts of the VIN (16 each), or nothing.
 * @throws {MalformedError} `malformed` when fields are missing or a value is too long
 * @example
 * decodeEstate(encodeEstate(estate)); // => estate
 */
export function encodeEstate({ fields, judge, vinSalts }: Estate): Uint8Array {
  const isWhole =
    fields.length === SEALED_FIELDS.length && fields.every(({ field }, at) => field === SEALED_FIELDS[at]);
  const lengths = [judge, ...fields.map(({ value }) => value)].map(({ length }) => length);
  if (!isWhole || lengths.some((length) => length > VALUE_MAX_BYTES)) throw new MalformedError({ field: "estate" });
  return concat(
    ...fields.flatMap(({ salt, value }) => [salt, u16(value.length), value]),
    u16(judge.length),
    judge,
    ...(vinSalts ? [vinSalts.start, vinSalts.end] : []),
  );
}

/**
 * Returns the estate that bytes say.
 * @throws {MalformedError} `malformed` when the bytes are not as `encodeEstate` writes them
 * @example
 * decodeEstate(encodeEstate(estate)).judge; // => estate.judge
 */
export function decodeEstate(bytes: Uint8Array): Estate {
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new MalformedError({ at });
    at += length;
    return bytes.slice(at - length, at);
  };
  const takeLong = (): Uint8Array => {
    const [high = 0, low = 0] = take(2);
    return take(256 * high + low);
  };
  const fields = SEALED_FIELDS.map((field) => ({ field, salt: take(SALT_BYTES), value: takeLong() }));
  const judge = takeLong();
  if (at === bytes.length) return { fields, judge, vinSalts: undefined };
  const vinSalts = { start: take(SALT_BYTES), end: take(SALT_BYTES) };
  if (at !== bytes.length) throw new MalformedError({ at });
  return { fields, judge, vinSalts };
}

/**
 * Returns the values of all fields of the old record: those in the clear and those of the estate. Undefined when both together
 * do not come to the record's proven root, or when the judge's hash is not the one that the record has.
 * @throws {MalformedError} `malformed` when a proven value is none of this version
 * @example
 * provenEstate(takeOver, estate, native)?.key; // => takeOver.values.key
 */
export function provenEstate(
  { proof, recordRoot }: TakeOver,
  { fields, judge }: Estate,
  provider: CryptoProvider,
): RecordValues | undefined {
  const all = [...proof.opening.fields, ...fields].sort((a, b) => a.field - b.field);
  const opening: FieldOpening = { fields: all, siblings: [] };
  const root = rootOfOpening(RECORD_TREE, opening, provider);
  if (root === undefined || !equal(root, recordRoot)) return undefined;
  const values = Object.fromEntries(
    all.map(({ field, value }) => {
      const name = RECORD_FIELD_NAMES[field] as RecordField;
      return [name, decodeRecordField(name, value)];
    }),
  ) as unknown as RecordValues;
  return equal(provider.sha256(judge), values.verdict.judgeHash) ? values : undefined;
}

/**
 * Seals an encoded estate to the new application, for one device.
 * @param next the new application
 * @param devicePublicKey 33 bytes; the seal binds it, so that no other device's registration can carry this estate
 * @param keyMaterial 32 secret bytes that only this estate has
 * @returns encapsulated key (65 bytes) ‖ ciphertext ‖ tag (16 bytes)
 * @throws {RangeError} when the application's key is not a point of the curve
 * @example
 * const sealed = sealEstate(context, publicKey, application.publicKey, encodeEstate(estate), keyMaterial, native);
 */
export const sealEstate = (
  next: Context,
  devicePublicKey: Uint8Array,
  applicationPublicKey: Uint8Array,
  estate: Uint8Array,
  keyMaterial: Uint8Array,
  provider: CryptoProvider,
): Uint8Array => sealTo(applicationPublicKey, preamble("estate", next), devicePublicKey, estate, keyMaterial, provider);

/**
 * Returns the encoded estate that `sealEstate` sealed.
 * @throws {OpenError} when the keys, context or bytes are not those of the seal
 * @example
 * const sealed = sealEstate(context, publicKey, application.publicKey, encodeEstate(estate), keyMaterial, native);
 * openEstate(context, publicKey, applicationPrivateKey, sealed, native); // => encodeEstate(estate)
 */
export const openEstate = (
  context: Context,
  devicePublicKey: Uint8Array,
  applicationPrivateKey: Uint8Array,
  sealed: Uint8Array,
  provider: CryptoProvider,
): Uint8Array => openFrom(sealed, applicationPrivateKey, preamble("estate", context), devicePublicKey, provider);
