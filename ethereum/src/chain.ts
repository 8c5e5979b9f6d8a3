/** The JSON-RPC calls that follow a chain. */
import { quantity, type ChainRpc as Rpc } from "./rpc.ts";

/** A log as the RPC returns it. */
export interface Log {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly transactionHash: string;
}

/** Which logs to return. */
export interface LogFilter {
  readonly fromBlock: number;
  readonly toBlock: number;
  readonly addresses: readonly string[];
  /** Any of these as first topic. */
  readonly events: readonly string[];
  /** The second topic; without it, any. */
  readonly second?: string;
}

/** A client of the chain's RPC. Every method throws a ChainError as `@witness/ethereum/rpc` does. */
export class ChainRpc {
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  /** Returns the number of the newest block. */
  async blockNumber(): Promise<number> {
    return Number(await this.#rpc.call("eth_blockNumber", []));
  }

  /** Returns the hash of a block on the chain, or undefined when there is none of this number. */
  async blockHash(number: number): Promise<string | undefined> {
    const block = (await this.#rpc.call("eth_getBlockByNumber", [quantity(number), false])) as { hash: string } | null;
    return block?.hash;
  }

  /** Returns the logs of a range of blocks, both ends included. */
  async logs({ fromBlock, toBlock, addresses, events, second }: LogFilter): Promise<readonly Log[]> {
    const filter = {
      fromBlock: quantity(fromBlock),
      toBlock: quantity(toBlock),
      address: addresses,
      topics: second === undefined ? [events] : [events, second],
    };
    return (await this.#rpc.call("eth_getLogs", [filter])) as readonly Log[];
  }
}
