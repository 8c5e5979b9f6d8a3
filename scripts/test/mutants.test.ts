import { expect, it } from "vitest";
import { summarise } from "../mutants.ts";
import { isSampled } from "../mutation/sample.ts";

const mutant = (status: string, line: number) => ({
  status,
  mutatorName: "EqualityOperator",
  replacement: "a >= b",
  location: { start: { line, column: 1 } },
});

it("default: names what no test noticed, and leaves out what could not run", () => {
  const source = "const a = 1;\n  if (a > b) stop();\n";
  const mutants = [mutant("Killed", 1), mutant("Timeout", 1), mutant("Survived", 2), mutant("CompileError", 1)];
  const { lines, files, figures } = summarise({ files: { "protocol/src/link.ts": { mutants, source } } });
  expect(lines).toEqual(["protocol/src/link.ts:2 Survived EqualityOperator: if (a > b) stop(); → a >= b"]);
  expect(figures).toEqual({ mutants: 3, detected: 2, undetected: 1, scorePercentHundredths: 6_666 });
  expect(files).toEqual({ "protocol/src/link.ts": figures });
});

it("default: a sample is about as large as asked for, the same for a seed, and another for another", () => {
  const all = Array.from({ length: 1_000 }, (_, line) => ({ id: `${line}`, fileName: "a.ts", ...mutant("", line) }));
  const sample = (percent: number, seed: number) => all.filter((each) => isSampled(each, percent, seed));
  expect(sample(100, 1)).toEqual(all);
  expect(sample(20, 1)).toEqual(sample(20, 1));
  expect(sample(20, 1)).not.toEqual(sample(20, 2));
  expect(Math.abs(sample(20, 1).length - 200)).toBeLessThan(60);
});
