/** Histories out of tiles: what an honest archive serves is read, and each way to lie is found at the item where it shows. */
import { describe, expect, it } from "vitest";
import {
  application,
  context,
  deviceId,
  estateAnswer,
  keyMaterial,
  position,
  privateKey,
  publicKey,
  registration,
  settings,
  takeOver,
} from "../../scripts/example-world.ts";
import {
  type Assembled,
  assemble,
  beginSession,
  contentOf,
  type DeviceState,
  genesisState,
  identify,
} from "../assembly.ts";
import { utf8 } from "../bytes.ts";
import { native as provider } from "../crypto/native.ts";
import { operationAdded, withItems } from "../history.ts";
import { TILE_ITEMS } from "../limits.ts";
import { takeOverRegistration } from "../take-over.ts";
import type { Run } from "../wire/envelope.ts";
import { encodeRegistration, type Registration } from "../wire/registration.ts";
import { decodeTile, encodeItem, encodeTile, type TileItem } from "../wire/tile.ts";
import { takeOverIn } from "./inheritance.ts";
import { editionOf, newPublicRecord, takeRun } from "./public-record.ts";
import { HISTORY_BEGIN, type HistoryOptions, readHistory, readTile } from "./reader.ts";

const identity = identify(privateKey, application, provider);
const open = (state: DeviceState, skip = 0) => beginSession(identity, state, keyMaterial, provider, skip);
const seal = (state: DeviceState, odometerHm: number): Assembled =>
  assemble(identity, state, contentOf([{ timeUnixS: 1_800_000_000, odometerHm }]), provider);
const runOf = (...sealed: readonly Assembled[]): Run => ({
  bodies: sealed.map(({ envelope }) => envelope.body),
  signature: sealed.at(-1)?.envelope.signature ?? new Uint8Array(64),
});

/** An archive that keeps what it is given, and can be made to lie. */
class Archive {
  /** Of the device. */
  state: DeviceState = genesisState(identity, provider);
  readonly items: TileItem[] = [{ ...position, place: 0, kind: "registration", registration }];
  record = newPublicRecord(settings, publicKey, registration.message);
  #input = position.input;

