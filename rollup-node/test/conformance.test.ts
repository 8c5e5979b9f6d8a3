/** The official clients, pinned to contracts 2.2.0, work with this node as with the real one, for an Authority application. */
import { createClient } from "@cartesi/rpc";
import { createCartesiPublicClient, getInputsAdded, publicActionsL1, walletActionsL1 } from "@cartesi/viem";
import { OFFICIAL_ADDRESSES as OFFICIAL } from "@witness/ethereum/official";
import { createPublicClient, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hardhat } from "viem/chains";
import { afterAll, beforeAll, expect, it } from "vitest";
import { OWNER_KEY, startChain, type TestApplication, type TestChain, VALIDATOR_KEYS } from "./chain.ts";
import { keyFile, until } from "./client.ts";
import { backendCommand, type NodeUnderTest, runNode } from "./running.ts";

let chain: TestChain;
let app: TestApplication;
let node: NodeUnderTest;
beforeAll(async () => {
  chain = await startChain();
  app = await chain.application("one");
  const two = await chain.application("two", { quorum: true });
  node = await runNode(chain, [app, two], {
    BACKENDS: backendCommand("echo.mjs"),
    VALIDATOR_KEY_FILES: keyFile(OWNER_KEY),
  });
  await chain.add(app.address, ["hello", "voucher"]);
  await chain.add(two.address, ["other"]);
  await node.processed("one", 2);
  await node.data("witness_advanceEpoch", { application: "one" });
  await until(async () =>
    (await node.data("cartesi_listEpochs", ["one"])).every(
      ({ status }: { status: string }) => status === "CLAIM_ACCEPTED",
    ),
  );
});
afterAll(async () => {
  await node?.stop();
  await chain?.close();
});

const SEVENS = `0x${"7".repeat(40)}` as const;
const HASH = `0x${"ab".repeat(32)}` as const;

it("@cartesi/viem reads", async () => {
  const client = createCartesiPublicClient({ transport: http(node.rpcUrl) });
  const application = "one";
  expect((await client.listApplications()).data.map(({ name }) => name)).toEqual(["one", "two"]);
  expect((await client.listApplications({ limit: 1, offset: 1 })).data.map(({ name }) => name)).toEqual(["two"]);
  expect(await client.getApplication({ application })).toMatchObject({
    consensusType: "AUTHORITY",
    state: "ENABLED",
    processedInputs: 2n,
    epochLength: 10n,
    dataAvailability: { type: "InputBox", inputBoxAddress: OFFICIAL["InputBox"] },
  });
  expect((await client.getApplication({ application: "two" })).consensusType).toBe("QUORUM");
  expect(await client.getChainId()).toBe(31337);
  expect(await client.getNodeVersion()).toBe("2.0.0-alpha.10");
  expect(await client.getProcessedInputCount({ application })).toBe(2n);
  expect((await client.listEpochs({ application, status: "CLAIM_ACCEPTED" })).data.length).toBeGreaterThan(0);
  const epochIndex = await client.getLastAcceptedEpochIndex({ application });
  expect((await client.getEpoch({ application, epochIndex })).status).toBe("CLAIM_ACCEPTED");
  expect((await client.listInputs({ application, descending: true })).data.map(({ index }) => index)).toEqual([1n, 0n]);
  expect((await client.getInput({ application, inputIndex: 1n })).status).toBe("ACCEPTED");
  expect((await client.waitForInput({ application, inputIndex: 1n })).index).toBe(1n);
  expect((await client.listOutputs({ application, outputType: "Voucher" })).data).toHaveLength(1);
  expect((await client.listOutputs({ application, inputIndex: 0n })).data).toHaveLength(1);
  expect((await client.getOutput({ application, outputIndex: 0n })).outputHashesSiblings).toHaveLength(63);
  expect((await client.listReports({ application })).data).toHaveLength(2);
  expect((await client.getReport({ application, reportIndex: 0n })).index).toBe(0n);
  expect((await client.listTournaments({ application })).data).toEqual([]);
  expect((await client.listCommitments({ application })).data).toEqual([]);
  expect((await client.listMatches({ application })).data).toEqual([]);
  await expect(client.getTournament({ application, address: SEVENS })).rejects.toThrow("Tournament not found");
  await expect(client.getInput({ application, inputIndex: 99n })).rejects.toThrow("Input not found");
  await expect(client.getApplication({ application: "nobody" })).rejects.toThrow("Application not found");
});

