/**
 * An archive that lies in any way: tiles of a device's history, mutated, dropped, spliced and put in another order, given to
 * the reader; and what it says of a device as JSON, given to the command that asks it. The reader must return the history that
 * is proven or name the first thing that is wrong, and nothing else.
 */
import { equal, toHex } from "@witness/protocol/bytes";
import { operationAdded, withItems } from "@witness/protocol/history";
import { editionOf, newPublicRecord, type PublicRecord, takeRun } from "@witness/protocol/history/public-record";
import { readHistory } from "@witness/protocol/history/reader";
import { keyIdentity } from "@witness/protocol/identity";
import { TILE_ITEMS } from "@witness/protocol/limits";
import { encodeItem, encodeTile, type TileItem } from "@witness/protocol/wire/tile";
import { openArchive } from "../../audit/src/judge/archive.ts";
import { JudgeError } from "../../audit/src/judge/errors.ts";
import { busOf, context, drive, keyId, p, run, TestDevice } from "../test/world.ts";
import type { Chance } from "./chance.ts";
import { mutateBytes, mutateMessage } from "./mutate.ts";

const settings = { context, provider: p, keyId };

/** A history, and what the record proves of it. */
interface Archived {
  readonly device: TestDevice;
  readonly items: readonly TileItem[];
  readonly tiles: readonly Uint8Array[];
  readonly record: PublicRecord;
  /** Links (hexadecimal) of what was admitted. */
  readonly links: readonly string[];
}

/** Runs, gaps, forks and operations of a device, a little over one tile of them. */
function archive(name: string, rounds: number): Archived {
  const device = new TestDevice(name);
  const registration = device.registration();
  const position = { block: 1, blockHash: new Uint8Array(32), parameters: 1 };
  const items: TileItem[] = [
    { ...position, input: 0, place: 0, blockTimeUnixS: 1, kind: "registration", registration },
  ];
  const links: string[] = [];
  let record = newPublicRecord(settings, device.publicKey, registration.message);
  for (let input = 1; input <= rounds; input += 1) {
    const at = { ...position, input, place: 0, blockTimeUnixS: input };
    if (input % 9 === 0) {
      const operation = { message: p.sha256(Uint8Array.of(input)), signature: new Uint8Array(64) };
      const moment = { input, place: 0, blockTimeUnixS: input, parameters: 1 };
      const history = withItems(context, record.history, [operationAdded(operation.message, p)], moment, p);
      record = { ...record, history };
      items.push({ ...at, kind: "operation", operation });
      continue;
    }
    const before = device.copy();
    if (input % 11 === 0) device.open(3);
    const sent = run(...Array.from({ length: 1 + (input % 3) }, () => device.send(drive(1))));
    const runs = input % 7 === 0 ? [sent, run(before.send([], busOf(Uint8Array.of(input))))] : [sent];
    for (const [place, each] of runs.entries()) {
      const step = takeRun(settings, record, { ...at, place }, each);
      record = step.record;
      for (const { kind, body } of step.items)
        items.push({ ...at, place, run: each, ...(kind === "run" ? { kind } : { kind, body }) });
      for (const { code, link } of step.decisions) if (code === "admitted" && link) links.push(toHex(link));
    }
  }
  return { device, items, tiles: tilesOf(device, items), record, links };
}

function tilesOf(
  { publicKey, ...device }: Pick<TestDevice, "publicKey" | "id">,
  items: readonly TileItem[],
): Uint8Array[] {
  const [first] = items;
  const edition = first?.kind === "registration" ? editionOf(first.registration.message, p) : new Uint8Array(8);
  const deviceId = device.id ?? keyIdentity(publicKey, p);
  return Array.from({ length: Math.ceil(items.length / TILE_ITEMS) }, (_, number) => {
    const part = items.slice(number * TILE_ITEMS, (number + 1) * TILE_ITEMS).map(encodeItem);
    return encodeTile({ deviceId, edition, number, items: part });
  });
}

const archives: readonly [Archived, ...Archived[]] = [archive("archived", 80), archive("archived too", 9)];

/** Returns items in which something is missing, twice, in another place, or of another history. */
function mutateItems(chance: Chance, items: readonly TileItem[], foreign: readonly TileItem[]): TileItem[] {
  const at = chance.below(items.length);
  const item = items[at];
  if (!item) return [...items];
  switch (chance.below(7)) {
    case 0:
      return items.toSpliced(at, 1);
    case 1:
      return items.toSpliced(at, 0, item);
    case 2:
      return items.toSpliced(at, 1).toSpliced(chance.below(items.length), 0, item);
    case 3:
      return items.with(at, chance.some(foreign) ?? item);
    case 4:
      return items.slice(0, at);
    case 5: {
      const name = chance.pick(["input", "place", "block", "blockTimeUnixS", "parameters"]);
      return items.with(at, { ...item, [name]: chance.pick([0, 1, 65_535, 2 ** 32 - 1]) });
    }
    default:
      return [...items, ...foreign.slice(0, chance.below(foreign.length))];
  }
}

