/** Transactions that somebody else signs: a real process that speaks `eth_signTransaction`, and one that signs something else. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Transaction, Wallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSigner } from "../src/signer.ts";

const KEY = `0x${"5a".repeat(32)}`;
const wallet = new Wallet(KEY);
const FIELDS = {
  chainId: 31_337,
  nonce: 7,
  gasLimit: 90_000n,
  maxFeePerGas: 3_000_000_000n,
  maxPriorityFeePerGas: 1_000_000_000n,
  to: `0x${"0b".repeat(20)}`,
  data: new Uint8Array(65_000).fill(0xab),
};

let signer: ChildProcess;
let url: string;
beforeAll(async () => {
  signer = spawn(process.execPath, [join(import.meta.dirname, "signer-process.ts"), KEY], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!signer.stdout) throw new Error("The signer says nothing.");
  [url] = (await once(createInterface({ input: signer.stdout }), "line")) as [string];
}, 30_000);
afterAll(() => signer?.kill());

describe("a remote signer", () => {
  it("default: gives the very bytes that the key in this process would", async () => {
    const [remote, own] = [makeSigner({ url, address: wallet.address.toLowerCase() }), makeSigner({ key: KEY })];
    const signed = await remote.sign(FIELDS);
    expect(signed).toEqual(await own.sign(FIELDS));
    const { from, hash, data } = Transaction.from(signed.raw);
    expect([from, hash, data.length]).toEqual([wallet.address, signed.hash, 2 + 2 * FIELDS.data.length]);
    expect(remote.address).toBe(wallet.address);
    remote.close();
  });

  it("given the object that geth returns, takes its raw bytes", async () => {
    const remote = makeSigner({ url: `${url}/geth`, address: wallet.address });
    expect((await remote.sign(FIELDS)).hash).toMatch(/^0x/);
  });

  it.each([
    ["signs another nonce", "/nonce"],
    ["sends the money elsewhere", "/to"],
    ["signs with another key", "/key"],
    ["returns text", "/text"],
    ["refuses", "/refuses"],
  ])("that %s is not believed", async (_name, path) => {
    const remote = makeSigner({ url: `${url}${path}`, address: wallet.address });
    await expect(remote.sign(FIELDS)).rejects.toMatchObject({ code: "signer-refused" });
  });

  it("that is not there is waited for, and its URL is not told", async () => {
    const remote = makeSigner({ url: "http://127.0.0.1:9/s3cret", address: wallet.address });
    const failed = remote.sign(FIELDS);
    await expect(failed).rejects.toMatchObject({ code: "signer-unavailable" });
    await expect(failed).rejects.not.toThrow("s3cret");
  });
});
