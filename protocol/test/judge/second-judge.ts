/**
 * The second judge: docs/verdict.md over a whole history that stays in memory. It looks back over everything for each
 * reading, and shares with the first judge only the names of the reasons and the parameters' table.
 */
import type { JudgeEvent } from "../../src/judge/events.ts";
import type { JudgedReading } from "../../src/judge/reading.ts";
import { REASONS } from "../../src/judge/reasons.ts";
import type { Rules } from "../../src/judge/rules.ts";
import { DialBook } from "./second-dial.ts";
import { History, type OnPath } from "./second-history.ts";

/** A reading or an event, with its block's time. */
export type Entry =
  | { readonly blockTimeUnixS: number; readonly reading: JudgedReading }
  | { readonly blockTimeUnixS: number; readonly event: JudgeEvent };

/** What both judges must say alike. */
export interface Summary {
  readonly verdict: string;
  readonly reasons: readonly object[];
  readonly coveredFromUnixS: number;
  readonly coveredToUnixS: number;
  readonly coveredReadings: number;
  readonly readings: number;
  readonly distanceHm: number;
  readonly offsetHm: number;
  readonly unit: { readonly numerator: number; readonly denominator: number };
  readonly longestSilenceS: number;
}

/** Judges a whole history. */
export function judgeWholeHistory(entries: readonly Entry[], rules: Rules): Summary {
  const history = new History(rules);
  for (const entry of entries) {
    if ("reading" in entry) history.read(entry.reading, entry.blockTimeUnixS);
    else happen(history, entry.event, entry.blockTimeUnixS);
  }
  return summarise(history);
}

function happen(history: History, event: JudgeEvent, time: number): void {
  const { last } = history;
  switch (event.kind) {
    case "session":
      return;
    case "gap": {
      const finding = history.findings.find("gap", time);
      history.gap = last && finding;
      return;
    }
    case "unreadable":
      history.findings.find("unreadable", time);
      history.anew();
      return;
    case "other-record":
      history.findings.find("other-record", time);
      if (event.isNamed) history.findings.close("other-record", false);
      return;
    case "forked-key":
    case "late-in-gap":
    case "import":
      history.findings.find(event.kind, time);
      return;
    case "cluster-replaced":
    case "unit-changed":
      correct(history, event, time);
      return;
    case "dial-reading":
      if (last) readDial(history, event, time, last);
      return;
    case "dial-withdrawn":
      withdrawDial(history, event.company, event.entry, time);
      return;
    case "device-moved":
      history.findings.find("device-moved", time);
      history.oldPaths.push(history.path);
      Object.assign(history, { path: [], off: [], episodes: [], samples: [], offset: 0, unit: history.rules.unit });
      Object.assign(history, { gap: undefined, cluster: undefined, nextUnit: undefined, broken: undefined });
      Object.assign(history, { disputes: [], dial: new DialBook() });
      history.movedAt = history.findings.all.length;
      history.anew();
      return;
    case "device-replaced": {
      const { raw, offsetHm, timeUnixS } = event.closing;
      const position = history.hm(raw) + offsetHm;
      if (last || position > 2 ** 40 || Math.abs(offsetHm) > 2 ** 40) {
        history.findings.find("correction-refused", time);
        return;
      }
      history.offset = offsetHm;
      const seen = { time: 0, block: 0, isTrusted: true, moment: timeUnixS, since: timeUnixS };
      const rest = { step: 0, credit: 0, clock: timeUnixS, isAnchored: true, overflowed: new Set<number>() };
      history.path.push({ raw, position, seen, ...rest, beginsLine: true, isSeed: true });
      history.findings.find("device-replaced", time);
      history.findings.close("other-record", false);
    }
  }
}

