/** The dearest input that a search finds stays within what a machine can do (docs/security.md, "The dearest input"). */
import { expect, it } from "vitest";
import { findDearest } from "../fuzz/dearest.ts";

/** Of P-256 verifications' worth: 90 s in a Cartesi machine, of 180 s that an input is given. */
const BOUND = 2_600;

it("the dearest input costs no more than 2 600 verifications, whatever its sender prepared", () => {
  const { dearest, pure } = findDearest({ tries: 25, seed: 1 });
  expect(dearest.payloadBytes).toBeGreaterThan(60_000);
  expect(dearest.verifications).toBeLessThanOrEqual(BOUND);
  // The search is not blind: it tries what is dear, and a replay is not.
  expect(dearest.verifications).toBeGreaterThan(1_000);
  expect(pure["replay"]).toBeLessThan(100);
  expect(dearest.work).toMatchObject({ verifications: expect.any(Number), decapsulations: expect.any(Number) });
  expect(dearest.work.verifications).toBeLessThanOrEqual(600);
  expect(dearest.work.decapsulations).toBeLessThanOrEqual(400);
});
