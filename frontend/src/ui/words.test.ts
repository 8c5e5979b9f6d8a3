import { expect, it } from "vitest";
import { MODES as SIMULATED } from "../../../mock-devices/src/faults.ts";
import { MODES } from "./words.ts";

it("has words for every way in which a simulated car behaves", () => {
  expect(Object.keys(MODES)).toEqual([...SIMULATED]);
});
