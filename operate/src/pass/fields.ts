/** What of a record its owner may choose to show, by the names that the command takes. */
import { PASS_FIELDS } from "@witness/protocol/pass/check";
import type { RecordField } from "@witness/protocol/record/fields";

/** The field of each name. What is not here is in every pass, or says nothing. */
export const CHOICES = {
  vehicle: "vehicle",
  vin: "vin",
  odometer: "odometer",
  band: "band",
  period: "period",
  closings: "closings",
  events: "events",
  consumption: "trouble",
  grants: "grants",
  publication: "publication",
} as const satisfies Readonly<Record<string, RecordField>>;

/** What can be chosen. */
export type Choice = keyof typeof CHOICES;

const isChoice = (name: string): name is Choice => Object.hasOwn(CHOICES, name);

/** Each says how far the car has come more exactly than the band. */
const EXACT: readonly Choice[] = ["odometer", "closings"];

/**
 * Reads names with commas between; `none` is nothing but what every pass shows.
 * @returns fields of the record, or a sentence about what is wrong
 */
export function chosenFields(text: string): readonly RecordField[] | string {
  const names = text === "none" ? [] : text.split(",").map((name) => name.trim());
  if (!names.every(isChoice)) {
    return `It must be none, or some of ${Object.keys(CHOICES).join(", ")}, with commas between; every pass shows ${PASS_FIELDS.join(", ")}.`;
  }
  const exact = names.find((name) => EXACT.includes(name));
  if (names.includes("band") && exact !== undefined) {
    return `band says the distance in steps of 10 000 km, and ${exact} says it exactly: choose one of them.`;
  }
  return [...new Set(names.map((name) => CHOICES[name]))];
}
