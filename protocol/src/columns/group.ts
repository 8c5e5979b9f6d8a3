/**
 * A group: what is sealed together of one envelope (docs/protocol.md, "Groups"). The profile says which columns there
 * can be and in which order, so that the bytes name none.
 */
import { LimitError, MalformedError } from "../errors.ts";
import { GROUP_READINGS_MAX, SPARSE_VALUES_MAX } from "../limits.ts";
import { BitReader, BitWriter } from "./bits.ts";
import { readSparse, readTimes, readWhole, type SparseValue, writeSparse, writeTimes, writeWhole } from "./column.ts";
import type { Profile } from "./profile.ts";
import { type QuantityName, quantityOf } from "./quantity.ts";

/** The groups that consist of columns; the group `bus` is bytes as they are. */
export type ColumnGroup = "distance" | "condition";

/** What one group says. */
export interface GroupContent {
  /** When each reading was taken, in the order taken, which need not be the clock's. */
  readonly timesUnixS: readonly number[];
  /** A value for each reading. */
  readonly whole: ReadonlyMap<QuantityName, readonly number[]>;
  /** Values at some readings. */
  readonly sparse: ReadonlyMap<QuantityName, readonly SparseValue[]>;
}

const OWN_TIMES = 1;

/** The quantities of a group in the profile's order: the n-th has bit n of the mask, from 1. */
function namesOf(profile: Profile, group: ColumnGroup): readonly QuantityName[] {
  const known = names[group].get(profile);
  if (known) return known;
  const found = profile.quantities.map(({ quantity }) => quantity).filter((name) => quantityOf(name).group === group);
  names[group].set(profile, found);
  return found;
}

const names = {
  distance: new WeakMap<Profile, readonly QuantityName[]>(),
  condition: new WeakMap<Profile, readonly QuantityName[]>(),
};

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);

/**
 * Encodes one group of an envelope.
 * @param times the times of the group `distance`, when `condition` is encoded: it takes them by reference if its own are
 * the same
 * @throws {MalformedError} `malformed` when a value is outside its quantity's range, a column is incomplete, there is
 * none, or the profile does not send the quantity in this group
 * @throws {LimitError} `too-large` beyond GROUP_READINGS_MAX readings or SPARSE_VALUES_MAX values
 * @example
 * const whole = new Map([["odometerHm", [123_456]] as const]);
 * const bytes = encodeGroup(CAR, "distance", { timesUnixS: [1_800_000_000], whole, sparse: new Map() });
 * toHex(bytes); // => "03006b49d200c0c407"
 */
export function encodeGroup(
  profile: Profile,
  group: ColumnGroup,
  content: GroupContent,
  times?: readonly number[],
): Uint8Array {
  const { timesUnixS, whole, sparse } = content;
  const readings = timesUnixS.length;
  if (readings > GROUP_READINGS_MAX) throw new LimitError({ readings });
  if (readings === 0) throw new MalformedError({ readings });
  const names = namesOf(profile, group);
  for (const name of [...whole.keys(), ...sparse.keys()]) {
    if (!names.includes(name)) throw new MalformedError({ quantity: name });
  }
  const referred = group === "condition" && times !== undefined && same(times, timesUnixS);
  let mask = referred ? 0 : OWN_TIMES;
  for (const [index, name] of names.entries()) {
    const column = quantityOf(name).column === "whole" ? whole.get(name) : sparse.get(name);
    if (column !== undefined && column.length > 0) mask += 2 ** (index + 1);
  }
  if (mask <= OWN_TIMES) throw new MalformedError({ mask });
  const writer = new BitWriter();
  writer.varint(mask);
  if (!referred) {
    writer.byte(readings - 1);
    writeTimes(writer, timesUnixS);
  }
  for (const name of names) {
    const quantity = quantityOf(name);
    if (quantity.column === "whole") {
      const values = whole.get(name) ?? [];
      if (values.length === 0) continue;
      if (values.length !== readings) throw new MalformedError({ quantity: name, values: values.length });
      writeWhole(writer, values, quantity);
    } else {
      const values = sparse.get(name) ?? [];
      if (values.length === 0) continue;
      if (values.length > SPARSE_VALUES_MAX) throw new LimitError({ quantity: name, values: values.length });
      if ((values.at(-1)?.reading ?? 0) >= readings) throw new MalformedError({ quantity: name });
      writeSparse(writer, values, quantity);
    }
  }
  return writer.finish();
}

/**
 * Decodes one group of an envelope.
 * @param times the times of the group `distance`, when `condition` is decoded and both were opened
 * @throws {MalformedError} `malformed` when the bytes are no group of the profile, or refer to times that are not given
 * @example
 * decodeGroup(CAR, "distance", fromHex("03006b49d200c0c407")).whole.get("odometerHm"); // => [123_456]
 */
export function decodeGroup(
  profile: Profile,
  group: ColumnGroup,
  bytes: Uint8Array,
  times?: readonly number[],
): GroupContent {
  const reader = new BitReader(bytes);
  const names = namesOf(profile, group);
  const mask = reader.varint();
  if (mask >= 2 ** (names.length + 1)) throw new MalformedError({ mask });
  const own = mask % 2 === OWN_TIMES;
  if (mask <= OWN_TIMES) throw new MalformedError({ mask });
  if (!own && (group === "distance" || times === undefined || times.length === 0)) throw new MalformedError({ mask });
  const timesUnixS = own ? readTimes(reader, reader.byte() + 1) : (times ?? []);
  const readings = timesUnixS.length;
  if (readings > GROUP_READINGS_MAX) throw new MalformedError({ readings });
  const whole = new Map<QuantityName, readonly number[]>();
  const sparse = new Map<QuantityName, readonly SparseValue[]>();
  for (const [index, name] of names.entries()) {
    if (Math.floor(mask / 2 ** (index + 1)) % 2 === 0) continue;
    const quantity = quantityOf(name);
    const { low, high } = quantity;
    if (quantity.column === "whole") whole.set(name, readWhole(reader, readings, quantity));
    else sparse.set(name, readSparse(reader, { low, high, readings, most: SPARSE_VALUES_MAX }));
  }
  reader.finish();
  return { timesUnixS, whole, sparse };
}
