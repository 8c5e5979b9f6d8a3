/** What an operator asks of a running relay, and orders it to do. */
import { Transaction } from "ethers";
import type { Account } from "./account.ts";
import type { Carrier } from "./carrier.ts";
import type { RelayError } from "./errors.ts";
import type { Mode, Orders } from "./orders.ts";
import type { StoredBatch } from "./payloads.ts";
import type { Spending } from "./spending.ts";
import type { Store } from "./store/store.ts";
import type { Submitter } from "./submitter.ts";

const GWEI = 1_000_000_000n;
const DAY_S = 86_400;
/** More are never under way. */
const PENDING_MOST = 64;

/** What the operator's interface works with. */
export interface AdminDependencies {
  readonly store: Store;
  readonly account: Account;
  readonly carrier: Carrier;
  readonly submitter: Submitter;
  readonly spending: Spending;
  readonly orders: Orders;
  readonly obstacle: () => Promise<RelayError | undefined>;
  readonly nowMs: () => number;
}

/** A payload on its way. */
export interface Pending {
  readonly id: number;
  readonly messages: number;
  readonly bytes: number;
  readonly nonce: number | undefined;
  /** Of every transaction that may carry it, oldest first. */
  readonly hashes: readonly string[];
  /** What the newest of them offers for one gas. */
  readonly maxFeeWei: string | undefined;
  readonly maxTipWei: string | undefined;
  /** The transaction that is to take its nonce. */
  readonly cancelledBy: string | undefined;
}

/** Asks and orders. */
export class Admin {
  readonly #with: AdminDependencies;

  constructor(dependencies: AdminDependencies) {
    this.#with = dependencies;
  }

  /** Returns how the relay stands, and for how many days the money lasts. */
  async status() {
    const { store, account, carrier, spending, orders, obstacle, nowMs } = this.#with;
    const { balanceWei, head } = carrier;
    const balanceGwei = balanceWei === undefined ? undefined : Number(balanceWei / GWEI);
    const { lastDayGwei, lastWeekGwei, lastsS } = spending.forecast(balanceGwei);
    const [hindrance, backlog, unfinished] = [
      await obstacle(),
      await store.backlog(),
      await store.payloads.countUnfinished(),
    ];
    return {
      mode: orders.mode,
      accepting: hindrance === undefined,
      reason: hindrance?.message,
      /** Nothing that was promised waits for a block. */
      drained: backlog.bytes === 0 && unfinished === 0,
      head,
      rpcNodes: account.nodesInUse,
      waitingBytes: backlog.bytes,
      pending: unfinished,
      account: account.address,
      balanceGwei,
      spentGweiPerDay: { lastDay: Math.round(lastDayGwei), lastWeek: Math.round(lastWeekGwei) },
      lastsDays: lastsS === undefined ? undefined : Math.floor(lastsS / DAY_S),
      emptyAt: lastsS === undefined ? undefined : new Date(nowMs() + lastsS * 1_000).toISOString(),
    };
  }

  /** Returns the payloads on their way, oldest first. */
  async pending(): Promise<readonly Pending[]> {
    const batches = await this.#with.store.payloads.unfinished(PENDING_MOST);
    return batches.map(({ id, messages, payload, nonce, hashes, raw }) => {
      const sent = raw === undefined ? undefined : Transaction.from(raw);
      return {
        id,
        messages,
        bytes: payload.length,
        nonce,
        hashes,
        maxFeeWei: sent?.maxFeePerGas?.toString(),
        maxTipWei: sent?.maxPriorityFeePerGas?.toString(),
        cancelledBy: this.#with.orders.cancelled(id)?.hash,
      };
    });
  }

  /** Orders what the relay does from now on, also after a restart. */
  order(mode: Mode): void {
    this.#with.orders.mode = mode;
  }

  /** Raises the offer of a payload's transaction with the next step, within the limits. Returns whether it has one. */
  async replace(id: number): Promise<boolean> {
    const batch = await this.#sent(id);
    if (!batch) return false;
    this.#with.submitter.hurry(id);
    return true;
  }

  /**
   * Sends a transaction to the account itself with the nonce of a payload's: for 21 000 gas the nonce is free again. The payload
   * stays promised, and is signed anew once one of the two is in a block.
   * @returns the hash; undefined when the payload has no transaction that could be cancelled
   * @throws {RelayError} `fee-capped`, `account-empty`, `transaction-refused`
   */
  async cancel(id: number): Promise<string | undefined> {
    const { account, orders } = this.#with;
    const batch = await this.#sent(id);
    if (batch?.raw === undefined) return undefined;
    const signed = await account.cancel(orders.cancelled(id)?.raw ?? batch.raw);
    orders.cancel(id, signed);
    await account.broadcast(signed.raw);
    return signed.hash;
  }

  async #sent(id: number): Promise<StoredBatch | undefined> {
    const batches = await this.#with.store.payloads.unfinished(PENDING_MOST);
    return batches.find((each) => each.id === id && each.raw !== undefined);
  }
}
