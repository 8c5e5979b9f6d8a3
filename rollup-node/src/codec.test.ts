import outputsArtifact from "@cartesi/rollups/out/Outputs.sol/Outputs.json" with { type: "json" };
import { getAddress, Interface } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DecodedOutput, decodeOutput, encodeOutput, type Hex, toHex } from "./codec.ts";

const uint = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const bytes = fc.uint8Array({ maxLength: 300 }).map((value): Hex => toHex(value));
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((value) => getAddress(toHex(value)));

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
