/** The hand-written encoding against ethers', for lengths around a word. */
import { fromHex, toHex } from "@witness/protocol/bytes";
import { encodeNotice } from "@witness/protocol/outputs";
import { Interface } from "ethers";
import { describe, expect, it } from "vitest";
import {
  CLAIM_ACCEPTED,
  ERRORS,
  encodeCall,
  encodeIsRootValid,
  encodeValidateOutput,
  encodeValidatorById,
  noticePayload,
  outputType,
  readAcceptedClaim,
  readAddress,
  readInput,
  readWord,
} from "./contracts.ts";

const ethers = new Interface([
  "function getOutputsMerkleRootValidator() view returns (address)",
  "function numOfValidators() view returns (uint256)",
  "function validatorById(uint256 id) view returns (address)",
  "function owner() view returns (address)",
  "function getEpochLength() view returns (uint256)",
  "function EvmAdvance(uint256,address,address,uint256,uint256,uint256,uint256,bytes)",
  "event ClaimAccepted(address indexed,uint256,bytes32)",
  "function isOutputsMerkleRootValid(address appContract, bytes32 outputsMerkleRoot) view returns (bool)",
  "function validateOutput(bytes output, (uint64 outputIndex, bytes32[] outputHashesSiblings) proof) view",
  "function Notice(bytes payload)",
  "function Voucher(address destination, uint256 value, bytes payload)",
  "function DelegateCallVoucher(address destination, bytes payload)",
  "error InvalidOutputHashesSiblingsArrayLength()",
  "error InvalidOutputsMerkleRoot(bytes32 outputsMerkleRoot)",
]);
const ADDRESS = `0x${"ab".repeat(20)}`;
const hash = (digit: string): string => `0x${digit.repeat(64)}`;

describe("calls", () => {
  it("are ethers' bytes", () => {
    expect(encodeCall("validator")).toBe(ethers.encodeFunctionData("getOutputsMerkleRootValidator"));
    expect(encodeCall("validatorCount")).toBe(ethers.encodeFunctionData("numOfValidators"));
    expect(encodeCall("epochLength")).toBe(ethers.encodeFunctionData("getEpochLength"));
    expect(encodeCall("owner")).toBe(ethers.encodeFunctionData("owner"));
    expect(encodeValidatorById(3)).toBe(ethers.encodeFunctionData("validatorById", [3]));
    const root = [ADDRESS, hash("7")];
    expect(encodeIsRootValid(ADDRESS, hash("7"))).toBe(ethers.encodeFunctionData("isOutputsMerkleRootValid", root));
  });

  it.each([0, 1, 31, 32, 33, 232])("validateOutput of %i bytes is ethers' too", (length) => {
    const output = new Uint8Array(length).fill(5);
    for (const siblings of [[], [hash("1"), hash("2")]]) {
      const expected = ethers.encodeFunctionData("validateOutput", [output, [9, siblings]]);
      expect(encodeValidateOutput(output, 9, siblings)).toBe(expected);
    }
  });

  it("name the contract's errors by ethers' selectors", () => {
    expect(`0x${ERRORS.rootInvalid}`).toBe(ethers.getError("InvalidOutputsMerkleRoot")?.selector);
    expect(`0x${ERRORS.siblingsInvalid}`).toBe(ethers.getError("InvalidOutputHashesSiblingsArrayLength")?.selector);
  });
});

describe("outputs", () => {
  it.each([0, 1, 31, 32, 33, 164])("a notice of %i bytes is ethers', and is read back", (length) => {
    const payload = new Uint8Array(length).fill(6);
    const raw = encodeNotice(payload);
    expect(`0x${toHex(raw)}`).toBe(ethers.encodeFunctionData("Notice", [payload]));
    expect(noticePayload(raw)).toEqual(payload);
  });

  it("tells the types apart, and reads no notice from another", () => {
    const voucher = ethers.encodeFunctionData("Voucher", [ADDRESS, 0, "0x01"]);
    const delegate = ethers.encodeFunctionData("DelegateCallVoucher", [ADDRESS, "0x01"]);
    const types = [voucher, delegate, "0x00"].map((hex) => outputType(Buffer.from(hex.slice(2), "hex")));
    expect(types).toEqual(["Voucher", "DelegateCallVoucher", "unknown"]);
    expect(noticePayload(Buffer.from(voucher.slice(2), "hex"))).toBeUndefined();
  });

  it("refuses bytes beside a notice's one encoding", () => {
    const raw = encodeNotice(new Uint8Array(33).fill(6));
    const changed = (at: number, byte: number): Uint8Array => raw.with(at, byte);
    // The offset, the length, the padding; a word too many, a word too few, and no arguments.
    for (const bytes of [changed(35, 64), changed(67, 200), changed(raw.length - 1, 1)]) {
      expect(noticePayload(bytes)).toBeUndefined();
    }
    expect(noticePayload(Uint8Array.from([...raw, ...new Uint8Array(32)]))).toBeUndefined();
    expect(noticePayload(raw.slice(0, -32))).toBeUndefined();
    expect(noticePayload(raw.slice(0, 4))).toBeUndefined();
  });
});

describe("inputs", () => {
  const encode = (payload: Uint8Array): Uint8Array =>
    fromHex(ethers.encodeFunctionData("EvmAdvance", [1, ADDRESS, ADDRESS, 2, 3, 4, 5, payload]).slice(2));

  it.each([0, 1, 32, 33])("of %i bytes are read as ethers wrote them", (length) => {
    const payload = new Uint8Array(length).fill(6);
    expect(readInput(encode(payload))).toEqual({
      chainId: 1n,
      application: ADDRESS,
      sender: ADDRESS,
      block: 2n,
      timeUnixS: 3n,
      index: 5n,
      payload,
    });
  });

  it("are refused with bytes beside their one encoding", () => {
    const raw = encode(new Uint8Array(33).fill(6));
    const changed = (at: number): Uint8Array => Uint8Array.from(raw).with(at, 1);
    // The selector, an address, the offset, the length, the padding; a word too many, a word too few.
    for (const at of [0, 4 + 32, 4 + 7 * 32, 4 + 8 * 32, raw.length - 1])
      expect(readInput(changed(at))).toBeUndefined();
    expect(readInput(Uint8Array.from([...raw, ...new Uint8Array(32)]))).toBeUndefined();
    expect(readInput(raw.slice(0, -32))).toBeUndefined();
    expect(readInput(raw.slice(0, 100))).toBeUndefined();
  });
});

it("reads an accepted claim, and nothing from other data", () => {
  const { topics, data } = ethers.encodeEventLog("ClaimAccepted", [ADDRESS, 79, hash("a")]);
  expect(topics[0]).toBe(CLAIM_ACCEPTED);
  expect(readAcceptedClaim(data)).toEqual({ lastBlock: 79n, root: hash("a") });
  for (const other of ["0x", `${data}00`, undefined]) expect(readAcceptedClaim(other)).toBeUndefined();
});

it("reads a word or an address, and nothing from other results", () => {
  expect(readWord(hash("1"))).toBe(BigInt(hash("1")));
  expect(readAddress(`0x${"00".repeat(12)}${"ab".repeat(20)}`)).toBe(ADDRESS);
  for (const other of ["0x", `${hash("1")}00`, 5, undefined]) expect(readWord(other)).toBeUndefined();
  expect(readAddress(hash("1"))).toBeUndefined();
});
