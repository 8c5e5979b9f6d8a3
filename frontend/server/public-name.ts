/** The names by which whoever comes to this server asks for a public verdict: a VIN, or a plate with its country. Pure. */
import { plateOf } from "@witness/protocol/record/plate";
import type { CarName } from "@witness/protocol/record/public-cars";
import { isVin } from "@witness/protocol/wire/registration";
import type { Query } from "./forward.ts";

const NAMES = new Set(["vin", "country", "plate"]);

/** Returns the name that a query string asks for; undefined when it asks for none, for two, or for anything else. */
export function nameIn(query: Query): CarName | undefined {
  const { vin, country, plate } = query;
  if (Object.keys(query).some((key) => !NAMES.has(key))) return undefined;
  if (typeof vin === "string" && country === undefined && plate === undefined) {
    const typed = vin.trim().toUpperCase();
    return isVin(typed) ? { kind: "vin", vin: typed } : undefined;
  }
  if (vin !== undefined || typeof country !== "string" || typeof plate !== "string") return undefined;
  const read = plateOf(country, plate);
  return read && { kind: "plate", plate: read };
}

/** Returns the query string that asks for a name. */
export function searchOf(name: CarName): string {
  if (name.kind === "vin") return `?vin=${name.vin}`;
  return `?${new URLSearchParams({ country: name.plate.country, plate: name.plate.characters })}`;
}

/**
 * Returns what of a name everybody may see who looks at an advert: not the whole VIN. A plate that a car shows is its owner's word;
 * one that none shows is nobody's.
 */
export function shownName(name: CarName, isShown: boolean): string {
  if (name.kind === "vin") return `VIN …${name.vin.slice(-4)}`;
  return `${name.plate.country} ${name.plate.characters}${isShown ? " (as its owner states)" : ""}`;
}
