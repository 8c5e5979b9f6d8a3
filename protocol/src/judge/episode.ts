/**
 * Readings off the path (docs/verdict.md, "Outliers", "Decreased"). An episode is open until the path goes on, or until its
 * readings are so many, or so long apart, that they are the path.
 */
import type { Moment } from "./clock.ts";
import { cameByCluster, cameByUnit, type Turn } from "./corrections.ts";
import { forgetShown } from "./dial.ts";
import { forgiveUnseen, shiftMeters } from "./meters.ts";
import { extend, positionOf } from "./path.ts";
import { withFinding } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { type Break, beginAnew, type Draft, type Place, type Stray } from "./state.ts";
import { reachHm } from "./windows.ts";

const lowest = <Item extends { readonly positionHm: number }>(items: readonly Item[]): Item | undefined => {
  let found: Item | undefined;
  for (const item of items) if (found === undefined || item.positionHm < found.positionHm) found = item;
  return found;
};

/** Returns whether a car that was at `from` can be at `to`. */
const canReach = (from: Place, to: Place, { parameters }: Rules): boolean => {
  const distanceHm = to.positionHm - from.positionHm;
  return distanceHm >= 0 && distanceHm <= reachHm(parameters, to.momentUnixS - from.sinceUnixS);
};

/** Takes a small loss of electronics into account. Returns false when it is too much for that. */
function isStep(draft: Draft, amountHm: number, timeUnixS: number, { parameters }: Rules): boolean {
  if (amountHm > parameters.stepHm || draft.steppedHm + amountHm > parameters.stepsHm) return false;
  draft.steppedHm += amountHm;
  draft.reasons = withFinding(draft.reasons, "stepped-back", { timeUnixS, amountHm });
  return true;
}

function dispute(draft: Draft, momentUnixS: number, amountHm: number, positionHm: number): void {
  draft.reasons = withFinding(draft.reasons, "disputed-reading", { timeUnixS: momentUnixS, amountHm });
  if (draft.dispute === undefined || amountHm > draft.dispute.amountHm) {
    draft.dispute = { momentUnixS, amountHm, positionHm };
    forgetShown(draft);
  }
}

function leaveOut(draft: Draft, path: Place): void {
  const { momentUnixS, positionHm } = draft.strays[0] ?? path;
  const amountHm = Math.abs(positionHm - path.positionHm);
  draft.reasons = withFinding(draft.reasons, "outlier", { timeUnixS: momentUnixS, amountHm });
}

/** Ends an episode that did not become the path. */
function leaveEpisode(draft: Draft, { parameters }: Rules): void {
  const began = draft.strays[0]?.momentUnixS ?? 0;
  draft.strays = [];
  const recent = draft.episodes.filter((time) => began - time <= parameters.unsteadyS);
  if (recent.length + 1 >= parameters.unsteadyEpisodes) {
    draft.reasons = withFinding(draft.reasons, "unsteady-sensor", { timeUnixS: began });
    beginAnew(draft);
  }
  draft.episodes = [...draft.episodes, began].slice(1 - parameters.unsteadyEpisodes);
}

/** The path goes on at `place`: what strayed from it, which is something, was no place of the car, or it is disputed. */
export function closeEpisode(draft: Draft, path: Place, place: Place, rules: Rules): void {
  const { strays } = draft;
  // Whoever was below the path and can have driven to its continuation may have been turned back and driven on.
  const low = lowest(strays.filter((stray) => stray.positionHm < path.positionHm && canReach(stray, place, rules)));
  const high = strays.find((stray) => stray.mayBeTrue && stray.positionHm > place.positionHm);
  if (low !== undefined) {
    const amountHm = path.positionHm - low.positionHm;
    if (!isStep(draft, amountHm, low.momentUnixS, rules)) {
      dispute(draft, low.momentUnixS, amountHm, path.positionHm);
    }
  } else if (high !== undefined) {
    dispute(draft, high.momentUnixS, high.positionHm - place.positionHm, high.positionHm);
  } else leaveOut(draft, path);
  leaveEpisode(draft, rules);
}

/**
 * Takes a reading that is off the path.
 * @returns whether it is the path from now on
 */
