/** Groups of version 2: what a decoder reads, and every rule of docs/protocol.md ("Groups", "Columns") broken once. */
import { toHex } from "../../src/bytes.ts";
import { BitWriter, zigzag } from "../../src/columns/bits.ts";
import type { SparseValue } from "../../src/columns/column.ts";
import { type ColumnGroup, decodeGroup, encodeGroup, type GroupContent } from "../../src/columns/group.ts";
import { type Profile, profileOf } from "../../src/columns/profile.ts";
import type { QuantityName } from "../../src/columns/quantity.ts";

type Part = (writer: BitWriter) => void;
const raw =
  (...bytes: number[]): Part =>
  (writer) => {
    for (const byte of bytes) writer.byte(byte);
  };
const v =
  (...values: number[]): Part =>
  (writer) => {
    for (const value of values) writer.varint(value);
  };
const z = (value: number): Part => v(zigzag(value));
const u32 =
  (value: number): Part =>
  (writer) =>
    writer.u32(value);
const packed =
  (width: number, ...values: number[]): Part =>
  (writer) =>
    writer.packed(values, width);

function bytesOf(...parts: Part[]): Uint8Array {
  const writer = new BitWriter();
  for (const part of parts) part(writer);
  return writer.finish();
}

const profile = (number: number): Profile => {
  const found = profileOf(number, 1);
  if (!found) throw new RangeError(`There is no profile ${number}.1.`);
  return found;
};
const car = profile(1);
const T = 1_800_000_000;
const U32_MAX = 2 ** 32 - 1;
const every = (count: number, value: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, index) => value(index));

/** A vector in the making: the bytes, and the times of the distance where they are given. */
interface Made {
  readonly of?: Profile;
  readonly group?: ColumnGroup;
  readonly bytes: Uint8Array;
  readonly times?: readonly number[];
}

type Columns = Partial<Record<QuantityName, readonly (number | SparseValue)[]>>;
/** A group as the encoder writes it. */
function encoded(timesUnixS: readonly number[], columns: Columns, how: Omit<Made, "bytes"> = {}): Made {
  const entries = Object.entries(columns) as [QuantityName, readonly (number | SparseValue)[]][];
  const isWhole = (values: readonly unknown[]): values is readonly number[] => typeof values[0] === "number";
  const content = {
    timesUnixS,
    whole: new Map(entries.filter(([, values]) => isWhole(values))),
    sparse: new Map(entries.filter(([, values]) => !isWhole(values))),
  } as unknown as GroupContent;
  return { ...how, bytes: encodeGroup(how.of ?? car, how.group ?? "distance", content, how.times) };
}
const distance = (timesUnixS: readonly number[], odometerHm: readonly number[]): Made =>
  encoded(timesUnixS, { odometerHm });
const byHand = (...parts: Part[]): Made => ({ bytes: bytesOf(...parts) });
const condition = (...parts: Part[]): Made => ({
  ...byHand(...parts),
  group: "condition",
  times: [T, T + 60, T + 120],
});
/** Mask, one time and one odometer value, and then what the case adds. */
const ONE = [v(0b11), raw(0), u32(T), v(100)];
/** Mask and three times, a minute apart; then the odometer's first value. */
const THREE = [v(0b11), raw(2), u32(T), z(60), raw(0), v(100)];
const threeOf = (...parts: Part[]): Made => byHand(...THREE, ...parts);
const codes = (count: number): Part[] => [v(0b1_0000), v(count), ...every(count, () => 0).map(() => v(0, 1))];
const cold = { of: profile(5), group: "condition" } as const;

