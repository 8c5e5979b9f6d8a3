/** A car's history as a vector tells it, reading by reading. */
import type { JudgeEvent } from "../../src/judge/events.ts";
import type { JudgedReading } from "../../src/judge/reading.ts";

/** 1 October 2026, 00:00 UTC. */
export const START = 1_790_812_800;
export const MINUTE = 60;
export const DAY = 86_400;

/** A reading or an event, with its block's time. */
type Entry =
  | { readonly blockTimeUnixS: number; readonly reading: JudgedReading }
  | { readonly blockTimeUnixS: number; readonly event: JudgeEvent };

/** Tells a history step by step. Days and odometers are of the device; a block comes a minute after. */
export class Story {
  readonly entries: Entry[] = [];
  timeUnixS = START;
  counter: number;
  others: Partial<JudgedReading> = {};
  entry = 0xfffffff0;

  constructor(counter: number) {
    this.counter = counter;
  }

  read(counter = this.counter, clockS = 0): this {
    const reading = { timeUnixS: this.timeUnixS + clockS, counter, ...this.others };
    this.entries.push({ blockTimeUnixS: this.timeUnixS + MINUTE, reading });
    return this;
  }

  wait(seconds: number): this {
    this.timeUnixS += seconds;
    return this;
  }

  /** So many readings, each so much later and so much further. */
  drive(times: number, seconds: number, hm: number): this {
    for (let time = 0; time < times; time += 1) {
      this.timeUnixS += seconds;
      this.counter += hm;
      this.read();
    }
    return this;
  }

  /** A company reads the dial; entries are numbered. */
  dial(raw: number, company = 1): this {
    this.entry += 1;
    return this.happen({ kind: "dial-reading", raw, company, entry: this.entry });
  }

  /** A company takes its newest entry back. */
  withdraw(company = 1): this {
    return this.happen({ kind: "dial-withdrawn", company, entry: this.entry });
  }

  happen(event: JudgeEvent): this {
    this.entries.push({ blockTimeUnixS: this.timeUnixS + MINUTE, event });
    return this;
  }
}
