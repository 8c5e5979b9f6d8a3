/**
 * What companies read off the dial (docs/verdict.md, "Dial readings"). Each company has one word at most. One alone opens a
 * doubt and convicts nobody; two that agree with the path outweigh one that differs.
 */
import { positionOf } from "./path.ts";
import { isOpen, withClosed, withFinding } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { beginAnew, type DialWord, type Draft, WORDS_MAX } from "./state.ts";
import { reachHm } from "./windows.ts";

/** An entry of the journal, and whose it is. */
export interface DialEntry {
  /** The company's place among all of the application, from 0. */
  readonly company: number;
  /** The first four bytes of the entry's identity. */
  readonly entry: number;
}

/** A dial reading: its digits, in the counter's unit. */
export interface DialReading extends DialEntry {
  readonly raw: number;
}

type Says = DialWord["says"];

const DAY_S = 86_400;
/** The last day that two bytes hold. */
const LAST_DAY = 65_535;

const dayOf = (timeUnixS: number): number => Math.min(LAST_DAY, Math.floor(timeUnixS / DAY_S));

const isAdverse = ({ says }: DialWord): boolean => says === "differs" || says === "shows";

const count = (draft: Draft, is: (word: DialWord) => boolean): number => draft.words.filter(is).length;

/** A company reads the dial. */
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

/** A company takes back what it read. An entry that another one of its own followed says nothing any more. */
export function withdrawDial(draft: Draft, { company, entry }: DialEntry, timeUnixS: number): void {
  const own = draft.words.find((word) => word.company === company && word.entry === entry);
  if (own?.says === "agrees") draft.words = draft.words.filter((word) => word !== own);
  if (own === undefined || !isAdverse(own)) return;
  close(draft, (word) => word === own, timeUnixS);
  // A dispute stays: nobody has read the dial anew.
  if (count(draft, isAdverse) === 0) closeDifferences(draft);
}

/** Another dispute is remembered: of that one nobody has read anything yet. */
export function forgetShown(draft: Draft): void {
  draft.words = draft.words.map((word) => (word.says === "shows" ? { ...word, says: "differs" } : word));
}

/** The dial agrees with the path. One that differed before contradicts itself, which closes its own doubt. */
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

/** Whether a company whose doubt was closed after that day has nobody beside it. */
function isAlone(draft: Draft, company: number, day: number): boolean {
  const own = draft.words.find((word) => word.company === company);
  return own?.says === "closed" && own.day > day && count(draft, isAdverse) === 0;
}

/** The company's word is this from now on. Without room the oldest closed one goes; for one that agrees, one that does not. */
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

function close(draft: Draft, isClosed: (word: DialWord) => boolean, timeUnixS: number): void {
  draft.words = draft.words.map((word) => (isClosed(word) ? { ...word, day: dayOf(timeUnixS), says: "closed" } : word));
}

function closeDifferences(draft: Draft): void {
  draft.reasons = withClosed(draft.reasons, "dial-differs", "all");
  draft.words = draft.words.filter(({ says }) => says !== "agrees");
}

/** Two companies read the disputed value: the fall was real. */
function convict(draft: Draft): void {
  const { dispute } = draft;
  if (dispute === undefined) return;
  const { momentUnixS, amountHm } = dispute;
  draft.reasons = withFinding(draft.reasons, "odometer-decreased", { timeUnixS: momentUnixS, amountHm });
  draft.reasons = withClosed(draft.reasons, "disputed-reading", "all");
  draft.dispute = undefined;
  forgetShown(draft);
}
