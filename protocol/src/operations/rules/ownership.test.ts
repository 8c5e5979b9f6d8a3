/** Who comes to own a car, and who does not: each attack leaves the state as it was. */
import { beforeEach, describe, expect, it } from "vitest";
import { DAY_S, keyHolder, maker, passkeyOf, Scene, type Signer, walletOf } from "../../../scripts/cases/operated.ts";
import { context, other, seed } from "../../../scripts/cases/world.ts";
import { concat } from "../../bytes.ts";
import { native } from "../../crypto/native.ts";
import { recentLinks } from "../../hash-chain.ts";
import { derivePrivateKey } from "../../hpke.ts";
import { isOwnedBy } from "../holding.ts";
import { decodeOperation, operationIdentity } from "../operation.ts";
import type { SignedOperation } from "../signed.ts";
import { handedOver } from "./ownership.ts";

const [anna, ben, eve] = [walletOf("Anna"), walletOf("Ben"), walletOf("Eve")];
const annasPasskey = passkeyOf("Anna");
const annasKey = keyHolder("Anna");
const stolen = derivePrivateKey(seed("another device"), native);

let scene: Scene;
beforeEach(() => {
  scene = new Scene(native);
  scene.drive(3);
});

/** Takes something that must be refused. Returns its code. */
function refused(signed: SignedOperation, where = scene): string {
  const before = where.record;
  const globals = where.globals;
  const { code } = where.take(signed);
  expect(where.record).toBe(before);
  expect(where.globals).toBe(globals);
  return code;
}

describe("a claim", () => {
  it.each([
    ["a wallet", anna],
    ["a key", annasKey],
    ["a passkey", annasPasskey],
  ])("by %s with the device's answer begins the first tenure behind the border", (_, owner) => {
    scene.act(owner, "claim");
    expect(scene.holding).toMatchObject({ tenure: 1, pairingCounter: 1 });
    expect(scene.holding.tenures).toEqual([
      { owner: owner.account, firstSequence: 4, firstTimeUnixS: scene.timeUnixS, firstSession: 2 },
    ]);
  });

  it("of two who race, the first has the car", () => {
    const [first, second] = [scene.signed(anna, "claim"), scene.signed(ben, "claim")];
    expect(scene.take(first).code).toBe("admitted");
    expect(refused(second)).toBe("tenure-changed");
    expect(refused(scene.signed(ben, "claim"))).toBe("car-owned");
    expect(isOwnedBy(scene.holding, anna.account)).toBe(true);
  });

  it("is refused without this device's answer to this very operation", () => {
    expect(refused(scene.signed(anna, "claim", {}, { deviceKey: stolen }))).toBe("pairing-invalid");
    const annas = scene.signed(anna, "claim");
    const field = annas.message.slice(-108);
    // Eve reads the answer in the mempool and signs around it.
    const eves = scene.signed(eve, "claim");
    const message = concat(eves.message.slice(0, -108), field);
    expect(refused({ message, signature: eve.sign(message, context, native) })).toBe("pairing-invalid");
  });

  it("is refused for another device, application, counter or time", () => {
    expect(refused(scene.signed(anna, "claim", {}, { device: seed("device").slice(0, 8) }))).toBe("device-unknown");
    const answered = scene.signed(anna, "claim");
    const foreign = anna.sign(answered.message, other, native);
    expect(refused({ ...answered, signature: foreign })).toBe("signature-invalid");
    expect(refused(scene.signed(anna, "claim", {}, { at: other }))).toBe("pairing-invalid");
    expect(refused(scene.signed(anna, "claim", {}, { counter: 2 }))).toBe("operation-gap");
    expect(refused(scene.signed(anna, "claim", {}, { counter: 0 }))).toBe("operation-replayed");
    const { timeUnixS } = scene;
    expect(refused(scene.signed(anna, "claim", {}, { expiresUnixS: timeUnixS - 1 }))).toBe("operation-expired");
    const late = { expiresUnixS: timeUnixS + 31 * DAY_S + 1 };
    expect(refused(scene.signed(anna, "claim", {}, late))).toBe("operation-too-long");
    expect(refused({ ...answered, signature: ben.sign(answered.message, context, native) })).toBe("signature-invalid");
    expect(refused({ message: answered.message.slice(1), signature: answered.signature })).toBe("malformed");
  });

  it("is not needed where the maker named the first owner", () => {
    scene = new Scene(native, anna.account);
    expect(scene.holding.tenures[0]).toMatchObject({ owner: anna.account, firstSequence: 1 });
    expect(refused(scene.signed(eve, "claim"))).toBe("car-owned");
    scene.act(anna, "publish", { isPublic: 1 });
  });
});

