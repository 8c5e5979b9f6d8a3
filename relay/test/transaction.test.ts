/** Transactions as bytes, held to what ethers makes of the same fields. */
import { Interface, SigningKey, Transaction, Wallet } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addInputCall, hexOf, serializeSigned, signingHash } from "../src/transaction.ts";

const key = new SigningKey(`0x${"5b".repeat(32)}`);
const wallet = new Wallet(key);
const to = "0x1b51e2992A2755Ba4D6F7094032DF91991a0Cfac";
const application = "0x9d5976c8b8135979b61179d143721a34433b30b8";
const inputBox = new Interface(["function addInput(address,bytes)"]);

describe("addInputCall", () => {
  it("default: what ethers encodes, for any payload", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
        expect(hexOf(addInputCall(application, payload))).toBe(
          inputBox.encodeFunctionData("addInput", [application, payload]),
        );
      }),
    );
  });
});

describe("serializeSigned", () => {
  const fee = fc.bigInt({ min: 0n, max: 2n ** 80n });
  const fields = fc.record({
    chainId: fc.integer({ min: 1, max: 2 ** 40 }),
    nonce: fc.integer({ min: 0, max: 2 ** 32 }),
    gasLimit: fc.bigInt({ min: 21_000n, max: 2n ** 40n }),
    maxFeePerGas: fee,
    maxPriorityFeePerGas: fee,
    data: fc.uint8Array({ maxLength: 300 }),
  });

  it("default: the bytes and the hash that ethers gives, for any fields", async () => {
    await fc.assert(
      fc.asyncProperty(fields, async ({ data, ...numbers }) => {
        // ethers refuses a tip above the whole fee.
        const maxFeePerGas = numbers.maxFeePerGas + numbers.maxPriorityFeePerGas;
        const unsigned = { ...numbers, maxFeePerGas, to, data };
        const made = serializeSigned(unsigned, key.sign(signingHash(unsigned)));
        const theirs = await wallet.signTransaction({ ...numbers, maxFeePerGas, to, data: hexOf(data), type: 2 });
        expect(made.raw).toBe(theirs);
        expect(made.hash).toBe(Transaction.from(theirs).hash);
      }),
      { numRuns: 50 },
    );
  });
});
