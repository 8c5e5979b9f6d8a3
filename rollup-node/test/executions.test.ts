/** A node shows an output's execution as long as the chain has it, also a node that starts later. */
import { Contract } from "ethers";
import { afterEach, it } from "vitest";
import { applicationInterface } from "../src/codec.ts";
import { OWNER_KEY } from "./chain.ts";
import { type Answer, keyFile, until } from "./client.ts";
import { backendCommand, chainOfFile, type NodeUnderTest, runNode } from "./running.ts";

const VOUCHER = "0x237a816f";
const echo = { BACKENDS: backendCommand("echo.mjs") };
const chain = await chainOfFile();
let node: NodeUnderTest | undefined;
afterEach(async () => {
  await node?.stop();
  node = undefined;
});

const voucher = async (): Promise<Answer> =>
  (await node!.data("cartesi_listOutputs", { application: "executed", output_type: VOUCHER }))[0];
const shows = (tx: string | null) => until(async () => (await voucher())?.execution_transaction_hash === tx);

it("an execution is undone by a reorganisation, and found again by a node that starts over", async () => {
  const app = await chain.application("executed");
  node = await runNode(chain, [app], { ...echo, VALIDATOR_KEY_FILES: keyFile(OWNER_KEY) });
  await chain.add(app.address, ["hello", "voucher"]);
  await node.processed("executed", 2);
  await node.data("witness_advanceEpoch", ["executed"]);
  await until(async () => {
    const epochs: Answer[] = await node!.data("cartesi_listEpochs", ["executed"]);
    return epochs.length > 0 && epochs.every(({ status }) => status === "CLAIM_ACCEPTED");
  });
  await (await chain.signer.sendTransaction({ to: app.address, value: 1000 })).wait();
  const contract = new Contract(app.address, applicationInterface, chain.signer);
  const execute = async (): Promise<string> => {
    await until(async () => (await voucher()).output_hashes_siblings !== null);
    const { raw_data, index, output_hashes_siblings } = await voucher();
    return (await (await contract.getFunction("executeOutput")(raw_data, [index, output_hashes_siblings])).wait()).hash;
  };
  await shows(null);
  const fork = await chain.provider.send("evm_snapshot", []);
  await shows(await execute());
  await chain.provider.send("evm_revert", [fork]);
  chain.signer.reset();
  await chain.mine(2);
  await shows(null);
  const tx = await execute();
  await shows(tx);
  await node.stop();
  node = await runNode(chain, [app], echo);
  await node.processed("executed", 2);
  await shows(tx);
});
