/** The loop that carries messages to the chain: it packs what waits, submits it in order, and follows it until it is final. */
import { requireOfficial } from "@witness/ethereum/official";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import type { Logger } from "pino";
import type { Account } from "./account.ts";
import { isDue, isFull, pack } from "./batcher.ts";
import type { Block } from "./chain-answers.ts";
import { codeOf, type RelayCode, RelayError, sentenceOf } from "./errors.ts";
import type { Item } from "./intake.ts";
import type { Orders } from "./orders.ts";
import type { Backlog, Received } from "./outbox.ts";
import type { Reconciler } from "./reconcile.ts";
import type { Store } from "./store/store.ts";
import type { Submitter } from "./submitter.ts";

/** Payloads that may wait for a block together; each takes half a megabyte of memory. */
const UNDER_WAY_MOST = 8;
/** Messages read to fill one payload: more than fit, even with bodies of 16 bytes. */
const PACK_MOST = 4_096;
/** A receipt names a block: without news of the chain for this long, none can honestly be named. */
const CHAIN_SILENCE_MS = 60_000;
const BALANCE_EVERY_MS = 30_000;
/** After steps that failed, the next waits longer, up to this. */
const WAIT_MOST_MS = 5_000;
/** Messages forgotten in one step, and the pause when none are left. */
const FORGET_AT_ONCE = 2_000;
const FORGET_EVERY_MS = 10_000;
const DAY_MS = 86_400_000;

/** After these codes the relay promises nothing: its receipts would name blocks of another chain. */
const WRONG_CHAIN: ReadonlySet<RelayCode> = new Set(["chain-mismatch", "chain-replaced", "code-unexpected"]);

/** The settings of the loop. */
export interface CarrierOptions {
  readonly chainId: number;
  /** Addresses by name: what must be on the chain before anything is paid. */
  readonly contracts: Readonly<Record<string, string>>;
  readonly batchAgeMs: number;
  readonly smallAgeMs: number;
  readonly deadlineBlocks: number;
  readonly pollMs: number;
  readonly keepDays: number;
  /** Below this balance nothing is promised: the rest is for what was. */
  readonly reserveWei: bigint;
}

/** What the loop works with. */
export interface CarrierDependencies {
  readonly provider: CryptoProvider;
  readonly nowMs: () => number;
  readonly log: Logger;
  readonly store: Store;
  readonly account: Account;
  readonly submitter: Submitter;
  readonly orders: Orders;
  readonly reconciler: Reconciler | undefined;
  /** Whether an item's own signature verifies by its device's key (33 bytes). */
  readonly proves: (item: Item, publicKey: Uint8Array) => boolean;
  /** Told when this process begins to carry. */
  readonly onLead: () => void;
  /** Whether the application takes nothing more in a block of this time. */
  readonly isClosed: (timeUnixS: number) => boolean;
  readonly onTrouble: (code: RelayCode, message: string) => void;
}

