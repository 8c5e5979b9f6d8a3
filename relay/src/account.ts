/** The account that pays, and the chain as the relay asks it over JSON-RPC. */
import { ChainError } from "@witness/ethereum/errors";
import { type Call, quantity } from "@witness/ethereum/rpc";
import type { RpcPool } from "@witness/ethereum/rpc-pool";
import { fromHex } from "@witness/protocol/bytes";
import { Transaction } from "ethers";
import type { Block, TransactionReceipt } from "./chain-answers.ts";
import { readBlock, readQuantity, readReceipt } from "./chain-answers.ts";
import { RelayError } from "./errors.ts";
import { type FeeLimits, type Fees, leastFeeWei, type Market, newFees, raisedFees } from "./fees.ts";
import type { Signer } from "./signer.ts";
import { addInputCall, hexOf, type SignedTransaction } from "./transaction.ts";

/** The account, the chain, and the contract that it calls. */
export interface AccountOptions {
  /** The account closes it. */
  readonly rpc: RpcPool;
  readonly chainId: number;
  readonly inputBox: string;
  readonly application: string;
  /** The account closes it. */
  readonly signer: Signer;
  /** What its transactions offer at most. */
  readonly fees: FeeLimits;
}

const GWEI = 1_000_000_000n;
/** The number of "execution reverted" in Ethereum's execution API; other nodes give what the contract said. */
const REVERTED = 3;

/** Returns gwei with three digits, for sentences. */
const gwei = (wei: bigint): number => Number(wei / (GWEI / 1_000n)) / 1_000;

/** One account on one chain. Each method that asks the chain throws {ChainError} as `call` does. */
export class Account {
  readonly address: string;
  readonly #options: AccountOptions;
  readonly #rpc: RpcPool;
  readonly #signer: Signer;

  constructor(options: AccountOptions) {
    this.#options = options;
    this.#rpc = options.rpc;
    this.#signer = options.signer;
    this.address = options.signer.address;
  }

  /** Asks the chain's node any method. */
  get call(): Call {
    return this.#rpc.call;
  }

  /** Returns the id of the chain that answers. */
  async chainId(): Promise<number> {
    return Number(readQuantity(await this.call("eth_chainId", [])));
  }

  /** Returns a block by its number, or the latest; undefined when the chain has none of that number. */
  async block(number: number | "latest"): Promise<Block | undefined> {
    return readBlock(await this.call("eth_getBlockByNumber", [number === "latest" ? number : quantity(number), false]));
  }

  /** Returns what the account has left, in wei. */
  async balanceWei(): Promise<bigint> {
    return readQuantity(await this.call("eth_getBalance", [this.address, "latest"]));
  }

  /** Returns how many transactions of the account are in blocks: the next nonce that the chain takes. */
  async includedCount(): Promise<number> {
    return Number(readQuantity(await this.call("eth_getTransactionCount", [this.address, "latest"])));
  }