  add(run: Run): this {
    this.#input += 1;
    const at = { ...position, input: this.#input, blockTimeUnixS: position.blockTimeUnixS + this.#input };
    const step = takeRun(settings, this.record, at, run);
    this.record = step.record;
    for (const { kind, body } of step.items)
      this.items.push({ ...at, run, ...(kind === "run" ? { kind } : { kind, body }) });
    return this;
  }

  operate(message: Uint8Array): this {
    this.#input += 1;
    const at = { ...position, input: this.#input };
    const { input, place, blockTimeUnixS, parameters } = at;
    const moment = { input, place, blockTimeUnixS, parameters };
    const history = withItems(context, this.record.history, [operationAdded(message, provider)], moment, provider);
    this.record = { ...this.record, history };
    this.items.push({ ...at, kind: "operation", operation: { message, signature: new Uint8Array(64) } });
    return this;
  }

  read(items: readonly TileItem[] = this.items, tilesOf = tiles) {
    return readHistory({ ...settings, devicePublicKey: publicKey, proven: this.record.history }, tilesOf(items));
  }
}

const edition = editionOf(registration.message, provider);
function tiles(items: readonly TileItem[]): Uint8Array[] {
  const made: Uint8Array[] = [];
  for (let at = 0; at < items.length; at += TILE_ITEMS) {
    const part = items.slice(at, at + TILE_ITEMS).map(encodeItem);
    made.push(encodeTile({ deviceId, edition, number: at / TILE_ITEMS, items: part }));
  }
  return made;
}

/** A car of three tiles: runs of one or two, a gap, and a copied key. */
function long(): Archive {
  const archive = new Archive();
  let state = open(genesisState(identity, provider));
  let before = state;
  for (let round = 0; round < 150; round += 1) {
    if (round === 70) state = open(state, 3);
    before = state;
    const first = seal(state, 1_000 + round);
    const second = seal(first.state, 1_001 + round);
    archive.add(round % 2 === 0 ? runOf(first, second) : runOf(first));
    state = round % 2 === 0 ? second.state : first.state;
  }
  // Two more bodies for the last number: evidence twice, in one run once with what is known.
  archive.state = state;
  return archive.add(runOf(seal(before, 9))).add(runOf(seal(before, 8)));
}

const honest = long();
const faultOf = (reading: ReturnType<typeof readHistory>) => ("fault" in reading ? reading.fault : undefined);
const changed = (at: number, change: (item: TileItem) => TileItem) =>
  honest.items.map((item, index) => (index === at ? change(item) : item));

describe("readHistory", () => {
  it("default: returns the admitted bodies in order with their block times, and the evidence apart", () => {
    const reading = honest.read();
    if (!("proven" in reading)) throw new Error(reading.fault.code);
    const { bodies, forks, record, unproven } = reading.proven;
    expect(bodies).toHaveLength(225);
    expect(bodies.map(({ body }) => body.sequence)).toEqual(
      bodies.map(({ body }) => body.sequence).toSorted((a, b) => a - b),
    );
    expect(bodies.at(-1)).toMatchObject({ input: 150, blockTimeUnixS: position.blockTimeUnixS + 150, parameters: 1 });
    expect(bodies.filter(({ gap }) => gap).map(({ gap }) => gap)).toEqual([
      { afterSequence: 105, beforeSequence: 109 },
    ]);
    expect(forks.map(({ input, body }) => [input, body.sequence])).toEqual([
      [151, 228],
      [152, 228],
    ]);
    expect(record).toEqual(honest.record);
    expect(unproven).toBe(0);
  });

  it("given an archive that is ahead of the record, leaves what is not proven out", () => {
    const proven = honest.record.history;
    const more = long();
    more.add(runOf(seal(more.state, 1)));
    expect(more.record.history.items).toBe(proven.items + 1);
    const reading = readHistory({ ...settings, devicePublicKey: publicKey, proven }, tiles(more.items));
    expect(reading).toMatchObject({ proven: { unproven: 1 } });
  });

  it("given a run with both, puts what was admitted before the evidence, and the bytes once", () => {
    const archive = new Archive();
    const state = open(genesisState(identity, provider));
    const first = seal(state, 1);
    const second = seal(first.state, 2);
    archive.add(runOf(first, second));
    const other = seal(first.state, 3);
    const beyond = seal(open(other.state), 4);
    archive.add(runOf(other, beyond));
    expect(archive.items.map(({ kind }) => kind)).toEqual(["registration", "run", "run", "fork"]);
    const [bytes] = tiles(archive.items);
    const alone = encodeTile({ deviceId, edition, number: 0, items: archive.items.slice(0, 3).map(encodeItem) });
    expect((bytes?.length ?? 0) - alone.length).toBeLessThan(100);
    const reading = archive.read();
    expect(reading).toMatchObject({
      proven: { bodies: [{}, {}, { body: { sequence: 3 } }], forks: [{ body: { sequence: 2 } }] },
    });
  });

  it.each<[string, () => ReturnType<typeof readHistory>, object]>([
    [
      "a dropped tile",
      () => honest.read(honest.items, (items) => tiles(items).toSpliced(1, 1)),
      { code: "tile-missing", item: 64 },
    ],
    [
      "tiles in another order",
      () => honest.read(honest.items, (items) => tiles(items).reverse()),
      { code: "tile-missing", item: 0 },
    ],
    ["no tile", () => honest.read([]), { code: "history-short", item: 0 }],
    ["an older head", () => honest.read(honest.items.slice(0, -3)), { code: "history-short", item: 150 }],
    ["withheld evidence", () => honest.read(honest.items.slice(0, -1)), { code: "history-short", item: 152 }],
    ["a dropped item", () => honest.read(honest.items.toSpliced(5, 1)), { code: "item-refused", item: 5 }],
    [
      "items in another order",
      () => honest.read(honest.items.toSpliced(5, 2, ...honest.items.slice(5, 7).reverse())),
      { code: "item-refused", item: 5 },
    ],
    [
      "an item twice",
      () => honest.read(honest.items.toSpliced(5, 0, ...honest.items.slice(5, 6))),
      { code: "item-refused", item: 6 },
    ],
    [
      "another block time",
      () => honest.read(changed(5, (item) => ({ ...item, blockTimeUnixS: 1 }))),
      { code: "history-differs" },
    ],
    ["another place", () => honest.read(changed(5, (item) => ({ ...item, place: 9 }))), { code: "history-differs" }],
    [
      "other parameters",
      () => honest.read(changed(5, (item) => ({ ...item, parameters: 2 }))),
      { code: "history-differs" },
    ],
    [
      "an earlier input",
      () => honest.read(changed(5, (item) => ({ ...item, input: 1 }))),
      { code: "item-missing", item: 5 },
    ],
    [
      "a run that says it is evidence",
      () => honest.read(changed(5, (item) => ({ ...item, kind: "fork", body: 0 }) as TileItem)),
      { code: "item-missing", item: 5 },
    ],
    [
      "bytes that are no tile",
      () => honest.read(honest.items, () => [Uint8Array.of(255)]),
      { code: "tile-malformed", item: 0 },
    ],
    [
      "a version of the parameters that there cannot be",
      () => honest.read(changed(5, (item) => ({ ...item, parameters: 65_536 }))),
      { code: "tile-malformed", item: 0 },
    ],
    [
      "a tile of another device",
      () =>
        honest.read(honest.items, (items) =>
          tiles(items).map((bytes) => encodeTile({ ...encoded(bytes), deviceId: new Uint8Array(8) })),
        ),
      { code: "tile-foreign" },
    ],
    [
      "a tile of another edition",
      () =>
        honest.read(honest.items, (items) =>
          tiles(items).map((bytes, index) =>
            index === 1 ? encodeTile({ ...encoded(bytes), edition: new Uint8Array(8) }) : bytes,
          ),
        ),
      { code: "tile-foreign", item: 64 },
    ],
  ])("given %s, says so", (_, read, fault) => {
    expect(faultOf(read())).toMatchObject(fault);
  });

  it("given a run with one bit changed, refuses it where it stands", () => {
    for (const flip of [0, 10, 40]) {
      const reading = honest.read(
        changed(9, (item) => {
          if (item.kind !== "run") throw new Error("Item 9 is a run.");
          const bodies = item.run.bodies.map((bytes) => bytes.map((byte, at) => (at === flip ? byte ^ 1 : byte)));
          return { ...item, run: { ...item.run, bodies } };
        }),
      );
      expect(faultOf(reading)).toEqual({ code: "item-refused", item: 9 });
    }
    const unsigned = changed(9, (item) =>
      item.kind === "run" ? { ...item, run: { ...item.run, signature: new Uint8Array(64) } } : item,
    );
    expect(faultOf(honest.read(unsigned))).toEqual({ code: "item-refused", item: 9 });
  });

  it("gives operations that took effect in their places, and finds one that is another", () => {
    const archive = new Archive();
    const first = seal(open(genesisState(identity, provider)), 1);
    archive
      .add(runOf(first))
      .operate(utf8("an operation"))
      .add(runOf(seal(first.state, 2)));
    const reading = archive.read();
    if (!("proven" in reading)) throw new Error(reading.fault.code);
    const { operations, bodies } = reading.proven;
    expect(bodies.map(({ input }) => input)).toEqual([1, 3]);
    expect(operations).toMatchObject([{ input: 2, operation: { message: utf8("an operation") } }]);
    const forged = archive.items.map((item) =>
      item.kind === "operation" ? { ...item, operation: { ...item.operation, message: utf8("another") } } : item,
    );
    expect(faultOf(archive.read(forged))).toMatchObject({ code: "history-differs" });
    const moved = archive.items.map((item) => (item.kind === "operation" ? { ...item, input: 1 } : item));
    expect(faultOf(archive.read(moved))).toEqual({ code: "item-missing", item: 2 });
    expect(faultOf(archive.read(archive.items.toSpliced(2, 1)))).toEqual({ code: "history-short", item: 3 });
  });

  it("given a foreign device's registration, refuses the tile", () => {
    const devicePublicKey = provider.p256PublicKey(new Uint8Array(32).fill(77));
    const reading = readHistory({ ...settings, devicePublicKey, proven: honest.record.history }, tiles(honest.items));
    expect(faultOf(reading)).toEqual({ code: "tile-foreign", item: 0 });
  });
});

describe("a registration that takes a record over", () => {
  const by = { makerId: deviceId, keyId: settings.keyId };
  const begunBy = (change: Partial<Registration>) => {
    const message = encodeRegistration({ ...takeOverRegistration(estateAnswer, by, provider), ...change });
    const item = { ...position, place: 0, kind: "registration", registration: { ...registration, message } } as const;
    return tiles([item])[0] ?? new Uint8Array();
  };
  const read = (tile: Uint8Array, predecessor: HistoryOptions["predecessor"]) => {
    const { values } = takeOver;
    const proven = { ...honest.record.history, items: 0 };
    return readTile({ ...settings, devicePublicKey: values.key.publicKey, proven, predecessor }, HISTORY_BEGIN, tile);
  };
  const predecessor = { context: { ...context, chainId: 1 }, keyId: new Uint8Array(8) };

  it("begins where the record before ended, and is refused where no application was before", () => {
    expect(read(begunBy({}), predecessor)).toMatchObject({
      at: { next: 1, record: { chain: { sequence: takeOver.values.chain.sequence, firstHere: 0 } } },
    });
    expect(read(begunBy({}), undefined)).toEqual({ fault: { code: "item-refused", item: 0 } });
  });

  it("with a proof that is none is refused, and throws nothing", () => {
    const broken = begunBy({ predecessor: utf8("no proof of a record") });
    expect(read(broken, predecessor)).toEqual({ fault: { code: "item-refused", item: 0 } });
    expect(takeOverIn(broken, provider)).toBeUndefined();
    expect(takeOverIn(begunBy({}), provider)?.values.chain).toEqual(takeOver.values.chain);
  });
});

const encoded = (bytes: Uint8Array) => {
  const { items, ...tile } = decodeTile(bytes);
  return { ...tile, items: items.map(encodeItem) };
};
