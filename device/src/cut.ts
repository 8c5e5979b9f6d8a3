/** Readings at the door, and how many of them fit one envelope. */
import { contentOf } from "@witness/protocol/assembly";
import { isU32 } from "@witness/protocol/bytes";
import { TROUBLE_CODES_MAX_PER_ENVELOPE } from "@witness/protocol/limits";
import { DeviceError } from "./errors.ts";
import type { Said } from "./journal.ts";

const SIGNED_MAX = 2 ** 31 - 1;
const QUANTITIES = ["odometerHm", "fuelUsedCl", "energyUsedWh"] as const;

/** @throws {DeviceError} `reading-malformed` when a reading cannot be said */
export function checkReading(said: Said): void {
  const numbers = [said.timeUnixS, said.odometerHm, said.fuelUsedCl ?? 0, said.energyUsedWh ?? 0];
  const columns = [said.fuelUsedCl ?? 0, said.energyUsedWh ?? 0];
  const codes = said.troubleCodes ?? [];
  const sound =
    numbers.every(isU32) &&
    said.timeUnixS > 0 &&
    columns.every((value) => value <= SIGNED_MAX) &&
    codes.length <= TROUBLE_CODES_MAX_PER_ENVELOPE &&
    codes.every(({ code }) => isU32(code) && code <= 0xffff);
  if (!sound)
    throw new DeviceError("A reading has whole numbers from 0 to 2^32 − 1, and a time.", { code: "reading-malformed" });
}

const follows = (before: Said, next: Said): boolean =>
  Math.abs(next.timeUnixS - before.timeUnixS) <= SIGNED_MAX &&
  QUANTITIES.every((name) => {
    const [a, b] = [before[name], next[name]];
    return a === undefined || b === undefined ? a === b : Math.abs(b - a) <= SIGNED_MAX;
  });

/** How many readings, at most `most`, go into the next envelope: those with the same columns and not too many codes. */
export function cut(said: readonly Said[], most: number): number {
  let codes = 0;
  for (const [index, each] of said.entries()) {
    codes += each.troubleCodes?.length ?? 0;
    const before = said[index - 1];
    const fits = !before || (follows(before, each) && codes <= TROUBLE_CODES_MAX_PER_ENVELOPE);
    if (index === most || !fits) return index;
  }
  return said.length;
}

/** Encoded Readings of what goes into one envelope. */
export function encodeSaid(said: readonly Said[]): Uint8Array {
  const troubleCodes = said.flatMap((each, reading) =>
    (each.troubleCodes ?? []).map(({ code, cleared }) => ({ reading, code, cleared })),
  );
  return contentOf(said, troubleCodes);
}