const ADMITTED: readonly (readonly [string, Made])[] = [
  ["one reading", distance([T], [123_456])],
  ["the least values", distance([0], [0])],
  ["the greatest values", distance([U32_MAX], [U32_MAX])],
  ["two readings", distance([T, T + 60], [100, 160])],
  ["values that stay", distance([T, T, T], [7, 7, 7])],
  ["a counter that wraps", distance([T, T + 60, T + 120], [U32_MAX - 5, U32_MAX, 4])],
  ["a clock that goes back", distance([T, 0, U32_MAX, T], [1, 2, 3, 4])],
  [
    "both ends in turn: the widest differences",
    distance(
      every(6, (i) => T + i),
      every(6, (i) => (i % 2) * U32_MAX),
    ),
  ],
  [
    "96 readings of a constant step",
    distance(
      every(96, (i) => T + 60 * i),
      every(96, (i) => 1_000 + 16 * i),
    ),
  ],
  [
    "96 readings of an uneven step",
    distance(
      every(96, (i) => T + 60 * i + (i % 3)),
      every(96, (i) => 1_000 + 16 * i + ((i * i) % 11)),
    ),
  ],
  [
    "a wild value as an exception",
    distance(
      every(40, (i) => T + 60 * i),
      every(40, (i) => (i === 20 ? U32_MAX : i)),
    ),
  ],
  [
    "exceptions at the first and the last place",
    threeOf(z(16), raw(128 + 2), v(2), v(1), z(1), v(1), z(-1), packed(2, 1, 3)),
  ],
  ["an exception that the width would have held", threeOf(z(0), raw(128 + 1), v(1), v(2), z(3), packed(1, 1, 0))],
  ["a width that nothing needs", threeOf(z(16), raw(31), packed(31, 0, 0))],
  ["width 31, all ones", threeOf(z(0), raw(31), packed(31, 2 ** 31 - 1, 2 ** 31 - 101))],
  ["another base than the least", threeOf(z(-100), raw(7), packed(7, 127, 100))],
  ["a base of five bytes", threeOf(z(-U32_MAX), raw(128 + 31), v(2), v(1), z(2), v(1), z(2), packed(31, 0, 0))],
  [
    "the values of a sparse column alone",
    encoded([T, T + 60], { distanceSinceClearedKm: [{ reading: 1, value: 65_535 }] }),
  ],
  [
    "a whole and a sparse column",
    encoded([T, T + 60, T + 120], { odometerHm: [1, 2, 3], distanceSinceClearedKm: [{ reading: 0, value: 0 }] }),
  ],
  ["100 values of one reading", condition(...codes(100))],
  [
    "trouble codes, set and cleared, several at a reading",
    encoded(
      every(10, (i) => T + i),
      { troubleCode: [4, 4, 9].map((reading, i) => ({ reading, value: i * 65_535 })) },
      {
        group: "condition",
      },
    ),
  ],
  [
    "the times of the distance by reference",
    encoded([T, T + 60], { fuelUsedCl: [812_000, 812_013] }, { group: "condition", times: [T, T + 60] }),
  ],
  [
    "times of its own beside those of the distance",
    encoded([T + 1], { energyUsedWh: [5] }, { group: "condition", times: [T, T + 60] }),
  ],
  [
    "every quantity of a car's condition",
    encoded(
      [T, T + 60],
      {
        fuelUsedCl: [1, 2],
        energyUsedWh: [U32_MAX, 0],
        operatingTimeS: [60, 120],
        troubleCode: [{ reading: 0, value: 131_071 }],
        speedKmh: [0, 255],
        stateOfChargePm: [{ reading: 0, value: 1_000 }],
        stateOfHealthPm: [{ reading: 1, value: 0 }],
      },
      { group: "condition" },
    ),
  ],
  ["a thermometer's least values", encoded([T], { temperatureDc: [-2_732], humidityPm: [0], pressureHpa: [0] }, cold)],
  [
    "a thermometer's greatest values",
    encoded([T], { temperatureDc: [32_767], humidityPm: [1_000], pressureHpa: [65_535] }, cold),
  ],
  ["a thermometer below and above zero", encoded([T, T + 1, T + 2], { temperatureDc: [-50, 215, -2_732] }, cold)],
  [
    "an hour meter",
    encoded([T], { operatingTimeS: [3_600], fuelUsedCl: [90] }, { of: profile(3), group: "condition" }),
  ],
  ["an energy meter", encoded([T], { energyUsedWh: [1] }, { of: profile(4), group: "condition" })],
  ["a dial in miles: the value as the device has it", encoded([T], { odometerHm: [77] }, { of: profile(2) })],
];

