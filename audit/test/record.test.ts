/** The auditor's own reading of the clear bytes against the back-end's reports, over anything a sender may do. */
import { utf8 } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { FORKS_KEPT } from "@witness/protocol/limits";
import { signMessage } from "@witness/protocol/sign";
import type { Batch, Envelope, Run, Signed } from "@witness/protocol/wire/envelope";
import { decodeRegistration, encodeRegistration } from "@witness/protocol/wire/registration";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { context, drive, feed, inputOf, keyOf, run, TestDevice, world } from "../../dapp/test/world.ts";
import { newLedger, takeInput, troubledDevices } from "../src/record.ts";

const genesis = {
  makers: [{ name: "Demo Motors", publicKey: native.p256PublicKey(keyOf("maker")) }],
  applicationPublicKey: native.p256PublicKey(keyOf("application")),
};

/** A registration by the right maker of a vehicle that does not open. */
function unreadable(device: TestDevice): Signed {
  const registration = decodeRegistration(device.registration().message);
  const sealedVehicle = registration.sealedVehicle.slice();
  sealedVehicle[sealedVehicle.length - 1] = (sealedVehicle.at(-1) ?? 0) ^ 1;
  return signMessage(
    "registration",
    context,
    encodeRegistration({ ...registration, sealedVehicle }),
    keyOf("maker"),
    native,
  );
}

/** Turns numbers into what devices do: send, open, skip, copy, forge, repeat, mix. */
class Senders {
  readonly devices = [0, 1, 2].map((number) => new TestDevice(`car ${number}`));
  readonly sent: Envelope[] = [];

  act(action: number, which: number): Partial<Batch> {
    const device = this.devices[which % this.devices.length]!;
    const keep = (envelope: Envelope): Envelope => {
      this.sent.push(envelope);
      return envelope;
    };
    const old = this.sent[which % Math.max(1, this.sent.length)];
    const runs = (...list: readonly Run[]): Partial<Batch> => ({ runs: list });
    switch (action) {
      case 0:
        return { registrations: [device.registration()] };
      case 1:
        return { registrations: [unreadable(device), device.registration(undefined, keyOf("nobody"))] };
      case 2:
        return runs(run(keep(device.send(drive(2))), keep(device.send(drive(2)))));
      case 3:
        device.open(which % 5);
        return runs(run(keep(device.send(drive(1)))));
      case 4: {
        const twin = device.copy();
        return runs(run(keep(device.send(drive(1)))), run(twin.send(drive(2))));
      }
      case 5:
        return old ? runs(run(old)) : {};
      case 6:
        return runs({ ...run(keep(device.send(drive(1)))), signature: new Uint8Array(64).fill(1) });
      case 7:
        return runs({ bodies: [utf8("rubbish"), keep(device.send(drive(1))).body], signature: new Uint8Array(3) });
      case 8:
        return old ? runs(run(keep(device.send(drive(1))), old)) : {};
      default:
        device.send(drive(1));
        return runs(run(keep(device.send([]))));
    }
  }
}

describe("takeInput", () => {
  it("decides as the back-end does, vehicles that do not open apart", () => {
    const action = fc.tuple(fc.nat(9), fc.nat(1_000));
    fc.assert(
      fc.property(fc.array(action, { minLength: 5, maxLength: 25 }), (actions) => {
        const state = world();
        const ledger = newLedger(context, genesis);
        const senders = new Senders();
        for (const [index, [kind, which]] of [[0, 0] as const, [0, 1] as const, ...actions].entries()) {
          const batch = senders.act(kind, which);
          if ((batch.runs?.length ?? 0) + (batch.registrations?.length ?? 0) === 0) continue;
          const input = inputOf(batch, index);
          const transition = feed(state, input);
          const report = decodeAdvanceReport(transition.reports[0] ?? new Uint8Array());
          const sealed = report.registrationCodes.flatMap((code, i) => (code === "vehicle-unreadable" ? [i] : []));
          const { code, registrationCodes, envelopeCodes } = report;
          const own = takeInput(ledger, input.payload, new Set(sealed));
          expect(own).toMatchObject({ code, registrationCodes, envelopeCodes });
          expect(own.mayChange).toBe("notices" in transition && transition.notices.length > 0);
        }
        const { admitted, refused } = state.totals;
        expect(ledger.registrations.admitted + ledger.envelopes.admitted).toBe(admitted);
        expect(ledger.registrations.refused + ledger.envelopes.refused).toBe(refused);
        const troubled = [...state.devices.values()].filter(({ gaps, forks }) => gaps + forks > 0);
        expect(
          troubledDevices(ledger)
            .map(({ gaps, forks }) => gaps + forks)
            .sort(),
        ).toEqual(troubled.map(({ gaps, forks }) => gaps + forks).sort());
      }),
      { numRuns: 40 },
    );
  });

  it("counts forks as the back-end does, which stops at a bound, and knows known evidence again", () => {
    const state = world();
    const ledger = newLedger(context, genesis);
    let changes = 0;
    const give = (batch: Partial<Batch>): void => {
      const input = inputOf(batch, state.inputCount);
      const transition = feed(state, input);
      const changed = "notices" in transition && transition.notices.length > 0;
      changes += changed ? 1 : 0;
      expect(takeInput(ledger, input.payload, new Set()).mayChange).toBe(changed);
    };
    const car = new TestDevice("car");
    give({ registrations: [car.registration()] });
    const before = car.copy();
    give({ runs: [run(car.send(drive(2)))] });
    const forks = Array.from({ length: FORKS_KEPT + 5 }, (_, i) => {
      const copy = before.copy();
      copy.session = 0;
      return run(copy.send(drive(1, 10 * i)));
    });
    for (const fork of [...forks, ...forks]) give({ runs: [fork] });
    const [record] = [...state.devices.values()];
    expect(troubledDevices(ledger)).toMatchObject([{ forks: record?.forks }]);
    expect(changes).toBe(2 + FORKS_KEPT);
  });

  it("given a payload that is no batch: the back-end's code", () => {
    for (const payload of [new Uint8Array(), utf8("?"), new Uint8Array([1]), new Uint8Array([1, 255])]) {
      const { code } = decodeAdvanceReport(
        feed(world(), { ...inputOf({ runs: [{ bodies: [payload], signature: payload }] }), payload }).reports[0]!,
      );
      expect(takeInput(newLedger(context, genesis), payload, new Set()).code).toBe(code);
    }
  });

  it("given a vehicle that does not open: a blind audit admits what the back-end refuses", () => {
    const { payload } = inputOf({ registrations: [unreadable(new TestDevice("car"))] });
    const ledger = newLedger(context, genesis);
    expect(takeInput(ledger, payload, new Set()).registrationCodes).toEqual(["admitted"]);
  });
});
