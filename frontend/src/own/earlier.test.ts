/** What the browser of somebody comes to who sold a car: its own time, judged alone, also by a ticket that it kept. */
import { noble } from "@witness/protocol/crypto/noble";
import type { AskKeys } from "@witness/protocol/history/own-position";
import { ticketFor } from "@witness/protocol/tenure";
import { describe, expect, it } from "vitest";
import { JudgeError } from "../../../audit/src/judge/errors.ts";
import type { NodeReader } from "../../../audit/src/judge/node.ts";
import { ownerOf } from "../../../audit/src/judge/owner.ts";
import { demoting, ReadingScene, walletKeyOf } from "../../../audit/test/reading-scene.ts";
import { context } from "../../../dapp/test/world.ts";
import { keyHolder, passkeyOf, walletOf } from "../../../protocol/scripts/cases/operated.ts";
import { openedHistory } from "../evidence/proof.ts";
import { ownWords } from "../ui/own-words.ts";
import { judgeOwn } from "./judging.ts";
import { type KeptCar, memoryKept } from "./kept.ts";
import { signaturesHold } from "./signatures.ts";

const OWNERS = ["Anna", "Ben", "Carl", "Dora", "Emil", "Fay"] as const;
const ARCHIVE = "an archive";

/** As the worker does it for whoever is signed in. */
async function judge(
  scene: ReadingScene,
  name: string,
  kept: KeptCar,
  node: NodeReader = scene.node,
  account?: Uint8Array,
) {
  const { device, archive } = scene;
  const asker = ownerOf(context, node, walletKeyOf(name));
  const answer = await asker.history(device.id);
  const history = openedHistory(answer, device.id);
  if (!history) throw new Error("The answer opens what the history must come to.");
  const askKeys: AskKeys = async (query) => {
    try {
      const ticket = ticketFor(await kept.tickets(), { first: query.fromSequence, last: query.toSequence });
      return await asker.keys({ ...query, ticket });
    } catch (error) {
      if (error instanceof JudgeError && ["keys-none", "car-unknown"].includes(error.code)) return undefined;
      throw error;
    }
  };
  const isGivenRecord = async (): Promise<boolean> => {
    try {
      await asker.car(device.id);
      return true;
    } catch (error) {
      if (error instanceof JudgeError && error.code === "car-unknown") return false;
      throw error;
    }
  };
  const record = { ...history, owner: undefined, events: undefined };
  const { editions, tile } = archive;
  const settings = { context, provider: noble, deviceId: device.id, record, askKeys };
  return judgeOwn(settings, answer.proof.opening.fields, {
    archives: [{ name: ARCHIVE, editions, tile }],
    kept,
    account: account ?? asker.account,
    isGivenRecord,
    progress: () => {},
    pause: async () => {},
    verifyAll: signaturesHold,
  });
}

/** Everybody from one to another has sold, and the buyer has driven three days. */
function handOn(scene: ReadingScene, from: number, to: number): void {
  for (let place = from; place < to; place += 1) {
    scene.sell(OWNERS[place] ?? "", OWNERS[place + 1] ?? "");
    scene.drive(3);
  }
}

describe("an owner two hand-overs ago", () => {
  it("judges its own time alone, and is told for which time it speaks", async () => {
    const scene = new ReadingScene("Anna");
    scene.drive(40);
    const { judged } = await scene.judge(walletKeyOf("Anna"));
    handOn(scene, 0, 2);
    const kept = memoryKept();
    const outcome = await judge(scene, "Anna", kept);
    expect(outcome).toMatchObject({ result: "PARTIAL", envelopes: 46, closed: 6, judgement: undefined });
    expect(outcome.part).toMatchObject({ first: 1, last: 40, readings: 120, time: "ended" });
    expect(outcome.part?.judgement).toEqual(judged?.judgement);
    expect(outcome.history.points).not.toEqual([]);
    expect(ownWords(outcome).text).toContain("your time with the car, which ended with envelope no. 40");
    expect(await kept.tickets()).toMatchObject([{ first: 1, last: 40 }]);
    // From what is kept it comes to the same.
    expect((await judge(scene, "Anna", kept)).part).toEqual(outcome.part);
  });

  it("reads by the ticket that this browser kept when the record names its time no more", async () => {
    const scene = new ReadingScene("Anna");
    scene.drive(5);
    handOn(scene, 0, 1);
    const kept = memoryKept();
    await judge(scene, "Anna", kept);
    handOn(scene, 1, 5);
    const byTicket = await judge(scene, "Anna", kept);
    expect(byTicket).toMatchObject({ result: "PARTIAL", closed: 15, part: { first: 1, last: 5 } });
    const signedOut = await judge(scene, "Anna", memoryKept());
    expect(signedOut).toMatchObject({ result: "PARTIAL", closed: 20, part: undefined });
    expect(ownWords(signedOut).title).toBe("None of it is from your time with the car");
  });
});

describe("the owner now, of whom a node says that the car is somebody else's", () => {
  it.each([
    ["Anna", 0],
    ["Ben", 1],
  ])("is told that the node withholds: %s", async (name, sales) => {
    const scene = new ReadingScene("Anna");
    scene.drive(5);
    handOn(scene, 0, sales);
    scene.device.open();
    scene.drive(5);
    const kept = memoryKept();
    const outcome = await judge(scene, name, kept, demoting(scene));
    expect(outcome).toMatchObject({
      result: "DIFFERENCE",
      difference: { by: "node", code: "keys-withheld" },
      part: undefined,
    });
    expect(ownWords(outcome).text).toContain(
      "did not give the owner all that is the owner's by the car's record and history",
    );
    // What this browser kept tells whose the car is too.
    expect((await judge(scene, name, kept, demoting(scene))).difference).toEqual(outcome.difference);
  });

  it.each(
    (["claimed", "bought"] as const).flatMap((how) =>
      [walletOf("Dora"), keyHolder("Dora"), passkeyOf("Dora")].map((buyer) => [buyer.actor.form, how, buyer] as const),
    ),
  )("is known by a %s by which the car was %s: a node that denies it withholds", async (_, how, buyer) => {
    const scene = new ReadingScene(how === "bought" ? "Anna" : "");
    scene.drive(5);
    const { account } = buyer;
    const offer = how === "bought" ? scene.operate(walletOf("Anna"), "offer", { buyer: account }) : undefined;
    if (offer) scene.operate(buyer, "acceptOffer", {}, { answers: offer });
    else scene.operate(buyer, "claim");
    scene.device.open();
    scene.drive(5);
    const { difference } = await judge(scene, "Nobody", memoryKept(), scene.node, account);
    expect(difference).toEqual({ by: "node", code: "keys-withheld" });
  });

  it("is told to ask again when the car was bought while it was read", async () => {
    const scene = new ReadingScene("Anna");
    scene.drive(5);
    const outcome = await judge(scene, "Anna", memoryKept());
    expect(outcome).toMatchObject({ result: "DIFFERENCE", difference: { by: "node", code: "record-superseded" } });
  });
});
