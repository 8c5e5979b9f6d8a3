/** A record that was taken over is judged from its start, over one succession and over two; and whoever lies about it is named. */

import { deviceIdOf } from "@witness/protocol/identity";
import type { TileItem } from "@witness/protocol/wire/tile";
import { beforeAll, describe, expect, it } from "vitest";
import { recordOf } from "../../dapp/test/operating.ts";
import { month, NOW, TestDevice } from "../../dapp/test/world.ts";
import { seed } from "../../protocol/scripts/cases/world.ts";
import type { EarlierApplication } from "../src/judge/earlier.ts";
import { judgeCar } from "../src/judge/judge.ts";
import { ownerOf } from "../src/judge/owner.ts";
import { TestArchive } from "./judged-car.ts";
import { anna, asked, judgeMoved, keyOfAnna, moved, succeed } from "./judged-succession.ts";
import { DAY_S, type Place, SucceededCar } from "./succeeded-car.ts";

const readings = (day: number, km: number) => [{ timeUnixS: NOW + day * DAY_S - 3_600, odometerHm: 10 * km }];

let car: SucceededCar;
beforeAll(async () => {
  car = await moved("moved");
});

describe("a record that was taken over", () => {
  it("is judged from its start: every field that follows from all readings is what the new record says", async () => {
    const { result, difference, read, judged, earlier } = await judgeMoved(car);
    expect(difference).toBeUndefined();
    expect(result).toBe("EQUAL");
    expect(read).toMatchObject({ envelopes: 100, closed: 0, foreign: 0, unreadTo: undefined });
    expect(judged).toMatchObject({ readings: 300, judgement: { verdict: "logical" } });
    expect(judged?.judgement.reasons.map(({ code }) => code)).toContain("gap");
    expect(earlier).toMatchObject([{ result: "EQUAL", isProven: true, sequence: 68, items: 65 }]);
  });

  it("is judged over two successions in a row", async () => {
    const twice = await moved("twice", 2);
    const { result, read, earlier } = await judgeMoved(twice);
    expect([result, read?.envelopes]).toEqual(["EQUAL", 165]);
    expect(earlier.map(({ result: each, items }) => [each, items])).toEqual([
      ["EQUAL", 65],
      ["EQUAL", 65],
    ]);
  });

  it("counts what its device still signed for the application before as silence, whatever that says", async () => {
    const between = new SucceededCar("between", anna.account);
    between.drive(35);
    const statement = between.announce();
    between.drive(5);
    await between.succeed(statement);
    const { sender } = between;
    between.post(sender.send(readings(80, 9)), sender.send(readings(80, 99_999)));
    sender.open(2);
    between.post(sender.send(readings(81, 7)));
    between.follow();
    between.drive(35);
    const { result, read, judged } = await judgeMoved(between);
    expect([result, read?.foreign, read?.closed, read?.envelopes]).toEqual(["EQUAL", 3, 0, 78]);
    expect(judged).toMatchObject({ readings: 225, unreadable: 0 });
    // Who does not read the part before counts them neither as its own nor as closed.
    const alone = await judgeMoved(between, {
      before: [asked(between.places[0] as Place, keyOfAnna, { archive: undefined })],
    });
    expect(alone).toMatchObject({ result: "PARTIAL", read: { foreign: 3, closed: 0 }, part: { first: 46, last: 80 } });
  });

  it("goes on from what was found before: a reading that is disputed, and another record with its VIN in either application", async () => {
    const worn = new SucceededCar("worn", anna.account, "WAUZZZ8V5KA000001");
    worn.drive(35);
    worn.registerOther("same VIN", "WAUZZZ8V5KA000001");
    worn.post(worn.sender.send(readings(36, 900)));
    await succeed(worn, 5);
    worn.drive(35);
    worn.registerOther("same VIN again", "WAUZZZ8V5KA000001");
    worn.drive(2);
    worn.post(worn.sender.send(readings(117, 50)));
    const { result, difference, judged } = await judgeMoved(worn);
    expect([result, difference]).toEqual(["EQUAL", undefined]);
    const found = Object.fromEntries((judged?.judgement.reasons ?? []).map(({ code, count }) => [code, count]));
    expect(found).toMatchObject({ "other-record": 2, "disputed-reading": 1 });
  });

  it("goes on with the day of the newest reading of the path, when its clock ran back before", async () => {
    const wound = new SucceededCar("wound back", anna.account);
    wound.post(wound.sender.send([...month(5_000), ...month(700).slice(20)]));
    const { days, judged: before } = recordOf(wound.newest.node.state, wound.device);
    const newest = Math.floor((before.judge.path?.momentUnixS ?? 0) / DAY_S);
    await wound.succeed(wound.announce());
    wound.follow();
    const { closings } = recordOf(wound.newest.node.state, wound.device).days;
    expect(closings.open?.day).not.toBe(days.closings.open?.day ?? newest);
    wound.drive(5);
    expect(await judgeMoved(wound)).toMatchObject({ result: "EQUAL", earlier: [{ result: "EQUAL" }] });
  });

  it("has nothing to compare before its device has sent anything", async () => {
    const silent = new SucceededCar("silent", anna.account);
    await silent.succeed(silent.announce());
    expect(await judgeMoved(silent)).toMatchObject({
      result: "EQUAL",
      read: { envelopes: 0 },
      earlier: [{ result: "EQUAL" }],
    });
    silent.follow();
    silent.drive(3);
    expect(await judgeMoved(silent)).toMatchObject({ result: "EQUAL", read: { envelopes: 3 } });
  });
});

