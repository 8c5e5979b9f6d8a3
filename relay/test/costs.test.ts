/** What strangers and devices can make the relay spend: verifications, evidence, gas. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { native } from "@witness/protocol/crypto/native";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { newHashChain } from "@witness/protocol/hash-chain";
import { keyIdentity } from "@witness/protocol/identity";
import { makerKeys, newGlobals } from "@witness/protocol/operations/globals";
import { verifyReceipt } from "@witness/protocol/receipt";
import { decodeEnvelope } from "@witness/protocol/wire/envelope";
import { decodeReceipt } from "@witness/protocol/wire/receipt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { registrationOf } from "../../mock-devices/src/registration.ts";
import { Allowance, INPUT_BASE_GAS, makerPayer, type Payer } from "../src/allowance.ts";
import { pack } from "../src/batcher.ts";
import { Database } from "../src/database.ts";
import { type Decision, readEnvelopes, takeEnvelopes } from "../src/intake.ts";
import { Outbox } from "../src/outbox.ts";
import { receiptsFor } from "../src/receipts.ts";
import { type RegistrationResponse, takeRegistration } from "../src/registration.ts";
import { Writer } from "./writer.ts";

const publicKey = native.p256PublicKey(new Uint8Array(32).fill(201));
const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const application = { context, publicKey, keyId: keyIdentity(publicKey, native) };
const DAY_MS = 86_400_000;
const GAS_PER_DAY = 600_000;
const MAKER_GAS_PER_DAY = 700_000;
/** What the InputBox was measured to cost for one small envelope. */
const LONE_GAS = 57_758;

let directory: string;
let database: Database;
let outbox: Outbox;
let allowance: Allowance;
let nowMs: number;
let verified: number;
const provider: CryptoProvider = {
  ...native,
  p256Verify: (...args) => {
    verified += 1;
    return native.p256Verify(...args);
  },
};
const settings = { context, provider, keyId: application.keyId };

function open(): void {
  database = new Database(directory, "test");
  outbox = new Outbox(database);
  const daily = { deviceGasPerDay: GAS_PER_DAY, makerGasPerDay: MAKER_GAS_PER_DAY };
  allowance = new Allowance(database, daily, () => nowMs);
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-costs-"));
  [nowMs, verified] = [100 * DAY_MS, 0];
  open();
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

function known(name: number): Writer {
  const writer = new Writer(name, application);
  outbox.putChain(newHashChain(context, writer.identity, writer.publicKey, native));
  return writer;
}

const take = (messages: readonly Uint8Array[]): readonly Decision[] =>
  database.transaction(() => {
    const taken = takeEnvelopes(
      settings,
      {
        chain: (device) => outbox.chain(device),
        kept: (device, sequence) => outbox.kept(device, sequence),
        evidence: (device) => outbox.evidence(device),
        allowance: (device) => ({ gas: allowance.left(device), retryAfterS: allowance.retryAfterS() }),
      },
      readEnvelopes(messages),
    );
    for (const item of taken.items) {
      outbox.addItem(item, { ms: nowMs, block: 1 });
      allowance.chargeItem(item);
    }
    for (const chain of taken.chains.values()) outbox.putChain(chain);
    return taken.decisions;
  });

/** Packs all that waits, as a lone transaction does, and charges it. Returns the payload's length. */
function carried(id: number, payers: readonly Payer[] | undefined = undefined): number {
  const packed = pack(outbox.waiting(4_096, 10_000_000), () => true);
  if (!packed) throw new Error("Nothing waits.");
  outbox.setPacked(packed.ids, id);
  allowance.chargeInput(payers ?? outbox.payers(id));
  return packed.payload.length;
}

describe("false signatures", () => {
  it("given a request full of them, checks a few and pushes the rest back unchecked", () => {
    const writer = known(1);
    const rubbish = Array.from({ length: 200 }, () => writer.fork(40)).map(({ bytes }) => {
      const broken = Uint8Array.from(bytes);
      broken.set([(broken.at(-1) ?? 0) ^ 1], broken.length - 1);
      return broken;
    });
    const codes = take(rubbish).map(({ code }) => code);
    expect(verified).toBeLessThanOrEqual(9);
    expect(codes.filter((code) => code === "rate-limited").length).toBeGreaterThanOrEqual(191);
    // The device itself goes on.
    expect(take([writer.next(40).bytes])[0]?.code).toBe("admitted");
  });
});

describe("a device's allowance", () => {
  it("bounds the gas of lone envelopes, transactions included, and a restart forgives nothing", () => {
    const writer = known(2);
    const send = (): Decision | undefined => take([writer.next(42).bytes])[0];
    let paidGas = 0;
    let refused: Decision | undefined;
    for (let times = 0; times < 60 && !refused; times += 1) {
      const decision = send();
      if (decision?.code === "admitted") {
        carried(times + 1);
        paidGas += LONE_GAS;
      } else refused = decision;
      nowMs += 2_500;
      if (times % 3 === 0) {
        database.close();
        open();
      }
    }
    expect(paidGas).toBeGreaterThan(GAS_PER_DAY / 2);
    expect(paidGas).toBeLessThanOrEqual(GAS_PER_DAY);
    expect(refused).toMatchObject({ code: "rate-limited" });
    expect(refused?.retryAfterS).toBeGreaterThan(86_000);
    nowMs += DAY_MS;
    expect(allowance.left(writer.id)).toBe(GAS_PER_DAY);
  });

  it.each([
    ["a lone envelope", 1],
    ["a run under one signature", 20],
  ])("charges %s what its bytes cost on chain, within a tenth", (_name, count) => {
    const writer = known(30);
    const before = allowance.left(writer.id);
    const codes = take(Array.from({ length: count }, () => writer.next(200).bytes)).map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(["admitted"]));
    const bytesGas = before - allowance.left(writer.id);
    const onChainGas = 40 * carried(1);
    expect(bytesGas).toBeGreaterThanOrEqual(onChainGas - 40 * 8);
    expect(bytesGas).toBeLessThan(onChainGas * 1.1);
    expect(before - bytesGas - allowance.left(writer.id)).toBe(INPUT_BASE_GAS);
  });

  it("boundary: takes a run that costs all that is left, and refuses one that costs more", () => {
    const writer = known(31);
    const runs = [1_000, 1_001].map((bytes) => [writer.fork(bytes)].map((made) => made.bytes));
    const costs = 40 * ((decodeEnvelope(runs[0]?.[0] ?? new Uint8Array()).body.length ?? 0) + 6 + 70);
    allowance.chargeInput([writer.id]);
    // What is left is the cost of the shorter one, alone in its transaction.
    const surplus = allowance.left(writer.id) - INPUT_BASE_GAS - costs;
    database.sql("UPDATE spent SET gas = gas + ?").run(surplus);
    expect(take(runs[1] ?? [])[0]).toMatchObject({ code: "rate-limited" });
    expect(take(runs[0] ?? [])[0]).toMatchObject({ code: "admitted" });
  });

  it("says when a new day begins", () => {
    nowMs += DAY_MS / 2 + 1;
    expect(allowance.retryAfterS()).toBe(43_200);
    nowMs += 1_000;
    expect(allowance.retryAfterS()).toBe(43_199);
  });

  it("counts evidence, and shares a payload's base cost among its devices", () => {
    const [first, second] = [known(3), known(4)];
    const forked = first.fork(40);
    take([first.next(40).bytes]);
    const before = allowance.left(first.id);
    expect(take([forked.bytes])[0]?.code).toBe("forked-key");
    expect(allowance.left(first.id)).toBeLessThan(before);
    take([second.next(40).bytes]);
    const alone = allowance.left(second.id);
    carried(1);
    expect(alone - allowance.left(second.id)).toBe(27_000);
  });
});