  /**
   * Returns the latest block, from the node whose turn it is; one that is behind what was seen is passed over.
   * @throws {ChainError} `chain-disagreement` when the chain's nodes have different blocks at one height
   */
  async head(seen: Block | undefined): Promise<Block> {
    this.#rpc.turn();
    let latest = await this.block("latest");
    while (latest && seen && latest.number < seen.number && this.#rpc.skip()) latest = await this.block("latest");
    if (!latest) throw new RelayError("The chain has no latest block.", { code: "chain-unavailable" });
    if (latest.hash !== seen?.hash) await this.#rpc.agree(latest);
    return latest;
  }

  /**
   * Returns what became of a transaction; undefined while it is in no block. Every node is asked, and what one says of a receipt
   * must fit its block: an RPC that lies about receipts would end the care for a payload that is nowhere.
   * @throws {ChainError} `chain-disagreement`
   */
  async receipt(hash: string): Promise<TransactionReceipt | undefined> {
    const answers = await this.#rpc.all("eth_getTransactionReceipt", [hash]);
    const read = answers.map((answer) => ({ ...answer, receipt: readReceipt(answer.result) }));
    const found = read.find(({ receipt }) => receipt !== undefined);
    if (!found?.receipt) return undefined;
    const { receipt } = found;
    for (const { host, call, receipt: said } of read) {
      const isOther = said !== receipt;
      if (isOther && said?.blockHash === receipt.blockHash && said.succeeded === receipt.succeeded) continue;
      const block = readBlock(await call("eth_getBlockByNumber", [quantity(receipt.block), false]));
      // It is behind, and says nothing yet.
      if (!block && !said) continue;
      if (!isOther && block?.hash === receipt.blockHash && block.transactions.includes(hash)) continue;
      const sentence = isOther
        ? `The chain's nodes at ${found.host} and ${host} say different things of a transaction in block ${receipt.block}.`
        : `The chain's node at ${host} shows a receipt, and a block ${receipt.block} that has not the transaction.`;
      throw new ChainError(`${sentence} Nothing is believed until they agree.`, { code: "chain-disagreement" });
    }
    return receipt;
  }

  /** Signs a transaction that carries a payload. @throws {RelayError} `input-reverted`, `account-empty`, `fee-capped`, and as the signer does */
  async sign(payload: Uint8Array, nonce: number): Promise<SignedTransaction> {
    const { inputBox: to, application, chainId } = this.#options;
    const data = addInputCall(application, payload);
    const [market, gas] = await Promise.all([this.#market(), this.#estimate(to, data)]);
    const fees = newFees(market, this.#options.fees) ?? this.#capped(market);
    const gasLimit = (gas * 11n) / 10n;
    await this.#check(gasLimit, fees);
    return this.#signer.sign({ to, data, chainId, nonce, gasLimit, ...fees });
  }

  /**
   * Signs the same transaction for a tenth more, or for today's fees where they are higher.
   * @param onlyIfTooLow whether one that pays for the next block stays as it is; undefined is returned then
   * @throws {RelayError} `fee-capped` where a limit allows no replacement now, `account-empty`
   */
  async replace(
    raw: string,
    { onlyIfTooLow }: { readonly onlyIfTooLow: boolean },
  ): Promise<SignedTransaction | undefined> {
    const sent = Transaction.from(raw);
    const { data, nonce, gasLimit } = sent;
    const before = {
      maxFeePerGas: sent.maxFeePerGas ?? 0n,
      maxPriorityFeePerGas: sent.maxPriorityFeePerGas ?? 0n,
    };
    const market = await this.#market();
    if (onlyIfTooLow && before.maxFeePerGas >= market.baseFeeWei + before.maxPriorityFeePerGas) return undefined;
    const fees = raisedFees(before, market, this.#options.fees) ?? this.#capped(market);
    await this.#check(gasLimit, fees);
    const { inputBox: to, chainId } = this.#options;
    return this.#signer.sign({ to, data: fromHex(data), chainId, nonce, gasLimit, ...fees });
  }

  /**
   * Signs a transaction that transfers nothing to the account itself, with the nonce of another one and for more than it.
   * @throws {RelayError} `fee-capped`, `account-empty`
   */
  async cancel(raw: string): Promise<SignedTransaction> {
    const { nonce, maxFeePerGas, maxPriorityFeePerGas } = Transaction.from(raw);
    const before = { maxFeePerGas: maxFeePerGas ?? 0n, maxPriorityFeePerGas: maxPriorityFeePerGas ?? 0n };
    const [to, data] = [this.address, new Uint8Array()];
    const [market, gasLimit] = await Promise.all([this.#market(), this.#estimate(to, data)]);
    const fees = raisedFees(before, market, this.#options.fees) ?? this.#capped(market);
    await this.#check(gasLimit, fees);
    return this.#signer.sign({ to, data, chainId: this.#options.chainId, nonce, gasLimit, ...fees });
  }

  /** Sends a signed transaction. @throws {RelayError} `transaction-refused` when the chain's nodes answered, and none took it */
  async broadcast(raw: string): Promise<void> {
    try {
      // To all of them: one may forget it, or keep it to itself.
      await this.#rpc.all("eth_sendRawTransaction", [raw]);
    } catch (cause) {
      // Without a reason, something in front of the chain's node refused, and not the node.
      if (!(cause instanceof ChainError) || cause.reason === undefined) throw cause;
      throw new RelayError(`The chain did not take a transaction: ${cause.reason}`, {
        code: "transaction-refused",
        cause,
      });
    }
  }

  async #estimate(to: string, data: Uint8Array): Promise<bigint> {
    try {
      return readQuantity(await this.call("eth_estimateGas", [{ from: this.address, to, data: hexOf(data) }]));
    } catch (cause) {
      if (!(cause instanceof ChainError)) throw cause;
      if (cause.rpcCode !== REVERTED && cause.revertData === undefined) throw cause;
      const sentence = `The chain would revert the input, so it is not sent: ${cause.reason}`;
      throw new RelayError(sentence, { code: "input-reverted", cause });
    }
  }

  async #market(): Promise<Market> {
    const [latest, tipWei] = await Promise.all([this.block("latest"), this.#tip()]);
    const baseFeeWei = latest?.baseFeeWei;
    return baseFeeWei === undefined ? { baseFeeWei: 0n, tipWei: GWEI } : { baseFeeWei, tipWei };
  }

  /** @throws {RelayError} `fee-capped` */
  #capped(market: Market): never {
    const { fees } = this.#options;
    const sentence = `The chain asks for ${gwei(leastFeeWei(market, fees))} gwei, and RELAY_MAX_FEE_GWEI and the other limits of fees allow no offer for it; the relay waits until it asks for less.`;
    throw new RelayError(sentence, { code: "fee-capped" });
  }

  async #tip(): Promise<bigint> {
    try {
      return readQuantity(await this.call("eth_maxPriorityFeePerGas", []));
    } catch (error) {
      // Not every node has the method.
      if (error instanceof ChainError && error.code === "chain-refused") return GWEI;
      throw error;
    }
  }

  async #check(gasLimit: bigint, { maxFeePerGas }: Fees): Promise<void> {
    const balance = await this.balanceWei();
    if (balance < gasLimit * maxFeePerGas) {
      const sentence = `${this.address} has ${gwei(balance)} gwei, the next payload may take ${gwei(gasLimit * maxFeePerGas)}; send it more.`;
      throw new RelayError(sentence, { code: "account-empty" });
    }
  }

  /** How many of the chain's nodes are asked now. */
  get nodesInUse(): number {
    return this.#rpc.inUse;
  }

  /** Ends the requests that are under way. */
  close(): void {
    this.#rpc.close();
    this.#signer.close();
  }
}
