/** Companies that read the dial (docs/verdict.md, "Dial readings"): none of them alone condemns a car or clears it. */
import { describe, expect, it } from "vitest";
import { DAY_S, Life } from "../../test/judge/life.ts";

const [A, B, C, D, E, F] = [0, 1, 2, 3, 4, 254] as const;

/** A company reads the dial so many hectometres from what the device shows. Returns the entry. */
const reads = (life: Life, company: number, by: number): number => life.dial(life.counter + by, company).entry;

const honest = (): Life => new Life({ encoded: true }).days(40);

/** A high reading that could be reached, and goes on lower: disputed, 1 000 hm above. */
function disputed(): Life {
  const life = new Life({ encoded: true }).days(40).read().wait(3_600);
  life.read(life.counter + 1_000);
  for (let reading = 0; reading < 4; reading += 1) life.wait(60).read();
  return life;
}

describe("a company that reads something else off the dial", () => {
  it("alone is a doubt, and no longer one when it withdraws the entry", () => {
    const life = honest();
    const entry = reads(life, A, -5_000);
    expect(life.verdict).toBe("no judgement");
    life.withdraw(entry, B);
    life.withdraw(entry + 1, A);
    expect(life.verdict).toBe("no judgement");
    life.withdraw(entry, A);
    expect(life.verdict).toBe("logical");
    expect(life.reason("dial-differs")).toMatchObject({ open: 0, count: 1, firstAmountHm: 5_000 });
  });

  it("is outweighed by two others, and does not open it again alone for a year", () => {
    const life = honest();
    reads(life, A, -5_000);
    reads(life, B, 0);
    reads(life, B, 0);
    expect(life.verdict).toBe("no judgement");
    reads(life, C, 0);
    expect(life.verdict).toBe("logical");
    for (let week = 0; week < 50; week += 1) reads(life.days(7), A, -5_000);
    expect(life.verdict).toBe("logical");
    expect(life.reason("dial-unconfirmed")).toMatchObject({ count: 50, firstAmountHm: 5_000 });
    reads(life.days(15), A, -5_000);
    expect(life.verdict).toBe("no judgement");
  });

  it("is heard again within the year when another company says so too", () => {
    const life = honest();
    reads(life, A, -5_000);
    reads(life, B, 0);
    reads(life, C, 0);
    reads(life, D, -5_000);
    reads(life, A, -5_000);
    for (const company of [B, C]) reads(life, company, 0);
    expect(life.verdict).toBe("no judgement");
    reads(life, E, 0);
    expect(life.verdict).toBe("logical");
  });

  it("agrees later, and its doubt is gone", () => {
    const life = honest();
    reads(life, A, -5_000);
    reads(life, A, 0);
    expect(life.verdict).toBe("logical");
  });

  it.each([
    ["withdraws", (life: Life, entry: number) => life.withdraw(entry, A)],
    ["agrees", (life: Life) => reads(life, A, 0)],
  ])("and %s before two others agree does not differ again alone", (_, takeBack) => {
    const life = honest();
    const entry = reads(life, A, -5_000);
    reads(life, B, 0);
    takeBack(life, entry);
    reads(life, A, -5_000);
    expect(life.verdict).toBe("logical");
  });

  it("does not lengthen that year by withdrawing the entry of a doubt that is closed", () => {
    const life = honest();
    const entry = reads(life, A, -5_000);
    reads(life, A, 0);
    life.days(300).withdraw(entry, A);
    reads(life.days(66), A, -5_000);
    expect(life.verdict).toBe("no judgement");
  });

  it("is not outweighed by what was read before", () => {
    const life = honest();
    for (const company of [B, C, D]) reads(life, company, 0);
    reads(life, A, -5_000);
    expect(life.verdict).toBe("no judgement");
  });

  it.each([2, 3, 4, 5])("and %i in all that do are outweighed by three others, and not by two", (count) => {
    const life = honest();
    for (let company = 0; company < count; company += 1) reads(life, 10 + company, -5_000);
    for (const company of [A, B]) reads(life, company, 0);
    expect(life.verdict).toBe("no judgement");
    reads(life, C, 0);
    expect(life.verdict).toBe("logical");
  });
});

describe("a company that reads what was disputed", () => {
  it("alone convicts nobody; a second one does, for ever", () => {
    const life = disputed();
    for (let day = 0; day < 3; day += 1) reads(life.wait(10), A, 1_000);
    expect(life.verdict).toBe("no judgement");
    reads(life, B, 1_000);
    expect(life.verdict).toBe("illogical");
    expect(life.reason("odometer-decreased")).toMatchObject({ open: 1, firstAmountHm: 1_000 });
    for (const company of [C, D, E, F]) reads(life, company, 0);
    expect(life.days(40).verdict).toBe("illogical");
  });

  it("keeps the dispute open against one that agrees, but not against two", () => {
    const life = disputed();
    reads(life, A, 1_000);
    reads(life, B, 0);
    expect(life.reason("disputed-reading")?.open).toBe(1);
    reads(life, C, 0);
    expect(life.reason("disputed-reading")?.open).toBe(0);
    expect(life.days(31).verdict).toBe("logical");
  });

  it("withdraws it, and the dispute is as before", () => {
    const life = disputed();
    const entry = reads(life, A, 1_000);
    life.withdraw(entry, A);
    expect(life.reason("disputed-reading")?.open).toBe(1);
    expect(life.reason("dial-differs")?.open).toBe(0);
    reads(life, B, 1_000);
    expect(life.verdict).toBe("no judgement");
  });

  it("boundary: and far more, when the car has driven there since, convicts nobody with a second one", () => {
    const life = disputed().minutes(100);
    for (const company of [A, B]) reads(life, company, 20_000);
    expect(life.verdict).toBe("no judgement");
    expect(life.reason("odometer-decreased")).toBeUndefined();
  });

  it.each([
    [4_000, 1_000],
    [1_000, 1_000],
  ])("speaks of the largest, of equal ones the first: %i hm, then %i", (first, second) => {
    const life = new Life({ encoded: true }).days(40).read();
    const disputes = [first, second].map((by) => {
      life.wait(DAY_S).read(life.counter + by);
      const { timeUnixS } = life;
      for (let reading = 0; reading < 4; reading += 1) life.wait(60).read();
      return timeUnixS + 60;
    });
    for (const company of [A, B]) reads(life, company, first);
    expect(life.reason("odometer-decreased")).toMatchObject({ firstAmountHm: first, firstTimeUnixS: disputes[0] });
  });

  it("read another dispute than the second: that convicts nobody", () => {
    const life = disputed();
    reads(life, A, 1_000);
    life.wait(DAY_S).read(life.counter + 4_000);
    for (let reading = 0; reading < 4; reading += 1) life.wait(60).read();
    reads(life, B, 4_000);
    expect(life.verdict).toBe("no judgement");
    reads(life, A, 4_000);
    expect(life.verdict).toBe("illogical");
  });
});
