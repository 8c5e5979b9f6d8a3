/**
 * A judge as bytes, of which the record carries the hash (docs/verdict.md, "State as bytes"): a fixed part, then 24 bytes
 * for each reason. There is one encoding of each judge.
 */
import { equal } from "../bytes.ts";
import { MalformedError } from "../errors.ts";
import { Reader, Writer } from "./cursor.ts";
import { WORK_QUANTITIES, type WorkQuantity } from "./parameters.ts";
import { positionOf } from "./path.ts";
import { REASONS, type Reason, reasonOfByte } from "./reasons.ts";
import { isUnit, type Unit } from "./rules.ts";
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
  WORDS_MAX,
} from "./state.ts";

/** The first byte: the layout. */
const LAYOUT = 2;
/** Bytes before the reasons. */
export const FIXED_BYTES = 412;
/** Bytes of a reason. */
export const REASON_BYTES = 24;
/** The most bytes that a judge takes: every reason was found. */
export const JUDGE_MAX_BYTES: number = FIXED_BYTES + Object.keys(REASONS).length * REASON_BYTES;

const PLACE_BYTES = 12;
const POINT_BYTES = 10;
const STRAY_BYTES = 13;
/** A meter's last value, rise and position. */
const METER_BYTES = 16;
/** Value and level before a source was above its slack. */
const BEFORE_BYTES = 10;
const UNIT_BYTES = 8;
const BREAK_BYTES = 25;
const DISPUTE_BYTES = 16;
const WORD_BYTES = 8;

function writeUpToThree<Item>(
  writer: Writer,
  itemBytes: number,
  items: readonly Item[],
  write: (item: Item) => void,
): void {
  writer.u8(items.length);
  for (const item of items) write(item);
  writer.skip((3 - items.length) * itemBytes);
}

function writePlace(writer: Writer, { raw, momentUnixS, sinceUnixS }: Place): void {
  writer.u32(raw, momentUnixS, sinceUnixS);
}

function writeMeter(writer: Writer, { last, rise, positionHm, level }: Meter): void {
  writer.flag(last !== undefined);
  if (last === undefined) writer.skip(METER_BYTES);
  else {
    writer.u32(last);
    writer.s48(rise, positionHm);
  }
  writer.s48(level);
}

function writeBreak(writer: Writer, lastBreak: Break | undefined): void {
  writer.flag(lastBreak !== undefined);
  if (lastBreak === undefined) {
    writer.skip(BREAK_BYTES);
    return;
  }
  writer.u32(lastBreak.momentUnixS);
  writer.s48(lastBreak.changeHm);
  writer.u8(lastBreak.buckets);
  writer.u32(lastBreak.rawBefore, lastBreak.rawAfter);
  writer.s48(lastBreak.reachHm);
}

function writeDispute(writer: Writer, dispute: Dispute | undefined): void {
  writer.flag(dispute !== undefined);
  if (dispute === undefined) {
    writer.skip(DISPUTE_BYTES);
    return;
  }
  writer.u32(dispute.momentUnixS);
  writer.s48(dispute.amountHm, dispute.positionHm);
}

function writeWord(writer: Writer, { company, entry, day, says }: DialWord): void {
  writer.u8(company);
  writer.u32(entry);
  writer.u16(day);
  writer.u8(1 + DIAL_SAYS.indexOf(says));
}

function writeReason(writer: Writer, reason: Reason): void {
  writer.u8(REASONS[reason.code].byte);
  writer.u32(reason.firstTimeUnixS, reason.lastTimeUnixS);
  writer.u16(reason.count);
  writer.u8(reason.open);
  writer.u32(reason.firstAmountHm, reason.totalAmountHm, reason.seconds);
}

/** Where judges are written: each run of a car has its own hashed. It holds nothing between two calls. */
const writer = new Writer(JUDGE_MAX_BYTES);

/**
 * Returns a judge as bytes: FIXED_BYTES, and REASON_BYTES for each reason.
 * @example
 * encodeJudge(newJudge(rules)).length; // => 412
 */
export const encodeJudge = (judge: Judge): Uint8Array => writtenJudge(judge).slice();

/**
 * Returns what `encodeJudge` does, as a view that the next call overwrites.
 * @example
 * writtenJudge(newJudge(rules)).length; // => 412
 */
