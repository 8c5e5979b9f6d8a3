/** Histories of a car with what the judge says after each step, and states that are none (docs/verdict.md). */

import { toHex } from "../../src/bytes.ts";
import { CAR, PROFILES, type Profile } from "../../src/columns/profile.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { decodeJudge, encodeJudge } from "../../src/judge/encoding.ts";
import { note, observe } from "../../src/judge/judge.ts";
import { conclude } from "../../src/judge/judgement.ts";
import { PARAMETERS } from "../../src/judge/parameters.ts";
import type { Reason } from "../../src/judge/reasons.ts";
import { type Rules, rulesOf } from "../../src/judge/rules.ts";
import { type Judge, newJudge } from "../../src/judge/state.ts";
import { DAY, MINUTE, START, Story } from "./lived.ts";

/** A reason as the vectors write it: name, first and last time, count, open, first amount, sum of amounts, seconds. */
export const reasonLine = (reason: Reason): string =>
  [
    reason.code,
    reason.firstTimeUnixS,
    reason.lastTimeUnixS,
    reason.count,
    reason.open,
    reason.firstAmountHm,
    reason.totalAmountHm,
    reason.seconds,
  ].join(" ");

/** What a judge has to be told of a device; the parameters are those of its counter. */
export const rulesOnly = ({ counter, unit, wrapsAt, sentinels, high, sourceSaturatesAtKm }: Rules) => ({
  counter,
  unit,
  wrapsAt: wrapsAt ?? null,
  sentinels,
  high,
  sourceSaturatesAtKm,
});

const BOTH = { byWorkshop: true, byOwner: true };
const MILES = { numerator: 1_609_344, denominator: 1_000_000 };

const month = (counter = 500_000): Story => new Story(counter).read().drive(32, DAY, 400);

function fallen(): Story {
  const story = month();
  story.counter -= 400_000;
  return story.drive(4, MINUTE, 10);
}

function standing(): Story {
  const story = month();
  for (const km of [100, 111, 111, 111, 111, 111]) {
    story.others = { distanceSinceClearedKm: km, fuelUsedCl: 50 * km, operatingTimeS: 900 * km, speedKmh: 90 };
    story.wait(2 * MINUTE).read();
  }
  return story;
}

/** A new cluster, and what the car drove before its first reading, by PID 0x31. */
function unseen(km: number): Story {
  const story = month();
  story.others = { distanceSinceClearedKm: 100 };
  story
    .wait(2 * MINUTE)
    .read()
    .happen({ kind: "cluster-replaced", ...BOTH });
  story.wait(DAY);
  story.counter = 0;
  for (let minute = 0; minute < 8; minute += 1) {
    story.others = { distanceSinceClearedKm: 100 + km + minute };
    story.drive(1, MINUTE, 10);
  }
  return story;
}

/** A source that was compared, one that saturated, speeds and fuel, and a fall over all of them. */
function metered(): Story {
  const story = new Story(900_000);
  story.others = { distanceSinceClearedKm: 10, fuelUsedCl: 100, energyUsedWh: 5, operatingTimeS: 9, speedKmh: 60 };
  story.read().drive(3, 30, 5);
  story.others = { distanceSinceClearedKm: 65_535, fuelUsedCl: 4_000, speedKmh: 130 };
  story.drive(2, 30, 5);
  story.counter -= 300_000;
  story.drive(5, 30, 5);
  return story;
}

/** A high reading that could be reached, and is followed by lower. */
const highThenLow = (): Story => month().wait(DAY).read(520_000).drive(5, 10, 1);

const profile = (number: number): Profile => PROFILES.find((each) => each.number === number) ?? CAR;

