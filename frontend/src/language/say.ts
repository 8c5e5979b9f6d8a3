/**
 * What the page says, in the reader's language. The English text is the key, so that whoever reads the code reads what the page
 * says; `GERMAN` has the same keys, and a text without its German does not compile. Messages are ICU's, written by Lingui.
 */
import { setupI18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { REASONS, type ReasonCode } from "@witness/protocol/judge/reasons";
import { createElement, Fragment, type ReactNode } from "react";
import { setFormats } from "./format.ts";
import type { GERMAN } from "./german.ts";
import type { Language, Manner } from "./manner.ts";

/** A text of the page. */
export type Message = keyof typeof GERMAN;
type Values = Readonly<Record<string, string | number>>;

const compiled = new Map<string, ReturnType<typeof compileMessage>>();
const i18n = setupI18n();
// A message is parsed once, whatever the number of rows that show it.
i18n.setMessagesCompiler((message) => {
  const known = compiled.get(message) ?? compileMessage(message);
  compiled.set(message, known);
  return known;
});
i18n.loadAndActivate({ locale: "en", locales: ["en-GB"], messages: {} });

/** The texts of each language but the page's own; fetched by those who read it. */
const CATALOGUES: Readonly<Record<Language, () => Promise<Readonly<Record<string, string>>>>> = {
  en: async () => ({}),
  de: async () => (await import("./german.ts")).GERMAN,
};

let manner: Manner = { language: "en", locale: "en-GB", unit: "km", timeZone: undefined };
const listeners = new Set<() => void>();

/** Returns the manner in which everything is told now. */
export const mannerNow = (): Manner => manner;

/** Calls back when the manner changes. Returns how to stop listening. */
export function onManner(call: () => void): () => void {
  listeners.add(call);
  return () => listeners.delete(call);
}

/** Tells everything in another manner from now on, once its texts are here. */
export async function tellIn(next: Manner): Promise<void> {
  const messages = await CATALOGUES[next.language]();
  i18n.loadAndActivate({ locale: next.language, locales: [next.locale], messages: { ...messages } });
  setFormats(next);
  manner = next;
  for (const call of listeners) call();
}

/** Returns a text in the reader's language. */
export const say = (message: Message, values?: Values): string => i18n._(message, values);

/** Returns a sentence of a registry in the reader's language; as it stands there when nobody has translated it. */
export const sayKnown = (sentence: string): string =>
  Object.hasOwn(i18n.messages, sentence) ? i18n._(sentence) : sentence;

/** Returns a text that another language has by its name; in the page's own it is as it was written. */
const sayNamed = (name: string, sentence: string): string =>
  Object.hasOwn(i18n.messages, name) ? i18n._(name) : sayKnown(sentence);

/** Returns the sentence of an error or a refusal: as it was written where it went wrong, or in German that of its code. */
export const errorText = (code: string, sentence: string): string => sayNamed(`error ${code}`, sentence);

/** Returns the sentence of a reason of the judge. */
export const reasonSentence = (code: ReasonCode): string => sayNamed(`reason ${code}`, REASONS[code].sentence);

/** A mark that no text has, before and behind a part's name. */
const MARK = "\u{F8FF}";

/** Returns a text in which some places are not text, such as a link or a number in another type. */
export function sayWith(message: Message, places: Readonly<Record<string, ReactNode>>): ReactNode {
  const values = Object.fromEntries(
    Object.entries(places).map(([name, part]) => [
      name,
      typeof part === "string" || typeof part === "number" ? part : `${MARK}${name}${MARK}`,
    ]),
  );
  const parts = i18n._(message, values).split(MARK);
  return createElement(Fragment, null, ...parts.map((part, index) => (index % 2 === 0 ? part : places[part])));
}
