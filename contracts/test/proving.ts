/** A local chain with Cartesi's contracts, an application, and our verifier, on which tests claim roots. */
import { artifact } from "@witness/ethereum/official";
import {
  Contract,
  ContractFactory,
  type ContractTransactionResponse,
  hexlify,
  isError,
  JsonRpcProvider,
  NonceManager,
  Wallet,
  ZeroHash,
} from "ethers";
import { type Artifact, OUR_ARTIFACTS } from "../src/artifact.ts";
import { deploy } from "../src/deploy.ts";
import { deployVerifier } from "../src/deploy-verifier.ts";
import { startLocalChain } from "../src/local-chain.ts";

/** Hardhat's well-known first account. */
const DEPLOYER_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

/** What tests prove on. */
export interface Proving {
  readonly provider: JsonRpcProvider;
  readonly signer: NonceManager;
  readonly application: string;
  readonly verifier: Contract;
  /** Has the consensus accept the root (32 bytes) of an application's outputs. */
  readonly claim: (root: Uint8Array) => Promise<void>;
  readonly create: (artifact: Artifact, ...args: readonly unknown[]) => Promise<Contract>;
  readonly close: () => Promise<void>;
}

/** Starts it. */
export async function startProving(): Promise<Proving> {
  const chain = await startLocalChain({ port: 0, blockTimeS: 0 });
  const provider = new JsonRpcProvider(chain.rpcUrl, undefined, { cacheTimeout: -1, pollingInterval: 20 });
  const signer = new NonceManager(new Wallet(DEPLOYER_KEY, provider));
  // Each block ends an epoch, so that every claim finds one of its own.
  const options = { name: "witness", epochLength: 1, validators: [], templateHash: ZeroHash, salt: ZeroHash };
  const deployment = await deploy({ rpcUrl: chain.rpcUrl, ...options }, { provider, signer });
  const application = deployment.application.address;
  const consensus = new Contract(deployment.consensus.address, artifact("Authority").abi, signer);
  const create: Proving["create"] = async ({ abi, bytecode }, ...args) => {
    const created = await new ContractFactory(abi, bytecode, signer).deploy(...args);
    await created.waitForDeployment();
    return new Contract(await created.getAddress(), abi, signer);
  };
  return {
    provider,
    signer,
    application,
    verifier: new Contract(await deployVerifier({ provider, signer }), OUR_ARTIFACTS.WitnessVerifier.abi, signer),
    claim: async (root) => {
      const block = await provider.getBlockNumber();
      const sent = consensus.getFunction("submitClaim")(application, block, hexlify(root));
      await ((await sent) as ContractTransactionResponse).wait();
    },
    create,
    close: async () => {
      provider.destroy();
      await chain.close();
    },
  };
}

/** Returns the name of the error that a call reverts with, "no revert", or its selector when the contract does not know it. */
export async function revertOf({ interface: known }: Contract, call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (!isError(error, "CALL_EXCEPTION")) throw error;
    const data = error.data ?? "0x";
    return data === "0x" ? "no data" : (known.parseError(data)?.name ?? data.slice(0, 10));
  }
  return "no revert";
}
