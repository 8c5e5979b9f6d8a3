/** A distance as of a time, in an answer about a car (docs/protocol.md, "As of"). */
import { MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { type DistanceThen, GRAINS, type Grain } from "../record/as-of.ts";

const { v2 } = witness;

const GRAIN_NAMES = new Map<number, Grain>(Object.entries(GRAINS).map(([name, byte]) => [byte, name as Grain]));

/**
 * Reads a distance as of a time.
 * @throws {MalformedError} `malformed` when the byte stands for no grain
 * @example
 * readDistanceThen({ grain: 1, timeUnixS: 9, distanceHm: 7 }).grain; // => "reading"
 */
export function readDistanceThen(properties: witness.v2.DistanceThen.$Properties): DistanceThen {
  const { grain: byte, timeUnixS, distanceHm } = new v2.DistanceThen(properties);
  const grain = GRAIN_NAMES.get(byte);
  if (grain === undefined) throw new MalformedError({ field: "grain", value: byte });
  return { grain, timeUnixS, distanceHm };
}