const HISTORIES: readonly (readonly [string, Story, Profile?])[] = [
  ["a month is logical", month()],
  ["turned back: three low readings wait, the fourth is the fall of the first one's day", fallen()],
  [
    "a correction after the fall lifts it",
    fallen()
      .happen({ kind: "cluster-replaced", byWorkshop: true, byOwner: false })
      .happen({ kind: "cluster-replaced", ...BOTH })
      .drive(2, DAY, 100),
  ],
  [
    "a cluster that was announced; a second fall is none of its",
    (() => {
      const story = month().happen({ kind: "cluster-replaced", ...BOTH });
      story.counter = 0;
      story.drive(5, MINUTE, 10).drive(5, DAY, 400);
      story.counter = 20;
      return story.drive(4, MINUTE, 0);
    })(),
  ],
  [
    "a cluster that was announced 31 days and a second before",
    (() => {
      const story = month()
        .happen({ kind: "cluster-replaced", ...BOTH })
        .wait(31 * DAY + 1);
      story.counter = 0;
      return story.drive(4, 0, 0);
    })(),
  ],
  [
    "kilometres become miles; the same unit again is refused",
    (() => {
      const story = month().happen({ kind: "unit-changed", unit: MILES, ...BOTH });
      story.counter = Math.floor((story.counter * 1_000_000) / 1_609_344);
      return story.drive(4, MINUTE, 10).happen({ kind: "unit-changed", unit: MILES, ...BOTH });
    })(),
  ],
  ["one reading of zero is an outlier", month().wait(MINUTE).read(0).drive(2, MINUTE, 10)],
  [
    "a high reading that could be reached, and is followed by lower, is disputed; a dial settles it",
    highThenLow().dial(512_900).drive(1, DAY, 100),
  ],
  [
    "a dial that differs: withdrawn; then outweighed by two others, not heard alone for 365 days, heard beside another one",
    month()
      .dial(500_000)
      .withdraw(2)
      .withdraw()
      .dial(500_000)
      .dial(500_000, 2)
      .dial(500_000)
      .dial(512_800, 3)
      .dial(512_800, 0)
      .dial(512_800, 254)
      .dial(500_000, 2)
      .drive(365, DAY, 0)
      .dial(500_000, 2),
  ],
  [
    "a disputed reading: one company reads it, two agree, and it is settled",
    highThenLow().dial(520_000, 1).dial(512_900, 2).dial(512_900, 3),
  ],
  [
    "a disputed reading: two companies read it, the first before a larger one was disputed",
    highThenLow().dial(520_000, 1).wait(DAY).read(530_000).drive(5, 10, 1).dial(530_000, 2).dial(530_000, 1),
  ],
  [
    "a dial for five companies: of four that differ, one makes room for each that agrees",
    [1, 2, 3, 4, 5]
      .reduce((story, company) => story.dial(1, company), month())
      .dial(512_800, 6)
      .dial(512_800, 7)
      .dial(1, 5),
  ],
  [
    "four nonsense readings in a month: the sensor is unsteady",
    [1, 2, 3, 4].reduce((story) => story.wait(DAY).read(7).drive(1, MINUTE, 1), month()),
  ],
  [
    "8 km lost at once",
    (() => {
      const story = month();
      story.counter -= 80;
      return story.drive(4, MINUTE, 0);
    })(),
  ],
  [
    "the counter wraps",
    new Story(2 ** 32 - 100)
      .read()
      .read(2 ** 32 - 1)
      .drive(1, DAY, -(2 ** 32) + 150),
  ],
  [
    "a jump that no car can drive, in the first of the buckets and in all",
    (() => {
      const story = month();
      story.counter += 900_000;
      return story.drive(4, MINUTE, 10).happen({ kind: "cluster-replaced", ...BOTH });
    })(),
  ],
  [
    "a clock that is set back, and one that is ahead",
    month().read(512_800, -9_000).read(512_801, 961).drive(1, MINUTE, 10),
  ],
  [
    "a clock that stood: by the blocks' times the way is possible",
    month().wait(7_200).read(512_840, -7_199).read(512_880, -7_198).wait(DAY).read(512_900),
  ],
  [
    "an odometer that counts more than PID 0x31",
    (() => {
      const story = month();
      story.others = { distanceSinceClearedKm: 100 };
      return story.drive(3, DAY, 400);
    })(),
  ],
  [
    "a clock that is behind for 61 days, and then right",
    (() => {
      const story = month();
      for (let day = 0; day < 62; day += 1) story.wait(DAY).read(story.counter, -70 * DAY);
      return story.wait(DAY).read();
    })(),
  ],
  ["a silence of 61 days", month().drive(1, 61 * DAY, 30)],
  [
    "messages missing twice over openings",
    new Story(5)
      .happen({ kind: "gap" })
      .read()
      .happen({ kind: "gap" })
      .happen({ kind: "session" })
      .drive(2, DAY, 200)
      .happen({ kind: "gap" })
      .drive(1, DAY, 50),
  ],
  [
    "a copied key, late messages, an unreadable envelope, an import, another record",
    month()
      .happen({ kind: "forked-key" })
      .happen({ kind: "late-in-gap" })
      .happen({ kind: "unreadable" })
      .happen({ kind: "import" })
      .happen({ kind: "other-record", isNamed: true })
      .happen({ kind: "other-record", isNamed: false })
      .drive(1, DAY, 1),
  ],
  ["an odometer that stands, by PID 0x31, fuel, hours and speed", standing()],
  ["meters that are known, forgotten and moved by a fall", metered()],
  ["a new cluster after 107 km that no odometer told", unseen(107)],
  ["boundary: after 111 km", unseen(111)],
  [
    "a device that goes on from another one, and is moved to another car",
    new Story(700_100)
      .happen({ kind: "device-replaced", closing: { raw: 700_000, offsetHm: 100, timeUnixS: START - DAY } })
      .drive(2, DAY, 100)
      .happen({ kind: "device-replaced", closing: { raw: 1, offsetHm: 0, timeUnixS: START } })
      .happen({ kind: "device-moved" })
      .drive(1, DAY, 100),
  ],
  ["a dial in miles", month(300_000), profile(2)],
  ["an hour meter", new Story(36_000).read().drive(3, 3_600, 3_600).drive(1, 3_600, 4_000).dial(51_000), profile(3)],
  ["an energy meter", new Story(1_000_000).read().drive(3, 3_600, 100_000).drive(1, 60, 900_000), profile(4)],
];

