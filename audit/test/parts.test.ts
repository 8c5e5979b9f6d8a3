/** Who does not own a car now judges what it may read of it: an owner of an earlier time, and whom a grant was given. */
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import type { Judgement } from "@witness/protocol/judge/judgement";
import { TICKET_BYTES } from "@witness/protocol/tenure";
import { decodeKeysQuery } from "@witness/protocol/wire/keys";
import { decodeQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it } from "vitest";
import { context, keyOf, p } from "../../dapp/test/world.ts";
import { walletOf } from "../../protocol/scripts/cases/operated.ts";
import { lastLine, prose } from "../src/judge/conclusion.ts";
import type { Judged } from "../src/judge/judge.ts";
import type { NodeReader } from "../src/judge/node.ts";
import { openTickets, ticketsFileOf } from "../src/judge/tickets.ts";
import { ReadingScene, walletKeyOf } from "./reading-scene.ts";

const OWNERS = ["Anna", "Ben", "Carl", "Dora", "Emil", "Fay"] as const;
const DISTANCE = 1;
const CONDITION = 2;
const LAST = 2 ** 32 - 1;

let scene: ReadingScene;
let keyFile: string;
const ticketsOf = (file = keyFile) => openTickets(ticketsFileOf(file), context);
const said = (judged: Judged): string => prose(judged, toHex(scene.device.id));

beforeEach(() => {
  scene = new ReadingScene("Anna");
  keyFile = join(mkdtempSync(join(tmpdir(), "witness-tickets-")), "anna.key");
});

/** Everybody up to somebody has driven for 40 days and sold. */
function handOn(...names: readonly (typeof OWNERS)[number][]): void {
  for (const name of names) {
    const buyer = OWNERS[OWNERS.indexOf(name) + 1];
    if (!buyer) throw new Error(`${name} is the last.`);
    scene.sell(name, buyer);
    scene.drive(3);
  }
}

describe("an owner of an earlier time", () => {
  let asOwner: Judgement | undefined;

  beforeEach(async () => {
    scene.drive(40);
    const { result, judged } = await scene.judge(walletKeyOf("Anna"));
    expect(result).toBe("EQUAL");
    asOwner = judged?.judgement;
  });

  it("two hand-overs later comes to what it came to as the owner, and is told for which time that speaks", async () => {
    handOn("Anna", "Ben");
    const judged = await scene.judge(walletKeyOf("Anna"), { tickets: ticketsOf() });
    expect(judged).toMatchObject({ result: "PARTIAL", difference: undefined, judged: undefined, car: undefined });
    expect(judged.standing).toMatchObject({ kind: "accepted", isNewest: true });
    expect(judged.read).toMatchObject({ envelopes: 46, closed: 6, withheld: 0 });
    expect(judged.part).toMatchObject({ first: 1, last: 40, judged: { readings: 120, judgement: asOwner } });
    expect(said(judged)).toContain(
      "Speaks for      envelopes 1 to 40 alone: your time with the car, which ended with envelope 40",
    );
    expect(said(judged)).toContain("PARTIAL: the history is the proven one");
    const last = JSON.parse(lastLine(judged, "", undefined));
    expect(last).toMatchObject({ result: "PARTIAL", opened: 40, closed: 6, part: { first: 1, last: 40 } });
    const file = ticketsFileOf(keyFile);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(1);
  });

  it("before the four that the record keeps reads by the ticket that it kept, and is a stranger without", async () => {
    handOn("Anna");
    await scene.judge(walletKeyOf("Anna"), { tickets: ticketsOf() });
    handOn("Ben", "Carl", "Dora", "Emil");
    await expect(scene.judge(walletKeyOf("Anna"))).rejects.toMatchObject({ code: "car-unknown" });
    const { part, read } = await scene.judge(walletKeyOf("Anna"), { tickets: ticketsOf() });
    expect(part).toMatchObject({ first: 1, last: 40, judged: { judgement: asOwner } });
    expect(read).toMatchObject({ envelopes: 55, closed: 15 });
    // The ticket is Anna's: nobody else reads by it.
    const stolen = scene.judge(walletKeyOf("Eve"), { tickets: ticketsOf() });
    await expect(stolen).rejects.toMatchObject({ code: "car-unknown" });
  });

  it("who has the car again reads both times, and each is judged alone", async () => {
    handOn("Anna");
    scene.sell("Ben", "Anna");
    scene.drive(10);
    const tickets = ticketsOf();
    const judged = await scene.judge(walletKeyOf("Anna"), { tickets });
    expect(judged).toMatchObject({ result: "PARTIAL", part: { first: 44, last: 53 } });
    expect(judged.read).toMatchObject({ closed: 3, withheld: 0 });
    expect(said(judged)).toContain("envelopes 44 to 53 alone: your time with the car until now");
    expect(tickets.of(scene.device.id)).toMatchObject([{ first: 1, last: 40 }]);
  });

  it("is told when the node keeps keys of that time back", async () => {
    handOn("Anna");
    const withholding = (session: number): NodeReader => ({
      findNotice: scene.node.findNotice,
      ask: async (bytes) => {
        const query = decodeQuery(bytes);
        const isKept = query.kind === "signed" && query.signed.kind === "keys";
        if (isKept && decodeKeysQuery(query.signed.query).session === session) {
          return { kind: "none", code: "keys-none" };
        }
        return scene.node.ask(bytes);
      },
    });
    for (const session of [1, 2]) {
      const judged = await scene.judge(walletKeyOf("Anna"), { node: withholding(session) });
      expect(judged).toMatchObject({ result: "DIFFERENCE", difference: { by: "node", code: "keys-withheld" } });
    }
  });

  it("given a file of tickets that cannot be read, is told so, and loses none", async () => {
    handOn("Anna");
    const file = ticketsFileOf(keyFile);
    for (const text of ["{", '{"chainId":1}\n', "[]\n"]) {
      writeFileSync(file, text);
      const asked = scene.judge(walletKeyOf("Anna"), { tickets: ticketsOf() });
      await expect(asked).rejects.toMatchObject({ code: "tickets-unusable" });
      expect(readFileSync(file, "utf8")).toBe(text);
    }
  });

  it("keeps tickets of other cars and applications beside those of this one", async () => {
    const elsewhere = openTickets(ticketsFileOf(keyFile), { ...context, chainId: 1 });
    const mac = new Uint8Array(TICKET_BYTES).fill(1);
    elsewhere.keep(scene.device.id, [{ first: 1, last: 40, mac }]);
    const other = new Uint8Array(8);
    ticketsOf().keep(other, [{ first: 2, last: 3, mac }]);
    handOn("Anna");
    await scene.judge(walletKeyOf("Anna"), { tickets: ticketsOf() });
    expect(elsewhere.of(scene.device.id)).toEqual([{ first: 1, last: 40, mac }]);
    expect(ticketsOf().of(other)).toEqual([{ first: 2, last: 3, mac }]);
    expect(ticketsOf().of(scene.device.id)).toHaveLength(1);
    chmodSync(ticketsFileOf(keyFile), 0o400);
    // Nothing new is handed out, so nothing is written.
    await scene.judge(walletKeyOf("Anna"), { tickets: ticketsOf() });
  });
});

