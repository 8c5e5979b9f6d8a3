/** An owner shares days of a history by a file, and its reader opens them from chain and archive alone: exact to the envelope. */
import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { rootOfOutput } from "@witness/protocol/last-output";
import { ShareError } from "@witness/protocol/share/errors";
import { openShare } from "@witness/protocol/share/share";
import { encodeQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it } from "vitest";
import { context, keyOf, NOW, p, run } from "../../dapp/test/world.ts";
import { askOwnCar } from "../../operate/src/pass/question.ts";
import { keysAsker } from "../../operate/src/share/asking.ts";
import { type GivenShare, givenShares, keepGiven } from "../../operate/src/share/given.ts";
import { linesOfShares, sharesOf } from "../../operate/src/share/list.ts";
import { makeShare, previewShare, type ShareWays, type Sharing } from "../../operate/src/share/make.ts";
import { walletOf } from "../../protocol/scripts/cases/operated.ts";
import { csvOf, envelopeLine, lastLine, prose } from "../src/read/lines.ts";
import { type ReadShare, readShare, type ShareReading } from "../src/read/read.ts";
import { ReadingScene, walletKeyOf } from "./reading-scene.ts";

const DAY_S = 86_400;
const FOREVER = 2 ** 32 - 1;
/** The first second of the day in which the car was driven first; an envelope a day follows, with three readings in the morning. */
const START = NOW - (NOW % DAY_S);
/** The first second of a later day. */
const day = (number: number): number => START + number * DAY_S;

let scene: ReadingScene;
let said: string[];

function waysOf(owner: string): ShareWays {
  const node = { ask: async (query: Parameters<typeof encodeQuery>[0]) => scene.node.ask(encodeQuery(query)) };
  return {
    context,
    node,
    tiles: async function* () {
      yield* scene.archive.tiles();
    },
    askKeys: keysAsker(context, node, { curve: "secp256k1", privateKey: walletKeyOf(owner) }),
    published: async (stateRoot) => {
      scene.node.claim();
      const found = await scene.node.findNotice(stateRoot);
      if (!found?.proof) throw new Error("The state is not claimed.");
      return { output: found.output, proof: found.proof };
    },
    nowUnixS: () => NOW,
    say: (line) => said.push(line),
  };
}

const sharingOf = (reader: string, fromUnixS: number, untilUnixS: number, change: Partial<Sharing> = {}): Sharing => ({
  car: scene.device.id,
  grantee: p.p256PublicKey(keyOf(reader)),
  groups: ["distance"],
  time: { fromUnixS, untilUnixS },
  purpose: "A test",
  forWhom: reader,
  expiresUnixS: NOW + 30 * DAY_S,
  ...change,
});

/** Somebody reads a share with nothing but the chain's claims and an archive. */
const readBy = (reader: string, bytes: Uint8Array, change: Partial<ShareReading> = {}): Promise<ReadShare> =>
  readShare({
    share: openShare(bytes, keyOf(reader), p),
    archive: scene.archive,
    isAccepted: async (output, proof) => {
      const root = rootOfOutput(output, proof);
      return root !== undefined && scene.node.claims.some((claim) => claim.root === `0x${toHex(root)}`);
    },
    nowUnixS: NOW,
    progress: () => {},
    ...change,
  });

/** Anna shares days with a reader, who reads them. */
async function shared(reader: string, from: number, until: number, change: Partial<Sharing> = {}): Promise<ReadShare> {
  const { bytes } = await makeShare(sharingOf(reader, from, until, change), waysOf("Anna"));
  return readBy(reader, bytes);
}

const sequences = ({ envelopes }: ReadShare): number[] => envelopes.map(({ sequence }) => sequence);
const upTo = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** One more envelope with readings at these times. */
function send(...timesUnixS: readonly number[]): void {
  const readings = timesUnixS.map((timeUnixS, at) => ({ timeUnixS, odometerHm: 90_000 + at, fuelUsedCl: 50_000 + at }));
  const taken = run(scene.device.send(readings));
  scene.archive.add(taken, scene.node.add({ runs: [taken] }, Math.max(...timesUnixS)));
}

beforeEach(() => {
  scene = new ReadingScene("Anna");
  said = [];
});

