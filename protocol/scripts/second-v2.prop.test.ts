/** Two implementations of version 2's parts read the same of bytes that no encoder wrote. Needs python3 (3.9 or later). */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../src/bytes.ts";
import { BitWriter, zigzag } from "../src/columns/bits.ts";
import { type ColumnGroup, decodeGroup } from "../src/columns/group.ts";
import { profileOf } from "../src/columns/profile.ts";
import { decodeNodes } from "../src/disclosure/key-tree.ts";
import { ProtocolError } from "../src/errors.ts";
import { ACTOR_FORMS, decodeOperation } from "../src/operations/operation.ts";
import groups from "../vectors/v2-groups.json" with { type: "json" };
import tree from "../vectors/v2-key-tree.json" with { type: "json" };
import operations from "../vectors/v2-operations.json" with { type: "json" };
import { hasPython } from "./python.ts";

/** What both read: the kind, the bytes, and for a group its profile, its name and the times of the distance. */
type Asked =
  | readonly ["group", string, readonly number[], string, readonly number[] | null]
  | readonly ["operation", string]
  | readonly ["nodes", string];

/** Cuts bytes out, or puts bytes in that mean something to a decoder; or turns one bit. */
const splice = fc.oneof(
  fc.record({ at: fc.nat(), cut: fc.nat(2), put: few(4), turn: fc.constant(0) }),
  fc.record({
    at: fc.nat(),
    cut: fc.constant(0),
    put: few(0),
    turn: fc.integer({ min: 0, max: 7 }).map((bit) => 1 << bit),
  }),
);
function few(maxLength: number) {
  return fc.array(fc.constantFrom(0, 1, 2, 3, 4, 8, 16, 31, 32, 64, 100, 127, 128, 129, 159, 160, 254, 255), {
    maxLength,
  });
}
/** Most changes at the start: there stand the mask, the counts and the widths. */
const mutated = (hex: string) =>
  fc
    .tuple(fc.oneof(fc.array(splice, { minLength: 1, maxLength: 1 }), fc.array(splice, { maxLength: 3 })), fc.boolean())
    .map(([splices, early]) => {
      const bytes = [...fromHex(hex)];
      for (const { at, cut, put, turn } of splices) {
        const place = at % ((early ? Math.min(bytes.length, 16) : bytes.length) + 1);
        if (turn > 0 && place < bytes.length) bytes[place] = (bytes[place] ?? 0) ^ turn;
        else bytes.splice(place, cut, ...put);
      }
      return toHex(Uint8Array.from(bytes));
    });
const profiles = fc.constantFrom([1, 1], [2, 1], [3, 1], [4, 1], [5, 1]);
const group = fc
  .constantFrom(...groups, ...groups.filter(({ code }) => code === "admitted"))
  .chain((vector) =>
    fc
      .tuple(
        mutated(vector.bytes),
        fc.oneof({ weight: 7, arbitrary: fc.constant(vector.profile) }, { weight: 1, arbitrary: profiles }),
        fc.oneof({ weight: 7, arbitrary: fc.constant(vector.group) }, fc.constantFrom("distance", "condition")),
        fc.oneof(
          { weight: 3, arbitrary: fc.constant(vector.distanceTimes?.split(" ").map(Number) ?? null) },
          fc.constant([7, 8]),
        ),
      )
      .map(([hex, profile, name, times]): Asked => ["group", hex, profile, name, times]),
  );
/** Groups that are built as the page says, but for their numbers: sums at the ends of a range, and far beyond. */
const wild = [2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 34 - 1].flatMap((each) => [each - 1, each, -each, 1 - each]);
const number = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: -40, max: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(...wild) },
);
const first = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 5_000, max: 60_000 }) },
  fc.nat(60),
  fc.constantFrom(65_535, 65_536, 2 ** 31, 2 ** 32 - 41, 2 ** 32 - 1),
);
const width = fc.oneof(
  { weight: 9, arbitrary: fc.nat(9) },
  { weight: 2, arbitrary: fc.constantFrom(30, 31) },
  { weight: 1, arbitrary: fc.constantFrom(32, 127) },
);
const differences = (count: number) =>
  fc.record({
    base: number,
    width,
    packed: fc.array(fc.nat(2 ** 31 - 1), { minLength: count, maxLength: count }),
    exceptions: fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), number), { maxLength: 2 }),
  });
