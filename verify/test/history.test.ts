/** A pass that opens a history, read from an archive that is honest, and from archives and by owners that are not. */
import { newHistory } from "@witness/protocol/history";
import type { PassEvidence } from "@witness/protocol/pass/evidence";
import { decodeRegistration, encodeRegistration } from "@witness/protocol/wire/registration";
import { decodeTile, encodeItem, encodeTile, type TileItem } from "@witness/protocol/wire/tile";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ReadingScene } from "../../audit/test/reading-scene.ts";
import { context, NOW, p, TestDevice } from "../../dapp/test/world.ts";
import { passOwner, passValues } from "../../protocol/scripts/example-pass.ts";
import { openArchive, SHOWN_ITEMS_MAX } from "../src/history/archive.ts";
import { type Verification, verifyPass } from "../src/verify.ts";
import { type ArchiveServer, type Opened, passOf, readerOf, send, serveArchive, stepsFrom } from "./history-scene.ts";
import { passWith, shown, startWorld, type World } from "./world.ts";

const DAY_S = 86_400;
const FULL = ["distance", "condition"] as const;

let world: World;
let scene: ReadingScene;
let archive: ArchiveServer;
let honest: Pick<ArchiveServer["archived"], "tiles" | "steps">;

/** A car of 75 days over two tiles and three sessions, with a gap of three numbers before the last. */
beforeAll(async () => {
  world = await startWorld();
  scene = new ReadingScene("Anna");
  scene.drive(75);
  archive = await serveArchive(scene);
  honest = { ...archive.archived };
}, 60_000);
afterEach(() => {
  Object.assign(archive.archived, honest, { stepsAtOnce: 4_096 });
  archive.archived.asked.length = 0;
});
afterAll(async () => {
  archive?.close();
  await world?.close();
});

const step = ({ steps }: Verification) => steps.find(({ step: name }) => name === "history");
const read = async (opened: Opened = {}, url: string | undefined = archive.url): Promise<Verification> => {
  const { pass, evidence } = await passOf(scene, opened);
  return verifyPass(pass, readerOf(world, scene, evidence, url));
};
const day = (number: number): number => NOW - (NOW % DAY_S) + number * DAY_S;

describe("a pass that opens its history", () => {
  it("is read whole, judged again, and comes to the record's verdict, with its amounts in the heading", async () => {
    const verified = await read({ groups: FULL });
    expect(step(verified)).toMatchObject({ result: "holds" });
    expect(step(verified)?.sentence).toContain("All 75 envelopes are there");
    expect(verified.history).toMatchObject({
      firstSequence: 1,
      lastSequence: 78,
      readings: 225,
      isWhole: true,
      isJudged: true,
      gaps: [{ afterSequence: 60, beforeSequence: 64 }],
    });
    expect(verified.outcome).toMatchObject({ tone: "good", heading: "Consistent, with a gap of 22 h and 10 km" });
    expect(verified.history?.points.filter(({ isAfterGap }) => isAfterGap)).toHaveLength(1);
  });

  it("is read in a part, exact to the envelope, and says why that is not judged to the record's verdict", async () => {
    const verified = await read({ time: { fromUnixS: day(20), untilUnixS: day(40) } });
    expect(verified.history).toMatchObject({ firstSequence: 21, lastSequence: 40, envelopes: 20, isWhole: false });
    expect(verified.history?.unjudged).toBe("the pass opens a part of the history");
    expect(verified.history?.points[0]?.timeUnixS).toBe(NOW + 20 * DAY_S - 7_200);
    expect(verified.history?.points.at(-1)?.timeUnixS).toBe(NOW + 39 * DAY_S);
    // Of the second tile nothing is needed, so nothing is fetched.
    expect(archive.archived.asked.filter((path) => path.endsWith("/tiles/1"))).toEqual([]);
  });

  it("names how far an odometer was turned back, and on which day", async () => {
    const rolled = new ReadingScene("Anna");
    rolled.drive(40);
    for (let number = 40; number < 46; number += 1) {
      const readings = [0, 1, 2].map((hour) => ({
        timeUnixS: NOW + number * DAY_S - 7_200 + hour * 3_600,
        odometerHm: 14_000 + 300 * (number - 40) + 100 * hour,
      }));
      send(rolled, readings);
    }
    const server = await serveArchive(rolled);
    const { pass, evidence } = await passOf(rolled, { time: { fromUnixS: day(35), untilUnixS: day(44) } });
    const verified = await verifyPass(pass, readerOf(world, rolled, evidence, server.url));
    expect(verified.outcome.heading).toBe("Turned back by about 790 km on 24 Feb 2027");
    // Without an archive the record's own words stand, which have no amount.
    const alone = await verifyPass(pass, readerOf(world, rolled, evidence, undefined));
    expect(alone.outcome.heading).toBe("Turned back on 24 Feb 2027");
    expect(step(alone)).toMatchObject({ result: "unasked", code: "node-unnamed" });
    server.close();
  });

  it("is of the owner's own time: a buyer opens what came since, and the seller no pass at all", async () => {
    const sold = new ReadingScene("Anna");
    sold.drive(3);
    sold.sell("Anna", "Ben");
    sold.drive(3);
    const server = await serveArchive(sold);
    const { pass, evidence, line } = await passOf(sold, { owner: "Ben" });
    expect(line).toContain("envelopes 4 to 6");
    const verified = await verifyPass(pass, readerOf(world, sold, evidence, server.url));
    expect(verified.history).toMatchObject({ firstSequence: 4, lastSequence: 6, isWhole: false });
    await expect(passOf(sold, { owner: "Anna" })).rejects.toMatchObject({ code: "car-unknown" });
    server.close();
  });

  it("is not opened where nothing lies within the days", async () => {
    const none = passOf(scene, { time: { fromUnixS: 1, untilUnixS: 2 } });
    await expect(none).rejects.toMatchObject({ code: "option-invalid" });
  });
});

