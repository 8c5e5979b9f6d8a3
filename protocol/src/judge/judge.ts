/**
 * The judge (docs/verdict.md): readings and events in the device's order, each with the time of the block that carried it,
 * become reasons and a verdict. Pure, integers only, the same cost for each reading however long the history is.
 */
import { readClock } from "./clock.ts";
import { closeEpisode, stray } from "./episode.ts";
import { type JudgeEvent, take } from "./events.ts";
import { readMeters } from "./meters.ts";
import { extend, positionOf } from "./path.ts";
import { type JudgedReading, judgedOf, newRow, type SentReading, type SentReadings } from "./reading.ts";
import { withFinding } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { type Draft, hectometres, type Judge, POSITION_MAX_HM } from "./state.ts";
import { reachHm } from "./windows.ts";

/**
 * Returns the judge after one more reading.
 * @param blockTimeUnixS the time of the block that carried the reading
 * @example
 * observe(newJudge(rules), { timeUnixS: 1_700_000_000, counter: 12_345 }, 1_700_000_060, rules).readings; // => 1
 */
export function observe(judge: Judge, reading: JudgedReading, blockTimeUnixS: number, rules: Rules): Judge {
  const draft = draftOf(judge, rules);
  read(draft, reading, blockTimeUnixS, rules);
  return draft;
}

/**
 * Returns the judge after the readings of one envelope, in their order: what `observe` makes of them one by one, with one copy
 * of the judge for all.
 * @param readings as the device sent them
 * @param seen called after each reading with the judge as it is then; later readings change both objects
 * @example
 * const readings = [{ timeUnixS: 1_700_000_000, odometerHm: 12_345 }];
 * observeAll(newJudge(rules), readings, 1_700_000_060, rules, () => {}).readings; // => 1
 */
export function observeAll(
  judge: Judge,
  readings: SentReadings,
  blockTimeUnixS: number,
  rules: Rules,
  seen: (index: number, judge: Judge, reading: SentReading) => void,
): Judge {
  if (readings.length === 0) return judge;
  const draft = draftOf(judge, rules);
  const row = newRow();
  for (let index = 0; index < readings.length; index += 1) {
    const reading = readings.at(index) as SentReading;
    read(draft, judgedOf(reading, rules, row), blockTimeUnixS, rules);
    seen(index, draft, reading);
  }
  return draft;
}

function read(draft: Draft, reading: JudgedReading, blockTimeUnixS: number, rules: Rules): void {
  const moment = readClock(draft, reading.timeUnixS, blockTimeUnixS, rules);
  const isOnPath = readCounter(draft, reading.counter, moment, rules);
  readMeters(draft, reading, moment, isOnPath ? draft.path?.positionHm : undefined, rules);
}

/**
 * Returns the judge after an event.
 * @param blockTimeUnixS the time of the block that carried the event
 * @example
 * note(newJudge(rules), { kind: "gap" }, 1_700_000_000, rules).reasons.length; // => 1
 */
export function note(judge: Judge, event: JudgeEvent, blockTimeUnixS: number, rules: Rules): Judge {
  const draft = draftOf(judge, rules);
  take(draft, event, blockTimeUnixS, rules);
  return draft;
}

/** Other parameters may have smaller buckets; what does not fit is lost, not found. */
function draftOf(judge: Judge, { parameters }: Rules): Draft {
  const draft = { ...judge, work: { ...judge.work }, levels: [...judge.levels], before: [...judge.before] };
  if (judge.parameterVersion === parameters.version) return draft;
  draft.levels = judge.levels.map((level, index) => Math.min(level, (parameters.buckets[index]?.slackHm ?? 0) * 3_600));
  return { ...draft, parameterVersion: parameters.version };
}

/** Returns whether a value is one that the counter can show. */
const isReading = (raw: number | undefined, { sentinels, wrapsAt, high }: Rules): raw is number =>
  raw !== undefined && raw >= 0 && raw <= high && (wrapsAt === undefined || raw < wrapsAt) && !sentinels.includes(raw);

/** Returns whether the reading has a place on the path. */
function readCounter(
  draft: Draft,
  raw: number | undefined,
  moment: ReturnType<typeof readClock>,
  rules: Rules,
): boolean {
  if (!isReading(raw, rules)) return false;
  const { path } = draft;
  const positionHm = positionOf(draft, raw);
  if (positionHm > POSITION_MAX_HM) return false;
  if (path === undefined) {
    extend(draft, { raw, distanceHm: 0, moment }, rules);
    return true;
  }
  const farthest = path.positionHm + reachHm(rules.parameters, moment.momentUnixS - path.sinceUnixS);
  const wrapHm = rules.wrapsAt === undefined ? 0 : hectometres(draft.unit, rules.wrapsAt);
  const wrappedHm = positionHm + wrapHm;
  const isWrapped =
    positionHm < path.positionHm && wrappedHm >= path.positionHm && wrappedHm <= Math.min(farthest, POSITION_MAX_HM);
  if (!isWrapped && (positionHm < path.positionHm || positionHm > farthest)) {
    return stray(draft, path, raw, moment, rules);
  }
  const reachedHm = isWrapped ? wrappedHm : positionHm;
  if (draft.strays.length > 0) {
    const { momentUnixS, sinceUnixS } = moment;
    closeEpisode(draft, path, { raw, positionHm: reachedHm, momentUnixS, sinceUnixS }, rules);
  }
  if (isWrapped) {
    draft.offsetHm += wrapHm;
    draft.lastBreak = undefined;
    draft.reasons = withFinding(draft.reasons, "wrapped", { timeUnixS: moment.momentUnixS });
  }
  extend(draft, { raw, distanceHm: reachedHm - path.positionHm, moment }, rules);
  return true;
}
