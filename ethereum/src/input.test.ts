import { getAddress } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeInput, encodeInput, inputBlob } from "./input.ts";

const hex = (value: Uint8Array): `0x${string}` => `0x${Buffer.from(value).toString("hex")}`;
const uint = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const bytes = fc.uint8Array({ maxLength: 300 }).map(hex);
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((value) => getAddress(hex(value)));

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

describe("inputBlob", () => {
  const log = (data: string) => ({
    address: "",
    topics: [],
    data,
    blockNumber: "0x1",
    blockHash: "",
    transactionHash: "",
  });
  const word = (value: number) => value.toString(16).padStart(64, "0");

  it("default: returns the bytes of the event", () => {
    expect(inputBlob(log(`0x${word(32)}${word(2)}${"abcd".padEnd(64, "0")}`)).toString("hex")).toBe("abcd");
  });

  it.each([
    ["nothing", "0x"],
    ["no length", `0x${word(32)}`],
    ["less than it says", `0x${word(32)}${word(3)}abcd`],
  ])("refuses %s", (_, data) => {
    expect(() => inputBlob(log(data))).toThrow(RangeError);
  });
});
