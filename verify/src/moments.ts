/** Days and moments as people read them, in the reader's time zone. Pure. */

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const moment = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});

/** The last second that a date has: a liar may name a later one. */
const LAST_UNIX_S = 8_640_000_000_000;

/** A day in the reader's time zone. */
export const dayOf = (timeUnixS: number): string => day.format(Math.min(timeUnixS, LAST_UNIX_S) * 1000);

/** A moment in the reader's time zone, with the zone: "27 Nov 2026, 02:05:09 UTC". */
export const momentOf = (timeUnixS: number): string => moment.format(timeUnixS * 1000);

/** The reader's time zone, as in "Europe/Berlin". */
export const timeZone = (): string => day.resolvedOptions().timeZone;
