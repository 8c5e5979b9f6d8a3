/** The whole node against a real chain: any back-end, outcomes, proofs and claims, the official clients, restarts. */
import { createClient } from "@cartesi/rpc";
import { Contract } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applicationInterface } from "../src/codec.ts";
import { OWNER_KEY, type TestApplication } from "./chain.ts";
import { type Answer, keyFile, rpc, temporaryDirectory, until } from "./client.ts";
import { backendCommand, chainOfFile, type NodeUnderTest, runNode, said } from "./running.ts";

const chain = await chainOfFile();
let app: TestApplication;
let node: NodeUnderTest;
const data = temporaryDirectory();
const start = () =>
  runNode(chain, [app], {
    DATA_DIR: data,
    BACKENDS: backendCommand("echo.mjs"),
    VALIDATOR_KEY_FILES: keyFile(OWNER_KEY),
  });

beforeAll(async () => {
  app = await chain.application("echo");
  node = await start();
});
afterAll(() => node?.stop());

const call = (method: string, params: unknown = {}) => rpc(node.rpcUrl, method, params);
const processed = (count: number) => node.processed("echo", count);

describe("a stranger's back-end", () => {
  it("keeps outcomes as the real node names them", async () => {
    await chain.add(app.address, ["hello", "reject", "voucher", "exception", "exit", "world"]);
    await processed(6);
    const inputs = (await call("cartesi_listInputs", ["echo"])).result;
    expect(inputs.data.map((input: { status: string }) => input.status)).toEqual([
      "ACCEPTED",
      "REJECTED",
      "ACCEPTED",
      "EXCEPTION",
      "EXCEPTION",
      "ACCEPTED",
    ]);
    const outputs = (await call("cartesi_listOutputs", { application: app.address })).result;
    expect(outputs.data.map((output: { decoded_data: { type: string } }) => output.decoded_data.type)).toEqual([
      "Notice",
      "Notice",
      "Voucher",
      "Notice",
    ]);
    const vouchers = (await call("cartesi_listOutputs", { application: "echo", output_type: "0x237a816f" })).result;
    expect(vouchers.pagination).toEqual({ total_count: 1, limit: 50, offset: 0 });
    expect(
      (await call("cartesi_listReports", { application: "echo", limit: 2, descending: true })).result.data[0].index,
    ).toBe("0x4");
  });

  it("answers inspects by name and address", async () => {
    for (const key of ["echo", app.address]) {
      const response = await fetch(`${node.inspectUrl}/${key}`, { method: "POST", body: "how many" });
      const body = (await response.json()) as Answer;
      expect(body).toMatchObject({ status: "Accepted", processed_input_count: 6 });
      expect(Buffer.from(body.reports[0].payload.slice(2), "hex").toString()).toBe("count 3 query how many");
    }
    expect((await fetch(`${node.inspectUrl}/nobody`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${node.inspectUrl}/echo`)).status).toBe(405);
    expect((await fetch(`${node.inspectUrl}/echo`, { method: "POST", body: new Uint8Array(2_097_153) })).status).toBe(
      413,
    );
  });

  it("gives JSON-RPC errors by code", async () => {
    expect((await call("cartesi_getApplication", { application: "nobody" })).error.code).toBe(-32001);
    expect((await call("cartesi_getApplication", { application: "!" })).error.code).toBe(-32602);
    expect((await call("cartesi_getInput", ["echo", "0x99"])).error.code).toBe(-32001);
    expect((await call("cartesi_nothing")).error.code).toBe(-32601);
    expect((await call("rpc.discover")).result.methods.length).toBeGreaterThan(14);
  });
});

describe("claims and proofs", () => {
  it("proves every output on chain and executes the voucher once", async () => {
    await call("witness_advanceEpoch", { application: "echo" });
    const accepted = await until(async () => {
      const { data: epochs } = (await call("cartesi_listEpochs", { application: "echo" })).result;
      return epochs.every((epoch: { status: string }) => epoch.status === "CLAIM_ACCEPTED");
    });
    expect(accepted).toBe(true);
    const contract = new Contract(app.address, applicationInterface, chain.signer);
    const outputs = (await call("cartesi_listOutputs", { application: "echo" })).result.data;
    for (const { raw_data, index, output_hashes_siblings } of outputs)
      await contract.getFunction("validateOutput")(raw_data, [index, output_hashes_siblings]);
    await (await chain.signer.sendTransaction({ to: app.address, value: 1_000 })).wait();
    const voucher = outputs.find(
      (output: { decoded_data: { type: string } }) => output.decoded_data.type === "Voucher",
    );
    const proof = [voucher.raw_data, [voucher.index, voucher.output_hashes_siblings]] as const;
    const execute = contract.getFunction("executeOutput");
    await (await execute(...proof)).wait();
    await expect(execute.staticCall(...proof)).rejects.toMatchObject({ data: expect.stringMatching(/^0x7b97a6bb/) });
    await until(async () => {
      const output = (await call("cartesi_getOutput", ["echo", voucher.index])).result.data;
      return output.execution_transaction_hash !== null;
    });
  });

  it("satisfies the official client", async () => {
    const client = createClient({ uri: node.rpcUrl });
    const application = await client.request("cartesi_getApplication", { application: "echo" });
    expect(application.data.consensus_type).toBe("AUTHORITY");
    expect((await client.request("cartesi_getNodeVersion", undefined as never)).data).toBe("2.0.0-alpha.10");
    const last = await client.request("cartesi_getLastAcceptedEpochIndex", { application: "echo" });
    expect(
      (await client.request("cartesi_getEpoch", { application: "echo", epoch_index: last.data })).data.status,
    ).toBe("CLAIM_ACCEPTED");
  });
});

describe("restart", () => {
  it("re-drives the back-end and goes on", async () => {
    await node.stop();
    await chain.add(app.address, ["again"]);
    node = await start();
    await processed(7);
    expect(said(await node.inspect("echo", "x"))).toBe("count 4 query x");
    expect((await call("cartesi_getApplication", ["echo"])).result.data.state).toBe("ENABLED");
  });
});
