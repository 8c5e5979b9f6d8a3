/** What an RPC can return to the account besides what a chain says. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { RpcPool } from "@witness/ethereum/rpc-pool";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Account } from "../src/account.ts";
import { makeSigner } from "../src/signer.ts";
import { LIMITS } from "./line.ts";

type Asked = { readonly method: string; readonly params: readonly unknown[] };

const HASH = `0x${"12".repeat(32)}`;
let server: Server;
let account: Account;
let results: Record<string, unknown>;
let status: number;
let asked: string[];

beforeEach(async () => {
  [status, asked] = [200, []];
  results = {
    eth_getBlockByNumber: {
      number: "0x9",
      hash: HASH,
      parentHash: HASH,
      timestamp: "0x6b49d200",
      baseFeePerGas: "0x64",
    },
    eth_maxPriorityFeePerGas: "0x7",
    eth_estimateGas: "0x3e8",
    eth_getBalance: "0xffffffff",
    eth_getTransactionCount: "0x2",
  };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method } = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
      asked.push(method);
      const result = results[method];
      const body = result instanceof Error ? { error: { code: -32_000, message: result.message } } : { result };
      response.writeHead(status).end(status === 200 ? JSON.stringify({ jsonrpc: "2.0", id: 1, ...body }) : "Forbidden");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const rpcUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a-key-that-nobody-may-read`;
  const rpc = new RpcPool({ nodes: [{ url: rpcUrl, weight: 1 }], nowMs: () => 0 });
  const [inputBox, application] = [`0x${"0b".repeat(20)}`, `0x${"0a".repeat(20)}`];
  const signer = makeSigner({ key: `0x${"07".repeat(32)}` });
  account = new Account({
    rpc,
    chainId: 1,
    inputBox,
    application,
    signer,
    fees: { ...LIMITS, maxFeeWei: 1_000n },
  });
});
afterEach(() => {
  account.close();
  server.closeAllConnections();
  server.close();
});

it.each([
  ["nothing", null],
  ["an empty number", "0x"],
  ["text", "two"],
  ["a decimal number", 2],
])("given %s for the nonce, throws rather than begin at 0", async (_name, count) => {
  results["eth_getTransactionCount"] = count;
  await expect(account.includedCount()).rejects.toMatchObject({ code: "chain-answer-malformed" });
});

it("given a receipt without a block, takes the transaction for one that is in none", async () => {
  results["eth_getTransactionReceipt"] = { blockNumber: null, logs: [] };
  expect(await account.receipt(HASH)).toBeUndefined();
  results["eth_getTransactionReceipt"] = null;
  expect(await account.receipt(HASH)).toBeUndefined();
  results["eth_getTransactionReceipt"] = { blockNumber: "0x9", status: "0x1", gasUsed: "0x5", logs: [] };
  await expect(account.receipt(HASH)).rejects.toMatchObject({ code: "chain-answer-malformed" });
});

it("default: offers twice the base fee and the tip, and a tenth more gas than was estimated", async () => {
  const { raw } = await account.sign(new Uint8Array(4), 2);
  const { Transaction } = await import("ethers");
  const { maxFeePerGas, maxPriorityFeePerGas, gasLimit, nonce } = Transaction.from(raw);
  expect([maxFeePerGas, maxPriorityFeePerGas, gasLimit, nonce]).toEqual([207n, 7n, 1_100n, 2]);
});

it("given a node that knows no tip, offers a gwei, and less than the limit or nothing", async () => {
  results["eth_maxPriorityFeePerGas"] = new Error("the method does not exist");
  await expect(account.sign(new Uint8Array(4), 2)).rejects.toMatchObject({ code: "fee-capped" });
});

it("tells the chain's refusal of a transaction from that of a server in front of it", async () => {
  results["eth_sendRawTransaction"] = new Error("nonce too low");
  await expect(account.broadcast("0x00")).rejects.toMatchObject({ code: "transaction-refused" });
  status = 403;
  await expect(account.broadcast("0x00")).rejects.toMatchObject({ code: "chain-refused" });
  status = 429;
  await expect(account.broadcast("0x00")).rejects.toMatchObject({ code: "chain-unavailable" });
});
