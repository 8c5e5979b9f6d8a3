/** Where a store is that a suite tries, and a relay's intake over it without its sockets. */
import { native as provider } from "@witness/protocol/crypto/native";
import { newHashChain } from "@witness/protocol/hash-chain";
import type { DeviceId } from "@witness/protocol/identity";
import { afterEach } from "vitest";
import { pack } from "../src/batcher.ts";
import { EnvelopeIntake, type RelayResponse } from "../src/envelope-intake.ts";
import { type ReceiptOptions, receiptsFor } from "../src/receipts.ts";
import type { Store, StoreOptions } from "../src/store/store.ts";
import { WorkLimits } from "../src/work-limits.ts";
import { application, context, settings } from "./maker.ts";
import { Writer } from "./writer.ts";

export const DAY_MS = 86_400_000;
/** Whose messages the stores hold. */
export const APPLICATION = "31337:0x07";
const receiptOptions: ReceiptOptions = { context, provider, key: new Uint8Array(32).fill(9), deadlineBlocks: 300 };
/** What each may cost in a day. */
export const GAS = 1_000_000;
/** The clock, which stands still until it is set. */
export const clock = { nowMs: 100 * DAY_MS };
/** What the stores are made with. */
export const options: StoreOptions = {
  provider,
  daily: { deviceGasPerDay: GAS, makerGasPerDay: GAS },
  nowMs: () => clock.nowMs,
};

/** Where a store is. */
export interface Place {
  /** Opens the same store again. */
  readonly open: (application?: string) => Promise<Store>;
  /** Writes a version of the tables that no program knows. */
  readonly spoil: () => Promise<void>;
}

/** A relay's intake without its sockets. Signatures are checked where they are asked for. */
export function intakeOf(store: Store) {
  const received = { ms: clock.nowMs, block: 7 };
  return new EnvelopeIntake({
    settings,
    store,
    check: async (_sender, questions) =>
      questions.map(({ publicKey, signature, parts }) => provider.p256Verify(publicKey, signature, ...parts)),
    limits: new WorkLimits(() => clock.nowMs),
    received: () => received,
    receipts: (requests, kept) => receiptsFor(requests, kept, receiptOptions, { block: 7, timeUnixS: 7 }),
  });
}
/** Takes envelopes as a request of a car. */
export const take = (store: Store, ...messages: readonly Uint8Array[]) => intakeOf(store).take(messages, "car");
/** Returns the codes of a response. */
export const codesOf = ({ decisions }: RelayResponse) => decisions.map(({ code }) => code);

/** Returns what asks for devices. */
export const wanted = (...devices: readonly DeviceId[]) => ({
  devices: new Map(devices.map((device) => [device, []])),
  isAll: false,
});

let names = 20;
/** Returns a device that no store has seen. */
export function unknown(): Writer {
  names += 1;
  return new Writer(names, application);
}

/** Returns a device whose hash chain the store has. */
export async function known(store: Store): Promise<Writer> {
  const writer = unknown();
  await store.adopt([newHashChain(context, writer.identity, writer.publicKey, provider)]);
  return writer;
}

/** Packs all that waits. Returns the payload's id. */
export async function carry(store: Store): Promise<number> {
  const packed = pack(await store.waiting(4_096, 10_000_000), () => true);
  if (!packed) throw new Error("Nothing waits.");
  return store.keepPayload(packed);
}

/** Opens stores, and closes them after each test. */
export function openings() {
  let opened: Store[] = [];
  const open = async (at: Place): Promise<Store> => {
    const store = await at.open();
    opened.push(store);
    // A server notices a moment later that the process before is gone.
    while ((await store.lead()) === "none");
    return store;
  };
  afterEach(async () => {
    for (const store of opened) await store.close();
    opened = [];
    clock.nowMs = 100 * DAY_MS;
  });
  const reopened = async (at: Place, store: Store): Promise<Store> => {
    await store.close();
    opened = opened.filter((each) => each !== store);
    return open(at);
  };
  return { open, reopened };
}
