/** A release as the page says it: bars beside figures, and why a group is not shown. */
import { cohortRow } from "@witness/protocol/release/cohorts";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { ReleasedFigures } from "./released-figures.tsx";

const head = {
  number: 7,
  fromUnixS: 1_799_884_800,
  untilUnixS: 1_800_489_600,
  table: new Uint8Array(32),
  cohorts: new Uint8Array(32),
  rows: 2,
  suppressed: 1,
  epsilonNumerator: 1,
  epsilonDenominator: 2,
  spent: 7,
  epsilonPerYear: 52,
};
const cohorts = [
  cohortRow({ make: "Aster", model: "Corvina", fromYear: 2_020, untilBand: 9 }),
  cohortRow({ make: "Aster", model: "Vega" }),
];
const release = { head, cohorts, rows: [[1_011, 2_000_004, -3, 1_500_000, 0], undefined] as const };
const said = { inputIndex: 1_234, nextUnixS: 1_801_094_400, refused: 0, budgetAgainUnixS: 0 };

describe("a release on the page", () => {
  it("shows each figure with its bar, also below 0, and of which years and distances it is", () => {
    const markup = renderToStaticMarkup(<ReleasedFigures {...said} release={release} />);
    const words = [
      "Aster Corvina from 2020, below 100,000 km",
      "1,011 ± 24",
      "200,000 ± 16,800",
      "-3 ± 144",
      "15,000 ± 5,040",
    ];
    for (const each of words) expect(markup).toContain(each);
    for (const each of ["Release 7,", "put out by input 1,234", "ε is 1/2", "spent 7/2 of 52"])
      expect(markup).toContain(each);
  });

  it("names a group that is not shown, and never shows 0 in its place", () => {
    const markup = renderToStaticMarkup(<ReleasedFigures {...said} release={release} />);
    const [, vega = ""] = markup.split("Aster Vega");
    expect(vega.match(/not shown/g)?.length).toBeGreaterThanOrEqual(5);
    expect(markup).toContain("fewer than 10 cars seem to be in it");
  });

  it("says when the first one comes, and when the budget is there again", () => {
    const none = renderToStaticMarkup(<ReleasedFigures {...said} release={undefined} />);
    expect(none).toContain("There is no release yet");
    expect(none).not.toContain("<table");
    const spent = renderToStaticMarkup(
      <ReleasedFigures {...said} release={release} refused={2} budgetAgainUnixS={1_831_420_800} />,
    );
    expect(spent).toContain("2 windows ended without one");
  });
});
