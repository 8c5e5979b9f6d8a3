/** The path, the clock and the episodes as the second judge finds them: by looking back over the whole history. */

import type { JudgeParameters } from "../../src/judge/parameters.ts";
import type { JudgedReading } from "../../src/judge/reading.ts";
import type { Rules, Unit } from "../../src/judge/rules.ts";
import { DialBook } from "./second-dial.ts";
import { type Finding, Findings } from "./second-findings.ts";
import { compareSource, compareWork, type Sample, type Seen } from "./second-meters.ts";

/** A reading of the path. */
export interface OnPath {
  raw: number;
  position: number;
  readonly seen: Seen;
  /** Distance and credited seconds from the one before. */
  readonly step: number;
  readonly credit: number;
  readonly clock: number;
  readonly isAnchored: boolean;
  readonly overflowed: Set<number>;
  /** Nothing before this is of the same line. */
  beginsLine: boolean;
  readonly isSeed: boolean;
}

interface Off {
  readonly raw: number;
  readonly position: number;
  readonly seen: Seen;
  readonly mayBeTrue: boolean;
}

/** Everything that happened so far. */
export class History {
  readonly p: JudgeParameters;
  readonly rules: Rules;
  readonly findings = new Findings();
  seen: Seen[] = [];
  path: OnPath[] = [];
  /** The paths of the cars that the device was in before. */
  oldPaths: OnPath[][] = [];
  off: Off[] = [];
  episodes: number[] = [];
  samples: Sample[] = [];
  /** Whether the reading at hand is the path by a fall or a correction. */
  isBroken = false;
  unit: Unit;
  offset = 0;
  /** How many findings are of cars that the device was in before. */
  movedAt = 0;
  /** How many readings of the path are before the covered period. */
  covered = 0;
  ownReadings = 0;
  gap: Finding | undefined;
  cluster: number | undefined;
  nextUnit: { readonly unit: Unit; readonly until: number } | undefined;
  broken: { change: number; buckets: Set<number>; rawBefore: number; rawAfter: number; reach: number } | undefined;
  disputes: { time: number; amount: number; position: number }[] = [];
  dial = new DialBook();

  constructor(rules: Rules) {
    this.rules = rules;
    this.p = rules.parameters;
    this.unit = rules.unit;
  }

  /** The covered period begins with the next reading of the path. */
  anew(): void {
    this.covered = this.ownReadings;
  }

  reach(seconds: number): number {
    const reaches = this.p.buckets.map((b) => b.slackHm + Math.floor((b.rateHmPerHour * Math.max(0, seconds)) / 3_600));
    return reaches.sort((a, b) => a - b)[0] ?? 0;
  }

  hm = (raw: number, unit = this.unit): number => Math.floor((raw * unit.numerator) / unit.denominator);

  get last(): OnPath | undefined {
    return this.path.at(-1);
  }

  read(reading: JudgedReading, block: number): void {
    const seen = this.look(reading.timeUnixS, block);
    this.checkAge();
    const before = this.path.length;
    this.isBroken = false;
    this.readCounter(reading.counter, seen);
    const isOn = this.path.length > before;
    const distance = isOn ? this.path.reduce((sum, { step }) => sum + step, 0) : undefined;
    this.samples.push({ values: reading, seen, distance, isBroken: this.isBroken });
    compareSource(this.samples, this.rules.sourceSaturatesAtKm, (s) => this.reach(s), this.findings);
    if (compareWork(this.samples, this.p, this.findings)) this.anew();
  }

  look(time: number, block: number): Seen {
    const trustedBefore = this.seen.filter((each) => each.isTrusted).at(-1)?.time ?? 0;
    const isTrusted = time >= trustedBefore && time <= block + this.p.clockAheadS;
    const moment = isTrusted && time < block ? time : block;
    const since = Math.min(block, isTrusted ? time : Math.max(trustedBefore, block - this.p.creditS));
    const seen = { time, block, isTrusted, moment, since };
    this.seen.push(seen);
    if (!isTrusted && time > block + this.p.clockAheadS) this.findings.find("clock-ahead", moment, 0, time - block);
    else if (!isTrusted) this.findings.find("clock-back", moment, 0, trustedBefore - time);
    return seen;
  }