export function writtenJudge(judge: Judge): Uint8Array {
  const length = FIXED_BYTES + judge.reasons.length * REASON_BYTES;
  writer.begin(length);
  writer.u8(LAYOUT);
  writer.u16(judge.parameterVersion);
  writer.u32(judge.readings, judge.trustedUnixS, judge.staleSinceUnixS);
  writer.u32(judge.unit.numerator, judge.unit.denominator);
  writer.s48(judge.offsetHm);
  writer.flag(judge.path !== undefined);
  if (judge.path === undefined) writer.skip(PLACE_BYTES);
  else writePlace(writer, judge.path);
  writeUpToThree<Point>(writer, POINT_BYTES, judge.before, ({ positionHm, momentUnixS }) => {
    writer.s48(positionHm);
    writer.u32(momentUnixS);
  });
  writer.flag(judge.isFirstLine);
  writer.u32(judge.creditedUnixS);
  writer.s48(...judge.levels);
  writeUpToThree<Stray>(writer, STRAY_BYTES, judge.strays, (stray) => {
    writePlace(writer, stray);
    writer.flag(stray.mayBeTrue);
  });
  writeUpToThree(writer, 4, judge.episodes, (time) => writer.u32(time));
  writer.u32(judge.steppedHm, judge.coveredFromUnixS, judge.coveredReadings, judge.longestSilenceS);
  const { source, unitNext, lastBreak, dispute } = judge;
  writeMeter(writer, source);
  writer.s48(source.behind);
  writer.flag(source.isPartial);
  writer.u32(source.sinceUnixS);
  writer.u8(source.above);
  if (source.above === 0) writer.skip(BEFORE_BYTES);
  else {
    writer.u32(source.valueBefore);
    writer.s48(source.levelBefore);
  }
  for (const quantity of WORK_QUANTITIES) writeMeter(writer, judge.work[quantity]);
  writer.u32(judge.speedUnixS);
  writer.flag(judge.isGapOpen);
  writer.u32(judge.clusterUntilUnixS, judge.unitUntilUnixS);
  if (unitNext === undefined) writer.skip(UNIT_BYTES);
  else writer.u32(unitNext.numerator, unitNext.denominator);
  writeBreak(writer, lastBreak);
  writeDispute(writer, dispute);
  writer.u8(judge.words.length);
  for (const word of judge.words) writeWord(writer, word);
  writer.skip((WORDS_MAX - judge.words.length) * WORD_BYTES);
  writer.u8(judge.reasons.length);
  for (const reason of judge.reasons) writeReason(writer, reason);
  return writer.bytes.subarray(0, length);
}

/**
 * Reads a judge.
 * @throws {MalformedError} `malformed` when the bytes are not as `encodeJudge` writes them
 * @example
 * decodeJudge(encodeJudge(newJudge(rules))).readings; // => 0
 */
export function decodeJudge(bytes: Uint8Array): Judge {
  const reasons = bytes[FIXED_BYTES - 1] ?? 0;
  if (bytes.length !== FIXED_BYTES + reasons * REASON_BYTES || bytes[0] !== LAYOUT) {
    throw new MalformedError({ bytes: bytes.length });
  }
  const judge = readJudge(new Reader(bytes));
  if (!equal(encodeJudge(judge), bytes)) throw new MalformedError({ field: "judge" });
  return judge;
}

function readUnit(reader: Reader): Unit {
  const unit = { numerator: reader.u32(), denominator: reader.u32() };
  if (!isUnit(unit)) throw new MalformedError({ field: "unit" });
  return unit;
}

/** Whatever is in the room of what is not there is left: the bytes of the judge that is read then differ. */
function readMeter(reader: Reader): Meter {
  if (reader.flag()) {
    return { last: reader.u32(), rise: reader.s48(), positionHm: reader.s48(), level: reader.s48() };
  }
  reader.skip(METER_BYTES);
  return { last: undefined, rise: 0, positionHm: 0, level: reader.s48() };
}

/** Of fuel, energy, hours and speed nothing stays without a last value. */
function readWorkMeter(reader: Reader): Meter {
  const meter = readMeter(reader);
  return meter.last === undefined ? NO_METER : meter;
}

function readSource(reader: Reader): Source {
  const meter = readMeter(reader);
  const behind = reader.s48();
  const isPartial = reader.flag();
  const sinceUnixS = reader.u32();
  const above = reader.u8();
  if (above === 0 || meter.last === undefined) {
    reader.skip(BEFORE_BYTES);
    const isKnown = meter.last !== undefined;
    return {
      ...meter,
      behind,
      isPartial: isKnown && isPartial,
      sinceUnixS: isKnown ? sinceUnixS : 0,
      above: 0,
      valueBefore: 0,
      levelBefore: 0,
    };
  }
  return { ...meter, behind, isPartial, sinceUnixS, above, valueBefore: reader.u32(), levelBefore: reader.s48() };
}

function readBreak(reader: Reader): Break | undefined {
  if (reader.flag()) {
    return {
      momentUnixS: reader.u32(),
      changeHm: reader.s48(),
      buckets: reader.u8(),
      rawBefore: reader.u32(),
      rawAfter: reader.u32(),
      reachHm: reader.s48(),
    };
  }
  reader.skip(BREAK_BYTES);
  return undefined;
}

