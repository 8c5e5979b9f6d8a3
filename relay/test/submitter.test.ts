/** Submission on a real chain where everything goes wrong that a chain, a fee or another sender can do to it. */
import { RpcPool } from "@witness/ethereum/rpc-pool";
import { toQuantity, Wallet } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestChain } from "../../rollup-node/test/chain.ts";
import { Account } from "../src/account.ts";
import { makeSigner } from "../src/signer.ts";
import { INPUT_BOX, LIMITS, type Line, STUCK_MS, startTrack, type Track } from "./line.ts";

/** Runtime code that reverts whatever it is called with. */
const REVERTS = "0x5f5ffd";

let track: Track;
let chain: TestChain;

beforeAll(async () => {
  track = await startTrack();
  chain = track.chain;
}, 60_000);
afterAll(() => track?.close());

const send = (method: string, ...params: unknown[]) => track.send(method, ...params);

let line: Line;
beforeEach(async () => {
  await send("evm_setAutomine", true);
  line = track.line();
  await line.fund();
  return () => line.close();
});

describe("Submitter", () => {
  it("default: brings payloads in one after the other, and lets go of them when they are deep", async () => {
    for (const byte of [1, 2, 3]) line.add(byte);
    await line.run();
    expect(await line.onChain()).toEqual([1, 2, 3]);
    expect(line.included.map(({ messages }) => messages)).toEqual([1, 1, 1]);
    expect(line.included[0]?.inputIndex).toBeGreaterThanOrEqual(0);
    await line.submitter.settle(await chain.provider.getBlockNumber());
    expect(line.final).toEqual([]);
    await chain.mine(32);
    await line.submitter.settle(await chain.provider.getBlockNumber());
    expect(line.final).toEqual([1, 2, 3]);
    expect(line.troubles).toEqual([]);
  });

  it("given a reorganisation, lets nothing overtake what it dropped", async () => {
    const snapshot = await send("evm_snapshot");
    for (const byte of [1, 2]) line.add(byte);
    await line.run();
    await send("evm_revert", snapshot);
    line.add(3);
    // Not told of it: the nonce alone shows it.
    await line.run(20);
    expect(await line.onChain()).toEqual([1, 2, 3]);
    expect(line.troubles).toContain("input-dropped");
  });

  it("given a reorganisation in which another sender took the nonce, sends the younger ones after it again", async () => {
    const snapshot = await send("evm_snapshot");
    for (const byte of [1, 2]) line.add(byte);
    await line.run();
    await send("evm_revert", snapshot);
    const wallet = new Wallet(line.key, chain.provider);
    await (await wallet.sendTransaction({ to: wallet.address, value: 1n, nonce: 0 })).wait();
    await line.submitter.reorganised();
    for (let round = 0; round < 4; round += 1) {
      await line.run(3);
      line.nowMs += 10_000;
    }
    await line.run();
    const order = await line.onChain();
    expect(order.indexOf(1)).toBeLessThan(order.lastIndexOf(2));
    expect(order.filter((byte) => byte === 1)).toEqual([1]);
    expect(line.troubles).toContain("nonce-conflict");
  });

  it("given a fee that became too low, replaces the transaction, and one of them gets in", async () => {
    await send("evm_setAutomine", false);
    line.add(1);
    await line.run(1);
    const first = line.unfinished;
    await send("hardhat_setNextBlockBaseFeePerGas", toQuantity(20_000_000_000n));
    await chain.mine(1);
    line.nowMs += STUCK_MS - 1;
    await line.run(1);
    expect(line.unfinished?.hashes).toEqual(first?.hashes);
    line.nowMs += 1;
    await line.run(1);
    const second = line.unfinished;
    expect(second?.nonce).toBe(first?.nonce);
    expect(second?.hashes).toHaveLength(2);
    await chain.mine(1);
    await line.run();
    expect(await line.onChain()).toEqual([1]);
  });

  it("given a chain that makes no blocks, does not bid against itself", async () => {
    await send("evm_setAutomine", false);
    line.add(1);
    await line.run(1);
    for (let times = 0; times < 5; times += 1) {
      line.nowMs += STUCK_MS;
      await line.run(1);
    }
    expect(line.unfinished?.hashes).toHaveLength(1);
    await chain.mine(1);
    await line.run();
    expect(await line.onChain()).toEqual([1]);
  });

  it("given several at once, brings them in with nonces that follow each other, one block for all", async () => {
    await send("evm_setAutomine", false);
    line.atOnce = 8;
    for (const byte of [1, 2, 3, 4, 5]) line.add(byte);
    await line.run(1);
    // A crash, and the RPC's memory of them is lost.
    const { hashes } = line.payloads.unfinished(8)[2] ?? { hashes: [] };
    await send("hardhat_dropTransaction", hashes[0]);
    line.restarted();
    await line.run(1);
    await chain.mine(1);
    await line.run();
    expect(await line.onChain()).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(line.included.map(({ block }) => block)).size).toBe(1);
  });

  it("given several at once and a reorganisation that drops all, brings them in again in order", async () => {
    const snapshot = await send("evm_snapshot");
    line.atOnce = 8;
    for (const byte of [1, 2, 3]) line.add(byte);
    await line.run();
    await send("evm_revert", snapshot);
    for (const byte of [4, 5]) line.add(byte);
    await line.run();
    expect(await line.onChain()).toEqual([1, 2, 3, 4, 5]);
    // The same when another sender takes the first nonce meanwhile.
    await send("evm_setAutomine", false);
    for (const byte of [6, 7]) line.add(byte);
    await line.run(1);
    for (const { hashes } of line.payloads.unfinished(8)) await send("hardhat_dropTransaction", hashes[0]);
    const wallet = new Wallet(line.key, chain.provider);
    await wallet.sendTransaction({ to: wallet.address, value: 1n, nonce: line.unfinished?.nonce ?? 0 });
    await send("evm_setAutomine", true);
    await chain.mine(1);
    line.restarted();
    for (let round = 0; round < 4; round += 1) {
      await line.run(3);
      line.nowMs += 10_000;
    }
    const order = await line.onChain();
    expect(order.indexOf(6)).toBeLessThan(order.lastIndexOf(7));
    expect(line.unfinished).toBeUndefined();
  });

  it("given a crash before or after a transaction was sent, sends it once", async () => {
    await send("evm_setAutomine", false);
    line.add(1);
    await line.run(1);
    await line.restarted();
    await line.run(3);
    await chain.mine(1);
    line.restarted();
    await line.run();
    line.add(2);
    const { hashes } = line.unfinished ?? {};
    expect(hashes).toEqual([]);
    await send("evm_setAutomine", true);
    await line.run();
    expect(await line.onChain()).toEqual([1, 2]);
  });

  it("given another sender on the account, says so and goes on with the next nonce", async () => {
    await send("evm_setAutomine", false);
    line.add(1);
    await line.run(1);
    const [hash] = line.unfinished?.hashes ?? [];
    await send("hardhat_dropTransaction", hash);
    const wallet = new Wallet(line.key, chain.provider);
    await wallet.sendTransaction({ to: wallet.address, value: 1n, nonce: 0 });
    await chain.mine(1);
    await line.run(2);
    expect(line.troubles).not.toContain("nonce-conflict");
    line.nowMs += 5_000;
    await send("evm_setAutomine", true);
    await line.run();
    expect(line.troubles).toContain("nonce-conflict");
    expect(await line.onChain()).toEqual([1]);
  });

  it("given an input that would revert, sends nothing", async () => {
    const broken = `0x${"be".repeat(20)}`;
    await send("hardhat_setCode", broken, REVERTS);
    line.close();
    line = track.line({ inputBox: broken });
    await line.fund();
    line.add(1);
    await expect(line.run(1)).rejects.toMatchObject({ code: "input-reverted" });
    expect(await line.account.includedCount()).toBe(0);
  });

  it("given an input that reverted, waits longer each time, after a restart too", async () => {
    const box = `0x${"bf".repeat(20)}`;
    await send("hardhat_setCode", box, "0x00");
    line.close();
    line = track.line({ inputBox: box });
    await line.fund();
    line.add(1);
    const sent: number[] = [];
    for (let minute = 0; minute < 16; minute += 1) {
      await send("hardhat_setCode", box, "0x00");
      await send("evm_setAutomine", false);
      await line.run(1);
      // It would not have reverted when it was sent, and does when it gets in.
      await send("hardhat_setCode", box, REVERTS);
      await chain.mine(1);
      await send("evm_setAutomine", true);
      sent.push(await line.account.includedCount());
      if (minute === 10) line.restarted();
      line.nowMs += STUCK_MS;
    }
    expect(line.troubles).toContain("input-reverted");
    expect(sent.at(-1)).toBeLessThanOrEqual(5);
    expect(sent.at(-1)).toBeGreaterThanOrEqual(3);
  });

  it("given an empty account, says so, keeps the payload, and sends it once there is money", async () => {
    await line.fund(0n);
    line.add(1);
    await expect(line.run(1)).rejects.toMatchObject({ code: "account-empty" });
    await line.fund();
    await line.run();
    expect(await line.onChain()).toEqual([1]);
  });

  it("given fees above the limit, waits for less", async () => {
    line.close();
    line = track.line({ fees: { ...LIMITS, maxFeeWei: 0n } });
    await line.fund();
    line.add(1);
    await expect(line.run(1)).rejects.toMatchObject({ code: "fee-capped" });
    expect(line.unfinished?.nonce).toBeUndefined();
  });

  it("given an RPC that is not there, says so without its address, and goes on when it is", async () => {
    const secret = "http://127.0.0.1:9/v3/a-key-that-nobody-may-read";
    const { application } = track;
    const rpc = new RpcPool({ nodes: [{ url: secret, weight: 1 }], nowMs: () => 0 });
    const place = { rpc, chainId: 31_337, inputBox: INPUT_BOX, application, fees: LIMITS };
    const account = new Account({ ...place, signer: makeSigner({ key: line.key }) });
    const { sentenceOf } = await import("../src/errors.ts");
    const error = await account.block("latest").catch((thrown: unknown) => thrown);
    expect(sentenceOf(error)).toMatch(/\w/);
    expect(sentenceOf(error)).not.toMatch(/key-that/);
    account.close();
  });
});
