/**
 * Readings: what a device says at one moment, as rows; and as the groups that one envelope seals
 * (docs/protocol.md, "Groups"). Devices and readers of a history hold rows, the wire holds columns.
 */
import { type ColumnGroup, decodeGroup, encodeGroup, type GroupContent } from "./columns/group.ts";
import type { Profile } from "./columns/profile.ts";
import { type QuantityName, quantityOf } from "./columns/quantity.ts";
import { LimitError, MalformedError, ProtocolError } from "./errors.ts";
import type { SentQuantity, SentReading, SentReadings } from "./judge/reading.ts";
import { GROUP_READINGS_MAX } from "./limits.ts";

/** A trouble code (SAE J2012, 16 bits) that was set or cleared. */
export interface TroubleCode {
  readonly code: number;
  readonly cleared: boolean;
}

/** A quantity that a reading has one value of. */
export type ReadingQuantity = Exclude<QuantityName, "troubleCode">;

/**
 * What a device says at one moment: the time, and quantities of its profile. Of a sparse quantity that an envelope states
 * twice at one reading, the last value stands here.
 */
export interface Reading extends Readonly<Partial<Record<ReadingQuantity, number>>> {
  readonly timeUnixS: number;
  readonly troubleCodes?: readonly TroubleCode[];
}

/** What one envelope holds, group by group; a group that says nothing is empty. */
export interface Groups {
  readonly distance: Uint8Array;
  readonly condition: Uint8Array;
  /** The bytes of the vehicle's bus as they are. */
  readonly bus: Uint8Array;
}

const EMPTY = new Uint8Array();

/** The groups of an envelope that says nothing. */
export const NO_GROUPS: Groups = { distance: EMPTY, condition: EMPTY, bus: EMPTY };

/** 65 536 more than the code: it was cleared. */
const CLEARED = 65_536;

const troubleValue = ({ code, cleared }: TroubleCode): number => {
  if (code >= CLEARED) throw new MalformedError({ quantity: "troubleCode", value: code });
  return code + (cleared ? CLEARED : 0);
};

const troubleOf = (value: number): TroubleCode => ({ code: value % CLEARED, cleared: value >= CLEARED });

function valuesOf(reading: Reading, name: QuantityName): readonly number[] {
  if (name === "troubleCode") return (reading.troubleCodes ?? []).map(troubleValue);
  const value = reading[name];
  return value === undefined ? [] : [value];
}

/** The columns of one group, in the profile's order; a quantity that no reading has is left out. */
function contentOf(profile: Profile, group: ColumnGroup, readings: readonly Reading[]): GroupContent | undefined {
  const whole = new Map<QuantityName, readonly number[]>();
  const sparse = new Map<QuantityName, { reading: number; value: number }[]>();
  for (const { quantity } of profile.quantities) {
    const { group: its, column } = quantityOf(quantity);
    if (its !== group) continue;
    const values = readings.flatMap((reading, index) =>
      valuesOf(reading, quantity).map((value) => ({ reading: index, value })),
    );
    if (values.length === 0) continue;
    if (column === "sparse") sparse.set(quantity, values);
    else
      whole.set(
        quantity,
        values.map(({ value }) => value),
      );
  }
  if (whole.size + sparse.size === 0) return undefined;
  return { timesUnixS: readings.map(({ timeUnixS }) => timeUnixS), whole, sparse };
}

const NO_QUANTITY: readonly string[] = ["timeUnixS", "troubleCodes"];

/** Refuses what the profile does not send: left out, it would be lost without a word. */
function checkSent(profile: Profile, readings: readonly Reading[]): void {
  const sent = new Set<string>(profile.quantities.map(({ quantity }) => quantity));
  for (const reading of readings) {
    for (const [name, value] of Object.entries(reading)) {
      if (value === undefined || NO_QUANTITY.includes(name)) continue;
      if (!sent.has(name)) throw new MalformedError({ quantity: name, profile: profile.number });
    }
    if (reading.troubleCodes?.length && !sent.has("troubleCode")) {
      throw new MalformedError({ quantity: "troubleCode", profile: profile.number });
    }
  }
}

/**
 * Encodes readings in the order given (it need not be the clock's) as the groups of one envelope.
 * @param bus what the vehicle's bus said behind the last reading, where decoding can be wrong
 * @throws {MalformedError} `malformed` when a value is outside its quantity's range, a quantity that every reading must
 * have is missing at some, a reading has none, or the profile does not send it
 * @throws {LimitError} `too-large` beyond GROUP_READINGS_MAX readings or SPARSE_VALUES_MAX values of a sparse quantity
 * @example
 * const { distance } = encodeReadings(CAR, [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]);
 * toHex(distance); // => "03006b49d200c0c407"
 */