it("@cartesi/viem adds inputs that the node shows, and proves and executes outputs with the node's proofs", async () => {
  const transport = http(chain.url);
  const account = privateKeyToAccount(VALIDATOR_KEYS[1] as `0x${string}`);
  const reads = createPublicClient({ chain: hardhat, transport, pollingInterval: 50 }).extend(publicActionsL1());
  const writes = createWalletClient({ account, chain: hardhat, transport }).extend(walletActionsL1());
  const client = createCartesiPublicClient({ transport: http(node.rpcUrl), pollingInterval: 50 });
  const by = { account, chain: hardhat };
  const application = app.address as `0x${string}`;
  const sent = await writes.addInput({ ...by, application, payload: "0x68656c6c6f" });
  const [added] = getInputsAdded(await reads.waitForTransactionReceipt({ hash: sent }));
  const input = await client.waitForInput({ application, inputIndex: added!.index });
  expect(input).toMatchObject({
    status: "ACCEPTED",
    decodedData: { sender: account.address, payload: "0x68656c6c6f" },
  });
  const deposit = await writes.depositEther({ ...by, application, value: 1_000n, execLayerData: "0x" });
  const [deposited] = getInputsAdded(await reads.waitForTransactionReceipt({ hash: deposit }));
  expect(await client.waitForInput({ application, inputIndex: deposited!.index })).toMatchObject({
    decodedData: { sender: OFFICIAL["EtherPortal"] },
  });
  for (const outputIndex of [0n, 1n, 2n]) {
    const output = await client.getOutput({ application, outputIndex });
    expect(await reads.validateOutput({ application, output })).toBe(true);
  }
  const [voucher] = (await client.listOutputs({ application, outputType: "Voucher" })).data;
  const hash = await writes.executeOutput({ ...by, application, output: voucher! });
  expect((await reads.waitForTransactionReceipt({ hash })).status).toBe("success");
  await until(
    async () =>
      (await client.getOutput({ application, outputIndex: voucher!.index })).executionTransactionHash === hash,
  );
});

it("@cartesi/rpc calls every method", async () => {
  const client = createClient({ uri: node.rpcUrl });
  const application = "one";
  const match = { application, epoch_index: "0x1", tournament_address: SEVENS, id_hash: HASH } as const;
  const none = { data: [], pagination: { total_count: 0, limit: 50, offset: 0 } };
  expect((await client.request("cartesi_listApplications", {})).data).toHaveLength(2);
  expect((await client.request("cartesi_getApplication", { application })).data.consensus_type).toBe("AUTHORITY");
  expect((await client.request("cartesi_listEpochs", { application })).data.length).toBeGreaterThan(0);
  const last = (await client.request("cartesi_getLastAcceptedEpochIndex", { application })).data;
  expect((await client.request("cartesi_getEpoch", { application, epoch_index: last })).data.index).toBe(last);
  expect((await client.request("cartesi_listInputs", { application, limit: 2 })).data).toHaveLength(2);
  expect((await client.request("cartesi_getInput", { application, input_index: "0x0" })).data.index).toBe("0x0");
  expect(Number((await client.request("cartesi_getProcessedInputCount", { application })).data)).toBeGreaterThan(1);
  expect((await client.request("cartesi_listOutputs", { application, limit: 3 })).data).toHaveLength(3);
  expect((await client.request("cartesi_getOutput", { application, output_index: "0x0" })).data.index).toBe("0x0");
  expect((await client.request("cartesi_listReports", { application, limit: 2 })).data).toHaveLength(2);
  expect((await client.request("cartesi_getReport", { application, report_index: "0x0" })).data.index).toBe("0x0");
  expect((await client.request("cartesi_getChainId", undefined as never)).data).toBe("0x7a69");
  expect((await client.request("cartesi_getNodeVersion", undefined as never)).data).toBe("2.0.0-alpha.10");
  expect(await client.request("cartesi_listTournaments", { application })).toEqual(none);
  expect(await client.request("cartesi_listCommitments", { application })).toEqual(none);
  expect(await client.request("cartesi_listMatches", { application })).toEqual(none);
  expect(await client.request("cartesi_listMatchAdvances", match)).toEqual(none);
  await expect(client.request("cartesi_getTournament", { application, address: SEVENS })).rejects.toMatchObject({
    code: -32001,
  });
  await expect(client.request("cartesi_getCommitment", { ...match, commitment: HASH })).rejects.toMatchObject({
    code: -32001,
  });
  await expect(client.request("cartesi_getMatch", match)).rejects.toMatchObject({ code: -32001 });
  await expect(client.request("cartesi_getMatchAdvanced", { ...match, parent: HASH })).rejects.toMatchObject({
    code: -32001,
  });
});
