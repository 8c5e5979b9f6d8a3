/** Addresses: each place has one, and each address that the page ever wrote still leads somewhere. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CAR_TABS, EXPLORER_LISTS, hrefOf, type Place, placeOf } from "./places.ts";

const ID = "0123456789abcdef";
const at = (url: string): Place | undefined => {
  const { pathname, search } = new URL(url, "https://witness.example");
  return placeOf(pathname, search);
};

const places: fc.Arbitrary<Place> = fc.oneof(
  fc.constantFrom("home", "check", "garage", "settings", "statistics").map((page) => ({ page }) as Place),
  fc.record(
    {
      page: fc.constant("car" as const),
      id: fc.constantFrom(ID, "ffffffffffffffff"),
      tab: fc.constantFrom(...CAR_TABS),
      asTable: fc.constant(true as const),
      range: fc.constantFrom("1y" as const, "30d" as const),
      atUnixS: fc.integer({ min: 0, max: 253_402_300_799 }),
    },
    { requiredKeys: ["page", "id", "tab"] },
  ),
  fc.record(
    {
      page: fc.constant("explorer" as const),
      list: fc.constantFrom(...EXPLORER_LISTS),
      skip: fc.integer({ min: 1, max: 999_999_999 }),
    },
    { requiredKeys: ["page", "list"] },
  ),
);

describe("an address", () => {
  it("says the whole place", () => {
    fc.assert(
      fc.property(places, (place) => {
        expect(at(hrefOf(place))).toEqual(place);
      }),
    );
  });

  it.each([
    [`/cars/${ID}`, `/cars/${ID}/overview`],
    [`/cars/${ID}/`, `/cars/${ID}/overview`],
    ["/explorer/inputs", "/explorer"],
    ["/explorer/outputs/", "/explorer/outputs"],
  ])("that was written before leads on: %s", (old, now) => {
    const place = at(old);
    expect(place && hrefOf(place)).toBe(now);
  });

  it("keeps of the search part what it understands", () => {
    const place = at(`/cars/${ID}/history?range=30d&at=2026-11-27T10:00:00Z&view=table&other=1`);
    expect(place).toEqual({ page: "car", id: ID, tab: "history", range: "30d", asTable: true, atUnixS: 1_795_773_600 });
    const nonsense = `/cars/${ID}/history?range=2y&at=yesterday&view=&skip=1`;
    expect(at(nonsense)).toEqual({ page: "car", id: ID, tab: "history" });
    expect(at("/explorer?skip=-20")).toEqual({ page: "explorer", list: "inputs" });
  });

  it.each([
    "/nothing-here",
    "/cars",
    "/cars/zzz",
    `/cars/${ID}/nothing`,
    `/cars/${ID}/history/more`,
    "/explorer/nothing",
    "/explorer/outputs/1",
    "/garage/1",
    "/check/",
  ])("is none of the page's or one with a slash too many: %s", (path) => {
    const place = at(path);
    expect(place === undefined || hrefOf(place) !== path).toBe(true);
  });
});
