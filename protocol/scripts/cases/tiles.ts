/** Histories in tiles (docs/protocol.md, "Tiles"): honest ones, and each way to serve another. */
import type { AdmissionSettings } from "../../src/admission.ts";
import { concat, toHex, utf8 } from "../../src/bytes.ts";
import { CAR } from "../../src/columns/profile.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { editionOf, newPublicRecord, type PublicRecord, takeRun } from "../../src/history/public-record.ts";
import { readHistory } from "../../src/history/reader.ts";
import { type History, operationAdded, withItems } from "../../src/history.ts";
import { TILE_ITEMS } from "../../src/limits.ts";
import { encodeReadings } from "../../src/reading.ts";
import type { Run } from "../../src/wire/envelope.ts";
import { decodeRegistration, encodeRegistration } from "../../src/wire/registration.ts";
import { encodeItem, encodeTile, type TileItem } from "../../src/wire/tile.ts";
import { ownedRegistration } from "./signed.ts";
import { betweenTwo, predecessor, takenRegistration } from "./take-over.ts";
import {
  context,
  deviceId,
  envelope,
  first,
  keyId,
  keys,
  publicKey,
  readings,
  run,
  second,
  seed,
  session,
  third,
} from "./world.ts";

const settings = { context, provider: p, keyId };
const edition = editionOf(ownedRegistration.message, p);
const short = encodeReadings(CAR, readings.slice(0, 1));

/** An honest archive. */
class Archive {
  readonly items: TileItem[] = [];
  record: PublicRecord;
  #input = 7;

  readonly #settings: AdmissionSettings;

