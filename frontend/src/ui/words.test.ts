import { expect, it } from "vitest";
import { GARAGE } from "../../../mock-devices/src/modes.ts";
import { EPOCH_STATUS, MODES, wordFor } from "./words.ts";

it("has words for every way in which a simulated car behaves", () => {
  expect(Object.keys(MODES)).toEqual([...GARAGE]);
});

it("takes a name that a node gave for no more than a name", () => {
  expect(wordFor(EPOCH_STATUS, "CLAIM_ACCEPTED")).toBe(EPOCH_STATUS["CLAIM_ACCEPTED"]);
  for (const name of ["__proto__", "constructor", "toString"]) expect(wordFor(EPOCH_STATUS, name)).toBe(name);
});
