/** The trouble codes that are set and not cleared (docs/protocol.md, "Answers"). Pure, and of bounded cost. */
import { TROUBLE_CODES_ACTIVE_MAX } from "../limits.ts";
import type { TroubleCode } from "../reading.ts";

/**
 * Returns the active codes, ascending, after these were set and cleared; a new one past the bound is left out.
 * @example
 * changeTroubleCodes([0x0300], [{ code: 0x0300, cleared: true }]); // => []
 */
export function changeTroubleCodes(active: readonly number[], changes: readonly TroubleCode[]): readonly number[] {
  if (changes.length === 0) return active;
  const codes = new Set(active);
  for (const { code, cleared } of changes) {
    if (cleared) codes.delete(code);
    else if (codes.size < TROUBLE_CODES_ACTIVE_MAX) codes.add(code);
  }
  return [...codes].sort((a, b) => a - b);
}