export function stray(draft: Draft, path: Place, raw: number, moment: Moment, rules: Rules): boolean {
  const { parameters } = rules;
  const positionHm = positionOf(draft, raw);
  const place: Stray = {
    raw,
    positionHm,
    momentUnixS: moment.momentUnixS,
    sinceUnixS: moment.sinceUnixS,
    mayBeTrue: positionHm <= path.positionHm + reachHm(parameters, moment.blockUnixS - path.sinceUnixS),
  };
  const began = draft.strays[0]?.momentUnixS ?? moment.momentUnixS;
  const isOver = draft.strays.length >= parameters.strayReadings || moment.momentUnixS - began > parameters.strayS;
  if (!isOver) {
    draft.strays = [...draft.strays, place];
    return false;
  }
  const isLow = positionHm < path.positionHm;
  const sameSide = draft.strays.filter((each) => each.positionHm < path.positionHm === isLow);
  const isConfirmed = isLow ? sameSide.length > 0 : sameSide.some((each) => canReach(each, place, rules));
  if (!isConfirmed) {
    leaveOut(draft, path);
    leaveEpisode(draft, rules);
    draft.strays = [place];
    return false;
  }
  settle(draft, path, place, sameSide, moment, rules);
  return true;
}

/** A turn, and when the first reading on that side was taken. */
interface DatedTurn extends Turn {
  readonly firstUnixS: number;
}

/** The readings off the path are the path. */
function settle(
  draft: Draft,
  path: Place,
  place: Stray,
  sameSide: readonly Stray[],
  moment: Moment,
  rules: Rules,
): void {
  // Where the new line began: what cannot have led to this reading does not belong to it.
  const begin = lowest([...sameSide.filter((each) => canReach(each, place, rules)), place]) ?? place;
  const firstUnixS = sameSide[0]?.momentUnixS ?? place.momentUnixS;
  const reach = reachHm(rules.parameters, begin.momentUnixS - path.sinceUnixS);
  const turn = { path, begin, place, firstUnixS, reachHm: reach, moment };
  draft.strays = [];
  if (cameByUnit(draft, turn, rules) || cameByCluster(draft, turn)) {
    const distanceHm = positionOf(draft, place.raw) - path.positionHm;
    forgiveUnseen(draft, rules);
    extend(draft, { raw: place.raw, distanceHm, moment, isNewLine: true }, rules);
  } else if (begin.positionHm < path.positionHm) fall(draft, turn, rules);
  else jump(draft, turn, rules);
}

const breakOf = ({ path, begin, reachHm }: Turn, momentUnixS: number, buckets: number): Break => ({
  momentUnixS,
  changeHm: begin.positionHm - path.positionHm,
  buckets,
  rawBefore: path.raw,
  rawAfter: begin.raw,
  reachHm,
});

function fall(draft: Draft, turn: DatedTurn, rules: Rules): void {
  const { path, begin, place, firstUnixS, moment } = turn;
  const amountHm = path.positionHm - begin.positionHm;
  if (!isStep(draft, amountHm, firstUnixS, rules)) {
    if (isHighDoubtful(draft, path, begin, rules)) dispute(draft, firstUnixS, amountHm, path.positionHm);
    else {
      draft.reasons = withFinding(draft.reasons, "odometer-decreased", { timeUnixS: firstUnixS, amountHm });
      draft.lastBreak = breakOf(turn, firstUnixS, 0);
      forgiveUnseen(draft, rules);
    }
  }
  shiftMeters(draft, path.positionHm, begin.positionHm);
  extend(draft, { raw: place.raw, distanceHm: place.positionHm - begin.positionHm, moment, isNewLine: true }, rules);
}

/**
 * Returns whether the high readings before a fall can be the false ones: three at most, within 600 s, and the path before
 * them, if there was one, is not above where it goes on now.
 */
function isHighDoubtful(draft: Draft, path: Place, begin: Place, { parameters }: Rules): boolean {
  const line = [path, ...draft.before];
  const below = line.findIndex((point) => point.positionHm <= begin.positionHm);
  const highs = below < 0 ? line : line.slice(0, below);
  const earliest = highs.at(-1) ?? path;
  return (
    // Or all readings there ever were are high: nothing is before them.
    (below > 0 || draft.isFirstLine) &&
    highs.length <= parameters.strayReadings &&
    path.momentUnixS - earliest.momentUnixS <= parameters.strayS
  );
}

function jump(draft: Draft, turn: Turn, rules: Rules): void {
  const { path, begin, place, moment } = turn;
  const distanceHm = place.positionHm - path.positionHm;
  const buckets = extend(draft, { raw: place.raw, distanceHm, moment }, rules);
  if (buckets > 0) draft.lastBreak = breakOf(turn, begin.momentUnixS, buckets);
}
