/** The verdict over everything that a judge has seen (docs/verdict.md, "Verdict"). */
import { REASONS, type Reason, withFinding } from "./reasons.ts";
import type { Rules, Unit } from "./rules.ts";
import type { Judge } from "./state.ts";

/** What is said of a car's history, and the byte of it. */
export const VERDICTS = { logical: 1, illogical: 2, "no judgement": 3 } as const;
/** A verdict's name. */
export type Verdict = keyof typeof VERDICTS;

const BY_BYTE = new Map<number, Verdict>(Object.entries(VERDICTS).map(([name, byte]) => [byte, name as Verdict]));

/**
 * Returns the verdict of a byte; undefined when no verdict has it.
 * @example
 * verdictOfByte(1); // => "logical"
 */
export const verdictOfByte = (byte: number): Verdict | undefined => BY_BYTE.get(byte);

/** Verdict, why, and what it covers. */
export interface Judgement {
  readonly verdict: Verdict;
  /** In the order of their bytes, each once, with those that only the present state gives. */
  readonly reasons: readonly Reason[];
  /** `logical` speaks of this period only. */
  readonly coveredFromUnixS: number;
  readonly coveredToUnixS: number;
  readonly coveredReadings: number;
  /** Readings of the path over the whole record. */
  readonly readings: number;
  /** The distance over the car's life. */
  readonly distanceHm: number;
  /** What the counter itself is short of it: wraps and clusters. */
  readonly offsetHm: number;
  /** The unit in which the counter is now. */
  readonly unit: Unit;
  readonly longestSilenceS: number;
}

/**
 * Returns the judgement of everything seen so far.
 * @example
 * conclude(newJudge(rules), rules).verdict; // => "no judgement"
 */
export function conclude(judge: Judge, { parameters }: Rules): Judgement {
  const { path, strays, coveredFromUnixS, coveredReadings, readings, offsetHm, unit, longestSilenceS } = judge;
  const coveredToUnixS = path?.momentUnixS ?? 0;
  const isCovered = coveredReadings > 0;
  const seconds = isCovered ? Math.max(0, coveredToUnixS - coveredFromUnixS) : 0;
  let { reasons } = judge;
  if (coveredReadings < parameters.coveredReadings) {
    reasons = withFinding(reasons, "too-few-readings", { timeUnixS: coveredToUnixS });
  }
  if (seconds < parameters.coveredS) {
    reasons = withFinding(reasons, "period-too-short", { timeUnixS: coveredToUnixS, seconds });
  }
  const [first] = strays;
  if (first !== undefined && path !== undefined) {
    const amountHm = Math.abs(first.positionHm - path.positionHm);
    reasons = withFinding(reasons, "unsettled", { timeUnixS: first.momentUnixS, amountHm });
  }
  return {
    verdict: verdictOf(reasons),
    reasons,
    coveredFromUnixS: isCovered ? coveredFromUnixS : coveredToUnixS,
    coveredToUnixS,
    coveredReadings,
    readings,
    distanceHm: path?.positionHm ?? 0,
    offsetHm,
    unit,
    longestSilenceS,
  };
}

/**
 * Returns the verdict that reasons amount to.
 * @example
 * verdictOf([]); // => "logical"
 */
export function verdictOf(reasons: readonly Pick<Reason, "code" | "open">[]): Verdict {
  const open = reasons.filter(({ open }) => open > 0).map(({ code }) => REASONS[code].effect);
  if (open.includes("illogical")) return "illogical";
  return open.includes("doubt") || open.includes("period") ? "no judgement" : "logical";
}
