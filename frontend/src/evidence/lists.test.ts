/** What the lists ask of a node: a server that counts, over HTTP. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toHex } from "@witness/protocol/bytes";
import { encodeNotice } from "@witness/protocol/outputs";
import { Interface } from "ethers";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { openLists } from "./lists.ts";

const APPLICATION = `0x${"ab".repeat(20)}`;
const contracts = new Interface(["function EvmAdvance(uint256,address,address,uint256,uint256,uint256,uint256,bytes)"]);
const hex = (value: number): string => `0x${value.toString(16)}`;
const hash = (digit: string): string => `0x${digit.repeat(64)}`;

/** How far the node is. One output for each input, two inputs in an epoch. */
let node = { inputs: 0, processed: 0, claimedEpochs: 0, payload: "0x09" };
let rowsSent = 0;
let asked: string[] = [];

const input = (index: number) => ({
  index: hex(index),
  epoch_index: hex(Math.floor(index / 2)),
  block_number: "0x48",
  raw_data: contracts.encodeFunctionData("EvmAdvance", [1, APPLICATION, APPLICATION, 72, 5, 0, index, node.payload]),
  status: index < node.processed ? "ACCEPTED" : "NONE",
  transaction_reference: null,
});
const output = (index: number) => ({
  epoch_index: hex(Math.floor(index / 2)),
  input_index: hex(index),
  index: hex(index),
  raw_data: `0x${toHex(encodeNotice(Uint8Array.of(index)))}`,
  execution_transaction_hash: null,
  output_hashes_siblings: Math.floor(index / 2) < node.claimedEpochs ? [hash("1")] : null,
});
const epoch = (index: number) => ({
  index: hex(index),
  first_block: "0x0",
  last_block: "0x9",
  input_index_lower_bound: hex(2 * index),
  input_index_upper_bound: hex(2 * index + 2),
  status: index < node.claimedEpochs ? "CLAIM_ACCEPTED" : "OPEN",
  outputs_merkle_root: index < node.claimedEpochs ? hash("2") : null,
  claim_transaction_hash: null,
});

interface Params {
  readonly limit: number;
  readonly offset: number;
  readonly descending: boolean;
  readonly epoch_index: string;
}

function listed(total: number, row: (index: number) => unknown, { limit, offset, descending }: Params) {
  const places = Array.from({ length: total }, (_, place) => (descending ? total - 1 - place : place));
  const data = places.slice(offset, offset + limit).map(row);
  rowsSent += data.length;
  return { data, pagination: { total_count: total, limit, offset } };
}

const METHODS: Readonly<Record<string, (params: Params) => unknown>> = {
  cartesi_listInputs: (params) => listed(node.inputs, input, params),
  cartesi_listOutputs: (params) => listed(node.processed, output, params),
  cartesi_listEpochs: (params) => listed(Math.ceil(node.inputs / 2), epoch, params),
  cartesi_getApplication: () => ({ data: { processed_inputs: hex(node.processed) } }),
  cartesi_getEpoch: ({ epoch_index }) => ({ data: epoch(Number(epoch_index)) }),
};

let server: Server;
const { fetch: original } = globalThis;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (bytes: Buffer) => {
      body += bytes.toString();
    });
    request.on("end", () => {
      const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: Params };
      asked.push(method);
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result: METHODS[method]?.(params) }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  globalThis.fetch = (path, init) => original(`${base}${String(path)}`, init);
});
afterAll(async () => {
  globalThis.fetch = original;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  node = { inputs: 50, processed: 50, claimedEpochs: 10, payload: "0x09" };
  rowsSent = 0;
  asked = [];
});

const NEWEST = { limit: 20, offset: 0 };
const indices = (rows: readonly { readonly index: number }[]): number[] => rows.map(({ index }) => index);
const down = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, each) => from - each);

it.each(["inputs", "outputs"] as const)("sends no row of the %s twice, and new ones by themselves", async (name) => {
  const lists = openLists({ chainId: 1, application: APPLICATION });
  const read = async () => indices((await lists[name](NEWEST)).rows);
  expect(await read()).toEqual(down(49, 30));
  expect(rowsSent).toBe(20);
  expect(await read()).toEqual(down(49, 30));
  expect(rowsSent).toBe(20);
  node = { ...node, inputs: 53, processed: 53 };
  expect(await read()).toEqual(down(52, 33));
  expect(rowsSent).toBe(23);
});

it("reads the rows between, when the list went on by more than a page", async () => {
  const lists = openLists({ chainId: 1, application: APPLICATION });
  await lists.inputs(NEWEST);
  node = { ...node, inputs: 120, processed: 120 };
  expect(indices((await lists.inputs(NEWEST)).rows)).toEqual(down(119, 100));
});

it("pages back over what is kept, and asks for the rest", async () => {
  const lists = openLists({ chainId: 1, application: APPLICATION });
  await lists.inputs(NEWEST);
  expect(indices((await lists.inputs({ limit: 20, offset: 20 })).rows)).toEqual(down(29, 10));
  expect(indices((await lists.inputs({ limit: 20, offset: 40 })).rows)).toEqual(down(9, 0));
  expect(rowsSent).toBe(50);
  await lists.inputs({ limit: 20, offset: 10 });
  expect(rowsSent).toBe(50);
});

it("asks again for an input that waited, once the node has processed it", async () => {
  node = { ...node, processed: 49 };
  const lists = openLists({ chainId: 1, application: APPLICATION });
  const newest = async () => (await lists.inputs(NEWEST)).rows[0]?.status;
  expect(await newest()).toBe("NONE");
  expect(await newest()).toBe("NONE");
  expect(rowsSent).toBe(20);
  node = { ...node, processed: 50 };
  expect(await newest()).toBe("ACCEPTED");
  expect(rowsSent).toBe(21);
  // Nothing waits any more, so nobody asks how far the node is.
  asked = [];
  await newest();
  expect(asked).toEqual(["cartesi_listInputs"]);
});

it("learns from its epoch that an output has a proof, and sends no output again for it", async () => {
  const lists = openLists({ chainId: 1, application: APPLICATION });
  const claimed = async () => (await lists.outputs(NEWEST)).rows.filter((row) => row.claimed).length;
  expect(await claimed()).toBe(0);
  node = { ...node, claimedEpochs: 17 };
  expect(await claimed()).toBe(4);
  expect(rowsSent).toBe(20);
  asked = [];
  expect(await claimed()).toBe(4);
  // Only the oldest epoch that is not claimed is asked about.
  expect(asked).toEqual(["cartesi_listOutputs", "cartesi_getEpoch"]);
});

it("asks again for the epochs whose claim may change, and for no other", async () => {
  const lists = openLists({ chainId: 1, application: APPLICATION });
  await lists.epochs(NEWEST);
  node = { ...node, claimedEpochs: 24 };
  const statuses = (await lists.epochs(NEWEST)).rows.map(({ status }) => status);
  expect(statuses.filter((status) => status === "CLAIM_ACCEPTED")).toHaveLength(19);
  rowsSent = 0;
  await lists.epochs(NEWEST);
  expect(rowsSent).toBe(1);
});

it("forgets what it kept when the node has fewer rows than before", async () => {
  const lists = openLists({ chainId: 1, application: APPLICATION });
  await lists.inputs(NEWEST);
  node = { ...node, inputs: 48, processed: 48, payload: "0x0909" };
  const { rows, total } = await lists.inputs(NEWEST);
  expect(total).toBe(48);
  expect(indices(rows)).toEqual(down(47, 28));
  expect(new Set(rows.map(({ payloadBytes }) => payloadBytes))).toEqual(new Set([2]));
});
