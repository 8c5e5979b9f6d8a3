/** In which language and unit this browser shows passes: English or German, kilometres or miles. It keeps what the reader chose. */
import { type Reader, writeFor } from "../src/reader.ts";

const KEY = "witness.pass.reader";

/** Where the page of cars, of the same server, keeps what its reader chose. */
const SETTINGS_KEY = "witness.settings";

/** Returns an object that this browser keeps, as it stands there. */
function keptAt(key: string): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Readonly<Record<string, unknown>>) : {};
  } catch {
    // Storage may be forbidden, and what is there may be anything.
    return {};
  }
}

/** Returns what was chosen here, or else on the page of cars, or else what the browser's own language suggests. */
function keptReader(): Reader {
  const here = keptAt(KEY);
  const { language = navigator.language, unit } = keptAt(SETTINGS_KEY);
  const suggested = String(language).startsWith("de") ? "de-DE" : "en-GB";
  return {
    locale: here["locale"] === "de-DE" || here["locale"] === "en-GB" ? here["locale"] : suggested,
    unit: (here["unit"] ?? unit) === "mi" ? "mi" : "km",
  };
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
