/**
 * Counters beside the odometer (docs/verdict.md, "Standing still"): a source of distance convicts an odometer that stands
 * still; fuel, energy, hours and speed raise a doubt. A counter is compared where both have a value; what it rose while the
 * odometer had none is compared at the next place of the path.
 */
import type { Moment } from "./clock.ts";
import { WORK_QUANTITIES, type WorkQuantity } from "./parameters.ts";
import type { OtherValues } from "./reading.ts";
import { withFinding } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { beginAnew, type Draft, type Meter, POSITION_MAX_HM, type Source } from "./state.ts";
import { reachHm } from "./windows.ts";

/** No rise is larger: sums stay safe integers however long the odometer has no value. */
const RISE_MAX = 2 ** 40;

const raised = (rise: number, more: number): number => Math.min(rise + more, RISE_MAX);

/** The path's distance since a meter was compared; falls do not take from it, so it has a bound of its own. */
const distanceSince = ({ positionHm: since }: Meter, positionHm: number): number =>
  Math.min(positionHm - since, POSITION_MAX_HM);

/**
 * Compares all counters of a reading with the odometer.
 * @param positionHm where the reading is on the path; undefined when it has no place on it
 */
export function readMeters(
  draft: Draft,
  values: OtherValues,
  moment: Moment,
  positionHm: number | undefined,
  rules: Rules,
): void {
  readSource(draft, values.distanceSinceClearedKm, moment, positionHm, rules);
  // By name: a loop over names would take as long as the rest of the judge.
  readWork(draft, "fuelUsedCl", values.fuelUsedCl, moment, positionHm, rules);
  readWork(draft, "energyUsedWh", values.energyUsedWh, moment, positionHm, rules);
  readWork(draft, "operatingTimeS", values.operatingTimeS, moment, positionHm, rules);
  readWork(draft, "speedKmh", values.speedKmh, moment, positionHm, rules);
}

/** Moves where the known counters were compared last, as the path itself moves. */
export function shiftMeters(draft: Draft, fromHm: number, toHm: number): void {
  const shifted = (positionHm: number): number => Math.max(positionHm + toHm - fromHm, toHm - POSITION_MAX_HM);
  const { source } = draft;
  if (source.last !== undefined) draft.source = { ...source, positionHm: shifted(source.positionHm) };
  for (const quantity of WORK_QUANTITIES) {
    const meter = draft.work[quantity];
    if (meter.last !== undefined) setWork(draft, quantity, { ...meter, positionHm: shifted(meter.positionHm) });
  }
}

/**
 * A fall or a correction begins a line elsewhere: what was driven until then is in the source's rise and in no distance.
 * Some of it is forgiven, since a workshop that replaces a cluster drives the car as well.
 */
export function forgiveUnseen(draft: Draft, { parameters }: Rules): void {
  const { source } = draft;
  if (source.last === undefined) return;
  draft.source = { ...source, rise: Math.max(0, source.rise - parameters.unseenHm), isPartial: true };
}

function readWork(
  draft: Draft,
  quantity: WorkQuantity,
  value: number | undefined,
  moment: Moment,
  positionHm: number | undefined,
  { parameters }: Rules,
): void {
  if (value === undefined) return;
  const meter = draft.work[quantity];
  if (meter.last === undefined && positionHm === undefined) return;
  const used =
    quantity === "speedKmh" ? speedTimesSeconds(draft, value, moment, parameters.speedNeighbourS) : undefined;
  if (meter.last === undefined) {
    setWork(draft, quantity, { ...meter, last: value, positionHm: positionHm ?? 0 });
    return;
  }
  // A counter that fell began again: what it counted before is not known.
  const rise = raised(meter.rise, used ?? Math.max(0, value - meter.last));
  if (positionHm === undefined) {
    setWork(draft, quantity, { ...meter, last: value, rise });
    return;
  }
  const { perHm, slack } = parameters.work[quantity];
  const level = Math.max(0, meter.level + rise - perHm * distanceSince(meter, positionHm));
  setWork(draft, quantity, { last: value, rise: 0, positionHm, level: Math.min(level, slack) });
  if (level <= slack) return;
  draft.reasons = withFinding(draft.reasons, "standing-suspected", { timeUnixS: moment.momentUnixS });
  beginAnew(draft);
}

