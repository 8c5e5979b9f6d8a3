/** The columns of Readings, and a live reading, as bytes (docs/protocol.md, "Reading"). */
import { witness } from "../generated/witness.js";
import { decode, encode, length } from "./codec.ts";

const { v1 } = witness;

/** Columns as they stand on the wire; `reading.ts` turns them into readings. */
export interface Columns {
  readonly firstTimeUnixS: number;
  readonly firstOdometerHm: number;
  readonly timeDeltaS: readonly number[];
  readonly odometerDeltaHm: readonly number[];
  readonly fuelUsedCl: readonly number[];
  readonly energyUsedWh: readonly number[];
  readonly troubleCodes: readonly { readonly reading: number; readonly code: number; readonly cleared: boolean }[];
  readonly profile: number;
  readonly raw: Uint8Array;
}

/** A reading on demand, in the clear. */
export interface LiveReading {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** 32 bytes, chosen by the asker. */
  readonly challenge: Uint8Array;
  readonly timeUnixS: number;
  readonly odometerHm: number;
  readonly sequence: number;
  /** 32 bytes: the link of the last envelope that the device signed. */
  readonly link: Uint8Array;
}

/**
 * Reads the columns of Readings. `decodeReadings` turns them into readings.
 * @throws {MalformedError} `malformed` when the bytes are none
 * @example
 * decodeColumns(contentOf([{ timeUnixS: 5, odometerHm: 7 }])).firstOdometerHm; // => 7
 */
export function decodeColumns(bytes: Uint8Array): Columns {
  const message = decode("Readings", v1.Readings, bytes);
  return {
    firstTimeUnixS: message.firstTimeUnixS,
    firstOdometerHm: message.firstOdometerHm,
    timeDeltaS: message.timeDeltaS,
    odometerDeltaHm: message.odometerDeltaHm,
    fuelUsedCl: message.fuelUsedCl,
    energyUsedWh: message.energyUsedWh,
    troubleCodes: message.troubleCodes.map(({ reading, code, cleared }) => ({
      reading: reading ?? 0,
      code: code ?? 0,
      cleared: cleared ?? false,
    })),
    profile: message.profile,
    raw: message.raw,
  };
}

/**
 * Encodes columns; the result is what is sealed. `encodeReadings` makes them from readings.
 * @throws {LimitError} `too-large` when a number does not fit its field
 * @example
 * const bytes = encodeColumns(decodeColumns(contentOf([{ timeUnixS: 5, odometerHm: 7 }])));
 */
export function encodeColumns(columns: Columns): Uint8Array {
  const message = {
    ...columns,
    timeDeltaS: [...columns.timeDeltaS],
    odometerDeltaHm: [...columns.odometerDeltaHm],
    fuelUsedCl: [...columns.fuelUsedCl],
    energyUsedWh: [...columns.energyUsedWh],
    troubleCodes: [...columns.troubleCodes],
  };
  return encode(v1.Readings, message, ["timeDeltaS", "odometerDeltaHm", "fuelUsedCl", "energyUsedWh"]);
}

/**
 * Reads a live reading. Whether the device signed it is the question of `verifyMessage`.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * decodeLiveReading(encodeLiveReading(liveReading)); // => liveReading
 */
export function decodeLiveReading(bytes: Uint8Array): LiveReading {
  const { deviceId, challenge, timeUnixS, odometerHm, sequence, link } = decode("LiveReading", v1.LiveReading, bytes);
  return {
    deviceId: length("device_id", deviceId, 8),
    challenge: length("challenge", challenge, 32),
    timeUnixS,
    odometerHm,
    sequence,
    link: length("link", link, 32),
  };
}

/**
 * Encodes a live reading; the result is what is signed.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const signed = signMessage("live", context, encodeLiveReading(liveReading), privateKey, native);
 */
export function encodeLiveReading(reading: LiveReading): Uint8Array {
  return encode(v1.LiveReading, reading);
}
