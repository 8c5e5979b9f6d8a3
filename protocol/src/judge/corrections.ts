/**
 * Corrections that a workshop and the owner sign together (docs/verdict.md, "Corrections"). None of them carries a value
 * for the odometer: what is added is reckoned from the path, so that a correction can only add what was lost.
 */

import type { Moment } from "./clock.ts";
import { shiftMeters } from "./meters.ts";
import { positionOf } from "./path.ts";
import { withClosed, withFinding } from "./reasons.ts";
import { isUnit, type Rules, type Unit } from "./rules.ts";
import { type Draft, hectometres, type Place, POSITION_MAX_HM } from "./state.ts";

/** Who signed a correction. Both must have, or it is refused and said so. */
export interface Signatures {
  readonly byWorkshop: boolean;
  readonly byOwner: boolean;
}

const refuse = (draft: Draft, timeUnixS: number): void => {
  draft.reasons = withFinding(draft.reasons, "correction-refused", { timeUnixS });
};

/** The instrument cluster was replaced: before its first reading, or after a fall or jump that it explains. */
export function replaceCluster(draft: Draft, signatures: Signatures, timeUnixS: number, rules: Rules): void {
  if (!signatures.byWorkshop || !signatures.byOwner) refuse(draft, timeUnixS);
  else if (draft.lastBreak === undefined) draft.clusterUntilUnixS = timeUnixS + rules.parameters.correctionS;
  else {
    const { changeHm } = draft.lastBreak;
    if (!move(draft, draft.unit, draft.offsetHm - changeHm)) {
      refuse(draft, timeUnixS);
      return;
    }
    liftBreak(draft, rules);
    draft.reasons = withFinding(draft.reasons, "cluster-replaced", { timeUnixS, amountHm: Math.abs(changeHm) });
  }
}

/** The path goes on elsewhere: from `begin`, which led to `place`, the reading at hand. */
export interface Turn {
  readonly path: Place;
  readonly begin: Place;
  readonly place: Place;
  /** How far the car can have driven from the path to the begin. */
  readonly reachHm: number;
  readonly moment: Moment;
}

/** The unit of the odometer was changed: before its first reading, or after a fall or jump that it explains. */
export function changeUnit(draft: Draft, unit: Unit, signatures: Signatures, timeUnixS: number, rules: Rules): void {
  const { lastBreak } = draft;
  if (!signatures.byWorkshop || !signatures.byOwner || !isUnit(unit) || isSame(unit, draft.unit)) {
    refuse(draft, timeUnixS);
  } else if (lastBreak === undefined) {
    draft.unitNext = unit;
    draft.unitUntilUnixS = timeUnixS + rules.parameters.correctionS;
  } else {
    const offsetHm = offsetAfter(draft, unit, lastBreak, rules);
    if (offsetHm === undefined || !move(draft, unit, offsetHm)) {
      refuse(draft, timeUnixS);
      return;
    }
    liftBreak(draft, rules);
    draft.reasons = withFinding(draft.reasons, "unit-changed", { timeUnixS });
  }
}

/** A change to the unit in force would lift a small fall, which is not for a unit to do. */
const isSame = (a: Unit, b: Unit): boolean => a.numerator * b.denominator === b.numerator * a.denominator;

/** Returns whether a value of the counter has a place under a unit and an offset. */
const hasPlace = (unit: Unit, offsetHm: number, raw: number): boolean =>
  Math.abs(offsetHm) <= POSITION_MAX_HM && hectometres(unit, raw) + offsetHm <= POSITION_MAX_HM;

/** Returns the offset under a new unit, so that the path does not fall, or undefined when the values do not fit it. */
function offsetAfter(
  draft: Draft,
  unit: Unit,
  { rawBefore, rawAfter, reachHm }: { rawBefore: number; rawAfter: number; reachHm: number },
  { parameters }: Rules,
): number | undefined {
  // What was announced before a change may be in force by now.
  if (isSame(unit, draft.unit)) return undefined;
  const before = hectometres(draft.unit, rawBefore);
  const after = hectometres(unit, rawAfter);
  if (1_000 * Math.abs(after - before) > parameters.unitPermille * before + 1_000 * reachHm) return undefined;
  return draft.offsetHm + Math.max(0, before - after);
}

/** Moves the path and all that is compared with it. Returns false when it would leave the counter's world. */
function move(draft: Draft, unit: Unit, offsetHm: number): boolean {
  const { path } = draft;
  if (path === undefined) return false;
  const raws = [path.raw, ...draft.strays.map(({ raw }) => raw)];
  if (!raws.every((raw) => hasPlace(unit, offsetHm, raw))) return false;
  const positionHm = hectometres(unit, path.raw) + offsetHm;
  draft.unit = unit;
  draft.offsetHm = offsetHm;
  draft.path = { ...path, positionHm };
  draft.before = [];
  draft.isFirstLine = false;
  draft.strays = draft.strays.map((stray) => ({ ...stray, positionHm: positionOf(draft, stray.raw) }));
  shiftMeters(draft, path.positionHm, positionHm);
  return true;
}

function liftBreak(draft: Draft, { parameters }: Rules): void {
  const { lastBreak } = draft;
  if (lastBreak === undefined) return;
  if (lastBreak.changeHm < 0) draft.reasons = withClosed(draft.reasons, "odometer-decreased", "one");
  for (const [index, { reason }] of parameters.buckets.entries()) {
    if ((lastBreak.buckets >> index) % 2 === 1) draft.reasons = withClosed(draft.reasons, reason, "one");
  }
  draft.lastBreak = undefined;
}

/** Returns whether an announced cluster explains that the readings go on at `begin`; then the path goes on too. */
export function cameByCluster(draft: Draft, { path, begin, place, moment }: Turn): boolean {
  const { clusterUntilUnixS } = draft;
  draft.clusterUntilUnixS = 0;
  // By the block: a slow clock would use a correction whenever it likes.
  if (clusterUntilUnixS < moment.blockUnixS) return false;
  const timeUnixS = begin.momentUnixS;
  const offsetHm = path.positionHm - hectometres(draft.unit, begin.raw);
  if (!hasPlace(draft.unit, offsetHm, place.raw)) {
    refuse(draft, timeUnixS);
    return false;
  }
  draft.offsetHm = offsetHm;
  draft.lastBreak = undefined;
  const amountHm = Math.abs(path.positionHm - begin.positionHm);
  draft.reasons = withFinding(draft.reasons, "cluster-replaced", { timeUnixS, amountHm });
  return true;
}

/** Returns whether an announced unit explains that the readings go on at `begin`; then the path goes on too. */
export function cameByUnit(draft: Draft, { path, begin, place, reachHm, moment }: Turn, rules: Rules): boolean {
  const { unitNext: unit, unitUntilUnixS } = draft;
  draft.unitNext = undefined;
  draft.unitUntilUnixS = 0;
  if (unit === undefined || unitUntilUnixS < moment.blockUnixS) return false;
  const timeUnixS = begin.momentUnixS;
  const offsetHm = offsetAfter(draft, unit, { rawBefore: path.raw, rawAfter: begin.raw, reachHm }, rules);
  const isFit =
    offsetHm !== undefined &&
    hasPlace(unit, offsetHm, place.raw) &&
    hectometres(unit, place.raw) + offsetHm >= path.positionHm;
  if (!isFit) {
    refuse(draft, timeUnixS);
    return false;
  }
  draft.unit = unit;
  draft.offsetHm = offsetHm;
  draft.lastBreak = undefined;
  draft.reasons = withFinding(draft.reasons, "unit-changed", { timeUnixS });
  return true;
}
