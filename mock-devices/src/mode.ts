/** What a mode is: how a device behaves in one sentence, what it does when, and what a sound system makes of it. */
import type { Profile } from "@witness/protocol/columns/profile";
import type { Verdict } from "@witness/protocol/judge/judgement";
import type { ReasonCode } from "@witness/protocol/judge/reasons";
import type { Car, Twin } from "./car.ts";
import type { People } from "./people.ts";
import type { Sealer } from "./sealer.ts";

/** How a device behaves. What it does takes tools of this kind. */
export interface Mode<Tools> {
  /** For people. */
  readonly sentence: string;
  /** A car's unless given. */
  readonly profile?: Profile;
  /** Codes that the relay answers to what this mode does, besides `admitted`. */
  readonly answers: readonly string[];
  /** What the record says when the history is over, and at least five weeks lie behind its middle. */
  readonly verdict: Verdict;
  /** All reasons that the record names, in the order of docs/verdict.md. */
  readonly reasons: readonly ReasonCode[];
  /** Before the device says anything. */
  readonly begin?: (car: Car) => void;
  /** In a car that was registered before: what stays as it was. */
  readonly again?: (car: Car) => void;
  /** At three fifths of the history. */
  readonly midway?: (car: Car, tools: Tools) => Promise<void>;
  /** Thirty-six days after that, if the history is as long: thirty at least, also when what happens waits for a delivery. */
  readonly monthLater?: (car: Car, tools: Tools) => Promise<void>;
  /** A day before its end. */
  readonly late?: (car: Car, tools: Tools) => Promise<void>;
  /** At its end. */
  readonly end?: (car: Car, tools: Tools) => Promise<void>;
}

/** What misbehaving takes besides a car. */
export interface ModeTools {
  /** A device with a key that no maker registered. */
  readonly stranger: () => Sealer;
  /** Notes for later: a copy of the device as it was. */
  readonly copies: Map<Car, Twin>;
}

/** What people do with a car takes people. */
export interface PaperTools extends ModeTools {
  readonly people: People;
  /** Puts a second device into a car in the place of the first, registered for the same vehicle. */
  readonly another: (car: Car) => Promise<Car>;
}

/** From the first moment of a history to its last. */
export interface Span {
  readonly fromUnixS: number;
  readonly untilUnixS: number;
}

/** Something that happens to a car at a moment; what it read before was kept. */
export interface Act {
  readonly atUnixS: number;
  readonly act: (car: Car) => Promise<void>;
}

const DAY_S = 86_400;
/** A maker vouches again after thirty days of the chain, and a delivery may be six days after the act before it. */
const MONTH_LATER_S = 36 * DAY_S;

/** Returns what a mode does to a car, in order of time. */
export function actsOf<Tools>(mode: Mode<Tools>, tools: Tools, { fromUnixS, untilUnixS }: Span): readonly Act[] {
  const midwayUnixS = fromUnixS + Math.floor(((untilUnixS - fromUnixS) * 3) / 5);
  const acts: readonly Act[] = [
    { atUnixS: midwayUnixS, act: async (car) => mode.midway?.(car, tools) },
    { atUnixS: midwayUnixS + MONTH_LATER_S, act: async (car) => mode.monthLater?.(car, tools) },
    { atUnixS: untilUnixS - DAY_S, act: async (car) => mode.late?.(car, tools) },
    {
      atUnixS: untilUnixS,
      act: async (car) => {
        await car.deliver();
        await mode.end?.(car, tools);
      },
    },
  ];
  return acts.filter(({ atUnixS }) => atUnixS <= untilUnixS).sort((a, b) => a.atUnixS - b.atUnixS);
}