describe("a maker's allowance", () => {
  const makerKey = new Uint8Array(32).fill(88);
  const makerPublicKey = native.p256PublicKey(makerKey);
  const maker = makerPayer(keyIdentity(makerPublicKey, native));
  const random = (bytes: number) => new Uint8Array(bytes).fill(3);
  const vehicle = { make: "Aster", model: "Tern", modelYear: 2020, vin: "WAS0000000000TEST" };

  const register = (name: number, key = makerKey): RegistrationResponse => {
    const bytes = registrationOf(new Writer(name, application), { vehicle, firstOwner: random(20) }, key, {
      application,
      provider,
      random,
    });
    const taken = takeRegistration(
      settings,
      makerKeys(newGlobals({ makers: [makerPublicKey] }, native)),
      {
        chain: (device) => outbox.chain(device),
        makerAllowance: (payer) => ({ gas: allowance.left(payer), retryAfterS: allowance.retryAfterS() }),
      },
      bytes,
    );
    if ("signed" in taken) {
      outbox.addRegistration(taken.deviceId, taken.signed, { ms: nowMs, block: 1 });
      outbox.putChain(taken.chain);
      allowance.chargeRegistration(taken.maker, taken.signed.message);
    }
    return taken;
  };

  it("bounds the gas of its registrations, transactions included, and a restart forgives nothing", () => {
    let refused: RegistrationResponse | undefined;
    let paidGas = 0;
    for (let times = 0; times < 60 && !refused; times += 1) {
      const taken = register(10 + times);
      if (taken.code === "admitted") {
        const bytes = carried(times + 1, [maker]);
        paidGas += INPUT_BASE_GAS + 40 * bytes;
      } else refused = taken;
      database.close();
      open();
    }
    // A next one, alone, would be more than the day has.
    expect(paidGas).toBeGreaterThan(MAKER_GAS_PER_DAY - 80_000);
    expect(paidGas).toBeLessThanOrEqual(MAKER_GAS_PER_DAY);
    expect(refused).toMatchObject({ code: "rate-limited", retryAfterS: 86_400 });
    // What is there is said to be there, and costs nothing; a stranger is not charged to the maker.
    expect(register(10).code).toBe("device-registered");
    expect(register(9, new Uint8Array(32).fill(89)).code).toBe("maker-unknown");
    nowMs += DAY_MS;
    expect(allowance.left(maker)).toBe(MAKER_GAS_PER_DAY);
  });

  it("is charged in equal shares with the devices of the same payload", () => {
    const writer = known(90);
    take([writer.next(40).bytes]);
    register(91);
    const [device, own] = [allowance.left(writer.id), allowance.left(maker)];
    carried(1, [writer.id, maker]);
    expect(device - allowance.left(writer.id)).toBe(27_000);
    expect(own - allowance.left(maker)).toBe(27_000);
  });
});

