/** The question for public verdicts, and its answer, as bytes (docs/protocol.md, "Public verdict"). */
import { MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { PUBLIC_CARS_MAX } from "../limits.ts";
import { encodePlate, PLATE_SALT_BYTES } from "../record/plate.ts";
import type { CarName, PublicAnswer } from "../record/public-cars.ts";
import { VIN_SALT_BYTES } from "../record/vin.ts";
import { length } from "./codec.ts";
import { readRecordProof, writeRecordProof } from "./record-proof.ts";
import { isVin } from "./registration.ts";

const { v2 } = witness;

/** The lengths that `salts` may have. */
const SALTS_BYTES: readonly number[] = [0, PLATE_SALT_BYTES, 2 * VIN_SALT_BYTES];

/**
 * Returns a name as a part of a question.
 * @example
 * writeCarName({ kind: "vin", vin: "WAUZZZ8V5KA000001" }).vin; // => "WAUZZZ8V5KA000001"
 */
export const writeCarName = (name: CarName): witness.v2.PublicQuery.$Properties =>
  name.kind === "vin" ? { vin: name.vin } : { country: name.plate.country, plate: name.plate.characters };

/**
 * Reads a name.
 * @throws {MalformedError} `malformed` when it is neither a VIN nor a plate, or both
 * @example
 * readCarName({ country: "DE", plate: "WITN2026" }).kind; // => "plate"
 */
export function readCarName(properties: witness.v2.PublicQuery.$Properties): CarName {
  const { vin, country, plate: characters } = new v2.PublicQuery(properties);
  if (vin !== "") {
    if (!isVin(vin) || country !== "" || characters !== "") throw new MalformedError({ field: "vin" });
    return { kind: "vin", vin };
  }
  const plate = { country, characters };
  encodePlate(plate);
  return { kind: "plate", plate };
}

/**
 * Returns an answer as a part of a message.
 * @example
 * const answer = { stateRoot: link, timeUnixS: 1_800_000_000, inputCount: 7, cars: [], total: 0, salts: new Uint8Array() };
 * writePublicAnswer(answer).total; // => 0
 */
export const writePublicAnswer = (answer: PublicAnswer): witness.v2.PublicAnswer.$Properties => ({
  stateRoot: answer.stateRoot,
  timeUnixS: answer.timeUnixS,
  inputCount: answer.inputCount,
  cars: answer.cars.map(writeRecordProof),
  total: answer.total,
  salts: answer.salts,
});

/**
 * Reads an answer.
 * @throws {MalformedError} `malformed` when a field is missing or has another length, or there are more cars than it may have
 * @example
 * const answer = { stateRoot: link, timeUnixS: 1_800_000_000, inputCount: 7, cars: [], total: 0, salts: new Uint8Array() };
 * readPublicAnswer(writePublicAnswer(answer)); // => answer
 */
export function readPublicAnswer(properties: witness.v2.PublicAnswer.$Properties | null | undefined): PublicAnswer {
  const { stateRoot, timeUnixS, inputCount, cars, total, salts } = new v2.PublicAnswer(properties ?? {});
  if (!SALTS_BYTES.includes(salts.length)) throw new MalformedError({ field: "salts", length: salts.length });
  if (cars.length > PUBLIC_CARS_MAX) throw new MalformedError({ field: "cars", count: cars.length });
  return {
    stateRoot: length("state_root", stateRoot, 32),
    timeUnixS,
    inputCount,
    cars: cars.map(readRecordProof),
    total,
    salts,
  };
}
