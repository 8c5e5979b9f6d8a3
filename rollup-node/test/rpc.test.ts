/** Every JSON-RPC method by name and by position, its filters and its refusals, as the real node's source has them. */

import { OFFICIAL_ADDRESSES as OFFICIAL } from "@witness/ethereum/official";
import { Contract, Wallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inputBoxInterface } from "../src/codec.ts";
import { OWNER_KEY, startChain, type TestApplication, type TestChain, VALIDATOR_KEYS } from "./chain.ts";
import { type Answer, keyFile, rpc, until } from "./client.ts";
import { backendCommand, type NodeUnderTest, runNode } from "./running.ts";

const SEVENS = `0x${"7".repeat(40)}`;
const HASH = `0x${"ab".repeat(32)}`;
const NOTICE = "0xc258d6e5";
let chain: TestChain;
let app: TestApplication;
let other: TestApplication;
let node: NodeUnderTest;
let sender = "";
let firstEpoch = "";

beforeAll(async () => {
  chain = await startChain();
  app = await chain.application("first", { epochLength: 100 });
  other = await chain.application("second", { quorum: true });
  node = await runNode(chain, [app, other], {
    BACKENDS: backendCommand("rogue.mjs"),
    VALIDATOR_KEY_FILES: keyFile(OWNER_KEY),
  });
  await chain.add(app.address, ["one", "voucher", "reject"]);
  await node.data("witness_advanceEpoch", ["first"]);
  const stranger = new Wallet(VALIDATOR_KEYS[2]!, chain.provider);
  sender = stranger.address;
  const box = new Contract(OFFICIAL["InputBox"]!, inputBoxInterface, stranger);
  await (await box.getFunction("addInput")(app.address, Buffer.from("delegate"))).wait();
  await node.processed("first", 4);
  await until(
    async () => (await rpc(node.rpcUrl, "cartesi_getLastAcceptedEpochIndex", ["first"])).result !== undefined,
  );
  firstEpoch = (await node.data("cartesi_listEpochs", ["first"]))[0].index;
});
afterAll(async () => {
  await node?.stop();
  await chain?.close();
});

const call = (method: string, params?: unknown): Promise<Answer> => rpc(node.rpcUrl, method, params);
const indices = (answer: Answer): number[] => answer.result.data.map(({ index }: Answer) => Number(index));

/** Method, its parameters by name in the order of the real node's structures. */
const METHODS: [string, Record<string, unknown>][] = [
  ["cartesi_listApplications", { limit: 1, offset: 1, descending: true }],
  ["cartesi_getApplication", { application: "first" }],
  ["cartesi_listEpochs", { application: "first", status: "CLAIM_ACCEPTED", limit: 1, offset: 0, descending: true }],
  ["cartesi_getEpoch", { application: "first", epoch_index: "FIRST" }],
  ["cartesi_getLastAcceptedEpochIndex", { application: "first" }],
  ["cartesi_listInputs", { application: "first", epoch_index: "FIRST", sender: "0x9", limit: 1, offset: 1 }],
  ["cartesi_getInput", { application: "first", input_index: "0x1" }],
  ["cartesi_getProcessedInputCount", { application: "first" }],
  [
    "cartesi_listOutputs",
    { application: "first", epoch_index: "FIRST", input_index: "0x1", output_type: NOTICE, voucher_address: null },
  ],
  ["cartesi_getOutput", { application: "first", output_index: "0x1" }],
  ["cartesi_listReports", { application: "first", epoch_index: "FIRST", input_index: "0x2", limit: 3 }],
  ["cartesi_getReport", { application: "first", report_index: "0x0" }],
  ["cartesi_getChainId", {}],
  ["cartesi_getNodeVersion", {}],
  [
    "cartesi_listTournaments",
    {
      application: "first",
      epoch_index: "0x1",
      level: "0x0",
      parent_tournament_address: SEVENS,
      parent_match_id_hash: HASH,
    },
  ],
  ["cartesi_listCommitments", { application: "first", epoch_index: "0x1", tournament_address: SEVENS }],
  ["cartesi_listMatches", { application: "first", epoch_index: "0x1", tournament_address: SEVENS }],
  [
    "cartesi_listMatchAdvances",
    { application: "first", epoch_index: "0x1", tournament_address: SEVENS, id_hash: HASH, limit: 2 },
  ],
];
/** Dispute resolution finds nothing for Authority and Quorum. */
const NEVER: [string, Record<string, unknown>][] = [
  ["cartesi_getTournament", { application: "first", address: SEVENS }],
  ["cartesi_getCommitment", { application: "first", epoch_index: "0x1", tournament_address: SEVENS, commitment: HASH }],
  ["cartesi_getMatch", { application: "first", epoch_index: "0x1", tournament_address: SEVENS, id_hash: HASH }],
  [
    "cartesi_getMatchAdvanced",
    { application: "first", epoch_index: "0x1", tournament_address: SEVENS, id_hash: HASH, parent: HASH },
  ],
];

