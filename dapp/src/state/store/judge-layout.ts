/** A judge in few bytes: of most cars most parts are as they were at first. Pure. */

import type { Driven, Judged } from "@witness/protocol/history/judging";
import { WORK_QUANTITIES, type WorkQuantity } from "@witness/protocol/judge/parameters";
import { REASONS, type Reason, type ReasonCode, reasonOfByte } from "@witness/protocol/judge/reasons";
import type { Unit } from "@witness/protocol/judge/rules";
import {
  type Break,
  DIAL_SAYS,
  type DialWord,
  type Dispute,
  type Judge,
  type Meter,
  NO_METER,
  NOTHING_OF_A_PATH,
  type Place,
  type Point,
  type Source,
  type Stray,
} from "@witness/protocol/judge/state";
import { type Codec, flag, int, list, near, present, sparse, uint, whole } from "./codec.ts";

const time = near("time");
const position = near("position");

const unit = whole<Unit>({ numerator: uint, denominator: uint });
const point = whole<Point>({ positionHm: position, momentUnixS: time }, () => ({
  positionHm: 0,
  momentUnixS: 0,
}));
const place = whole<Place>({ positionHm: position, momentUnixS: time, raw: uint, sinceUnixS: time }, () => ({
  positionHm: 0,
  momentUnixS: 0,
  raw: 0,
  sinceUnixS: 0,
}));
const stray = whole<Stray>({ positionHm: position, momentUnixS: time, raw: uint, sinceUnixS: time, mayBeTrue: flag });

const meter = sparse<Meter>(
  { last: present(uint), rise: int, positionHm: position, level: int },
  NO_METER,
  (usual) => ({ ...usual }),
);
const source = sparse<Source>(
  {
    last: present(uint),
    rise: int,
    positionHm: position,
    level: int,
    behind: int,
    isPartial: flag,
    sinceUnixS: time,
    above: uint,
    valueBefore: int,
    levelBefore: int,
  },
  NOTHING_OF_A_PATH.source,
  (usual) => ({ ...usual }),
);

const lastBreak = whole<Break>({
  momentUnixS: time,
  changeHm: int,
  buckets: uint,
  rawBefore: uint,
  rawAfter: uint,
  reachHm: int,
});
const dispute = whole<Dispute>({ momentUnixS: time, amountHm: int, positionHm: position });

const says: Codec<DialWord["says"]> = {
  write: (writer, value) => writer.byte(DIAL_SAYS.indexOf(value)),
  read: (reader) => DIAL_SAYS[reader.byte()] ?? "differs",
};
const word = whole<DialWord>({ company: uint, entry: uint, day: uint, says });

const code: Codec<ReasonCode> = {
  write: (writer, value) => writer.byte(REASONS[value].byte),
  read: (reader) => {
    const found = reasonOfByte(reader.byte());
    if (found === undefined) throw new RangeError("There is no such reason.");
    return found;
  },
};
const reason = whole<Reason>({
  code,
  firstTimeUnixS: time,
  lastTimeUnixS: time,
  count: uint,
  open: uint,
  firstAmountHm: uint,
  totalAmountHm: uint,
  seconds: uint,
});

const workParts = Object.fromEntries(WORK_QUANTITIES.map((quantity) => [quantity, meter])) as Record<
  WorkQuantity,
  Codec<Meter>
>;

const USUAL: Judge = {
  ...NOTHING_OF_A_PATH,
  isFirstLine: true,
  parameterVersion: 1,
  readings: 0,
  reasons: [],
  trustedUnixS: 0,
  staleSinceUnixS: 0,
  unit: { numerator: 1, denominator: 1 },
  creditedUnixS: 0,
  longestSilenceS: 0,
  clusterUntilUnixS: 0,
  unitUntilUnixS: 0,
  unitNext: undefined,
};

const judge = sparse<Judge>(
  {
    parameterVersion: uint,
    readings: uint,
    trustedUnixS: time,
    staleSinceUnixS: time,
    unit,
    offsetHm: int,
    path: present(place),
    before: list(point),
    isFirstLine: flag,
    creditedUnixS: time,
    levels: list(int),
    strays: list(stray),
    episodes: list(time),
    steppedHm: uint,
    coveredFromUnixS: time,
    coveredReadings: uint,
    longestSilenceS: uint,
    source,
    work: sparse(workParts, NOTHING_OF_A_PATH.work, (usual) => ({ ...usual })),
    speedUnixS: time,
    isGapOpen: flag,
    clusterUntilUnixS: time,
    unitUntilUnixS: time,
    unitNext: present(unit),
    lastBreak: present(lastBreak),
    dispute: present(dispute),
    words: list(word),
    reasons: list(reason),
  },
  USUAL,
  (usual) => ({ ...usual }),
);

const NOT_DRIVEN: Driven = { fromUnixS: undefined, distanceHm: 0 };
const driven = sparse<Driven>({ fromUnixS: present(time), distanceHm: uint }, NOT_DRIVEN, (usual) => ({ ...usual }));

/** What a record keeps of its judging. */
export const judged: Codec<Judged> = whole<Judged>({ judge, driven }, () => ({ judge: USUAL, driven: NOT_DRIVEN }));
