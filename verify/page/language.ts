/** In which language and unit this browser shows passes: English or German, kilometres or miles. It keeps what the reader chose. */
import { type Reader, writeFor } from "../src/reader.ts";

const KEY = "witness.pass.reader";

/** Returns what this browser keeps, or what its own language suggests. Storage may be forbidden. */
function keptReader(): Reader {
  const locale = navigator.language.startsWith("de") ? "de-DE" : "en-GB";
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Record<keyof Reader, unknown>>;
    return {
      locale: kept.locale === "de-DE" || kept.locale === "en-GB" ? kept.locale : locale,
      unit: kept.unit === "mi" ? "mi" : "km",
    };
  } catch {
    return { locale, unit: "km" };
  }
}

let shown: Reader = { locale: "en-GB", unit: "km" };

/** Returns what is chosen. */
export const shownReader = (): Reader => shown;

/** Undefined until somebody reads German: half of the readers need none of it. */
let german: ((text: string) => string | undefined) | undefined;

/** From now on everything is shown so; in English when the German cannot be fetched. */
async function showFor(reader: Reader): Promise<void> {
  let { locale } = reader;
  try {
    if (locale === "de-DE") german ??= (await import("./in-german.ts")).inGerman;
  } catch {
    locale = "en-GB";
  }
  shown = { ...reader, locale };
  writeFor(shown);
  document.documentElement.lang = locale.slice(0, 2);
}

/** Takes what this browser keeps. */
export const beginReader = (): Promise<void> => showFor(keptReader());

/** Keeps what the reader chose. */
export async function keepReader(reader: Reader): Promise<void> {
  try {
    localStorage.setItem(KEY, JSON.stringify(reader));
  } catch {
    // It holds for this visit.
  }
  await showFor(reader);
}

/** Returns a text in the language that is chosen. */
export const written = (text: string): string => (shown.locale === "de-DE" ? (german?.(text) ?? text) : text);
