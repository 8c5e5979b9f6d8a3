/** How many devices one maker may register (docs/protocol.md, "Places"): nobody fills an application alone. */
import { toHex } from "@witness/protocol/bytes";
import { keyIdentity } from "@witness/protocol/identity";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { signMessage } from "@witness/protocol/sign";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import type { Signed } from "@witness/protocol/wire/envelope";
import { encodeQuery } from "@witness/protocol/wire/query";
import { decodeRegistration, encodeRegistration } from "@witness/protocol/wire/registration";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import { administratorsBy } from "../../protocol/scripts/cases/operated.ts";
import { inspect } from "../src/inspect/inspect.ts";
import { placesOf, type State } from "../src/state/state.ts";
import { act, administrators } from "./operating.ts";
import { context, feed, inputOf, keyOf, makerKey, p, TestDevice, world } from "./world.ts";

let state: State;

describe("a maker that fills the application with rubbish", () => {
  const device = new TestDevice("device");
  const rogueKey = keyOf("rogue maker");
  const rogueId = keyIdentity(p.p256PublicKey(rogueKey), p);
  const rubbish = (count: number, from = 0): Signed[] =>
    Array.from({ length: count }, (_, at) => new TestDevice(`rubbish ${from + at}`).registration(undefined, rogueKey));
  const register = (...registrations: Signed[]) =>
    decodeAdvanceReport(feed(state, inputOf({ registrations }, state.inputCount)).reports[0] ?? new Uint8Array())
      .registrationCodes;
  const administrator = (kind: OperationKind, fields: Operation["fields"]) =>
    act(state, device, administratorsBy(), kind, fields);
  const counted = (codes: readonly string[]) => [codes.filter((code) => code === "admitted").length, codes.at(-1)];

  beforeEach(() => {
    const makers = [makerKey, rogueKey].map((key) => p.p256PublicKey(key));
    state = world({ makers, administrators, maximumDevices: 30 });
    register(device.registration());
  });

  it("boundary: takes its share and no place more, whatever it seals; others go on", () => {
    // Two makers, and one share for those whom administrators register.
    expect(counted(register(...rubbish(11)))).toEqual([10, "allotment-reached"]);
    const unopenable = rubbish(1, 20).map(({ message }) => {
      const said = decodeRegistration(message);
      const garbled = encodeRegistration({ ...said, sealedVehicle: said.sealedVehicle.toReversed() });
      return signMessage("registration", context, garbled, rogueKey, p);
    });
    expect(register(...unopenable)).toEqual(["allotment-reached"]);
    expect(placesOf(state)).toEqual({ places: 30, taken: 11 });
    expect(
      counted(register(...Array.from({ length: 9 }, (_, at) => new TestDevice(`honest ${at}`).registration()))),
    ).toEqual([9, "admitted"]);
    const makers = decodeAnswer(inspect(state, encodeQuery({ kind: "status" })));
    expect(makers).toMatchObject({
      status: { makerPlaces: [{ taken: 10 }, { maker: rogueId, places: 10, taken: 10 }] },
    });
  });

  it("counts vehicles that do not open, each device once, for whoever named it first", () => {
    const [first] = rubbish(1);
    if (!first) return;
    const said = decodeRegistration(first.message);
    const closed = (key: Uint8Array, makerId: Uint8Array) => {
      const belonging = { makerId, firstOwner: said.firstOwner };
      const possession = new TestDevice("rubbish 0").possess(belonging);
      const message = { ...said, ...belonging, possession, sealedVehicle: said.sealedVehicle.toReversed() };
      return signMessage("registration", context, encodeRegistration(message), key, p);
    };
    const own = keyIdentity(p.p256PublicKey(makerKey), p);
    const codes = register(closed(rogueKey, rogueId), closed(rogueKey, rogueId), closed(makerKey, own));
    expect(codes).toEqual(new Array(3).fill("vehicle-unreadable"));
    expect(state.takenByMaker).toEqual(
      new Map([
        [toHex(own), 1],
        [toHex(rogueId), 1],
      ]),
    );
  });

  it("is given fewer places, or more, by administrators, and none back by a revocation", () => {
    register(...rubbish(4));
    administrator("allotPlaces", { actorId: rogueId, places: 4 });
    expect(register(...rubbish(1, 4))).toEqual(["allotment-reached"]);
    administrator("allotPlaces", { actorId: rogueId, places: 5 });
    expect(counted(register(...rubbish(2, 4)))).toEqual([1, "allotment-reached"]);
    // It comes back as the company that it was, with what it has taken.
    administrator("revokeActor", { role: COMPANY_ROLES.maker, actorId: rogueId, reason: 1 });
    const again = keyOf("the rogue's next key");
    administrator("rotateActor", { role: COMPANY_ROLES.maker, actorId: rogueId, publicKey: p.p256PublicKey(again) });
    const message = encodeRegistration({ ...decodeRegistration(rubbish(1, 9)[0]?.message ?? new Uint8Array()) });
    expect(register(signMessage("registration", context, message, again, p))).toEqual(["allotment-reached"]);
    // All that is possible is less than all places.
    administrator("allotPlaces", { actorId: rogueId, places: 2 ** 32 - 1 });
    expect(register(signMessage("registration", context, message, again, p))).toEqual(["admitted"]);
  });

  it("registered later has as many places as the first ones had", () => {
    const later = keyOf("later maker");
    administrator("registerActor", { role: COMPANY_ROLES.maker, publicKey: p.p256PublicKey(later) });
    const registrations = Array.from({ length: 11 }, (_, at) =>
      new TestDevice(`l ${at}`).registration(undefined, later),
    );
    expect(counted(register(...registrations))).toEqual([10, "allotment-reached"]);
  });
});