describe("a change of auditor", () => {
  it("gives each the days until and from the change, in the middle of a session, and no envelope to both", async () => {
    scene.drive(25);
    const before = await shared("first auditor", START, day(20));
    const after = await shared("second auditor", day(20), FOREVER);
    expect(before).toMatchObject({ result: "PROVEN", absent: 0 });
    expect(sequences(before)).toEqual(upTo(1, 20));
    expect(sequences(after)).toEqual(upTo(21, 25));
    expect(before.envelopes.at(-1)?.readings.at(-1)?.timeUnixS).toBe(NOW + 19 * DAY_S);
    expect(after.envelopes[0]?.readings[0]?.timeUnixS).toBe(NOW + 20 * DAY_S - 7_200);
    expect([...before.envelopes, ...after.envelopes].every(({ unreadable }) => !unreadable)).toBe(true);
  });

  it("gives an envelope that lies across midnight to neither, and says so", async () => {
    scene.drive(1);
    send(day(1) + 60, day(2) - 60);
    send(day(2) - 30, day(2) + 30);
    send(day(2) + 60, day(2) + 120);
    expect(sequences(await shared("first auditor", START, day(2)))).toEqual([1, 2]);
    expect(said.some((line) => line.startsWith("  not envelope 3:"))).toBe(true);
    expect(sequences(await shared("second auditor", day(2), FOREVER))).toEqual([4]);
  });
});

describe("a change of site", () => {
  it("shows the old place everything until leaving and thirty days, the new place what came from the arrival", async () => {
    scene.drive(50);
    const leaving = NOW + 10 * DAY_S;
    const arrival = NOW + 12 * DAY_S - 7_200;
    // The last reading of the fortieth day is at the very second at which the thirty days are over.
    expect(sequences(await shared("old place", START, leaving + 30 * DAY_S))).toEqual(upTo(1, 40));
    expect(sequences(await shared("old place", START, leaving + 30 * DAY_S + 1))).toEqual(upTo(1, 41));
    // The new place begins with the very reading of the arrival, and a second later without its envelope.
    expect(sequences(await shared("new place", arrival, FOREVER))).toEqual(upTo(13, 50));
    expect(sequences(await shared("new place", arrival + 1, FOREVER))).toEqual(upTo(14, 50));
  });
});

describe("an insurer for one year", () => {
  it("reads that year in every session, both groups, and neither the day before nor the day after", async () => {
    scene.drive(400);
    const { bytes } = await makeShare(
      sharingOf("insurer", day(10), day(375), { groups: ["distance", "condition"] }),
      waysOf("Anna"),
    );
    expect(bytes.length).toBeLessThan(65_536);
    const read = await readBy("insurer", bytes);
    expect(read).toMatchObject({ result: "PROVEN", absent: 0 });
    expect(read.envelopes).toHaveLength(365);
    expect(read.envelopes[0]?.readings[0]?.timeUnixS).toBe(NOW + 10 * DAY_S - 7_200);
    expect(read.envelopes.at(-1)?.readings.at(-1)?.timeUnixS).toBe(NOW + 374 * DAY_S);
    expect(read.envelopes.every(({ groups, unreadable }) => groups.length === 2 && !unreadable)).toBe(true);
    expect(read.envelopes[0]?.readings[0]).toMatchObject({ odometerHm: 13_000, fuelUsedCl: 1_100 });
  });
});