describe("a passkey", () => {
  it("is another owner than the same key plain, or at another relying party", () => {
    scene.act(annasPasskey, "claim");
    const elsewhere = passkeyOf("Anna", native.sha256(new Uint8Array()));
    expect(refused(scene.signed(elsewhere, "publish", { isPublic: 1 }, { counter: 1 }))).toBe("actor-unauthorised");
    const phished = passkeyOf("Anna", undefined, "https://witness.example.org");
    expect(refused(scene.signed(phished, "publish", { isPublic: 1 }))).toBe("signature-invalid");
    scene.act(annasPasskey, "publish", { isPublic: 1 });
  });

  it("signs blind, so its offer waits a day in which it is withdrawn", () => {
    scene.act(annasPasskey, "claim");
    const answers = scene.act(
      annasPasskey,
      "offer",
      { buyer: eve.account },
      { expiresUnixS: scene.timeUnixS + 3 * DAY_S },
    );
    scene.timeUnixS += DAY_S - 1;
    expect(refused(scene.signed(eve, "acceptOffer", {}, { answers }))).toBe("offer-waits");
    scene.act(annasPasskey, "withdrawOffer", {}, { answers });
    scene.timeUnixS += 2;
    expect(refused(scene.signed(eve, "acceptOffer", {}, { answers }))).toBe("offer-unknown");
    const again = scene.act(
      annasPasskey,
      "offer",
      { buyer: ben.account },
      { expiresUnixS: scene.timeUnixS + 3 * DAY_S },
    );
    scene.timeUnixS += DAY_S;
    scene.act(ben, "acceptOffer", {}, { answers: again });
    expect(isOwnedBy(scene.holding, ben.account)).toBe(true);
  });
});

it("shows a car since its owner said so first, and takes no word but yes or no", () => {
  scene.act(anna, "claim");
  const sinceUnixS = scene.timeUnixS;
  scene.act(anna, "publish", { isPublic: 1 });
  scene.timeUnixS += DAY_S;
  scene.act(anna, "publish", { isPublic: 1 });
  expect(scene.holding).toMatchObject({ isPublic: 1, publicSinceUnixS: sinceUnixS });
  expect(refused(scene.signed(anna, "publish", { isPublic: 2 }))).toBe("malformed");
  scene.act(anna, "publish", { isPublic: 0 });
  expect(scene.holding).toMatchObject({ isPublic: 0, publicSinceUnixS: sinceUnixS + DAY_S });
});

