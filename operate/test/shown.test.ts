/** What an owner is told of each field before a pass is signed. */
import { toHex } from "@witness/protocol/bytes";
import { expect, it } from "vitest";
import { evidence, passEvidence, passOwner, passValues } from "../../protocol/scripts/example-pass.ts";
import { chosenFields } from "../src/pass/fields.ts";
import { revealed } from "../src/pass/shown.ts";

const told = (of = evidence): ReadonlyMap<string, string> =>
  new Map(revealed(of).map((line) => [line.trim().split(" ")[0] ?? "", line]));

it.each([
  ["key", "tier 3"],
  ["vehicle", "Aster Corsa, 2026"],
  ["vin", "the last four characters, 0001; the rest stays hidden"],
  ["owner", toHex(passOwner)],
  ["chain", "envelope 900, 320 items"],
  ["period", "4,100 readings, covered from 2025-02-19"],
  ["odometer", "41,234.5 km at 2027-01-15"],
  ["verdict", "logical; "],
  ["closings", "1 day, 1 month and 1 year"],
  ["events", "2 events in all"],
  ["trouble", "2,800 l of fuel, 833 h of operation, 0 active trouble codes"],
  ["grants", "0 grants"],
  ["quarantine", "device not revoked; no quarantine"],
  ["publication", "the verdict is not public"],
  ["band", "40,000 to 50,000 km, and no closer"],
])("says what %s reveals", (field, words) => {
  expect(told().get(field)).toContain(words);
});

it("says nothing of an end of the VIN that the maker did not state", () => {
  expect(told({ ...evidence, vinEnd: undefined }).get("vin")).toContain("the maker stated no VIN");
});

it("says that a device was revoked and a car is in quarantine", () => {
  const quarantine = {
    ...passValues(passOwner).quarantine,
    revokedUnixS: 1,
    revokedReason: 7,
    untilUnixS: 2,
    reason: 9,
  };
  const line = told(passEvidence(passOwner, { quarantine })).get("quarantine");
  expect(line).toContain(
    "device revoked 1970-01-01T00:00:01Z, reason 7; quarantine until 1970-01-01T00:00:02Z, reason 9",
  );
});

it("takes a name once, and none alone", () => {
  expect(chosenFields("vin, consumption,vin")).toEqual(["vin", "trouble"]);
  expect(chosenFields("none")).toEqual([]);
  for (const wrong of ["none,vin", "", "key", "plate", "toString"]) expect(chosenFields(wrong)).toContain("It must be");
});