export function encodeReadings(profile: Profile, readings: readonly Reading[], bus: Uint8Array = EMPTY): Groups {
  if (readings.length > GROUP_READINGS_MAX) throw new LimitError({ readings: readings.length });
  checkSent(profile, readings);
  const distance = contentOf(profile, "distance", readings);
  const condition = contentOf(profile, "condition", readings);
  if (readings.length > 0 && !distance && !condition) throw new MalformedError({ readings: readings.length });
  return {
    distance: distance ? encodeGroup(profile, "distance", distance) : EMPTY,
    condition: condition ? encodeGroup(profile, "condition", condition, distance?.timesUnixS) : EMPTY,
    bus,
  };
}

/** What the groups of one envelope say. */
export interface Decoded {
  readonly readings: readonly Reading[];
  /** How many of them, from the first on, are judged: not those that a condition beside a distance has at times of its own. */
  readonly judged: number;
  /** The groups that break a rule: nothing is taken from them. */
  readonly broken: readonly ColumnGroup[];
}

type Row = { -readonly [Name in keyof Reading]: Reading[Name] };

/** Writes a group's columns into rows of its readings. */
function fill(rows: readonly Row[], { whole, sparse }: GroupContent): void {
  for (const [name, values] of whole) {
    rows.forEach((row, index) => {
      row[name as ReadingQuantity] = values[index] as number;
    });
  }
  for (const [name, values] of sparse) {
    for (const { reading, value } of values) {
      const row = rows[reading];
      if (!row) continue;
      if (name !== "troubleCode") row[name] = value;
      else row.troubleCodes = [...(row.troubleCodes ?? []), troubleOf(value)];
    }
  }
}

/** Returns the rows of readings, each with a value of each whole column. */
function rowsOf({ timesUnixS, groups }: ReadingColumns): Row[] {
  // Copies of one row have the shape of all at once: rows that grew column by column would take V8 three times as long.
  const first: Row = { timeUnixS: 0 };
  for (const { whole } of groups) for (const name of whole.keys()) first[name as ReadingQuantity] = 0;
  const rows = timesUnixS.map((timeUnixS): Row => ({ ...first, timeUnixS }));
  for (const group of groups) fill(rows, group);
  return rows;
}

/** Returns whether times are the same: a condition that refers to those of the distance has the very list. */
const isAlike = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((each, index) => each === b[index]));

/** Readings that were taken at the same times, as the columns of their groups. */
export interface ReadingColumns {
  readonly timesUnixS: readonly number[];
  /** One or two, each with a value for each time, or at some of them. */
  readonly groups: readonly GroupContent[];
}

/** What the groups of one envelope say, column by column. */
export interface DecodedColumns {
  /** The readings that are judged. */
  readonly judged: ReadingColumns;
  /** Those behind them, which are not: a condition beside a distance has them at times of its own. */
  readonly beside: ReadingColumns;
  /** The groups that break a rule: nothing is taken from them. */
  readonly broken: readonly ColumnGroup[];
}

const NO_READINGS: ReadingColumns = { timesUnixS: [], groups: [] };

/** The columns of an envelope that says nothing. */
export const NO_COLUMNS: DecodedColumns = { judged: NO_READINGS, beside: NO_READINGS, broken: [] };

const columnsOf = (...groups: readonly [GroupContent, ...GroupContent[]]): ReadingColumns => ({
  timesUnixS: groups[0].timesUnixS,
  groups,
});

/**
 * Reads the groups of one envelope as columns: what `decodeReadings` reads, without a row for each reading.
 * @example
 * const groups = encodeReadings(CAR, [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]);
 * decodeColumns(CAR, groups).judged.timesUnixS; // => [1_800_000_000]
 */
export function decodeColumns(profile: Profile, groups: Pick<Groups, ColumnGroup>): DecodedColumns {
  const broken: ColumnGroup[] = [];
  const read = (group: ColumnGroup, times?: readonly number[]): GroupContent | undefined => {
    if (groups[group].length === 0) return undefined;
    try {
      return decodeGroup(profile, group, groups[group], times);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      broken.push(group);
      return undefined;
    }
  };
  const distance = read("distance");
  const condition = read("condition", distance?.timesUnixS);
  if (!distance) return { judged: condition ? columnsOf(condition) : NO_READINGS, beside: NO_READINGS, broken };
  if (!condition) return { judged: columnsOf(distance), beside: NO_READINGS, broken };
  if (isAlike(distance.timesUnixS, condition.timesUnixS)) {
    return { judged: columnsOf(distance, condition), beside: NO_READINGS, broken };
  }
  return { judged: columnsOf(distance), beside: columnsOf(condition), broken };
}

