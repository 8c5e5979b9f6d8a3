/** What a judging in this browser comes to, as the page is told. Types only. */
import type { JudgedPart, OwnDifference, OwnJudgement } from "@witness/protocol/history/own-comparison";
import type { HistoryFault } from "@witness/protocol/history/reader";
import type { SequenceRange } from "@witness/protocol/tenure";
import type { History } from "../history/history.ts";
import type { OwnBefore } from "./before.ts";

/** How far a judging is. */
export interface OwnProgress {
  readonly step: "reading" | "waiting";
  readonly tiles: number;
  readonly ofTiles: number;
  readonly readings: number;
}

/** A stretch of the history, judged as if there were nothing before it. */
export interface OwnPart extends SequenceRange {
  readonly judgement: JudgedPart["judged"]["judgement"];
  readonly readings: number;
  /** `now`: the reader owns the car. `ended`: it was the reader's. */
  readonly time: "now" | "ended";
}

/** What a judging in this browser comes to. */
export interface OwnOutcome {
  /** `UNCHECKED`: no archive answered. */
  readonly result: OwnJudgement["result"] | "UNCHECKED";
  readonly difference: OwnDifference | undefined;
  readonly judgement: NonNullable<OwnJudgement["judged"]>["judgement"] | undefined;
  readonly envelopes: number;
  /** Envelopes that these keys do not open. */
  readonly closed: number;
  /** How many of them an offer of the reader keeps closed until it ends. */
  readonly offered: number;
  /** What these keys open, judged alone; undefined when that is everything, or nothing. */
  readonly part: OwnPart | undefined;
  /** Of a record that was taken over: what this browser came to of the part in the application before. */
  readonly before: OwnBefore | undefined;
  /** Envelopes that are still signed for the application before: they count as silence. */
  readonly foreign: number;
  readonly readings: number;
  /** Of the record that was compared. */
  readonly sequence: number;
  /** Tiles that were read, and how many of them this browser had kept. */
  readonly tiles: number;
  readonly kept: number;
  /** Names of the archives that served the others. */
  readonly servedBy: readonly string[];
  /** Archives whose word did not hold, and where. */
  readonly liars: readonly (HistoryFault & { readonly name: string })[];
  /** Names of those that did not answer. */
  readonly silent: readonly string[];
  readonly history: History;
}
