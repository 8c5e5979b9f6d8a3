/** What is offered for gas, and how a transaction that does not get in is brought in, on a real chain. */
import { toQuantity, Wallet } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Fees, newFees, raisedFees } from "../src/fees.ts";
import { LIMITS, type Line, STUCK_MS, startTrack, type Track } from "./line.ts";

const GWEI = 1_000_000_000n;

describe("newFees", () => {
  it("boundary: offers up to the limit, and nothing when the next block takes more", () => {
    const at = (baseGwei: bigint) => newFees({ baseFeeWei: baseGwei * GWEI, tipWei: GWEI }, LIMITS);
    expect(at(10n)).toEqual({ maxFeePerGas: 21n * GWEI, maxPriorityFeePerGas: GWEI });
    expect(at(400n)?.maxFeePerGas).toBe(500n * GWEI);
    expect(at(499n)?.maxFeePerGas).toBe(500n * GWEI);
    expect(at(500n)).toBeUndefined();
  });

  it("given an RPC that suggests a tip of 400 gwei, offers no more than the limit of tips", () => {
    const fees = newFees({ baseFeeWei: GWEI, tipWei: 400n * GWEI }, LIMITS);
    expect(fees).toEqual({ maxFeePerGas: 52n * GWEI, maxPriorityFeePerGas: 50n * GWEI });
  });

  it("given floors, offers them at least", () => {
    const limits = { ...LIMITS, minTipWei: GWEI, minBaseFeeWei: GWEI };
    expect(newFees({ baseFeeWei: 7n, tipWei: 0n }, limits)).toEqual({
      maxFeePerGas: 3n * GWEI,
      maxPriorityFeePerGas: GWEI,
    });
  });
});