function readDispute(reader: Reader): Dispute | undefined {
  if (reader.flag()) {
    return { momentUnixS: reader.u32(), amountHm: reader.s48(), positionHm: reader.s48() };
  }
  reader.skip(DISPUTE_BYTES);
  return undefined;
}

function readWord(reader: Reader): DialWord {
  const company = reader.u8();
  const entry = reader.u32();
  const day = reader.u16();
  const says = DIAL_SAYS[reader.u8() - 1];
  if (says === undefined) throw new MalformedError({ field: "word" });
  return { company, entry, day, says };
}

function readWords(reader: Reader): DialWord[] {
  const count = reader.u8();
  if (count > WORDS_MAX) throw new MalformedError({ field: "words" });
  const words = Array.from({ length: count }, () => readWord(reader));
  reader.skip((WORDS_MAX - count) * WORD_BYTES);
  if (new Set(words.map(({ company }) => company)).size < count) throw new MalformedError({ field: "words" });
  return words;
}

function readUnitNext(reader: Reader, untilUnixS: number): Unit | undefined {
  if (untilUnixS > 0) return readUnit(reader);
  reader.skip(UNIT_BYTES);
  return undefined;
}

function readReason(reader: Reader): Reason {
  const code = reasonOfByte(reader.u8());
  if (code === undefined) throw new MalformedError({ field: "reason" });
  return {
    code,
    firstTimeUnixS: reader.u32(),
    lastTimeUnixS: reader.u32(),
    count: reader.u16(),
    open: reader.u8(),
    firstAmountHm: reader.u32(),
    totalAmountHm: reader.u32(),
    seconds: reader.u32(),
  };
}

function readReasons(reader: Reader): Reason[] {
  const reasons = Array.from({ length: reader.u8() }, () => readReason(reader));
  for (const [index, { code }] of reasons.entries()) {
    const before = reasons[index - 1];
    if (before && REASONS[before.code].byte >= REASONS[code].byte) throw new MalformedError({ field: "reason" });
  }
  return reasons;
}

function readJudge(reader: Reader): Judge {
  reader.u8();
  const parameterVersion = reader.u16();
  const readings = reader.u32();
  const trustedUnixS = reader.u32();
  const staleSinceUnixS = reader.u32();
  const unit = readUnit(reader);
  const offsetHm = reader.s48();
  // Where a value is over the car's life follows from unit and offset.
  const readPlace = (): Place => {
    const raw = reader.u32();
    const positionHm = positionOf({ unit, offsetHm }, raw);
    return { raw, positionHm, momentUnixS: reader.u32(), sinceUnixS: reader.u32() };
  };
  const path = reader.flag() ? readPlace() : undefined;
  if (path === undefined) reader.skip(PLACE_BYTES);
  const before = reader.upToThree(POINT_BYTES, () => ({ positionHm: reader.s48(), momentUnixS: reader.u32() }));
  const isFirstLine = reader.flag();
  const creditedUnixS = reader.u32();
  const levels = [reader.s48(), reader.s48(), reader.s48(), reader.s48(), reader.s48()];
  const strays = reader.upToThree(STRAY_BYTES, () => ({ ...readPlace(), mayBeTrue: reader.flag() }));
  const episodes = reader.upToThree(4, () => reader.u32());
  const steppedHm = reader.u32();
  const coveredFromUnixS = reader.u32();
  const coveredReadings = reader.u32();
  const longestSilenceS = reader.u32();
  const source = readSource(reader);
  const work = readWork(reader);
  const speedUnixS = reader.u32();
  const isGapOpen = reader.flag();
  const clusterUntilUnixS = reader.u32();
  const unitUntilUnixS = reader.u32();
  const unitNext = readUnitNext(reader, unitUntilUnixS);
  const lastBreak = readBreak(reader);
  const dispute = readDispute(reader);
  const words = readWords(reader);
  const reasons = readReasons(reader);
  return {
    parameterVersion,
    readings,
    trustedUnixS,
    staleSinceUnixS,
    unit,
    creditedUnixS,
    longestSilenceS,
    clusterUntilUnixS,
    unitUntilUnixS,
    unitNext,
    reasons,
    ...(path === undefined
      ? NOTHING_OF_A_PATH
      : {
          offsetHm,
          path,
          before,
          isFirstLine,
          levels,
          strays,
          episodes,
          steppedHm,
          coveredFromUnixS: coveredReadings === 0 ? 0 : coveredFromUnixS,
          coveredReadings,
          source,
          work,
          speedUnixS: work.speedKmh.last === undefined ? 0 : speedUnixS,
          isGapOpen,
          lastBreak,
          dispute,
          words,
        }),
  };
}

const readWork = (reader: Reader): Record<WorkQuantity, Meter> => ({
  fuelUsedCl: readWorkMeter(reader),
  energyUsedWh: readWorkMeter(reader),
  operatingTimeS: readWorkMeter(reader),
  speedKmh: readWorkMeter(reader),
});