/**
 * Reads the groups of one envelope. Readings of *distance* come first; those of *condition* are the same ones when it has
 * the same times, and follow them when it has times of its own. A group that breaks a rule is named and says nothing.
 * @example
 * const groups = encodeReadings(CAR, [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]);
 * decodeReadings(CAR, groups).readings; // => [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]
 */
export function decodeReadings(profile: Profile, groups: Pick<Groups, ColumnGroup>): Decoded {
  const { judged, beside, broken } = decodeColumns(profile, groups);
  const rows = rowsOf(judged);
  return { readings: [...rows, ...rowsOf(beside)], judged: rows.length, broken };
}

/**
 * Returns the trouble codes of an envelope in the order of its readings.
 * @example
 * troubleCodesOf(decodeColumns(CAR, encodeReadings(CAR, [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]))); // => []
 */
export const troubleCodesOf = ({ judged, beside }: DecodedColumns): readonly TroubleCode[] =>
  [...judged.groups, ...beside.groups].flatMap(({ sparse }) =>
    (sparse.get("troubleCode") ?? []).map(({ value }) => troubleOf(value)),
  );

type Column = readonly (number | undefined)[] | undefined;

/** Returns the values of a quantity by their readings; undefined when no reading has it. */
function columnOf({ timesUnixS, groups }: ReadingColumns, name: SentQuantity): Column {
  for (const { whole, sparse } of groups) {
    const values = whole.get(name);
    if (values !== undefined) return values;
    const some = sparse.get(name);
    if (some === undefined) continue;
    const column = new Array<number | undefined>(timesUnixS.length).fill(undefined);
    for (const { reading, value } of some) column[reading] = value;
    return column;
  }
  return undefined;
}

/**
 * The readings of columns one at a time, all in one row: for whoever looks at each once and keeps none. A row for each would
 * be thrown away with the envelope.
 * @example
 * const { judged } = decodeColumns(CAR, encodeReadings(CAR, [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]));
 * new ReadingsInTurn(judged).at(0)?.odometerHm; // => 123_456
 */
export class ReadingsInTurn implements SentReadings {
  readonly length: number;
  readonly #timesUnixS: readonly number[];
  readonly #odometerHm: Column;
  readonly #distanceSinceClearedKm: Column;
  readonly #fuelUsedCl: Column;
  readonly #energyUsedWh: Column;
  readonly #operatingTimeS: Column;
  readonly #speedKmh: Column;
  readonly #row: { -readonly [Name in keyof SentReading]: SentReading[Name] } = {
    timeUnixS: 0,
    odometerHm: undefined,
    distanceSinceClearedKm: undefined,
    fuelUsedCl: undefined,
    energyUsedWh: undefined,
    operatingTimeS: undefined,
    speedKmh: undefined,
  };

  constructor(columns: ReadingColumns) {
    this.length = columns.timesUnixS.length;
    this.#timesUnixS = columns.timesUnixS;
    this.#odometerHm = columnOf(columns, "odometerHm");
    this.#distanceSinceClearedKm = columnOf(columns, "distanceSinceClearedKm");
    this.#fuelUsedCl = columnOf(columns, "fuelUsedCl");
    this.#energyUsedWh = columnOf(columns, "energyUsedWh");
    this.#operatingTimeS = columnOf(columns, "operatingTimeS");
    this.#speedKmh = columnOf(columns, "speedKmh");
  }

  /** Returns a reading, undefined past the last. The next call writes over it. */
  at(index: number): SentReading | undefined {
    const timeUnixS = this.#timesUnixS[index];
    if (timeUnixS === undefined) return undefined;
    const row = this.#row;
    row.timeUnixS = timeUnixS;
    row.odometerHm = this.#odometerHm?.[index];
    row.distanceSinceClearedKm = this.#distanceSinceClearedKm?.[index];
    row.fuelUsedCl = this.#fuelUsedCl?.[index];
    row.energyUsedWh = this.#energyUsedWh?.[index];
    row.operatingTimeS = this.#operatingTimeS?.[index];
    row.speedKmh = this.#speedKmh?.[index];
    return row;
  }
}
