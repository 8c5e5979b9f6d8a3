/** A chain that reorganises: an input that it drops goes with its outcome, an input that it repeats stays. */
import { Contract, Wallet } from "ethers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { applicationInterface, consensusInterface } from "../src/codec.ts";
import { OWNER_KEY, startChain, type TestApplication, type TestChain } from "./chain.ts";
import { type Answer, keyFile, temporaryDirectory, until } from "./client.ts";
import { backendCommand, type NodeUnderTest, runNode, said } from "./running.ts";

const DEPTH = 32;
const rogue = { BACKENDS: backendCommand("rogue.mjs") };
const owner = { VALIDATOR_KEY_FILES: keyFile(OWNER_KEY) };
let chain: TestChain;
let app: TestApplication;
let other: TestApplication;
let node: NodeUnderTest | undefined;
let name = "";
let made = 0;
beforeAll(async () => {
  chain = await startChain();
});
beforeEach(async () => {
  name = `app-${made++}`;
  app = await chain.application(name);
  other = await chain.application(`${name}-other`);
});
afterEach(async () => {
  await node?.stop();
  node = undefined;
});
afterAll(() => chain?.close());

const snapshot = (): Promise<string> => chain.provider.send("evm_snapshot", []);
async function revert(to: string): Promise<void> {
  await chain.provider.send("evm_revert", [to]);
  chain.signer.reset();
}
const count = async (): Promise<string> => said(await node!.inspect(name, "x"));
const shows = (payloads: string[]) =>
  until(async () => JSON.stringify(await node!.payloads(name)) === JSON.stringify(payloads));

/** Blocks with and without inputs, for both applications. */
async function branch(label: string, blocks: number): Promise<string[]> {
  const sent: string[] = [];
  for (let block = 0; block < blocks; block++) {
    if (block % 4 === 0) {
      sent.push(`${label}${block}`);
      await chain.add(app.address, [`${label}${block}`]);
    } else if (block % 4 === 2) await chain.add(other.address, [`${label}${block}`]);
    else await chain.mine(1);
  }
  return sent;
}

describe(`a reorganisation ${DEPTH} blocks deep`, () => {
  it("drops inputs, outputs, claims and executions, and brings the back-end to the fork point", async () => {
    node = await runNode(chain, [app, other], { ...rogue, ...owner });
    const before = await branch("before", 8);
    await node.processed(name, before.length);
    const kept = await node.data("cartesi_listInputs", [name]);
    const fork = await snapshot();
    const dropped = await branch("dropped", DEPTH);
    await node.processed(name, before.length + dropped.length);
    await node.data("witness_advanceEpoch", [name]);
    const claims = async () =>
      (await node!.data("cartesi_listEpochs", [name])).filter((epoch: Answer) => epoch.claim_transaction_hash !== null);
    await until(async () => (await claims()).length >= 3);
    await revert(fork);
    const instead = await branch("instead", DEPTH + 20);
    await shows([...before, ...instead]);
    expect(await count()).toBe(`count ${before.length + instead.length}`);
    expect((await node.data("cartesi_listInputs", [name])).slice(0, kept.length)).toEqual(kept);
    // What was claimed on the dropped branch is claimed anew, and the proofs hold on this chain.
    await node.data("witness_advanceEpoch", [name]);
    await until(async () =>
      (await node!.data("cartesi_listEpochs", [name])).every(({ status }: Answer) => status === "CLAIM_ACCEPTED"),
    );
    const contract = new Contract(app.address, applicationInterface, chain.provider);
    const outputs: Answer[] = await node.data("cartesi_listOutputs", [name]);
    expect(outputs).toHaveLength(before.length + instead.length);
    for (const { raw_data, index, output_hashes_siblings } of outputs)
      await contract.getFunction("validateOutput")(raw_data, [index, output_hashes_siblings]);
    expect((await node.data("witness_getHealth")).applications).toMatchObject([
      { state: "ENABLED", wrong_claims: [] },
      { state: "ENABLED", wrong_claims: [] },
    ]);
  });

  it("is seen by a node that was away meanwhile", async () => {
    const args = { ...rogue, DATA_DIR: temporaryDirectory() };
    node = await runNode(chain, [app, other], args);
    const fork = await snapshot();
    await branch("dropped", DEPTH);
    await node.processed(name, DEPTH / 4);
    await node.stop();
    await revert(fork);
    const instead = await branch("instead", DEPTH + 1);
    node = await runNode(chain, [app, other], args);
    await shows(instead);
    expect(await count()).toBe(`count ${instead.length}`);
  });

  it("is seen by a node that came when the chain was long already", async () => {
    await chain.mine(200);
    const fork = await snapshot();
    await branch("dropped", DEPTH);
    node = await runNode(chain, [app, other], rogue);
    await node.processed(name, DEPTH / 4);
    await revert(fork);
    await shows(await branch("instead", DEPTH + 1));
  });
});

