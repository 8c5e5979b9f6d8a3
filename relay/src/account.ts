/**
 * The account that pays, and the chain as it is asked over JSON-RPC. Everything that fails here has a code; no message
 * holds the RPC's address, which often has a key in it.
 */
import {
  FetchRequest,
  Interface,
  isError,
  JsonRpcProvider,
  Network,
  Transaction,
  type TransactionReceipt,
  Wallet,
} from "ethers";
import { RelayError } from "./errors.ts";

/** What an account sends, and through what. */
export interface AccountOptions {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly inputBox: string;
  readonly application: string;
  readonly accountKey: string;
  /** No transaction offers more for one gas. */
  readonly maxFeeWei: bigint;
}

const INPUT_BOX = new Interface(["function addInput(address,bytes)"]);
const ANSWER_WITHIN_MS = 15_000;
const GWEI = 1_000_000_000n;

/** What tells one block from another. */
export interface Block {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
}

interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** One account on one chain. */
export class Account {
  readonly address: string;
  readonly #options: AccountOptions;
  readonly #provider: JsonRpcProvider;
  readonly #wallet: Wallet;

  constructor(options: AccountOptions) {
    this.#options = options;
    const request = new FetchRequest(options.rpcUrl);
    request.timeout = ANSWER_WITHIN_MS;
    const fixed = { staticNetwork: true, cacheTimeout: -1, batchMaxCount: 1 } as const;
    this.#provider = new JsonRpcProvider(request, Network.from(options.chainId), fixed);
    this.#wallet = new Wallet(options.accountKey, this.#provider);
    this.address = this.#wallet.address;
  }

  /** The id of the chain that answers. */
  async chainId(): Promise<number> {
    return Number(await this.#provider.send("eth_chainId", []));
  }

  /** A block by its number, or the latest; undefined when the chain has none of that number. */
  async block(number: number | "latest"): Promise<Block | undefined> {
    const tag = number === "latest" ? number : `0x${number.toString(16)}`;
    const block = await this.#provider.send("eth_getBlockByNumber", [tag, false]);
    return block ? { number: Number(block.number), hash: block.hash, parentHash: block.parentHash } : undefined;
  }

  /** What the account has left, in wei. */
  balanceWei(): Promise<bigint> {
    return this.#provider.getBalance(this.address);
  }

  /** How many transactions of the account are in blocks: the next nonce that the chain takes. */
  includedCount(): Promise<number> {
    return this.#provider.getTransactionCount(this.address, "latest");
  }

  /** What became of a transaction that is in a block. */
  receipt(hash: string): Promise<TransactionReceipt | null> {
    return this.#provider.getTransactionReceipt(hash);
  }

  /** Signs a transaction that carries a payload. @throws {RelayError} `input-reverted`, `account-empty`, `fee-capped` */
  async sign(payload: Uint8Array, nonce: number): Promise<string> {
    const { inputBox, application, chainId } = this.#options;
    const data = INPUT_BOX.encodeFunctionData("addInput", [application, payload]);
    const call = { to: inputBox, data };
    const [fees, gas] = await Promise.all([this.#fees(), this.#estimate(call)]);
    const gasLimit = (gas * 11n) / 10n;
    await this.#check(gasLimit, fees);
    return this.#wallet.signTransaction({ ...call, type: 2, chainId, nonce, gasLimit, ...fees });
  }

  /**
   * The same transaction for a quarter more, or for today's fees where they are higher; nodes ask for at least a tenth.
   * Undefined where that would be more than allowed. @throws {RelayError} `account-empty`
   */
  async replace(raw: string): Promise<string | undefined> {
    const { to, data, nonce, gasLimit, chainId, maxFeePerGas, maxPriorityFeePerGas } = Transaction.from(raw);
    const today = await this.#fees();
    const higher = (before: bigint | null, now: bigint) => {
      const raised = ((before ?? 0n) * 5n) / 4n + 1n;
      return raised > now ? raised : now;
    };
    const fees = {
      maxFeePerGas: higher(maxFeePerGas, today.maxFeePerGas),
      maxPriorityFeePerGas: higher(maxPriorityFeePerGas, today.maxPriorityFeePerGas),
    };
    if (fees.maxFeePerGas > this.#options.maxFeeWei) return undefined;
    await this.#check(gasLimit, fees);
    return this.#wallet.signTransaction({ to, data, nonce, gasLimit, chainId, type: 2, ...fees });
  }

  /** Sends a signed transaction. @throws {RelayError} `transaction-refused` when the chain answered, but did not take it */
  async broadcast(raw: string): Promise<void> {
    try {
      await this.#provider.send("eth_sendRawTransaction", [raw]);
    } catch (cause) {
      const answer = chainsAnswer(cause);
      if (answer === undefined) throw cause;
      throw new RelayError(`The chain did not take a transaction: ${answer}`, { code: "transaction-refused", cause });
    }
  }

  async #estimate(call: { readonly to: string; readonly data: string }): Promise<bigint> {
    try {
      return await this.#provider.estimateGas({ ...call, from: this.address });
    } catch (cause) {
      if (!isError(cause, "CALL_EXCEPTION")) throw cause;
      const sentence = `The chain would revert the input, so it is not sent: ${chainsAnswer(cause) ?? "it says no more"}`;
      throw new RelayError(sentence, { code: "input-reverted", cause });
    }
  }

  async #fees(): Promise<Fees> {
    const { maxFeePerGas, maxPriorityFeePerGas } = await this.#provider.getFeeData();
    return { maxFeePerGas: maxFeePerGas ?? GWEI, maxPriorityFeePerGas: maxPriorityFeePerGas ?? GWEI };
  }

  async #check(gasLimit: bigint, { maxFeePerGas }: Fees): Promise<void> {
    const gwei = (wei: bigint) => Number(wei / (GWEI / 1_000n)) / 1_000;
    if (maxFeePerGas > this.#options.maxFeeWei) {
      const sentence = `The chain asks for ${gwei(maxFeePerGas)} gwei, above RELAY_MAX_FEE_GWEI; it is waited for less.`;
      throw new RelayError(sentence, { code: "fee-capped" });
    }
    const balance = await this.balanceWei();
    if (balance < gasLimit * maxFeePerGas) {
      const sentence = `${this.address} has ${gwei(balance)} gwei, the next payload may take ${gwei(gasLimit * maxFeePerGas)}; send it more.`;
      throw new RelayError(sentence, { code: "account-empty" });
    }
  }

  close(): void {
    this.#provider.destroy();
  }
}

/** What the chain's node itself said, when it was it that refused; undefined when no answer came. */
function chainsAnswer(error: unknown): string | undefined {
  const { error: direct, info } = error as { error?: { message?: unknown }; info?: { error?: { message?: unknown } } };
  const message = direct?.message ?? info?.error?.message;
  return typeof message === "string" ? message.slice(0, 200) : undefined;
}
