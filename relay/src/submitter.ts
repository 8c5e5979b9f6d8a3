/**
 * Sends payloads one after the other through one account. Each signed transaction is on disk before it is sent; after a
 * crash the same transactions are looked for and sent again, so a payload is in one block only.
 *
 * The nonce comes from what the chain has included and from what is on disk, never from a count in memory: of two
 * transactions with one nonce the chain takes one. Payloads get into the chain in the order of their ids, since a
 * device's envelopes are refused there when they come before the ones that they follow.
 */
import type { Account } from "./account.ts";
import type { TransactionReceipt } from "./chain-answers.ts";
import { type RelayCode, RelayError } from "./errors.ts";
import type { Payloads, StoredBatch } from "./payloads.ts";

/** The settings of the submitter. */
export interface SubmitterOptions {
  /** After this long without a block, the same nonce is sent again for more. */
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
  readonly payloads: Payloads;
  readonly nowMs: () => number;
  /** Told where a payload is among the application's inputs, before its block is kept; again when that changes. */
  readonly onPlaced: (id: number, inputIndex: number) => void;
  readonly onIncluded: (inclusion: Inclusion) => void;
  readonly onFinal: (id: number) => void;
  readonly onTrouble: (code: RelayCode, message: string) => void;
}

/** Each attempt that failed doubles the wait before the next, up to this. */
const WAIT_MOST_MS = 3_600_000;
/** When a nonce is used by none of our transactions, the chain's node may lag: the relay waits this long before it believes it. */
const CONFLICT_AFTER_MS = 5_000;

/** What this process knows of a payload's newest transaction; after a restart it is sent at once. */
interface Sent {
  readonly ms: number;
  /** The latest block then. */
  readonly block: number;
}

/** Sends payloads until they are in a block that stays. */
export class Submitter {
  readonly #options: SubmitterOptions;
  readonly #with: SubmitterDependencies;
  readonly #sent = new Map<number, Sent>();
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
      const { id, nonce, raw } = batch;
      if (nonce === undefined) {
        if (!(await this.#sendNew(batch, next, head))) return;
        next += 1;
      } else if (count > nonce) {
        if (!(await this.#lookFor(batch, count, head))) return;
      } else {
        if (place === 0 && count < nonce) return this.#fillGap(batch, count, head);
        if (nonce === count) await this.#push(batch, head);
        else if (raw && !this.#sent.has(id)) await this.#broadcast(id, raw, head);
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
      this.#place(id, receipt);
      this.#sent.delete(id);
      this.#missingSince.delete(id);
      const { block, gasUsed, feeWei, inputIndex } = receipt;
      onIncluded({ id, bytes: payload.length, messages, block, gasUsed, feeWei, inputIndex });
      return true;
    }
    if (receipt) {
      // A revert costs gas, so each waits twice as long as the one before; after a restart too.
      const sent = this.#sent.get(id) ?? { ms: nowMs(), block: head };
      this.#sent.set(id, sent);
      if (nowMs() - sent.ms < this.#waitMs(batch)) return false;
      onTrouble("input-reverted", `The transaction of batch ${id} reverted; it is sent again.`);
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

  /** Handles the payload whose nonce is next: sends it, or replaces it once it is stuck. */
  async #push(batch: StoredBatch, head: number): Promise<void> {
    const { nowMs } = this.#with;
    const sent = this.#sent.get(batch.id);
    if (!batch.raw || batch.nonce === undefined) throw new Error("A payload with a nonce has a signed transaction.");
    this.#missingSince.delete(batch.id);
    if (!sent) {
      await this.#broadcast(batch.id, batch.raw, head);
      return;
    }
    if (nowMs() - sent.ms < this.#waitMs(batch)) return;
    // Where no blocks are made, a higher fee would only be dearer later.
    const raised = head > sent.block ? await this.#with.account.replace(batch.raw) : undefined;
    if (!raised) {
      await this.#broadcast(batch.id, batch.raw, head);
      return;
    }
    this.#with.payloads.setTransaction(batch, { nonce: batch.nonce, ...raised });
    await this.#broadcast(batch.id, raised.raw, head);
  }

  /** Looks again for each payload that should be final by now: a reorganisation may have dropped it. */
  async settle(head: number): Promise<void> {
    const { payloads, onFinal } = this.#with;
    const final = head - this.#options.finalBlocks;
    const oldest = payloads.unfinished(1)[0]?.id ?? Number.POSITIVE_INFINITY;
    for (const { id, hashes } of payloads.included(final)) {
      // Younger ones are looked at when the oldest is in again: they may have to follow it anew.
      if (id > oldest) return;
      const receipt = await this.#find(hashes);
      if (!receipt?.succeeded) {
        this.#dropped(id);
        return;
      }
      if (receipt.block > final) this.#place(id, receipt);
      else onFinal(id);
    }
  }

  /** After a reorganisation, looks for every payload that was in a block; the others are sent again. */
  async reorganised(): Promise<void> {
    this.#sent.clear();
    await this.recheck();
  }

  /** Looks for every payload that is in a block and not final. Returns whether one is gone. */
  async recheck(): Promise<boolean> {
    const { payloads } = this.#with;
    let gone = false;
    for (const { id, block, hashes } of payloads.included(Number.MAX_SAFE_INTEGER)) {
      const receipt = await this.#find(hashes);
      if (!receipt?.succeeded) {
        this.#dropped(id);
        gone = true;
      } else if (receipt.block !== block) this.#place(id, receipt);
    }
    return gone;
  }

  #place(id: number, { block, inputIndex }: TransactionReceipt): void {
    this.#with.onPlaced(id, inputIndex);
    this.#with.payloads.setBlock(id, block);
  }

  #dropped(id: number): void {
    this.#with.onTrouble("input-dropped", `A reorganisation dropped batch ${id}; it is sent again.`);
    this.#with.payloads.setBlock(id, undefined);
    this.#sent.delete(id);
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

  /** Returns how long to wait for a block; each transaction that got into none doubles it. */
  #waitMs({ hashes }: StoredBatch): number {
    const times = hashes.length - 1;
    return Math.min(WAIT_MOST_MS, this.#options.stuckMs * 2 ** Math.min(times, 20));
  }

  /** Signs with a new nonce, keeps the transaction, then sends it. Returns false when it has to wait. */
  async #sendNew(batch: StoredBatch, nonce: number, head: number): Promise<boolean> {
    const { account, payloads } = this.#with;
    if (nonce <= payloads.highestNonce()) {
      // A reorganisation between two questions: sent now, it would overtake what was dropped.
      await this.recheck();
      return false;
    }
    const signed = await account.sign(batch.payload, nonce);
    payloads.setTransaction(batch, { nonce, ...signed });
    this.#missingSince.delete(batch.id);
    await this.#broadcast(batch.id, signed.raw, head);
    return true;
  }

  async #broadcast(id: number, raw: string, head: number): Promise<void> {
    this.#sent.set(id, { ms: this.#with.nowMs(), block: head });
    try {
      await this.#with.account.broadcast(raw);
    } catch (error) {
      if (error instanceof RelayError && error.code === "transaction-refused") {
        // Known or included already, as a rule. It is found by its hash, or sent again when it is stuck.
        this.#with.onTrouble(error.code, error.message);
        return;
      }
      // There was no answer. The next step asks whether the chain has the transaction.
      this.#sent.delete(id);
      throw error;
    }
  }
}
