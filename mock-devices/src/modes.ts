/** Every mode by name. */
import { type Profile, profileOf } from "@witness/protocol/columns/profile";
import { FAULTS } from "./faults.ts";
import type { Mode, ModeTools, PaperTools } from "./mode.ts";
import { PAPERS } from "./papers.ts";
import { SENSORS } from "./sensors.ts";

function profile(number: number): Profile {
  const found = profileOf(number, 1);
  if (!found) throw new Error(`There is no profile ${number}.`);
  return found;
}

/** Devices that are no cars. */
const METERS = {
  "hour-meter": {
    sentence: "An excavator says its operating hours and its fuel.",
    profile: profile(3),
    answers: [],
    verdict: "logical",
    reasons: [],
  },
  "energy-meter": {
    sentence: "A charger says the energy that went through it.",
    profile: profile(4),
    answers: [],
    verdict: "logical",
    reasons: [],
  },
  thermometer: {
    sentence: "A cold store says its temperature, which no rule judges.",
    profile: profile(5),
    answers: [],
    verdict: "no judgement",
    reasons: ["too-few-readings", "period-too-short"],
  },
} as const satisfies Readonly<Record<string, Mode<PaperTools>>>;

const ALL = { ...SENSORS, ...FAULTS, ...PAPERS, ...METERS };

/** The name of a mode. */
export type ModeName = keyof typeof ALL;

/** What each mode does. */
export const MODES: Readonly<Record<ModeName, Mode<PaperTools>>> = ALL;

/** The modes of a demo garage, in its order: what they do takes nobody but the car's owner, whom the page has. */
export const GARAGE = [
  "honest",
  "rolled-back",
  "blocked",
  "replayed",
  "forged",
  "forked",
  "gap",
  "cloned",
  "lost-storage",
] as const satisfies readonly (keyof typeof SENSORS | keyof typeof FAULTS)[];

/** A mode of a demo garage. */
export type GarageMode = (typeof GARAGE)[number];

/** Those whose maker stated a VIN, so that a pass can show its end; a maker may state none. */
export const GARAGE_WITH_VIN: readonly GarageMode[] = ["honest", "rolled-back"];

/** What each of them does. */
export const GARAGE_MODES: Readonly<Record<GarageMode, Mode<ModeTools>>> = { ...SENSORS, ...FAULTS };
