/** What of a record its owner may choose to show in a pass, and for how long. Pure. */
import type { RecordField } from "@witness/protocol/record/fields";
import type { Message } from "../language/say.ts";

/** How exactly a pass says how far the car has come. */
export type OdometerChoice = "band" | "exact" | "hidden";

/** What else is shown when its box is ticked. */
export type Choice = "vehicle" | "vin" | "period" | "events" | "consumption" | "closings";

/** What an owner has chosen. */
export interface Choices {
  readonly odometer: OdometerChoice;
  readonly shown: readonly Choice[];
}

/** The field of each choice, and how it is called. */
export const CHOICES: Readonly<Record<Choice, { readonly field: RecordField; readonly title: Message }>> = {
  vehicle: { field: "vehicle", title: "Make, model and year" },
  vin: { field: "vin", title: "Last four characters of the VIN" },
  period: { field: "period", title: "Period that was judged" },
  events: { field: "events", title: "Events: sales, journal entries, gaps" },
  consumption: { field: "trouble", title: "Consumption and fault codes" },
  closings: { field: "closings", title: "Distance at the end of each day, month and year" },
};

/** The words of each way to show the odometer. */
export const ODOMETER_CHOICES: Readonly<Record<OdometerChoice, Message>> = {
  band: "In steps of {step}",
  exact: "To 100 m",
  hidden: "Not at all",
};

/** What is ticked at first: enough for a buyer before the windscreen, and no closer than that. */
export const FIRST_CHOICES: Choices = { odometer: "band", shown: ["vehicle", "vin", "period"] };

const DAY_S = 86_400;

/** How long a pass may last, by the names that the page gives. */
export const TERMS: readonly { readonly title: Message; readonly lastsS: number }[] = [
  { title: "24 hours", lastsS: DAY_S },
  { title: "7 days", lastsS: 7 * DAY_S },
  { title: "60 days", lastsS: 60 * DAY_S },
];

const ODOMETER_FIELDS: Readonly<Record<OdometerChoice, readonly RecordField[]>> = {
  band: ["band"],
  exact: ["odometer"],
  hidden: [],
};

/** Whether a choice would say the distance exactly although the odometer is not shown so. */
const saysTooMuch = (choice: Choice, { odometer }: Choices): boolean => choice === "closings" && odometer !== "exact";

/**
 * Returns what can be chosen now.
 * @param opened fields that the node opened to the owner
 * @param hasVinEnd whether the maker stated a VIN
 */
export function offered(choices: Choices, opened: readonly RecordField[], hasVinEnd: boolean): readonly Choice[] {
  const names = Object.keys(CHOICES) as Choice[];
  return names.filter(
    (choice) =>
      opened.includes(CHOICES[choice].field) && (choice !== "vin" || hasVinEnd) && !saysTooMuch(choice, choices),
  );
}

/** Returns the fields that are shown beside those of every pass. @param offers what `offered` returns */
export const chosenFields = ({ odometer, shown }: Choices, offers: readonly Choice[]): readonly RecordField[] => [
  ...ODOMETER_FIELDS[odometer],
  ...shown.filter((choice) => offers.includes(choice)).map((choice) => CHOICES[choice].field),
];

/** Returns choices with one ticked that was not, or the other way round. */
export const toggled = ({ odometer, shown }: Choices, choice: Choice): Choices => ({
  odometer,
  shown: shown.includes(choice) ? shown.filter((each) => each !== choice) : [...shown, choice],
});
