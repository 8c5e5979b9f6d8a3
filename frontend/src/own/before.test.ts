/** A record that was taken over, judged in a browser: from its start, and from when it was taken over where that cannot be. */
import { toHex } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import { noble } from "@witness/protocol/crypto/noble";
import type { OwnSettings } from "@witness/protocol/history/own-position";
import type { RecordEvents } from "@witness/protocol/record/events";
import { beforeAll, describe, expect, it } from "vitest";
import { ownerOf } from "../../../audit/src/judge/owner.ts";
import type { TestArchive } from "../../../audit/test/judged-car.ts";
import { anna, keyOfAnna, succeed } from "../../../audit/test/judged-succession.ts";
import { DAY_S, type Place, SucceededCar } from "../../../audit/test/succeeded-car.ts";
import { NOW } from "../../../dapp/test/world.ts";
import type { Archive } from "../evidence/archive.ts";
import { EvidenceError } from "../evidence/errors.ts";
import { openedRecord } from "../evidence/proof.ts";
import { ownWords } from "../ui/own-words.ts";
import { judgeAsOf } from "./as-of.ts";
import { type BeforeWays, judgeBefore } from "./before.ts";
import { judgeOwn } from "./judging.ts";
import { type KeptCar, memoryKept } from "./kept.ts";
import type { OwnOutcome } from "./outcome.ts";
import { signaturesHold } from "./signatures.ts";

interface Counted extends Archive {
  asked: number;
}
const archiveOf = (served: TestArchive, tiles = served.tiles()): Counted => {
  const counted: Counted = {
    name: `the archive of ${toHex(served.edition)}`,
    asked: 0,
    editions: async () => [toHex(served.edition)],
    tile: async (_device, _edition, number) => {
      counted.asked += 1;
      return tiles[number];
    },
  };
  return counted;
};
const ownerAt = ({ settings, node }: Place) => ownerOf(settings.context, node, keyOfAnna);

let car: SucceededCar;
let events: RecordEvents;
beforeAll(async () => {
  car = new SucceededCar("moved here", anna.account);
  car.drive(35);
  await succeed(car);
  car.drive(35);
});

interface Kept {
  readonly here: KeptCar;
  readonly there: KeptCar;
}
const nothingKept = (): Kept => ({ here: memoryKept(), there: memoryKept() });

async function judge(change: Partial<BeforeWays> = {}, { here, there }: Kept = nothingKept()): Promise<OwnOutcome> {
  const [old, place] = car.places as [Place, Place];
  const deviceId = car.device.id;
  const answer = await ownerAt(place).car(deviceId);
  const record = openedRecord(answer, deviceId);
  if (!record) throw new Error("The answer opens a record.");
  events = record.events;
  const { context } = place.settings;
  const askKeys: OwnSettings["askKeys"] = (query) => ownerAt(place).keys(query);
  const settings = { context, provider: noble, deviceId, record, askKeys };
  const common = {
    account: anna.account,
    progress: () => {},
    verifyAll: signaturesHold,
    pause: async () => {},
  };
  const before: BeforeWays = {
    ...common,
    predecessor: old.settings,
    ask: async () => {
      const shown = await ownerAt(old).car(deviceId);
      const opened = openedRecord(shown, deviceId);
      if (!opened) throw new Error("The answer opens a record.");
      return { stateRoot: shown.stateRoot, record: opened, fields: shown.proof.opening.fields };
    },
    askKeys: (query) => ownerAt(old).keys(query),
    archives: [archiveOf(old.archive)],
    kept: there,
    ...change,
  };
  return judgeOwn(settings, answer.proof.opening.fields, {
    ...common,
    archives: [archiveOf(place.archive)],
    kept: here,
    isGivenRecord: async () => true,
    inherit: (takeOver, anew) => judgeBefore(settings, before, takeOver, anew),
  });
}

describe("a record that begins here", () => {
  it("is read though an archive shows it as taken over, of which the node proves nothing, and nobody is accused", async () => {
    const [place, next] = car.places as [Place, Place];
    const deviceId = car.device.id;
    const answer = await ownerAt(place).car(deviceId);
    const record = openedRecord(answer, deviceId);
    if (!record) throw new Error("The answer opens a record.");
    const { context } = place.settings;
    const askKeys: OwnSettings["askKeys"] = (query) => ownerAt(place).keys(query);
    const { archive } = place;
    const both: Archive = {
      name: "an archive of both",
      editions: async () => [toHex(next.archive.edition), toHex(archive.edition)],
      tile: async (_device, edition, number) =>
        (edition === toHex(archive.edition) ? archive : next.archive).tiles()[number],
    };
    const outcome = await judgeOwn(
      { context, provider: noble, deviceId, record, askKeys },
      answer.proof.opening.fields,
      {
        account: anna.account,
        archives: [both],
        isGivenRecord: async () => true,
        inherit: () => Promise.reject(new EvidenceError("predecessor-unsaid", "They contradict each other.")),
        kept: memoryKept(),
        progress: () => {},
        verifyAll: signaturesHold,
        pause: async () => {},
      },
    );
    expect(outcome).toMatchObject({ result: "EQUAL", before: undefined, liars: [], silent: [] });
  });
});