describe("a hand-over", () => {
  let answers: Uint8Array;
  beforeEach(() => {
    scene.act(anna, "claim");
    scene.drive(4);
    answers = scene.act(anna, "offer", { buyer: ben.account });
  });

  it("gives the buyer what comes behind the border, and ends what the seller gave away", () => {
    const grantee = annasKey.publicKey;
    const untilUnixS = scene.timeUnixS + DAY_S;
    scene.act(anna, "grant", { grantee, groups: 1, firstSequence: 4, lastSequence: 90, untilUnixS });
    scene.act(anna, "publish", { isPublic: 1 });
    scene.act(anna, "setPolicy", { cosigned: 1 });
    scene.act(ben, "acceptOffer", {}, { answers });
    expect(scene.holding).toMatchObject({
      tenure: 2,
      grants: [],
      offer: [],
      isPublic: 0,
      cosigned: 0,
      ownerCounter: 0,
    });
    expect(scene.holding.tenures.map(({ owner, firstSequence }) => [owner, firstSequence])).toEqual([
      [anna.account, 4],
      [ben.account, 8],
    ]);
    expect(refused(scene.signed(anna, "publish", { isPublic: 1 }))).toBe("actor-unauthorised");
    expect(refused(scene.signed(anna, "offer", { buyer: eve.account }))).toBe("actor-unauthorised");
    scene.act(ben, "publish", { isPublic: 1 });
  });

  it("is for the buyer alone, of this offer alone, once", () => {
    expect(refused(scene.signed(eve, "acceptOffer", {}, { answers }))).toBe("offer-unknown");
    expect(refused(scene.signed(ben, "acceptOffer", {}, { answers: seed("another offer") }))).toBe("offer-unknown");
    const accepted = scene.signed(ben, "acceptOffer", {}, { answers });
    expect(scene.take(accepted).code).toBe("admitted");
    expect(refused(accepted)).toBe("tenure-changed");
    expect(refused(scene.signed(ben, "acceptOffer", {}, { answers }))).toBe("offer-unknown");
  });

  it("does not serve another car or application", () => {
    const accepted = scene.signed(ben, "acceptOffer", {}, { answers });
    const another = new Scene(native, anna.account, "another car");
    another.act(anna, "offer", { buyer: ben.account });
    expect(another.code(ben, "acceptOffer", {}, { answers })).toBe("offer-unknown");
    expect(another.take(accepted).code).toBe("device-unknown");
    const { deviceKey } = another;
    expect(refused(scene.signed(ben, "acceptOffer", {}, { answers, deviceKey }))).toBe("pairing-invalid");
    expect(refused(scene.signed(ben, "acceptOffer", {}, { answers, at: other }))).toBe("pairing-invalid");
    expect(refused({ ...accepted, signature: ben.sign(accepted.message, other, native) })).toBe("signature-invalid");
    expect(refused(scene.signed(ben, "acceptOffer", {}, { answers, device: seed("d").slice(0, 8) }))).toBe(
      "device-unknown",
    );
  });

  it("ends with the offer's time, and either may withdraw", () => {
    scene.act(ben, "withdrawOffer", {}, { answers });
    expect(refused(scene.signed(ben, "acceptOffer", {}, { answers }))).toBe("offer-unknown");
    const second = scene.act(anna, "offer", { buyer: ben.account });
    expect(refused(scene.signed(anna, "offer", { buyer: eve.account }))).toBe("offer-open");
    expect(refused(scene.signed(eve, "withdrawOffer", {}, { answers: second }))).toBe("actor-unauthorised");
    scene.act(anna, "withdrawOffer", {}, { answers: second });
    const third = scene.act(anna, "offer", { buyer: ben.account });
    scene.timeUnixS += DAY_S + 1;
    expect(refused(scene.signed(ben, "acceptOffer", {}, { answers: third }))).toBe("offer-unknown");
    scene.act(anna, "offer", { buyer: eve.account });
  });

  it("of an offer that is replayed does not come about", () => {
    const offer = scene.signed(anna, "offer", { buyer: ben.account }, { counter: 1 });
    expect(operationIdentity(offer.message, native)).toEqual(answers);
    scene.act(anna, "withdrawOffer", {}, { answers });
    expect(refused(offer)).toBe("operation-replayed");
    expect(refused(scene.signed(anna, "offer", { buyer: anna.account }))).toBe("car-owned");
  });

  it("leaves late envelopes of the seller with the seller: the border is the device's word", () => {
    scene.act(ben, "acceptOffer", {}, { answers, statement: { sequence: 40, link: seed("head in the car") } });
    expect(scene.holding.tenures.at(-1)).toMatchObject({ owner: ben.account, firstSequence: 41 });
  });

  it("gives nobody what came before the seller, whoever has the device's key", () => {
    scene.act(ben, "acceptOffer", {}, { answers });
    const again = scene.act(ben, "offer", { buyer: eve.account });
    const { chain } = scene.record;
    const before = recentLinks(chain).find(({ sequence }) => sequence + 1 === chain.firstSequence);
    expect(before?.sequence).toBe(3);
    const statement = { ...before, nextSession: chain.session };
    expect(refused(scene.signed(eve, "acceptOffer", {}, { answers: again, statement }))).toBe("pairing-invalid");
    scene.act(eve, "acceptOffer", {}, { answers: again });
    expect(scene.holding.tenures.at(-1)).toMatchObject({ owner: eve.account, firstSequence: 8 });
  });

  it("keeps four tenures, and counts them all", () => {
    let owner = anna;
    for (let made = 0; made < 6; made += 1) {
      const next = walletOf(`buyer ${made}`);
      const [open] = scene.holding.offer;
      if (open) scene.act(owner, "withdrawOffer", {}, { answers: open.identity });
      const offered = scene.act(owner, "offer", { buyer: next.account });
      scene.act(next, "acceptOffer", {}, { answers: offered });
      scene.drive(2);
      owner = next;
    }
    expect(scene.holding.tenure).toBe(7);
    expect(scene.holding.tenures.length).toBe(4);
    expect(isOwnedBy(scene.holding, owner.account)).toBe(true);
  });
});

