/**
 * The badge of an advert: an image that says what the record said, of which car, as of when, and to check it. It is never green:
 * an image proves nothing, and one can be copied. It loads nothing and runs nothing.
 */
import type { CarName } from "@witness/protocol/record/public-cars";
import type { PublicVerdict } from "@witness/verify/public-verdict";
import { escaped } from "./markup.ts";
import { searchOf, shownName } from "./public-name.ts";

const WIDTH = 380;
const HEIGHT = 72;
/** What fits beside the margin in the sizes below. */
const HEADING_MAX_CHARACTERS = 44;
const LINE_MAX_CHARACTERS = 58;

const fitted = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
};

/** Days of a badge are everywhere the same. */
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

const dayOf = (unixS: number): string => day.format(unixS * 1_000);

/** Returns the badge of a name, as SVG. */
export function badgeOf(name: CarName, { outcome, cars, total, asOfUnixS }: PublicVerdict): string {
  const [only] = cars;
  const { make, model, modelYear } = (total === 1 ? only : undefined)?.car.vehicle ?? {};
  // The day stands in the last line: of the last reading, since a device that is unplugged says nothing more.
  const heading = fitted(outcome.heading.replace(/, as of .*$/, ""), HEADING_MAX_CHARACTERS);
  const car = make === undefined ? "" : `${make} ${model} ${modelYear}, `;
  const which = fitted(car + shownName(name, total > 0), LINE_MAX_CHARACTERS);
  const readUnixS = total === 1 ? only?.car.period.coveredToUnixS : undefined;
  const since = readUnixS ? `Readings up to ${dayOf(readUnixS)}` : `Asked on ${dayOf(asOfUnixS)}`;
  const when = `${since} (UTC). Check this car ›`;
  const bar = outcome.tone === "bad" ? "#9b1c1c" : "#4a5568";
  const said = escaped(`${heading}. ${which}. ${when}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${said}">
<title>${said}</title>
<a href="check${escaped(searchOf(name))}" target="_top">
<rect width="${WIDTH}" height="${HEIGHT}" rx="6" fill="#ffffff" stroke="#cbd5e0"/>
<rect width="8" height="${HEIGHT}" rx="3" fill="${bar}"/>
<g font-family="system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" fill="#1a202c">
<text x="20" y="26" font-size="16" font-weight="600">${escaped(heading)}</text>
<text x="20" y="45" font-size="12">${escaped(which)}</text>
<text x="20" y="62" font-size="12" fill="#4a5568">${escaped(when)}</text>
</g>
</a>
</svg>
`;
}
