/**
 * How whoever reads wants dates, numbers and distances written. A page says it once, before it writes anything; the command and the
 * library write English and kilometres.
 */

/** What can be chosen. */
export interface Reader {
  readonly locale: "en-GB" | "de-DE";
  readonly unit: "km" | "mi";
}

let chosen: Reader = { locale: "en-GB", unit: "km" };

/** Returns how to write. */
export const reader = (): Reader => chosen;

/** From now on everything is written so. */
export function writeFor(next: Reader): void {
  chosen = next;
}

/** Hectometres of a mile are 1 609 344 / 100 000 (international mile, 1959). */
const MILE_HM_100000 = 1_609_344;

/** Returns a distance in tenths of the reader's unit, rounded. @param hm units of 100 m */
export const tenthsOf = (hm: number): number =>
  chosen.unit === "km" ? hm : Math.round((hm * 1_000_000) / MILE_HM_100000);

const wholes = new Map<string, Intl.NumberFormat>();

/** Returns a whole number as it is written. */
export function wholeNumber(value: number): string {
  const known = wholes.get(chosen.locale) ?? new Intl.NumberFormat(chosen.locale, { maximumFractionDigits: 0 });
  wholes.set(chosen.locale, known);
  return known.format(value);
}
