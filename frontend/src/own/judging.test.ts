/** What a browser comes to by itself, with archives that are honest, lie, fall behind or are silent, and with what it kept. */
import { fromHex, toHex } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import { native } from "@witness/protocol/crypto/native";
import { noble } from "@witness/protocol/crypto/noble";
import type { OwnSettings } from "@witness/protocol/history/own-position";
import { NO_EVENTS } from "@witness/protocol/record/events";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { computeAddress, SigningKey } from "ethers";
import { beforeAll, describe, expect, it } from "vitest";
import { ownerOf } from "../../../audit/src/judge/owner.ts";
import { drive, TestArchive, TestNode } from "../../../audit/test/judged-car.ts";
import { context, NOW, TestDevice, world } from "../../../dapp/test/world.ts";
import type { Archive } from "../evidence/archive.ts";
import { openedRecord } from "../evidence/proof.ts";
import { judgeAsOf } from "./as-of.ts";
import { judgeOwn } from "./judging.ts";
import { type KeptCar, memoryKept } from "./kept.ts";
import type { OwnOutcome } from "./outcome.ts";
import { signaturesHold } from "./signatures.ts";
import type { OwnWays } from "./ways.ts";

const wallet = new Uint8Array(32).fill(7);
const account = fromHex(computeAddress(new SigningKey(wallet)).slice(2));
const node = new TestNode(world());
const device = new TestDevice("judged here");
let served: TestArchive;
let after70: CarAnswer;
let after80: CarAnswer;
/** Tiles as they were after 70 days, and after 80. */
let tiles70: readonly Uint8Array[];
let tiles80: readonly Uint8Array[];

const owner = () => ownerOf(context, node, wallet);
beforeAll(async () => {
  const registration = device.registration(account);
  served = new TestArchive(device, registration, node.add({ registrations: [registration] }, NOW - 86_400));
  drive(node, served, device, 70);
  after70 = await owner().car(device.id);
  tiles70 = served.tiles();
  drive(node, served, device, 10, 70);
  after80 = await owner().car(device.id);
  tiles80 = served.tiles();
});

interface Counted extends Archive {
  asked: number;
}
const archiveOf = (name: string, tiles: readonly Uint8Array[] | undefined): Counted => {
  const counted = {
    name,
    asked: 0,
    editions: async () => {
      if (!tiles) throw new Error("silent");
      return [toHex(served.edition)];
    },
    tile: async (_device: Uint8Array, _edition: string, number: number) => {
      if (!tiles) throw new Error("silent");
      counted.asked += 1;
      return tiles[number];
    },
  };
  return counted;
};
const altered = (tiles: readonly Uint8Array[], number: number): readonly Uint8Array[] =>
  tiles.map((bytes, index) => (index === number ? bytes.with(-40, (bytes.at(-40) ?? 0) ^ 1) : bytes));

async function judge(
  car: CarAnswer,
  archives: readonly Archive[],
  kept: KeptCar = memoryKept(),
  ways: Partial<OwnWays> = {},
): Promise<OwnOutcome> {
  const record = openedRecord(car, device.id);
  if (!record) throw new Error("The answer opens a record.");
  const settings: OwnSettings = {
    context,
    provider: noble,
    deviceId: device.id,
    record,
    askKeys: (query) => owner().keys(query),
  };
  const pause = async (): Promise<void> => undefined;
  const progress = (): void => undefined;
  const asker = { account: owner().account, isGivenRecord: async () => true };
  const all = { ...asker, archives, kept, progress, pause, verifyAll: signaturesHold, ...ways };
  return judgeOwn(settings, car.proof.opening.fields, all);
}

