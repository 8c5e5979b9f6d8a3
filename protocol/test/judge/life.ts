/** A car's life as a test tells it: what it does by day, minute by minute where it matters, and what is done to it. */
import { CAR, type Profile } from "../../src/columns/profile.ts";
import { decodeJudge, encodeJudge } from "../../src/judge/encoding.ts";
import type { JudgeEvent } from "../../src/judge/events.ts";
import { note, observe } from "../../src/judge/judge.ts";
import { conclude, type Judgement } from "../../src/judge/judgement.ts";
import { PARAMETERS } from "../../src/judge/parameters.ts";
import type { JudgedReading } from "../../src/judge/reading.ts";
import type { Reason, ReasonCode } from "../../src/judge/reasons.ts";
import { type Rules, rulesOf } from "../../src/judge/rules.ts";
import { type Judge, newJudge } from "../../src/judge/state.ts";

export const DAY_S = 86_400;
const SENTINEL = 2 ** 32 - 1;
/** 1 October 2026, 00:00 UTC. */
const START_UNIX_S = Date.UTC(2026, 9, 1) / 1_000;

/** Rules of a profile of the table, with the parameters that an application begins with. */
export function rulesFor(profile: Profile): Rules {
  const rules = rulesOf(profile, PARAMETERS);
  if (rules === undefined) throw new Error(`Nothing of ${profile.name} is judged.`);
  return rules;
}

/** The day of a Unix time, as `31 Oct 2026`. */
export const dayOf = (timeUnixS: number): string =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(
    timeUnixS * 1_000,
  );

/** A car with a device. Time and odometer go on by themselves; a test may set either. */
export class Life {
  readonly rules: Rules;
  judge: Judge;
  timeUnixS = START_UNIX_S;
  /** How long a reading takes to the chain. */
  delayS = 60;
  /** What the device's clock shows beyond the true time. */
  clockS = 0;
  /** What the odometer shows, in the device's unit. */
  counter: number;
  /** Whether the odometer's value cannot be had. */
  isHidden = false;
  /** What goes along with each reading. */
  others: (life: Life) => Partial<JudgedReading> = () => ({});
  readonly #encoded: boolean;
  /** The newest entry of a company. */
  entry = 0;

  constructor({ counter = 500_000, profile = CAR, encoded = false } = {}) {
    this.rules = rulesFor(profile);
    this.judge = newJudge(this.rules);
    this.counter = counter;
    this.#encoded = encoded;
  }

  #keep(judge: Judge): this {
    this.judge = this.#encoded ? decodeJudge(encodeJudge(judge)) : judge;
    return this;
  }

  /** The device takes a reading; `counter` stands for this one only. */
  read(counter = this.isHidden ? SENTINEL : this.counter % 2 ** 32): this {
    const reading = { timeUnixS: this.timeUnixS + this.clockS, counter, ...this.others(this) };
    return this.#keep(observe(this.judge, reading, this.timeUnixS + this.delayS, this.rules));
  }

  /** Time passes without a reading. */
  wait(seconds: number): this {
    this.timeUnixS += seconds;
    return this;
  }

  event(event: JudgeEvent): this {
    return this.#keep(note(this.judge, event, this.timeUnixS, this.rules));
  }

  /** So many minutes of driving with a reading each. */
  minutes(count: number, hmPerMinute = 10): this {
    for (let minute = 0; minute < count; minute += 1) {
      this.timeUnixS += 60;
      this.counter += hmPerMinute;
      this.read();
    }
    return this;
  }

  /** So many days, each with a trip in the morning and one in the evening of four readings each. */
  days(count: number, hmPerDay = 400): this {
    for (let day = 0; day < count; day += 1) {
      const midnight = this.timeUnixS;
      for (const hour of [8, 18]) {
        for (let part = 0; part < 4; part += 1) {
          this.timeUnixS = midnight + hour * 3_600 + part * 900;
          this.counter += Math.floor(hmPerDay / 8);
          this.read();
        }
      }
      this.timeUnixS = midnight + DAY_S;
    }
    return this;
  }

  /** A company reads the dial. */
  dial(raw = this.counter, company = 1): this {
    this.entry += 1;
    return this.event({ kind: "dial-reading", raw, company, entry: this.entry });
  }

  /** A company takes back an entry of its own. */
  withdraw(entry = this.entry, company = 1): this {
    return this.event({ kind: "dial-withdrawn", company, entry });
  }

  get judgement(): Judgement {
    return conclude(this.judge, this.rules);
  }

  get verdict(): string {
    return this.judgement.verdict;
  }

  reason(code: ReasonCode): Reason | undefined {
    return this.judgement.reasons.find((reason) => reason.code === code);
  }

  get codes(): string[] {
    return this.judgement.reasons.map(({ code }) => code);
  }
}
