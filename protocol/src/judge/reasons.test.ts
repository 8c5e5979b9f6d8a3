import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  isOpen,
  OPEN_MAX,
  REASONS,
  type Reasons,
  reasonOfByte,
  withClosed,
  withExtent,
  withFinding,
} from "./reasons.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/verdict.md"), "utf8");
const rows = Object.entries(REASONS);

const found = (...times: readonly number[]): Reasons =>
  times.reduce<Reasons>(
    (reasons, timeUnixS) => withFinding(reasons, "gap", { timeUnixS, amountHm: timeUnixS, seconds: 1 }),
    [],
  );

describe("REASONS", () => {
  it("default: docs/verdict.md lists the same reasons with bytes and effects, in the order of the bytes", () => {
    const listed = [...page.matchAll(/^\| (\d+) \| `([a-z-]+)` \| ([a-z]+) \|$/gm)].map((row) =>
      row.slice(1, 4).join(" "),
    );
    expect(listed).toEqual(rows.map(([code, { byte, effect }]) => `${byte} ${code} ${effect}`));
  });

  it("default: a byte names its reason, and another names none", () => {
    for (const [code, { byte }] of rows) expect(reasonOfByte(byte)).toBe(code);
    expect([reasonOfByte(0), reasonOfByte(8), reasonOfByte(255)]).toEqual([undefined, undefined, undefined]);
  });

  it("default: every reason has a sentence", () => {
    for (const [, { sentence }] of rows) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

describe("withFinding", () => {
  it("default: first time and first amount stay, the others go on", () => {
    expect(found(5, 7)).toEqual([
      {
        code: "gap",
        firstTimeUnixS: 5,
        lastTimeUnixS: 7,
        count: 2,
        open: 2,
        firstAmountHm: 5,
        totalAmountHm: 12,
        seconds: 2,
      },
    ]);
  });

  it("given an earlier and a later byte, keeps the order", () => {
    const reasons = withFinding(withFinding(found(5), "void", { timeUnixS: 1 }), "more-per-day", { timeUnixS: 1 });
    expect(reasons.map(({ code }) => code)).toEqual(["more-per-day", "gap", "void"]);
    expect(reasons[2]).toMatchObject({ firstAmountHm: 0, totalAmountHm: 0, seconds: 0 });
  });

  it("boundary: counts and sums stop at their highest value", () => {
    const most = { ...found(5)[0]!, count: 65_535, totalAmountHm: 2 ** 32 - 3, seconds: 2 ** 32 - 1 };
    const [reason] = withFinding([most], "gap", { timeUnixS: 9, amountHm: 5, seconds: 1 });
    expect(reason).toMatchObject({ count: 65_535, totalAmountHm: 2 ** 32 - 1, seconds: 2 ** 32 - 1 });
    const [first] = withFinding([], "gap", { timeUnixS: 9, amountHm: 2 ** 40 });
    expect(first).toMatchObject({ firstAmountHm: 2 ** 32 - 1, totalAmountHm: 2 ** 32 - 1 });
  });
});

describe("withExtent", () => {
  it("default: the first finding's amount is added while it is the only one", () => {
    const extent = { amountHm: 10, seconds: 100 };
    expect(withExtent(found(5), "gap", extent)[0]).toMatchObject({
      firstAmountHm: 15,
      totalAmountHm: 15,
      seconds: 101,
    });
    expect(withExtent(found(5, 7), "gap", extent)[0]).toMatchObject({ firstAmountHm: 5, totalAmountHm: 22 });
    expect(withExtent(found(5), "void", extent)).toEqual(found(5));
  });
});

describe("withClosed", () => {
  it("default: closes one finding, or all, and what was found stays", () => {
    expect(withClosed(found(5, 7), "gap", "one")[0]).toMatchObject({ open: 1, count: 2 });
    expect(withClosed(found(5, 7), "gap", "all")[0]).toMatchObject({ open: 0, count: 2 });
    expect(withClosed(withClosed(found(5), "gap", "one"), "gap", "one")[0]).toMatchObject({ open: 0 });
    expect(withClosed(found(5), "void", "all")).toEqual(found(5));
  });

  it("boundary: more open findings than are counted are never closed one by one", () => {
    const many = found(...Array.from({ length: OPEN_MAX + 1 }, (_, time) => time));
    expect(many[0]?.open).toBe(OPEN_MAX);
    expect(withClosed(many, "gap", "one")[0]?.open).toBe(OPEN_MAX);
    expect(
      withClosed(
        many.map((reason) => ({ ...reason, open: 254 })),
        "gap",
        "one",
      )[0]?.open,
    ).toBe(253);
  });
});

describe("isOpen", () => {
  it("default: says whether a finding is open", () => {
    expect(isOpen(found(5), "gap")).toBe(true);
    expect(isOpen(found(5), "void")).toBe(false);
    expect(isOpen(withClosed(found(5), "gap", "one"), "gap")).toBe(false);
  });
});