  checkAge(): void {
    const isFresh = ({ time, block }: Seen) => Math.abs(block - time) <= this.p.freshS;
    const now = this.seen.at(-1);
    if (now === undefined) return;
    if (isFresh(now)) {
      if (this.findings.isOpen("clock-behind")) this.anew();
      this.findings.close("clock-behind", true);
      return;
    }
    const lastFresh = this.seen.findLastIndex(isFresh);
    const stale = this.seen.slice(lastFresh + 1);
    const first = stale[0];
    if (first && now.block - first.block >= this.p.staleS && !this.findings.isOpen("clock-behind")) {
      this.findings.find("clock-behind", now.block, 0, Math.abs(now.block - now.time));
    }
  }

  readCounter(raw: number | undefined, seen: Seen): void {
    if (raw === undefined || this.rules.sentinels.includes(raw) || raw < 0 || raw > this.rules.high) return;
    if (this.rules.wrapsAt !== undefined && raw >= this.rules.wrapsAt) return;
    const position = this.hm(raw) + this.offset;
    if (position > 2 ** 40) return;
    const { last } = this;
    if (last === undefined) {
      this.goOn(raw, seen, 0, {});
      return;
    }
    const far = last.position + this.reach(seen.moment - last.seen.since);
    const isWithin = (at: number) => at >= last.position && at <= far;
    if (isWithin(position)) {
      this.endEpisode(position, seen);
      this.goOn(raw, seen, position - last.position, {});
      return;
    }
    const wrap = this.rules.wrapsAt === undefined ? undefined : this.hm(this.rules.wrapsAt);
    if (wrap && position < last.position && isWithin(position + wrap) && position + wrap <= 2 ** 40) {
      this.endEpisode(position + wrap, seen);
      this.findings.find("wrapped", seen.moment);
      this.broken = undefined;
      this.offset += wrap;
      this.goOn(raw, seen, position + wrap - last.position, {});
      return;
    }
    const mayBeTrue = position > last.position && position <= last.position + this.reach(seen.block - last.seen.since);
    this.strayed({ raw, position, seen, mayBeTrue }, last);
  }

  canReach = (from: Off, position: number, seen: Seen): boolean =>
    position >= from.position && position <= from.position + this.reach(seen.moment - from.seen.since);

  isSmall(amount: number): boolean {
    const lost = this.findings.all
      .slice(this.movedAt)
      .filter(({ code }) => code === "stepped-back")
      .reduce((sum, each) => sum + each.amount, 0);
    return amount <= this.p.stepHm && lost + amount <= this.p.stepsHm;
  }

  endEpisode(position: number, seen: Seen): void {
    const { last, off } = this;
    if (last === undefined || off.length === 0) return;
    const lows = off.filter((each) => each.position < last.position && this.canReach(each, position, seen));
    const lowest = lows.toSorted((a, b) => a.position - b.position)[0];
    const high = off.find((each) => each.mayBeTrue && each.position > position);
    if (lowest) {
      const amount = last.position - lowest.position;
      if (this.isSmall(amount)) this.findings.find("stepped-back", lowest.seen.moment, amount);
      else this.dispute(lowest.seen.moment, amount, last.position);
    } else if (high) this.dispute(high.seen.moment, high.position - position, high.position);
    else this.giveUp(last);
    this.countEpisode();
  }

  giveUp(last: OnPath): void {
    const [first] = this.off;
    if (first) this.findings.find("outlier", first.seen.moment, Math.abs(first.position - last.position));
  }

  countEpisode(): void {
    const began = this.off[0]?.seen.moment ?? 0;
    this.off = [];
    const three = this.episodes.slice(-3);
    this.episodes.push(began);
    if (three.length === 3 && three.every((each) => began - each <= this.p.unsteadyS)) {
      this.findings.find("unsteady-sensor", began);
      this.anew();
    }
  }

