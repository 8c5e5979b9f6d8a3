/** The packed store: whatever is sent, it says what plain records say, and gives records back as the rules left them. */
import { concat, u32 } from "@witness/protocol/bytes";
import { deviceIdOf } from "@witness/protocol/identity";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fuzz } from "../fuzz/fuzz.ts";
import type { Handle } from "../fuzz/oracle.ts";
import { advance } from "../src/state/advance.ts";
import { PIECE_MAX_BYTES } from "../src/state/packed/pieces.ts";
import { apply, type State, stateRoot } from "../src/state/state.ts";
import {
  type Codec,
  int,
  list,
  near,
  present,
  Reader,
  shared,
  sparse,
  text,
  uint,
  Writer,
  whole,
} from "../src/state/store/codec.ts";
import { packJournal, readJournal } from "../src/state/store/journal.ts";
import { RecordLayout } from "../src/state/store/layout.ts";
import { Names } from "../src/state/store/names.ts";
import { PlainDevices, plainTwinOf } from "./plain-devices.ts";
import { handleBoth } from "./twin.ts";
import { drive, feed, inputOf, NOW, only, p, run, TestDevice, withCode, world } from "./world.ts";

describe("a state with packed records", () => {
  it("says, whatever is sent and asked, what one with plain records says", async () => {
    const twins = new WeakMap<State, State>();
    const both: Handle = async (state, body, post) => {
      const twin = twins.get(state) ?? plainTwinOf(state);
      twins.set(state, twin);
      const status = await handleBoth(twin, state, body, post);
      expect(stateRoot(state)).toEqual(stateRoot(twin));
      return status;
    };
    const { outcomes } = await fuzz({ count: 1_000, seed: 14 }, both);
    for (const outcome of ["accept admitted", "accept forked-key", "query sealed", "query statistics"])
      expect(outcomes, outcome).toHaveProperty([outcome], expect.any(Number));
  });

  it("gives records and trees back as the rules left them", () => {
    const state = world();
    const device = new TestDevice("device");
    const inputs = [
      { registrations: [device.registration()] },
      { runs: [run(device.send(withCode(drive(3), 1, 77)))] },
      { runs: [run(device.send(drive(2, 90_000, NOW - 40 * 86_400)))] },
      { runs: [run(device.send([], only(Uint8Array.of(255, 255))))] },
    ];
    for (const [index, batch] of inputs.entries()) {
      const transition = advance(state, inputOf(batch, index));
      if (transition.status !== "accept") return expect.fail("It is accepted.");
      const { records, recordTrees } = transition.change;
      apply(state, transition.change);
      for (const [id, record] of records) {
        const kept = state.devices.get(id);
        expect(kept).toEqual(record);
        expect(state.devices.treeOf(id)).toEqual(recordTrees.get(id));
      }
    }
    const twin = device.copy();
    feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 8));
    feed(state, inputOf({ runs: [run(twin.send(drive(2, 5_000)))] }, 9));
    const record = state.devices.get(deviceIdOf(device.id));
    expect(record?.forks).toBeGreaterThan(0);
    const plain = new PlainDevices();
    const tree = state.devices.treeOf(deviceIdOf(device.id));
    if (record && tree) plain.set(record, tree);
    expect([...state.devices]).toEqual([...plain]);
  });

  it("looks at the cars of one owner alone, whatever accounts a maker writes into other cars' registrations", () => {
    let hashes = 0;
    const counting: typeof p = {
      ...p,
      sha256(...parts) {
        hashes += 1;
        return p.sha256(...parts);
      },
    };
    const state = world({ provider: counting });
    const accountOf = (first: number) => concat(Uint8Array.of(first), new Uint8Array(19).fill(7));
    const registrations = Array.from({ length: 60 }, (_, at) =>
      new TestDevice(`car ${at}`).registration(accountOf(at)),
    );
    feed(state, inputOf({ registrations }));
    hashes = 0;
    expect(state.devices.ownedBy(accountOf(3)).length).toBe(1);
    expect(hashes).toBeLessThan(10);
  });

  it("boundary: has room for the largest record", () => {
    const state = world();
    const device = new TestDevice("device");
    feed(state, inputOf({ registrations: [device.registration()] }));
    feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 1));
    const id = deviceIdOf(device.id);
    const [record, tree] = [state.devices.get(id), state.devices.treeOf(id)];
    if (!record || !tree) return expect.fail("There is a car.");
    const seen = (at: number) => ({ sequence: 2 ** 32 - 1 - 7 * at, link: p.sha256(u32(at)), timeUnixS: at });
    const lines = Array.from({ length: 6 }, () => ({ line: "x".repeat(255) }));
    const entry = (at: number) => ({
      identity: p.sha256(u32(at)),
      company: p.sha256(u32(at)).slice(0, 8),
      entry: 255,
      timeUnixS: 2 ** 32 - 1 - at,
      content: {
        timeUnixS: at,
        raw: 2 ** 32 - 1,
        numerator: 2 ** 32 - 1,
        denominator: 2 ** 32 - 1,
        other: p.sha256(u32(at)).slice(8, 16),
        text: lines,
      },
      tenure: 2 ** 32 - 1,
    });
    const closing = (at: number, of: number) => concat(Uint8Array.of(at >> 8, at & 255), u32(of % 2 ? 2 ** 32 - 1 : 0));
    const closings = (count: number) => concat(...Array.from({ length: count }, (_, at) => closing(7 * at, at)));
    const largest = {
      ...record,
      forkEvidence: Array.from({ length: 64 }, (_, at) => seen(at)),
      activeTroubleCodes: Array.from({ length: 100 }, (_, at) => 65_000 + at),
      journal: packJournal(Array.from({ length: 19 }, (_, at) => entry(at))),
      days: {
        ...record.days,
        closings: { days: closings(62), months: closings(60), years: closings(255), open: { day: 1, distanceHm: 2 } },
      },
    };
    state.devices.set(largest, tree);
    expect(state.devices.get(id)).toEqual(largest);
    expect(readJournal(largest.journal)).toEqual(Array.from({ length: 19 }, (_, at) => entry(at)));
    const { length } = new RecordLayout(p, new Names()).encode(largest, tree);
    // What operations hold and reasons add is less than 4 KiB.
    expect(length).toBeLessThan(PIECE_MAX_BYTES - 4_096);
  });
});

