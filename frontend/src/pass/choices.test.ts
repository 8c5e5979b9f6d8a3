import { RECORD_FIELD_NAMES } from "@witness/protocol/record/fields";
import { expect, it } from "vitest";
import { type Choices, chosenFields, FIRST_CHOICES, offered, toggled } from "./choices.ts";

const all: Choices = {
  odometer: "exact",
  shown: ["vehicle", "vin", "period", "events", "consumption", "closings"],
};
const fieldsOf = (choices: Choices, opened = RECORD_FIELD_NAMES, hasVinEnd = true) =>
  chosenFields(choices, offered(choices, opened, hasVinEnd));

it("shows a band, car, VIN end and period at first", () => {
  expect(fieldsOf(FIRST_CHOICES)).toEqual(["band", "vehicle", "vin", "period"]);
});

it.each(["band", "hidden"] as const)("given an odometer %s, never shows the days, which say it exactly", (odometer) => {
  expect(fieldsOf({ ...all, odometer })).not.toContain("closings");
  expect(fieldsOf({ ...all, odometer })).not.toContain("odometer");
});

it("shows band or odometer, never both", () => {
  expect(fieldsOf(all)).toEqual(["odometer", "vehicle", "vin", "period", "events", "trouble", "closings"]);
});

it("offers nothing that the node does not open, and no VIN that the maker did not state", () => {
  const opened = RECORD_FIELD_NAMES.filter((name) => name !== "closings");
  expect(fieldsOf(all, opened, false)).toEqual(["odometer", "vehicle", "period", "events", "trouble"]);
});

it("remembers what was ticked while it could not be shown", () => {
  const hidden = { ...all, odometer: "band" } as const;
  expect(fieldsOf({ ...hidden, odometer: "exact" })).toContain("closings");
  expect(toggled(toggled(all, "vin"), "vin").shown).toContain("vin");
  expect(toggled(all, "vin").shown).not.toContain("vin");
});
