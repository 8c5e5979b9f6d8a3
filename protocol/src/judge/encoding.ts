/**
 * A judge as bytes, of which the record carries the hash (docs/verdict.md, "State as bytes"): a fixed part, then 24 bytes
 * for each reason. There is one encoding of each judge.
 */
import { equal } from "../bytes.ts";
import { MalformedError } from "../errors.ts";
import { WORK_QUANTITIES, type WorkQuantity } from "./parameters.ts";
import { positionOf } from "./path.ts";
import { REASONS, type Reason, reasonOfByte } from "./reasons.ts";
import { isUnit, type Unit } from "./rules.ts";
import type { Break, Dispute, Judge, Meter, Place, Point, Source, Stray } from "./state.ts";

/** The first byte: the layout. */
const LAYOUT = 2;
/** Bytes before the reasons. */
export const FIXED_BYTES = 379;
/** Bytes of a reason. */
export const REASON_BYTES = 24;
/** The most bytes that a judge takes: every reason was found. */
export const JUDGE_MAX_BYTES: number = FIXED_BYTES + Object.keys(REASONS).length * REASON_BYTES;

/** Signed values are written with this added, in six bytes. */
const S48_ZERO = 2 ** 47;
const ABSENT: Place = { raw: 0, positionHm: 0, momentUnixS: 0, sinceUnixS: 0 };

class Writer {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  u8(value: number): void {
    this.#view.setUint8(this.#at, value);
    this.#at += 1;
  }

  u16(value: number): void {
    this.#view.setUint16(this.#at, value);
    this.#at += 2;
  }

  u32(...values: readonly number[]): void {
    for (const value of values) {
      this.#view.setUint32(this.#at, value);
      this.#at += 4;
    }
  }

  s48(...values: readonly number[]): void {
    for (const value of values) {
      this.u16(Math.floor((value + S48_ZERO) / 2 ** 32));
      this.u32((value + S48_ZERO) % 2 ** 32);
    }
  }

  flag(value: boolean): void {
    this.u8(value ? 1 : 0);
  }
}

class Reader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    this.#at += 1;
    return this.#view.getUint8(this.#at - 1);
  }

  u16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2);
  }

  u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4);
  }

  s48(): number {
    const high = this.u16();
    return high * 2 ** 32 + this.u32() - S48_ZERO;
  }

  flag(): boolean {
    return this.u8() === 1;
  }

  /** Reads three places, of which the first `u8` say something. */
  upToThree<Item>(read: () => Item): Item[] {
    const count = this.u8();
    return [read(), read(), read()].slice(0, count);
  }
}

function writeUpToThree<Item>(writer: Writer, items: readonly Item[], none: Item, write: (item: Item) => void): void {
  writer.u8(items.length);
  for (let index = 0; index < 3; index += 1) write(items[index] ?? none);
}

function writePlace(writer: Writer, { raw, momentUnixS, sinceUnixS }: Place): void {
  writer.u32(raw, momentUnixS, sinceUnixS);
}

function writeMeter(writer: Writer, { last, rise, positionHm, level }: Meter): void {
  writer.flag(last !== undefined);
  writer.u32(last ?? 0);
  writer.s48(rise, positionHm, level);
}

function writeReason(writer: Writer, reason: Reason): void {
  writer.u8(REASONS[reason.code].byte);
  writer.u32(reason.firstTimeUnixS, reason.lastTimeUnixS);
  writer.u16(reason.count);
  writer.u8(reason.open);
  writer.u32(reason.firstAmountHm, reason.totalAmountHm, reason.seconds);
}

/**
 * Returns a judge as bytes: FIXED_BYTES, and REASON_BYTES for each reason.
 * @example
 * encodeJudge(newJudge(rules)).length; // => 379
 */
