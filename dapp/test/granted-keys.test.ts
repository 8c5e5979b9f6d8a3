/** Keys for somebody to whom the owner granted a part of a history: within the grant, while it lasts, and nothing beside. */
import { u32 } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeCarQuery, encodeCarsQuery, encodeQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it } from "vitest";
import { DAY_S, type KeySigner, keyHolder, passkeyOf } from "../../protocol/scripts/cases/operated.ts";
import { inspect } from "../src/inspect/inspect.ts";
import { about, KeysScene, replyKey } from "./keys-scene.ts";
import { context, drive, NOW, p, run } from "./world.ts";

const [anna, ben, grace, eve] = [keyHolder("Anna"), keyHolder("Ben"), keyHolder("Grace"), keyHolder("Eve")];
const [DISTANCE, CONDITION] = [1, 2];

/** Of both cars: envelopes 1 to 4 in session 1, 5 to 6 in session 2, all before anything is granted. */
let scene: KeysScene;

const granted = { grantee: grace.publicKey, groups: DISTANCE, firstSequence: 2, lastSequence: 3 };
const grant = (change: object = {}, by = anna): Uint8Array =>
  scene.act(by, "grant", { ...granted, untilUnixS: NOW + DAY_S, ...change });

beforeEach(() => {
  scene = new KeysScene(anna);
  for (const each of [scene.device, scene.other]) {
    scene.send(4, each);
    each.open();
    scene.send(2, each);
  }
});

describe("a grantee", () => {
  it("is given what the grant says: its envelopes, its groups, and no others", () => {
    expect(scene.ask(grace, about(scene.bodyOf(1)))).toBe("car-unknown");
    grant();
    const asked = about(scene.bodyOf(1), { groups: ["distance", "condition", "bus"] });
    expect(scene.ask(grace, asked)).toEqual({ fromSequence: 2, toSequence: 3, opens: { distance: [2, 3] } });
    expect(scene.ask(grace, { ...asked, fromSequence: 3 })).toEqual({
      fromSequence: 3,
      toSequence: 3,
      opens: { distance: [3] },
    });
  });

  it("is given nothing one envelope outside the grant, of another group, or of another session", () => {
    grant();
    const inGrant = about(scene.bodyOf(1));
    expect(scene.ask(grace, { ...inGrant, fromSequence: 1, toSequence: 1 })).toBe("keys-none");
    expect(scene.ask(grace, { ...inGrant, fromSequence: 4, toSequence: 4 })).toBe("keys-none");
    expect(scene.ask(grace, { ...inGrant, groups: ["condition", "bus"] })).toBe("keys-none");
    expect(scene.ask(grace, about(scene.bodyOf(5)))).toBe("keys-none");
  });

  it("is given nothing with the opening of another session or another car", () => {
    grant({ firstSequence: 1, lastSequence: 9 });
    const { opening } = scene.bodyOf(5);
    const strangers = scene.bodyOf(1, scene.other);
    for (const lie of [
      about(scene.bodyOf(1), opening ? { opening } : {}),
      about(strangers, { deviceId: scene.device.id }),
      about(scene.bodyOf(5), { firstSequence: 1 }),
    ]) {
      // It gets nodes that look like any: of another key, so they open nothing that was sealed.
      expect(scene.ask(grace, lie)).toMatchObject({ fromSequence: 1 });
      expect(scene.leafOf(grace, lie)).not.toEqual(scene.leafOf(anna, about(scene.bodyOf(1))));
      expect(scene.leafOf(grace, lie)).not.toEqual(scene.leafOf(anna, about(strangers)));
    }
    expect(scene.leafOf(grace, about(scene.bodyOf(1)))).toEqual(
      scene.leafOf(anna, about(scene.bodyOf(1), { toSequence: 6 })),
    );
    // The other car is granted to nobody.
    expect(scene.ask(grace, about(strangers))).toBe("car-unknown");
  });

  it("has the right alone: neither another key, nor the same key as a passkey, nor somebody else's signature", () => {
    grant();
    expect(scene.ask(eve, about(scene.bodyOf(1)))).toBe("car-unknown");
    expect(scene.ask(eve, about(scene.bodyOf(1)), () => ({ asker: grace.actor }))).toBe("query-unauthorised");
    const blind = passkeyOf("Grace");
    grant({ grantee: blind.actor.publicKey });
    expect(scene.ask(blind, about(scene.bodyOf(1)))).toBe("car-unknown");
  });

  it("asks by a key of the browser that it permitted, while the permission lasts", () => {
    grant();
    const browser = keyHolder("browser");
    const permitted = (by: KeySigner, validUntilUnixS: number) => () => {
      const parts = [preamble("permission", context), browser.publicKey, u32(validUntilUnixS)];
      const authorisation = { browserKey: browser.publicKey, validUntilUnixS, signature: by.signOver(parts, p) };
      return { asker: grace.actor, authorisation };
    };
    expect(scene.ask(browser, about(scene.bodyOf(1)), permitted(grace, NOW + 60))).toMatchObject({ toSequence: 3 });
    expect(scene.ask(browser, about(scene.bodyOf(1)), permitted(grace, NOW - 1))).toBe("authorisation-expired");
    expect(scene.ask(browser, about(scene.bodyOf(1)), permitted(eve, NOW + 60))).toBe("query-unauthorised");
  });

  it("is told nothing above the head, and what comes later within the grant once it is there", () => {
    grant({ firstSequence: 6, lastSequence: 8 });
    expect(scene.ask(grace, about(scene.bodyOf(5)))).toMatchObject({ toSequence: 6, opens: { distance: [6] } });
    scene.send(3);
    expect(scene.ask(grace, about(scene.bodyOf(5)))).toMatchObject({ toSequence: 8, opens: { distance: [6, 7, 8] } });
  });

  it("with several grants has the newest that gives something", () => {
    grant({ firstSequence: 1, lastSequence: 2 });
    grant({ groups: CONDITION, firstSequence: 2, lastSequence: 4 });
    const both = about(scene.bodyOf(1), { groups: ["distance", "condition"] });
    expect(scene.ask(grace, both)).toMatchObject({ opens: { condition: [2, 3, 4] } });
    expect(scene.ask(grace, about(scene.bodyOf(1)))).toMatchObject({ opens: { distance: [1, 2] } });
    expect(scene.ask(grace, { ...both, toSequence: 1 })).toMatchObject({ opens: { distance: [1] } });
  });

  it("is given keys and nothing else: no answer about the car, and no list of cars", () => {
    grant({ firstSequence: 1, lastSequence: 9, groups: 7 });
    const car = encodeCarQuery({ deviceId: scene.device.id, replyKey });
    const cars = encodeCarsQuery({ owner: anna.account, replyKey });
    const codeOf = (kind: "car" | "cars", query: Uint8Array) => {
      const signature = grace.signOver([preamble("query", context), query], p);
      const signed = { kind, query, asker: grace.actor, signature } as const;
      const answer = decodeAnswer(inspect(scene.state, encodeQuery({ kind: "signed", signed })));
      return answer.kind === "none" ? answer.code : answer.kind;
    };
    expect([codeOf("car", car), codeOf("cars", cars)]).toEqual(["car-unknown", "query-unauthorised"]);
  });
});