describe("evidence of a copied key", () => {
  it("is carried eight times for a device and no more", () => {
    const writer = known(5);
    const forks = Array.from({ length: 12 }, (_, fill) => writer.fork(40 + fill));
    take([writer.next(30).bytes]);
    for (const { bytes } of forks.slice(0, 5)) take([bytes]);
    expect(take(forks.map(({ bytes }) => bytes)).every(({ code }) => code === "forked-key")).toBe(true);
    expect(outbox.evidence(writer.id)).toBe(8);
  });

  it("is taken from a device whose allowance for the day is used up, and nothing else is", () => {
    const writer = known(7);
    const copies = Array.from({ length: 9 }, (_, fill) => writer.fork(40 + fill).bytes);
    const own = writer.next(30).bytes;
    take([own]);
    database.sql("UPDATE spent SET gas = ?").run(GAS_PER_DAY);
    verified = 0;
    const codes = (messages: readonly Uint8Array[]) => take(messages).map(({ code }) => code);
    expect(codes([writer.next(30).bytes, own])).toEqual(["rate-limited", "sequence-replayed"]);
    expect(verified).toBe(0);
    expect(codes(copies)).toEqual([...new Array(8).fill("forked-key"), "rate-limited"]);
    expect([verified, outbox.evidence(writer.id)]).toEqual([8, 8]);
    const broken = Uint8Array.from(copies[8] ?? new Uint8Array());
    database.sql("DELETE FROM items WHERE kind = 'evidence'").run();
    broken.set([(broken.at(-1) ?? 0) ^ 1], broken.length - 1);
    expect(codes([broken])).toEqual(["signature-invalid"]);
    expect(outbox.evidence(writer.id)).toBe(0);
  });

  it("costs one check however many envelopes follow it, and none when it comes again", () => {
    const [writer, copy] = [known(8), new Writer(8, application)];
    take([writer.next(30).bytes]);
    const theirs = [40, 50, 60].map((bytes) => copy.next(bytes).bytes);
    verified = 0;
    expect(take(theirs)[0]?.code).toBe("forked-key");
    expect(verified).toBe(1);
    expect(take(theirs.slice(0, 1))[0]?.code).toBe("forked-key");
    expect([verified, outbox.evidence(writer.id)]).toEqual([1, 1]);
  });

  it("in the middle of a request does not become what the next envelope follows", () => {
    const writer = known(6);
    const forked = writer.fork(40);
    take([writer.next(30).bytes]);
    const before = outbox.chain(writer.id)?.link;
    const next = writer.next(30);
    expect(take([forked.bytes, next.bytes]).map(({ code }) => code)).toEqual(["forked-key", "admitted"]);
    const kept = outbox.kept(writer.id, next.sequence);
    expect(kept.map(({ previousLink }) => previousLink)).toEqual([before]);
  });
});

describe("receipts", () => {
  it("take one signature for a commit, and stay the same bytes for ever", () => {
    const key = new Uint8Array(32).fill(77);
    let signed = 0;
    const counting: CryptoProvider = {
      ...native,
      p256Sign: (...args) => {
        signed += 1;
        return native.p256Sign(...args);
      },
    };
    const requests = [7, 8, 9].map((name) => take([known(name).next(40).bytes]));
    const options = { context, provider: counting, key, deadlineBlocks: 300 };
    const first = receiptsFor([...requests, requests.flat()], outbox, options, { block: 1, timeUnixS: 1 });
    expect(signed).toBe(1);
    expect(first[3]).toEqual([first[0]?.[0], first[1]?.[0], first[2]?.[0]]);
    for (const [index, [bytes]] of first.slice(0, 3).entries()) {
      const receipt = decodeReceipt(bytes ?? new Uint8Array());
      expect(receipt.link).toEqual(requests[index]?.[0]?.link);
      expect(verifyReceipt(context, receipt, native.p256PublicKey(key), native)?.deadlineBlock).toBe(301);
    }
    database.close();
    open();
    expect(receiptsFor(requests.toReversed(), outbox, options, { block: 9, timeUnixS: 9 })).toEqual(
      first.slice(0, 3).toReversed(),
    );
    expect(signed).toBe(1);
  });
});

describe("Database", () => {
  it("writes through to the disk before it says that something is kept", () => {
    expect(Object.values(database.sql("PRAGMA synchronous").get() as object)).toEqual([2]);
    expect(Object.values(database.sql("PRAGMA journal_mode").get() as object)).toEqual(["wal"]);
  });
});
