/** From what a node answers an owner, and the notice on chain, to all that the owner may show. */
import { expect, it } from "vitest";
import { ownEvidence, publishedState, showableCar } from "../../scripts/example-pass.ts";
import { native } from "../crypto/native.ts";
import { MalformedError } from "../errors.ts";
import { encodeNotice } from "../outputs.ts";
import { answeredEvidence } from "./issue.ts";

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ 1);

it("makes of an answer and its notice what the owner may show", () => {
  expect(answeredEvidence(showableCar, publishedState, native)).toEqual({ ...ownEvidence, sessions: [] });
});

it("shows nothing of a VIN that the maker did not state", () => {
  const car = { ...showableCar, vinSalts: undefined };
  expect(answeredEvidence(car, publishedState, native)?.vinEnd).toBeUndefined();
});

it.each([
  ["another car", { ...showableCar, deviceId: new Uint8Array(8) }, publishedState],
  ["another state", { ...showableCar, stateRoot: flipped(showableCar.stateRoot, 0) }, publishedState],
  ["the notice of another state", showableCar, { ...publishedState, output: flipped(publishedState.output, 100) }],
  [
    "a notice with something after it",
    showableCar,
    { ...publishedState, output: Uint8Array.of(...publishedState.output, 0) },
  ],
  ["a VIN that is not the record's", { ...showableCar, vehicle: { vin: "WAUZZZ8V5KA000002" } }, publishedState],
  ["a VIN that is none", { ...showableCar, vehicle: { vin: "" } }, publishedState],
])("makes nothing of %s", (_, car, published) => {
  expect(answeredEvidence(car, published, native)).toBeUndefined();
});

it("refuses an output that is no notice of a state", () => {
  const output = encodeNotice(new Uint8Array(164));
  expect(() => answeredEvidence(showableCar, { ...publishedState, output }, native)).toThrow(MalformedError);
});