describe("journals", () => {
  it("are packed beside the records, counted, and gone when they are", () => {
    const state = world();
    const devices = Array.from({ length: 3 }, (_, at) => new TestDevice(`device ${at}`));
    feed(state, inputOf({ registrations: devices.map((each) => each.registration()) }));
    const id = deviceIdOf(devices[1]?.id ?? new Uint8Array());
    const [record, tree] = [state.devices.get(id), state.devices.treeOf(id)];
    if (!record || !tree) return expect.fail("There is a car.");
    const before = state.devices.byteLength;
    const journal = new Uint8Array(3_000).fill(7);
    const written = { ...record, journal };
    state.devices.set(written, tree);
    expect(state.devices.byteLength).toBeGreaterThan(before + 3_000);
    const again = state.devices.get(id);
    expect(again).toEqual(written);
    again?.journal.fill(0);
    state.devices.set({ ...written, forks: 1 }, tree, written);
    expect(state.devices.get(id)?.journal).toEqual(journal);
    expect([...state.devices.values()].map((each) => each.journal.length)).toEqual([0, 3_000, 0]);
    state.devices.set(record, tree);
    expect(state.devices.get(id)).toEqual(record);
  });
});

describe("a codec", () => {
  const back = <Value>(codec: Codec<Value>, value: Value): Value => {
    const writer = new Writer();
    writer.begin();
    codec.write(writer, value);
    const reader = new Reader(writer.written);
    const read = codec.read(reader);
    expect(reader.left).toBe(0);
    return read;
  };
  const integer = fc.oneof(
    fc.maxSafeNat(),
    fc.nat(),
    fc.constantFrom(0, 127, 128, 2 ** 31, 2 ** 32 - 1, 2 ** 52 - 1, 2 ** 53 - 1),
  );

  it("gives back what it wrote", () => {
    interface Value {
      readonly count: number;
      readonly change: number;
      readonly times: readonly number[];
      readonly owners: readonly Uint8Array[];
      readonly name: string;
      readonly last: number | undefined;
    }
    const owner = fc.nat(3).map((fill) => new Uint8Array(20).fill(fill));
    const half = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
    const usual = { count: 0, change: -1, times: [7], owners: [], name: "", last: undefined };
    const codec = sparse<Value>(
      {
        count: uint,
        change: int,
        times: list(near("time")),
        owners: list(shared(20)),
        name: text,
        last: present(uint),
      },
      usual,
    );
    const value = fc.record<Value>({
      count: integer,
      change: half,
      times: fc.oneof(fc.constant([7]), fc.array(half)),
      owners: fc.array(owner, { maxLength: 5 }),
      name: fc.string({ unit: "grapheme" }),
      last: fc.option(integer, { nil: undefined }),
    });
    fc.assert(
      fc.property(value, value, (one, two) => {
        expect(back(codec, one)).toEqual(one);
        const pair = { one, two };
        expect(back(whole<typeof pair>({ one: codec, two: codec }), pair)).toEqual(pair);
      }),
    );
    expect(back(codec, usual)).toEqual(usual);
  });

  it.each([0, 1, 2 ** 15 - 1, 2 ** 15, 2 ** 16, 2 ** 31 - 1])(
    "boundary: gives %s back from two bytes or four",
    (value) => {
      const wide = {
        write: (writer: Writer, each: number) => writer.wide(each),
        read: (reader: Reader) => reader.wide(),
      };
      expect(back(wide, value)).toBe(value);
    },
  );

  it("boundary: gives text back that begins with a byte order mark, which a workshop may write into the journal", () => {
    expect(back(text, "\ufeffBrakes.")).toBe("\ufeffBrakes.");
  });

  it("refuses what is no whole number, what is too long and what ends too early", () => {
    const writer = new Writer();
    for (const value of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => writer.uint(value)).toThrow(RangeError);
    for (const value of [-1, 0.5, 2 ** 31]) expect(() => writer.wide(value)).toThrow(RangeError);
    expect(() => writer.raw(new Uint8Array(65_537))).toThrow(RangeError);
    expect(() => new Reader(Uint8Array.of(200)).uint()).toThrow(RangeError);
    expect(() => new Reader(new Uint8Array(3)).raw(4)).toThrow(RangeError);
  });
});
