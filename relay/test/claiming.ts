/** What a rollup node keeps of an application's outputs and tells over JSON-RPC, and the validator that claims them. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { consensusInterface, outputsInterface } from "@witness/ethereum/abi";
import { Contract, NonceManager, Wallet } from "ethers";
import { keccak } from "../../rollup-node/src/keccak.ts";
import { append, type NodeStore, rootOf, siblingsOf } from "../../rollup-node/src/proofs.ts";
import { OWNER_KEY } from "../../rollup-node/test/chain.ts";
import type { World } from "./world.ts";

const EPOCH_BLOCKS = 10;

/** The outputs of one application. */
export class Outputs {
  readonly #outputs: Buffer[] = [];
  readonly #nodes = new Map<string, Buffer>();
  readonly #store: NodeStore = {
    get: (level, index) => this.#nodes.get(`${level} ${index}`),
    put: (level, index, hash) => {
      this.#nodes.set(`${level} ${index}`, hash);
    },
  };
  /** How many outputs the newest claim has. */
  #claimed = 0;

  /** Adds a notice with a payload. */
  add(payload: Uint8Array): void {
    const output = Buffer.from(outputsInterface.encodeFunctionData("Notice", [payload]).slice(2), "hex");
    append(this.#store, this.#outputs.length, keccak(output));
    this.#outputs.push(output);
  }

  get root(): string {
    return `0x${rootOf(this.#store, this.#outputs.length).toString("hex")}`;
  }

  /** From now on proofs lead to the root of now. */
  prove(): void {
    this.#claimed = this.#outputs.length;
  }

  #shape(index: number) {
    const siblings = index < this.#claimed ? siblingsOf(this.#store, index, this.#claimed) : undefined;
    return {
      index: `0x${index.toString(16)}`,
      raw_data: `0x${this.#outputs[index]?.toString("hex")}`,
      output_hashes_siblings: siblings?.map((each) => `0x${each.toString("hex")}`) ?? null,
    };
  }

  /** Returns what a node answers to a method; undefined when it refuses. */
  answer(method: string, params: Readonly<Record<string, unknown>>): unknown {
    if (method === "cartesi_getOutput") {
      const index = Number(params["output_index"]);
      return index < this.#outputs.length ? { data: this.#shape(index) } : undefined;
    }
    const newest = this.#outputs.map((_, index) => this.#shape(index)).reverse();
    const offset = Number(params["offset"]);
    return { data: newest.slice(offset, offset + Number(params["limit"])) };
  }
}

/** Starts the JSON-RPC of a node that tells what `outputs` returns. */
export async function startNodeRpc(outputs: () => Outputs) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
      const result = outputs().answer(method, params);
      const said = result === undefined ? { error: { code: -32_001, message: "not found" } } : { result };
      response.end(JSON.stringify({ jsonrpc: "2.0", id, ...said }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/rpc`, close: () => server.close() };
}

/** The validator ends the epoch and claims a root for it, which its consensus accepts. */
export async function claim({ chain, environment }: World, root: string): Promise<void> {
  const deployment = JSON.parse(readFileSync(environment["RELAY_DEPLOYMENT"] ?? "", "utf8"));
  const block = await chain.provider.getBlockNumber();
  const lastBlock = Math.floor(block / EPOCH_BLOCKS) * EPOCH_BLOCKS + EPOCH_BLOCKS - 1;
  await chain.mine(lastBlock - block + 1);
  const owner = new NonceManager(new Wallet(OWNER_KEY, chain.provider));
  const consensus = new Contract(deployment.consensus.address, consensusInterface, owner);
  await (await consensus.getFunction("submitClaim")(deployment.application.address, lastBlock, root)).wait();
}