it("keeps what the new branch repeats byte for byte", async () => {
  node = await runNode(chain, [app], rogue);
  const fork = await snapshot();
  const base = (await chain.provider.getBlock("latest"))!.timestamp;
  const again = async (offset: number, last: string) => {
    await chain.provider.send("evm_setNextBlockTimestamp", [base + offset]);
    await chain.mine(1);
    await chain.provider.send("evm_setNextBlockTimestamp", [base + 100]);
    await chain.provider.send("hardhat_setPrevRandao", [`0x${"22".repeat(32)}`]);
    await chain.add(app.address, ["same", last]);
  };
  await again(1, "old");
  await node.processed(name, 2);
  const [same] = await node.data("cartesi_listInputs", [name]);
  await revert(fork);
  await again(2, "new");
  await chain.mine(1);
  await shows(["same", "new"]);
  expect((await node.data("cartesi_listInputs", [name]))[0]).toEqual(same);
  expect(node.told).toContainEqual(
    expect.objectContaining({ message: "the chain reorganised", facts: { application: name, from: 1 } }),
  );
});

it("drops an input that the back-end is processing", async () => {
  node = await runNode(chain, [app], rogue);
  await chain.add(app.address, ["one"]);
  await node.processed(name, 1);
  const fork = await snapshot();
  await chain.add(app.address, ["slow:700"]);
  await until(async () => (await node!.statuses(name)).length === 2);
  await revert(fork);
  await chain.add(app.address, ["instead"]);
  await chain.mine(1);
  await shows(["one", "instead"]);
  expect(await count()).toBe("count 2");
});

it("treats a shorter chain as lagging until a known height has another block", async () => {
  node = await runNode(chain, [app], rogue);
  const fork = await snapshot();
  await chain.add(app.address, ["one"]);
  await node.processed(name, 1);
  await revert(fork);
  await until(async () => /lags/.test((await node!.data("witness_getHealth")).chain));
  expect(await node.payloads(name)).toEqual(["one"]);
  await chain.mine(1);
  await shows([]);
  expect(await count()).toBe("count 0");
});

describe("an application that was ended", () => {
  const state = async (): Promise<string> => (await node!.data("cartesi_getApplication", [name])).state;

  it("runs again when a reorganisation drops the input that ended it", async () => {
    const args = { ...rogue, STRICT: "true", DATA_DIR: temporaryDirectory() };
    node = await runNode(chain, [app], args);
    await chain.add(app.address, ["one"]);
    await node.processed(name, 1);
    const fork = await snapshot();
    await chain.add(app.address, ["exit:1"]);
    await until(async () => (await state()) === "INOPERABLE");
    await revert(fork);
    await chain.add(app.address, ["two", "three"]);
    await until(async () => (await state()) === "ENABLED");
    await shows(["one", "two", "three"]);
    expect(await count()).toBe("count 3");
    expect((await node.data("cartesi_getApplication", [name])).reason).toBeNull();
  });

  it("runs again when a reorganisation drops the claim that ended it, and stays ended when it does not", async () => {
    node = await runNode(chain, [app], rogue);
    await chain.add(app.address, ["one"]);
    await node.processed(name, 1);
    await node.data("witness_advanceEpoch", [name]);
    await until(async () =>
      (await node!.data("cartesi_listEpochs", [name])).some(({ status }: Answer) => status === "CLAIM_COMPUTED"),
    );
    const fork = await snapshot();
    const [{ last_block }] = await node.data("cartesi_listEpochs", [name]);
    const wallet = new Wallet(OWNER_KEY, chain.provider);
    const consensus = new Contract(app.consensus, consensusInterface, wallet);
    await (await consensus.getFunction("submitClaim")(app.address, Number(last_block), `0x${"66".repeat(32)}`)).wait();
    await until(async () => (await state()) === "INOPERABLE");
    const above = await snapshot();
    await chain.add(app.address, ["dropped"]);
    await until(async () => (await node!.statuses(name)).length === 2);
    await revert(above);
    await chain.mine(2);
    await until(async () => (await node!.statuses(name)).length === 1);
    expect(await state()).toBe("INOPERABLE");
    await revert(fork);
    await chain.mine(1);
    await chain.add(app.address, ["two"]);
    await chain.mine(2);
    await until(async () => (await state()) === "ENABLED");
    await shows(["one", "two"]);
    expect((await node.data("witness_getHealth")).applications[0].wrong_claims).toEqual([]);
  });
});

it("--confirmations: nothing is seen before it is that deep", async () => {
  node = await runNode(chain, [app], { ...rogue, CONFIRMATIONS: "5" });
  const fork = await snapshot();
  await chain.add(app.address, ["dropped"]);
  await chain.mine(4);
  await until(async () => Number((await node!.data("witness_getHealth")).head) === (await tip()) - 5);
  expect(await node.statuses(name)).toEqual([]);
  await revert(fork);
  await chain.add(app.address, ["instead"]);
  await chain.mine(5);
  await shows(["instead"]);
  expect(node.told.filter(({ message }) => message === "the chain reorganised")).toEqual([]);
});

const tip = (): Promise<number> => chain.provider.getBlockNumber();

it("says so when it is another chain altogether", async () => {
  const args = { ...rogue, DATA_DIR: temporaryDirectory() };
  const fork = await snapshot();
  await chain.mine(5);
  const late = await chain.application("late-one");
  node = await runNode(chain, [late], args);
  await chain.mine(1);
  await until(async () => Number((await node!.data("witness_getHealth")).head) === (await tip()));
  await revert(fork);
  await chain.mine(40);
  await until(async () => /start the node with an empty data/.test((await node!.data("witness_getHealth")).chain));
  expect(node.told.filter(({ level }) => level === "error")).toHaveLength(1);
});