function mutateTiles(chance: Chance, tiles: readonly Uint8Array[]): Uint8Array[] {
  const at = chance.below(tiles.length);
  const tile = tiles[at];
  if (!tile) return [...tiles];
  switch (chance.below(6)) {
    case 0:
      return tiles.toSpliced(at, 1);
    case 1:
      return tiles.toSpliced(at, 0, tile);
    case 2:
      return [...tiles].reverse();
    case 3:
      return tiles.with(at, chance.bytes(chance.below(400)));
    case 4:
      return tiles.with(at, mutateBytes(chance, tile));
    default:
      return tiles.with(at, mutateMessage(chance, tile));
  }
}

/** What an archive answers, as bytes that show a failure. */
export type Lie = readonly Uint8Array[];

/** Returns the tiles that some archive serves, honest or not. */
export function makeTiles(chance: Chance): Lie {
  const [honest, foreign] = chance.oneIn(8) ? [archives[1] ?? archives[0], archives[0]] : archives;
  if (chance.oneIn(16)) return honest.tiles;
  let { items } = honest;
  for (let i = chance.below(3); i > 0; i -= 1) items = mutateItems(chance, items, foreign?.items ?? []);
  let tiles: readonly Uint8Array[] = honest.tiles;
  try {
    if (items !== honest.items) tiles = tilesOf(honest.device, items);
  } catch {
    // No encoder writes such a number.
  }
  return items === honest.items || chance.oneIn(4) ? mutateTiles(chance, tiles) : tiles;
}

function ensure(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** Gives tiles to the reader. Returns the outcome. @throws {Error} when it is told another history than the one that is proven */
export function tryTiles(tiles: Lie): string {
  let told = "";
  for (const { device, record, links } of archives) {
    const options = { ...settings, devicePublicKey: device.publicKey, proven: record.history };
    const reading = readHistory(options, tiles);
    if ("fault" in reading) {
      const { code, item } = reading.fault;
      ensure(item >= 0 && item <= record.history.items + 1, "A fault is at an item.");
      told ||= code;
      continue;
    }
    const { proven } = reading;
    ensure(equal(proven.record.history.accumulator, record.history.accumulator), "What is proven is the record's.");
    ensure(
      proven.bodies.map(({ link }) => toHex(link)).join() === links.join(),
      "What is proven is what the device was admitted with.",
    );
    return "proven";
  }
  return told;
}

const JSON_EDGES = [
  "null",
  "[]",
  "{}",
  "1e999",
  '"x"',
  "[null]",
  '{"editions":null}',
  '{"editions":[null]}',
  "\ud800",
] as const;

/** Returns what an archive says of a device as JSON, with something else in it. */
export function makeSummary(chance: Chance): string {
  const [{ device, record, items }] = archives;
  const accumulator = toHex(record.history.accumulator);
  const said = {
    deviceId: toHex(device.id),
    editions: [{ edition: "00112233aabbccdd", accumulator, items: items.length }],
  };
  if (chance.oneIn(8)) return chance.pick(JSON_EDGES);
  const text = JSON.stringify(said);
  const bytes = new TextEncoder().encode(text);
  if (chance.oneIn(2)) return new TextDecoder().decode(mutateBytes(chance, bytes));
  const values = text.match(/"[^"]*"(?!:)|\d+/g) ?? [];
  return text.replace(chance.some(values) ?? "", chance.pick(JSON_EDGES));
}

/** Gives an archive's JSON to the command that asks it. Returns the outcome. */
export async function trySummary(text: string): Promise<string> {
  const { fetch } = globalThis;
  globalThis.fetch = () => Promise.resolve(new Response(text));
  try {
    const [{ device, record }] = archives;
    const editions = await openArchive("http://archive.invalid").editions(device.id, record.history.accumulator);
    ensure(
      editions.every((each) => /^[0-9a-f]{16}$/.test(each)),
      "Editions have names of 16 digits.",
    );
    return "editions";
  } catch (error) {
    if (error instanceof JudgeError) return error.code;
    throw error;
  } finally {
    globalThis.fetch = fetch;
  }
}
