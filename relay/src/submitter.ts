/**
 * Submitting: one payload at a time through one account, each signed transaction on disk before it is sent. After a
 * crash the very same transactions are looked for and sent again, so a payload is in one block only.
 *
 * The nonce comes from what the chain has included and from what is on disk, never from a count in memory: of two
 * transactions with one nonce the chain takes one.
 */
import { Interface, isError, JsonRpcProvider, keccak256, Network, type TransactionReceipt, Wallet } from "ethers";
import type { RelayCode } from "./errors.ts";
import type { Outbox, StoredBatch } from "./outbox.ts";

/** How a submission goes. */
export interface SubmitterOptions {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly inputBox: string;
  readonly application: string;
  readonly accountKey: string;
  /** After this long without a block, the same nonce is sent again for more. */
  readonly stuckMs: number;
  /** Blocks on top of one before it is taken as final. */
  readonly finalBlocks: number;
}

/** What the submitter needs, and what it tells of its work. */
export interface SubmitterDependencies {
  readonly outbox: Outbox;
  readonly nowMs: () => number;
  readonly onIncluded: (batch: { readonly id: number; readonly bytes: number; readonly gasUsed: bigint }) => void;
  readonly onTrouble: (code: RelayCode, message: string) => void;
}

const INPUT_BOX = new Interface(["function addInput(address,bytes)"]);

/** Sends payloads until they are in a block that stays. */
export class Submitter {
  readonly #options: SubmitterOptions;
  readonly #with: SubmitterDependencies;
  readonly #provider: JsonRpcProvider;
  readonly #wallet: Wallet;
  /** When this process last sent a batch's transaction; after a restart it is sent at once. */
  readonly #sentMs = new Map<number, number>();

  constructor(options: SubmitterOptions, dependencies: SubmitterDependencies) {
    this.#options = options;
    this.#with = dependencies;
    const fixed = { staticNetwork: true, cacheTimeout: -1, batchMaxCount: 1 } as const;
    this.#provider = new JsonRpcProvider(options.rpcUrl, Network.from(options.chainId), fixed);
    this.#wallet = new Wallet(options.accountKey, this.#provider);
  }

  /** The account that pays. */
  get address(): string {
    return this.#wallet.address;
  }

  /** The chain that answers at the RPC URL. */
  async chainId(): Promise<number> {
    return Number(await this.#provider.send("eth_chainId", []));
  }

  /** The latest block's number. */
  async blockNumber(): Promise<number> {
    return Number(await this.#provider.send("eth_blockNumber", []));
  }

  /** What the account has left, in wei. */
  balanceWei(): Promise<bigint> {
    return this.#provider.getBalance(this.#wallet.address);
  }

  /** Brings an unfinished payload a step further; answers whether it is in a block. */
  async step(batch: StoredBatch): Promise<boolean> {
    const { outbox, onIncluded, onTrouble, nowMs } = this.#with;
    const receipt = await this.#find(batch.transactions);
    if (receipt?.status === 1) {
      outbox.setBlock(batch.id, receipt.blockNumber);
      this.#sentMs.delete(batch.id);
      onIncluded({ id: batch.id, bytes: batch.payload.length, gasUsed: receipt.gasUsed });
      return true;
    }
    const sentMs = this.#sentMs.get(batch.id);
    const due = sentMs === undefined || nowMs() - sentMs >= this.#options.stuckMs;
    if (receipt) {
      // Each attempt costs gas, so it is made again only after a while.
      if (sentMs !== undefined && !due) return false;
      onTrouble("input-reverted", `The transaction of batch ${batch.id} reverted; it is sent again.`);
      await this.#send(batch, undefined);
    } else if (batch.nonce === undefined) {
      await this.#send(batch, undefined);
    } else if ((await this.#includedCount()) > batch.nonce) {
      // Included between the two questions; or the nonce went elsewhere, and none of ours can come any more.
      if (await this.#find(batch.transactions)) return false;
      onTrouble(
        "nonce-conflict",
        `Another sender used nonce ${batch.nonce} of ${this.address}; give the relay its own.`,
      );
      await this.#send(batch, undefined);
    } else if (sentMs === undefined) {
      await this.#broadcast(batch.id, batch.transactions.at(-1) ?? "");
    } else if (due) {
      await this.#send(batch, batch.nonce);
    }
    return false;
  }

  /** Looks again for what was included, once it is deep: a reorganisation may have dropped it. */
  async settle(head: number): Promise<void> {
    const { outbox, onTrouble } = this.#with;
    const depth = this.#options.finalBlocks;
    for (const { id, transactions } of outbox.included(head - depth)) {
      const receipt = await this.#find(transactions);
      if (receipt?.status === 1) {
        if (receipt.blockNumber <= head - depth) outbox.setFinal(id);
        else outbox.setBlock(id, receipt.blockNumber);
      } else {
        onTrouble("input-dropped", `A reorganisation dropped batch ${id}; it is sent again.`);
        outbox.setBlock(id, undefined);
      }
    }
  }

  async #find(transactions: readonly string[]): Promise<TransactionReceipt | undefined> {
    let reverted: TransactionReceipt | undefined;
    for (const raw of transactions) {
      const receipt = await this.#provider.getTransactionReceipt(keccak256(raw));
      if (receipt?.status === 1) return receipt;
      reverted ??= receipt ?? undefined;
    }
    return reverted;
  }

  #includedCount(): Promise<number> {
    return this.#provider.getTransactionCount(this.#wallet.address, "latest");
  }

  /** Signs with a nonce (a new one, or the stuck one for a higher fee), keeps the transaction, then sends it. */
  async #send(batch: StoredBatch, stuckNonce: number | undefined): Promise<void> {
    const { inputBox, application, chainId } = this.#options;
    const nonce = stuckNonce ?? (await this.#includedCount());
    const data = INPUT_BOX.encodeFunctionData("addInput", [application, batch.payload]);
    const call = { to: inputBox, data };
    const [fees, gas] = await Promise.all([
      this.#provider.getFeeData(),
      this.#provider.estimateGas({ ...call, from: this.#wallet.address }),
    ]);
    // Each replacement offers a quarter more; nodes ask for at least a tenth.
    const times = stuckNonce === undefined ? 0n : BigInt(Math.min(batch.transactions.length, 20));
    const raise = (fee: bigint | null) => ((fee ?? 1_000_000_000n) * 5n ** times) / 4n ** times;
    const raw = await this.#wallet.signTransaction({
      ...{ ...call, type: 2, chainId, nonce, gasLimit: (gas * 11n) / 10n },
      maxFeePerGas: raise(fees.maxFeePerGas),
      maxPriorityFeePerGas: raise(fees.maxPriorityFeePerGas),
    });
    // Earlier transactions stay: any of them may turn out to be the one in a block.
    this.#with.outbox.setTransactions(batch.id, nonce, [...batch.transactions, raw]);
    await this.#broadcast(batch.id, raw);
  }

  async #broadcast(id: number, raw: string): Promise<void> {
    this.#sentMs.set(id, this.#with.nowMs());
    try {
      await this.#provider.send("eth_sendRawTransaction", [raw]);
    } catch (error) {
      if (!isError(error, "INSUFFICIENT_FUNDS") && "error" in (error as object)) {
        // The chain's own answer: known or included already. It is found by its hash, or sent again when it is stuck.
        this.#with.onTrouble("transaction-refused", String((error as Error).message).slice(0, 200));
        return;
      }
      this.#sentMs.delete(id);
      throw error;
    }
  }

  close(): void {
    this.#provider.destroy();
  }
}
