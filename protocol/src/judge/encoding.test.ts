import { describe, expect, it } from "vitest";
import { Life, rulesFor } from "../../test/judge/life.ts";
import { toHex } from "../bytes.ts";
import { CAR } from "../columns/profile.ts";
import { decodeJudge, encodeJudge, FIXED_BYTES, JUDGE_MAX_BYTES, REASON_BYTES } from "./encoding.ts";
import { type Judge, type Meter, newJudge } from "./state.ts";

const fresh = () => newJudge(rulesFor(CAR));

/** A judge with something in each field. */
const full = (): Life => {
  const life = new Life();
  life.others = ({ counter, timeUnixS }) => ({
    distanceSinceClearedKm: Math.floor(counter / 10) - 40_000,
    fuelUsedCl: counter,
    energyUsedWh: counter * 2,
    operatingTimeS: counter * 3,
    speedKmh: timeUnixS % 100,
  });
  life.days(10).minutes(5).read(0).wait(60).minutes(1).event({ kind: "gap" });
  life.counter -= 20_000;
  life
    .minutes(6)
    .read(3)
    .wait(60)
    .read(2 ** 31);
  return life;
};

/** A value as docs/verdict.md writes it. */
const hex = (value: number, bytes: number): string => value.toString(16).padStart(2 * bytes, "0");
const u8 = (...values: readonly number[]): string => values.map((value) => hex(value, 1)).join("");
const u32 = (...values: readonly number[]): string => values.map((value) => hex(value, 4)).join("");
const s48 = (...values: readonly number[]): string => values.map((value) => hex(value + 2 ** 47, 6)).join("");
const none = (bytes: number): string => hex(0, bytes);
const meter = (last: number): Meter => ({ last, rise: last + 1, positionHm: -last, level: last + 2 });
const meterHex = (last: number): string => u8(1) + u32(last) + s48(last + 1, -last, last + 2);

/** Every field has another value. The offset is 1 000, so that places are 1 000 above their counters. */
const distinct: Judge = {
  parameterVersion: 258,
  readings: 3,
  trustedUnixS: 4,
  staleSinceUnixS: 5,
  unit: { numerator: 1, denominator: 1 },
  offsetHm: 1_000,
  path: { raw: 8, positionHm: 1_008, momentUnixS: 9, sinceUnixS: 10 },
  before: [
    { positionHm: -11, momentUnixS: 12 },
    { positionHm: 2 ** 40, momentUnixS: 14 },
  ],
  isFirstLine: true,
  creditedUnixS: 15,
  levels: [16, -17, 18, -(2 ** 34), 20],
  strays: [
    { raw: 21, positionHm: 1_021, momentUnixS: 22, sinceUnixS: 23, mayBeTrue: true },
    { raw: 24, positionHm: 1_024, momentUnixS: 25, sinceUnixS: 26, mayBeTrue: false },
  ],
  episodes: [27],
  steppedHm: 28,
  coveredFromUnixS: 29,
  coveredReadings: 30,
  longestSilenceS: 31,
  source: {
    ...meter(32),
    behind: 33,
    isPartial: true,
    sinceUnixS: 34,
    above: 2,
    valueBefore: 35,
    levelBefore: 36,
  },
  work: { fuelUsedCl: meter(40), energyUsedWh: meter(50), operatingTimeS: meter(60), speedKmh: meter(70) },
  speedUnixS: 80,
  isGapOpen: true,
  clusterUntilUnixS: 81,
  unitUntilUnixS: 82,
  unitNext: { numerator: 83, denominator: 84 },
  lastBreak: { momentUnixS: 85, changeHm: -86, buckets: 21, rawBefore: 87, rawAfter: 88, reachHm: 89 },
  dispute: { momentUnixS: 90, amountHm: 91, positionHm: 92 },
  words: [
    { company: 254, entry: 2 ** 32 - 1, day: 65_535, says: "differs" },
    { company: 0, entry: 100, day: 101, says: "closed" },
  ],
  reasons: [
    {
      code: "void",
      firstTimeUnixS: 93,
      lastTimeUnixS: 94,
      count: 95,
      open: 96,
      firstAmountHm: 97,
      totalAmountHm: 98,
      seconds: 99,
    },
  ],
};

