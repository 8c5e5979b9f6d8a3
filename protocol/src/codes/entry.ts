/** The form of a row in the tables of codes that never travel as a byte. */
import type { Action } from "../errors.ts";

/**
 * What follows a code. `stop`: the command or the start ends, and a person runs it again after the repair. `act`: the
 * process goes on, and a person must act. `wait`: it goes on by itself. The others are those of the wire.
 */
export type Consequence = Exclude<Action, "admit"> | "stop" | "act" | "wait";

/** One code: what follows, the HTTP status where it is served, and a sentence that a user can act on. */
export interface CodeEntry {
  readonly action: Consequence;
  readonly http?: number;
  readonly sentence: string;
}

/** The process ends. */
export const stop = (sentence: string): CodeEntry => ({ action: "stop", sentence });

/** A person must act while the process goes on. */
export const act = (sentence: string): CodeEntry => ({ action: "act", sentence });

/** The process goes on by itself. */
export const wait = (sentence: string): CodeEntry => ({ action: "wait", sentence });

/** The request was wrong, and is refused over HTTP. */
export const refuse = (http: number, sentence: string): CodeEntry => ({ action: "refuse", http, sentence });

/** The server cannot serve the request now. */
export const pushBack = (http: number, sentence: string): CodeEntry => ({ action: "push-back", http, sentence });
