/** How an odometer is written: in the sentences of a check and wherever the page shows one. */
import { reader, tenthsOf } from "./reader.ts";

/**
 * Returns a distance as people read it: "12,345.6 km", or in miles for whoever reads those.
 * @param hm units of 100 m
 */
export function kilometres(hm: number): string {
  const { locale, unit } = reader();
  return `${(tenthsOf(hm) / 10).toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} ${unit}`;
}
