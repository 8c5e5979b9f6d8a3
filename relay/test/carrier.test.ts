/** The loop between store and chain: what it packs, when it believes the chain, and when it promises nothing. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChainError } from "@witness/ethereum/errors";
import { native as provider } from "@witness/protocol/crypto/native";
import type { DeviceId } from "@witness/protocol/identity";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Carrier, type CarrierDependencies } from "../src/carrier.ts";
import { Database } from "../src/database.ts";
import { RelayError } from "../src/errors.ts";
import { Orders } from "../src/orders.ts";
import type { Outbox } from "../src/outbox.ts";
import type { Payloads } from "../src/payloads.ts";
import { SqliteStore } from "../src/store/sqlite-store.ts";
import { until } from "./world.ts";

const CHAIN_ID = 31_337;
const CLOSING_UNIX_S = 1_900_000_000;
let directory: string;
let database: Database;
let outbox: Outbox;
let payloads: Payloads;
let carrier: Carrier;
let nowMs: number;
/** What the chain says. */
let chain: { id: number; blocks: string[]; timeUnixS: number; balanceWei: bigint; silent: boolean; split: boolean };
/** What the loop asks of the submitter, and the troubles that it tells. */
let told: string[];
/** What sending fails with. */
let sending: Error | undefined;
let packed: number[];
/** Whether the store does not tell what waits. */
let storeSilent: boolean;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-carrier-"));
  [told, packed, sending, nowMs, storeSilent] = [[], [], undefined, 1_000_000, false];
  chain = { id: CHAIN_ID, blocks: ["a", "b"], timeUnixS: 1_800_000_000, balanceWei: 10n, silent: false, split: false };
  open();
});
afterEach(async () => {
  await carrier.stop(1_000);
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

function open(): void {
  database = new Database(directory, "test");
  const daily = { deviceGasPerDay: 1, makerGasPerDay: 1 };
  const store = new SqliteStore(database, { provider, daily, nowMs: () => nowMs });
  ({ outbox, payloads } = store);
  const keepPayload = store.keepPayload.bind(store);
  store.keepPayload = (made) => {
    const id = keepPayload(made);
    packed.push(id);
    return id;
  };
  const backlog = store.backlog.bind(store);
  store.backlog = () => {
    if (storeSilent) throw new RelayError("It does not answer.", { code: "database-unavailable" });
    return backlog();
  };
  const block = async (asked: number | "latest") => {
    if (chain.silent) throw new ChainError("It does not answer.", { code: "chain-unavailable" });
    const number = asked === "latest" ? chain.blocks.length - 1 : asked;
    const hash = chain.blocks[number];
    const parentHash = chain.blocks[number - 1] ?? "";
    return hash === undefined ? undefined : { number, hash, parentHash, timeUnixS: chain.timeUnixS };
  };
  const options = {
    chainId: CHAIN_ID,
    contracts: {},
    batchAgeMs: 2_000,
    smallAgeMs: 30_000,
    deadlineBlocks: 300,
    pollMs: 10,
    keepDays: 1,
    reserveWei: 5n,
  };
  carrier = new Carrier(options, {
    store,
    nowMs: () => nowMs,
    account: {
      chainId: async () => chain.id,
      block,
      head: async () => {
        if (chain.split) throw new ChainError("They differ.", { code: "chain-disagreement" });
        return block("latest");
      },
      balanceWei: async () => chain.balanceWei,
    },
    orders: new Orders(database),
    submitter: {
      recheck: async () => told.push("recheck"),
      reorganised: async () => told.push("reorganised"),
      settle: async (head: number) => told.push(`settle ${head}`),
      advance: async () => {
        if (sending) throw sending;
      },
    },
    reconciler: undefined,
    proves: () => true,
    onLead: () => undefined,
    isClosed: (timeUnixS: number) => timeUnixS >= CLOSING_UNIX_S,
    onTrouble: (code: string) => told.push(code),
  } as unknown as CarrierDependencies);
}

const steps = async (count = 3): Promise<void> => {
  const seen = told.filter((each) => each.startsWith("settle") || each.startsWith("chain")).length;
  await until(async () => told.filter((each) => /^(settle|chain)/.test(each)).length >= seen + count);
};

let sequence = 0;
function add(bytes: number): void {
  sequence += 1;
  const link = (number: number) => new Uint8Array(32).fill(number);
  outbox.addItem(
    {
      kind: "envelope",
      deviceId: "0123456789abcdef" as DeviceId,
      sequence,
      link: link(sequence),
      previousLink: link(sequence - 1),
      body: new Uint8Array(bytes),
      signature: new Uint8Array(64),
      proven: true,
      opensGap: false,
    },
    { ms: nowMs, block: chain.blocks.length - 1 },
  );
}

it("makes at most eight payloads at once, and while any is under way only full ones", async () => {
  for (let count = 0; count < 45; count += 1) add(16_000);
  await carrier.start();
  await steps();
  expect(packed).toHaveLength(8);
  const [first] = payloads.unfinished(1);
  expect(first?.payload.length).toBeGreaterThan(PAYLOAD_MAX_BYTES - 16_100);
  for (const { id } of payloads.unfinished(8)) payloads.setBlock(id, 1);
  await steps();
  expect(packed).toHaveLength(11);
  // One envelope is left, and waits although it is old: others are under way.
  nowMs += 60_000;
  await steps();
  expect(packed).toHaveLength(11);
  for (const { id } of payloads.unfinished(8)) payloads.setBlock(id, 1);
  await steps();
  expect(packed).toHaveLength(12);
  expect(outbox.backlog().bytes).toBe(0);
});

it("goes on when the store does not answer between two steps", async () => {
  await carrier.start();
  // A closed application's step packs nothing, so what waits is asked for after it only.
  chain.timeUnixS = CLOSING_UNIX_S;
  storeSilent = true;
  await until(async () => told.includes("database-unavailable"));
  storeSilent = false;
  await steps();
});

it("looks for what it sent when the block that it saw last is gone, and only then", async () => {
  await carrier.start();
  chain.blocks.push("c");
  await steps();
  chain.blocks.push("d", "e", "f");
  await steps();
  expect(carrier.head).toBe(5);
  expect(told).not.toContain("reorganised");
  chain.blocks.splice(4, 2, "g", "h", "i");
  await steps();
  expect(told.filter((each) => each === "reorganised")).toHaveLength(1);
  expect(carrier.head).toBe(6);
});

it("given a chain that is silent for a minute, promises nothing until it answers", async () => {
  chain.silent = true;
  await carrier.start();
  expect(carrier.chainHeard).toBe(false);
  chain.silent = false;
  await steps();
  expect(carrier.chainHeard).toBe(true);
  chain.silent = true;
  await steps(1);
  nowMs += 59_999;
  expect(carrier.chainHeard).toBe(true);
  nowMs += 1;
  expect(carrier.chainHeard).toBe(false);
});

it("makes no payload of what a closed application would refuse, and keeps it", async () => {
  add(16_000);
  chain.timeUnixS = CLOSING_UNIX_S;
  await carrier.start();
  nowMs += 60_000;
  await steps();
  expect(packed).toEqual([]);
  expect(outbox.backlog().bytes).toBe(16_000);
});

it("given an account that cannot pay, says so until there is more", async () => {
  sending = new RelayError("It has too little.", { code: "account-empty" });
  add(PAYLOAD_MAX_BYTES - 200);
  nowMs += 2_000;
  await carrier.start();
  expect(carrier.canPay).toBe(false);
  await steps();
  expect(carrier.canPay).toBe(false);
  chain.balanceWei = 11n;
  sending = undefined;
  await until(async () => carrier.canPay);
  expect(carrier.balanceWei).toBe(11n);
});

it.each([
  ["another id", () => (chain.id = 1), "chain-mismatch"],
  ["another first block", () => (chain.blocks = ["z", "b"]), "chain-replaced"],
])("given a chain with %s, does not start, and promises nothing when it comes later", async (_name, change, code) => {
  await carrier.start();
  await carrier.stop(1_000);
  database.close();
  open();
  change();
  await expect(carrier.start()).rejects.toMatchObject({ code });
  chain.silent = true;
  const { id } = chain;
  chain.id = CHAIN_ID;
  await carrier.start();
  chain.id = id;
  chain.silent = false;
  await until(async () => told.includes(code));
  expect(carrier.chainHeard).toBe(false);
});

it("given nodes that contradict each other, does nothing and says so until they agree", async () => {
  add(100);
  chain.split = true;
  await carrier.start();
  await until(async () => told.filter((each) => each === "chain-disagreement").length >= 2);
  expect(carrier.disagreement).toBe("They differ.");
  expect(told).not.toContain("settle 1");
  chain.split = false;
  nowMs += 30_000;
  await until(async () => packed.length === 1);
  expect(carrier.disagreement).toBeUndefined();
});

it("given less than the reserve, says so and still carries what was promised, until money comes", async () => {
  chain.balanceWei = 4n;
  add(100);
  nowMs += 30_000;
  await carrier.start();
  await until(async () => packed.length === 1 && told.includes("account-low"));
  expect(carrier.isLow).toBe(true);
  expect(carrier.canPay).toBe(true);
  chain.balanceWei = 5n;
  await steps(2);
  expect(carrier.isLow).toBe(false);
});