describe("a share", () => {
  it("opens no group that its owner did not choose", async () => {
    scene.drive(3);
    const { envelopes } = await shared("reader", START, day(3));
    expect(envelopes[0]?.readings[0]).toEqual({ timeUnixS: NOW - 7_200, odometerHm: 10_000 });
    expect(envelopes.every(({ groups }) => groups.length === 1)).toBe(true);
  });

  it("is of the owner's own days: an owner of before shares those, and the buyer none of them", async () => {
    scene.drive(3);
    scene.sell("Anna", "Ben");
    scene.drive(3);
    const all = (owner: string) => makeShare(sharingOf("reader", 0, FOREVER), waysOf(owner));
    expect(sequences(await readBy("reader", (await all("Anna")).bytes))).toEqual([1, 2, 3]);
    expect(sequences(await readBy("reader", (await all("Ben")).bytes))).toEqual([4, 5, 6]);
    await expect(all("Carl")).rejects.toMatchObject({ code: "share-empty" });
  });

  it("is previewed without a key of it being asked for, and refused when nothing lies within the days", async () => {
    scene.drive(3);
    expect(await previewShare(sharingOf("reader", START, day(2)), waysOf("Anna"))).toBe(2);
    expect(said).toContain(
      "  envelopes 1 to 2 of session 1: 6 readings from 2027-01-15T06:00:00Z to 2027-01-16T08:00:00Z",
    );
    await expect(previewShare(sharingOf("reader", 1, 2), waysOf("Anna"))).rejects.toThrow(ShareError);
  });

  it("is read by nobody after its end, with no other key, and is stated where no claim has its record", async () => {
    scene.drive(3);
    const { bytes } = await makeShare(sharingOf("reader", START, day(3)), waysOf("Anna"));
    await expect(readBy("reader", bytes, { nowUnixS: NOW + 30 * DAY_S })).rejects.toMatchObject({
      code: "share-expired",
    });
    await expect(async () => readBy("stranger", bytes)).rejects.toMatchObject({ code: "share-sealed" });
    expect(await readBy("reader", bytes, { isAccepted: async () => false })).toMatchObject({ result: "STATED" });
  });

  it("is read from no archive that leaves an envelope out, and not past the record that it proves", async () => {
    scene.drive(3);
    const { bytes } = await makeShare(sharingOf("reader", START, FOREVER), waysOf("Anna"));
    scene.drive(2);
    expect(sequences(await readBy("reader", bytes))).toEqual([1, 2, 3]);
    const short = scene.archive.serving(scene.archive.tiles(scene.archive.items.filter((_, at) => at !== 2)));
    const read = await readBy("reader", bytes, { archive: short });
    expect(read).toMatchObject({ result: "DIFFERENCE", envelopes: [] });
    expect(read.difference?.code).toMatch(/^(item-refused|history-differs|history-short)$/);
  });

  it("is told as lines of JSON, as CSV and in prose", async () => {
    scene.drive(2);
    const { bytes } = await makeShare(
      sharingOf("reader", START, day(2), { groups: ["distance", "condition"] }),
      waysOf("Anna"),
    );
    const read = await readBy("reader", bytes);
    const share = openShare(bytes, keyOf("reader"), p);
    const [first] = read.envelopes.map(envelopeLine).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({ kind: "envelope", sequence: 1, session: 1, groups: ["distance", "condition"] });
    const [head, row, ...rest] = csvOf(read.envelopes).trimEnd().split("\r\n");
    expect(head).toBe("sequence,session,input,blockTime,time,fuelUsedCl,odometerHm,bus,unreadable");
    expect(row).toBe("1,1,1,2027-01-15T08:00:00Z,2027-01-15T06:00:00Z,900,10000,,");
    expect(rest).toHaveLength(5);
    expect(JSON.parse(lastLine(share, read))).toMatchObject({
      result: "PROVEN",
      envelopes: 2,
      absent: 0,
      forWhom: "reader",
    });
    expect(prose(share, read)).toContain("PROVEN: the car's device signed each envelope");
  });

  it("stands in its owner's list, beside the grants that the record has, until they are revoked", async () => {
    scene.drive(3);
    const grantee = p.p256PublicKey(keyOf("workshop"));
    const rights = { grantee, groups: 1, firstSequence: 2, lastSequence: FOREVER, untilUnixS: NOW + 90 * DAY_S };
    const identity = scene.operate(walletOf("Anna"), "grant", rights);
    const sinceUnixS = scene.node.state.timeUnixS;
    const { node, tiles } = waysOf("Anna");
    const list = async () => {
      const key = { curve: "secp256k1", privateKey: walletKeyOf("Anna") } as const;
      const car = await askOwnCar(context, node, scene.device.id, key);
      return sharesOf(context, car, givenShares(file), tiles);
    };
    const file = join(mkdtempSync(join(tmpdir(), "witness-shares-")), "anna.key.shares");
    const given: GivenShare = {
      identity: "ab".repeat(32),
      chainId: context.chainId,
      application: `0x${toHex(context.application)}`,
      car: toHex(scene.device.id),
      grantee: toHex(grantee),
      groups: ["distance"],
      fromUnixS: START,
      untilUnixS: day(3),
      firstSequence: 1,
      lastSequence: 3,
      envelopes: 3,
      issuedUnixS: NOW,
      expiresUnixS: NOW + DAY_S,
      purpose: "Audit",
      forWhom: "Zoé",
    };
    keepGiven(file, given);
    keepGiven(file, { ...given, car: "00".repeat(8) });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const named = toHex(identity.slice(0, 16));
    const before = await list();
    expect(before.shares).toEqual([given]);
    expect(before.grants).toEqual([
      {
        identity: named,
        grantee: toHex(grantee),
        groups: ["distance"],
        firstSequence: 2,
        lastSequence: FOREVER,
        sinceUnixS,
        untilUnixS: NOW + 90 * DAY_S,
      },
    ]);
    expect(linesOfShares(before, NOW + DAY_S)).toEqual([
      expect.stringMatching(
        new RegExp(`^grant ${named}: ${toHex(grantee)} reads distance of envelopes 2 to ${FOREVER} since`),
      ),
      expect.stringMatching(
        /^share .*: Zoé .* has distance of 3 envelopes from 1 to 3 since .* for Audit, .* which is over$/,
      ),
    ]);
    const answers = new Uint8Array(32);
    answers.set(identity.slice(0, 16));
    scene.operate(walletOf("Anna"), "revokeGrant", {}, { answers });
    expect((await list()).grants).toEqual([]);
  });
});