  dispute(time: number, amount: number, position: number): void {
    this.findings.find("disputed-reading", time, amount);
    if (this.disputes.every((each) => amount > each.amount)) this.dial.newDispute();
    this.disputes.push({ time, amount, position });
  }

  strayed(now: Off, last: OnPath): void {
    const [first] = this.off;
    if (!first || (this.off.length < 3 && now.seen.moment - first.seen.moment <= this.p.strayS)) {
      this.off.push(now);
      return;
    }
    const isLow = now.position < last.position;
    const side = this.off.filter((each) => each.position < last.position === isLow);
    const led = side.filter((each) => this.canReach(each, now.position, now.seen));
    if (isLow ? side.length === 0 : led.length === 0) {
      this.giveUp(last);
      this.countEpisode();
      this.off = [now];
      return;
    }
    this.off = [];
    const begin = [...led, now].toSorted((a, b) => a.position - b.position)[0] ?? now;
    this.become(now, begin, side[0]?.seen.moment ?? now.seen.moment, last);
  }

  /** The readings off the path are the path. */
  become(now: Off, begin: Off, fellAt: number, last: OnPath): void {
    const reach = this.reach(begin.seen.moment - last.seen.since);
    const announced = { unit: this.nextUnit, cluster: this.cluster };
    this.nextUnit = undefined;
    if (announced.unit && now.seen.block <= announced.unit.until) {
      const { unit } = announced.unit;
      const offset = this.offsetFor(unit, last.raw, begin.raw, reach);
      if (
        offset !== undefined &&
        this.hasPlace(now.raw, unit, offset) &&
        this.hm(now.raw, unit) + offset >= last.position
      ) {
        this.findings.find("unit-changed", begin.seen.moment);
        this.unit = announced.unit.unit;
        this.offset = offset;
        this.broken = undefined;
        this.isBroken = true;
        this.goOn(now.raw, now.seen, this.hm(now.raw) + offset - last.position, { beginsLine: true });
        return;
      }
      this.findings.find("correction-refused", begin.seen.moment);
    }
    this.cluster = undefined;
    const clusterOffset = last.position - this.hm(begin.raw);
    const isCluster = announced.cluster !== undefined && now.seen.block <= announced.cluster;
    if (isCluster && !this.hasPlace(now.raw, this.unit, clusterOffset)) {
      this.findings.find("correction-refused", begin.seen.moment);
    } else if (isCluster) {
      this.findings.find("cluster-replaced", begin.seen.moment, Math.abs(last.position - begin.position));
      this.offset = clusterOffset;
      this.broken = undefined;
      this.isBroken = true;
      this.goOn(now.raw, now.seen, this.hm(now.raw) - this.hm(begin.raw), { beginsLine: true });
      return;
    }
    const change = begin.position - last.position;
    if (change >= 0) {
      this.goOn(now.raw, now.seen, now.position - last.position, {});
      const buckets = this.last?.overflowed ?? new Set();
      if (buckets.size > 0) this.broken = { change, buckets, rawBefore: last.raw, rawAfter: begin.raw, reach };
      return;
    }
    if (this.isSmall(-change)) this.findings.find("stepped-back", fellAt, -change);
    else if (this.canHighBeFalse(begin, last)) this.dispute(fellAt, -change, last.position);
    else {
      this.findings.find("odometer-decreased", fellAt, -change);
      this.broken = { change, buckets: new Set(), rawBefore: last.raw, rawAfter: begin.raw, reach };
      this.isBroken = true;
    }
    this.goOn(now.raw, now.seen, now.position - begin.position, { beginsLine: true });
  }

  canHighBeFalse(begin: Off, last: OnPath): boolean {
    const line = this.path.slice(this.path.findLastIndex(({ beginsLine }) => beginsLine) || 0);
    const below = line.findLastIndex(({ position }) => position <= begin.position);
    const isAllThereWas = below < 0 && line.length === this.path.length && !line.some(({ isSeed }) => isSeed);
    if (below < 0 && !isAllThereWas) return false;
    const highs = line.slice(below + 1);
    const first = highs[0];
    return first !== undefined && highs.length <= 3 && last.seen.moment - first.seen.moment <= this.p.strayS;
  }