type Differences = { base: number; width: number; packed: number[]; exceptions: [number, number][] };
function writeDifferences(writer: BitWriter, { base, width: bits, packed, exceptions }: Differences): void {
  writer.varint(zigzag(base));
  writer.byte(bits + (exceptions.length > 0 ? 128 : 0));
  if (exceptions.length > 0) writer.varint(exceptions.length);
  for (const [step, value] of exceptions) {
    writer.varint(step);
    writer.varint(zigzag(value));
  }
  writer.packed(
    packed.map((each) => each % 2 ** bits),
    bits,
  );
}
const built = fc.integer({ min: 1, max: 12 }).chain((readings) =>
  fc
    .record({
      start: first,
      value: first,
      clock: differences(readings - 1),
      column: differences(readings - 1),
      cleared: fc.array(fc.tuple(fc.nat(3), first), { maxLength: 3 }),
    })
    .map(({ start, value, clock, column, cleared }): Asked => {
      const writer = new BitWriter();
      writer.varint(cleared.length > 0 ? 0b111 : 0b11);
      writer.byte(readings - 1);
      writer.u32(start);
      if (readings > 1) writeDifferences(writer, clock);
      writer.varint(value);
      if (readings > 1) writeDifferences(writer, column);
      if (cleared.length > 0) writer.varint(cleared.length);
      for (const each of cleared.flat()) writer.varint(each);
      return ["group", toHex(writer.finish()), [1, 1], "distance", null];
    }),
);
const operation = fc
  .constantFrom(...operations.filter(({ message }) => message.length < 1_000))
  .chain(({ message }) => mutated(message).map((hex): Asked => ["operation", hex]));
const nodes = fc
  .constantFrom(...tree.lists.filter((list) => list.nodes.length < 1_000))
  .chain((list) => mutated(list.nodes).map((hex): Asked => ["nodes", hex]));
const messages = fc.sample(
  fc.oneof(
    { weight: 3, arbitrary: group },
    { weight: 3, arbitrary: built },
    { weight: 4, arbitrary: operation },
    { weight: 1, arbitrary: nodes },
  ),
  { numRuns: 30_000, seed: 2_026 },
);

const shown = (value: unknown): unknown => (value instanceof Uint8Array ? toHex(value) : value);

function read(asked: Asked): unknown {
  const bytes = fromHex(asked[1]);
  if (asked[0] === "nodes") {
    return decodeNodes(bytes)?.map(({ level, first, key }) => [level, first, toHex(key)]) ?? "malformed";
  }
  if (asked[0] === "group") {
    const [, , [number = 0, version = 0], name, times] = asked;
    const profile = profileOf(number, version);
    if (!profile) throw new RangeError(`There is no profile ${number}.${version}.`);
    const { timesUnixS, whole, sparse } = decodeGroup(profile, name as ColumnGroup, bytes, times ?? undefined);
    const pairs = [...sparse].map(
      ([each, values]) => [each, values.map(({ reading, value }) => [reading, value])] as const,
    );
    return { times: timesUnixS, columns: Object.fromEntries([...whole, ...pairs]) };
  }
  const { kind, actor, fields, ...common } = decodeOperation(bytes);
  const who = actor.form === "wallet" ? actor.address : actor.form === "administrators" ? actor.set : actor.publicKey;
  const flat = Object.entries({ kind, form: ACTOR_FORMS[actor.form], actor: who, ...common, ...fields });
  return Object.fromEntries(flat.map(([name, value]) => [name, shown(value)]));
}

function outcome(asked: Asked): unknown {
  try {
    return read(asked);
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe("second_v2.py --read", () => {
  it("reads mutated groups, operations and lists of nodes as the first implementation does", () => {
    if (!hasPython("30 000 mutated groups, operations and lists of nodes with the second implementation")) return;
    const script = join(import.meta.dirname, "second_v2.py");
    const { status, stdout, error } = spawnSync("python3", [script, "--read"], {
      input: JSON.stringify(messages),
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    expect(error).toBeUndefined();
    expect(status).toBe(0);
    const theirs = JSON.parse(stdout) as unknown[];
    const ours = messages.map(outcome);
    const differing = messages.filter((_, index) => sorted(ours[index]) !== sorted(theirs[index]));
    expect(differing).toEqual([]);
    for (const kind of ["group", "operation", "nodes"]) {
      const of = theirs.filter((_, index) => messages[index]?.[0] === kind);
      const admitted = of.filter((each) => typeof each !== "string").length;
      expect(admitted, kind).toBeGreaterThan(of.length / 20);
      expect(of.length - admitted, kind).toBeGreaterThan(of.length / 20);
    }
  });
});

/** As text, with the names of objects in one order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
