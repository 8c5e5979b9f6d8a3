/** The fields of a record that the judge decides (docs/protocol.md, "Record tree"). */

import { DISTANCE_BAND_HM } from "../limits.ts";
import type { RecordValues } from "../record/fields.ts";
import { type Judgement, VERDICTS } from "./judgement.ts";
import { REASONS } from "./reasons.ts";
import type { Judge } from "./state.ts";

/**
 * Returns the field `period`.
 * @example
 * periodValues(judgement).readings; // => 30
 */
export const periodValues = (judgement: Judgement): RecordValues["period"] => ({
  coveredFromUnixS: judgement.coveredFromUnixS,
  coveredToUnixS: judgement.coveredToUnixS,
  coveredReadings: judgement.coveredReadings,
  readings: judgement.readings,
  longestSilenceS: judgement.longestSilenceS,
});

/**
 * Returns the field `odometer`.
 * @example
 * odometerValues(newJudge(rules)).distanceHm; // => 0
 */
export const odometerValues = ({ path, offsetHm }: Judge): RecordValues["odometer"] => ({
  timeUnixS: path?.momentUnixS ?? 0,
  raw: path?.raw ?? 0,
  distanceHm: Math.max(0, path?.positionHm ?? 0),
  offsetHm,
});

const BAND_MAX = 2 ** 16 - 1;

/**
 * Returns the field `band`: how far the car has come in whole tens of thousands of kilometres, for whoever is to know that alone.
 * @example
 * bandValues(newJudge(rulesFor(CAR))).distanceBand; // => 0
 */
export const bandValues = (judge: Judge): RecordValues["band"] => ({
  distanceBand: Math.min(BAND_MAX, Math.floor(odometerValues(judge).distanceHm / DISTANCE_BAND_HM)),
});

/**
 * Returns the field `verdict`.
 * @param judgeHash H(judge state), 32 bytes
 * @example
 * verdictValues(judgement, 1, link).verdict; // => 1
 */
export const verdictValues = (
  { verdict, reasons }: Judgement,
  parameters: number,
  judgeHash: Uint8Array,
): RecordValues["verdict"] => ({
  judgeHash,
  parameters,
  verdict: VERDICTS[verdict],
  reasons: reasons.map(({ code, open, count, firstTimeUnixS }) => ({
    reason: REASONS[code].byte,
    open,
    count,
    firstTimeUnixS,
  })),
});
