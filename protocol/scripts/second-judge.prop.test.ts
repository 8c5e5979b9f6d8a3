/** Two judges, each from docs/verdict.md, come to the same state and say the same. Needs python3 (3.9 or later). */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { toHex } from "../src/bytes.ts";
import { encodeJudge } from "../src/judge/encoding.ts";
import { note, observe } from "../src/judge/judge.ts";
import { conclude } from "../src/judge/judgement.ts";
import { newJudge } from "../src/judge/state.ts";
import { histories } from "../test/judge/histories.ts";
import { reasonLine, rulesOnly } from "./cases/judged.ts";
import { hasPython } from "./python.ts";

const HISTORIES = 4_000;
const SEED = 11;

it(`agrees on ${HISTORIES} random histories`, () => {
  if (!hasPython("random histories with the second implementation's judge")) return;
  const drawn = fc.sample(histories, { numRuns: HISTORIES, seed: SEED });
  const input = JSON.stringify(drawn.map(({ rules, entries }) => ({ rules: rulesOnly(rules), entries })));
  const script = join(import.meta.dirname, "second_judge.py");
  const { stdout, stderr, status } = spawnSync("python3", [script, "--judge"], {
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const said = stdout.trim().split("\n");
  expect(said).toHaveLength(HISTORIES);
  for (const [index, { rules, entries }] of drawn.entries()) {
    let judge = newJudge(rules);
    for (const entry of entries) {
      judge =
        "reading" in entry
          ? observe(judge, entry.reading, entry.blockTimeUnixS, rules)
          : note(judge, entry.event, entry.blockTimeUnixS, rules);
    }
    const { verdict, reasons } = conclude(judge, rules);
    const own = { verdict, reasons: reasons.map(reasonLine), state: toHex(encodeJudge(judge)) };
    const theirs: unknown = JSON.parse(said[index] ?? "null");
    if (entries.length > 0) expect(theirs, `history ${index}`).toEqual(own);
  }
}, 120_000);