describe.each<[string, (name: string) => Signer]>([
  ["a wallet", walletOf],
  ["a P-256 key", keyHolder],
  ["a passkey", (name) => passkeyOf(name)],
])("owners with %s each", (_, personOf) => {
  const [seller, buyer, thief] = [personOf("Anna"), personOf("Ben"), personOf("Eve")];
  const untilUnixS = () => ({ expiresUnixS: scene.timeUnixS + 3 * DAY_S });

  /** The seller claims the car and offers it to the buyer, who may accept now. Returns the offer's identity. */
  function offered(where = scene): Uint8Array {
    where.act(seller, "claim");
    where.drive(4);
    const answers = where.act(seller, "offer", { buyer: buyer.account }, untilUnixS());
    // The offer of a passkey waits a day.
    where.timeUnixS += DAY_S;
    return answers;
  }

  it("of two who race, the first has the car, and the second changes nothing", () => {
    const [first, second] = [scene.signed(seller, "claim"), scene.signed(thief, "claim")];
    expect(scene.take(first).code).toBe("admitted");
    expect(refused(second)).toBe("tenure-changed");
    expect(refused(scene.signed(thief, "claim"))).toBe("car-owned");
    expect(isOwnedBy(scene.holding, seller.account)).toBe(true);
  });

  it("an offer that is replayed changes nothing", () => {
    scene.act(seller, "claim");
    const offer = scene.signed(seller, "offer", { buyer: buyer.account }, untilUnixS());
    expect(scene.take(offer).code).toBe("admitted");
    expect(refused(offer)).toBe("operation-replayed");
    scene.act(seller, "withdrawOffer", {}, { answers: operationIdentity(offer.message, native) });
    expect(refused(offer)).toBe("operation-replayed");
    expect(scene.holding.offer).toEqual([]);
  });

  it("an acceptance for another car, by somebody else, or a second time changes nothing", () => {
    const answers = offered();
    const another = new Scene(native, undefined, "another car");
    another.drive(3);
    offered(another);
    const accepted = scene.signed(buyer, "acceptOffer", {}, { answers });
    expect(refused(accepted, another)).toBe("device-unknown");
    expect(refused(another.signed(buyer, "acceptOffer", {}, { answers }), another)).toBe("offer-unknown");
    const { deviceKey } = another;
    expect(refused(scene.signed(buyer, "acceptOffer", {}, { answers, deviceKey }))).toBe("pairing-invalid");
    expect(refused(scene.signed(thief, "acceptOffer", {}, { answers }))).toBe("offer-unknown");
    expect(scene.take(accepted).code).toBe("admitted");
    expect(refused(accepted)).toBe("tenure-changed");
    expect(isOwnedBy(scene.holding, buyer.account)).toBe(true);
  });

  it("an operation that is signed for another application changes nothing", () => {
    const claim = scene.signed(seller, "claim");
    expect(refused({ ...claim, signature: seller.sign(claim.message, other, native) })).toBe("signature-invalid");
    const answers = offered();
    const kinds = [
      scene.signed(seller, "publish", { isPublic: 1 }),
      scene.signed(seller, "withdrawOffer", {}, { answers }),
      scene.signed(buyer, "acceptOffer", {}, { answers }),
    ];
    for (const { message } of kinds) {
      const signer = decodeOperation(message).kind === "acceptOffer" ? buyer : seller;
      expect(refused({ message, signature: signer.sign(message, other, native) })).toBe("signature-invalid");
    }
  });

  it("an operation with another counter or of another tenure changes nothing", () => {
    const answers = offered();
    const publish = (change: object) => refused(scene.signed(seller, "publish", { isPublic: 1 }, change));
    expect(publish({ counter: 1 })).toBe("operation-replayed");
    expect(publish({ counter: 3 })).toBe("operation-gap");
    expect(publish({ tenure: 0 })).toBe("tenure-changed");
    expect(publish({ tenure: 2 })).toBe("tenure-changed");
    const accept = (change: object) => refused(scene.signed(buyer, "acceptOffer", {}, { answers, ...change }));
    expect(accept({ counter: 0 })).toBe("operation-replayed");
    expect(accept({ counter: 2 })).toBe("operation-gap");
    scene.act(buyer, "acceptOffer", {}, { answers });
    // The seller signed it while the car was the seller's.
    expect(publish({ tenure: 1, counter: 2 })).toBe("tenure-changed");
  });
});

