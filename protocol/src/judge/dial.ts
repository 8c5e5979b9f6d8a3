/**
 * What companies read off the dial (docs/verdict.md, "Dial readings"). The judge keeps one word of each company. One company
 * alone opens a doubt and convicts nobody; two that agree with the path outweigh one that differs.
 */
import { positionOf } from "./path.ts";
import { isOpen, withClosed, withFinding } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { beginAnew, type DialWord, type Draft, WORDS_MAX } from "./state.ts";
import { reachHm } from "./windows.ts";

/** The entry of the journal that a company reads the dial by. */
export interface DialEntry {
  /** The company's place among all of the application, from 0. */
  readonly company: number;
  /** The first four bytes of the entry's identity. */
  readonly entry: number;
}

/** A dial reading. */
export interface DialReading extends DialEntry {
  /** The digits, in the counter's unit. */
  readonly raw: number;
}

type Says = DialWord["says"];

const DAY_S = 86_400;
/** The highest day: a word has two bytes for it. */
const LAST_DAY = 65_535;

const dayOf = (timeUnixS: number): number => Math.min(LAST_DAY, Math.floor(timeUnixS / DAY_S));

const isAdverse = ({ says }: DialWord): boolean => says === "differs" || says === "shows";

const count = (draft: Draft, is: (word: DialWord) => boolean): number => draft.words.filter(is).length;

/** Takes a dial reading: it finds its reason, and changes the word of its company. */
export function readDial(draft: Draft, reading: DialReading, timeUnixS: number, { parameters }: Rules): void {
  const { path, dispute } = draft;
  if (path === undefined) return;
  const dialHm = positionOf(draft, reading.raw);
  const mostHm = path.positionHm + reachHm(parameters, timeUnixS - path.sinceUnixS);
  if (dialHm >= path.positionHm - parameters.dialHm && dialHm <= mostHm) {
    draft.reasons = withFinding(draft.reasons, "dial-reading", { timeUnixS });
    agree(draft, reading, timeUnixS);
    return;
  }
  const amountHm = Math.abs(dialHm - path.positionHm);
  if (isAlone(draft, reading.company, dayOf(timeUnixS) - parameters.closedDays)) {
    draft.reasons = withFinding(draft.reasons, "dial-unconfirmed", { timeUnixS, amountHm });
    return;
  }
  draft.reasons = withFinding(draft.reasons, "dial-differs", { timeUnixS, amountHm });
  const isShown =
    dispute !== undefined && dispute.positionHm > path.positionHm && dialHm >= dispute.positionHm - parameters.dialHm;
  say(draft, reading, isShown ? "shows" : "differs", timeUnixS);
  if (count(draft, ({ says }) => says === "shows") >= 2) convict(draft);
}

/**
 * Takes back a dial reading that its company withdraws. Nothing happens when the company has read the dial again since: its
 * word is then of the later entry.
 */
export function withdrawDial(draft: Draft, { company, entry }: DialEntry, timeUnixS: number): void {
  const own = draft.words.find((word) => word.company === company && word.entry === entry);
  if (own?.says === "agrees") draft.words = draft.words.filter((word) => word !== own);
  if (own === undefined || !isAdverse(own)) return;
  close(draft, (word) => word === own, timeUnixS);
  // A dispute stays open: without this reading nobody has settled it.
  if (count(draft, isAdverse) === 0) closeDifferences(draft);
}

/** Makes `differs` of every `shows`: those readings showed the dispute that was kept until now. */
export function forgetShown(draft: Draft): void {
  draft.words = draft.words.map((word) => (word.says === "shows" ? { ...word, says: "differs" } : word));
}

/** Takes a reading that agrees with the path. A company that differed before contradicts itself: its own doubt is closed. */
function agree(draft: Draft, reading: DialReading, timeUnixS: number): void {
  const { company } = reading;
  if (draft.words.some((word) => word.company === company && isAdverse(word))) {
    close(draft, (word) => word.company === company, timeUnixS);
  } else if (count(draft, isAdverse) > 0) {
    say(draft, reading, "agrees", timeUnixS);
  }
  if (count(draft, ({ says }) => says === "agrees") < 2 * count(draft, isAdverse)) return;
  close(draft, isAdverse, timeUnixS);
  closeDifferences(draft);
  // What was disputed is not covered: the period begins with the dial.
  if (isOpen(draft.reasons, "disputed-reading")) beginAnew(draft);
  draft.reasons = withClosed(draft.reasons, "disputed-reading", "all");
  draft.dispute = undefined;
}

/** Returns whether a company had its doubt closed after that day, and no other company has one now. */
function isAlone(draft: Draft, company: number, day: number): boolean {
  const own = draft.words.find((word) => word.company === company);
  return own?.says === "closed" && own.day > day && count(draft, isAdverse) === 0;
}

/**
 * Makes this the company's word. When there is no room, the oldest closed word goes. If none is closed, a word that agrees takes
 * the place of the oldest adverse one, and an adverse word is not kept.
 */
function say(draft: Draft, { company, entry }: DialEntry, says: Says, timeUnixS: number): void {
  const others = draft.words.filter((word) => word.company !== company);
  if (others.length === WORDS_MAX) {
    const closed = others.findIndex((word) => word.says === "closed");
    const place = closed >= 0 || says !== "agrees" ? closed : others.findIndex(isAdverse);
    if (place < 0) return;
    others.splice(place, 1);
  }
  draft.words = [...others, { company, entry, day: dayOf(timeUnixS), says }];
}

/** Closes words on this day. */
function close(draft: Draft, isClosed: (word: DialWord) => boolean, timeUnixS: number): void {
  draft.words = draft.words.map((word) => (isClosed(word) ? { ...word, day: dayOf(timeUnixS), says: "closed" } : word));
}

/** Closes the doubt that a dial differs, and drops the words that agree: they have done their work. */
function closeDifferences(draft: Draft): void {
  draft.reasons = withClosed(draft.reasons, "dial-differs", "all");
  draft.words = draft.words.filter(({ says }) => says !== "agrees");
}

/** Finds the fall that was disputed: two companies have read the disputed value off the dial. */
function convict(draft: Draft): void {
  const { dispute } = draft;
  if (dispute === undefined) return;
  const { momentUnixS, amountHm } = dispute;
  draft.reasons = withFinding(draft.reasons, "odometer-decreased", { timeUnixS: momentUnixS, amountHm });
  draft.reasons = withClosed(draft.reasons, "disputed-reading", "all");
  draft.dispute = undefined;
  forgetShown(draft);
}
