/** When the relay promises nothing more, and in which order it lets go of what is final. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Attempts } from "../src/attempts.ts";
import { Carrier, type CarrierDependencies } from "../src/carrier.ts";
import { Database } from "../src/database.ts";
import { Orders } from "../src/orders.ts";
import { Payloads } from "../src/payloads.ts";
import { Submitter, type SubmitterDependencies } from "../src/submitter.ts";

let directory: string;
let database: Database;
let payloads: Payloads;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-promise-"));
  database = new Database(directory, "test");
  payloads = new Payloads(database);
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("Carrier", () => {
  const options = {
    chainId: 1,
    contracts: {},
    batchAgeMs: 1,
    smallAgeMs: 1,
    deadlineBlocks: 20,
    pollMs: 1,
    keepDays: 1,
    reserveWei: 0n,
  };

  it.each([
    ["what waits", () => ({ bytes: 1, oldestMs: 1, oldestBlock: 100 }), () => undefined],
    [
      "what is in a payload",
      () => ({ bytes: 0, oldestMs: undefined, oldestBlock: undefined }),
      () => ({ ms: 1, block: 100 }),
    ],
    ["the older of both", () => ({ bytes: 1, oldestMs: 9, oldestBlock: 109 }), () => ({ ms: 1, block: 100 })],
  ])("boundary: keeps up while %s has waited for half of a promise's time", async (_name, backlog, oldest) => {
    const carrier = new Carrier(options, {
      store: { backlog, payloads: { oldest } },
    } as unknown as CarrierDependencies);
    carrier.head = 110;
    expect(await carrier.keepsUp()).toBe(true);
    carrier.head = 111;
    expect(await carrier.keepsUp()).toBe(false);
  });
});

describe("Submitter", () => {
  it("given an older payload that is in no block, does not let go of a younger one", async () => {
    const final: number[] = [];
    const asked: string[] = [];
    const receipt = async (hash: string) => {
      asked.push(hash);
      return { succeeded: true, block: 1, gasUsed: 1n, feeWei: 1n, inputIndex: 1 };
    };
    const submitter = new Submitter({ stuckMs: 1, finalBlocks: 32 }, {
      account: { receipt },
      payloads,
      attempts: new Attempts(database),
      orders: new Orders(database),
      nowMs: () => 1,
      onIncluded: () => undefined,
      onFinal: (id: number) => final.push(id),
      onTrouble: () => undefined,
    } as unknown as SubmitterDependencies);
    for (const nonce of [0, 1]) {
      payloads.add(new Uint8Array(4), 1);
      const batch = payloads.unfinished(8)[nonce];
      if (batch) payloads.setTransaction(batch, { nonce, hash: `0x${nonce}`, raw: "0x" });
    }
    payloads.setBlock(2, 1);
    await submitter.settle(100);
    expect(final).toEqual([]);
    expect(asked).toEqual([]);
    payloads.setBlock(1, 1);
    await submitter.settle(100);
    expect(final).toEqual([1, 2]);
  });
});