describe("whom a grant was given", () => {
  const key = keyOf("Grace");
  const asGrace = { curve: "p256" } as const;
  const grant = (change: object = {}, by = "Anna"): Uint8Array =>
    scene.operate(walletOf(by), "grant", {
      grantee: p.p256PublicKey(key),
      groups: DISTANCE,
      firstSequence: 11,
      lastSequence: LAST,
      untilUnixS: LAST,
      ...change,
    });

  beforeEach(() => scene.drive(50));

  it("judges the granted envelopes alone, by the granted groups, and is told so", async () => {
    grant({ lastSequence: 45 });
    const judged = await scene.judge(key, asGrace);
    expect(judged).toMatchObject({ result: "PARTIAL", part: { first: 11, last: 45 } });
    expect(judged.read).toMatchObject({ envelopes: 50, closed: 15, withheld: 0 });
    // The groups that were not granted say nothing against the car.
    expect(judged.part?.judged).toMatchObject({ readings: 105, unreadable: 0, judgement: { verdict: "logical" } });
    expect(judged.part?.judged.judgement.reasons).toEqual([]);
    expect(said(judged)).toContain("Speaks for      envelopes 11 to 45 alone: what you were granted");
  });

  it("of a group without distances opens it, and judges nothing", async () => {
    grant({ groups: CONDITION });
    const judged = await scene.judge(key, asGrace);
    expect(judged).toMatchObject({ part: { first: 11, last: 50, judged: { readings: 0, unreadable: 0 } } });
    expect(said(judged)).toContain("Readings        none with a distance");
  });

  it("reads nothing once the owner revokes it, or its time is over", async () => {
    const answers = grant();
    expect(await scene.judge(key, asGrace)).toMatchObject({ part: { last: 50 } });
    scene.operate(walletOf("Anna"), "revokeGrant", {}, { answers });
    await expect(scene.judge(key, asGrace)).rejects.toMatchObject({ code: "car-unknown" });
    grant({ untilUnixS: scene.node.state.timeUnixS + 3_600 });
    expect(await scene.judge(key, asGrace)).toMatchObject({ part: { first: 11 } });
    scene.drive(1);
    await expect(scene.judge(key, asGrace)).rejects.toMatchObject({ code: "car-unknown" });
  });

  it("of the seller reads nothing after the hand-over, and of the buyer what the buyer grants", async () => {
    grant();
    handOn("Anna");
    await expect(scene.judge(key, asGrace)).rejects.toMatchObject({ code: "car-unknown" });
    grant({ firstSequence: 51 }, "Ben");
    const judged = await scene.judge(key, asGrace);
    expect(judged).toMatchObject({ part: { first: 51, last: 53 }, read: { closed: 50 } });
  });

  it("has no right by the same number as a wallet's key", async () => {
    grant();
    await expect(scene.judge(key)).rejects.toMatchObject({ code: "car-unknown" });
  });
});