describe("owners of one car", () => {
  const keyOfBen = seed("wallet of Ben");

  it("are told their own time, whichever application it was sold in", async () => {
    const sold = new SucceededCar("sold before", anna.account);
    sold.drive(35);
    sold.sell("Anna", "Ben");
    sold.drive(5);
    await succeed(sold, 5);
    sold.drive(5);
    // Ben's time spans both applications, and both nodes give its keys.
    const buyer = await judgeMoved(sold, {}, keyOfBen);
    expect(buyer).toMatchObject({ result: "PARTIAL", part: { first: 36, last: 50 }, earlier: [{ result: "PARTIAL" }] });
    const seller = await judgeMoved(sold);
    expect(seller).toMatchObject({ result: "PARTIAL", part: { first: 1, last: 35 }, read: { withheld: 0 } });
  });

  it("of whom one bought it in the new application are not shown what was before", async () => {
    const sold = new SucceededCar("sold after", anna.account);
    sold.drive(10);
    await succeed(sold, 5);
    sold.drive(5);
    sold.sell("Anna", "Ben");
    sold.drive(5);
    expect(await judgeMoved(sold, {}, keyOfBen)).toMatchObject({
      result: "PARTIAL",
      part: { first: 21, last: 28 },
      earlier: [{ result: "PARTIAL", isProven: true }],
    });
    // Her time ended in the new application and began in the old one.
    expect(await judgeMoved(sold)).toMatchObject({
      result: "PARTIAL",
      part: { first: 1, last: 20 },
      difference: undefined,
    });
    const alone = { before: [asked(sold.places[0] as Place, keyOfAnna, { archive: undefined })] };
    expect(await judgeMoved(sold, alone)).toMatchObject({ result: "PARTIAL", part: { first: 16, last: 20 } });
  });
});

describe("where somebody of the application before is gone", () => {
  const without = (change: Partial<EarlierApplication>) => ({
    before: [asked(car.places[0] as Place, keyOfAnna, change)],
  });

  it.each<[string, Partial<EarlierApplication>, object]>([
    ["its archive", { archive: undefined }, { result: "UNREAD", unread: "archive-unavailable", isProven: true }],
    ["its node", { node: undefined, owner: undefined }, { result: "PARTIAL", isProven: false }],
    ["both", { archive: undefined, node: undefined, owner: undefined }, { result: "UNREAD", isProven: false }],
  ])("%s: what came since is judged alone, and nobody is accused", async (_, change, earlier) => {
    const judged = await judgeMoved(car, without(change));
    expect(judged).toMatchObject({ result: "PARTIAL", difference: undefined, part: { first: 69, last: 103 } });
    expect(judged.earlier).toMatchObject([earlier]);
  });

  it("its chain: the same is EQUAL, and stated only", async () => {
    const judged = await judgeMoved(car, without({ claims: async () => [] }));
    expect(judged).toMatchObject({ result: "EQUAL-STATED", earlier: [{ result: "EQUAL", isProven: false }] });
  });

  it("and nobody says its key: it is said which application that is", async () => {
    await expect(judgeMoved(car, { before: [] })).rejects.toMatchObject({
      code: "predecessor-unsaid",
      message: expect.stringContaining("0xabababab"),
    });
  });

  it("or another application is named: that is said, and nobody is accused", async () => {
    const { settings } = car.newest;
    const other = { context: { ...settings.context, application: new Uint8Array(20).fill(9) } };
    await expect(judgeMoved(car, without(other))).rejects.toMatchObject({ code: "predecessor-other" });
  });
});

