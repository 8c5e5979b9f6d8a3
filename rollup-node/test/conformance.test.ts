/** The official viem client (pinned to contracts 2.2.0) reads everything it can of an Authority application. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCartesiPublicClient } from "@cartesi/viem";
import { http } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseConfig } from "../src/config.ts";
import { type RunningNode, startNode } from "../src/node.ts";
import { OWNER_KEY, startChain, type TestChain } from "./chain.ts";
import { keyFile, rpc, until } from "./client.ts";

let chain: TestChain;
let node: RunningNode;
beforeAll(async () => {
  chain = await startChain();
  const one = await chain.application("one");
  const two = await chain.application("two", { quorum: true });
  node = await startNode(
    parseConfig([
      ...["--rpc-url", chain.url, "--deployment", one.file, "--deployment", two.file, "--poll-ms", "50"],
      ...["--data", mkdtempSync(join(tmpdir(), "rollup-node-"))],
      ...["--backend", `exec ${process.execPath} ${join(import.meta.dirname, "echo.mjs")}`],
      ...["--rpc-port", "0", "--inspect-port", "0", "--backend-port", "0", "--validator-key-file", keyFile(OWNER_KEY)],
    ]),
    () => {},
  );
  await chain.add(one.address, ["hello", "voucher"]);
  await chain.add(two.address, ["other"]);
  await rpc(node.rpcUrl, "witness_advanceEpoch", { application: "one" });
  await until(async () => (await rpc(node.rpcUrl, "cartesi_getLastAcceptedEpochIndex", ["one"])).result !== undefined);
});
afterAll(async () => {
  await node?.stop();
  await chain?.close();
});

it("passes every read of @cartesi/viem", async () => {
  const client = createCartesiPublicClient({ transport: http(node.rpcUrl) });
  const application = "one";
  expect((await client.listApplications()).data.map(({ name }) => name)).toEqual(["one", "two"]);
  expect((await client.getApplication({ application })).consensusType).toBe("AUTHORITY");
  expect((await client.getApplication({ application: "two" })).consensusType).toBe("QUORUM");
  expect(await client.getProcessedInputCount({ application })).toBe(2n);
  const { data: epochs } = await client.listEpochs({ application });
  const last = await client.getLastAcceptedEpochIndex({ application });
  expect((await client.getEpoch({ application, epochIndex: last })).status).toBe("CLAIM_ACCEPTED");
  expect(epochs.length).toBeGreaterThan(0);
  expect((await client.listInputs({ application })).data).toHaveLength(2);
  expect((await client.getInput({ application, inputIndex: 1n })).status).toBe("ACCEPTED");
  expect((await client.waitForInput({ application, inputIndex: 1n })).index).toBe(1n);
  expect((await client.listOutputs({ application, outputType: "Voucher" })).data).toHaveLength(1);
  expect((await client.getOutput({ application, outputIndex: 0n })).outputHashesSiblings).toHaveLength(63);
  expect((await client.listReports({ application })).data).toHaveLength(2);
  expect((await client.getReport({ application, reportIndex: 0n })).index).toBe(0n);
  expect(await client.getNodeVersion()).toBe("2.0.0-alpha.10");
});
