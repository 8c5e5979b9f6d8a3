/** Modes that people make: sales, workshops, and devices that are put into another car. */

import { fromHex } from "@witness/protocol/bytes";
import type { Car } from "./car.ts";
import type { Mode, PaperTools } from "./mode.ts";

/** An odometer of another car: 12 345.6 km more. */
const ANOTHER_CAR_HM = 123_456;

/** The odometer shows so much more, or less, than the car has driven. */
function shift(car: Car, byHm: number): void {
  const before = car.distort;
  car.distort = (sample) => {
    const seen = before(sample);
    const { odometerHm } = seen.reading;
    return odometerHm === undefined ? seen : { ...seen, reading: { ...seen.reading, odometerHm: odometerHm + byHm } };
  };
}

/** What the odometer showed last. */
const shownHm = (car: Car): number => car.last?.reading.odometerHm ?? 0;

/** A new cluster begins at zero. */
const replaceCluster = (car: Car): void => shift(car, -shownHm(car));

/** What each of them does. */
export const PAPERS = {
  serviced: {
    sentence:
      "A workshop enters a service and what the dial showed, an inspector an inspection; an entry is withdrawn.",
    answers: [],
    verdict: "logical",
    reasons: ["dial-reading"],
    midway: async (car, { people }) => {
      await people.enter("service", car, { text: [{ line: "Oil and filter" }] });
      await people.enter("dialReading", car, { raw: shownHm(car) });
    },
    late: async (car, { people }) => {
      await people.enter("inspection", car, { text: [{ line: "Front brakes worn" }] }, "inspector");
      await people.enter("repair", car, { text: [{ line: "Front brakes" }] });
      const twice = await people.enter("repair", car, { text: [{ line: "Front brakes" }] });
      await people.withdraw(car, twice);
    },
  },
  sold: {
    sentence: "It changes hands: the device signs who takes it over, and opens a session for the new owner.",
    answers: [],
    verdict: "logical",
    reasons: [],
    midway: (car, { people }) => people.sell(car),
  },
  "lost-key": {
    sentence: "Its owner lost the key: the maker vouches for another one, twice, a month apart.",
    answers: [],
    verdict: "logical",
    reasons: [],
    midway: (car, { people }) => people.vouch(car),
    monthLater: (car, { people }) => people.vouch(car),
  },
  quarantined: {
    sentence: "Administrators put it in quarantine, its owner appeals, and they release it: no verdict hangs on that.",
    answers: [],
    verdict: "logical",
    reasons: [],
    midway: (car, { people }) => people.quarantine(car),
    monthLater: (car, { people }) => people.release(car),
  },
  "called-back": {
    sentence: "Its maker attests its firmware, and calls the device back later; what it says is judged all the same.",
    answers: [],
    verdict: "logical",
    reasons: [],
    midway: (car, { people }) => people.attest(car),
    late: (car, { people }) => people.callBack(car),
  },
  "new-cluster": {
    sentence: "A workshop replaces its cluster, which begins at zero; workshop and owner sign.",
    answers: [],
    verdict: "logical",
    reasons: ["cluster-replaced"],
    midway: async (car, { people }) => {
      await people.enterAccepted("clusterReplaced", car);
      replaceCluster(car);
    },
  },
  "late-cluster": {
    sentence: "The same, and its owner signs at the end: the fall is lifted then.",
    answers: [],
    verdict: "logical",
    reasons: ["odometer-decreased", "cluster-replaced"],
    midway: async (car) => replaceCluster(car),
    end: (car, { people }) => people.enterAccepted("clusterReplaced", car),
  },
  "unsigned-cluster": {
    sentence: "The same, and the owner never signs: the workshop's word alone lifts nothing.",
    answers: [],
    verdict: "illogical",
    reasons: ["odometer-decreased"],
    midway: async (car, { people }) => {
      await people.enter("clusterReplaced", car);
      replaceCluster(car);
    },
  },
  moved: {
    sentence: "Its device is moved to another car, as workshop and owner say.",
    answers: [],
    verdict: "no judgement",
    reasons: ["device-moved"],
    midway: async (car, { people }) => {
      await people.enterAccepted("deviceMoved", car);
      shift(car, ANOTHER_CAR_HM);
    },
  },
  "new-device": {
    sentence: "It gets a new device, whose record names the one before.",
    answers: [],
    verdict: "logical",
    reasons: ["other-record", "device-replaced"],
    midway: async (car, { people, another }) => {
      const next = await another(car);
      await people.enterAccepted("deviceReplaced", next, { other: fromHex(car.device.id) });
    },
  },
  "second-device": {
    sentence: "It gets a second device that names none before it: a clean slate.",
    answers: [],
    verdict: "no judgement",
    reasons: ["other-record"],
    midway: async (car, { another }) => {
      await another(car);
    },
  },
} as const satisfies Readonly<Record<string, Mode<PaperTools>>>;