describe("judgeOwn", () => {
  it("default: comes to the record, says how far it is, and lays the history out", async () => {
    const said: string[] = [];
    const outcome = await judge(after80, [archiveOf("A", tiles80)], memoryKept(), {
      progress: ({ tiles, ofTiles, readings }) => said.push(`${tiles}/${ofTiles} ${readings}`),
    });
    expect(outcome).toMatchObject({ result: "EQUAL", envelopes: 80, readings: 240, closed: 0, tiles: 2, kept: 0 });
    expect(outcome).toMatchObject({ servedBy: ["A"], liars: [], silent: [], judgement: { verdict: "logical" } });
    expect(said).toEqual(["0/2 0", "1/2 189", "2/2 240"]);
    expect(outcome.history.points.at(-1)?.odometerHm).toBe(10_000 + 300 * 79 + 200);
    expect(outcome.history.missing).toHaveLength(1);
    expect(outcome.history.days.reduce((sum, { readings }) => sum + readings, 0)).toBe(240);
  });

  it("a second time: asks no archive, and comes to the same", async () => {
    const kept = memoryKept();
    const first = await judge(after80, [archiveOf("A", tiles80)], kept);
    const silent = archiveOf("A", undefined);
    const again = await judge(after80, [silent], kept);
    expect(again).toEqual({ ...first, kept: 2, servedBy: [] });
  });

  it("when the record has gone on: fetches the tile that has grown, and no other", async () => {
    const kept = memoryKept();
    await judge(after70, [archiveOf("A", tiles70)], kept);
    const archive = archiveOf("A", tiles80);
    const outcome = await judge(after80, [archive], kept);
    expect([outcome.result, outcome.envelopes, archive.asked]).toEqual(["EQUAL", 80, 1]);
    expect(outcome.history).toEqual((await judge(after80, [archiveOf("A", tiles80)])).history);
  });

  it.each([0, 1])(
    "given one archive that alters its tile %i: takes the other's, and names the first",
    async (number) => {
      const outcome = await judge(after80, [archiveOf("liar", altered(tiles80, number)), archiveOf("B", tiles80)]);
      expect(outcome).toMatchObject({ result: "EQUAL", liars: [{ name: "liar", code: "item-refused" }] });
      expect(outcome.servedBy).toContain("B");
    },
  );

  it("given archives that all lie: says so of each, and shows nothing of it", async () => {
    const outcome = await judge(after80, [
      archiveOf("one", altered(tiles80, 0)),
      archiveOf("two", altered(tiles80, 1)),
    ]);
    expect(outcome).toMatchObject({ result: "DIFFERENCE", difference: { by: "archive" }, readings: 0 });
    expect(outcome.liars.map(({ name }) => name)).toEqual(["one", "two"]);
    expect(outcome.history.points).toEqual([]);
  });

  it("given an archive that is a moment behind: waits for it", async () => {
    let tiles = tiles70;
    const behind = { ...archiveOf("A", []), tile: async (_d: Uint8Array, _e: string, number: number) => tiles[number] };
    const waited: string[] = [];
    const outcome = await judge(after80, [behind], memoryKept(), {
      progress: ({ step }) => waited.push(step),
      pause: async () => {
        tiles = tiles80;
      },
    });
    expect([outcome.result, outcome.liars]).toEqual(["EQUAL", []]);
    expect(waited).toContain("waiting");
  });

  it("given an archive that stays behind, or none that answers: says which", async () => {
    const short = await judge(after80, [archiveOf("A", tiles70)]);
    expect(short).toMatchObject({ result: "DIFFERENCE", liars: [{ name: "A", code: "history-short" }] });
    expect(await judge(after80, [archiveOf("A", undefined)])).toMatchObject({ result: "UNCHECKED", silent: ["A"] });
    expect(await judge(after80, [])).toMatchObject({ result: "UNCHECKED", silent: [] });
  });

  it("given kept tiles that somebody changed: reads them anew from an archive before it accuses anybody", async () => {
    const kept = memoryKept();
    await judge(after80, [archiveOf("A", tiles80)], kept);
    const head = await kept.head();
    const last = await kept.tile(1);
    const { judging } = last?.before ?? {};
    if (!head || !last || !judging) throw new Error("Two tiles are kept.");
    const before = { ...last.before, judging: { ...judging, readings: 7, unreadable: 7, activeTroubleCodes: [5] } };
    await kept.put(head, new Map([[1, { ...last, before }]]));
    expect(await judge(after80, [archiveOf("A", undefined)], kept)).toMatchObject({ result: "EQUAL", readings: 240 });
    await kept.put(head, new Map(altered(tiles80, 1).map((bytes, number) => [number, { ...last, bytes }])));
    const outcome = await judge(after80, [archiveOf("A", tiles80)], kept);
    expect(outcome).toMatchObject({ result: "EQUAL", kept: 1, servedBy: ["A"], liars: [] });
  });
});

describe("judgeAsOf", () => {
  const HOUR_S = 3_600;
  /** The readings of a day are at one hour before two, at its start, and an hour later: see `drive`. */
  it.each([
    ["after a whole day", 40, 0, 123, 10_000 + 300 * 40 + 200],
    ["a second before a day's second reading", 40, -HOUR_S - 1, 121, 10_000 + 300 * 40],
    ["a second before a day's first reading", 40, -2 * HOUR_S - 1, 120, 10_000 + 300 * 39 + 200],
    ["in the second tile", 75, -HOUR_S, 227, 10_000 + 300 * 75 + 100],
    ["at the first reading", 0, -2 * HOUR_S, 1, 10_000],
    ["at the end", 100, 0, 240, 10_000 + 300 * 79 + 200],
  ])("%s: comes to the readings until then", async (_, day, afterS, readings, distanceHm) => {
    const kept = memoryKept();
    await judge(after80, [archiveOf("A", tiles80)], kept);
    const { events } = openedRecord(after80, device.id) ?? {};
    if (!events) throw new Error("The answer opens the events.");
    const stood = await judgeAsOf(kept, { profile: CAR, events, provider: native }, NOW + day * 86_400 + afterS);
    expect(stood?.judgement).toMatchObject({ readings, distanceHm });
  });

  it("before the first reading: comes to nothing", async () => {
    const kept = memoryKept();
    await judge(after80, [archiveOf("A", tiles80)], kept);
    const stood = await judgeAsOf(kept, { profile: CAR, events: NO_EVENTS, provider: native }, NOW - 86_400);
    expect(stood).toMatchObject({ sequence: 0, judgement: { readings: 0, verdict: "no judgement" } });
    expect(await judgeAsOf(memoryKept(), { profile: CAR, events: NO_EVENTS, provider: native }, NOW)).toBeUndefined();
  });

  it("at the end: says what the record says", async () => {
    const kept = memoryKept();
    const { judgement } = await judge(after80, [archiveOf("A", tiles80)], kept);
    const { events } = openedRecord(after80, device.id) ?? { events: NO_EVENTS };
    const stood = await judgeAsOf(kept, { profile: CAR, events, provider: native }, 2 ** 32 - 1);
    expect(stood?.judgement).toEqual(judgement);
    expect(stood?.judgement).toEqual(after80.judgement);
  });
});