function correct(
  history: History,
  event: JudgeEvent & { kind: "cluster-replaced" | "unit-changed" },
  time: number,
): void {
  const { broken, last } = history;
  if (!event.byOwner || !event.byWorkshop || (event.kind === "unit-changed" && history.isInForce(event.unit))) {
    history.findings.find("correction-refused", time);
    return;
  }
  const until = time + history.p.correctionS;
  if (broken === undefined || last === undefined) {
    if (event.kind === "cluster-replaced") history.cluster = until;
    else history.nextUnit = { unit: event.unit, until };
    return;
  }
  const offset =
    event.kind === "cluster-replaced"
      ? history.offset - broken.change
      : history.offsetFor(event.unit, broken.rawBefore, broken.rawAfter, broken.reach);
  const unit = event.kind === "unit-changed" ? event.unit : history.unit;
  const raws = [last, ...history.off].map(({ raw }) => raw);
  if (offset === undefined || !raws.every((raw) => history.hasPlace(raw, unit, offset))) {
    history.findings.find("correction-refused", time);
    return;
  }
  history.unit = unit;
  history.offset = offset;
  last.position = history.hm(last.raw) + offset;
  last.beginsLine = true;
  history.off = history.off.map((each) => ({ ...each, position: history.hm(each.raw) + offset }));
  if (broken.change < 0) history.findings.close("odometer-decreased", false);
  for (const index of broken.buckets) history.findings.close(history.p.buckets[index]?.reason ?? "gap", false);
  history.broken = undefined;
  history.findings.find(event.kind, time, event.kind === "cluster-replaced" ? Math.abs(broken.change) : 0);
}

const dayOf = (time: number): number => Math.min(65_535, Math.floor(time / 86_400));

function readDial(history: History, event: JudgeEvent & { kind: "dial-reading" }, time: number, last: OnPath): void {
  const { dial: book, findings } = history;
  const { raw, company, entry } = event;
  const day = dayOf(time);
  const dial = history.hm(raw) + history.offset;
  const largest = history.disputes.toSorted((a, b) => b.amount - a.amount)[0];
  if (dial >= last.position - history.p.dialHm && dial <= last.position + history.reach(time - last.seen.since)) {
    findings.find("dial-reading", time);
    if (book.adverse.some((word) => word.company === company)) book.close([company], day);
    else if (book.adverse.length > 0) book.write(company, entry, day, "agrees");
    if (book.of("agrees").length < 2 * book.adverse.length) return;
    book.close(
      book.adverse.map((word) => word.company),
      day,
    );
    book.forgetAgreeing();
    findings.close("dial-differs", true);
    if (findings.isOpen("disputed-reading")) history.anew();
    findings.close("disputed-reading", true);
    history.disputes = [];
    return;
  }
  const isHeard = book.isHeard(company, day);
  findings.find(isHeard ? "dial-differs" : "dial-unconfirmed", time, Math.abs(dial - last.position));
  if (!isHeard) return;
  const shows = largest && largest.position > last.position && dial >= largest.position - history.p.dialHm;
  book.write(company, entry, day, shows ? "shows" : "differs");
  if (!largest || book.of("shows").length < 2) return;
  findings.find("odometer-decreased", largest.time, largest.amount);
  findings.close("disputed-reading", true);
  history.disputes = [];
  book.newDispute();
}

function withdrawDial({ dial: book, findings }: History, company: number, entry: number, time: number): void {
  const word = book.wordOf(company);
  if (word?.entry !== entry || word.said === "closed") return;
  if (word.said === "agrees") {
    word.said = "gone";
    return;
  }
  book.close([company], dayOf(time));
  if (book.adverse.length > 0) return;
  findings.close("dial-differs", true);
  book.forgetAgreeing();
}

function summarise(history: History): Summary {
  const { last } = history;
  const own = [...history.oldPaths, history.path].flat().filter(({ isSeed }) => !isSeed);
  const covered = own.slice(history.covered);
  const to = last?.seen.moment ?? 0;
  const seconds = covered[0] ? Math.max(0, to - covered[0].seen.moment) : 0;
  if (covered.length < 30) history.findings.find("too-few-readings", to);
  if (seconds < 30 * 86_400) history.findings.find("period-too-short", to, 0, seconds);
  const [first] = history.off;
  if (first && last) history.findings.find("unsettled", first.seen.moment, Math.abs(first.position - last.position));
  const open = new Set(history.findings.all.filter(({ isOpen }) => isOpen).map(({ code }) => REASONS[code].effect));
  const doubtful = open.has("doubt") || open.has("period") ? "no judgement" : "logical";
  const pairs = [...history.oldPaths, history.path].flatMap((path) =>
    path.slice(1).map((to, index) => [path[index], to]),
  );
  return {
    verdict: open.has("illogical") ? "illogical" : doubtful,
    reasons: history.findings.reasons(),
    coveredFromUnixS: covered[0]?.seen.moment ?? to,
    coveredToUnixS: to,
    coveredReadings: covered.length,
    readings: own.length,
    distanceHm: last?.position ?? 0,
    offsetHm: history.offset,
    unit: history.unit,
    longestSilenceS: Math.max(0, ...pairs.map(([from, to]) => (to?.seen.moment ?? 0) - (from?.seen.moment ?? 0))),
  };
}
