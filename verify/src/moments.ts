/** Days and moments as people read them, in the reader's time zone. */
import { reader } from "./reader.ts";

const DAY = { day: "numeric", month: "short", year: "numeric" } as const;
const MOMENT = { ...DAY, hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" } as const;

const known = new Map<string, Intl.DateTimeFormat>();
/** Formats are kept: to make one takes longer than to use it a thousand times. */
function formatOf(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const { locale } = reader();
  const format = known.get(name + locale) ?? new Intl.DateTimeFormat(locale, options);
  known.set(name + locale, format);
  return format;
}

/** The last second that a date has: a liar may name a later one. */
const LAST_UNIX_S = 8_640_000_000_000;

/** A German date has points in it, which end no sentence and no line. */
const joined = (date: string): string => (reader().locale === "de-DE" ? date.replaceAll(" ", "\u00a0") : date);

/** A day in the reader's time zone. */
export const dayOf = (timeUnixS: number): string =>
  joined(formatOf("day", DAY).format(Math.min(timeUnixS, LAST_UNIX_S) * 1000));

/** A moment in the reader's time zone, with the zone: "27 Nov 2026, 02:05:09 UTC". */
export const momentOf = (timeUnixS: number): string => joined(formatOf("moment", MOMENT).format(timeUnixS * 1000));

/** The reader's time zone, as in "Europe/Berlin". */
export const timeZone = (): string => formatOf("day", DAY).resolvedOptions().timeZone;