describe("a grant ends", () => {
  it("with its time", () => {
    grant({ untilUnixS: NOW + 60 });
    scene.post({ runs: [run(scene.other.send(drive(1)))] }, NOW + 59);
    expect(scene.ask(grace, about(scene.bodyOf(1)))).toMatchObject({ toSequence: 3 });
    scene.post({ runs: [run(scene.other.send(drive(1)))] }, NOW + 60);
    expect(scene.ask(grace, about(scene.bodyOf(1)))).toBe("car-unknown");
  });

  it("when the owner revokes it, and the other one stays", () => {
    const answers = grant();
    grant({ grantee: eve.publicKey });
    scene.act(anna, "revokeGrant", {}, { answers });
    expect(scene.ask(grace, about(scene.bodyOf(1)))).toBe("car-unknown");
    expect(scene.ask(eve, about(scene.bodyOf(1)))).toMatchObject({ toSequence: 3 });
  });

  it("with the owner's tenure, whatever it named: the buyer's envelopes were never the seller's to grant", () => {
    grant({ firstSequence: 1, lastSequence: 2 ** 32 - 1, groups: 7 });
    const answers = scene.act(anna, "offer", { buyer: ben.account });
    expect(scene.ask(grace, about(scene.bodyOf(1)))).toMatchObject({ toSequence: 6 });
    scene.act(ben, "acceptOffer", {}, { answers });
    scene.device.open();
    scene.send(2);
    for (const first of [scene.bodyOf(1), scene.bodyOf(5), scene.bodyOf(7)])
      expect(scene.ask(grace, about(first))).toBe("car-unknown");
    // The buyer's grant begins with the buyer's tenure.
    grant({ firstSequence: 7, lastSequence: 9 }, ben);
    expect(scene.ask(grace, about(scene.bodyOf(7)))).toMatchObject({ fromSequence: 7, opens: { distance: [7, 8] } });
    for (const first of [scene.bodyOf(1), scene.bodyOf(5)]) expect(scene.ask(grace, about(first))).toBe("keys-none");
    expect(scene.leafOf(grace, about(scene.bodyOf(7)))).toEqual(scene.leafOf(ben, about(scene.bodyOf(7))));
  });
});
