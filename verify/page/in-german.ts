/** Says a text of the page or of the verifier in German, by the lists of both. Fetched by whoever reads German. */
import { GERMAN } from "./german.ts";
import { GERMAN_FRAME } from "./german-frame.ts";

interface Pattern {
  readonly english: RegExp;
  readonly german: string;
}

const ALL: Readonly<Record<string, string>> = { ...GERMAN_FRAME, ...GERMAN };
let patterns: readonly Pattern[] | undefined;

/** Texts with places for others, the most particular first. */
function patternsOf(): readonly Pattern[] {
  patterns ??= Object.entries(ALL)
    .filter(([english]) => english.includes("{}"))
    .sort(([a], [b]) => b.length - a.length)
    .map(([english, german]) => {
      const parts = english.split("{}").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      return { english: new RegExp(`^${parts.join("(.+?)")}$`), german };
    });
  return patterns;
}

/** "…, 3 times in all" stands before the point of many sentences. */
const TIMES = /, ([\d.,]+) times in all/;

function one(text: string): string | undefined {
  const known = ALL[text];
  if (known !== undefined) return known;
  const [times, count] = TIMES.exec(text) ?? [];
  if (times !== undefined) {
    const rest = one(text.replace(times, ""));
    return rest?.replace(/\.?$/, ` (${count}-mal)$&`);
  }
  for (const { english, german } of patternsOf()) {
    const [, ...found] = english.exec(text) ?? [];
    if (found.length === 0) continue;
    let place = 0;
    return german.replace(/\{(\d?)\}/g, (_, number: string) => {
      place += 1;
      const part = found[(number === "" ? place : Number(number)) - 1] ?? "";
      return inGerman(part) ?? part;
    });
  }
  return undefined;
}

/** Returns a text in German: as it is in the list, or sentence by sentence; undefined when a part of it is not. */
export function inGerman(text: string): string | undefined {
  const whole = one(text);
  if (whole !== undefined) return whole;
  const sentences = text.split(/(?<=[.!?…]) (?=[A-Z])/);
  if (sentences.length < 2) return undefined;
  const each = sentences.map((sentence) => one(sentence));
  return each.includes(undefined) ? undefined : each.join(" ");
}