/** The same as docs/verdict.md lays it out, line by line. */
const LAID_OUT = [
  u8(2) + hex(258, 2) + u32(3, 4, 5) + u32(1, 1) + s48(1_000),
  u8(1) + u32(8, 9, 10),
  u8(2) + s48(-11) + u32(12) + s48(2 ** 40) + u32(14) + none(10),
  u8(1) + u32(15) + s48(16, -17, 18, -(2 ** 34), 20),
  u8(2) + u32(21, 22, 23) + u8(1) + u32(24, 25, 26) + u8(0) + u32(0, 0, 0) + u8(0),
  u8(1) + u32(27) + none(8),
  u32(28, 29, 30, 31),
  meterHex(32) + s48(33) + u8(1) + u32(34) + u8(2) + u32(35) + s48(36),
  meterHex(40) + meterHex(50) + meterHex(60) + meterHex(70),
  u32(80) + u8(1) + u32(81, 82) + u32(83, 84),
  u8(1) + u32(85) + s48(-86) + u8(21) + u32(87, 88) + s48(89),
  u8(1) + u32(90) + s48(91, 92),
  u8(2) + u8(254) + u32(2 ** 32 - 1) + hex(65_535, 2) + u8(1) + u8(0) + u32(100) + hex(101, 2) + u8(4) + none(16),
  u8(1) + u8(25) + u32(93, 94) + hex(95, 2) + u8(96) + u32(97, 98, 99),
];

describe("encodeJudge", () => {
  it("default: every field is where docs/verdict.md says, and comes back", () => {
    const bytes = encodeJudge(distinct);
    expect(toHex(bytes)).toBe(LAID_OUT.join(""));
    expect(decodeJudge(bytes)).toEqual(distinct);
  });

  it("default: a judge that has seen nothing takes the fixed part alone", () => {
    expect(encodeJudge(fresh())).toHaveLength(FIXED_BYTES);
    const meterless = none(17) + s48(0);
    const zeros = [
      u8(2) + hex(1, 2) + u32(0, 0, 0) + u32(1, 1) + s48(0),
      // No path, nothing before it, not alone, no time credited.
      none(13) + none(31) + none(5) + s48(0, 0, 0, 0, 0),
      // No strays, no episodes, nothing covered.
      none(40) + none(13) + none(16),
      // No source: since, above, value and level before.
      meterless + s48(0) + none(16),
      meterless.repeat(4),
      // No speed, gap, correction, next unit, break, dispute, words, reasons.
      none(21) + none(26) + none(17) + none(33) + none(1),
    ];
    expect(toHex(encodeJudge(fresh()))).toBe(zeros.join(""));
  });

  it("default: every reason takes its bytes, in the order of the bytes", () => {
    const { judge } = full();
    const bytes = encodeJudge(judge);
    expect(bytes).toHaveLength(FIXED_BYTES + judge.reasons.length * REASON_BYTES);
    expect(judge.reasons.map(({ code }) => code)).toEqual(["odometer-decreased", "gap", "outlier"]);
  });

  it("boundary: with every reason it stays below 1.25 KiB", () => {
    expect(JUDGE_MAX_BYTES).toBeLessThan(1_280);
  });
});

describe("what is not there", () => {
  it("given meters that were never compared, a fall does not move them", () => {
    const life = new Life().days(1).minutes(5);
    life.counter -= 20_000;
    life.minutes(5);
    expect(life.judge.source).toEqual(newJudge(life.rules).source);
    expect(life.judge.work).toEqual(newJudge(life.rules).work);
  });

  it("given a source that saturates, only its levels stay", () => {
    const life = new Life().days(1);
    life.others = ({ counter }) => ({ distanceSinceClearedKm: Math.floor(counter / 10) });
    life.days(1);
    life.others = () => ({ distanceSinceClearedKm: 65_535 });
    life.minutes(1);
    const { level, behind } = life.judge.source;
    expect(life.judge.source).toEqual({ ...newJudge(life.rules).source, level, behind });
  });

  it("given a source that is within its slack again, what was before is gone", () => {
    const life = new Life().days(1);
    for (const km of [100, 111, 111]) {
      life.others = () => ({ distanceSinceClearedKm: km });
      life.wait(120).read();
    }
    expect(life.judge.source).toMatchObject({ above: 2, valueBefore: 1_000 });
    life.counter += 60;
    life.wait(120).read();
    expect(life.judge.source).toMatchObject({ above: 0, valueBefore: 0, levelBefore: 0 });
  });

  it("given speeds without a place on the path, no time of a speed is kept", () => {
    const life = new Life();
    life.others = () => ({ speedKmh: 50 });
    life.isHidden = true;
    expect(life.minutes(2).judge.speedUnixS).toBe(0);
  });

  it("given an announced unit that was used, no unit is next", () => {
    const life = new Life({ counter: 50_000 }).days(2);
    const unit = { numerator: 1_009, denominator: 1_000 };
    life.event({ kind: "unit-changed", unit, byWorkshop: true, byOwner: true });
    expect(life.judge.unitNext).toEqual(unit);
    life.counter -= 400;
    life.minutes(4);
    expect(life.codes).toContain("unit-changed");
    expect(life.judge.unitNext).toBeUndefined();
  });

  it("given a period that begins anew, it has no begin until it has a reading", () => {
    const life = new Life().days(2).event({ kind: "unreadable" });
    expect(life.judge).toMatchObject({ coveredReadings: 0, coveredFromUnixS: 0 });
  });

  it("refuses values of what is not there", () => {
    const bytes = encodeJudge(new Life().minutes(1).event({ kind: "unreadable" }).judge);
    // Covered from; of the source: last, rise, position, fall, since, value and level before; of fuel: last, rise, position
    // and level; a speed's time, the next unit, a break's change, a dispute's position.
    const places = [168, 181, 187, 193, 206, 210, 215, 221, 226, 232, 238, 244, 317, 334, 345, 377];
    for (const at of places) {
      const changed = Uint8Array.from(bytes, (old, index) => (index === at ? old ^ 1 : old));
      expect(() => decodeJudge(changed), String(at)).toThrow(expect.objectContaining({ code: "malformed" }));
    }
  });
});

