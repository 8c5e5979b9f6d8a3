/** What a judge says of a car without a flaw, and a finding that tests change as they need. */
import type { Judgement } from "@witness/protocol/judge/judgement";
import type { Reason, ReasonCode } from "@witness/protocol/judge/reasons";

/** The time of the check. */
export const NOW = 1_800_000_000;

export const logical: Judgement = {
  verdict: "logical",
  reasons: [],
  readings: 500,
  coveredFromUnixS: NOW - 5_000_000,
  coveredToUnixS: NOW - 3_600,
  coveredReadings: 500,
  distanceHm: 120_000,
  offsetHm: 0,
  unit: { numerator: 1, denominator: 1 },
  longestSilenceS: 90_000,
};
export const found = (code: ReasonCode, change: Partial<Reason> = {}): Reason => ({
  code,
  firstTimeUnixS: NOW - 4_000_000,
  lastTimeUnixS: NOW - 4_000_000,
  count: 1,
  open: 1,
  firstAmountHm: 0,
  totalAmountHm: 0,
  seconds: 0,
  ...change,
});
