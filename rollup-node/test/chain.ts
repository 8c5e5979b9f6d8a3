/** A local chain with contracts 2.2.0 at their official addresses and an application, for tests and benches. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OFFICIAL_ADDRESSES as OFFICIAL } from "@witness/ethereum/official";
import {
  AbiCoder,
  Contract,
  concat,
  Interface,
  JsonRpcProvider,
  Network,
  NonceManager,
  Wallet,
  ZeroHash,
} from "ethers";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";

const require = createRequire(import.meta.url);
const PROXY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
/** Runtime code of the deterministic deployment proxy. */
const PROXY_CODE =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";
/** The well-known development account 0. It has no value on other chains. */
export const OWNER_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
export const VALIDATOR_KEYS = [
  OWNER_KEY,
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
];

function artifact(name: string): { abi: never[]; bytecode: { object: string } } {
  return require(`@cartesi/rollups/out/${name}.sol/${name}.json`);
}

/** The development account that sends inputs, so that no two senders share one nonce. */
const SENDER_KEY = "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a";

export interface TestApplication {
  readonly address: string;
  readonly consensus: string;
  readonly file: string;
}

export interface TestChain {
  readonly url: string;
  readonly provider: JsonRpcProvider;
  readonly signer: NonceManager;
  application(name: string, options?: { epochLength?: number; quorum?: boolean }): Promise<TestApplication>;
  /** Sends payloads in order; with automine each gets a block. */
  add(application: string, payloads: readonly (string | Uint8Array)[]): Promise<void>;
  mine(blocks: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts Hardhat's EDR over HTTP on a free port and deploys what an application needs. */
export async function startChain(): Promise<TestChain> {
  const hre = await createHardhatRuntimeEnvironment({
    networks: { node: { type: "edr-simulated", chainId: 31337, hardfork: "osaka", allowUnlimitedContractSize: true } },
  });
  const server = await hre.network.createServer("node", "127.0.0.1", 0);
  const { port } = await server.listen();
  const url = `http://127.0.0.1:${port}`;
  const provider = new JsonRpcProvider(url, Network.from(31337), {
    staticNetwork: true,
    batchMaxCount: 1,
    cacheTimeout: -1,
    pollingInterval: 50,
  });
  const signer = new NonceManager(new Wallet(SENDER_KEY, provider));
  await provider.send("hardhat_setCode", [PROXY, PROXY_CODE]);
  for (const [name, args] of [
    ["InputBox", []],
    ["EtherPortal", [OFFICIAL["InputBox"]]],
    ["AuthorityFactory", []],
    ["QuorumFactory", []],
    ["ApplicationFactory", []],
    ["SelfHostedApplicationFactory", [OFFICIAL["AuthorityFactory"], OFFICIAL["ApplicationFactory"]]],
  ] as const) {
    const encoded = AbiCoder.defaultAbiCoder().encode(
      args.map(() => "address"),
      args,
    );
    const sent = await signer.sendTransaction({
      to: PROXY,
      data: concat([ZeroHash, artifact(name).bytecode.object, encoded]),
    });
    await sent.wait();
  }
  const inputBox = new Contract(OFFICIAL["InputBox"]!, artifact("InputBox").abi, signer);
  const directory = mkdtempSync(join(tmpdir(), "rollup-node-chain-"));
  const dataAvailability = new Interface(["function InputBox(address)"]).encodeFunctionData("InputBox", [
    OFFICIAL["InputBox"],
  ]);
  let salt = 0;
  return {
    url,
    provider,
    signer,
    application: async (name, { epochLength = 10, quorum = false } = {}) => {
      const owner = new Wallet(OWNER_KEY).address;
      const validators = VALIDATOR_KEYS.map((key) => new Wallet(key).address);
      const deploymentBlock = await provider.getBlockNumber();
      const saltBytes = `0x${(++salt).toString(16).padStart(64, "0")}`;
      let address: string;
      let consensus: string;
      if (quorum) {
        const quorums = new Contract(OFFICIAL["QuorumFactory"]!, artifact("QuorumFactory").abi, signer);
        consensus = await quorums.getFunction("calculateQuorumAddress")(validators, epochLength, saltBytes);
        await (
          await quorums.getFunction("newQuorum(address[],uint256,bytes32)")(validators, epochLength, saltBytes)
        ).wait();
        const applications = new Contract(OFFICIAL["ApplicationFactory"]!, artifact("ApplicationFactory").abi, signer);
        const args = [consensus, owner, ZeroHash, dataAvailability, saltBytes];
        address = await applications.getFunction("calculateApplicationAddress")(...args);
        await (await applications.getFunction("newApplication(address,address,bytes32,bytes,bytes32)")(...args)).wait();
      } else {
        const factory = new Contract(
          OFFICIAL["SelfHostedApplicationFactory"]!,
          artifact("SelfHostedApplicationFactory").abi,
          signer,
        );
        const args = [owner, epochLength, owner, ZeroHash, dataAvailability, saltBytes];
        [address, consensus] = await factory.getFunction("calculateAddresses")(...args);
        await (await factory.getFunction("deployContracts")(...args)).wait();
      }
      const file = join(directory, `${name}.json`);
      writeFileSync(
        file,
        JSON.stringify({
          contractsVersion: "2.2.0",
          chainId: 31337,
          rpcUrl: url,
          deploymentBlock,
          application: { name, address, owner, templateHash: ZeroHash, dataAvailability },
          consensus: {
            type: quorum ? "QUORUM" : "AUTHORITY",
            address: consensus,
            epochLength,
            validators: quorum ? validators : [owner],
          },
          contracts: { InputBox: OFFICIAL["InputBox"], ApplicationFactory: OFFICIAL["ApplicationFactory"] },
        }),
      );
      return { address, consensus, file };
    },
    add: async (application, payloads) => {
      for (const payload of payloads)
        await (
          await inputBox.getFunction("addInput")(
            application,
            typeof payload === "string" ? Buffer.from(payload) : payload,
          )
        ).wait();
    },
    mine: async (blocks) => {
      await provider.send("hardhat_mine", [`0x${blocks.toString(16)}`]);
    },
    close: async () => {
      provider.destroy();
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