describe("decodeJudge", () => {
  it("default: reads what encodeJudge writes", () => {
    for (const judge of [fresh(), full().judge]) expect(decodeJudge(encodeJudge(judge))).toEqual(judge);
  });

  it("default: judges on from bytes as from the value", () => {
    const kept = new Life({ encoded: true }).days(2).read(0).minutes(3).event({ kind: "gap" }).days(70, 900);
    const plain = new Life().days(2).read(0).minutes(3).event({ kind: "gap" }).days(70, 900);
    expect(kept.judgement).toEqual(plain.judgement);
    expect(encodeJudge(kept.judge)).toEqual(encodeJudge(plain.judge));
  });

  it("refuses every other length, layout, reason, order, flag and unit", () => {
    const bytes = encodeJudge(full().judge);
    const altered = (at: number, byte: number) => Uint8Array.from(bytes, (old, index) => (index === at ? byte : old));
    const refuse = (changed: Uint8Array, facts: object = { field: "judge" }) =>
      expect(() => decodeJudge(changed)).toThrow(expect.objectContaining({ code: "malformed", facts }));
    refuse(bytes.slice(1), { bytes: bytes.length - 1 });
    refuse(bytes.slice(0, -1), { bytes: bytes.length - 1 });
    refuse(Uint8Array.of(...bytes, 0), { bytes: bytes.length + 1 });
    refuse(new Uint8Array(0), { bytes: 0 });
    refuse(altered(0, 1), { bytes: bytes.length });
    refuse(altered(FIXED_BYTES, 0), { field: "reason" });
    refuse(altered(FIXED_BYTES, 8), { field: "reason" });
    refuse(altered(FIXED_BYTES, 10), { field: "reason" });
    refuse(altered(FIXED_BYTES, 12), { field: "reason" });
    // The unit's numerator, the flag of the path, the number of places before it.
    refuse(altered(18, 0), { field: "unit" });
    refuse(altered(29, 2));
    refuse(altered(42, 4));
  });

  it.each([5, 255])("boundary: refuses %i words of the dial", (count) => {
    // Behind the count are four words of eight bytes, and the count of reasons.
    const changed = encodeJudge(fresh()).with(FIXED_BYTES - 34, count);
    for (let word = 0; word < 4; word += 1) changed.set([word, 0, 0, 0, 1, 0, 1, 1], FIXED_BYTES - 33 + 8 * word);
    expect(() => decodeJudge(changed)).toThrow(expect.objectContaining({ code: "malformed" }));
  });

  it("refuses values where nothing is", () => {
    const bytes = encodeJudge(fresh());
    const refused = Array.from(bytes.keys()).filter((at) => {
      try {
        decodeJudge(Uint8Array.from(bytes, (old, index) => (index === at ? old ^ 1 : old)));
        return false;
      } catch {
        return true;
      }
    });
    // Path, three places before it, three strays, three episodes, a break, a dispute, and five meters' last values.
    expect(refused.length).toBeGreaterThan(100);
  });
});
