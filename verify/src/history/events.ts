/** What a chart of a history names: where it begins and ends, where the odometer fell, and where envelopes are missing. Pure. */
import type { HistoryPoint } from "./opened.ts";

/** One of them. */
export interface HistoryEvent {
  readonly kind: "begin" | "fall" | "gap" | "end";
  /** The place of its point among all. */
  readonly at: number;
  readonly timeUnixS: number;
  readonly distanceHm: number;
  /** How far the odometer fell, or what was driven over the gap; else 0. */
  readonly amountHm: number;
  /** How long nothing is known; else 0. */
  readonly seconds: number;
}

/** A fall of less is what some electronics lose, and no line breaks for it: 10 km. */
const FALL_MIN_HM = 100;

/** Events of each kind that are named: a table of thousands tells nobody anything. */
const NAMED_MAX = 40;

function eventAt(points: readonly HistoryPoint[], at: number): HistoryEvent | undefined {
  const [before, point] = [points[at - 1], points[at]];
  if (before === undefined || point === undefined) return undefined;
  const { timeUnixS, distanceHm, isAfterGap } = point;
  const fallHm = before.distanceHm - distanceHm;
  if (fallHm >= FALL_MIN_HM) return { kind: "fall", at, timeUnixS, distanceHm, amountHm: fallHm, seconds: 0 };
  if (!isAfterGap) return undefined;
  const seconds = Math.max(0, timeUnixS - before.timeUnixS);
  return { kind: "gap", at, timeUnixS, distanceHm, amountHm: Math.max(0, -fallHm), seconds };
}

/** The greatest of a kind, in the order of the history. */
const greatest = (events: readonly HistoryEvent[]): readonly HistoryEvent[] =>
  [...events].sort((a, b) => b.amountHm - a.amountHm).slice(0, NAMED_MAX);

/** Returns the events of a history in its order; none when it has no point. */
export function eventsOf(points: readonly HistoryPoint[]): readonly HistoryEvent[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  const found = points.flatMap((_, at) => eventAt(points, at) ?? []);
  const named = (["fall", "gap"] as const).flatMap((kind) => greatest(found.filter((event) => event.kind === kind)));
  const end = (kind: "begin" | "end", at: number, { timeUnixS, distanceHm }: HistoryPoint): HistoryEvent => ({
    kind,
    at,
    timeUnixS,
    distanceHm,
    amountHm: 0,
    seconds: 0,
  });
  return [
    end("begin", 0, first),
    ...named.sort((a, b) => a.at - b.at),
    ...(points.length > 1 ? [end("end", points.length - 1, last)] : []),
  ];
}
