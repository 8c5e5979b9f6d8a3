/**
 * What happened to a record beside readings, the newest (docs/protocol.md, "Record tree"). The history has all of it; who
 * sees the field knows that there is more when the count says so.
 */
import { saturated } from "../bytes.ts";
import { EVENTS_MAX } from "../limits.ts";
import type { RecordValues } from "./fields.ts";

/** Kinds of events that are no operation. An operation's event has the number of its kind, which is below these. */
export const EVENT_KINDS = { fork: 128, gap: 129, otherRecord: 130, takenOver: 131 } as const;

/** The field `events`: how many there were, and the newest, oldest first. */
export type RecordEvents = RecordValues["events"];

/** The events of a record to which nothing has happened. */
export const NO_EVENTS: RecordEvents = { count: 0, newest: [] };

/**
 * Returns the events with one more; of those that are kept the oldest goes.
 * @param event its kind's number, the time of its block, and the number of its item in the history
 * @example
 * withEvent(NO_EVENTS, { kind: EVENT_KINDS.gap, timeUnixS: 1_800_000_000, item: 7 }).count; // => 1
 */
export function withEvent({ count, newest }: RecordEvents, event: RecordEvents["newest"][number]): RecordEvents {
  return { count: saturated(count + 1), newest: [...newest, event].slice(-EVENTS_MAX) };
}
