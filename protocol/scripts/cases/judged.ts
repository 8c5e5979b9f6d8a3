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
    "boundary: 51 hm in no time",
    [
      [0, 100],
      [0, 151],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 52 hm in no time",
    [
      [0, 100],
      [0, 152],
    ],
    "illogical",
    [[1, "more-per-hour"]],
  ],
  [
    "boundary: 3 051 hm in an hour",
    [
      [0, 100],
      [3_600, 3_151],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 3 052 hm in an hour",
    [
      [0, 100],
      [3_600, 3_152],
    ],
    "illogical",
    [[1, "more-per-hour"]],
  ],
  [
    "boundary: 3 000 km in a day",
    [
      [0, 0],
      [DAY, 30_000],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 3 000.1 km in a day",
    [
      [0, 0],
      [DAY, 30_001],
    ],
    "illogical",
    [[1, "more-per-day"]],
  ],
  [
    "a day later a new day begins",
    [
      [0, 0],
      [DAY + 1, 30_001],
    ],
    "logical",
    [],
  ],
  [
    "a day is measured from its first reading",
    [
      [0, 0],
      [40_000, 20_000],
      [DAY, 30_001],
    ],
    "illogical",
    [[2, "more-per-day"]],
  ],
  [
    "boundary: 12 000 km in a week",
    [
      [0, 0],
      [7 * DAY, 120_000],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 12 000.1 km in a week",
    [
      [0, 0],
      [7 * DAY, 120_001],
    ],
    "illogical",
    [[1, "more-per-week"]],
  ],
  [
    "boundary: 30 000 km in a month",
    [
      [0, 0],
      [30 * DAY, 300_000],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 30 000.1 km in a month",
    [
      [0, 0],
      [30 * DAY, 300_001],
    ],
    "illogical",
    [[1, "more-per-month"]],
  ],
  [
    "boundary: 250 000 km in a year",
    [
      [0, 0],
      [365 * DAY, 2_500_000],
    ],
    "logical",
    [],
  ],
  [
    "boundary: 250 000.1 km in a year",
    [
      [0, 0],
      [365 * DAY, 2_500_001],
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
      ...{ gaps, forks, unreadable, verdict, reasons },
      marks: marks.map(([reading, reason]) => ({ reading, reason })),
      field: bytes.join("") + word(gaps) + word(forks) + word(unreadable),
    };
  }),
};