describe("every method", () => {
  it.each([...METHODS, ...NEVER])("%s answers the same by name and by position", async (method, named) => {
    const params = Object.fromEntries(
      Object.entries(named).map(([name, value]) => [
        name,
        value === "FIRST" ? firstEpoch : value === "0x9" ? signerAddress() : value,
      ]),
    );
    const byName = await call(method, params);
    expect(await call(method, Object.values(params))).toEqual(byName);
    expect(await call(method, { ...params, epochIndex: "0", unknown: [1] })).toEqual(byName);
    if (NEVER.some(([name]) => name === method)) expect(byName.error.code).toBe(-32001);
    else expect(byName.result.data).toBeDefined();
    expect(byName).toMatchObject({ jsonrpc: "2.0", id: 0 });
  });

  it("is in the document of rpc.discover, with its parameters in order", async () => {
    const { result } = await call("rpc.discover");
    expect(result.openrpc).toMatch(/^1\./);
    const described = new Map<string, string[]>(
      result.methods.map(({ name, params }: Answer) => [name, params.map((param: Answer) => param.name)]),
    );
    for (const [method, params] of [...METHODS, ...NEVER]) {
      const names = Object.keys(params);
      expect(described.get(method)?.slice(0, names.length), method).toEqual(names);
    }
    expect([...described.keys()].filter((name) => name.startsWith("cartesi_"))).toHaveLength(22);
  });
});

// The development account whose inputs the chain's own signer sent.
const signerAddress = (): string => "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65";

describe("filters and pages", () => {
  it("inputs by epoch and sender", async () => {
    const of = async (filter: object) => indices(await call("cartesi_listInputs", { application: "first", ...filter }));
    expect(await of({})).toEqual([0, 1, 2, 3]);
    expect(await of({ epoch_index: firstEpoch })).toEqual([0, 1, 2]);
    expect(await of({ sender })).toEqual([3]);
    expect(await of({ sender: sender.toLowerCase(), epoch_index: firstEpoch })).toEqual([]);
    expect(await of({ descending: true, limit: 2, offset: 1 })).toEqual([2, 1]);
    expect(await of({ offset: 4 })).toEqual([]);
  });

  it("outputs by epoch, input, type and voucher address", async () => {
    const of = async (filter: object) =>
      indices(await call("cartesi_listOutputs", { application: "first", ...filter }));
    expect(await of({})).toEqual([0, 1, 2, 3, 4]);
    expect(await of({ epoch_index: firstEpoch })).toEqual([0, 1, 2]);
    expect(await of({ input_index: "0x1" })).toEqual([1, 2]);
    expect(await of({ input_index: "0x2" })).toEqual([]);
    expect(await of({ output_type: NOTICE })).toEqual([0, 2, 4]);
    expect(await of({ output_type: "0x237a816f" })).toEqual([1]);
    expect(await of({ output_type: "0x10321e8b" })).toEqual([3]);
    expect(await of({ voucher_address: SEVENS })).toEqual([3]);
    expect(await of({ voucher_address: signerAddress() })).toEqual([1]);
  });

  it("reports by epoch and input, epochs by status", async () => {
    expect(indices(await call("cartesi_listReports", { application: "first", input_index: "0x3" }))).toEqual([3]);
    expect(indices(await call("cartesi_listReports", { application: "first", epoch_index: firstEpoch }))).toEqual([
      0, 1, 2,
    ]);
    expect((await call("cartesi_listEpochs", ["first", "CLAIM_REJECTED"])).result.data).toEqual([]);
    expect(indices(await call("cartesi_listEpochs", ["first", "CLAIM_ACCEPTED"]))[0]).toBe(Number(firstEpoch));
  });

  it("limits are 50 by default and 10 000 at most", async () => {
    const pagination = async (params: object) =>
      (await call("cartesi_listInputs", { application: "first", ...params })).result.pagination;
    expect(await pagination({})).toEqual({ total_count: 4, limit: 50, offset: 0 });
    expect(await pagination({ limit: 0 })).toEqual({ total_count: 4, limit: 50, offset: 0 });
    expect(await pagination({ limit: 10_001, offset: 2 })).toEqual({ total_count: 4, limit: 10_000, offset: 2 });
  });

  it("applications keep to themselves", async () => {
    expect((await call("cartesi_listInputs", ["second"])).result.data).toEqual([]);
    expect((await call("cartesi_getProcessedInputCount", [other.address])).result.data).toBe("0x0");
  });
});

