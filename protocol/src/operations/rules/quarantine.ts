/**
 * Quarantine (docs/protocol.md, "Quarantine"): a car is kept out of statistics and shown as such, by k of n administrators or
 * by the rule for copied keys, with a reason and an end; its owner appeals by a dispute, administrators release it.
 */
import { equal, saturated } from "../../bytes.ts";
import type { Holding } from "../holding.ts";
import type { RecordRule } from "../rule.ts";

const DAY_S = 86_400;
/** The longest quarantine that administrators order at once. */
const QUARANTINE_MAX_S = 366 * DAY_S;
/** Reasons up to this are administrators', above it the rules'. */
const REASON_MAX = 127;
/** The reason that the rule gives: two hold the device's key. */
export const COPIED_KEY = 128;
/** How long the rule's quarantine lasts after the newest evidence. */
const COPIED_KEY_S = 90 * DAY_S;

/** Administrators order one; it takes the place of one that is in force. */
export const quarantine: RecordRule<"quarantine"> = ({ holding, moment: { timeUnixS }, fields, identity }) => {
  const { reason, untilUnixS } = fields;
  const isTimely = untilUnixS > timeUnixS && untilUnixS - timeUnixS <= QUARANTINE_MAX_S;
  if (reason === 0 || reason > REASON_MAX || !isTimely) return "quarantine-invalid";
  const ordered = { identity, reason, sinceUnixS: timeUnixS, untilUnixS, appealedUnixS: 0 };
  return { holding: { ...holding, quarantine: [ordered] } };
};

/** Administrators release the one that they name, so that nothing old releases a new one. */
export const releaseQuarantine: RecordRule<"releaseQuarantine"> = ({ holding, operation }) => {
  const isNamed = holding.quarantine.some(({ identity }) => equal(identity, operation.answers));
  return isNamed ? { holding: { ...holding, quarantine: [] } } : "quarantine-unknown";
};

/**
 * Returns a holding after new evidence that two hold the device's key: in quarantine for 90 days. What administrators ordered
 * for longer stays.
 * @param link 32 bytes: the link of the body that is the evidence
 * @param timeUnixS the time of the block that carried it
 * @example
 * const holding = newHolding(deviceId, owner, 1_800_000_000);
 * isKeptOut(quarantinedForCopy(holding, link, 1_800_000_000), 1_800_000_000); // => true
 */
export function quarantinedForCopy(holding: Holding, link: Uint8Array, timeUnixS: number): Holding {
  const untilUnixS = saturated(timeUnixS + COPIED_KEY_S);
  const [ordered] = holding.quarantine;
  if (ordered !== undefined && ordered.untilUnixS >= untilUnixS) return holding;
  const placed = { identity: link, reason: COPIED_KEY, sinceUnixS: saturated(timeUnixS), untilUnixS, appealedUnixS: 0 };
  return { ...holding, quarantine: [placed] };
}
