/** The contracts on a real local chain: addresses, deployment, proofs, claims and bounds. */

import { artifact, computedAddress, OFFICIAL_ADDRESSES, OFFICIAL_NAMES } from "@witness/ethereum/official";
import {
  AbiCoder,
  Contract,
  type ContractTransactionResponse,
  concat,
  Interface,
  isError,
  JsonRpcProvider,
  keccak256,
  NonceManager,
  Wallet,
  ZeroHash,
} from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Deployment, deploy } from "../src/deploy.ts";
import { type LocalChain, startLocalChain } from "../src/local-chain.ts";

const EPOCH_LENGTH = 5;
let chain: LocalChain;
let provider: JsonRpcProvider;
let signer: NonceManager;
let deployment: Deployment;
const options = () => ({
  rpcUrl: chain.rpcUrl,
  name: "witness",
  epochLength: EPOCH_LENGTH,
  validators: [],
  templateHash: ZeroHash,
  salt: ZeroHash,
});

const outputs = new Interface(["function Notice(bytes)", "function Voucher(address,uint256,bytes)"]);
const notice = outputs.encodeFunctionData("Notice", ["0x48656c6c6f"]);
const voucher = outputs.encodeFunctionData("Voucher", ["0x70997970C51812dc3A010C7d01b50e0d17dc79C8", 123, "0x"]);

/** Siblings of a leaf in a tree of two leaves and height 63. */
function siblings(other: string): string[] {
  const path = [other];
  let pristine = ZeroHash;
  for (let level = 1; level < 63; level += 1) {
    pristine = keccak256(concat([pristine, pristine]));
    path.push(pristine);
  }
  return path;
}
const GOLDEN_ROOT = "0x23d6d41899eb022486bd6fb75df04f2ccf6db1c9c805b051000a56d0ae019746";
const EMPTY_ROOT = "0x0a162946e56158bac0673e6dd3bdfdc1e4a0e7744a120fdb640050c8d7abe1c6";
const proofs = [
  { outputIndex: 0, outputHashesSiblings: siblings(keccak256(voucher)) },
  { outputIndex: 1, outputHashesSiblings: siblings(keccak256(notice)) },
];

const contract = (name: string, address: string) => new Contract(address, artifact(name).abi, signer);
async function send(target: Contract, name: string, ...args: readonly unknown[]): Promise<void> {
  await ((await target.getFunction(name)(...args)) as ContractTransactionResponse).wait();
}
/** The selector of the error that a call reverts with. */
async function revert(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (isError(error, "CALL_EXCEPTION")) return String(error.data).slice(0, 10);
    throw error;
  }
  return "no revert";
}

beforeAll(async () => {
  chain = await startLocalChain({ port: 0, blockTimeS: 0 });
  provider = new JsonRpcProvider(chain.rpcUrl, undefined, { cacheTimeout: -1, pollingInterval: 20 });
  signer = new NonceManager(new Wallet("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80", provider));
  deployment = await deploy(options(), { provider, signer });
});
afterAll(async () => {
  provider?.destroy();
  await chain?.close();
});

describe("deploy", () => {
  it.each(OFFICIAL_NAMES)("%s: the installed artifact has the official address, and code there", async (name) => {
    expect(computedAddress(name)).toBe(OFFICIAL_ADDRESSES[name]);
    expect(await provider.getCode(OFFICIAL_ADDRESSES[name])).not.toBe("0x");
  });

  it("given the same again, deploys nothing and answers the same", async () => {
    const before = await provider.getTransactionCount(await signer.getAddress());
    expect(await deploy(options(), { provider, signer })).toEqual(deployment);
    expect(await provider.getTransactionCount(await signer.getAddress())).toBe(before);
  });

  it("given other code at an official address, refuses it", async () => {
    const address = OFFICIAL_ADDRESSES.SafeERC20Transfer;
    const code = await provider.getCode(address);
    await provider.send("hardhat_setCode", [address, "0x6001"]);
    try {
      await expect(deploy(options(), { provider, signer })).rejects.toMatchObject({ code: "code-unexpected" });
    } finally {
      await provider.send("hardhat_setCode", [address, code]);
    }
  });

  it("given an address that somebody posted inputs to beforehand, refuses it", async () => {
    const salted = { ...options(), salt: `0x${"5a".repeat(32)}` };
    const snapshot = await provider.send("evm_snapshot", []);
    const { application } = await deploy(salted, { provider, signer });
    await provider.send("evm_revert", [snapshot]);
    signer.reset();
    await send(contract("InputBox", OFFICIAL_ADDRESSES.InputBox), "addInput", application.address, "0x01");
    await expect(deploy(salted, { provider, signer })).rejects.toMatchObject({ code: "address-has-inputs" });
  });

  it("given three validators, makes a quorum that accepts by majority only", async () => {
    const wallets = [1, 2, 3].map((n) => new Wallet(`0x${String(n).repeat(64)}`, provider));
    for (const { address } of wallets) await provider.send("hardhat_setBalance", [address, "0xde0b6b3a7640000"]);
    const made = await deploy(
      { ...options(), validators: wallets.map(({ address }) => address) },
      { provider, signer },
    );
    expect(made.consensus.type).toBe("QUORUM");
    const quorum = contract("Quorum", made.consensus.address);
    const block = Math.floor((await provider.getBlockNumber()) / EPOCH_LENGTH) * EPOCH_LENGTH - 1;
    const valid = () => quorum.getFunction("isOutputsMerkleRootValid")(made.application.address, GOLDEN_ROOT);
    for (const [index, wallet] of wallets.slice(0, 2).entries()) {
      expect(await valid()).toBe(false);
      await send(quorum.connect(wallet) as Contract, "submitClaim", made.application.address, block, GOLDEN_ROOT);
      expect(await valid()).toBe(index === 1);
    }
  });
});

