/**
 * A maker that takes another's device for its own (docs/security.md). A device's public key is told to everybody by its own
 * maker's registration, also while that one waits for a block; whoever comes first would own the record.
 */
import { deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import { signMessage } from "@witness/protocol/sign";
import { decodeRegistration, encodeRegistration, type Registration } from "@witness/protocol/wire/registration";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import { administratorsBy } from "../../protocol/scripts/cases/operated.ts";
import { placesOf, type State } from "../src/state/state.ts";
import { act, administrators } from "./operating.ts";
import { context, feed, inputOf, keyOf, makerKey, p, TestDevice, world } from "./world.ts";

const rivalKey = keyOf("another maker");
const owner = new Uint8Array(20).fill(1);
const thief = new Uint8Array(20).fill(9);
let state: State;
let device: TestDevice;

beforeEach(() => {
  state = world({ makers: [makerKey, rivalKey].map((key) => p.p256PublicKey(key)), administrators });
  device = new TestDevice("car");
});

/** What the rival makes of the registration that it saw. */
function seized(change: Partial<Registration>, key = rivalKey) {
  const makerId = keyIdentity(p.p256PublicKey(key), p);
  const seen = decodeRegistration(device.registration(owner).message);
  return signMessage("registration", context, encodeRegistration({ ...seen, makerId, ...change }), key, p);
}
const codesOf = (registration: ReturnType<typeof seized>) => {
  const [report = new Uint8Array()] = feed(state, inputOf({ registrations: [registration] })).reports;
  return decodeAdvanceReport(report).registrationCodes;
};

describe("a device of another maker", () => {
  it.each([
    ["with the word that it gave its own maker", {}],
    ["for an owner of the rival's choice", { firstOwner: thief }],
    ["for nobody, to be claimed later", { firstOwner: new Uint8Array() }],
    [
      "with a word that the rival signed",
      { possession: new TestDevice("rival").possess({ makerId: owner, firstOwner: thief }) },
    ],
  ])("is not registered %s, takes no place, and its own maker registers it after", (_, change) => {
    expect(codesOf(seized(change))).toEqual(["possession-invalid"]);
    expect(placesOf(state).taken).toBe(0);
    expect(codesOf(device.registration(owner))).toEqual(["admitted"]);
    expect(state.devices.get(deviceIdOf(device.id))?.holding.tenures[0]?.owner).toEqual(owner);
  });

  it("that signed in the factory is registered by its maker's newest key, and by no older one", () => {
    const newKey = keyOf("the maker's new key");
    const actorId = keyIdentity(p.p256PublicKey(makerKey), p);
    const said = encodeRegistration(decodeRegistration(device.registration(owner).message));
    const earlier = new TestDevice("earlier");
    expect(codesOf(earlier.registration(owner))).toEqual(["admitted"]);
    const rotation = { role: COMPANY_ROLES.maker, actorId, publicKey: p.p256PublicKey(newKey) };
    act(state, earlier, administratorsBy(), "rotateActor", rotation);
    expect(codesOf(signMessage("registration", context, said, makerKey, p))).toEqual(["signature-invalid"]);
    // What the device signed names the company, which its first key names for ever.
    expect(codesOf(signMessage("registration", context, said, newKey, p))).toEqual(["admitted"]);
    expect(state.devices.get(deviceIdOf(device.id))?.holding.maker).toEqual(actorId);
  });

  it("has the owner whom it named, whoever else signs for its maker", () => {
    expect(codesOf(seized({ firstOwner: thief }, makerKey))).toEqual(["possession-invalid"]);
  });
});
