/** Numbers, times and distances in the reader's manner. */
import type { Manner } from "./manner.ts";

const DAY = { day: "numeric", month: "short", year: "numeric" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" } as const;

/** Makes what writes numbers and times; a formatter is dear to make and cheap to use. */
function formatsOf({ locale, unit, timeZone }: Manner) {
  const zone = timeZone === undefined ? {} : { timeZone };
  return {
    unit,
    whole: new Intl.NumberFormat(locale),
    tenth: new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    hundredth: new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    day: new Intl.DateTimeFormat(locale, { ...DAY, ...zone }),
    moment: new Intl.DateTimeFormat(locale, { ...DAY, ...CLOCK, ...zone }),
    ticks: {
      hour: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", ...zone }),
      day: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...zone }),
      month: new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", ...zone }),
    },
    list: new Intl.ListFormat(locale, { type: "conjunction" }),
  };
}

let formats = formatsOf({ language: "en", locale: "en-GB", unit: "km", timeZone: undefined });

/** Writes everything in another manner from now on. */
export function setFormats(manner: Manner): void {
  formats = formatsOf(manner);
}

/** "12,345" of things. */
export const count = (value: number): string => formats.whole.format(value);

/** "1.7" of something. */
export const tenths = (value: number): string => formats.tenth.format(value);

/** "1.71" of something. */
export const hundredths = (value: number): string => formats.hundredth.format(value);

/** Meters of a mile. */
const MILE_M = 1_609.344;

/** Returns units of 100 m in the reader's unit. */
const inUnit = (hm: number): number => (formats.unit === "km" ? hm / 10 : (hm * 100) / MILE_M);

/** "km" or "mi". */
export const unitName = (): string => formats.unit;

/** A distance in tenths of the reader's unit, as an odometer of it would count; rounded down. */
export const odometerTenths = (hm: number): number => (formats.unit === "km" ? hm : Math.floor(inUnit(hm) * 10));

/** A distance: "12,345.6 km". @param hm units of 100 m */
export const distanceOf = (hm: number): string => `${formats.tenth.format(inUnit(hm))} ${formats.unit}`;

/** A distance as a heading has it: three digits say enough, and whole units below a thousand. */
export function roundDistance(hm: number): string {
  const value = inUnit(hm);
  const step = value >= 10_000 ? 100 : value >= 1_000 ? 10 : 1;
  return `${count(Math.round(value / step) * step)} ${formats.unit}`;
}

/** A figure of a chart with its unit, written as `distanceOf` writes it. */
export const figureDistance = (figure: number): string => `${formats.tenth.format(figure)} ${formats.unit}`;

/** The same without its unit: "10,000". */
export const wholeFigure = (hm: number): string => count(Math.round(inUnit(hm)));

/** Kilometres that somebody has set, as a limit or a step, in the reader's unit: "10,000 km". */
export const wholeDistance = (hm: number): string => `${count(Math.round(inUnit(hm)))} ${formats.unit}`;

/** Where a distance stands on a chart, whose axis has round figures of the reader's unit. @param hm units of 100 m */
export const axisFigure = (hm: number): number => inUnit(hm);

/** A figure on a chart's axis, in the reader's unit. */
export const axisDistance = (figure: number): string => `${count(Math.round(figure))} ${formats.unit}`;

/** The last second that a date has: a liar may name a later one. */
const LAST_UNIX_S = 8_640_000_000_000;
const dateOf = (unixS: number): number => Math.min(unixS, LAST_UNIX_S) * 1_000;

/** A day in the reader's time zone: "27 Nov 2026". */
export const dayOf = (unixS: number): string => formats.day.format(dateOf(unixS));

/** A moment in the reader's time zone, with the zone: "27 Nov 2026, 02:05:09 UTC". */
export const momentOf = (unixS: number): string => formats.moment.format(dateOf(unixS));

/** The time zone in which moments are told, as in "Europe/Berlin". */
export const timeZone = (): string => formats.day.resolvedOptions().timeZone;

/** A time on a chart's axis, as fine as its steps are. */
export const tickOf = (unixS: number, step: keyof typeof formats.ticks): string =>
  formats.ticks[step].format(dateOf(unixS));

/** "a, b and c". */
export const listed = (names: readonly string[]): string => formats.list.format(names);
