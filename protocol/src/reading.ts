/**
 * Readings as columns of differences: neighbours differ little, so most differences fit one byte
 * (docs/protocol.md, "Reading"). All quantities are integers; the odometer counts 100 m, SAE J1979 PID 01A6's unit.
 */
import { LimitError, MalformedError } from "./errors.ts";
import { READINGS_MAX_PER_ENVELOPE, TROUBLE_CODES_MAX_PER_ENVELOPE } from "./limits.ts";
import { type Columns, decodeColumns, encodeColumns } from "./wire/reading.ts";

/** What the car shows at one moment. */
export interface Reading {
  readonly timeUnixS: number;
  /** Hundreds of metres. */
  readonly odometerHm: number;
  /** Fuel used over the car's life, in centilitres; wraps nowhere below 2^32. */
  readonly fuelUsedCl?: number;
  /** Traction energy used over the car's life, in watt-hours. */
  readonly energyUsedWh?: number;
}

/** A trouble code (SAE J2012, 16 bits) set or cleared, and the index of the reading it was seen with. */
export interface TroubleCode {
  readonly reading: number;
  readonly code: number;
  readonly cleared: boolean;
}

/** What one envelope says. */
export interface Readings {
  readonly readings: readonly Reading[];
  readonly troubleCodes: readonly TroubleCode[];
  /** How the device decoded the vehicle's bus; 0 = not stated. */
  readonly profile: number;
  /** The bus answers behind the last reading, where decoding can be wrong. */
  readonly raw: Uint8Array;
}

const U32_MAX = 2 ** 32 - 1;

function u32(field: string, value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > U32_MAX) throw new MalformedError({ field, value });
  return value;
}

const differences = (values: readonly number[]): number[] =>
  values.slice(1).map((value, index) => value - (values[index] ?? 0));

/** A sint32 column: differences wider than 31 bits cannot be said. */
function column(field: string, values: readonly number[]): number[] {
  for (const value of values) {
    if (value < -(2 ** 31) || value > 2 ** 31 - 1) throw new MalformedError({ field, value });
  }
  return [...values];
}

/** A column that all readings have, or none. */
function optional(field: "fuelUsedCl" | "energyUsedWh", readings: readonly Reading[]): number[] {
  const values = readings.map((reading) => reading[field]);
  const present = values.filter((value) => value !== undefined).map((value) => u32(field, value));
  if (present.length === 0) return [];
  if (present.length !== readings.length) throw new MalformedError({ field, readings: readings.length });
  return column(field, [present[0] ?? 0, ...differences(present)]);
}

/**
 * Encodes readings in the order given (it need not be the clock's).
 * @throws {MalformedError} `malformed` when a value is not an integer from 0 to 2^32 - 1, a difference of two readings needs
 * more than 31 bits, a column is incomplete, or a trouble code names no reading or has more than 16 bits
 * @throws {LimitError} `too-large` beyond READINGS_MAX_PER_ENVELOPE readings or TROUBLE_CODES_MAX_PER_ENVELOPE codes
 * @example
 * const bytes = encodeReadings({
 *   readings: [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }],
 *   troubleCodes: [{ reading: 0, code: 0x0301, cleared: false }],
 *   profile: 0,
 *   raw: new Uint8Array(),
 * });
 */
export function encodeReadings({ readings, troubleCodes, profile, raw }: Readings): Uint8Array {
  if (readings.length > READINGS_MAX_PER_ENVELOPE) throw new LimitError({ readings: readings.length });
  const times = readings.map(({ timeUnixS }) => u32("time_unix_s", timeUnixS));
  const odometers = readings.map(({ odometerHm }) => u32("odometer_hm", odometerHm));
  checkTroubleCodes(troubleCodes, readings.length);
  return encodeColumns({
    firstTimeUnixS: times[0] ?? 0,
    firstOdometerHm: odometers[0] ?? 0,
    timeDeltaS: column("time_delta_s", differences(times)),
    odometerDeltaHm: column("odometer_delta_hm", differences(odometers)),
    fuelUsedCl: optional("fuelUsedCl", readings),
    energyUsedWh: optional("energyUsedWh", readings),
    troubleCodes,
    profile,
    raw,
  });
}

function checkTroubleCodes(codes: readonly TroubleCode[], readings: number): void {
  if (codes.length > TROUBLE_CODES_MAX_PER_ENVELOPE) throw new LimitError({ troubleCodes: codes.length });
  for (const { reading, code } of codes) {
    if (reading >= readings) throw new MalformedError({ field: "trouble_codes", reading });
    if (code > 0xffff) throw new MalformedError({ field: "trouble_codes", code });
  }
}

/** Sums a column up; every sum must be an unsigned 32-bit integer. */
function sums(field: string, first: number, deltas: readonly number[]): number[] {
  const values = [u32(field, first)];
  let value = first;
  for (const delta of deltas) {
    value += delta;
    values.push(u32(field, value));
  }
  return values;
}

function optionalSums(field: string, values: readonly number[], count: number): number[] {
  if (values.length === 0) return [];
  if (values.length !== count) throw new MalformedError({ field, values: values.length, readings: count });
  return sums(field, values[0] ?? 0, values.slice(1));
}

const isEmpty = (columns: Columns): boolean =>
  columns.timeDeltaS.length === 0 && columns.firstTimeUnixS === 0 && columns.firstOdometerHm === 0;

/**
 * Decodes an envelope's plaintext. An envelope without readings (only zeros) is admitted: an opening may carry none.
 * @throws {MalformedError} `malformed` when columns differ in length, a sum leaves 32 bits, or a trouble code names no
 * reading or has more than 16 bits
 * @throws {LimitError} `too-large` beyond READINGS_MAX_PER_ENVELOPE readings or TROUBLE_CODES_MAX_PER_ENVELOPE codes
 * @example
 * const content = contentOf([{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]);
 * decodeReadings(content).readings; // => [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]
 */
export function decodeReadings(bytes: Uint8Array): Readings {
  const columns = decodeColumns(bytes);
  const { profile, raw } = columns;
  if (isEmpty(columns)) {
    if (columns.odometerDeltaHm.length + columns.fuelUsedCl.length + columns.energyUsedWh.length > 0) {
      throw new MalformedError({ field: "time_delta_s" });
    }
    checkTroubleCodes(columns.troubleCodes, 0);
    return { readings: [], troubleCodes: [], profile, raw };
  }
  const count = columns.timeDeltaS.length + 1;
  if (count > READINGS_MAX_PER_ENVELOPE) throw new LimitError({ readings: count });
  if (columns.odometerDeltaHm.length !== count - 1) {
    throw new MalformedError({ field: "odometer_delta_hm", values: columns.odometerDeltaHm.length });
  }
  const times = sums("time_delta_s", columns.firstTimeUnixS, columns.timeDeltaS);
  const odometers = sums("odometer_delta_hm", columns.firstOdometerHm, columns.odometerDeltaHm);
  const fuels = optionalSums("fuel_used_cl", columns.fuelUsedCl, count);
  const energies = optionalSums("energy_used_wh", columns.energyUsedWh, count);
  checkTroubleCodes(columns.troubleCodes, count);
  const readings = times.map((timeUnixS, index): Reading => {
    const fuel = fuels[index];
    const energy = energies[index];
    return {
      timeUnixS,
      odometerHm: odometers[index] ?? 0,
      ...(fuel === undefined ? {} : { fuelUsedCl: fuel }),
      ...(energy === undefined ? {} : { energyUsedWh: energy }),
    };
  });
  return { readings, troubleCodes: columns.troubleCodes, profile, raw };
}