  goOn(raw: number, seen: Seen, step: number, how: { beginsLine?: boolean }): void {
    const { last } = this;
    if (last !== undefined) this.passSilence(last, seen, step);
    const clockBefore = last?.clock ?? this.oldPaths.flat().at(-1)?.clock ?? 0;
    const pointUntil = (until: number, isAnchored: boolean): OnPath => ({
      raw,
      position: this.hm(raw) + this.offset,
      seen,
      step,
      credit: Math.max(0, until - clockBefore),
      clock: Math.max(clockBefore, until),
      isAnchored,
      overflowed: new Set(),
      beginsLine: how.beginsLine === true || last === undefined,
      isSeed: false,
    });
    this.path.push(pointUntil(seen.moment, seen.isTrusted && seen.moment >= clockBefore));
    this.ownReadings += 1;
    const byClock = this.overflows();
    if (byClock.some((hm) => hm > 0)) {
      const own = this.path.pop();
      this.path.push(pointUntil(seen.block, false));
      if (this.overflows().every((hm) => hm === 0)) {
        this.findings.find("clock-slow", seen.moment, 0, seen.block - seen.moment);
        return;
      }
      this.path.pop();
      if (own) this.path.push(own);
    }
    for (const [index, hm] of byClock.entries()) {
      if (hm === 0) continue;
      this.last?.overflowed.add(index);
      this.findings.find(this.p.buckets[index]?.reason ?? "gap", seen.moment, hm);
    }
  }

  /** By how many hectometres the newest reading makes each bucket overflow. */
  overflows = (): number[] =>
    this.p.buckets.map(({ slackHm }, index) => Math.max(0, Math.ceil((this.fullest(index) - 3_600 * slackHm) / 3_600)));

  /** The fullest that any stretch up to the newest reading makes a bucket, since it last overflowed. */
  fullest(index: number): number {
    const { rateHmPerHour, slackHm } = this.p.buckets[index] ?? { rateHmPerHour: 0, slackHm: 0 };
    let most = Number.NEGATIVE_INFINITY;
    let stretch = 0;
    for (const { step, credit, isAnchored, overflowed, isSeed } of this.path.toReversed()) {
      if (overflowed.has(index)) return Math.max(most, 3_600 * slackHm + stretch);
      if (isSeed) return Math.max(most, stretch);
      most = Math.max(most, stretch + (isAnchored ? 0 : -rateHmPerHour * this.p.creditS));
      stretch += 3_600 * step - rateHmPerHour * credit;
    }
    return Math.max(most, stretch);
  }

  passSilence(last: OnPath, seen: Seen, step: number): void {
    const seconds = Math.max(0, seen.moment - last.seen.moment);
    if (seconds > this.p.voidS) {
      this.findings.find("void", last.seen.moment, step, seconds);
      this.anew();
    }
    if (this.gap) {
      this.gap.amount += step;
      this.gap.seconds += seconds;
    }
    this.gap = undefined;
  }

  /** Whether a value can be, under a unit and an offset. */
  hasPlace = (raw: number, unit: Unit, offset: number): boolean =>
    offset >= -(2 ** 40) && offset <= 2 ** 40 && this.hm(raw, unit) + offset <= 2 ** 40;

  isInForce = ({ numerator, denominator }: Unit): boolean =>
    BigInt(numerator) * BigInt(this.unit.denominator) === BigInt(denominator) * BigInt(this.unit.numerator);

  offsetFor(unit: Unit, rawBefore: number, rawAfter: number, reach: number): number | undefined {
    if (this.isInForce(unit)) return undefined;
    const before = this.hm(rawBefore);
    const after = this.hm(rawAfter, unit);
    const fits = Math.abs(after - before) * 200 <= before + 200 * reach;
    return fits ? this.offset + Math.max(0, before - after) : undefined;
  }
}
