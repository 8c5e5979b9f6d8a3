import { expect, it } from "vitest";
import { summarise } from "../mutants.ts";

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
