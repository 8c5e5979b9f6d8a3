/** A release as CSV (RFC 4180): a line for each cohort, each figure with its bar beside it. */
import { halfWidthOf, MEASURES, type Spread } from "@witness/protocol/release/measures";
import type { Release } from "@witness/protocol/release/release";

/** What stands for a figure that is suppressed: never 0, which is a figure. */
const SUPPRESSED = "[c]";

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Returns what bounds and bars of a release hang on. */
export const spreadOf = ({ head }: Release): Spread => ({
  windowS: head.untilUnixS - head.fromUnixS,
  epsilonNumerator: head.epsilonNumerator,
  epsilonDenominator: head.epsilonDenominator,
});

/** The names of the columns: those of a cohort, then each figure and its bar. */
const COLUMNS: readonly string[] = [
  ...["release", "fromUnixS", "untilUnixS", "make", "model", "fromYear", "untilYear", "fromBand", "untilBand"],
  ...MEASURES.flatMap(({ name }) => [name, `${name}Bar`]),
];

/** Returns the release as CSV, with a line of names. */
export function csvOf(release: Release): string {
  const { head, cohorts, rows } = release;
  const bars = MEASURES.map((measure) => halfWidthOf(measure, spreadOf(release)));
  const lines = cohorts.map((cohort, at) => {
    const row = rows[at];
    const { make, model, fromYear, untilYear, fromBand, untilBand } = cohort;
    const figures = bars.flatMap((bar, place): readonly unknown[] =>
      row ? [row[place], bar] : [SUPPRESSED, SUPPRESSED],
    );
    const named = [quoted(make), quoted(model), fromYear, untilYear, fromBand, untilBand];
    return [head.number, head.fromUnixS, head.untilUnixS, ...named, ...figures].join(",");
  });
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}
