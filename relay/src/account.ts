/**
 * The account that pays, and the chain as it is asked over JSON-RPC. Everything that fails here has a code; no message
 * holds the RPC's address, which often has a key in it.
 */
import { fromHex } from "@witness/protocol/bytes";
import { FetchRequest, JsonRpcProvider, Network, SigningKey, Transaction, Wallet } from "ethers";
import { RelayError } from "./errors.ts";
import { addInputCall, hexOf, signTransaction } from "./transaction.ts";

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

const ANSWER_WITHIN_MS = 15_000;
const GWEI = 1_000_000_000n;

/** What tells one block from another. */
export interface Block {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
}

/** What became of a transaction that is in a block. */
export interface TransactionReceipt {
  readonly succeeded: boolean;
  readonly block: number;
  readonly gasUsed: bigint;
  readonly feeWei: bigint;
  /** Of the input that it added, among the application's; -1 when it added none. */
  readonly inputIndex: number;
}

interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** A transaction as it is sent, and its hash; both 0x and hexadecimal digits. */
export interface SignedTransaction {
  readonly raw: string;
  readonly hash: string;
}

/** What the chain's node answered instead of a result. */
class RpcRefusal extends Error {
  readonly error: { readonly code?: unknown; readonly message?: unknown; readonly data?: unknown };

  constructor(error: RpcRefusal["error"]) {
    super(typeof error.message === "string" ? error.message : "the chain's node refused");
    this.name = "RpcRefusal";
    this.error = error;
  }
}

/** One account on one chain. */
export class Account {
  readonly address: string;
  readonly #options: AccountOptions;
  readonly #provider: JsonRpcProvider;
  readonly #key: SigningKey;
  readonly #endpoint: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: AccountOptions) {
    this.#options = options;
    const request = new FetchRequest(options.rpcUrl);
    request.timeout = ANSWER_WITHIN_MS;
    const fixed = { staticNetwork: true, cacheTimeout: -1, batchMaxCount: 1 } as const;
    this.#provider = new JsonRpcProvider(request, Network.from(options.chainId), fixed);
    this.#key = new SigningKey(options.accountKey);
    this.address = new Wallet(this.#key).address;
    // A name and password in the address travel as a header, the way fetch wants them.
    const url = new URL(options.rpcUrl);
    const name = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    url.username = "";
    url.password = "";
    this.#endpoint = url.href;
    const authorization = name === ":" ? {} : { authorization: `Basic ${Buffer.from(name).toString("base64")}` };
    this.#headers = { "content-type": "application/json", ...authorization };
  }

  /** Asks with a body of 130 kB, which ethers would turn into bytes letter by letter. */
  async #ask(method: string, parameters: readonly unknown[]): Promise<unknown> {
    const response = await fetch(this.#endpoint, {
      method: "POST",
      headers: this.#headers,
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: parameters }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = await response.text();
    let answer: { readonly result?: unknown; readonly error?: RpcRefusal["error"] };
    try {
      answer = JSON.parse(text);
    } catch (cause) {
      throw new RelayError(`The chain's node answered ${response.status}.`, { code: "chain-unavailable", cause });
    }
    if (answer.error) throw new RpcRefusal(answer.error);
    return answer.result;
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

  /** What became of a transaction; undefined while it is in no block. */
  async receipt(hash: string): Promise<TransactionReceipt | undefined> {
    const receipt = (await this.#ask("eth_getTransactionReceipt", [hash])) as Record<string, string> & {
      readonly logs: readonly { readonly topics: readonly string[] }[];
    };
    if (!receipt) return undefined;
    const gasUsed = BigInt(receipt["gasUsed"] ?? 0);
    return {
      succeeded: Number(receipt["status"]) === 1,
      block: Number(receipt["blockNumber"]),
      gasUsed,
      feeWei: gasUsed * BigInt(receipt["effectiveGasPrice"] ?? 0),
      // InputAdded(application, index, input) is the only event of the transaction; its index is the second topic.
      inputIndex: Number(receipt.logs[0]?.topics[2] ?? -1),
    };
  }

  /** Signs a transaction that carries a payload. @throws {RelayError} `input-reverted`, `account-empty`, `fee-capped` */
  async sign(payload: Uint8Array, nonce: number): Promise<SignedTransaction> {
    const { inputBox: to, application, chainId } = this.#options;
    const data = addInputCall(application, payload);
    const [fees, gas] = await Promise.all([this.#fees(), this.#estimate(to, data)]);
    const gasLimit = (gas * 11n) / 10n;
    await this.#check(gasLimit, fees);
    return signTransaction({ to, data, chainId, nonce, gasLimit, ...fees }, this.#key);
  }

  /**
   * The same transaction for a quarter more, or for today's fees where they are higher; nodes ask for at least a tenth.
   * Undefined where that would be more than allowed. @throws {RelayError} `account-empty`
   */
  async replace(raw: string): Promise<SignedTransaction | undefined> {
    const { data, nonce, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = Transaction.from(raw);
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
    const { inputBox: to, chainId } = this.#options;
    return signTransaction({ to, data: fromHex(data), chainId, nonce, gasLimit, ...fees }, this.#key);
  }

  /** Sends a signed transaction. @throws {RelayError} `transaction-refused` when the chain answered, but did not take it */
  async broadcast(raw: string): Promise<void> {
    try {
      await this.#ask("eth_sendRawTransaction", [raw]);
    } catch (cause) {
      const answer = chainsAnswer(cause);
      if (answer === undefined) throw cause;
      throw new RelayError(`The chain did not take a transaction: ${answer}`, { code: "transaction-refused", cause });
    }
  }

  async #estimate(to: string, data: Uint8Array): Promise<bigint> {
    try {
      return BigInt((await this.#ask("eth_estimateGas", [{ from: this.address, to, data: hexOf(data) }])) as string);
    } catch (cause) {
      // Code 3 is "execution reverted" (Ethereum's execution API); other nodes give what the contract said.
      const reverts = cause instanceof RpcRefusal && (cause.error.code === 3 || cause.error.data !== undefined);
      if (!reverts) throw cause;
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
      const sentence = `The chain asks for ${gwei(maxFeePerGas)} gwei, above RELAY_MAX_FEE_GWEI; the relay waits until it asks for less.`;
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
