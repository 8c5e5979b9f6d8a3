/** What a mutation run found, in sentences and numbers. The report is Stryker's (mutation-testing-report-schema 2). */

/** The parts of the report that are read here. */
export interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[]; readonly source: string }>>;
}

interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

const DETECTED = new Set(["Killed", "Timeout", "RuntimeError"]);
const UNDETECTED = new Set(["Survived", "NoCoverage"]);

/** A line for each mutant that no test noticed, and the figures over all. The score is in hundredths of a percent. */
export function summarise(report: Report): {
  readonly lines: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
} {
  const lines: string[] = [];
  let detected = 0;
  let undetected = 0;
  for (const [file, { mutants, source }] of Object.entries(report.files)) {
    const text = source.split("\n");
    for (const { status, mutatorName, replacement, location } of mutants) {
      if (DETECTED.has(status)) detected += 1;
      if (!UNDETECTED.has(status)) continue;
      undetected += 1;
      const { line } = location.start;
      lines.push(`${file}:${line} ${status} ${mutatorName}: ${text[line - 1]?.trim() ?? ""} → ${replacement ?? ""}`);
    }
  }
  const mutants = detected + undetected;
  const scorePercentHundredths = mutants === 0 ? 0 : Math.floor((detected * 10_000) / mutants);
  return { lines, figures: { mutants, detected, undetected, scorePercentHundredths } };
}
