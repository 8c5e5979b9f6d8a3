/** The judge of version 2: readings per second on one core, and the size of a car's state after ten years. */
import { CAR } from "@witness/protocol/columns/profile";
import { encodeJudge } from "@witness/protocol/judge/encoding";
import { note, observe } from "@witness/protocol/judge/judge";
import { PARAMETERS } from "@witness/protocol/judge/parameters";
import { rulesOf } from "@witness/protocol/judge/rules";
import { type Judge, newJudge } from "@witness/protocol/judge/state";
import type { Family } from "./family.ts";

const DAY_S = 86_400;
const FIRST_DAY_UNIX_S = 1_700_000_000;

/** Returns the judge of a car after `years` of two trips a day, with a few glitches, gaps and long pauses. */
function judgeTenYears(years: number): { readonly judge: Judge; readonly readings: number } {
  const rules = rulesOf(CAR, PARAMETERS);
  if (rules === undefined) throw new Error("Nothing of a car is judged.");
  let judge = newJudge(rules);
  let readings = 0;
  let counter = 100_000;
  const read = (timeUnixS: number, shown: number) => {
    const reading = {
      timeUnixS,
      counter: shown,
      distanceSinceClearedKm: Math.floor(counter / 10) % 60_000,
      fuelUsedCl: counter,
      operatingTimeS: 9 * counter,
      speedKmh: 60,
    };
    judge = observe(judge, reading, timeUnixS + 30, rules);
    readings += 1;
  };
  for (let day = 0; day < 365 * years; day += 1) {
    if (day % 365 > 280) continue;
    const midnight = FIRST_DAY_UNIX_S + day * DAY_S;
    for (const trip of [28_800, 64_800]) {
      for (let minute = 0; minute < 25; minute += 1) {
        counter += 10;
        read(midnight + trip + 60 * minute, day % 97 === 0 && minute === 12 ? 0 : counter);
      }
    }
    if (day % 200 === 0) judge = note(judge, { kind: "gap" }, midnight + DAY_S, rules);
  }
  return { judge, readings };
}

/** judgeReadingsPerS, judgeStateBytes10y. */
export const judgeFamily: Family = {
  name: "judge",
  figures: ["judgeReadingsPerS", "judgeStateBytes10y"],
  run: async ({ short }) => {
    const forMs = short ? 100 : 3_000;
    judgeTenYears(1);
    let readings = 0;
    const startMs = performance.now();
    while (performance.now() - startMs < forMs) readings += judgeTenYears(1).readings;
    const judgeReadingsPerS = (readings * 1_000) / (performance.now() - startMs);
    return { judgeReadingsPerS, judgeStateBytes10y: encodeJudge(judgeTenYears(10).judge).length };
  },
};
