/** Modes of what a device sees: the odometer, its other counters, and its own clock. The device signs all of it. */
import type { Car } from "./car.ts";
import type { Mode, ModeTools } from "./mode.ts";
import type { Sample } from "./trip.ts";

/** 40 000 km, in hundreds of metres. */
const ROLLED_BACK_HM = 400_000;
const COUNTER = 2 ** 32;
/** All ones. */
const NOT_AVAILABLE = COUNTER - 1;
/** How far a car drives before its counter begins again. */
const WRAPS_AFTER_HM = 3_000;
const SENTINEL_EVERY_MINUTES = 37;
const DAY_S = 86_400;
/** Until somebody changes the battery of the clock. */
const CLOCK_DEAD_S = 20 * DAY_S;
const Y2K_UNIX_S = 946_684_800;

/** Rewrites the odometer of a sample that has one. */
const withOdometer = (sample: Sample, change: (odometerHm: number) => number): Sample => {
  const { odometerHm } = sample.reading;
  return odometerHm === undefined
    ? sample
    : { ...sample, reading: { ...sample.reading, odometerHm: change(odometerHm) } };
};

const lower = (sample: Sample): Sample => withOdometer(sample, (shown) => Math.max(0, shown - ROLLED_BACK_HM));

/** Holds the odometer at a value. */
const held = (atHm: number) => (sample: Sample) => withOdometer(sample, () => atHm);

const glitching = (sample: Sample): Sample => {
  const isGlitch = Math.floor(sample.reading.timeUnixS / 60) % SENTINEL_EVERY_MINUTES === 0;
  return isGlitch ? withOdometer(sample, () => NOT_AVAILABLE) : sample;
};

/** The clock begins in the year 2000 whenever the car is started, until a day. */
const forgetful = (untilUnixS: number): ((sample: Sample) => Sample) => {
  let startedUnixS = 0;
  let lastUnixS = 0;
  return (sample) => {
    const { timeUnixS } = sample.reading;
    if (timeUnixS >= untilUnixS) return sample;
    if (timeUnixS - lastUnixS > 600) startedUnixS = timeUnixS;
    lastUnixS = timeUnixS;
    return { ...sample, reading: { ...sample.reading, timeUnixS: Y2K_UNIX_S + timeUnixS - startedUnixS } };
  };
};

const wrapping = (car: Car): void => {
  const shift = COUNTER - (car.next.reading.odometerHm ?? 0) - WRAPS_AFTER_HM;
  car.distort = (sample) => withOdometer(sample, (shown) => (shown + shift) % COUNTER);
};

/** What each of them does. */
export const SENSORS = {
  honest: { sentence: "Says what the odometer says.", answers: [], verdict: "logical", reasons: [] },
  "rolled-back": {
    sentence: "Its odometer was turned back by 40 000 km; the device signs what it sees.",
    answers: [],
    verdict: "illogical",
    reasons: ["odometer-decreased"],
    again: (car) => {
      car.distort = lower;
    },
    midway: async (car) => {
      car.distort = lower;
    },
  },
  blocked: {
    sentence: "Its odometer is held where it was; the distance since its codes were cleared counts on.",
    answers: [],
    verdict: "illogical",
    reasons: ["too-few-readings", "standing-still", "standing-suspected", "period-too-short"],
    midway: async (car) => {
      car.distort = held(car.last?.reading.odometerHm ?? 0);
    },
  },
  sentinel: {
    sentence: "Its odometer says “not available” now and then.",
    answers: [],
    verdict: "logical",
    reasons: [],
    begin: (car) => {
      car.distort = glitching;
    },
  },
  "dead-clock": {
    sentence: "The battery of its clock is dead for twenty days: each trip begins in the year 2000.",
    answers: [],
    verdict: "logical",
    reasons: ["clock-back"],
    midway: async (car) => {
      car.distort = forgetful((car.last?.reading.timeUnixS ?? 0) + CLOCK_DEAD_S);
    },
  },
  wrapped: {
    sentence: "Its odometer passes the highest value of its counter, and begins again at zero.",
    answers: [],
    verdict: "logical",
    reasons: ["wrapped"],
    begin: wrapping,
  },
} as const satisfies Readonly<Record<string, Mode<ModeTools>>>;
