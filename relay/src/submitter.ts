/**
 * Sends payloads one after the other through one account. Each signed transaction is on disk before it is sent; after a
 * crash the same transactions are looked for and sent again, so a payload is in one block only.
 *
 * The nonce comes from what the chain has included and from what is on disk, never from a count in memory: of two
 * transactions with one nonce the chain takes one. Payloads get into the chain in the order of their ids, since a
 * device's envelopes are refused there when they come before the ones that they follow.
 */
import type { Account } from "./account.ts";
import type { Attempt, Attempts } from "./attempts.ts";
import type { TransactionReceipt } from "./chain-answers.ts";
import { type RelayCode, RelayError } from "./errors.ts";
import type { Orders } from "./orders.ts";
import type { StoredBatch } from "./payloads.ts";
import type { Awaitable, PayloadStore } from "./store/store.ts";
import type { SignedTransaction } from "./transaction.ts";

/** The settings of the submitter. */
export interface SubmitterOptions {
  /** After this long in no block, while blocks are made, the same nonce is sent again for more. */
  readonly stuckMs: number;
  /** Blocks on top of a block before it counts as final. */
  readonly finalBlocks: number;
}

/** A payload that got into a block. */
export interface Inclusion {
  readonly id: number;
  readonly bytes: number;
  readonly messages: number;
  readonly block: number;
  readonly gasUsed: bigint;
  readonly feeWei: bigint;
  /** Its place among the application's inputs. */
  readonly inputIndex: number;
}

/** What the submitter works with, and whom it tells of its work. */
export interface SubmitterDependencies {
  readonly account: Account;
  readonly payloads: PayloadStore;
  readonly attempts: Attempts;
  readonly orders: Orders;
  readonly nowMs: () => number;
  /** Told where a payload is among the application's inputs, before its block is kept; again when that changes. */
  readonly onPlaced: (id: number, inputIndex: number) => Awaitable<unknown>;
  readonly onIncluded: (inclusion: Inclusion) => void;
  readonly onFinal: (id: number) => Awaitable<unknown>;
  readonly onTrouble: (code: RelayCode, message: string) => void;
}

/** Each transaction that reverted doubles the wait before the next, up to this. */
const WAIT_MOST_MS = 3_600_000;
/** The chain's nodes may forget a transaction, so each is told again after so long; fees are looked at as often. */
const AGAIN_MS = 12_000;
/** What nodes say of a transaction that they have, or had: it is found by its hash, or by its nonce. */
const KNOWN = /already ?(known|imported|exists)|known transaction|nonce (is )?too low/i;
/** What nodes say when another transaction of the nonce offers as much or more, or when this one offers too little. */
const UNDERPRICED = /underpriced|(fee|price) (is )?too low|could not replace|replacement ?not ?allowed|too low to be/i;
/** When a nonce is used by none of our transactions, the chain's node may lag: the relay waits this long before it believes it. */
const CONFLICT_AFTER_MS = 5_000;

/** When an attempt was made of which a replacement is due. */
const LONG_AGO: Attempt = { ms: Number.MIN_SAFE_INTEGER, block: -1 };

/** Sends payloads until they are in a block that stays. */
export class Submitter {
  readonly #options: SubmitterOptions;
  readonly #with: SubmitterDependencies;
  /** When a payload's newest transaction was last sent; after a restart it is sent at once. */
  readonly #sentMs = new Map<number, number>();
  /** When it was last asked what a replacement would offer. */
  readonly #pricedMs = new Map<number, number>();
  /** Since when a payload's nonce is used by none of our transactions. */
  readonly #missingSince = new Map<number, number>();

  constructor(options: SubmitterOptions, dependencies: SubmitterDependencies) {
    this.#options = options;
    this.#with = dependencies;
  }

