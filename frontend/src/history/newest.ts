/** The newest part of a history. Pure. */
import type { Range } from "../places.ts";
import type { History } from "./history.ts";

const DAY_S = 86_400;
const LENGTHS_S: Readonly<Record<Exclude<Range, "all">, number>> = { "30d": 30 * DAY_S, "1y": 365 * DAY_S };

/** Returns what of a history lies in a period that ends with its latest reading; all of it when nothing is asked for. */
export function newestOf(history: History, range: Range): History {
  const last = history.points.reduce((latest, { timeUnixS }) => Math.max(latest, timeUnixS), 0);
  if (range === "all") return history;
  const from = last - LENGTHS_S[range];
  return {
    points: history.points.filter(({ timeUnixS }) => timeUnixS >= from),
    // What is missing without a time may be anywhere.
    missing: history.missing.filter(({ toUnixS }) => toUnixS === undefined || toUnixS >= from),
    sessionsUnixS: history.sessionsUnixS.filter((timeUnixS) => timeUnixS >= from),
    days: history.days.filter(({ toUnixS }) => toUnixS >= from),
  };
}
