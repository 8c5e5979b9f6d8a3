/**
 * What each car adds to the window that is open (docs/protocol.md, "Measures"): to one cohort, each figure within its
 * bounds, however much the car sends. Kept as records change, so a release looks at no car.
 */
import { readU32, writeU32 } from "@witness/protocol/bytes";
import { DISTANCE_BAND_HM } from "@witness/protocol/limits";
import { NOT_SENT } from "@witness/protocol/record/consumption";
import { CohortIndex } from "@witness/protocol/release/cohorts";
import { type Figures, MEASURES, mostOf } from "@witness/protocol/release/measures";
import type { ReleaseSettings } from "@witness/protocol/release/schedule";
import { PackedRows } from "../state/packed/rows.ts";
import type { DeviceRecord } from "../state/state.ts";

/** What of a record is counted. */
export type CountedRecord = Pick<DeviceRecord, "vehicle" | "judged" | "troubleCodesSet" | "days" | "holding">;

const NO_COHORT = 2 ** 32 - 1;
/** The car sent a reading in this window. */
const IS_ACTIVE = 1;
/** It was in no quarantine, and not revoked, when its record changed last. */
const IS_COUNTED = 2;

/** A car's row: the window, its counters at the window's beginning, its cohort, and flags. */
const TOTALS_AT = 4;
const TOTALS = MEASURES.length - 1;
const COHORT_AT = TOTALS_AT + 4 * TOTALS;
const FLAGS_AT = COHORT_AT + 4;
/** The length of what is kept of each car. */
export const CONTRIBUTION_BYTES: number = FLAGS_AT + 1;

/** Counters over a car's life, one for each measure but the first. */
function totalsOf({ judged, troubleCodesSet, days }: CountedRecord): readonly number[] {
  const { fuelUsedCl, energyUsedWh } = days.consumption.newest;
  return [judged.driven.distanceHm, troubleCodesSet, fuelUsedCl, energyUsedWh];
}

const isKeptOut = ({ holding }: CountedRecord, timeUnixS: number): boolean =>
  holding.revocation.length > 0 || (holding.quarantine[0]?.untilUnixS ?? 0) > timeUnixS;

/** What all cars add up to, in the window that is open and in the one before it while its release is made. */
export class Contributions {
  readonly #index: CohortIndex;
  readonly #most: readonly number[];
  readonly #cohorts: number;
  readonly #rows = new PackedRows(CONTRIBUTION_BYTES);
  readonly #row = new Uint8Array(CONTRIBUTION_BYTES);
  #open: number[];
  #ended: number[];

  constructor(settings: ReleaseSettings) {
    this.#index = new CohortIndex(settings.cohorts);
    this.#most = MEASURES.map((measure) => mostOf(measure, settings));
    this.#cohorts = settings.cohorts.length;
    this.#open = this.#zeros();
    this.#ended = this.#zeros();
  }

  #zeros(): number[] {
    return new Array<number>(this.#cohorts * MEASURES.length).fill(0);
  }

  /** How many bytes the cars' rows hold. */
  get byteLength(): number {
    return this.#rows.byteLength;
  }

  /** Returns what the cars of a cohort add up to, in the window that is open or in the one that ended last. */
  sumsOf(window: "open" | "ended", cohort: number): Figures {
    const sums = window === "open" ? this.#open : this.#ended;
    return MEASURES.map((_, at) => sums[cohort * MEASURES.length + at] ?? 0) as unknown as Figures;
  }

  /** Ends the window: what it came to stays until the next one ends. */
  endWindow(): void {
    this.#ended = this.#open;
    this.#open = this.#zeros();
  }

  /**
   * Counts a record in another way.
   * @param number of the device, from 0; a new one follows the last
   * @param before undefined for a new device: what it brings from an application before counts in no window
   */
  change(
    number: number,
    before: CountedRecord | undefined,
    after: CountedRecord,
    { window, timeUnixS }: { readonly window: number; readonly timeUnixS: number },
  ): void {
    const row = this.#row;
    const known = this.#rows.get(number);
    const isBegun = known !== undefined && readU32(known) === window;
    if (isBegun) row.set(known);
    else this.#begin(window, before ?? after);
    this.#add(row, before ?? after, -1);
    const [old, now] = [(before ?? after).judged.judge.readings, after.judged.judge.readings];
    const isActive = now > old || ((row[FLAGS_AT] ?? 0) & IS_ACTIVE) > 0;
    row[FLAGS_AT] = (isActive ? IS_ACTIVE : 0) + (isKeptOut(after, timeUnixS) ? 0 : IS_COUNTED);
    // A counter that the car sends for the first time counts from there.
    for (const [at, total] of totalsOf(after).entries()) {
      if (readU32(row, TOTALS_AT + 4 * at) === NOT_SENT) writeU32(row, TOTALS_AT + 4 * at, total);
    }
    this.#add(row, after, 1);
    this.#rows.set(number, row);
  }

  /** Begins a car's window, in which it has added nothing yet. */
  #begin(window: number, record: CountedRecord): void {
    const row = this.#row;
    const { make, model, modelYear } = record.vehicle;
    const positionHm = Math.max(0, record.judged.judge.path?.positionHm ?? 0);
    const band = Math.floor(positionHm / DISTANCE_BAND_HM);
    writeU32(row, 0, window);
    for (const [at, total] of totalsOf(record).entries()) writeU32(row, TOTALS_AT + 4 * at, Math.min(total, NOT_SENT));
    writeU32(row, COHORT_AT, this.#index.of({ make, model, modelYear, band }) ?? NO_COHORT);
    row[FLAGS_AT] = 0;
  }

  /** Adds what a car comes to, or takes it away again. */
  #add(row: Uint8Array, record: CountedRecord, sign: 1 | -1): void {
    const cohort = readU32(row, COHORT_AT);
    if (cohort === NO_COHORT || row[FLAGS_AT] !== IS_ACTIVE + IS_COUNTED) return;
    const at = cohort * MEASURES.length;
    for (const [measure, figure] of this.#figures(row, record).entries()) {
      this.#open[at + measure] = (this.#open[at + measure] ?? 0) + sign * figure;
    }
  }

  #figures(row: Uint8Array, record: CountedRecord): readonly number[] {
    const grown = totalsOf(record).map((total, at) => {
      const from = readU32(row, TOTALS_AT + 4 * at);
      if (from === NOT_SENT || total === NOT_SENT) return 0;
      return Math.min(Math.max(0, total - from), this.#most[at + 1] ?? 0);
    });
    return [1, ...grown];
  }

  /** Returns the row of a device, as `restore` takes it: a view. */
  packed(number: number): Uint8Array {
    const row = this.#rows.get(number);
    if (row === undefined) throw new RangeError("There is no such device.");
    return row;
  }

  /** Returns all sums, of the window that is open and of the one before. */
  get sums(): readonly [open: readonly number[], ended: readonly number[]] {
    return [this.#open, this.#ended];
  }

  /** Sets the row of the next device. @throws {RangeError} when it has another length */
  restore(number: number, row: Uint8Array): void {
    this.#rows.set(number, row);
  }

  /** Sets all sums. @throws {RangeError} when there are too many or too few */
  restoreSums(open: readonly number[], ended: readonly number[]): void {
    const length = this.#cohorts * MEASURES.length;
    if (open.length !== length || ended.length !== length) throw new RangeError(`There are ${length} sums.`);
    this.#open = [...open];
    this.#ended = [...ended];
  }
}