export function encodeJudge(judge: Judge): Uint8Array {
  const writer = new Writer(FIXED_BYTES + judge.reasons.length * REASON_BYTES);
  writer.u8(LAYOUT);
  writer.u16(judge.parameterVersion);
  writer.u32(judge.readings, judge.trustedUnixS, judge.staleSinceUnixS);
  writer.u32(judge.unit.numerator, judge.unit.denominator);
  writer.s48(judge.offsetHm);
  writer.flag(judge.path !== undefined);
  writePlace(writer, judge.path ?? ABSENT);
  writeUpToThree<Point>(writer, judge.before, ABSENT, ({ positionHm, momentUnixS }) => {
    writer.s48(positionHm);
    writer.u32(momentUnixS);
  });
  writer.flag(judge.isFirstLine);
  writer.u32(judge.creditedUnixS);
  writer.s48(...judge.levels);
  writeUpToThree<Stray>(writer, judge.strays, { ...ABSENT, mayBeTrue: false }, (stray) => {
    writePlace(writer, stray);
    writer.flag(stray.mayBeTrue);
  });
  writeUpToThree(writer, judge.episodes, 0, (time) => writer.u32(time));
  writer.u32(judge.steppedHm, judge.coveredFromUnixS, judge.coveredReadings, judge.longestSilenceS);
  const { source, lastBreak, dispute } = judge;
  writeMeter(writer, source);
  writer.s48(source.behind);
  writer.flag(source.isPartial);
  writer.u32(source.sinceUnixS);
  writer.u8(source.above);
  writer.u32(source.valueBefore);
  writer.s48(source.levelBefore);
  for (const quantity of WORK_QUANTITIES) writeMeter(writer, judge.work[quantity]);
  writer.u32(judge.speedUnixS);
  writer.flag(judge.isGapOpen);
  writer.u32(judge.clusterUntilUnixS, judge.unitUntilUnixS);
  writer.u32(judge.unitNext.numerator, judge.unitNext.denominator);
  writer.flag(lastBreak !== undefined);
  writer.u32(lastBreak?.momentUnixS ?? 0);
  writer.s48(lastBreak?.changeHm ?? 0);
  writer.u8(lastBreak?.buckets ?? 0);
  writer.u32(lastBreak?.rawBefore ?? 0, lastBreak?.rawAfter ?? 0);
  writer.s48(lastBreak?.reachHm ?? 0);
  writer.flag(dispute !== undefined);
  writer.u32(dispute?.momentUnixS ?? 0);
  writer.s48(dispute?.amountHm ?? 0, dispute?.positionHm ?? 0);
  writer.u8(judge.reasons.length);
  for (const reason of judge.reasons) writeReason(writer, reason);
  return writer.bytes;
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

function readMeter(reader: Reader): Meter {
  const isKnown = reader.flag();
  const last = reader.u32();
  return {
    last: isKnown ? last : undefined,
    rise: reader.s48(),
    positionHm: reader.s48(),
    level: reader.s48(),
  };
}

const readSource = (reader: Reader): Source => ({
  ...readMeter(reader),
  behind: reader.s48(),
  isPartial: reader.flag(),
  sinceUnixS: reader.u32(),
  above: reader.u8(),
  valueBefore: reader.u32(),
  levelBefore: reader.s48(),
});

function readBreak(reader: Reader): Break | undefined {
  const isKnown = reader.flag();
  const read: Break = {
    momentUnixS: reader.u32(),
    changeHm: reader.s48(),
    buckets: reader.u8(),
    rawBefore: reader.u32(),
    rawAfter: reader.u32(),
    reachHm: reader.s48(),
  };
  return isKnown ? read : undefined;
}

function readDispute(reader: Reader): Dispute | undefined {
  const isKnown = reader.flag();
  const read: Dispute = { momentUnixS: reader.u32(), amountHm: reader.s48(), positionHm: reader.s48() };
  return isKnown ? read : undefined;
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
  const hasPath = reader.flag();
  const path = readPlace();
  const judge = {
    parameterVersion,
    readings,
    trustedUnixS,
    staleSinceUnixS,
    unit,
    offsetHm,
    path: hasPath ? path : undefined,
    before: reader.upToThree(() => ({ positionHm: reader.s48(), momentUnixS: reader.u32() })),
    isFirstLine: reader.flag(),
    creditedUnixS: reader.u32(),
    levels: [reader.s48(), reader.s48(), reader.s48(), reader.s48(), reader.s48()],
    strays: reader.upToThree(() => ({ ...readPlace(), mayBeTrue: reader.flag() })),
    episodes: reader.upToThree(() => reader.u32()),
    steppedHm: reader.u32(),
    coveredFromUnixS: reader.u32(),
    coveredReadings: reader.u32(),
    longestSilenceS: reader.u32(),
    source: readSource(reader),
    work: readWork(reader),
    speedUnixS: reader.u32(),
    isGapOpen: reader.flag(),
    clusterUntilUnixS: reader.u32(),
    unitUntilUnixS: reader.u32(),
    unitNext: readUnit(reader),
    lastBreak: readBreak(reader),
    dispute: readDispute(reader),
  };
  return { ...judge, reasons: readReasons(reader) };
}

function readWork(reader: Reader): Record<WorkQuantity, Meter> {
  return {
    fuelUsedCl: readMeter(reader),
    energyUsedWh: readMeter(reader),
    operatingTimeS: readMeter(reader),
    speedKmh: readMeter(reader),
  };
}
