/**
 * The sixteen fields of a record (docs/protocol.md, "Record tree") and the bytes of each. What changes together lies in
 * one quarter: identity and owner; what a run changes; what a day or an operation adds; what is seldom said.
 */
import {
  CLOSING_DAYS_MAX,
  CLOSING_MONTHS_MAX,
  CLOSING_YEARS_MAX,
  EVENTS_MAX,
  GRANTS_MAX,
  PLATE_TAG_BYTES,
  TROUBLE_CODES_ACTIVE_MAX,
} from "../limits.ts";
import { decodeLayout, encodeLayout, isLayoutOf, type LayoutValue, type Part } from "./layout.ts";

const SINCE = { name: "sinceUnixS", type: "u32" } as const;
const UNTIL = { name: "untilUnixS", type: "u32" } as const;
const SEQUENCE = { name: "sequence", type: "u32" } as const;
const FIRST = { name: "firstSequence", type: "u32" } as const;
const HECTOMETRES = { name: "distanceHm", type: "u32" } as const;

/** Name and layout of each field, in the order of their numbers. */
export const RECORD_LAYOUTS = {
  key: [
    { name: "publicKey", bytes: 33 },
    { name: "keyTier", type: "u8" },
    { name: "maker", bytes: 8 },
  ],
  vehicle: [
    { name: "make", type: "text" },
    { name: "model", type: "text" },
    { name: "modelYear", type: "u16" },
    { name: "profile", type: "u16" },
    { name: "profileVersion", type: "u16" },
  ],
  vin: [{ name: "tag", bytes: 32 }],
  owner: [{ name: "owner", bytes: 20 }, { name: "tenure", type: "u32" }, FIRST, SINCE],
  chain: [
    SEQUENCE,
    { name: "link", bytes: 32 },
    { name: "session", type: "u32" },
    FIRST,
    { name: "accumulator", bytes: 32 },
    { name: "items", type: "u32" },
  ],
  period: [
    { name: "coveredFromUnixS", type: "u32" },
    { name: "coveredToUnixS", type: "u32" },
    { name: "coveredReadings", type: "u32" },
    { name: "readings", type: "u32" },
    { name: "longestSilenceS", type: "u32" },
  ],
  odometer: [
    { name: "timeUnixS", type: "u32" },
    { name: "raw", type: "u32" },
    { name: "distanceHm", type: "u48" },
    { name: "offsetHm", type: "s48" },
  ],
  verdict: [
    { name: "judgeHash", bytes: 32 },
    { name: "parameters", type: "u16" },
    { name: "verdict", type: "u8" },
    {
      name: "reasons",
      most: 255,
      list: [
        { name: "reason", type: "u8" },
        { name: "open", type: "u8" },
        { name: "count", type: "u16" },
        { name: "firstTimeUnixS", type: "u32" },
      ],
    },
  ],
  closings: [
    { name: "days", most: CLOSING_DAYS_MAX, list: [{ name: "day", type: "u16" }, HECTOMETRES] },
    { name: "months", most: CLOSING_MONTHS_MAX, list: [{ name: "month", type: "u16" }, HECTOMETRES] },
    { name: "years", most: CLOSING_YEARS_MAX, list: [{ name: "year", type: "u16" }, HECTOMETRES] },
  ],
  events: [
    { name: "count", type: "u32" },
    {
      name: "newest",
      most: EVENTS_MAX,
      list: [
        { name: "kind", type: "u8" },
        { name: "timeUnixS", type: "u32" },
        { name: "item", type: "u32" },
      ],
    },
  ],
  trouble: [
    { name: "fuelUsedCl", type: "u32" },
    { name: "energyUsedWh", type: "u32" },
    { name: "operatingTimeS", type: "u32" },
    { name: "active", most: TROUBLE_CODES_ACTIVE_MAX, list: [{ name: "code", type: "u16" }] },
  ],
  grants: [
    {
      name: "grants",
      most: GRANTS_MAX,
      list: [
        { name: "identity", bytes: 16 },
        { name: "grantee", bytes: 33 },
        { name: "groups", type: "u8" },
        FIRST,
        { name: "lastSequence", type: "u32" },
        UNTIL,
      ],
    },
  ],
  quarantine: [
    { name: "revokedReason", type: "u8" },
    { name: "revokedUnixS", type: "u32" },
    { name: "reason", type: "u8" },
    SINCE,
    UNTIL,
  ],
  publication: [{ name: "isPublic", type: "u8" }, SINCE],
  plate: [{ name: "tag", bytes: PLATE_TAG_BYTES, orNone: true }],
  band: [{ name: "distanceBand", type: "u16" }],
} as const satisfies Readonly<Record<string, readonly Part[]>>;

/** The name of a field. */
export type RecordField = keyof typeof RECORD_LAYOUTS;

/** What each field says. */
export type RecordValues = { readonly [F in RecordField]: LayoutValue<(typeof RECORD_LAYOUTS)[F]> };

/** The names of the fields; a field's place is its number. */
export const RECORD_FIELD_NAMES = Object.keys(RECORD_LAYOUTS) as readonly RecordField[];

const NUMBERS = Object.fromEntries(RECORD_FIELD_NAMES.map((name, number) => [name, number])) as Readonly<
  Record<RecordField, number>
>;

/**
 * Returns a field's number, from 0 to 15.
 * @example
 * recordFieldNumber("chain"); // => 4
 */
export const recordFieldNumber = (field: RecordField): number => NUMBERS[field];

/**
 * Returns a field's value as bytes.
 * @throws {MalformedError} `malformed` when a part is missing or does not fit
 * @example
 * encodeRecordField("publication", { isPublic: 1, sinceUnixS: 258 }); // => Uint8Array.of(1, 0, 0, 1, 2)
 */
export function encodeRecordField<F extends RecordField>(field: F, value: RecordValues[F]): Uint8Array {
  return encodeLayout<readonly Part[]>(RECORD_LAYOUTS[field], value as LayoutValue<readonly Part[]>);
}

/**
 * Returns whether a field's value is these bytes: what `encodeRecordField` would say, without making them.
 * @throws {MalformedError} `malformed` when a part is missing or does not fit
 * @example
 * isRecordField("publication", { isPublic: 1, sinceUnixS: 258 }, Uint8Array.of(1, 0, 0, 1, 2)); // => true
 */
export function isRecordField<F extends RecordField>(field: F, value: RecordValues[F], bytes: Uint8Array): boolean {
  return isLayoutOf<readonly Part[]>(RECORD_LAYOUTS[field], value as LayoutValue<readonly Part[]>, bytes);
}

/**
 * Returns what a field's bytes say.
 * @throws {MalformedError} `malformed` when the bytes are not this field's
 * @example
 * decodeRecordField("publication", Uint8Array.of(1, 0, 0, 1, 2)); // => { isPublic: 1, sinceUnixS: 258 }
 */
export function decodeRecordField<F extends RecordField>(field: F, bytes: Uint8Array): RecordValues[F] {
  return decodeLayout<readonly Part[]>(RECORD_LAYOUTS[field], bytes) as unknown as RecordValues[F];
}