describe("the application", () => {
  it("default: leaves and roots of the outputs tree are the published ones", () => {
    const pristine = siblings(ZeroHash).at(-1) as string;
    expect(keccak256(concat([pristine, pristine]))).toBe(EMPTY_ROOT);
    expect(keccak256(notice)).toBe("0xfa57d2b0a0459e89160790b45b789ca79393975ee7f5574c7bbc68f180dd93ba");
    expect(keccak256(voucher)).toBe("0x62b3b9bcd4e657ef0a1d1889987530bd1f2093f95307f4b4b20716f0a44c76b6");
    const two = keccak256(concat([keccak256(notice), keccak256(voucher)]));
    const root = siblings(ZeroHash)
      .slice(1)
      .reduce((left, right) => keccak256(concat([left, right])), two);
    expect(root).toBe(GOLDEN_ROOT);
  });

  it("boundary: takes a payload of 65 216 bytes and refuses one more", async () => {
    const box = contract("InputBox", deployment.contracts.InputBox);
    await send(box, "addInput", deployment.application.address, new Uint8Array(65_216));
    const oneMore = box.getFunction("addInput").staticCall(deployment.application.address, new Uint8Array(65_217));
    expect(await revert(oneMore)).toBe("0x9f21b8a0");
  });

  it("default: proves outputs of an accepted claim, and executes a voucher once and only once", async () => {
    const consensus = contract("Authority", deployment.consensus.address);
    const application = contract("Application", deployment.application.address);
    const claim = (block: number) => ["submitClaim", deployment.application.address, block, GOLDEN_ROOT] as const;
    const head = await provider.getBlockNumber();
    const final = Math.floor(head / EPOCH_LENGTH) * EPOCH_LENGTH - 1;
    const validate = (output: string, proof: unknown) => application.getFunction("validateOutput")(output, proof);
    expect(await revert(validate(notice, proofs[0]))).toBe("0x44a192ff");
    const early = consensus.getFunction("submitClaim").staticCall(...claim(final + 1).slice(1));
    expect(await revert(early)).toBe("0xc92a0d69");
    const future = consensus.getFunction("submitClaim").staticCall(...claim(final + 20 * EPOCH_LENGTH).slice(1));
    expect(await revert(future)).toBe("0xd804a6a1");

    await send(consensus, ...claim(final));
    const second = consensus.getFunction("submitClaim").staticCall(...claim(final).slice(1));
    expect(await revert(second)).toBe("0x7e942645");
    await validate(notice, proofs[0]);
    await validate(voucher, proofs[1]);
    expect(await revert(validate(notice, proofs[1]))).toBe("0x44a192ff");

    await (await signer.sendTransaction({ to: deployment.application.address, value: 1_000 })).wait();
    await send(application, "executeOutput", voucher, proofs[1]);
    expect(await application.getFunction("wasOutputExecuted")(1)).toBe(true);
    expect(await revert(application.getFunction("executeOutput").staticCall(voucher, proofs[1]))).toBe("0x7b97a6bb");
    expect(await revert(application.getFunction("executeOutput").staticCall(notice, proofs[0]))).toBe("0xd284c01e");
  });
});

describe("the local chain", () => {
  it("has the P-256 precompile", async () => {
    const { subtle } = globalThis.crypto;
    const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
    const message = new TextEncoder().encode("an odometer");
    const digest = new Uint8Array(await subtle.digest("SHA-256", message));
    const signature = new Uint8Array(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, message));
    const point = new Uint8Array(await subtle.exportKey("raw", pair.publicKey)).slice(1);
    const call = (data: string) => provider.call({ to: "0x0000000000000000000000000000000000000100", data });
    expect(await call(concat([digest, signature, point]))).toBe(AbiCoder.defaultAbiCoder().encode(["uint256"], [1]));
    signature[0] = (signature[0] ?? 0) ^ 1;
    expect(await call(concat([digest, signature, point]))).toBe("0x");
  });

  it("given a taken port, says which", async () => {
    const port = Number(new URL(chain.rpcUrl).port);
    await expect(startLocalChain({ port, blockTimeS: 0 })).rejects.toMatchObject({ code: "port-taken" });
  });
});
