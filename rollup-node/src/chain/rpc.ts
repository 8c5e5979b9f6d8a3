/**
 * The few calls that follow a chain, straight to its JSON-RPC: a range of full inputs is tens of megabytes, which
 * ethers decodes character by character.
 */
import { nodeError } from "../errors.ts";

const TIMEOUT_MS = 15_000;

/** A log as the RPC gives it. */
export interface Log {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly transactionHash: string;
}

export interface LogFilter {
  readonly fromBlock: number;
  readonly toBlock: number;
  readonly addresses: readonly string[];
  /** Any of these as first topic. */
  readonly events: readonly string[];
}

const hex = (value: number): string => `0x${value.toString(16)}`;

export class ChainRpc {
  readonly #url: string;
  readonly #closed = new AbortController();
  #id = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** Cuts short what is asked and all that will be. */
  close(): void {
    this.#closed.abort();
  }

  async blockNumber(): Promise<number> {
    return Number(await this.#call("eth_blockNumber", []));
  }

  /** The hash of a block on the chain, or undefined when there is none of this number. */
  async blockHash(number: number): Promise<string | undefined> {
    const block = (await this.#call("eth_getBlockByNumber", [hex(number), false])) as { hash: string } | null;
    return block?.hash;
  }

  async logs({ fromBlock, toBlock, addresses, events }: LogFilter): Promise<readonly Log[]> {
    const filter = { fromBlock: hex(fromBlock), toBlock: hex(toBlock), address: addresses, topics: [events] };
    return (await this.#call("eth_getLogs", [filter])) as readonly Log[];
  }

  /** Throws `chain-unavailable` when there is no answer in time, `chain-refuses` when the answer is an error. */
  async #call(method: string, params: readonly unknown[]): Promise<unknown> {
    let answer: { result?: unknown; error?: { message?: string } };
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: ++this.#id, method, params }),
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), this.#closed.signal]),
      });
      answer = (await response.json()) as typeof answer;
    } catch (cause) {
      throw nodeError("chain-unavailable", `No good answer from ${this.#url}; is the chain running?`, { cause });
    }
    if (answer.error !== undefined)
      throw nodeError("chain-refuses", `The chain answers ${method} with: ${answer.error.message}.`);
    return answer.result;
  }
}
