/**
 * Submitting: one payload at a time through one account, each signed transaction on disk before it is sent. After a
 * crash the very same transactions are looked for and sent again, so a payload is in one block only.
 */
import { Interface, JsonRpcProvider, keccak256, type TransactionReceipt, Wallet } from "ethers";
import type { Outbox, StoredBatch } from "./outbox.ts";

/** How a submission goes. */
export interface SubmitterOptions {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly inputBox: string;
  readonly application: string;
  readonly accountKey: string;
  /** After this long without a block, the same nonce is sent again for more. */
  readonly stuckAfterMs: number;
  readonly pollMs: number;
}

/** What the submitter tells of its work. */
export interface SubmitterEvents {
  readonly onIncluded: (batch: { readonly id: number; readonly bytes: number; readonly gasUsed: bigint }) => void;
  readonly onTrouble: (code: "chain-unavailable" | "input-reverted", message: string) => void;
}

const INPUT_BOX = new Interface(["function addInput(address,bytes)"]);

/** Sends payloads until they are in a block. */
export class Submitter {
  readonly #options: SubmitterOptions;
  readonly #outbox: Outbox;
  readonly #events: SubmitterEvents;
  readonly #provider: JsonRpcProvider;
  readonly #wallet: Wallet;

  constructor(options: SubmitterOptions, dependencies: { readonly outbox: Outbox; readonly events: SubmitterEvents }) {
    this.#options = options;
    this.#outbox = dependencies.outbox;
    this.#events = dependencies.events;
    const fixed = { staticNetwork: true, cacheTimeout: -1, batchMaxCount: 1 } as const;
    this.#provider = new JsonRpcProvider(options.rpcUrl, options.chainId, fixed);
    this.#wallet = new Wallet(options.accountKey, this.#provider);
  }

  /** The account that pays. */
  get address(): string {
    return this.#wallet.address;
  }

  /** The latest block's number. */
  blockNumber(): Promise<number> {
    return this.#provider.getBlockNumber();
  }

  /** What the account has left, in wei. */
  balanceWei(): Promise<bigint> {
    return this.#provider.getBalance(this.#wallet.address);
  }

  /** Brings one unfinished payload a step further; answers whether it is in a block. */
  async step(batch: StoredBatch): Promise<boolean> {
    const receipt = await this.#find(batch);
    if (receipt) {
      if (receipt.status === 1) {
        this.#outbox.setIncluded(batch.id, receipt.blockNumber);
        this.#events.onIncluded({ id: batch.id, bytes: batch.payload.length, gasUsed: receipt.gasUsed });
        return true;
      }
      this.#events.onTrouble("input-reverted", `The transaction of batch ${batch.id} reverted; it is sent again.`);
      await this.#send(batch, undefined);
      return false;
    }
    if (batch.transactions.length === 0) await this.#send(batch, undefined);
    else await this.#broadcastAgain(batch);
    return this.#included(batch);
  }

  async #find(batch: StoredBatch): Promise<TransactionReceipt | null> {
    for (const raw of batch.transactions) {
      const receipt = await this.#provider.getTransactionReceipt(keccak256(raw));
      if (receipt) return receipt;
    }
    return null;
  }

  /** Waits for a block with any of the batch's transactions; when none comes in time, the next step offers more. */
  async #included(batch: StoredBatch): Promise<boolean> {
    const { stuckAfterMs, pollMs } = this.#options;
    for (let waited = 0; waited < stuckAfterMs; waited += pollMs) {
      const current = this.#outbox.unfinishedBatch();
      if (current?.id === batch.id && (await this.#find(current))) return false;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    const current = this.#outbox.unfinishedBatch();
    if (current?.id === batch.id && current.nonce !== undefined) await this.#send(current, current.nonce);
    return false;
  }

  /** Sends what was signed already; a nonce that somebody else used means that none of ours can come any more. */
  async #broadcastAgain(batch: StoredBatch): Promise<void> {
    const used = await this.#provider.getTransactionCount(this.#wallet.address, "latest");
    if (batch.nonce !== undefined && used > batch.nonce) {
      // Included between the two questions, or replaced by a stranger to this store: ask once more before a new nonce.
      if (await this.#find(batch)) return;
      await this.#send(batch, undefined);
      return;
    }
    const latest = batch.transactions.at(-1);
    if (latest !== undefined) await this.#broadcast(latest);
  }

  /** Signs with a nonce (a new one, or the stuck one for a higher fee), keeps the transaction, then sends it. */
  async #send(batch: StoredBatch, stuckNonce: number | undefined): Promise<void> {
    const nonce = stuckNonce ?? (await this.#provider.getTransactionCount(this.#wallet.address, "latest"));
    const data = INPUT_BOX.encodeFunctionData("addInput", [this.#options.application, batch.payload]);
    const call = { to: this.#options.inputBox, data };
    const [fees, gas] = await Promise.all([
      this.#provider.getFeeData(),
      this.#provider.estimateGas({ ...call, from: this.#wallet.address }),
    ]);
    // Each replacement offers a quarter more; nodes ask for at least a tenth.
    const earlier = stuckNonce === undefined ? 0 : batch.transactions.length;
    const raise = (fee: bigint | null) => ((fee ?? 1_000_000_000n) * 5n ** BigInt(earlier)) / 4n ** BigInt(earlier);
    const raw = await this.#wallet.signTransaction({
      ...call,
      type: 2,
      chainId: this.#options.chainId,
      nonce,
      gasLimit: (gas * 11n) / 10n,
      maxFeePerGas: raise(fees.maxFeePerGas),
      maxPriorityFeePerGas: raise(fees.maxPriorityFeePerGas),
    });
    const kept = stuckNonce === undefined ? [] : batch.transactions;
    this.#outbox.setTransactions(batch.id, nonce, [...kept, raw]);
    await this.#broadcast(raw);
  }

  async #broadcast(raw: string): Promise<void> {
    try {
      await this.#provider.send("eth_sendRawTransaction", [raw]);
    } catch (error) {
      // Known already, or included already: both are found by their hash. Anything else comes again at the next step.
      this.#events.onTrouble("chain-unavailable", (error as Error).message.slice(0, 200));
    }
  }

  close(): void {
    this.#provider.destroy();
  }
}
