/** Readings at the door, and how many of them fit one envelope. */
import type { Profile } from "@witness/protocol/columns/profile";
import { type QuantityName, quantityOf } from "@witness/protocol/columns/quantity";
import { ProtocolError } from "@witness/protocol/errors";
import { GROUP_READINGS_MAX, SPARSE_VALUES_MAX } from "@witness/protocol/limits";
import { encodeReadings } from "@witness/protocol/reading";
import { DeviceError } from "./errors.ts";
import type { Said } from "./journal.ts";

/** @throws {DeviceError} `reading-malformed` when a reading cannot be said by a device of this profile */
export function checkReading(profile: Profile, said: Said): void {
  try {
    if (said.timeUnixS > 0) {
      encodeReadings(profile, [said]);
      return;
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const told = Object.entries(error.facts).map(([name, value]) => `${name} ${value}`);
    const sentence = `The reading is none of a ${profile.name} (${told.join(", ")}).`;
    throw new DeviceError(sentence, { code: "reading-malformed", cause: error });
  }
  throw new DeviceError("A reading has a time after 1970.", { code: "reading-malformed" });
}

const valuesOf = (said: Said, name: QuantityName): number => {
  if (name === "troubleCode") return said.troubleCodes?.length ?? 0;
  return said[name] === undefined ? 0 : 1;
};

/**
 * How many readings, at most `most`, go into the next envelope: those that have the same whole columns, and not too many
 * values of a sparse one.
 */
export function cut(profile: Profile, said: readonly Said[], most: number): number {
  const [first] = said;
  const counts = new Map<QuantityName, number>();
  for (const [index, each] of said.entries()) {
    if (index === Math.min(most, GROUP_READINGS_MAX)) return index;
    for (const { quantity } of profile.quantities) {
      const values = valuesOf(each, quantity);
      const count = (counts.get(quantity) ?? 0) + values;
      counts.set(quantity, count);
      const isWhole = quantityOf(quantity).column === "whole";
      const fits = isWhole ? !first || values === valuesOf(first, quantity) : count <= SPARSE_VALUES_MAX;
      if (!fits && index > 0) return index;
    }
  }
  return said.length;
}