describe("an archive of the application before that lies", () => {
  const old = () => (car.places[0] as Place).archive;
  const serving = (items = old().items) => old().serving(old().tiles(items));

  it.each<[string, () => EarlierApplication["archive"], object]>([
    ["drops an item", () => serving(old().items.toSpliced(9, 1)), { code: "item-refused", item: 9 }],
    [
      "alters an item",
      () => serving(old().items.with(9, { ...(old().items[9] as TileItem), blockTimeUnixS: NOW })),
      { code: "history-differs" },
    ],
    ["shows an older head than was taken over", () => serving(old().items.slice(0, -3)), { code: "history-short" }],
    ["drops a tile", () => old().serving(old().tiles().slice(1)), { code: "tile-missing" }],
    [
      "serves another car's edition",
      () => {
        const other = new TestDevice("other car");
        const theirs = new TestArchive(other, other.registration(), { input: 0, timeUnixS: NOW });
        return theirs.serving(theirs.tiles());
      },
      { code: "tile-foreign", item: 0 },
    ],
    ["serves the edition of the new application", () => car.newest.archive, { by: "archive" }],
  ])("%s, and is named", async (_, archive, difference) => {
    const judged = await judgeMoved(car, {
      before: [asked(car.places[0] as Place, keyOfAnna, { archive: archive() })],
    });
    expect(judged).toMatchObject({ result: "DIFFERENCE", difference: { by: "archive", ...difference } });
    expect(judged.earlier).toMatchObject([{ result: "DIFFERENCE" }]);
  });

  it("is not named while no claim proves what was taken over", async () => {
    const before = [asked(car.places[0] as Place, keyOfAnna, { archive: serving([]), claims: async () => [] })];
    const judged = await judgeMoved(car, { before });
    expect(judged).toMatchObject({
      result: "PARTIAL",
      difference: undefined,
      earlier: [{ unread: "take-over-unproven" }],
    });
  });
});

describe("an archive of the new application that lies", () => {
  it("puts the tail of the old history behind the record that was taken over, and is named", async () => {
    const { archive } = car.newest;
    const tail = (car.places[0] as Place).archive.items.slice(-2);
    const items = archive.items.toSpliced(1, 0, ...tail.map((item) => ({ ...item, input: 2 })));
    const judged = await judgeMoved(car, { archive: archive.serving(archive.tiles(items)) });
    expect(judged).toMatchObject({ result: "DIFFERENCE", difference: { by: "archive", item: 1 } });
  });

  it("shows a record as taken over that begins here, and is passed by", async () => {
    const [begun, taken] = car.places as [Place, Place];
    begun.node.claim();
    const honest = begun.archive;
    const lie = taken.archive;
    const archive = {
      editions: async () => ["00".repeat(8), ...(await honest.editions())],
      tile: async (device: Uint8Array, edition: string, number: number) =>
        edition === "00".repeat(8) ? lie.tile(device, edition, number) : honest.tile(device, edition, number),
    };
    const judged = await judgeCar({
      context: begun.settings.context,
      deviceId: car.device.id,
      archive,
      node: begun.node,
      owner: ownerOf(begun.settings.context, begun.node, keyOfAnna),
      claims: async () => begun.node.claims,
      waitS: 0,
      nowMs: () => 0,
      progress: () => {},
    });
    expect(judged).toMatchObject({ result: "EQUAL", earlier: [] });
  });
});

