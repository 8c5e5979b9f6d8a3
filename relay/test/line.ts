/** One account with payloads on a real chain, and a clock that is set: what the tests of sending have in common. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OFFICIAL_ADDRESSES as OFFICIAL } from "@witness/ethereum/official";
import { RpcPool } from "@witness/ethereum/rpc-pool";
import { Interface, toQuantity, Wallet } from "ethers";
import { startChain, type TestChain } from "../../rollup-node/test/chain.ts";
import { Account } from "../src/account.ts";
import { Attempts } from "../src/attempts.ts";
import { Database } from "../src/database.ts";
import type { FeeLimits } from "../src/fees.ts";
import { Orders } from "../src/orders.ts";
import { Payloads } from "../src/payloads.ts";
import { makeSigner } from "../src/signer.ts";
import { type Inclusion, Submitter } from "../src/submitter.ts";

export const STUCK_MS = 60_000;
export const INPUT_BOX = OFFICIAL["InputBox"] ?? "";
const PAYLOAD = new Interface(["function addInput(address,bytes)"]);
const GWEI = 1_000_000_000n;

/** The relay's own settings. */
export const LIMITS: FeeLimits = {
  maxFeeWei: 500n * GWEI,
  maxTipWei: 50n * GWEI,
  minTipWei: 0n,
  minBaseFeeWei: 0n,
  limitMultiplier: 5n,
  limitThresholdWei: 100n * GWEI,
};

/** A chain with an application, for lines. */
export interface Track {
  readonly chain: TestChain;
  readonly application: string;
  readonly send: (method: string, ...params: unknown[]) => Promise<unknown>;
  readonly line: (options?: LineOptions) => Line;
  readonly close: () => Promise<void>;
}

/** What of a line may be otherwise. */
export interface LineOptions {
  readonly inputBox?: string;
  readonly fees?: FeeLimits;
  /** Of the chain's nodes; the chain itself unless given. */
  readonly urls?: readonly string[];
}

let keys = 0;

/** Starts a chain. */
export async function startTrack(): Promise<Track> {
  const chain = await startChain();
  const application = (await chain.application("witness")).address;
  const directory = mkdtempSync(join(tmpdir(), "witness-line-"));
  return {
    chain,
    application,
    send: (method, ...params) => chain.provider.send(method, params),
    line: (options = {}) => new Line({ chain, application, directory }, options),
    close: async () => {
      await chain.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** An account with a line of payloads, and a clock that stands still until it is set. */
export class Line {
  readonly key = `0x${(0xabc0 + keys++).toString(16).padStart(64, "0")}`;
  readonly address = new Wallet(this.key).address;
  readonly troubles: string[] = [];
  readonly included: Inclusion[] = [];
  readonly placed = new Map<number, number>();
  readonly final: number[] = [];
  readonly database: Database;
  readonly payloads: Payloads;
  readonly account: Account;
  orders: Orders;
  submitter: Submitter;
  nowMs = 1_000_000;
  atOnce = 1;

  get unfinished() {
    return this.payloads.unfinished(1)[0];
  }

  readonly #chain: TestChain;

  constructor(
    { chain, application, directory }: { chain: TestChain; application: string; directory: string },
    { inputBox = INPUT_BOX, fees = LIMITS, urls = [chain.url] }: LineOptions,
  ) {
    this.#chain = chain;
    this.database = new Database(join(directory, this.address), "test");
    this.payloads = new Payloads(this.database);
    const rpc = new RpcPool({ nodes: urls.map((url) => ({ url, weight: 1 })), nowMs: () => this.nowMs });
    const place = { rpc, chainId: 31_337, inputBox, application };
    this.account = new Account({ ...place, signer: makeSigner({ key: this.key }), fees });
    this.orders = new Orders(this.database);
    this.submitter = this.restarted();
  }

  /** The same on disk, and nothing in memory. */
  restarted(): Submitter {
    this.orders = new Orders(this.database);
    this.submitter = new Submitter(
      { stuckMs: STUCK_MS, finalBlocks: 32 },
      {
        account: this.account,
        payloads: this.payloads,
        attempts: new Attempts(this.database),
        orders: this.orders,
        nowMs: () => this.nowMs,
        onPlaced: (id, inputIndex) => this.placed.set(id, inputIndex),
        onIncluded: (inclusion) => this.included.push(inclusion),
        onFinal: (id) => {
          this.final.push(id);
          this.payloads.remove(id);
        },
        onTrouble: (code) => this.troubles.push(code),
      },
    );
    return this.submitter;
  }

  add(byte: number): number {
    return this.payloads.add(new Uint8Array(100).fill(byte), 1);
  }

  /** Steps until nothing is unfinished; with a limit, since that may never be. */
  async run(steps = 12): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      const batches = this.payloads.unfinished(this.atOnce);
      if (batches.length === 0) return;
      await this.submitter.advance(batches, await this.#chain.provider.getBlockNumber());
    }
  }

  /** The first bytes of its payloads on the chain, in order. */
  async onChain(): Promise<number[]> {
    const found: number[] = [];
    const last = await this.#chain.provider.getBlockNumber();
    for (let number = 0; number <= last; number += 1) {
      const block = await this.#chain.provider.getBlock(number, true);
      for (const { from, data, hash } of block?.prefetchedTransactions ?? []) {
        const receipt = from === this.address && data.length > 10 && (await this.account.receipt(hash));
        if (receipt !== false && receipt?.succeeded) {
          found.push(Number.parseInt(String(PAYLOAD.decodeFunctionData("addInput", data)[1]).slice(2, 4), 16));
        }
      }
    }
    return found;
  }

  async fund(ether = 10n): Promise<void> {
    await this.#chain.provider.send("hardhat_setBalance", [this.address, toQuantity(ether * 10n ** 18n)]);
  }

  close(): void {
    this.account.close();
    this.database.close();
  }
}
