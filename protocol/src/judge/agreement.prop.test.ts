/** The judge against a second one that looks at whole histories (docs/verdict.md). */
import fc from "fast-check";
import { expect, it } from "vitest";
import { histories } from "../../test/judge/histories.ts";
import { type Entry, judgeWholeHistory } from "../../test/judge/second-judge.ts";
import { decodeJudge, encodeJudge } from "./encoding.ts";
import { note, observe } from "./judge.ts";
import { conclude } from "./judgement.ts";
import { REASONS } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { newJudge } from "./state.ts";

function judgeOneByOne(entries: readonly Entry[], rules: Rules) {
  let judge = newJudge(rules);
  for (const entry of entries) {
    judge =
      "reading" in entry
        ? observe(judge, entry.reading, entry.blockTimeUnixS, rules)
        : note(judge, entry.event, entry.blockTimeUnixS, rules);
  }
  return judge;
}

it("agrees with a judge that looks at whole histories, on 10 000 random ones", () => {
  const found = new Map<string, number>();
  fc.assert(
    fc.property(histories, ({ rules, entries }) => {
      const judged = conclude(judgeOneByOne(entries, rules), rules);
      expect(judged).toEqual(judgeWholeHistory(entries, rules));
      for (const name of [judged.verdict, ...judged.reasons.map(({ code }) => code)]) {
        found.set(name, (found.get(name) ?? 0) + 1);
      }
    }),
    { numRuns: 10_000, seed: 7 },
  );
  // An agreement about nothing would prove nothing.
  for (const name of ["logical", "illogical", "no judgement", ...Object.keys(REASONS)]) {
    expect(`${name}: ${(found.get(name) ?? 0) >= 30}`).toBe(`${name}: true`);
  }
}, 120_000);

it("is the same after its bytes were written and read", () => {
  fc.assert(
    fc.property(histories, ({ rules, entries }) => {
      const judge = judgeOneByOne(entries, rules);
      expect(decodeJudge(encodeJudge(judge))).toEqual(judge);
    }),
    { numRuns: 1_000, seed: 7 },
  );
});
