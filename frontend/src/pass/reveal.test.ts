import { native } from "@witness/protocol/crypto/native";
import { narrowEvidence } from "@witness/protocol/pass/issue";
import type { RecordField } from "@witness/protocol/record/fields";
import { expect, it } from "vitest";
import { ownEvidence } from "../../../protocol/scripts/example-pass.ts";
import { revealed } from "./reveal.ts";

const shown = (fields: readonly RecordField[]) => revealed(narrowEvidence(ownEvidence, fields, native));
const textOf = (fields: readonly RecordField[]): string =>
  shown(fields)
    .map(({ title, text }) => `${title}: ${text}`)
    .join("\n");

it("says each field that is opened once, and no other", () => {
  const fields: readonly RecordField[] = ["vehicle", "vin", "band", "period", "events", "trouble", "closings"];
  const always = ["key", "owner", "chain", "verdict", "quarantine"];
  expect(
    shown(fields)
      .map(({ field }) => field)
      .sort(),
  ).toEqual([...fields, ...always].sort());
  expect(shown([])[0]?.field).toBe("verdict");
});

it("says a band without the distance in it", () => {
  const text = textOf(["band"]);
  expect(text).toContain("Odometer: 40,000 to 50,000 km, and no closer.");
  expect(text).not.toMatch(/41[,.]?234/);
});

it("says an exact odometer to 100 m", () => {
  expect(textOf(["odometer"])).toContain("Odometer: 41,234.5 km at ");
});

it("says the end of the VIN alone, and none when it is not shown", () => {
  expect(textOf(["vin"])).toContain("It ends with 0001; the rest stays hidden.");
  expect(textOf(["vin"])).not.toContain("WAUZZZ");
  expect(textOf([])).not.toContain("0001");
});

it("leaves out counters that the car does not send", () => {
  expect(textOf(["trouble"])).toContain("2,800 l of fuel, 833 hours of operation, 0 active fault codes");
});
