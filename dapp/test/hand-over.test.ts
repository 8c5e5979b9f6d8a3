/** What a seller tries for after the sale: keys of what the buyer's device sealed (docs/security.md). */
import { beforeEach, describe, expect, it } from "vitest";
import { afterLoss } from "../../device/src/head.ts";
import { DAY_S, keyHolder } from "../../protocol/scripts/cases/operated.ts";
import { about, KeysScene } from "./keys-scene.ts";
import { NOW, p } from "./world.ts";

const [seller, buyer, friend] = [keyHolder("Seller"), keyHolder("Buyer"), keyHolder("Friend")];
let scene: KeysScene;

/** The device answers the buyer now; the acceptance is not in a block. */
function answered(answers: Uint8Array) {
  const operation = scene.signed(buyer, "acceptOffer", {}, { answers });
  scene.device.open();
  return operation;
}
const identityOf = ({ message }: ReturnType<typeof answered>) => p.sha256(message);
const codeOf = (operation: ReturnType<typeof answered>, timeUnixS?: number) =>
  scene.post({ operations: [operation] }, timeUnixS).operationCodes?.[0];

beforeEach(() => {
  scene = new KeysScene(seller);
  scene.send(3);
});

describe("between the device's answer and the acceptance in a block", () => {
  it("neither seller nor its grantee is given keys of what the device seals; then they are the buyer's", () => {
    scene.act(seller, "grant", {
      grantee: friend.publicKey,
      groups: 7,
      firstSequence: 1,
      lastSequence: 2 ** 32 - 1,
      untilUnixS: NOW + 30 * DAY_S,
    });
    const accepted = answered(scene.act(seller, "offer", { buyer: buyer.account }));
    scene.send(2);
    const behind = about(scene.bodyOf(4));
    for (const asker of [seller, friend]) {
      expect(scene.ask(asker, behind)).toBe("keys-none");
      // What was sealed before the offer is told as ever.
      expect(scene.ask(asker, about(scene.bodyOf(1)))).toMatchObject({ fromSequence: 1 });
    }
    expect(codeOf(accepted)).toBe("admitted");
    expect(scene.ask(buyer, behind)).toMatchObject({ fromSequence: 4, toSequence: 5 });
    expect(scene.ask(seller, behind)).toBe("keys-none");
    expect(scene.ask(friend, behind)).toBe("car-unknown");
  });

  it.each([
    ["withdrawn", (offer: Uint8Array) => void scene.act(seller, "withdrawOffer", {}, { answers: offer })],
    ["over", () => void scene.post({ registrations: [scene.other.registration()] }, NOW + 31 * DAY_S + 1)],
  ])("they are the owner's again when the offer is %s, and nobody accepts it then", (_, end) => {
    const offer = scene.act(seller, "offer", { buyer: buyer.account });
    const accepted = answered(offer);
    scene.send(2);
    end(offer);
    expect(scene.ask(seller, about(scene.bodyOf(4)))).toMatchObject({ fromSequence: 4, toSequence: 5 });
    expect(codeOf(accepted)).not.toBe("admitted");
  });

  it("an answer that the device gave before the offer does not count: the seller has keys of what came behind it", () => {
    const offer = scene.signed(seller, "offer", { buyer: buyer.account });
    const early = answered(identityOf(offer));
    scene.send(1);
    expect(codeOf(offer)).toBe("admitted");
    expect(codeOf(early)).toBe("pairing-invalid");
    expect(codeOf(answered(identityOf(offer)))).toBe("admitted");
  });
});

describe("a device that loses its storage after the sale, of which a relay kept much back", () => {
  it("seals for the buyer, also below the border", () => {
    const head = { sequence: 3, link: scene.device.link, session: scene.device.session };
    // Two thousand envelopes of two sessions wait at the relay.
    scene.device.open();
    scene.device.sequence = 2_000;
    const offer = scene.act(seller, "offer", { buyer: buyer.account });
    const border = { sequence: 2_000, link: new Uint8Array(32).fill(1), nextSession: scene.device.session + 1 };
    scene.act(buyer, "acceptOffer", {}, { answers: offer, statement: border });
    const { sequence, session, skip } = afterLoss(head);
    scene.device.link = head.link;
    scene.device.session = session;
    scene.device.sequence = sequence;
    scene.device.open(skip);
    scene.send(2);
    const body = scene.bodyOf(4);
    expect([body.sequence, body.sequence < 2_000]).toEqual([1_028, true]);
    expect(scene.ask(seller, about(body))).toBe("keys-none");
    expect(scene.ask(buyer, about(body))).toMatchObject({ fromSequence: 1_028, toSequence: 1_029 });
  });
});
