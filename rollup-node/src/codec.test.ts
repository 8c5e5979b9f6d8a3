import outputsArtifact from "@cartesi/rollups/out/Outputs.sol/Outputs.json" with { type: "json" };
import { getAddress, Interface } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DecodedOutput, decodeInput, decodeOutput, encodeInput, encodeOutput, type Hex, toHex } from "./codec.ts";

const uint = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const bytes = fc.uint8Array({ maxLength: 300 }).map((value): Hex => toHex(value));
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((value) => getAddress(toHex(value)));

describe("decodeInput", () => {
  it("default: what ethers encoded comes back", () => {
    const input = fc.record({
      chainId: uint,
      application: address,
      sender: address,
      blockNumber: uint,
      blockTimestampS: uint,
      prevRandao: uint,
      index: uint,
      payload: bytes,
    });
    fc.assert(
      fc.property(input, (value) => {
        expect(decodeInput(encodeInput(value))).toEqual(value);
      }),
    );
  });

  it("refuses other calls and cut ones", () => {
    const zero = "0x0000000000000000000000000000000000000000";
    const blob = encodeInput({
      chainId: 1n,
      application: zero,
      sender: zero,
      blockNumber: 1n,
      blockTimestampS: 1n,
      prevRandao: 1n,
      index: 1n,
      payload: "0x0102",
    });
    expect(() => decodeInput(blob.subarray(0, 4 + 32 * 9 + 1))).toThrow(RangeError);
    expect(() => decodeInput(blob.subarray(1))).toThrow(RangeError);
    expect(() => decodeInput(new Uint8Array())).toThrow(RangeError);
  });
});

describe("encodeOutput", () => {
  it("default: the bytes ethers makes of the official ABI, and back", () => {
    const abi = new Interface(outputsArtifact.abi);
    const output: fc.Arbitrary<DecodedOutput> = fc.oneof(
      bytes.map((payload) => ({ type: "Notice" as const, payload })),
      fc.record({ type: fc.constant("Voucher" as const), destination: address, value: uint, payload: bytes }),
      fc.record({ type: fc.constant("DelegateCallVoucher" as const), destination: address, payload: bytes }),
    );
    fc.assert(
      fc.property(output, (value) => {
        const { type, ...args } = value;
        const blob = encodeOutput(value);
        expect(toHex(blob)).toBe(abi.encodeFunctionData(type, Object.values(args)));
        expect(decodeOutput(blob)).toEqual(value);
      }),
    );
  });
});
