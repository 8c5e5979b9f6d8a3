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
import { MalformedError } from "./errors.ts";
import { decodeStateRoot, encodeStateRoot, STATE_ROOT_SIGNATURE } from "./outputs.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0x5e) };
const key = new Uint8Array(33).fill(2);
const wallet = new Wallet(`0x${"11".repeat(32)}`);
const requests = [
  carQueryTypedData(context, { deviceId: new Uint8Array(8).fill(7), replyKey: key }),
  carQueryTypedData(context, { deviceId: new Uint8Array(8).fill(7), sequence: 9, replyKey: key }),
  carsQueryTypedData(context, { owner: new Uint8Array(20).fill(3), replyKey: key }),
  browserKeyTypedData(context, key, 1_900_000_000),
];

describe("typed data", () => {
  it.each(requests)("$primaryType has ethers' digest, and a wallet's signature names the wallet", async (data) => {
    const types = Object.fromEntries(Object.entries(data.types).map(([name, fields]) => [name, [...fields]]));
    const digest = typedDataDigest(context, data);
    expect(`0x${toHex(digest)}`).toBe(TypedDataEncoder.hash(data.domain, types, data.message));
    const signature = fromHex(await wallet.signTypedData(data.domain, types, data.message));
    expect(`0x${toHex(recoverAddress(digest, signature) ?? new Uint8Array())}`).toBe(wallet.address.toLowerCase());
    const ours = signDigest(digest, fromHex(wallet.privateKey));
    expect(recoverAddress(digest, ours)).toEqual(addressOf(fromHex(wallet.signingKey.compressedPublicKey)));
  });

  it("refuses a signature of another length, parity or half", () => {
    const [data] = requests;
    const digest = data ? typedDataDigest(context, data) : new Uint8Array(32);
    const signature = signDigest(digest, fromHex(wallet.privateKey));
    expect(recoverAddress(digest, signature.slice(0, 64))).toBeUndefined();
    expect(recoverAddress(digest, Uint8Array.from([...signature.slice(0, 64), 30]))).toBeUndefined();
    const other = Uint8Array.from([...signature.slice(0, 64), signature[64] === 27 ? 28 : 27]);
    expect(recoverAddress(digest, other)).not.toEqual(addressOf(fromHex(wallet.signingKey.compressedPublicKey)));
    expect(recoverAddress(digest, new Uint8Array(65))).toBeUndefined();
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

  it("refuses another selector and another length", () => {
    expect(() => decodeStateRoot(new Uint8Array(164))).toThrow(MalformedError);
    expect(() => decodeStateRoot(new Uint8Array(3))).toThrow(MalformedError);
  });
});
