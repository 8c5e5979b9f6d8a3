/** What wallets and contracts must agree on with us: EIP-712 and the notice's ABI, against ethers. */
import { AbiCoder, id, concat as join, TypedDataEncoder, Wallet } from "ethers";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "./bytes.ts";
import type { Context } from "./context.ts";
import {
  addressOf,
  browserKeyTypedData,
  carQueryTypedData,
  carsQueryTypedData,
  recoverAddress,
  signDigest,
  typedDataDigest,
} from "./eip712.ts";
import { decodeStateRoot, encodeStateRoot, STATE_ROOT_SIGNATURE } from "./outputs.ts";
import { encodeRelease, encodeReleaseTable, RELEASE_SIGNATURE, RELEASE_TABLE_SIGNATURE } from "./release/notice.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0x5e) };
const key = new Uint8Array(33).fill(2);
const wallet = new Wallet(`0x${"11".repeat(32)}`);
const deviceId = new Uint8Array(8).fill(7);
const requests = [
  ["a car", () => carQueryTypedData(context, { deviceId, replyKey: key })],
  ["a car as of a time", () => carQueryTypedData(context, { deviceId, timeUnixS: 1_800_000_000, replyKey: key })],
  ["all cars", () => carsQueryTypedData(context, { owner: new Uint8Array(20).fill(3), replyKey: key })],
  ["a browser key", () => browserKeyTypedData(context, key, 1_900_000_000)],
] as const;

describe("typed data", () => {
  it.each(requests)("of %s has ethers' digest, and a wallet's signature names the wallet", async (_, make) => {
    const data = make();
    const types = Object.fromEntries(Object.entries(data.types).map(([name, fields]) => [name, [...fields]]));
    const digest = typedDataDigest(context, data);
    expect(`0x${toHex(digest)}`).toBe(TypedDataEncoder.hash(data.domain, types, data.message));
    const signature = fromHex(await wallet.signTypedData(data.domain, types, data.message));
    expect(`0x${toHex(recoverAddress(digest, signature) ?? new Uint8Array())}`).toBe(wallet.address.toLowerCase());
    const ours = signDigest(digest, fromHex(wallet.privateKey));
    expect(recoverAddress(digest, ours)).toEqual(addressOf(fromHex(wallet.signingKey.compressedPublicKey)));
  });

  it("refuses a signature of another length, parity or half", () => {
    const digest = typedDataDigest(context, browserKeyTypedData(context, key, 1_900_000_000));
    const signature = signDigest(digest, fromHex(wallet.privateKey));
    expect(recoverAddress(digest, signature)).toBeDefined();
    expect(recoverAddress(digest, signature.slice(0, 64))).toBeUndefined();
    expect(recoverAddress(digest, Uint8Array.from([...signature, 0]))).toBeUndefined();
    expect(recoverAddress(digest, Uint8Array.from([...signature.slice(0, 64), 30]))).toBeUndefined();
    const other = Uint8Array.from([...signature.slice(0, 64), signature[64] === 27 ? 28 : 27]);
    expect(recoverAddress(digest, other)).not.toEqual(addressOf(fromHex(wallet.signingKey.compressedPublicKey)));
    expect(recoverAddress(digest, new Uint8Array(65))).toBeUndefined();
  });

  it("takes no parity that Ethereum does not know, though a point may be found for it", () => {
    for (let r = 1; r <= 20; r += 1) {
      const signature = new Uint8Array(65);
      signature[31] = r;
      signature[63] = 1;
      for (const v of [2, 3, 29, 30]) {
        expect(recoverAddress(new Uint8Array(32).fill(1), signature.with(64, v))).toBeUndefined();
      }
    }
  });
});

describe("encodeStateRoot", () => {
  it("default: is the ABI call that a contract decodes", () => {
    const said = { root: new Uint8Array(32).fill(9), inputIndex: 12, devices: 1_000_000, admitted: 3, refused: 2 };
    const types = ["bytes32", "uint64", "uint64", "uint32", "uint32"];
    const call = join([
      id(STATE_ROOT_SIGNATURE).slice(0, 10),
      AbiCoder.defaultAbiCoder().encode(types, Object.values(said)),
    ]);
    expect(`0x${toHex(encodeStateRoot(said))}`).toBe(call);
    expect(decodeStateRoot(fromHex(call))).toEqual(said);
  });

  it("is what ethers encodes, of both notices of a release too", () => {
    const coder = AbiCoder.defaultAbiCoder();
    const [hash, list] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const window = { number: 7, fromUnixS: 1_799_884_800, untilUnixS: 1_800_489_600 };
    const cost = { epsilonNumerator: 1, epsilonDenominator: 3, spent: 4, epsilonPerYear: 52 };
    const head = { ...window, table: hash, cohorts: list, rows: 9, suppressed: 2, ...cost };
    const types = /\((.+)\)/.exec(RELEASE_SIGNATURE)?.[1]?.split(",") ?? [];
    const call = join([id(RELEASE_SIGNATURE).slice(0, 10), coder.encode(types, Object.values(head))]);
    expect(`0x${toHex(encodeRelease(head))}`).toBe(call);
    const table = new Uint8Array(41).fill(3);
    const rows = join([id(RELEASE_TABLE_SIGNATURE).slice(0, 10), coder.encode(["uint64", "bytes"], [7, table])]);
    expect(`0x${toHex(encodeReleaseTable({ number: 7, table }))}`).toBe(rows);
  });

  it("refuses another selector and another length", () => {
    const facts = (bytes: number) => expect.objectContaining({ facts: { field: "notice", bytes } });
    expect(() => decodeStateRoot(new Uint8Array(164))).toThrow(facts(164));
    expect(() => decodeStateRoot(new Uint8Array(3))).toThrow(facts(3));
  });

  it.each([
    ["inputIndex", 1, Number.MAX_SAFE_INTEGER],
    ["devices", 2, Number.MAX_SAFE_INTEGER],
    ["admitted", 3, 2 ** 32 - 1],
    ["refused", 4, 2 ** 32 - 1],
  ] as const)("boundary: reads the largest %s, and refuses one more", (name, index, largest) => {
    const nothing = { root: new Uint8Array(32), inputIndex: 0, devices: 0, admitted: 0, refused: 0 };
    expect(decodeStateRoot(encodeStateRoot({ ...nothing, [name]: largest }))[name]).toBe(largest);
    const more = expect.objectContaining({ code: "malformed", facts: { field: "notice", index } });
    expect(() => decodeStateRoot(encodeStateRoot({ ...nothing, [name]: largest + 1 }))).toThrow(more);
  });
});