/** The loop. Every step leaves on disk what the next one needs, so the process may die at any moment. */
export class Carrier {
  /** The number of the latest block that the relay saw. */
  head = 0;
  balanceWei: bigint | undefined;
  /** In what the chain's nodes contradict each other, in a sentence; undefined while they agree. */
  disagreement: string | undefined;
  readonly #options: CarrierOptions;
  readonly #with: CarrierDependencies;
  #seen: Block | undefined;
  #headSeenMs: number | undefined;
  #balanceSeenMs = Number.NEGATIVE_INFINITY;
  #forgotMs = Number.NEGATIVE_INFINITY;
  #chainChecked = false;
  /** Whether this process carries, and has looked for what was sent before. */
  #leads = false;
  /** The balance with which the account could not pay for the next payload. */
  #tooLittleWei = 0n;
  #running = false;
  #wake: () => void = () => undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: CarrierOptions, dependencies: CarrierDependencies) {
    this.#options = options;
    this.#with = dependencies;
  }

  /** The time of that block, by which the application decides; 0 before the first look. */
  get headTimeUnixS(): number {
    return this.#seen?.timeUnixS ?? 0;
  }

  /** Whether this process carries. */
  get leads(): boolean {
    return this.#leads;
  }

  /** Whether the chain's node returned a block within the last minute. */
  get chainHeard(): boolean {
    return this.#headSeenMs !== undefined && this.#with.nowMs() - this.#headSeenMs < CHAIN_SILENCE_MS;
  }

  /** Returns when the oldest message came that is acknowledged and in no block. */
  async oldest(): Promise<Received | undefined> {
    const { store } = this.#with;
    const packed = await store.payloads.oldest();
    const { oldestMs, oldestBlock } = await store.backlog();
    if (oldestMs === undefined || oldestBlock === undefined) return packed;
    if (!packed) return { ms: oldestMs, block: oldestBlock };
    return { ms: Math.min(packed.ms, oldestMs), block: Math.min(packed.block, oldestBlock) };
  }

  /** Returns whether the relay can keep a new promise: no message has waited for more than half of its receipt's blocks. */
  async keepsUp(): Promise<boolean> {
    const oldest = await this.oldest();
    return oldest === undefined || this.head - oldest.block <= this.#options.deadlineBlocks / 2;
  }

  /** Whether the account can pay for the next payload, as far as is known. */
  get canPay(): boolean {
    return this.balanceWei === undefined || this.balanceWei > this.#tooLittleWei;
  }

  /** Whether what the account has left is for what was promised alone, as far as is known. */
  get isLow(): boolean {
    return this.balanceWei !== undefined && this.balanceWei < this.#options.reserveWei;
  }

  /**
   * Checks the chain, then begins to carry.
   * @throws {RelayError} `chain-mismatch`, `chain-replaced`; {EthereumError} `code-unexpected`
   */
  async start(): Promise<void> {
    let came = await this.#try();
    let failures = came === "failed" ? 1 : 0;
    this.#running = true;
    this.#loop = (async () => {
      while (this.#running) {
        const pollMs = came === "more" ? 0 : this.#options.pollMs;
        const waitMs = Math.min(Math.max(WAIT_MOST_MS, pollMs), pollMs * 2 ** failures);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          this.#wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        if (!this.#running) return;
        came = await this.#try();
        failures = came === "failed" ? Math.min(failures + 1, 10) : 0;
      }
    })();
  }

  /** Stops after the step under way, or without it when it takes too long: everything is on disk. */
  async stop(withinMs: number): Promise<void> {
    this.#running = false;
    this.#wake();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([this.#loop, late]);
    clearTimeout(timer);
  }

  /** Takes one step. Returns whether the next one comes without a pause. Whatever the store does not answer is a failure too. */
  async #try(): Promise<"failed" | "more" | "done"> {
    try {
      await this.#step();
      this.disagreement = undefined;
      return (await this.#hasMore()) ? "more" : "done";
    } catch (error) {
      const code = codeOf(error);
      this.disagreement = code === "chain-disagreement" ? sentenceOf(error) : undefined;
      if (WRONG_CHAIN.has(code)) {
        if (!this.#running) throw error;
        this.#headSeenMs = undefined;
      }
      if (code === "account-empty") {
        this.balanceWei = await this.#with.account.balanceWei().catch(() => 0n);
        this.#tooLittleWei = this.balanceWei;
        // Looked at every step from now on, so that money that comes is seen at once.
        this.#balanceSeenMs = Number.NEGATIVE_INFINITY;
      }
      this.#with.onTrouble(code, sentenceOf(error));
      return "failed";
    }
  }

  async #step(): Promise<void> {
    const { nowMs, account, submitter, store, reconciler, orders } = this.#with;
    if (!this.#chainChecked) await this.#checkChain();
    await this.#look();
    const { head } = this;
    if (Math.abs(nowMs() - this.#balanceSeenMs) >= BALANCE_EVERY_MS) {
      this.balanceWei = await account.balanceWei();
      // Looked at every step while it is too little, so that money that comes is seen at once.
      if (this.canPay && !this.isLow) this.#balanceSeenMs = nowMs();
    }
    if (!(await this.#lead())) return;
    await submitter.settle(head);
    const isPaused = orders.mode === "paused";
    if (!isPaused) await this.#pack();
    const batches = isPaused ? [] : await store.payloads.unfinished(UNDER_WAY_MOST);
    if (batches.length > 0) await submitter.advance(batches, head);
    // Nothing is taken, so nothing would ever fail for want of money, and the log would not say why.
    else if (!this.canPay)
      this.#with.onTrouble("account-empty", `${account.address} cannot pay for the next payload; send it more.`);
    if (this.isLow)
      this.#with.onTrouble("account-low", `${account.address} has less than RELAY_RESERVE_GWEI; send it more.`);
    await reconciler?.step();
    await this.#forget();
  }

  /** Takes the lead if nobody has it. Returns whether this process carries. */
  async #lead(): Promise<boolean> {
    const { store, submitter, onLead } = this.#with;
    const lead = await store.lead();
    if (lead !== "kept") this.#leads = false;
    if (lead === "none") return false;
    if (this.#leads) return true;
    onLead();
    // The chain may have been reorganised while the relay did not run, or another process carried.
    await submitter.recheck();
    this.#leads = true;
    return true;
  }

  /** Returns whether the next step comes without a pause: a full payload waits and may be sent. */
  async #hasMore(): Promise<boolean> {
    const { store } = this.#with;
    if (!this.#leads) return false;
    if (this.#with.orders.mode === "paused") return false;
    return isFull(await store.backlog()) && (await store.payloads.countUnfinished()) < UNDER_WAY_MOST;
  }

  /** Reads the latest block, and looks whether the one that was latest before is still in the chain. */
  async #look(): Promise<void> {
    const { account, submitter, nowMs } = this.#with;
    const before = this.#seen;
    const latest = await account.head(before);
    const goesOn = !before || latest.hash === before.hash || latest.parentHash === before.hash;
    // Whoever takes the lead looks for everything that was sent.
    if (this.#leads && !goesOn && (await account.block(before.number))?.hash !== before.hash)
      await submitter.reorganised();
    this.#seen = latest;
    this.head = latest.number;
    this.#headSeenMs = nowMs();
  }

  /** Checks id, first block and contracts. Two local chains may have one id, and what one holds is not on the other. */
  async #checkChain(): Promise<void> {
    const { account, store } = this.#with;
    const { chainId, contracts } = this.#options;
    const id = await account.chainId();
    if (id !== chainId) {
      const sentence = `The RPC URL leads to chain ${id}, but the deployment is on chain ${chainId}.`;
      throw new RelayError(sentence, { code: "chain-mismatch" });
    }
    // A node that keeps no first block cannot be asked for it.
    const genesis = (await account.block(0))?.hash;
    const known = store.meta("genesis");
    if (genesis !== undefined && known === undefined) store.setMeta("genesis", genesis);
    if (genesis !== undefined && known !== undefined && known !== genesis) {
      const sentence = `The RPC URL leads to another chain ${id} than before; give the relay a new RELAY_DATA_DIR.`;
      throw new RelayError(sentence, { code: "chain-replaced" });
    }
    // Code of a stranger at the InputBox's address could drop inputs that were promised and paid.
    await requireOfficial(account.call, contracts);
    this.#chainChecked = true;
  }

  /** Makes payloads of what waits: any payload that is due, and only full ones while others are under way. */
  async #pack(): Promise<void> {
    const { store, proves, isClosed } = this.#with;
    // It would be paid for and refused; what waits is kept.
    if (isClosed(this.headTimeUnixS)) return;
    for (let underWay = await store.payloads.countUnfinished(); underWay < UNDER_WAY_MOST; underWay += 1) {
      const backlog = await store.backlog();
      if (underWay === 0 ? !(await this.#isDue(backlog)) : !isFull(backlog)) return;
      const waiting = await store.waiting(PACK_MOST, PAYLOAD_MAX_BYTES);
      const unproven = waiting.flatMap((each) => ("proven" in each && !each.proven ? [each.deviceId] : []));
      const publicKeys = await store.publicKeys(new Set(unproven));
      const packed = pack(waiting, (item) => {
        const publicKey = publicKeys.get(item.deviceId);
        return publicKey !== undefined && proves(item, publicKey);
      });
      if (!packed) return;
      await store.keepPayload(packed);
    }
  }

  /** Returns whether what waits leaves now. What is urgent is looked for only where it decides. */
  async #isDue(backlog: Backlog): Promise<boolean> {
    const { nowMs, store } = this.#with;
    const now = { ms: nowMs(), block: this.head };
    let isAsked = false;
    const ask = () => {
      isAsked = true;
      return undefined;
    };
    const due = isDue({ ...backlog, urgentMs: ask }, now, this.#options);
    if (!isAsked) return due;
    const urgentMs = await store.urgentMs();
    return isDue({ ...backlog, urgentMs: () => urgentMs }, now, this.#options);
  }

  async #forget(): Promise<void> {
    const now = this.#with.nowMs();
    if (Math.abs(now - this.#forgotMs) < FORGET_EVERY_MS) return;
    const seen = await this.#with.store.forget(now - this.#options.keepDays * DAY_MS, FORGET_AT_ONCE);
    if (seen < FORGET_AT_ONCE) this.#forgotMs = now;
  }
}