const edited = (change: (items: TileItem[]) => readonly TileItem[]): readonly Uint8Array[] =>
  scene.archive.tiles(change([...scene.archive.items]));
const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
const withRun = (items: TileItem[], at: number, change: (run: Extract<TileItem, { kind: "run" }>["run"]) => object) =>
  items.map((item, index) =>
    index === at && item.kind === "run" ? { ...item, run: { ...item.run, ...change(item.run) } } : item,
  );

describe("an archive that lies", () => {
  const LIES: readonly (readonly [string, () => Partial<typeof honest>, string])[] = [
    ["leaves out the last tile", () => ({ tiles: honest.tiles.slice(0, 1) }), "history-short"],
    ["gives the last tile first", () => ({ tiles: honest.tiles.toReversed() }), "tile-missing"],
    ["leaves out an item", () => ({ steps: honest.steps.toSpliced(20, 1) }), "history-short"],
    [
      "leaves out an item and invents another",
      () => ({ steps: [...honest.steps.toSpliced(20, 1), ...honest.steps.slice(-1)] }),
      "history-differs",
    ],
    [
      "moves an item",
      () => ({ steps: honest.steps.toSpliced(20, 0, ...honest.steps.slice(30, 31)).toSpliced(31, 1) }),
      "history-differs",
    ],
    [
      "names another block time",
      () => ({ steps: honest.steps.with(9, { ...honest.steps[9], blockTimeUnixS: NOW } as never) }),
      "history-differs",
    ],
    [
      "moves a run in a tile",
      () => ({ tiles: edited((items) => items.toSpliced(20, 2, items[21] as TileItem, items[20] as TileItem)) }),
      "item-missing",
    ],
    [
      "alters an envelope",
      () => ({
        tiles: edited((items) =>
          withRun(items, 33, ({ bodies }) => ({ bodies: bodies.map((body) => flipped(body, body.length - 3)) })),
        ),
      }),
      "item-refused",
    ],
    [
      "leaves an envelope out of a run",
      () => ({ tiles: edited((items) => withRun(items, 33, () => ({ bodies: [] }))) }),
      "item-refused",
    ],
    [
      "alters the newest signature",
      () => ({
        tiles: edited((items) => withRun(items, 75, ({ signature }) => ({ signature: flipped(signature, 5) }))),
      }),
      "item-refused",
    ],
    [
      "alters the signature before a gap",
      () => ({
        tiles: edited((items) => withRun(items, 60, ({ signature }) => ({ signature: flipped(signature, 5) }))),
      }),
      "item-refused",
    ],
    [
      "gives bytes that are no tile",
      () => ({ tiles: [honest.tiles[0] as Uint8Array, Uint8Array.of(1, 2, 3)] }),
      "tile-malformed",
    ],
    [
      "gives another car's tiles",
      () => ({
        tiles: new ReadingScene("Anna").archive.tiles().map((tile) =>
          encodeTile({
            ...decodeTile(tile),
            deviceId: new TestDevice("other").id,
            items: decodeTile(tile).items.map(encodeItem),
          }),
        ),
      }),
      "tile-foreign",
    ],
  ];
  it.each(LIES)("that %s is told, and the pass is not blamed", async (_, lie, code) => {
    Object.assign(archive.archived, lie());
    const verified = await read({ groups: FULL });
    expect(step(verified)).toMatchObject({ result: "unasked", code });
    expect(verified.history).toBeUndefined();
    expect(verified.outcome).toMatchObject({ tone: "open", heading: "Consistent, with a gap" });
  });

  it("that gives one item at a time is read all the same, and asks for no more than there is", async () => {
    archive.archived.stepsAtOnce = 1;
    expect(step(await read())).toMatchObject({ result: "holds" });
    expect(archive.archived.asked.filter((path) => path.includes("/steps?"))).toHaveLength(75);
  });

  it("that gives items without end is read to the number that the record proves", async () => {
    archive.archived.steps = Array.from({ length: 10_000 }, (_, at) => honest.steps[at % honest.steps.length]) as never;
    expect(step(await read())).toMatchObject({ result: "holds" });
  });

  it("that has too long a history is not asked at all, and one that gives too many bytes no more", async () => {
    const device = new Uint8Array(8);
    expect(() => openArchive(archive.url, device, SHOWN_ITEMS_MAX + 1)).toThrow(
      expect.objectContaining({ code: "history-unread" }),
    );
    archive.archived.tiles = [new Uint8Array(4_000_000)];
    const bounded = openArchive(archive.url, device, 1);
    const asked = async () => {
      for (let number = 0; number < 20; number += 1) await bounded.tile("00112233445566aa", 0);
    };
    await expect(asked()).rejects.toMatchObject({
      code: expect.stringMatching(/^(history-unread|archive-unavailable)$/),
    });
    expect(archive.archived.asked.length).toBeLessThan(20);
  });
});