describe("a border", () => {
  it("at the last number there is leaves no envelope to own", () => {
    const statement = { sequence: 2 ** 32 - 1, link: seed("the last") };
    expect(refused(scene.signed(anna, "claim", {}, { statement }))).toBe("pairing-invalid");
    const answer = { counter: 1, sequence: 7, link: seed("x"), nextSession: 2, signature: new Uint8Array(64) };
    expect(handedOver(scene.holding, anna.account, answer, 5).tenures[0]?.firstSequence).toBe(8);
  });
});

describe("a lost key", () => {
  const second = (answers: Uint8Array) => scene.signed(maker, "vouchForOwner", { owner: ben.account }, { answers });
  beforeEach(() => {
    scene.act(anna, "claim");
    scene.drive(2);
  });

  it("gives the car to whom the maker vouches for, with two answers 30 days apart, and no earlier tenure", () => {
    const begun = scene.act(maker, "vouchForOwner", { owner: ben.account });
    expect(scene.holding.loss).toMatchObject([{ owner: ben.account, sinceUnixS: scene.timeUnixS }]);
    expect(isOwnedBy(scene.holding, anna.account)).toBe(true);
    scene.timeUnixS += 30 * DAY_S - 1;
    expect(refused(second(begun))).toBe("loss-waits");
    scene.timeUnixS += 1;
    expect(refused(scene.signed(maker, "vouchForOwner", { owner: eve.account }, { answers: begun }))).toBe("loss-open");
    scene.take(second(begun));
    expect(scene.holding.tenures.map(({ owner, firstSequence }) => [owner, firstSequence])).toEqual([
      [anna.account, 4],
      [ben.account, 6],
    ]);
    expect(refused(scene.signed(maker, "vouchForOwner", { owner: eve.account }))).toBe("loss-paused");
    scene.timeUnixS += 90 * DAY_S;
    scene.act(maker, "vouchForOwner", { owner: eve.account });
  });

  it.each(["publish", "offer"] as const)("is stopped by the owner's %s, and 90 days pass", (kind) => {
    const begun = scene.act(maker, "vouchForOwner", { owner: ben.account });
    scene.timeUnixS += 20 * DAY_S;
    scene.act(anna, kind, kind === "publish" ? { isPublic: 1 } : { buyer: ben.account });
    expect(scene.holding.loss).toEqual([]);
    scene.timeUnixS += 10 * DAY_S;
    expect(refused(second(begun))).toBe("loss-paused");
    expect(refused(scene.signed(maker, "vouchForOwner", { owner: ben.account }))).toBe("loss-paused");
    scene.timeUnixS += 80 * DAY_S;
    scene.act(maker, "vouchForOwner", { owner: ben.account });
  });

  it("is one at a time, with the device in the car, by the maker of the device", () => {
    const vouch = (signer: typeof maker, change = {}) =>
      refused(scene.signed(signer, "vouchForOwner", { owner: ben.account }, change));
    expect(vouch(keyHolder("another maker"))).toBe("actor-unknown");
    expect(vouch(maker, { deviceKey: stolen })).toBe("pairing-invalid");
    expect(refused(scene.signed(maker, "vouchForOwner", { owner: anna.account }))).toBe("car-owned");
    scene.act(maker, "vouchForOwner", { owner: ben.account });
    expect(vouch(maker)).toBe("loss-open");
    scene.timeUnixS += 61 * DAY_S;
    expect(vouch(maker)).toBe("loss-paused");
    expect(new Scene(native).code(maker, "vouchForOwner", { owner: ben.account })).toBe("car-unowned");
  });
});
