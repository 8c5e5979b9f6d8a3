/** Epochs and claims with one validator and with three, some of them wrong, on a chain that mines early and late. */
import { Contract, Wallet } from "ethers";
import { afterEach, describe, expect, it } from "vitest";
import { consensusInterface } from "../src/codec.ts";
import { VALIDATOR_KEYS } from "./chain.ts";
import { type Answer, keyFile, temporaryDirectory, until } from "./client.ts";
import { backendCommand, chainOfFile, type NodeUnderTest, runNode } from "./running.ts";

const EPOCH = 10;
const LIE = `0x${"11".repeat(32)}`;
const echo = { BACKENDS: backendCommand("echo.mjs") };
const keys = (...which: number[]) => ({
  VALIDATOR_KEY_FILES: which.map((key) => keyFile(VALIDATOR_KEYS[key]!)).join(","),
});
const chain = await chainOfFile();
let node: NodeUnderTest | undefined;
afterEach(async () => {
  await node?.stop();
  node = undefined;
});

const validator = (key: number): string => new Wallet(VALIDATOR_KEYS[key]!).address;

/** Mines to the first block of an epoch, so that what follows falls into one epoch. Returns that epoch. */
async function freshEpoch(): Promise<number> {
  const block = await chain.provider.getBlockNumber();
  const epoch = Math.floor(block / EPOCH) + 1;
  await chain.mine(epoch * EPOCH - block);
  return epoch;
}

async function claim(key: number, app: { address: string; consensus: string }, epoch: number, root: string) {
  const contract = new Contract(app.consensus, consensusInterface, new Wallet(VALIDATOR_KEYS[key]!, chain.provider));
  await (await contract.getFunction("submitClaim")(app.address, (epoch + 1) * EPOCH - 1, root)).wait();
}

/** The status of an epoch, or undefined while the node does not know it. */
const statusOf = async (name: string, epoch: number): Promise<string | undefined> =>
  (await node!.data("cartesi_listEpochs", [name])).find(({ index }: Answer) => Number(index) === epoch)?.status;

describe("an epoch", () => {
  it("goes through every status of the real node and is closed on demand", async () => {
    const app = await chain.application("steps", { epochLength: EPOCH });
    node = await runNode(chain, [app], { ...echo, ...keys(0), POLL_MS: "300" });
    const epoch = await freshEpoch();
    await chain.add(app.address, ["one"]);
    await node.processed("steps", 1);
    const seen = new Set<string | undefined>();
    await until(async () => seen.add(await statusOf("steps", epoch)).has("OPEN"));
    const { block_number: block } = await node.data("witness_advanceEpoch", ["steps"]);
    expect(Number(block)).toBe((epoch + 1) * EPOCH);
    await until(async () => seen.add(await statusOf("steps", epoch)).has("CLAIM_ACCEPTED"));
    expect([...seen]).toEqual(["OPEN", "INPUTS_PROCESSED", "CLAIM_COMPUTED", "CLAIM_ACCEPTED"]);
    expect(await node.data("cartesi_getLastAcceptedEpochIndex", ["steps"])).toBe(`0x${epoch.toString(16)}`);
  });

  it("is closed on demand also when blocks count only when they are deep", async () => {
    const app = await chain.application("deep", { epochLength: EPOCH });
    node = await runNode(chain, [app], { ...echo, CONFIRMATIONS: "7" });
    const epoch = await freshEpoch();
    await chain.add(app.address, ["one"]);
    await node.data("witness_advanceEpoch", ["deep"]);
    await until(async () => (await statusOf("deep", epoch)) === "CLAIM_COMPUTED");
  });

  it("without outputs claims the root before, and an epoch without inputs does not exist", async () => {
    const app = await chain.application("empty", { epochLength: EPOCH });
    node = await runNode(chain, [app], { ...echo, ...keys(0) });
    const first = await freshEpoch();
    await chain.add(app.address, ["one"]);
    await freshEpoch();
    const second = await freshEpoch();
    await chain.add(app.address, ["reject"]);
    await freshEpoch();
    await until(async () => (await statusOf("empty", second)) === "CLAIM_ACCEPTED");
    const epochs: Answer[] = await node.data("cartesi_listEpochs", ["empty"]);
    expect(epochs.map((epoch) => [Number(epoch.index), Number(epoch.virtual_index)])).toEqual([
      [first, 0],
      [second, 1],
    ]);
    expect(epochs[1].outputs_merkle_root).toBe(epochs[0].outputs_merkle_root);
  });

  it("is claimed once though the chain mines late and the node is restarted meanwhile", async () => {
    const app = await chain.application("late", { epochLength: EPOCH });
    const args = { ...echo, ...keys(0), DATA_DIR: temporaryDirectory() };
    node = await runNode(chain, [app], args);
    const epoch = await freshEpoch();
    await chain.add(app.address, ["one"]);
    await freshEpoch();
    await chain.provider.send("evm_setAutomine", [false]);
    try {
      const pending = async () => (await chain.provider.send("eth_getBlockByNumber", ["pending", false])).transactions;
      await chain.mine(1);
      await until(
        async () => (await pending()).length > 0 || node!.told.some(({ message }) => message === "claim sent"),
      );
      await node.stop();
      node = await runNode(chain, [app], args);
      await node.processed("late", 1);
      await chain.mine(1);
    } finally {
      await chain.provider.send("evm_setAutomine", [true]);
    }
    await chain.mine(1);
    await until(async () => (await statusOf("late", epoch)) === "CLAIM_ACCEPTED");
    const contract = new Contract(app.consensus, consensusInterface, chain.provider);
    expect(await contract.queryFilter(contract.filters["ClaimSubmitted"]!(), 0)).toHaveLength(1);
  });
});