describe("raisedFees", () => {
  const market = { baseFeeWei: 10n * GWEI, tipWei: 10n * GWEI };

  it.each([
    ["a flat market, offers a tenth more of both", market, [33n, 11n]],
    ["ten times the base fee, offers what it takes now", { ...market, baseFeeWei: 100n * GWEI }, [211n, 11n]],
    ["a higher tip, offers it", { ...market, tipWei: 20n * GWEI }, [40n, 20n]],
    ["a fallen market, still offers a tenth more", { baseFeeWei: 0n, tipWei: 4n * GWEI }, [33n, 11n]],
  ])("given %s", (_name, now, [fee = 0n, tip = 0n]) => {
    const before = { maxFeePerGas: 30n * GWEI, maxPriorityFeePerGas: 10n * GWEI };
    expect(raisedFees(before, now, LIMITS)).toEqual({ maxFeePerGas: fee * GWEI, maxPriorityFeePerGas: tip * GWEI });
  });

  it("rounds up, since a node asks for a whole tenth", () => {
    const before = { maxFeePerGas: 0n, maxPriorityFeePerGas: 101n };
    expect(raisedFees(before, { baseFeeWei: 0n, tipWei: 0n }, LIMITS)?.maxPriorityFeePerGas).toBe(112n);
  });

  it("ends: at the fee's limit, at the tip's, and at five times the market above the threshold", () => {
    const last = (now: typeof market, limits = LIMITS): Fees => {
      let fees = newFees(now, limits) ?? { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
      for (let times = 0; times < 200; times += 1) fees = raisedFees(fees, now, limits) ?? fees;
      return fees;
    };
    const { maxFeePerGas, maxPriorityFeePerGas } = last(market);
    expect(maxPriorityFeePerGas).toBeGreaterThan(45n * GWEI);
    expect(maxPriorityFeePerGas).toBeLessThanOrEqual(50n * GWEI);
    expect(maxFeePerGas).toBeLessThanOrEqual(150n * GWEI);
    const high = last({ baseFeeWei: 200n * GWEI, tipWei: 10n * GWEI });
    expect(high.maxFeePerGas).toBeGreaterThan(450n * GWEI);
    expect(high.maxFeePerGas).toBeLessThanOrEqual(500n * GWEI);
    // Five times (2 × 1 + 1) gwei.
    const strict = last({ baseFeeWei: GWEI, tipWei: GWEI }, { ...LIMITS, limitThresholdWei: 0n });
    expect(strict.maxFeePerGas).toBeLessThanOrEqual(15n * GWEI);
    expect(strict.maxPriorityFeePerGas).toBeLessThanOrEqual(5n * GWEI);
    expect(strict.maxPriorityFeePerGas).toBeGreaterThan(4n * GWEI);
  });
});

describe("on a chain", () => {
  let track: Track;
  let line: Line;
  beforeAll(async () => {
    track = await startTrack();
  }, 60_000);
  afterAll(() => track?.close());
  beforeEach(async () => {
    await track.send("evm_setAutomine", false);
    line = track.line();
    line.atOnce = 8;
    await line.fund(1_000n);
    return () => line.close();
  });

  const baseFee = (gwei: bigint) => track.send("hardhat_setNextBlockBaseFeePerGas", toQuantity(gwei * GWEI));
  const hashes = () => line.payloads.unfinished(8).map((each) => each.hashes.length);

  it("given ten times the base fee within minutes, brings all that is under way in with the next block", async () => {
    for (const byte of [1, 2, 3]) line.add(byte);
    await line.run(1);
    await baseFee(20n);
    await track.chain.mine(1);
    await line.run(1);
    expect(hashes()).toEqual([1, 1, 1]);
    line.nowMs += STUCK_MS;
    await line.run(1);
    expect(hashes()).toEqual([2, 2, 2]);
    await track.chain.mine(1);
    await line.run();
    expect(await line.onChain()).toEqual([1, 2, 3]);
    expect(new Set(line.included.map(({ block }) => block)).size).toBe(1);
  });

  it("given a relay that ends every half minute, raises in time all the same", async () => {
    line.add(1);
    await line.run(1);
    await baseFee(200n);
    await track.chain.mine(1);
    for (let times = 0; times < 2; times += 1) {
      line.nowMs += STUCK_MS / 2;
      line.restarted();
      await line.run(1);
    }
    expect(hashes()).toEqual([2]);
    await baseFee(1n);
    await track.chain.mine(1);
    await line.run();
    expect(await line.onChain()).toEqual([1]);
  });

  it("given a node that forgets one of three, tells it again, and says nothing of those that it knows", async () => {
    for (const byte of [1, 2, 3]) line.add(byte);
    await line.run(1);
    const [, second] = line.payloads.unfinished(8);
    await track.send("hardhat_dropTransaction", second?.hashes[0]);
    line.nowMs += 12_000;
    await line.run(1);
    await track.chain.mine(1);
    await line.run();
    expect(await line.onChain()).toEqual([1, 2, 3]);
    expect(line.troubles).toEqual([]);
  });

  it("given another sender that waits with the nonce and offers more, offers more at once until it is replaced", async () => {
    const wallet = new Wallet(line.key, track.chain.provider);
    const fees = { maxFeePerGas: 60n * GWEI, maxPriorityFeePerGas: 3n * GWEI };
    await wallet.sendTransaction({ to: wallet.address, nonce: 0, gasLimit: 21_000n, ...fees });
    line.add(1);
    await line.run(60);
    expect(line.troubles).toContain("transaction-refused");
    await track.chain.mine(1);
    await line.run();
    expect(await line.onChain()).toEqual([1]);
  });

  it("given a market above every limit, keeps what it sent, says so, and never offers more than allowed", async () => {
    line.add(1);
    await line.run(1);
    await baseFee(600n);
    await track.chain.mine(1);
    for (let times = 0; times < 5; times += 1) {
      line.nowMs += STUCK_MS;
      await line.run(1);
    }
    expect(line.troubles).toContain("fee-capped");
    expect(hashes()).toEqual([1]);
    await baseFee(1n);
    await track.chain.mine(1);
    await line.run();
    expect(await line.onChain()).toEqual([1]);
  });
});