describe("a record that was taken over", () => {
  it("is judged from its start, and shown from its start", async () => {
    const outcome = await judge();
    expect(outcome).toMatchObject({ result: "EQUAL", envelopes: 100, readings: 300, before: { result: "EQUAL" } });
    expect(outcome.history.points[0]?.timeUnixS).toBeLessThan(NOW);
    expect(ownWords(outcome).text).toContain("at envelope no. 68");
  });

  it("is judged from its start by what was kept, when nobody of the application before is left", async () => {
    const kept = nothingKept();
    await judge({}, kept);
    const archive = archiveOf((car.places[0] as Place).archive);
    const gone = { ask: "no-node", archives: [archive] } as const;
    const outcome = await judge(gone, kept);
    expect([outcome.result, outcome.before?.result, archive.asked]).toEqual(["EQUAL", "EQUAL", 0]);
    expect(outcome.history.points.length).toBe((await judge()).history.points.length);
  });

  it("is read anew when what was kept of the part before does not come to the record", async () => {
    const kept = nothingKept();
    await judge({}, kept);
    const head = await kept.there.head();
    if (!head?.end) throw new Error("The end was kept.");
    const begin = { ...head.end.begin, judging: undefined };
    await kept.there.put({ ...head, end: { ...head.end, begin } }, new Map());
    expect(await judge({}, kept)).toMatchObject({ result: "EQUAL", before: { result: "EQUAL" } });
  });

  it.each<[string, Partial<BeforeWays>, string]>([
    ["no archive of the application before is named", { archives: [] }, "names no archive"],
    ["no node of it is named", { ask: "no-node" }, "names no node"],
    ["the reader is not signed in there", { ask: "signed-out" }, "your wallet has not permitted"],
    ["its node does not answer", { ask: () => Promise.reject(new Error("silent")) }, "does not answer"],
  ])("is judged from when it was taken over when %s, and that is said", async (_, change, words) => {
    const outcome = await judge(change);
    expect(outcome).toMatchObject({
      result: "PARTIAL",
      difference: undefined,
      part: { first: 69, last: 103 },
      liars: [],
    });
    expect(ownWords(outcome)).toMatchObject({ title: "Judged from when the record was taken over", tone: "open" });
    expect(ownWords(outcome).text).toContain(words);
  });

  it("is judged from its start as soon as the reader has signed in there", async () => {
    const kept = nothingKept();
    expect(await judge({ ask: "signed-out" }, kept)).toMatchObject({ result: "PARTIAL" });
    expect(await judge({}, kept)).toMatchObject({ result: "EQUAL", before: { result: "EQUAL" } });
  });

  it.each<[string, (place: Place) => Uint8Array[]]>([
    ["drops an item", ({ archive }) => archive.tiles(archive.items.toSpliced(9, 1))],
    ["shows an older head", ({ archive }) => archive.tiles(archive.items.slice(0, -2))],
    ["serves the history of the new application", () => (car.places[1] as Place).archive.tiles()],
  ])("is not believed to go on from what an archive serves that %s, and nobody is accused", async (_, tiles) => {
    const old = car.places[0] as Place;
    const outcome = await judge({ archives: [archiveOf(old.archive, tiles(old))] });
    expect(outcome).toMatchObject({ result: "PARTIAL", before: { result: "UNREAD" } });
    expect(outcome.before?.reason).toMatch(/differs|older/);
  });

  it("is held against a node of the application before that keeps keys back", async () => {
    const outcome = await judge({ askKeys: async () => undefined });
    expect(outcome).toMatchObject({ result: "DIFFERENCE", difference: { by: "node", code: "keys-withheld" } });
    expect(ownWords(outcome).text).toContain("The difference is in the application");
  });

  it("is shown as it stood after it was taken over; of moments before, the proven record is asked", async () => {
    const kept = nothingKept();
    await judge({}, kept);
    const rules = { profile: CAR, events, provider: noble };
    const asOf = (day: number) => judgeAsOf(kept.here, rules, NOW + day * DAY_S);
    // The old application closed 40 days after the 35th, and its last reading is of the 65th.
    expect(await asOf(60)).toBeUndefined();
    expect(await asOf(75)).toMatchObject({ sequence: 68, judgement: { readings: 195 } });
    expect(await asOf(80)).toMatchObject({ sequence: 73, judgement: { readings: 210 } });
    expect(await asOf(200)).toMatchObject({ sequence: 103, judgement: { readings: 300 } });
  });
});
