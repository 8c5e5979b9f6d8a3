/** The findings of a mutation run in sentences and numbers, from Stryker's report (mutation-testing-report-schema 2). */

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

/** How many mutants ran, and how many of them the tests noticed. */
export interface Figures {
  readonly mutants: number;
  readonly detected: number;
  readonly undetected: number;
  /** Hundredths of a percent, rounded down. */
  readonly scorePercentHundredths: number;
}

function figuresOf(mutants: readonly Mutant[]): Figures {
  const detected = mutants.filter(({ status }) => DETECTED.has(status)).length;
  const undetected = mutants.filter(({ status }) => UNDETECTED.has(status)).length;
  const ran = detected + undetected;
  const scorePercentHundredths = ran === 0 ? 0 : Math.floor((detected * 10_000) / ran);
  return { mutants: ran, detected, undetected, scorePercentHundredths };
}

/** Returns a line for each mutant that no test noticed, and the figures of each file and of all files. */
export function summarise(report: Report): {
  readonly lines: readonly string[];
  readonly files: Readonly<Record<string, Figures>>;
  readonly figures: Figures;
} {
  const lines: string[] = [];
  const files: Record<string, Figures> = {};
  for (const [file, { mutants, source }] of Object.entries(report.files)) {
    files[file] = figuresOf(mutants);
    const text = source.split("\n");
    for (const { status, mutatorName, replacement, location } of mutants) {
      if (!UNDETECTED.has(status)) continue;
      const { line } = location.start;
      lines.push(`${file}:${line} ${status} ${mutatorName}: ${text[line - 1]?.trim() ?? ""} → ${replacement ?? ""}`);
    }
  }
  return { lines, files, figures: figuresOf(Object.values(report.files).flatMap(({ mutants }) => mutants)) };
}