function rulesFor(each: Profile): Rules {
  const rules = rulesOf(each, PARAMETERS);
  if (!rules) throw new Error(`Nothing of ${each.name} is judged.`);
  return rules;
}

const histories = HISTORIES.map(([comment, { entries }, each = CAR]) => {
  const rules = rulesFor(each);
  let judge: Judge = newJudge(rules);
  const steps = entries.map((entry) => {
    judge =
      "reading" in entry
        ? observe(judge, entry.reading, entry.blockTimeUnixS, rules)
        : note(judge, entry.event, entry.blockTimeUnixS, rules);
    const { verdict, reasons } = conclude(judge, rules);
    return {
      ...entry,
      after: { verdict, reasons: reasons.map(reasonLine), hash: toHex(p.sha256(encodeJudge(judge))) },
    };
  });
  return { comment, rules: rulesOnly(rules), entries: steps, state: toHex(encodeJudge(judge)) };
});

const fresh = encodeJudge(newJudge(rulesFor(CAR)));
const lived = encodeJudge(
  month().entries.reduce<Judge>(
    (judge, entry) => ("reading" in entry ? observe(judge, entry.reading, entry.blockTimeUnixS, rulesFor(CAR)) : judge),
    newJudge(rulesFor(CAR)),
  ),
);
const spoken = encodeJudge(
  note(decodeJudge(lived), { kind: "dial-reading", raw: 1, company: 1, entry: 2 }, START, rulesFor(CAR)),
);
const state = (comment: string, bytes: Uint8Array, code: "admitted" | "malformed" = "malformed") => ({
  comment,
  state: toHex(bytes),
  code,
});
const altered = (bytes: Uint8Array, at: number, byte: number): Uint8Array =>
  bytes.map((old, place) => (place === at ? byte : old));

const states = [
  state("a judge that has seen nothing", fresh, "admitted"),
  state("a month", lived, "admitted"),
  state("no byte", new Uint8Array()),
  state("a byte less", fresh.slice(0, -1)),
  state("a byte more", Uint8Array.of(...fresh, 0)),
  state("another layout", altered(fresh, 0, 1)),
  state("a unit of nothing", altered(fresh, 18, 0)),
  state("a flag of two", altered(lived, 29, 2)),
  state("four readings before the last", altered(lived, 42, 4)),
  state("a reason that is none", Uint8Array.of(...altered(fresh, 411, 1), 8, ...new Uint8Array(23))),
  state(
    "reasons out of order",
    Uint8Array.of(...altered(fresh, 411, 2), 2, ...new Uint8Array(23), 1, ...new Uint8Array(23)),
  ),
  ...(
    [
      ["an offset without a path", 28],
      ["a place without a path", 41],
      ["a level of a bucket without a path", 83],
      ["a stray where none is", 120],
      ["a begin of a period that covers nothing", 168],
      ["a source's last value that is not known", 181],
      ["its rise", 187],
      ["its position", 193],
      ["that it fell", 206],
      ["when it was compared", 210],
      ["a value before, when it is not above", 215],
      ["a level before, when it is not above", 221],
      ["fuel's position that is not known", 238],
      ["fuel's level that is not known", 244],
      ["a time of a speed that is not known", 317],
      ["a unit that does not wait", 334],
      ["a break's change that is none", 345],
      ["a dispute's position that is none", 377],
    ] as const
  ).map(([comment, at]) => state(comment, altered(fresh, at, (fresh[at] ?? 0) ^ 1))),
  state("a word of a company", spoken, "admitted"),
  state("a word that says nothing", altered(spoken, 386, 0)),
  state("a word that says what there is not", altered(spoken, 386, 5)),
  state("five words", altered(spoken, 378, 5)),
  state(
    "two words of one company",
    altered(altered(spoken, 378, 2), 394, 1).map((old, at) => (at === 387 ? 1 : old)),
  ),
  state("a word where none is", altered(lived, 386, 1)),
  state("a word without a path", altered(altered(fresh, 378, 1), 386, 1)),
  state(
    "a signed value of zero where zero bytes are",
    fresh.map((old, at) => (at >= 182 && at < 188 ? [128, 0, 0, 0, 0, 0][at - 182]! : old)),
  ),
];

export const judgedVectors = { "v2-judge": { histories, states } };
