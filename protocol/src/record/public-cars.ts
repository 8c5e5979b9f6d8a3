/**
 * What a stranger who knows a car's VIN or plate is shown of it, if its owner wishes (docs/protocol.md, "Public verdict"): never
 * a reading, and never who owns it.
 */
import { equal } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { keyIdentity } from "../identity.ts";
import { PUBLIC_CARS_MAX } from "../limits.ts";
import { decodeRecordField, type RecordField, type RecordValues } from "./fields.ts";
import type { FieldOpening } from "./opening.ts";
import { PLATE_SALT_BYTES, type Plate, plateTag } from "./plate.ts";
import { provenRecord, type StatePlace } from "./tree.ts";
import { NO_VIN_TAG, VIN_SALT_BYTES, vinTag } from "./vin.ts";

/** Fields of a car's record with what leads from them to a state root. */
interface OpenedCar {
  readonly opening: FieldOpening;
  readonly place: StatePlace;
}

/** What somebody knows of a car: the VIN that its maker stated, or the plate that its owner stated. */
export type CarName =
  | { readonly kind: "vin"; readonly vin: string }
  | { readonly kind: "plate"; readonly plate: Plate };

/** The public cars of a name, each opened under a state root: `provenPublicCars` says whether they hold. */
export interface PublicAnswer {
  /** 32 bytes: of the state that answers. */
  readonly stateRoot: Uint8Array;
  /** The latest block that the back-end has seen. */
  readonly timeUnixS: number;
  /** Inputs that the state has seen. */
  readonly inputCount: number;
  /** Those that were registered first, PUBLIC_CARS_MAX at most. */
  readonly cars: readonly OpenedCar[];
  /** How many devices are public under the name. */
  readonly total: number;
  /** What opens the tag: both salts of the VIN one after the other, or the plate's; no bytes when there is no car. */
  readonly salts: Uint8Array;
}

/** The fields that are opened of each car, and no other. */
export const PUBLIC_FIELDS = [
  "key",
  "vehicle",
  "vin",
  "period",
  "verdict",
  "quarantine",
  "publication",
  "plate",
] as const satisfies readonly RecordField[];

/** What is shown of a public car, proven under the state root of the answer. */
export interface PublicCar extends Pick<RecordValues, (typeof PUBLIC_FIELDS)[number]> {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** Its place in the state tree. */
  readonly index: number;
}

/** Returns whether the record says that it has the name. */
function isNamed(
  name: CarName,
  salts: Uint8Array,
  { vin, plate }: Pick<RecordValues, "vin" | "plate">,
  provider: CryptoProvider,
): boolean {
  if (name.kind === "plate") {
    return salts.length === PLATE_SALT_BYTES && equal(plate.tag, plateTag(name.plate, salts, provider));
  }
  if (salts.length !== 2 * VIN_SALT_BYTES) return false;
  const [start, end] = [salts.subarray(0, VIN_SALT_BYTES), salts.subarray(VIN_SALT_BYTES)];
  return equal(vin.tag, vinTag(name.vin, { start, end }, provider));
}

function provenCar(
  name: CarName,
  { stateRoot, salts }: PublicAnswer,
  { opening, place }: OpenedCar,
  provider: CryptoProvider,
): PublicCar | undefined {
  const [first] = opening.fields;
  if (first?.field !== 0) return undefined;
  const deviceId = keyIdentity(decodeRecordField("key", first.value).publicKey, provider);
  const values = provenRecord(opening, place, { deviceId, stateRoot }, provider);
  if (values === undefined) return undefined;
  const { key, vehicle, vin, period, verdict, quarantine, publication, plate } = values;
  if (!vehicle || !vin || !period || !verdict || !quarantine || !publication || !plate) return undefined;
  const isPublic = publication.isPublic === 1 && isNamed(name, salts, { vin, plate }, provider);
  const shown = { key, vehicle, vin, period, verdict, quarantine, publication, plate };
  return isPublic ? { ...shown, deviceId, index: place.index } : undefined;
}

/**
 * Returns the public cars of a name, in the order of their registrations. Undefined when one of them is not proven under the
 * answer's state root, is not public, does not have the name, or when the count is not theirs. Proven is that these cars are
 * public under this name; that there is no other is the word of the node.
 * @throws {MalformedError} `malformed` when a proven value is none of this version
 * @example
 * const answer = { stateRoot: link, timeUnixS: 1_800_000_000, inputCount: 7, cars: [], total: 0, salts: new Uint8Array() };
 * provenPublicCars({ kind: "vin", vin: "WAUZZZ8V5KA000001" }, answer, native); // => []
 */
export function provenPublicCars(
  name: CarName,
  answer: PublicAnswer,
  provider: CryptoProvider,
): readonly PublicCar[] | undefined {
  const { cars, total } = answer;
  if (cars.length > PUBLIC_CARS_MAX || cars.length !== Math.min(total, PUBLIC_CARS_MAX)) return undefined;
  const proven: PublicCar[] = [];
  for (const each of cars) {
    const car = provenCar(name, answer, each, provider);
    // One car twice would pass for two.
    if (car === undefined || car.index <= (proven.at(-1)?.index ?? 0)) return undefined;
    proven.push(car);
  }
  return proven;
}

/**
 * Returns whether the maker of a car stated its VIN. Then a question for the VIN on the windscreen tells whether it is this
 * car's; a plate is the word of the owner alone.
 * @example
 * hasVin({ vin: { tag: NO_VIN_TAG } }); // => false
 */
export const hasVin = ({ vin }: Pick<PublicCar, "vin">): boolean => !equal(vin.tag, NO_VIN_TAG);
