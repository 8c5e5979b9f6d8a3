/** How a reader wants to be told: in which language, unit of distance and time zone. Pure. */

/** The page's languages, as each calls itself. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

/** Units of distance. */
export const UNITS = ["km", "mi"] as const;
export type DistanceUnit = (typeof UNITS)[number];

/** Where the hours are those of the clock on the wall; undefined stands for the reader's device. */
export const TIME_ZONES = ["UTC", "Europe/London", "Europe/Berlin"] as const;
type TimeZone = (typeof TIME_ZONES)[number];

/** What a reader has chosen; the rest is as the browser has it. */
export interface Settings {
  readonly language?: Language;
  readonly unit?: DistanceUnit;
  readonly timeZone?: TimeZone;
}

/** What counts. */
export interface Manner {
  readonly language: Language;
  /** A BCP 47 tag, for numbers and dates. */
  readonly locale: "en-GB" | "de-DE";
  readonly unit: DistanceUnit;
  /** An IANA name; undefined for the device's. */
  readonly timeZone: TimeZone | undefined;
}

const LOCALES: Readonly<Record<Language, Manner["locale"]>> = { en: "en-GB", de: "de-DE" };
const isLanguage = (text: string): text is Language => Object.hasOwn(LANGUAGES, text);

/**
 * Returns the manner that follows from what was chosen.
 * @param preferred the browser's languages, best first, as BCP 47 tags
 */
export function mannerOf(settings: Settings, preferred: readonly string[]): Manner {
  const known = preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  const language = settings.language ?? known ?? "en";
  return { language, locale: LOCALES[language], unit: settings.unit ?? "km", timeZone: settings.timeZone };
}

/** Returns settings as they were kept; what nobody understands is left out. */
export function settingsIn(text: string | null): Settings {
  let kept: Record<string, unknown>;
  try {
    kept = Object(JSON.parse(text ?? "{}"));
  } catch {
    return {};
  }
  const language = Object.keys(LANGUAGES).find((name): name is Language => name === kept["language"]);
  const unit = UNITS.find((name) => name === kept["unit"]);
  const timeZone = TIME_ZONES.find((name) => name === kept["timeZone"]);
  return { ...(language && { language }), ...(unit && { unit }), ...(timeZone && { timeZone }) };
}
