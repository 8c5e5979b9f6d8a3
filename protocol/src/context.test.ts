import { expect, it } from "vitest";
import { toHex } from "./bytes.ts";
import { preamble } from "./context.ts";

const application = new Uint8Array(20).fill(7);

it("preamble, default: is label, zero, chain id and application", () => {
  const bytes = preamble("live", { chainId: 258, application });
  expect(toHex(bytes)).toBe(
    `${toHex(new TextEncoder().encode("witness/v2 live reading"))}00${"0".repeat(12)}0102${"07".repeat(20)}`,
  );
});

it.each([0, Number.MAX_SAFE_INTEGER])("preamble, boundary: takes chain id %d", (chainId) => {
  expect(preamble("live", { chainId, application }).length).toBe(24 + 8 + 20);
});

it.each([-1, 0.5, Number.NaN, 2 ** 53])("preamble refuses chain id %d", (chainId) => {
  expect(() => preamble("live", { chainId, application })).toThrow(RangeError);
});

it.each([0, 19, 21])("preamble refuses an application of %d bytes", (bytes) => {
  expect(() => preamble("live", { chainId: 1, application: new Uint8Array(bytes) })).toThrow(RangeError);
});

it("preamble of a context that was changed since: is of the context as it is now", () => {
  const context = { chainId: 1, application: new Uint8Array(20).fill(1) };
  const before = toHex(preamble("live", context));
  context.application.fill(2);
  expect(toHex(preamble("live", context))).toBe(before.replace(/(01){20}$/, "02".repeat(20)));
  context.chainId = 258;
  expect(toHex(preamble("live", context))).toContain(`${"0".repeat(12)}0102${"02".repeat(20)}`);
});
