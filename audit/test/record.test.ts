/** The auditor's own reading of the clear bytes against the back-end's reports, over anything a sender may do. */
import { toHex, utf8 } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { FORKS_KEPT } from "@witness/protocol/limits";
import { encodeStateRoot } from "@witness/protocol/outputs";
import { sealVehicle } from "@witness/protocol/seal";
import { signMessage } from "@witness/protocol/sign";
import type { Batch, Envelope, Run, Signed } from "@witness/protocol/wire/envelope";
import { decodeRegistration, encodeRegistration } from "@witness/protocol/wire/registration";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { administrators, signedAbout } from "../../dapp/test/operating.ts";
import { context, drive, feed, inputOf, keyOf, NOW, run, TestDevice, world } from "../../dapp/test/world.ts";
import { administratorsBy, walletOf } from "../../protocol/scripts/cases/operated.ts";
import { ABI } from "../src/contracts.ts";
import { noticeDisagreement } from "../src/notice.ts";
import {
  type Decisions,
  histories,
  NOTHING_TOLD,
  newLedger,
  takeInput,
  toldBy,
  troubledDevices,
} from "../src/record.ts";

const genesis = {
  makers: [{ name: "Demo Motors", publicKey: native.p256PublicKey(keyOf("maker")) }],
  applicationPublicKey: native.p256PublicKey(keyOf("application")),
};

/** A registration by the right maker of a vehicle that does not open. */
function unreadable(device: TestDevice): Signed {
  const { sealedVehicle } = decodeRegistration(device.registration().message);
  const changed = sealedVehicle.slice();
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return withVehicle(device, changed);
}

/** A registration by the right maker of what opens and is no vehicle. */
function noVehicle(device: TestDevice): Signed {
  const { devicePublicKey } = decodeRegistration(device.registration().message);
  const bytes = Uint8Array.of(255);
  return withVehicle(
    device,
    sealVehicle(context, devicePublicKey, genesis.applicationPublicKey, bytes, keyOf("once"), native),
  );
}

