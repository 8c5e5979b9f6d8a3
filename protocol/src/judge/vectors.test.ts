/** The judge against protocol/vectors/v2-judge.json. */
import { describe, expect, it } from "vitest";
import { reasonLine } from "../../scripts/cases/judged.ts";
import vectors from "../../vectors/v2-judge.json" with { type: "json" };
import { fromHex, toHex } from "../bytes.ts";
import { native } from "../crypto/native.ts";
import { codeOfError } from "../errors.ts";
import { decodeJudge, encodeJudge } from "./encoding.ts";
import type { JudgeEvent } from "./events.ts";
import { note, observe } from "./judge.ts";
import { conclude } from "./judgement.ts";
import { type CounterQuantity, PARAMETERS } from "./parameters.ts";
import type { JudgedReading } from "./reading.ts";
import { REASONS } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { newJudge } from "./state.ts";

interface Entry {
  readonly blockTimeUnixS: number;
  readonly reading?: JudgedReading;
  readonly event?: JudgeEvent;
  readonly after: { readonly verdict: string; readonly reasons: readonly string[]; readonly hash: string };
}

const reasonsIn = (entries: readonly Entry[]): string[] =>
  entries.flatMap(({ after }) => after.reasons.map((line) => line.split(" ")[0] ?? ""));

describe("v2-judge", () => {
  it.each(vectors.histories)("$comment", ({ rules: written, entries, state }) => {
    const counter = written.counter as CounterQuantity;
    const rules: Rules = { ...written, counter, parameters: PARAMETERS[counter], workSentinels: {} };
    let judge = newJudge(rules);
    for (const { blockTimeUnixS, reading, event, after } of entries as readonly Entry[]) {
      if (reading) judge = observe(judge, reading, blockTimeUnixS, rules);
      if (event) judge = note(judge, event, blockTimeUnixS, rules);
      const { verdict, reasons } = conclude(judge, rules);
      const hash = toHex(native.sha256(encodeJudge(judge)));
      expect({ verdict, reasons: reasons.map(reasonLine), hash }).toEqual(after);
    }
    expect(toHex(encodeJudge(judge))).toBe(state);
    expect(decodeJudge(fromHex(state))).toEqual(judge);
  });

  it("names every reason and every verdict", () => {
    const entries = vectors.histories.flatMap((history) => history.entries as readonly Entry[]);
    expect(new Set(reasonsIn(entries))).toEqual(new Set(Object.keys(REASONS)));
    expect(new Set(entries.map(({ after }) => after.verdict)).size).toBe(3);
  });

  it.each(vectors.states)("state: $comment", ({ state, code }) => {
    const read = (): string => {
      try {
        decodeJudge(fromHex(state));
        return "admitted";
      } catch (error) {
        return codeOfError(error);
      }
    };
    expect(read()).toBe(code);
  });
});