describe("shapes", () => {
  it("have unsigned integers in hex, raw and decoded data, dates with microseconds", async () => {
    const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
    const HEX = /^0x(0|[1-9a-f][0-9a-f]*)$/;
    const input = await node.data("cartesi_getInput", ["first", "0x1"]);
    expect(input).toMatchObject({
      epoch_index: firstEpoch,
      index: "0x1",
      status: "ACCEPTED",
      machine_hash: null,
      outputs_hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      transaction_reference: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      raw_data: expect.stringMatching(/^0x415bf363/),
      decoded_data: {
        chain_id: "0x7a69",
        index: "0x1",
        payload: `0x${Buffer.from("voucher").toString("hex")}`,
        application_contract: app.address,
        sender: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/),
        block_number: input.block_number,
        block_timestamp: expect.stringMatching(HEX),
        prev_randao: expect.stringMatching(HEX),
      },
      created_at: expect.stringMatching(DATE),
    });
    expect(await node.data("cartesi_getOutput", ["first", "0x1"])).toMatchObject({
      decoded_data: { type: "Voucher", value: "0x0", payload: "0xab" },
      hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      execution_transaction_hash: null,
    });
    const application = await node.data("cartesi_getApplication", [app.address.toUpperCase().replace("0X", "0x")]);
    expect(application).toMatchObject({
      name: "first",
      iapplication_address: app.address.toLowerCase(),
      state: "ENABLED",
      reason: null,
      epoch_length: "0x64",
      processed_inputs: "0x4",
      consensus_type: "AUTHORITY",
      execution_parameters: { max_concurrent_inspects: 10, advance_max_deadline: "0x29e8d60800" },
    });
    const epoch = await node.data("cartesi_getEpoch", ["first", firstEpoch]);
    expect(epoch).toMatchObject({ input_index_lower_bound: "0x0", input_index_upper_bound: "0x3" });
    expect(epoch.claim_hash).toBe(epoch.outputs_merkle_root);
    expect(Number(epoch.last_block) - Number(epoch.first_block)).toBe(99);
  });
});

describe("refusals", () => {
  it.each([
    ["cartesi_nothing", {}, -32601],
    ["constructor", {}, -32601],
    ["cartesi_listApplications", undefined, -32602],
    ["cartesi_getApplication", {}, -32602],
    ["cartesi_getApplication", "first", -32602],
    ["cartesi_getApplication", ["first", "more"], -32602],
    ["cartesi_getApplication", ["NO"], -32602],
    ["cartesi_getApplication", [7], -32602],
    ["cartesi_getApplication", ["nobody"], -32001],
    ["cartesi_getApplication", [SEVENS], -32001],
    ["cartesi_listInputs", ["nobody"], -32001],
    ["cartesi_listEpochs", ["first", "SLEEPING"], -32602],
    ["cartesi_getEpoch", ["first", "0xffffffff"], -32001],
    ["cartesi_getEpoch", ["first", "7"], -32602],
    ["cartesi_getEpoch", ["first", 7], -32602],
    ["cartesi_getEpoch", ["first"], -32602],
    ["cartesi_getLastAcceptedEpochIndex", ["second"], -32001],
    ["cartesi_getInput", ["first", "0x63"], -32001],
    ["cartesi_getInput", ["first", "0xffffffffffffffff"], -32001],
    ["cartesi_getInput", ["first", "0x10000000000000000"], -32602],
    ["cartesi_getInput", ["first", "0xxyz"], -32602],
    ["cartesi_getOutput", ["first", "0x63"], -32001],
    ["cartesi_getReport", ["first", "0x63"], -32001],
    ["cartesi_listInputs", { application: "first", limit: -1 }, -32602],
    ["cartesi_listInputs", { application: "first", limit: 1.5 }, -32602],
    ["cartesi_listInputs", { application: "first", limit: "0x5" }, -32602],
    ["cartesi_listInputs", { application: "first", offset: "1" }, -32602],
    ["cartesi_listInputs", { application: "first", descending: "yes" }, -32602],
    ["cartesi_listInputs", { application: "first", sender: "0x12" }, -32602],
    ["cartesi_listOutputs", { application: "first", output_type: "Voucher" }, -32602],
    ["cartesi_listOutputs", { application: "first", voucher_address: "" }, -32602],
    ["cartesi_getTournament", { application: "first", address: "0x12" }, -32602],
    ["cartesi_getMatch", { application: "first", epoch_index: "0x1" }, -32602],
    ["witness_advanceEpoch", ["nobody"], -32001],
  ])("%s %j → %i", async (method, params, code) => {
    expect((await call(method, params)).error?.code).toBe(code);
  });
});