function withVehicle(device: TestDevice, sealedVehicle: Uint8Array): Signed {
  const registration = decodeRegistration(device.registration().message);
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
        return {
          registrations: [unreadable(device), noVehicle(device), device.registration(undefined, keyOf("nobody"))],
        };
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

/** An output as the node puts it under a claim. */
const noticeOutput = (payload: Uint8Array): string => ABI.encodeFunctionData("Notice", [`0x${toHex(payload)}`]);

describe("takeInput", () => {
  it("decides as the back-end does, vehicles that do not open apart", () => {
    const action = fc.tuple(fc.nat(9), fc.nat(1_000));
    fc.assert(
      fc.property(fc.array(action, { minLength: 5, maxLength: 25 }), (actions) => {
        // Two places for three cars, which a vehicle that does not open takes as well.
        const makers = genesis.makers.map(({ publicKey }) => publicKey);
        const maximumDevices = 2;
        const state = world({ provider: native, makers, maximumDevices });
        const ledger = newLedger(context, { ...genesis, maximumDevices });
        const senders = new Senders();
        for (const [index, [kind, which]] of [
          [0, 0] as const,
          ...actions,
          [0, 1] as const,
          [0, 2] as const,
        ].entries()) {
          const batch = senders.act(kind, which);
          if ((batch.runs?.length ?? 0) + (batch.registrations?.length ?? 0) === 0) continue;
          const input = inputOf(batch, index);
          const transition = feed(state, input);
          const report = decodeAdvanceReport(transition.reports[0] ?? new Uint8Array());
          const { code, registrationCodes, envelopeCodes } = report;
          const own = takeInput(ledger, input, toldBy(registrationCodes));
          expect(own).toMatchObject({ code, registrationCodes, envelopeCodes });
          const outputs = "notices" in transition ? transition.notices.map(noticeOutput) : [];
          expect(own.mayChange).toBe(outputs.length > 0);
          expect(noticeDisagreement(outputs, own, { inputIndex: index, devices: ledger.devices.size })).toBeUndefined();
        }
        const proven = [...state.devices].map(([device, { past }]) => ({
          device,
          items: past.items,
          accumulator: toHex(past.accumulator),
        }));
        expect(histories(ledger)).toEqual(proven);
        const { admitted, refused } = state.totals;
        expect(ledger.registrations.admitted + ledger.envelopes.admitted).toBe(admitted);
        expect(ledger.registrations.refused + ledger.envelopes.refused).toBe(refused);
        const counts = [...state.devices.values()].map(({ judgement: { reasons }, forks }) => {
          return (reasons.find(({ code }) => code === "gap")?.count ?? 0) + forks;
        });
        expect(
          troubledDevices(ledger)
            .map(({ gaps, forks }) => gaps + forks)
            .sort(),
        ).toEqual(counts.filter((count) => count > 0).sort());
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
      expect(takeInput(ledger, input, NOTHING_TOLD).mayChange).toBe(changed);
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
      expect(takeInput(newLedger(context, genesis), { index: 0, timeUnixS: NOW, payload }, NOTHING_TOLD).code).toBe(
        code,
      );
    }
  });

  it.each([
    ["does not open", unreadable, "vehicle-unreadable"],
    ["opens and is none", noVehicle, "malformed"],
  ] as const)("given a vehicle that %s: a full audit follows the back-end, a blind one admits it", (_, made, code) => {
    const input = inputOf({ registrations: [made(new TestDevice("car"))] });
    const { reports } = feed(world(), input);
    const { registrationCodes } = decodeAdvanceReport(reports[0] ?? new Uint8Array());
    expect(registrationCodes).toEqual([code]);
    expect(takeInput(newLedger(context, genesis), input, toldBy(registrationCodes)).registrationCodes).toEqual([code]);
    expect(takeInput(newLedger(context, genesis), input, NOTHING_TOLD).registrationCodes).toEqual(["admitted"]);
  });
});

describe("operations", () => {
  const [anna, two] = [walletOf("Anna"), administratorsBy()];
  const founders = { ...genesis, administrators };
  const makers = genesis.makers.map(({ publicKey }) => publicKey);

  it("are decided as in the back-end by the clear bytes alone, and histories are the records'", () => {
    const state = world({ makers, administrators });
    const ledger = newLedger(context, founders);
    const give = (batch: Partial<Batch>) => {
      const input = inputOf(batch, state.inputCount);
      const report = decodeAdvanceReport(feed(state, input).reports[0] ?? new Uint8Array());
      const { operationCodes = [] } = report;
      const own = takeInput(ledger, input, NOTHING_TOLD);
      expect(own).toMatchObject({ envelopeCodes: report.envelopeCodes, operationCodes });
      return operationCodes;
    };
    const device = new TestDevice("car");
    const other = new TestDevice("other");
    give({ registrations: [device.registration(anna.account), other.registration()] });
    const publish = signedAbout(state, device, anna, "publish", { isPublic: 1 });
    const register = signedAbout(state, device, two, "registerActor", { role: 2, publicKey: other.publicKey });
    const strange = { ...publish, message: new Uint8Array(3) };
    const runs = [run(device.send(drive(2))), run(other.send(drive(2)))];
    const stranger = signedAbout(state, device, walletOf("Ben"), "publish", { isPublic: 1 }, { counter: 1 });
    const operations = [publish, register, strange, stranger];
    expect(give({ operations, runs })).toEqual(["admitted", "admitted", "malformed", "actor-unauthorised"]);
    expect(ledger.operations).toEqual({ admitted: 2, ignored: 0, refused: 2 });
    expect([...ledger.codes]).toEqual([
      ["malformed", 1],
      ["actor-unauthorised", 1],
    ]);
    const proven = [...state.devices].map(([id, { past }]) => ({
      device: id,
      items: past.items,
      accumulator: toHex(past.accumulator),
    }));
    expect(proven.map(({ items }) => items)).toEqual([2, 1]);
    expect(histories(ledger)).toEqual(proven);
  });
});

describe("noticeDisagreement", () => {
  const own: Decisions = {
    code: "admitted",
    registrationCodes: ["admitted"],
    envelopeCodes: ["sequence-gap", "sequence-replayed"],
    operationCodes: [],
    mayChange: true,
  };
  const counts = { inputIndex: 7, devices: 2, admitted: 1, refused: 1 };
  const root = new Uint8Array(32).fill(3);
  const output = (change: Partial<typeof counts> = {}): string =>
    noticeOutput(encodeStateRoot({ root, ...counts, ...change }));
  const other = noticeOutput(utf8("something else"));
  const found = (outputs: readonly string[], decisions = own) =>
    noticeDisagreement(outputs, decisions, { inputIndex: 7, devices: 2 });

  it("finds nothing in one notice with the counts of the clear bytes, or in no output of an input that changed nothing", () => {
    expect(found([output()])).toBeUndefined();
    expect(found([other, output()])).toBeUndefined();
    expect(found([], { ...own, mayChange: false })).toBeUndefined();
  });

  it.each<[string, readonly string[], Decisions]>([
    ["no output", [], own],
    ["two state roots", [output(), output()], own],
    ["an output after the state root", [output(), other], own],
    ["no state root", [other], own],
    ["another input", [output({ inputIndex: 8 })], own],
    ["a device more", [output({ devices: 3 })], own],
    ["more admitted", [output({ admitted: 2 })], own],
    ["fewer refused", [output({ refused: 0 })], own],
    ["a state root of an input that changed nothing", [output()], { ...own, mayChange: false }],
  ])("finds %s", (_, outputs, decisions) => {
    expect(found(outputs, decisions)).toMatchObject({ expected: expect.any(String), found: expect.any(String) });
  });
});
