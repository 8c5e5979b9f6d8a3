/** How an odometer is written: in the sentences of a check and wherever the page shows one. */

/**
 * Returns kilometres as people read them: "12,345.6 km".
 * @param hm units of 100 m
 */
export function kilometres(hm: number): string {
  return `${(hm / 10).toLocaleString("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} km`;
}
