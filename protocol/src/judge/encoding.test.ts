import { describe, expect, it } from "vitest";
import { Life, rulesFor } from "../../test/judge/life.ts";
import { toHex } from "../bytes.ts";
import { CAR } from "../columns/profile.ts";
import { decodeJudge, encodeJudge, FIXED_BYTES, JUDGE_MAX_BYTES, REASON_BYTES } from "./encoding.ts";
import { newJudge } from "./state.ts";

const fresh = newJudge(rulesFor(CAR));

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

describe("encodeJudge", () => {
  it("default: a judge that has seen nothing takes the fixed part alone", () => {
    expect(encodeJudge(fresh)).toHaveLength(FIXED_BYTES);
    expect(toHex(encodeJudge(fresh)).slice(0, 52)).toBe(
      `02${"0001"}${"0".repeat(24)}${"00000001".repeat(2)}${"800000"}`,
    );
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

describe("decodeJudge", () => {
  it("default: reads what encodeJudge writes", () => {
    for (const judge of [fresh, full().judge]) expect(decodeJudge(encodeJudge(judge))).toEqual(judge);
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
    const malformed = expect.objectContaining({ code: "malformed" });
    const refuse = (changed: Uint8Array) => expect(() => decodeJudge(changed)).toThrow(malformed);
    refuse(bytes.slice(1));
    refuse(bytes.slice(0, -1));
    refuse(new Uint8Array(0));
    refuse(altered(0, 1));
    refuse(altered(FIXED_BYTES, 0));
    refuse(altered(FIXED_BYTES, 8));
    refuse(altered(FIXED_BYTES, 10));
    refuse(altered(FIXED_BYTES, 12));
    // The unit's numerator, the flag of the path, the number of places before it.
    refuse(altered(18, 0));
    refuse(altered(29, 2));
    refuse(altered(42, 4));
  });

  it("refuses values where nothing is", () => {
    const bytes = encodeJudge(fresh);
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