  constructor(registered = ownedRegistration, by: AdmissionSettings = settings) {
    this.#settings = by;
    this.record = newPublicRecord(by, publicKey, registered.message);
    this.items.push({ ...this.#position(0), kind: "registration", registration: registered });
  }

  #position(place: number) {
    this.#input += 1;
    const blockHash = p.sha256(utf8(`block ${this.#input}`));
    const blockTimeUnixS = 1_800_000_000 + 12 * this.#input;
    return { input: this.#input, place, block: 1_000 + this.#input, blockHash, blockTimeUnixS, parameters: 1 };
  }

  add(taken: Run): this {
    const position = this.#position(2);
    const { input, place, blockTimeUnixS, parameters } = position;
    const step = takeRun(this.#settings, this.record, { input, place, blockTimeUnixS, parameters }, taken);
    this.record = step.record;
    for (const { kind, body } of step.items) {
      this.items.push({ ...position, run: taken, ...(kind === "run" ? { kind } : { kind, body }) });
    }
    return this;
  }

  operate(message: Uint8Array): this {
    const position = this.#position(1);
    const { input, place, blockTimeUnixS, parameters } = position;
    const moment = { input, place, blockTimeUnixS, parameters };
    const history = withItems(context, this.record.history, [operationAdded(message, p)], moment, p);
    this.record = { ...this.record, history };
    this.items.push({ ...position, kind: "operation", operation: { message, signature: new Uint8Array(64).fill(1) } });
    return this;
  }
}

function tiled(items: readonly TileItem[], change: Partial<{ deviceId: Uint8Array; edition: Uint8Array }> = {}) {
  const tiles: Uint8Array[] = [];
  for (let at = 0; at < items.length; at += TILE_ITEMS) {
    const part = items.slice(at, at + TILE_ITEMS).map(encodeItem);
    tiles.push(encodeTile({ deviceId, edition, number: at / TILE_ITEMS, items: part, ...change }));
  }
  return tiles;
}

// A session after a gap, on another body for the last number: evidence and what is admitted in one run.
const beside = envelope(second.link, 3, { text: short });
const onward = envelope(beside.link, 9, {
  session: 2,
  previousLink: beside.link,
  opening: { ...session.opening },
});
const honest = new Archive()
  .add(run(first, second))
  .add(run(third))
  .operate(utf8("an operation"))
  .add(run(beside, onward));

const long = new Archive().add(run(first));
for (let sequence = 2, before = first.link; sequence <= TILE_ITEMS + 6; sequence += 1) {
  const next = envelope(before, sequence, { text: short });
  long.add(run(next));
  before = next.link;
}
const twoTiles = tiled(long.items);

// A record that was taken over: what its device still signed for the application before, and then for this one.
const overSettings = { ...settings, predecessor };
const over = new Archive(takenRegistration, overSettings)
  .add(run(...betweenTwo.there))
  .operate(utf8("an operation"))
  .add(run(...betweenTwo.behind));
const switched = new Archive(takenRegistration, overSettings)
  .add(run(...betweenTwo.here))
  .add(run(...betweenTwo.copied));
const taken = over.items[0] as TileItem & { readonly kind: "registration" };
const unproven = { ...decodeRegistration(takenRegistration.message), predecessor: seed("no proof") };
const elsewhere = { ...predecessor, context };

const changed = (at: number, change: (item: TileItem) => TileItem): TileItem[] =>
  honest.items.map((item, index) => (index === at ? change(item) : item));
const withRun = (at: number, change: (taken: Run) => Run): TileItem[] =>
  changed(at, (item) => ("run" in item ? { ...item, run: change(item.run) } : item));
const [registration, ...others] = honest.items;
const stranger = p.p256PublicKey(keys.stranger);

type Case = readonly [
  comment: string,
  tiles: readonly Uint8Array[],
  proven?: History | undefined,
  key?: Uint8Array,
  predecessor?: typeof predecessor,
];
const takenOver = (comment: string, { items, record }: Archive, change = items, before = predecessor): Case => [
  comment,
  tiled(change),
  record.history,
  publicKey,
  before,
];
const CASES: readonly Case[] = [
  ["a run of two, one more, an operation, and a run with evidence and a gap", tiled(honest.items)],
  ["nothing but the registration", tiled([honest.items[0] as TileItem]), new Archive().record.history],
  ["two tiles", twoTiles, long.record.history],
  ["an archive that is ahead of the record", tiled(honest.items), new Archive().add(run(first, second)).record.history],
  ["a field that nobody knows", tiled(honest.items).map((bytes) => concat(bytes, Uint8Array.of(0x7a, 1, 5)))],
  ["no tile", []],
  ["the first tile twice", [...twoTiles.slice(0, 1), ...twoTiles], long.record.history],
  ["a tile left out", twoTiles.slice(1), long.record.history],
  ["tiles in another order", [...twoTiles].reverse(), long.record.history],
  ["an older head", twoTiles.slice(0, 1), long.record.history],
  ["bytes that are none", [Uint8Array.of(255)]],
  ["a tile without items", [encodeTile({ deviceId, edition, number: 0, items: [] })]],
  [
    "a message left out",
    [
      encodeTile({
        deviceId,
        edition,
        number: 0,
        items: honest.items
          .map(encodeItem)
          .map((item, at) => (at === 1 ? { ...item, message: new Uint8Array() } : item)),
      }),
    ],
  ],
  ["another device", tiled(honest.items), undefined, stranger],
  [
    "a second tile of another edition",
    [...twoTiles.slice(0, 1), ...tiled(long.items, { edition: seed("edition").slice(0, 8) }).slice(1)],
    long.record.history,
  ],
  ["no registration", tiled(others)],
  ["the registration twice", tiled([registration as TileItem, ...honest.items])],
  ["an item left out", tiled(honest.items.toSpliced(1, 1))],
  ["an item twice", tiled(honest.items.toSpliced(1, 0, honest.items[1] as TileItem))],
  ["items in another order", tiled(honest.items.toSpliced(2, 2, ...honest.items.slice(2, 4).reverse()))],
  ["evidence left out", tiled(honest.items.slice(0, -1))],
  ["evidence before what was admitted", tiled(honest.items.toSpliced(-2, 2, ...honest.items.slice(-2).reverse()))],
  [
    "evidence that names another body",
    tiled(changed(honest.items.length - 1, (item) => ({ ...item, body: 1 }) as TileItem)),
  ],
  ["a run cut short", tiled(withRun(1, ({ bodies, signature }) => ({ bodies: bodies.slice(0, 1), signature })))],
  ["another signature", tiled(withRun(1, ({ bodies }) => ({ bodies, signature: new Uint8Array(64) })))],
  ["another block time", tiled(changed(2, (item) => ({ ...item, blockTimeUnixS: item.blockTimeUnixS + 1 })))],
  ["another place", tiled(changed(2, (item) => ({ ...item, place: 3 })))],
  ["other parameters", tiled(changed(2, (item) => ({ ...item, parameters: 2 })))],
  [
    "another block, which no accumulator covers",
    tiled(changed(2, (item) => ({ ...item, block: 5, blockHash: seed("block") }))),
  ],
  [
    "another operation",
    tiled(
      changed(3, (item) =>
        item.kind === "operation" ? { ...item, operation: { ...item.operation, message: utf8("another") } } : item,
      ),
    ),
  ],
  [
    "another signature of the operation, which no accumulator covers",
    tiled(
      changed(3, (item) =>
        item.kind === "operation" ? { ...item, operation: { ...item.operation, signature: new Uint8Array(64) } } : item,
      ),
    ),
  ],
];

const OVER: readonly Case[] = [
  takenOver("a record that was taken over, with bodies for the application before", over),
  takenOver("one whose copy signs for the application before again", switched),
  takenOver("nothing but a record that was taken over", new Archive(takenRegistration, overSettings)),
  ["one of which the reader knows no application before", tiled(over.items), over.record.history],
  takenOver("one from another application than the reader knows", over, over.items, elsewhere),
  takenOver("a proof that is none", over, [
    { ...taken, registration: { ...taken.registration, message: encodeRegistration(unproven) } },
    ...over.items.slice(1),
  ]),
  takenOver("bodies for the application before left out", over, over.items.toSpliced(1, 1)),
  takenOver("bodies for the application before once more behind the first here", switched, [
    ...switched.items.slice(0, 2),
    { ...(over.items[1] as TileItem), input: 11 },
    ...switched.items.slice(2),
  ]),
];

/** Every tile once: cases share most of them. */
const tiles: string[] = [];
function placeOf(bytes: Uint8Array): number {
  const told = toHex(bytes);
  if (!tiles.includes(told)) tiles.push(told);
  return tiles.indexOf(told);
}

const cases = [...CASES, ...OVER].map(([comment, served, proven = honest.record.history, key = publicKey, before]) => {
  const devicePublicKey = key;
  const reading = readHistory({ ...settings, devicePublicKey, proven, predecessor: before }, served);
  const given = {
    comment,
    devicePublicKey: toHex(devicePublicKey),
    items: proven.items,
    accumulator: toHex(proven.accumulator),
    tiles: served.map(placeOf),
    ...(before && {
      predecessor: {
        chainId: before.context.chainId,
        application: toHex(before.context.application),
        keyId: toHex(before.keyId),
      },
    }),
  };
  if ("fault" in reading) return { ...given, code: reading.fault.code, item: reading.fault.item };
  const { bodies, forks, operations, unproven } = reading.proven;
  const line = (read: typeof bodies): string => read.map(({ body, input }) => `${body.sequence}@${input}`).join(" ");
  const foreign = line([...bodies, ...forks].filter((each) => each.foreign));
  const read = {
    bodies: line(bodies),
    forks: line(forks),
    ...(foreign && { foreign }),
    operations: operations.map(({ input }) => input),
    unproven,
  };
  return { ...given, code: "admitted", read };
});

export const tileVectors = { "v2-tiles": { tiles, cases } };