  /**
   * Brings unfinished payloads, oldest first, a step further. Several are under way with nonces that follow each other;
   * where an older one is in trouble, the younger ones wait.
   */
  async advance(batches: readonly StoredBatch[], head: number): Promise<void> {
    const count = await this.#with.account.includedCount();
    let next = count;
    for (const [place, batch] of batches.entries()) {
      const { nonce } = batch;
      if (nonce === undefined) {
        if (!(await this.#sendNew(batch, next, head))) return;
        next += 1;
      } else if (count > nonce) {
        if (!(await this.#lookFor(batch, count, head))) return;
      } else {
        if (place === 0 && count < nonce) return this.#fillGap(batch, count, head);
        await this.#push(batch, head, nonce === count);
        next = nonce + 1;
      }
    }
  }

  /** Handles a free nonce before the oldest payload's: a reorganisation dropped an older payload, which goes first. */
  async #fillGap(batch: StoredBatch, count: number, head: number): Promise<void> {
    const { account, onTrouble } = this.#with;
    if ((await this.recheck()) || !this.#missingFor(batch.id)) return;
    const sentence = `The chain stands before nonce ${batch.nonce} of ${account.address}; it is signed anew.`;
    onTrouble("nonce-conflict", sentence);
    await this.#sendNew(batch, count, head);
  }

  /** Handles a payload whose nonce is used, as a rule by one of its transactions. Returns whether it is in a block. */
  async #lookFor(batch: StoredBatch, count: number, head: number): Promise<boolean> {
    const { account, nowMs, onIncluded, onTrouble } = this.#with;
    const { id, payload, messages } = batch;
    const receipt = await this.#find(batch.hashes);
    if (receipt?.succeeded) {
      await this.#place(id, receipt);
      this.#forget(id);
      const { block, gasUsed, feeWei, inputIndex } = receipt;
      onIncluded({ id, bytes: payload.length, messages, block, gasUsed, feeWei, inputIndex });
      return true;
    }
    if (receipt) {
      // A revert costs gas, so each waits twice as long as the one before; after a restart too.
      const attempt = this.#attemptOf(id, head);
      if (nowMs() - attempt.ms < this.#waitMs(batch)) return false;
      onTrouble("input-reverted", `The transaction of batch ${id} reverted; it is sent again.`);
      await this.#sendNew(batch, count, head);
      return false;
    }
    const cancelled = this.#with.orders.cancelled(id);
    if (cancelled && (await account.receipt(cancelled.hash))) {
      this.#with.orders.forget(id);
      await this.#sendNew(batch, count, head);
      return false;
    }
    if (!this.#missingFor(id)) return false;
    onTrouble(
      "nonce-conflict",
      `Another sender used nonce ${batch.nonce} of ${account.address}; give the relay an account of its own.`,
    );
    await this.#sendNew(batch, count, head);
    return false;
  }

  /**
   * Handles a payload whose nonce is free: sends it, and replaces it once it is stuck. One behind others is stuck when it offers
   * less than the next block takes, so that all of them can be in one block.
   */
  async #push(batch: StoredBatch, head: number, isNext: boolean): Promise<void> {
    const { id, nonce, raw } = batch;
    if (!raw || nonce === undefined) throw new Error("A payload with a nonce has a signed transaction.");
    if (isNext) this.#missingSince.delete(id);
    const cancelled = this.#with.orders.cancelled(id);
    if (cancelled) {
      if (this.#isPast(this.#sentMs.get(id), AGAIN_MS)) await this.#broadcast(id, cancelled.raw);
      return;
    }
    const attempt = this.#attemptOf(id, head);
    // Where no blocks are made, a higher fee would only be dearer later.
    const isStuck = this.#isPast(attempt.ms, this.#options.stuckMs) && head > attempt.block;
    if (isStuck && this.#isPast(this.#pricedMs.get(id), AGAIN_MS)) {
      this.#pricedMs.set(id, this.#with.nowMs());
      const raised = await this.#raised(raw, { onlyIfTooLow: !isNext });
      if (raised) {
        await this.#send(batch, { nonce, ...raised }, head);
        return;
      }
    }
    if (this.#isPast(this.#sentMs.get(id), AGAIN_MS)) await this.#broadcast(id, raw);
  }

  /** Raises the offer for a payload with the next step, as if it had been stuck for long. */
  hurry(id: number): void {
    this.#with.attempts.put(id, LONG_AGO);
    this.#pricedMs.delete(id);
  }

  /** Returns the transaction for more, or undefined when it stays as it is. */
  async #raised(raw: string, how: { readonly onlyIfTooLow: boolean }): Promise<SignedTransaction | undefined> {
    try {
      return await this.#with.account.replace(raw, how);
    } catch (error) {
      if (!(error instanceof RelayError) || error.code !== "fee-capped") throw error;
      this.#with.onTrouble(error.code, error.message);
      return undefined;
    }
  }

  /** Looks again for each payload that should be final by now: a reorganisation may have dropped it. */
  async settle(head: number): Promise<void> {
    const { payloads, onFinal } = this.#with;
    const final = head - this.#options.finalBlocks;
    const [first] = await payloads.unfinished(1);
    const oldest = first?.id ?? Number.POSITIVE_INFINITY;
    for (const { id, hashes } of await payloads.included(final)) {
      // Younger ones are looked at when the oldest is in again: they may have to follow it anew.
      if (id > oldest) return;
      const receipt = await this.#find(hashes);
      if (!receipt?.succeeded) {
        await this.#dropped(id);
        return;
      }
      if (receipt.block > final) await this.#place(id, receipt);
      else await onFinal(id);
    }
  }

  /** After a reorganisation, looks for every payload that was in a block; the others are sent again. */
  async reorganised(): Promise<void> {
    this.#sentMs.clear();
    await this.recheck();
  }

  /** Looks for every payload that is in a block and not final. Returns whether one is gone. */
  async recheck(): Promise<boolean> {
    const { payloads } = this.#with;
    let gone = false;
    for (const { id, block, hashes } of await payloads.included(Number.MAX_SAFE_INTEGER)) {
      const receipt = await this.#find(hashes);
      if (!receipt?.succeeded) {
        await this.#dropped(id);
        gone = true;
      } else if (receipt.block !== block) await this.#place(id, receipt);
    }
    return gone;
  }

  async #place(id: number, { block, inputIndex }: TransactionReceipt): Promise<void> {
    await this.#with.onPlaced(id, inputIndex);
    await this.#with.payloads.setBlock(id, block);
  }

  async #dropped(id: number): Promise<void> {
    this.#with.onTrouble("input-dropped", `A reorganisation dropped batch ${id}; it is sent again.`);
    await this.#with.payloads.setBlock(id, undefined);
    this.#forget(id);
  }

  #forget(id: number): void {
    this.#with.attempts.delete(id);
    this.#with.orders.forget(id);
    for (const each of [this.#sentMs, this.#pricedMs, this.#missingSince]) each.delete(id);
  }

  #attemptOf(id: number, head: number): Attempt {
    const { attempts, nowMs } = this.#with;
    const known = attempts.get(id);
    if (known) return known;
    const attempt = { ms: nowMs(), block: head };
    attempts.put(id, attempt);
    return attempt;
  }

  /** Returns whether so much time has passed since then, or nobody knows: a clock may also have been set back. */
  #isPast(sinceMs: number | undefined, ms: number): boolean {
    return sinceMs === undefined || Math.abs(this.#with.nowMs() - sinceMs) >= ms;
  }

  async #find(hashes: readonly string[]): Promise<TransactionReceipt | undefined> {
    let reverted: TransactionReceipt | undefined;
    // The newest is the likeliest.
    for (const hash of hashes.toReversed()) {
      const receipt = await this.#with.account.receipt(hash);
      if (receipt?.succeeded) return receipt;
      reverted ??= receipt ?? undefined;
    }
    return reverted;
  }

  /** Returns whether no transaction of a payload was found for long enough. */
  #missingFor(id: number): boolean {
    const now = this.#with.nowMs();
    const since = this.#missingSince.get(id) ?? now;
    this.#missingSince.set(id, since);
    return now - since >= Math.min(CONFLICT_AFTER_MS, this.#options.stuckMs);
  }

  /** Returns how long to wait after a revert; each transaction that a payload had doubles it. */
  #waitMs({ hashes }: StoredBatch): number {
    const times = hashes.length - 1;
    return Math.min(WAIT_MOST_MS, this.#options.stuckMs * 2 ** Math.min(times, 20));
  }

  /** Signs with a new nonce, keeps the transaction, then sends it. Returns false when it has to wait. */
  async #sendNew(batch: StoredBatch, nonce: number, head: number): Promise<boolean> {
    const { account, payloads } = this.#with;
    if (nonce <= (await payloads.highestNonce())) {
      // A reorganisation between two questions: sent now, it would overtake what was dropped.
      await this.recheck();
      return false;
    }
    const signed = await account.sign(batch.payload, nonce);
    await this.#send(batch, { nonce, ...signed }, head);
    return true;
  }

  /** Keeps a signed transaction, then sends it. */
  async #send(batch: StoredBatch, signed: SignedTransaction & { readonly nonce: number }, head: number): Promise<void> {
    const { attempts, payloads, nowMs } = this.#with;
    attempts.put(batch.id, { ms: nowMs(), block: head });
    await payloads.setTransaction(batch, signed);
    this.#missingSince.delete(batch.id);
    await this.#broadcast(batch.id, signed.raw);
  }

  async #broadcast(id: number, raw: string): Promise<void> {
    const { account, nowMs, onTrouble } = this.#with;
    this.#sentMs.set(id, nowMs());
    try {
      await account.broadcast(raw);
    } catch (error) {
      if (!(error instanceof RelayError) || error.code !== "transaction-refused") {
        // There was no answer. The next step asks whether the chain has the transaction.
        this.#sentMs.delete(id);
        throw error;
      }
      if (KNOWN.test(error.message)) return;
      onTrouble(error.code, error.message);
      if (!UNDERPRICED.test(error.message)) return;
      // Nothing would be gained by waiting: the next step offers more.
      this.hurry(id);
    }
  }
}