const REFUSED: readonly (readonly [string, Made])[] = [
  ["no bytes", byHand()],
  ["a mask of zero", byHand(v(0))],
  ["times that nothing follows", byHand(v(1), raw(0), u32(T))],
  ["a condition of times alone", condition(v(1), raw(0), u32(T))],
  ["a condition that says nothing, with the times of the distance", condition(v(0))],
  ["a distance without times", { ...byHand(v(0b10), v(100)), times: [T] }],
  ["a condition without times, and no distance", { ...byHand(v(0b10), v(100)), group: "condition" }],
  ["a bit beyond the profile's quantities", byHand(v(0b1011), raw(0), u32(T), v(100), v(0))],
  ["a high bit beyond the profile's quantities", byHand(v(2 ** 34 + 0b11), raw(0), u32(T), v(100))],
  [
    "a car's condition read as an energy meter's",
    { ...encoded([T], { fuelUsedCl: [1], energyUsedWh: [1] }, { group: "condition" }), of: profile(4) },
  ],
  ["a mask with an idle byte", byHand(raw(0x83, 0), raw(0), u32(T), v(100))],
  ["a value with an idle byte", byHand(v(0b11), raw(0), u32(T), raw(0xe4, 0x80, 0))],
  ["a varint of six bytes", byHand(v(0b11), raw(0), u32(T), raw(0x80, 0x80, 0x80, 0x80, 0x80, 1))],
  ["a varint that does not end", byHand(v(0b11), raw(0), u32(T), raw(0x80))],
  ["cut in the times", byHand(v(0b11), raw(0), raw(1, 2, 3))],
  ["cut before the odometer", byHand(v(0b11), raw(0), u32(T))],
  ["cut before the width", threeOf(z(16))],
  ["cut in the packed numbers", threeOf(z(16), raw(8), raw(1))],
  ["cut in the exceptions", threeOf(z(16), raw(128), v(1), v(1))],
  ["a byte behind the last column", byHand(...ONE, raw(0))],
  ["differences where there is one reading", byHand(...ONE, z(16), raw(0))],
  ["a width of 32", threeOf(z(16), raw(32), u32(0), u32(0))],
  ["a width of 127", threeOf(z(16), raw(127), raw(...every(32, () => 0)))],
  ["spare bits that are not zero", threeOf(z(16), raw(1), raw(0b0010_0000))],
  ["the last spare bit is not zero", threeOf(z(16), raw(3), raw(0b0000_0001))],
  ["exceptions announced, and none", threeOf(z(16), raw(128), v(0))],
  ["more exceptions than differences", threeOf(z(16), raw(128), v(3), ...[1, 1, 1].map((n) => v(n, 2)))],
  ["an exception of 0", threeOf(z(16), raw(128), v(1), v(1), z(0))],
  ["an exception behind the last difference", threeOf(z(16), raw(128), v(1), v(3), z(1))],
  ["the first exception at no place", threeOf(z(16), raw(128), v(1), v(0), z(1))],
  ["two exceptions at one place", threeOf(z(16), raw(128), v(2), v(1), z(1), v(0), z(1))],
  ["a place far behind the last", threeOf(z(16), raw(128), v(1), v(2 ** 35 - 1), z(1))],
  ["a first value above the range", byHand(v(0b11), raw(0), u32(T), v(U32_MAX + 1))],
  ["a value that falls below the range", threeOf(z(-51), raw(0))],
  ["a value that rises above the range", byHand(v(0b11), raw(1), u32(T), z(60), raw(0), v(U32_MAX), z(1), raw(0))],
  ["a value out of range, and back", threeOf(z(-101), raw(8), packed(8, 0, 202))],
  ["an exception that leaves every range", threeOf(z(0), raw(128 + 31), v(1), v(1), v(2 ** 35 - 2), packed(31, 0, 0))],
  ["a time below 0", byHand(v(0b11), raw(1), u32(0), z(-1), raw(0), v(1), z(0), raw(0))],
  ["a time above 32 bits", byHand(v(0b11), raw(1), u32(U32_MAX), z(1), raw(0), v(1), z(0), raw(0))],
  ["a sparse column without values", condition(v(0b1_0000), v(0))],
  ["101 values in a sparse column", condition(...codes(101))],
  ["a sparse value at a reading that is not there", condition(v(0b1_0000), v(1), v(3), v(1))],
  ["sparse values whose steps leave the readings", condition(v(0b1_0000), v(2), v(2), v(1), v(1), v(1))],
  ["a sparse value above its range", condition(v(0b1_0000), v(1), v(0), v(131_072))],
  ["a sparse column cut in its last value", condition(v(0b1_0000), v(2), v(0), v(1), v(0))],
  ["97 readings of a constant step", byHand(v(0b11), raw(96), u32(T), z(60), raw(0), v(1_000), z(16), raw(0))],
  ["a speed of 256", condition(v(0b10_0000), v(250), z(6), raw(0))],
  ["a humidity of 1001", { ...byHand(v(0b101), raw(0), u32(T), v(1_001)), ...cold }],
  ["a temperature above its range", { ...byHand(v(0b11), raw(0), u32(T), v(32_767 + 2_732 + 1)), ...cold }],
  [
    "a temperature below absolute zero",
    { ...byHand(v(0b11), raw(1), u32(T), z(1), raw(0), v(0), z(-1), raw(0)), ...cold },
  ],
];

/** Columns on one line each: `value value …`, and `reading:value …` where the column is sparse. */
function read({ of = car, group = "distance", bytes, times }: Made) {
  const { timesUnixS, whole, sparse } = decodeGroup(of, group, bytes, times);
  const lines = [
    ...[...whole].map(([name, values]) => [name, values.join(" ")] as const),
    ...[...sparse].map(
      ([name, values]) => [name, values.map((each) => `${each.reading}:${each.value}`).join(" ")] as const,
    ),
  ];
  return { times: timesUnixS.join(" "), columns: Object.fromEntries(lines) };
}

const vector = (comment: string, made: Made) => ({
  comment,
  profile: [made.of?.number ?? 1, 1],
  group: made.group ?? "distance",
  bytes: toHex(made.bytes),
  ...(made.times ? { distanceTimes: made.times.join(" ") } : {}),
});

export const groupVectors = {
  "v2-groups": [
    ...ADMITTED.map(([comment, made]) => ({ ...vector(comment, made), code: "admitted", read: read(made) })),
    ...REFUSED.map(([comment, made]) => ({ ...vector(comment, made), code: "malformed" })),
  ],
};