describe("an owner who hides a part", () => {
  const hiding = (change: (sessions: PassEvidence["sessions"]) => PassEvidence["sessions"]): Opened => ({
    change: (evidence) => ({ ...evidence, sessions: change(evidence.sessions) }),
  });

  it("by leaving out a session between two others is named with the envelope", async () => {
    const verified = await read(hiding(([first, , last]) => [first, last] as PassEvidence["sessions"]));
    expect(step(verified)).toMatchObject({ result: "fails", code: "pass-history-parts" });
    expect(step(verified)?.sentence).toContain("It is envelope 31.");
    expect(verified.outcome).toMatchObject({ tone: "bad", heading: "Do not rely on this pass" });
  });

  it("by keys that open nothing is named with the envelope", async () => {
    const wrong = hiding((sessions) =>
      sessions.map(({ groups, ...each }) => ({
        ...each,
        groups: { distance: (groups.distance ?? []).map((node) => ({ ...node, key: p.sha256(node.key) })) },
      })),
    );
    expect(step(await read(wrong))).toMatchObject({ result: "fails", code: "pass-history-closed" });
  });

  it("by a session that begins elsewhere opens nothing either", async () => {
    const moved = hiding((sessions) =>
      sessions.map((each, at) => (at === 1 ? { ...each, session: 9 } : each)).sort((a, b) => a.session - b.session),
    );
    expect(step(await read(moved))).toMatchObject({ result: "fails", code: "pass-history-parts" });
  });
});

describe("a record that says something else than its history", () => {
  it("is named when the history is judged again", async () => {
    const { evidence, pass } = await passOf(scene, { groups: FULL });
    // Validators who claim another verdict: the fields are theirs, the history is the device's.
    const field = evidence.opening.fields.find(({ field: number }) => number === 7);
    expect(field).toBeDefined();
    const other = field?.value.with(0, (field.value[0] ?? 0) ^ 1) as Uint8Array;
    const fields = evidence.opening.fields.map((each) => (each === field ? { ...each, value: other } : each));
    const claimed = { ...evidence, opening: { ...evidence.opening, fields } };
    expect(pass.length).toBeGreaterThan(0);
    const lying = await passOf(scene, { groups: FULL, change: () => claimed });
    const verified = await verifyPass(lying.pass, readerOf(world, scene, claimed, archive.url));
    expect(step(verified)).toMatchObject({ result: "fails", code: "pass-history-differs" });
  });
});

describe("a record that was taken over", () => {
  it("has a history that no pass opens, and says so without blaming anybody", async () => {
    const { key } = passValues(passOwner);
    const own = decodeRegistration(new TestDevice("taken over").registration().message);
    const { possession: _, ...rest } = own;
    const message = encodeRegistration({
      ...rest,
      devicePublicKey: key.publicKey,
      predecessor: Uint8Array.of(1),
      sealedEstate: new Uint8Array(81),
    });
    const { accumulator } = newHistory(context, key.publicKey, message, p);
    const nodes = [{ level: 4, first: 0, key: new Uint8Array(32) }];
    const session = { session: 1, firstSequence: 1, fromSequence: 1, toSequence: 1, groups: { distance: nodes } };
    const evidence = {
      ...shown({ chain: { ...passValues(passOwner).chain, accumulator, items: 0 } }),
      sessions: [session],
    };
    const item = { ...(scene.archive.items[0] as TileItem), kind: "registration" as const };
    const { deviceId } = decodeTile(honest.tiles[0] as Uint8Array);
    expect(deviceId.length).toBe(8);
    const registration = { message, signature: new Uint8Array(64) };
    const pass = passWith(evidence);
    const verified = await verifyPass(pass, { ...readerOf(world, scene, evidence, archive.url), nowUnixS: 0 });
    expect(step(verified)).toMatchObject({ result: "unasked", code: "tile-foreign" });
    archive.archived.tiles = [
      encodeTile({
        deviceId: verified.content?.terms.device as Uint8Array,
        edition: scene.archive.edition,
        number: 0,
        items: [encodeItem({ ...item, registration })],
      }),
    ];
    const takenOver = await verifyPass(pass, { ...readerOf(world, scene, evidence, archive.url), nowUnixS: 0 });
    expect(step(takenOver)).toMatchObject({ result: "unasked", code: "pass-history-taken-over" });
  });
});

it("stepsFrom: the test's archive tells of its items what the record's accumulator does", () => {
  expect(stepsFrom(scene)).toHaveLength(scene.archive.items.length - 1);
});