function setWork(draft: Draft, quantity: WorkQuantity, meter: Meter): void {
  draft.work[quantity] = meter;
}

/** Returns the lower of two neighbouring speeds times the seconds between them, and 0 for speeds that are far apart. */
function speedTimesSeconds(draft: Draft, speedKmh: number, moment: Moment, neighbourS: number): number {
  const before = draft.speedUnixS;
  const seconds = moment.momentUnixS - before;
  draft.speedUnixS = moment.isTrusted ? moment.momentUnixS : 0;
  const last = draft.work.speedKmh.last ?? 0;
  return moment.isTrusted && seconds <= neighbourS ? Math.min(last, speedKmh) * seconds : 0;
}

function readSource(
  draft: Draft,
  valueKm: number | undefined,
  moment: Moment,
  positionHm: number | undefined,
  rules: Rules,
): void {
  if (valueKm === undefined) return;
  const { source } = draft;
  if (valueKm >= rules.sourceSaturatesAtKm) {
    draft.source = forgotten(source);
    return;
  }
  const value = valueKm * 10;
  if (source.last === undefined) {
    if (positionHm === undefined) return;
    draft.source = { ...source, last: value, positionHm, sinceUnixS: moment.sinceUnixS };
    return;
  }
  const risen = value >= source.last ? afterRise(source, value) : afterFall(source, value);
  draft.source = positionHm === undefined ? risen : compare(draft, risen, source.last, moment, positionHm, rules);
}

/** Of a source that saturated only the levels stay. */
const forgotten = ({ level, behind }: Source): Source => ({
  last: undefined,
  rise: 0,
  positionHm: 0,
  level,
  behind,
  isPartial: false,
  sinceUnixS: 0,
  ...NOT_ABOVE,
});

const NOT_ABOVE = { above: 0, valueBefore: 0, levelBefore: 0 };

const afterRise = (source: Source, value: number): Source => ({
  ...source,
  last: value,
  rise: raised(source.rise, value - (source.last ?? value)),
});

/** A fall is the end of a glitch when the value is not below what it was before the glitch; else the codes were cleared. */
function afterFall(source: Source, value: number): Source {
  const isGlitch = source.above > 0 && value >= source.valueBefore;
  const fallen = { ...source, last: value, isPartial: true };
  return isGlitch ? { ...fallen, rise: 0, level: source.levelBefore, ...NOT_ABOVE } : fallen;
}

function compare(
  draft: Draft,
  source: Source,
  valueBefore: number,
  { blockUnixS, momentUnixS, sinceUnixS }: Moment,
  positionHm: number,
  { parameters }: Rules,
): Source {
  const distanceHm = distanceSince(source, positionHm);
  const isReachable = source.rise <= reachHm(parameters, blockUnixS - source.sinceUnixS);
  const rise = isReachable ? source.rise : 0;
  const allowed = 100 + parameters.standingPercent;
  const full = parameters.standingHm * 100;
  const level = Math.max(0, source.level + 100 * rise - allowed * distanceHm);
  const behind = Math.max(0, source.behind + 100 * distanceHm - allowed * rise);
  const isWhole = isReachable && !source.isPartial;
  if (isWhole && behind > full) {
    const amountHm = Math.ceil((behind - full) / 100);
    draft.reasons = withFinding(draft.reasons, "sources-differ", { timeUnixS: momentUnixS, amountHm });
  }
  const compared: Source = {
    ...source,
    rise: 0,
    positionHm,
    isPartial: false,
    sinceUnixS,
    behind: isWhole ? Math.min(behind, full) : source.behind,
    level,
    ...NOT_ABOVE,
  };
  if (level <= full) return compared;
  const above = source.above + 1;
  if (above < parameters.standingReadings) {
    const before = source.above > 0 ? source : { valueBefore, levelBefore: source.level };
    return { ...compared, above, valueBefore: before.valueBefore, levelBefore: before.levelBefore };
  }
  const amountHm = Math.ceil((level - full) / 100);
  draft.reasons = withFinding(draft.reasons, "standing-still", { timeUnixS: momentUnixS, amountHm });
  return { ...compared, level: full };
}