describe("a quorum of three", () => {
  it("is served by three local validators", async () => {
    const app = await chain.application("three", { epochLength: EPOCH, quorum: true });
    const authority = await chain.application("beside", { epochLength: EPOCH });
    node = await runNode(chain, [app, authority], { ...echo, ...keys(0, 1, 2) });
    const epoch = await freshEpoch();
    await chain.add(app.address, ["one", "two"]);
    await chain.add(authority.address, ["one"]);
    await freshEpoch();
    await until(async () => (await statusOf("three", epoch)) === "CLAIM_ACCEPTED");
    // Keys that are no validators of the other application's authority send nothing there.
    await until(async () => (await statusOf("beside", epoch)) === "CLAIM_ACCEPTED");
    expect(node.told.filter(({ level }) => level !== "info")).toEqual([]);
    const health = await node.data("witness_getHealth");
    expect(health.applications.map(({ wrong_claims }: Answer) => wrong_claims)).toEqual([[], []]);
  });

  it("accepts the right claim against one wrong claim, which the node logs and shows", async () => {
    const app = await chain.application("one-liar", { epochLength: EPOCH, quorum: true });
    const args = { ...echo, ...keys(0, 1), DATA_DIR: temporaryDirectory() };
    node = await runNode(chain, [app], args);
    const epoch = await freshEpoch();
    await chain.add(app.address, ["one"]);
    await node.processed("one-liar", 1);
    await freshEpoch();
    await claim(2, app, epoch, LIE);
    await until(async () => (await statusOf("one-liar", epoch)) === "CLAIM_ACCEPTED");
    const wrong = {
      application: "one-liar",
      epoch,
      submitter: validator(2).toLowerCase(),
      claimed: LIE,
      accepted: false,
      computed: (await node.data("cartesi_getEpoch", ["one-liar", `0x${epoch.toString(16)}`])).outputs_merkle_root,
    };
    for (const restarted of [false, true]) {
      if (restarted) {
        await node.stop();
        node = await runNode(chain, [app], args);
      }
      const { told } = node;
      await until(async () => told.some(({ message }) => message === "WRONG CLAIM on chain"));
      expect(told).toContainEqual({ level: "error", message: "WRONG CLAIM on chain", facts: wrong });
      const [health] = (await node.data("witness_getHealth")).applications;
      expect(health).toMatchObject({ state: "ENABLED", wrong_claims: [wrong] });
    }
  });

  it("that accepts a wrong claim makes the application INOPERABLE", async () => {
    const app = await chain.application("two-liars", { epochLength: EPOCH, quorum: true });
    node = await runNode(chain, [app], { ...echo, ...keys(0) });
    const epoch = await freshEpoch();
    await chain.add(app.address, ["one"]);
    await freshEpoch();
    await claim(1, app, epoch, LIE);
    await claim(2, app, epoch, LIE);
    await until(async () => (await statusOf("two-liars", epoch)) === "CLAIM_REJECTED");
    const [health] = (await node.data("witness_getHealth")).applications;
    expect(health).toMatchObject({ state: "INOPERABLE", reason: expect.stringContaining(`epoch ${epoch}`) });
    expect(health.wrong_claims.map(({ accepted }: Answer) => accepted)).toContain(true);
    expect((await fetch(`${node.inspectUrl}/two-liars`, { method: "POST" })).status).toBe(503);
  });
});

it("shows a wrong claim for an epoch without inputs, which makes the application INOPERABLE", async () => {
  const app = await chain.application("invented", { epochLength: EPOCH });
  node = await runNode(chain, [app], echo);
  const epoch = await freshEpoch();
  await freshEpoch();
  await claim(0, app, epoch, LIE);
  await until(async () => (await node!.data("witness_getHealth")).applications[0].wrong_claims.length === 2);
  await until(async () => (await node!.data("witness_getHealth")).applications[0].state === "INOPERABLE");
  const [{ wrong_claims: wrong }] = (await node.data("witness_getHealth")).applications;
  expect(wrong).toMatchObject([
    { epoch, submitter: validator(0).toLowerCase(), claimed: LIE, accepted: false },
    { epoch, submitter: "", claimed: LIE, accepted: true },
  ]);
});
