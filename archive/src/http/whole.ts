/** Returns the number that a text writes in decimal digits, or undefined. */
export const wholeOf = (text: unknown): number | undefined =>
  typeof text === "string" && /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : undefined;
