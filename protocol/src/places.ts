/**
 * Places: how many devices an application takes, and how many of them one maker may register (docs/protocol.md, "Places"). All of it
 * is public. Back-end, relay, archive and audit ask here.
 */
import { toHex } from "./bytes.ts";
import { DEVICES_MAX_UNLESS_SAID } from "./limits.ts";

/** How many places there are, and how many are taken. */
export interface Taken {
  readonly places: number;
  readonly taken: number;
}

/** What is known of places when a device asks for one. */
export interface Places extends Taken {
  /** Returns those of a maker (the company's id, 8 bytes). */
  readonly of: (maker: Uint8Array) => Taken;
  /** Returns whether a device (8 bytes) has a place already, though it has no record. */
  readonly has: (deviceId: Uint8Array) => boolean;
}

/** Places without an end: for who asks nobody. */
export const PLACES_FOR_ALL: Places = {
  places: Number.POSITIVE_INFINITY,
  taken: 0,
  of: () => ({ places: Number.POSITIVE_INFINITY, taken: 0 }),
  has: () => false,
};

/**
 * Returns why there is no place for a device (8 bytes) of a maker (8 bytes), or undefined.
 * @example
 * const none = { places: 2, taken: 2, of: () => ({ places: 1, taken: 0 }), has: () => false };
 * placeRefusal(none, deviceId, deviceId); // => "capacity-reached"
 */
export function placeRefusal(
  { places, taken, of, has }: Places,
  deviceId: Uint8Array,
  maker: Uint8Array,
): "capacity-reached" | "allotment-reached" | undefined {
  if (has(deviceId)) return undefined;
  if (taken >= places) return "capacity-reached";
  const own = of(maker);
  return own.taken >= own.places ? "allotment-reached" : undefined;
}

/** What a genesis says of places. */
export interface FoundedPlaces {
  readonly makers: readonly unknown[];
  /** Absent: nobody registers a maker later. */
  readonly administrators?: unknown;
  readonly maximumDevices?: number | undefined;
  readonly placesPerMaker?: number | undefined;
}

/**
 * Returns how many devices each maker may register until administrators say otherwise: what the genesis says, or else an equal share
 * for each of its makers and, where there are administrators, one more for those whom they register.
 * @example
 * firstPlaces({ makers: [makerPublicKey], administrators: {}, maximumDevices: 7 }); // => 4
 */
export function firstPlaces({
  makers,
  administrators,
  maximumDevices = DEVICES_MAX_UNLESS_SAID,
  placesPerMaker,
}: FoundedPlaces): number {
  const shares = makers.length + (administrators === undefined ? 0 : 1);
  return placesPerMaker ?? Math.ceil(maximumDevices / Math.max(1, shares));
}

/** How many places each maker has taken, by id: the count of whoever follows an application. Nothing gives one back. */
export type TakenByMaker = ReadonlyMap<string, number>;

/**
 * Returns how many places a maker (8 bytes) has taken.
 * @example
 * takenBy(new Map(), deviceId); // => 0
 */
export const takenBy = (counts: TakenByMaker, maker: Uint8Array): number => counts.get(toHex(maker)) ?? 0;

/**
 * Counts one more place of a maker (8 bytes).
 * @example
 * const counts = new Map<string, number>();
 * takePlace(counts, deviceId);
 * takenBy(counts, deviceId); // => 1
 */
export function takePlace(counts: Map<string, number>, maker: Uint8Array): void {
  counts.set(toHex(maker), takenBy(counts, maker) + 1);
}
