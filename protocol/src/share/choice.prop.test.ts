import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseEnvelopes, type TimedEnvelope } from "./choice.ts";

const DAY_S = 86_400;
/** Envelopes in the order of their numbers, in sessions of ten; the times of a clock that need not go on. */
const envelopes = fc
  .array(fc.option(fc.tuple(fc.nat(20 * DAY_S), fc.nat(DAY_S)), { nil: undefined, freq: 5 }), { maxLength: 40 })
  .map((all) =>
    all.map(
      (times, at): TimedEnvelope => ({
        session: 1 + Math.floor(at / 10),
        sequence: at + 1,
        times: times && { firstUnixS: times[0], lastUnixS: times[0] + times[1] },
      }),
    ),
  );
const days = fc
  .tuple(fc.nat(20 * DAY_S), fc.integer({ min: 1, max: 10 * DAY_S }))
  .map(([fromUnixS, lastsS]) => ({ fromUnixS, untilUnixS: fromUnixS + lastsS }));

describe("the envelopes of some days", () => {
  it("are all that lie whole within them, and no envelope with a reading of another day", () => {
    fc.assert(
      fc.property(envelopes, days, (all, time) => {
        const { stretches, across } = chooseEnvelopes(all, time);
        const isGiven = ({ session, sequence }: TimedEnvelope): boolean =>
          stretches.some((each) => each.session === session && each.first <= sequence && sequence <= each.last);
        for (const each of all) {
          if (!each.times) continue;
          const { firstUnixS, lastUnixS } = each.times;
          const isWithin = firstUnixS >= time.fromUnixS && lastUnixS < time.untilUnixS;
          const touches = lastUnixS >= time.fromUnixS && firstUnixS < time.untilUnixS;
          expect(isGiven(each)).toBe(isWithin);
          expect(across.includes(each)).toBe(touches && !isWithin);
        }
      }),
    );
  });

  it("ascend, and stay in one session each", () => {
    fc.assert(
      fc.property(envelopes, days, (all, time) => {
        let before = 0;
        for (const { session, first, last } of chooseEnvelopes(all, time).stretches) {
          expect(first).toBeGreaterThan(before);
          expect(last).toBeGreaterThanOrEqual(first);
          expect([first, last].map((sequence) => 1 + Math.floor((sequence - 1) / 10))).toEqual([session, session]);
          before = last;
        }
      }),
    );
  });

  it("hold an envelope without a time only between two that are given", () => {
    const at = (sequence: number, timeUnixS?: number): TimedEnvelope => ({
      session: 1,
      sequence,
      times: timeUnixS === undefined ? undefined : { firstUnixS: timeUnixS, lastUnixS: timeUnixS },
    });
    const time = { fromUnixS: 10, untilUnixS: 20 };
    const chosen = (...all: TimedEnvelope[]) =>
      chooseEnvelopes(all, time).stretches.map(({ first, last }) => [first, last]);
    expect(chosen(at(1, 10), at(2), at(3, 19))).toEqual([[1, 3]]);
    expect(chosen(at(1, 10), at(2), at(3, 20))).toEqual([[1, 1]]);
    expect(chosen(at(1, 9), at(2), at(3, 19), at(4))).toEqual([[3, 3]]);
    expect(chosen(at(1), at(2))).toEqual([]);
  });
});