describe("a node of the application before that lies", () => {
  it("answers from an older state than its chain has accepted, and is named", async () => {
    const past = new SucceededCar("moved", anna.account);
    past.drive(35);
    past.newest.node.claim();
    const [place] = car.places as [Place];
    const { findNotice } = place.node;
    const node = { ask: past.newest.node.ask, findNotice };
    const judged = await judgeMoved(car, { before: [asked(place, keyOfAnna, { node })] });
    expect(judged).toMatchObject({ result: "DIFFERENCE", difference: { by: "node", code: "record-superseded" } });
  });

  it("keeps back keys of the owner's, and is named", async () => {
    const [place] = car.places as [Place];
    const owner = {
      ...ownerOf(place.settings.context, place.node, keyOfAnna),
      keys: async () => ({ groups: {}, fromSequence: 1, toSequence: 9 }),
    };
    const judged = await judgeMoved(car, { before: [asked(place, keyOfAnna, { owner })] });
    expect(judged).toMatchObject({
      result: "DIFFERENCE",
      difference: { by: "node" },
      earlier: [{ result: "DIFFERENCE" }],
    });
  });
});

describe("a new application that lies", () => {
  it("takes over an older state that no later claim has followed yet, and the honest old node is not accused", async () => {
    const lied = new SucceededCar("older state, late claims", anna.account);
    lied.drive(35);
    const statement = lied.announce();
    const [old] = lied.places as [Place];
    const older = await lied.takeOverNow();
    old.node.claim();
    const late = [...old.node.claims];
    lied.drive(5);
    await lied.succeed(statement, older);
    const before = [asked(old, keyOfAnna, { claims: async () => late })];
    expect(await judgeMoved(lied, { before })).toMatchObject({
      result: "PARTIAL",
      difference: undefined,
      earlier: [{ result: "UNREAD", unread: "take-over-unproven", isProven: false }],
    });
    // The next claim is accepted while the node is asked.
    const known = [late];
    const claims = async () => known.pop() ?? old.node.claims;
    const meanwhile = await judgeMoved(lied, { before: [asked(old, keyOfAnna, { claims })] });
    expect(meanwhile.earlier).toMatchObject([{ unread: "take-over-unproven" }]);
    expect(await judgeMoved(lied)).toMatchObject({
      result: "DIFFERENCE",
      difference: { by: "record", code: "predecessor-differs" },
    });
  });

  it("takes over a state from before the last readings, and its record is named", async () => {
    const lied = new SucceededCar("older state", anna.account);
    lied.drive(35);
    const statement = lied.announce();
    const older = await lied.takeOverNow();
    lied.drive(5);
    await lied.succeed(statement, older);
    const judged = await judgeMoved(lied);
    expect(judged).toMatchObject({
      result: "DIFFERENCE",
      difference: { by: "record", code: "predecessor-differs" },
      earlier: [{ result: "DIFFERENCE" }],
    });
  });

  it("takes over a record that the old application never had, and its record is named", async () => {
    const truth = new SucceededCar("fake state", anna.account);
    truth.drive(35);
    truth.post(truth.sender.send(readings(36, 100)));
    truth.newest.node.claim();
    const fake = await moved("fake state");
    // Whoever lies took the fall out of the old history.
    const before = [asked(truth.newest)];
    const judged = await judgeMoved(fake, { before });
    expect(judged).toMatchObject({ result: "DIFFERENCE", difference: { by: "record", code: "predecessor-differs" } });
  });
});

describe("validators of the application before that lied", () => {
  it("are found out by the first field that their record and its history differ in", async () => {
    const lied = new SucceededCar("trouble hidden", anna.account);
    lied.drive(35);
    const { state } = lied.newest.node;
    const { devices } = state;
    const tree = devices.treeOf(deviceIdOf(lied.device.id));
    if (tree) devices.set({ ...recordOf(state, lied.device), activeTroubleCodes: [0x0301] }, tree);
    await succeed(lied, 5);
    lied.drive(5);
    const judged = await judgeMoved(lied);
    expect(judged).toMatchObject({
      result: "DIFFERENCE",
      difference: { by: "record", code: "record-differs", field: "trouble" },
      earlier: [{ result: "DIFFERENCE" }],
    });
  });
});
