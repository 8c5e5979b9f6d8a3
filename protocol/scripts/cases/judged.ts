/** What a judge says of readings, written by hand from docs/protocol.md, "Verdict"; a test holds the back-end to it. */
import { REASONS, type ReasonCode, VERDICTS, type Verdict } from "../../src/verdict.ts";

const T = 1_800_000_000;
const BLOCK = T + 400 * 86_400;
const DAY = 86_400;
const NOTHING = { gaps: 0, forks: 0, unreadable: 0 };

/** Seconds after T, hectometres, and the block's time when it matters. */
type Said = readonly [seconds: number, odometerHm: number, blockTimeUnixS?: number];
type Marks = readonly (readonly [reading: number, reason: ReasonCode])[];
type Case = readonly [string, readonly Said[], Verdict, Marks, (readonly ReasonCode[])?, Partial<typeof NOTHING>?];

/** The reasons of the record as a whole stand behind the marks'. */
const CASES: readonly Case[] = [
  ["nothing read yet", [], "no judgement", [], ["too-few-readings"]],
  ["one reading", [[0, 100]], "no judgement", [], ["too-few-readings"]],
  [
    "two readings",
    [
      [0, 100],
      [60, 110],
    ],
    "logical",
    [],
  ],
  [
    "the car stands",
    [
      [0, 100],
      [DAY, 100],
    ],
    "logical",
    [],
  ],
  [
    "a gap is a remark",
    [
      [0, 100],
      [60, 110],
    ],
    "logical",
    [],
    ["gap"],
    { gaps: 1 },
  ],
  [
    "a fork",
    [
      [0, 100],
      [60, 110],
    ],
    "no judgement",
    [],
    ["forked-key"],
    { forks: 1 },
  ],
  [
    "an unreadable envelope",
    [
      [0, 100],
      [60, 110],
    ],
    "no judgement",
    [],
    ["unreadable"],
    { unreadable: 1 },
  ],
  [
    "what is illogical outweighs the rest",
    [
      [0, 100],
      [60, 99],
    ],
    "illogical",
    [[1, "odometer-decreased"]],
    ["gap", "forked-key"],
    { gaps: 2, forks: 1 },
  ],
  [
    "a hectometre less",
    [
      [0, 100],
      [60, 99],
    ],
    "illogical",
    [[1, "odometer-decreased"]],
  ],
  [
    "every reading below the highest is marked",
    [
      [0, 100],
      [60, 50],
      [120, 60],
    ],
    "illogical",
    [
      [1, "odometer-decreased"],
      [2, "odometer-decreased"],
    ],
  ],
  [
    "the same second twice",
    [
      [0, 100],
      [0, 100],
    ],
    "logical",
    [],
  ],
  [
    "a second back",
    [
      [60, 100],
      [59, 100],
    ],
    "illogical",
    [[1, "clock-back"]],
  ],
  [
    "boundary: 50 hm in no time",
    [
      [0, 100],
      [0, 150],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 51 hm in no time",
    [
      [0, 100],
      [0, 151],
    ],
    "illogical",
    [[1, "more-per-hour"]],
  ],
  [
    "boundary: 3 050 hm in an hour",
    [
      [0, 100],
      [3_600, 3_150],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 3 051 hm in an hour",
    [
      [0, 100],
      [3_600, 3_151],
    ],
    "illogical",
    [[1, "more-per-hour"]],
  ],
  [
    "boundary: five seconds drain 4 hm, not 5",
    [
      [0, 100],
      [0, 150],
      [5, 154],
    ],
    "logical",
    [],
  ],
  [
    "boundary: five seconds do not drain 5 hm",
    [
      [0, 100],
      [0, 150],
      [5, 155],
    ],
    "illogical",
    [[2, "more-per-hour"]],
  ],
  [
    "the slack is given once, not for each pair",
    [
      [0, 100],
      [1, 150],
      [2, 200],
      [3, 250],
    ],
    "illogical",
    [
      [2, "more-per-hour"],
      [3, "more-per-hour"],
    ],
  ],
  [
    "a jump is marked once: what overflows is lost",
    [
      [0, 0],
      [3_600, 100_000],
      [7_200, 100_001],
    ],
    "illogical",
    [
      [1, "more-per-hour"],
      [1, "more-per-day"],
      [1, "more-per-week"],
      [1, "more-per-month"],
    ],
  ],
  [
    "a stop drains the bucket, but not below empty",
    [
      [0, 0],
      [DAY, 0],
      [DAY, 51],
    ],
    "illogical",
    [[2, "more-per-hour"]],
  ],
  [
    "time that runs back drains nothing",
    [
      [0, 0],
      [0, 50],
      [-3_600, 51],
    ],
    "illogical",
    [
      [2, "clock-back"],
      [2, "more-per-hour"],
    ],
  ],
  [
    "a fall lowers the level, and the way up fills it again",
    [
      [0, 50],
      [0, 100],
      [0, 60],
      [0, 110],
    ],
    "illogical",
    [
      [2, "odometer-decreased"],
      [3, "more-per-hour"],
    ],
  ],
  [
    "boundary: 33 000 hm in a day",
    [
      [0, 0],
      [DAY, 33_000],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 33 001 hm in a day",
    [
      [0, 0],
      [DAY, 33_001],
    ],
    "illogical",
    [[1, "more-per-day"]],
  ],
  [
    "boundary: 103 680 hm in five days",
    [
      [0, 0],
      [5 * DAY, 103_680],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 103 681 hm in five days",
    [
      [0, 0],
      [5 * DAY, 103_681],
    ],
    "illogical",
    [[1, "more-per-week"]],
  ],
  [
    "boundary: 160 080 hm in ten days",
    [
      [0, 0],
      [10 * DAY, 160_080],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 160 081 hm in ten days",
    [
      [0, 0],
      [10 * DAY, 160_081],
    ],
    "illogical",
    [[1, "more-per-month"]],
  ],
  [
    "boundary: 2 605 360 hm in a year",
    [
      [0, 0],
      [365 * DAY, 2_605_360],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 2 605 361 hm in a year",
    [
      [0, 0],
      [365 * DAY, 2_605_361],
    ],
    "illogical",
    [[1, "more-per-year"]],
  ],
  [
    "boundary: 900 s ahead of the block",
    [
      [0, 100],
      [900, 110, T],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 901 s ahead of the block",
    [
      [0, 100],
      [901, 110, T],
    ],
    "illogical",
    [[1, "taken-in-future"]],
  ],
  [
    "several reasons at once, in their order",
    [
      [60, 100],
      [0, 90, T - 901],
    ],
    "illogical",
    [
      [1, "odometer-decreased"],
      [1, "clock-back"],
      [1, "taken-in-future"],
    ],
  ],
];

const byteOf = (reason: ReasonCode): number => REASONS[reason].byte;

export const judgedVectors = {
  verdicts: CASES.map(([comment, said, verdict, marks, others = [], circumstances = {}]) => {
    const reasons = [...new Set([...marks.map(([, reason]) => reason), ...others])].sort(
      (a, b) => byteOf(a) - byteOf(b),
    );
    const word = (value: number) => value.toString(16).padStart(8, "0");
    const { gaps, forks, unreadable } = { ...NOTHING, ...circumstances };
    const bytes = [VERDICTS[verdict], reasons.length, ...reasons.map(byteOf)].map((byte) =>
      byte.toString(16).padStart(2, "0"),
    );
    return {
      comment,
      readings: said.map(([seconds, odometerHm, blockTimeUnixS = BLOCK]) => ({
        timeUnixS: T + seconds,
        odometerHm,
        blockTimeUnixS,
      })),
      gaps,
      forks,
      unreadable,
      verdict,
      reasons,
      marks: marks.map(([reading, reason]) => ({ reading, reason })),
      field: bytes.join("") + word(gaps) + word(forks) + word(unreadable),
    };
  }),
};
