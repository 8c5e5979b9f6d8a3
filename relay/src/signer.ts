/** Who signs the transactions of the account that pays: a key in this process, or a signer that is asked over JSON-RPC. */
import { ChainError } from "@witness/ethereum/errors";
import { type ChainRpc, openRpc, quantity } from "@witness/ethereum/rpc";
import { getAddress, recoverAddress, SigningKey, Transaction, Wallet } from "ethers";
import { RelayError } from "./errors.ts";
import { hexOf, type SignedTransaction, serializeSigned, signingHash, type TransactionFields } from "./transaction.ts";

/** Signs for one account. */
export interface Signer {
  /** With its checksum. */
  readonly address: string;
  /** @throws {RelayError} `signer-unavailable`, `signer-refused` */
  readonly sign: (fields: TransactionFields) => Promise<SignedTransaction>;
  /** Ends the requests that are under way. */
  readonly close: () => void;
}

/** Which signer the settings name. */
export type SignerOptions =
  | { readonly key: string }
  /** An address, and where its signer is asked. */
  | { readonly address: string; readonly url: string };

/** Makes the signer that the settings name. */
export const makeSigner = (options: SignerOptions): Signer =>
  "key" in options ? keySigner(options.key) : new RemoteSigner(options.url, options.address);

function keySigner(privateKey: string): Signer {
  const key = new SigningKey(privateKey);
  const { address } = new Wallet(key);
  return {
    address,
    sign: async (fields) => serializeSigned(fields, key.sign(signingHash(fields))),
    close: () => undefined,
  };
}

/** How long a signer may take: some ask hardware, and some ask people. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * A signer that holds the key elsewhere and speaks `eth_signTransaction`, as Web3Signer and gateways to key services do. What it
 * returns is believed only where it is the transaction that was asked for, signed by the account.
 */
class RemoteSigner implements Signer {
  readonly address: string;
  readonly #rpc: ChainRpc;

  constructor(url: string, address: string) {
    this.address = getAddress(address);
    this.#rpc = openRpc({ url, timeoutMs: ANSWER_WITHIN_MS });
  }

  readonly sign = async (fields: TransactionFields): Promise<SignedTransaction> => {
    const answer = await this.#ask({
      type: "0x2",
      from: this.address,
      to: fields.to,
      value: "0x0",
      chainId: quantity(fields.chainId),
      nonce: quantity(fields.nonce),
      gas: quantity(fields.gasLimit),
      maxFeePerGas: quantity(fields.maxFeePerGas),
      maxPriorityFeePerGas: quantity(fields.maxPriorityFeePerGas),
      data: hexOf(fields.data),
    });
    // Geth returns an object, Web3Signer the bytes alone.
    const raw = typeof answer === "object" && answer !== null ? (answer as { readonly raw?: unknown }).raw : answer;
    const signed = this.#asSigned(fields, raw);
    if (signed) return signed;
    const sentence = `The signer at ${this.#rpc.host} returned something else than this transaction, signed by ${this.address}; see that it holds this account's key.`;
    throw new RelayError(sentence, { code: "signer-refused" });
  };

  async #ask(transaction: Readonly<Record<string, string>>): Promise<unknown> {
    const { call, host } = this.#rpc;
    try {
      return await call("eth_signTransaction", [transaction]);
    } catch (cause) {
      if (!(cause instanceof ChainError)) throw cause;
      if (cause.retryable) {
        const sentence = `The signer at ${host} does not answer; what is promised waits.`;
        throw new RelayError(sentence, { code: "signer-unavailable", cause });
      }
      const sentence = `The signer at ${host} signs nothing: ${cause.reason ?? "its answer is none of JSON-RPC's"}.`;
      throw new RelayError(sentence, { code: "signer-refused", cause });
    }
  }

  /** Builds the transaction anew with the signature, so that nothing else can be in it. */
  #asSigned(fields: TransactionFields, raw: unknown): SignedTransaction | undefined {
    if (typeof raw !== "string") return undefined;
    try {
      const { signature } = Transaction.from(raw);
      if (!signature || recoverAddress(signingHash(fields), signature) !== this.address) return undefined;
      const signed = serializeSigned(fields, signature);
      return signed.raw === raw.toLowerCase() ? signed : undefined;
    } catch {
      return undefined;
    }
  }

  readonly close = (): void => this.#rpc.close();
}