describe("transport", () => {
  const send = (body: string | Uint8Array<ArrayBuffer>, init: RequestInit = {}) =>
    fetch(node.rpcUrl, { method: "POST", body, ...init });

  it("answers 200 for errors too, and echoes any id", async () => {
    for (const id of [0, "a", null]) {
      const response = await send(JSON.stringify({ jsonrpc: "2.0", id, method: "cartesi_nothing" }));
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        jsonrpc: "2.0",
        id,
        error: { code: -32601, message: "Method not found" },
      });
    }
  });

  it("refuses what is no call with 400: bad JSON, batches, bodies past 1 MiB", async () => {
    for (const body of [
      "{",
      "[]",
      "7",
      "null",
      '{"method":7}',
      '[{"jsonrpc":"2.0","method":"cartesi_getChainId","id":1}]',
    ]) {
      const response = await send(body);
      expect([response.status, await response.text()]).toEqual([400, "Invalid JSON"]);
    }
    const valid = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "cartesi_getChainId", params: [] });
    expect((await send(valid.padEnd(1 << 20))).status).toBe(200);
    const response = await send(valid.padEnd((1 << 20) + 1));
    expect([response.status, await response.text()]).toEqual([400, "Failed to read request body"]);
    expect((await fetch(node.rpcUrl)).status).toBe(405);
  });

  it("lets browsers of any origin in, on both ports", async () => {
    for (const url of [node.rpcUrl, `${node.inspectUrl}/first`]) {
      const headers = { origin: "https://example.org", "access-control-request-method": "POST" };
      const preflight = await fetch(url, { method: "OPTIONS", headers });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
      expect(preflight.headers.get("access-control-allow-headers")).toContain("content-type");
      expect((await fetch(url, { method: "POST", body: "{}" })).headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  it("tells how it is", async () => {
    for (const path of ["/livez", "/readyz"]) expect((await fetch(new URL(path, node.rpcUrl))).status).toBe(200);
  });
});

describe("inspect", () => {
  const inspect = (body: string | Uint8Array<ArrayBuffer>, to = "first", headers = {}) =>
    fetch(`${node.inspectUrl}/${to}`, { method: "POST", body, headers });

  it("takes raw bytes of any type, and says null where there are no reports", async () => {
    expect(await (await inspect("quiet", "first", { "content-type": "application/json" })).json()).toEqual({
      status: "Accepted",
      reports: null,
      processed_input_count: 4,
    });
    expect(await (await inspect(new Uint8Array())).json()).toMatchObject({ status: "Accepted" });
  });

  it("takes 2 MiB and no more", async () => {
    expect((await inspect(new Uint8Array(2_097_152))).status).toBe(200);
    const large = await inspect(new Uint8Array(2_097_153));
    expect([large.status, await large.text()]).toEqual([413, "Payload too large\n"]);
  });

  it("knows its applications and POST only", async () => {
    const unknown = await inspect("x", "nobody");
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(await unknown.text()).toBe("Application not found\n");
    const nowhere = await fetch(node.inspectUrl, { method: "POST" });
    expect([nowhere.status, await nowhere.text()]).toEqual([404, "404 page not found\n"]);
    expect((await inspect("x", app.address)).status).toBe(200);
    const get = await fetch(`${node.inspectUrl}/first`);
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
  });
});
