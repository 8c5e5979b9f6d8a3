/** Deploys Cartesi's contracts and our application to any RPC, and writes one file that every part reads. */
import { renameSync, writeFileSync } from "node:fs";
import {
  artifact,
  CONTRACTS_VERSION,
  CREATE2_PROXY,
  CREATE2_PROXY_CODE,
  computedAddress,
  creationCode,
  isArtifactCode,
  OFFICIAL_ADDRESSES,
  OFFICIAL_NAMES,
  type OfficialName,
} from "@witness/ethereum/official";
import {
  Contract,
  type ContractTransactionResponse,
  concat,
  Interface,
  JsonRpcProvider,
  Network,
  NonceManager,
  type Signer,
  type TransactionResponse,
  Wallet,
  ZeroHash,
} from "ethers";
import { ChainError, chainErrorOf, reportFailure } from "./errors.ts";
import { deployerKey, deploySettings, readChainId } from "./settings.ts";

/** Full nodes keep the states of the last 128 blocks. */
const STATE_KEPT_BLOCKS = 100;

/** What every part reads of a deployment. */
export interface Deployment {
  readonly contractsVersion: string;
  readonly chainId: number;
  readonly rpcUrl: string;
  /** The application exists from this block on: its inputs are followed from here. */
  readonly deploymentBlock: number;
  readonly application: {
    readonly name: string;
    readonly address: string;
    readonly owner: string;
    readonly templateHash: string;
    readonly dataAvailability: string;
  };
  readonly consensus: {
    readonly type: "AUTHORITY" | "QUORUM";
    readonly address: string;
    readonly epochLength: number;
    readonly validators: readonly string[];
  };
  readonly contracts: Readonly<Record<OfficialName, string>>;
}

/** What to deploy. */
export interface DeployOptions {
  readonly rpcUrl: string;
  readonly name: string;
  /** In blocks, at least 1. */
  readonly epochLength: number;
  /** More than one makes a quorum; none: the owner is the authority. */
  readonly validators: readonly string[];
  readonly templateHash: string;
  readonly salt: string;
}

/** How long a transaction may wait for its block. */
export const RECEIPT_WAIT_MS = 180_000;
const LOCAL_CHAIN_ID = 31_337;
/** A local chain answers at once; a public RPC counts requests. */
const POLL_LOCAL_MS = 100;
const POLL_MS = 2_000;

/** Sees to Arachnid's proxy: there already, or put there on a local chain. @throws {ChainError} `proxy-missing` */
export async function ensureProxy(provider: JsonRpcProvider): Promise<void> {
  if ((await provider.getCode(CREATE2_PROXY)) !== "0x") return;
  try {
    await provider.send("hardhat_setCode", [CREATE2_PROXY, CREATE2_PROXY_CODE]);
  } catch (cause) {
    const sentence = `This chain has no CREATE2 proxy at ${CREATE2_PROXY}; deploy it (github.com/Arachnid/deterministic-deployment-proxy) and try again.`;
    throw new ChainError(sentence, { code: "proxy-missing", cause });
  }
}

/** Deploys one official contract unless it is there. */
async function ensureOfficial(name: OfficialName, signer: Signer, provider: JsonRpcProvider): Promise<void> {
  const address = OFFICIAL_ADDRESSES[name];
  if (computedAddress(name) !== address) {
    throw new ChainError(`${name} of the installed @cartesi/rollups is not the one of ${CONTRACTS_VERSION}.`, {
      code: "address-unexpected",
    });
  }
  if ((await provider.getCode(address)) === "0x") {
    const sent = await signer.sendTransaction({ to: CREATE2_PROXY, data: concat([ZeroHash, creationCode(name)]) });
    await sent.wait(1, RECEIPT_WAIT_MS);
  }
  const code = await provider.getCode(address);
  if (code === "0x") {
    throw new ChainError(`${name} did not come to lie at ${address}.`, { code: "deployment-failed" });
  }
  if (!isArtifactCode(name, code)) {
    const sentence = `The code at ${address} is not ${name} of ${CONTRACTS_VERSION}; this chain cannot be trusted with it.`;
    throw new ChainError(sentence, { code: "code-unexpected" });
  }
}

const at = (name: OfficialName, signer: Signer): Contract =>
  new Contract(OFFICIAL_ADDRESSES[name], artifact(name).abi, signer);

/** Calls `create` unless there is code at `address`. */
async function ensureCreated(
  address: string,
  provider: JsonRpcProvider,
  create: () => Promise<TransactionResponse>,
): Promise<void> {
  if ((await provider.getCode(address)) === "0x") await (await create()).wait(1, RECEIPT_WAIT_MS);
  if ((await provider.getCode(address)) === "0x") {
    throw new ChainError(`Nothing was created at ${address}.`, { code: "deployment-failed" });
  }
}

async function deployConsensusAndApplication(
  options: DeployOptions,
  owner: string,
  signer: Signer,
  provider: JsonRpcProvider,
): Promise<{ application: string; consensus: string; dataAvailability: string }> {
  const { epochLength, templateHash, salt, validators } = options;
  const dataAvailability = new Interface(["function InputBox(address)"]).encodeFunctionData("InputBox", [
    OFFICIAL_ADDRESSES.InputBox,
  ]);
  const send = (name: OfficialName, method: string, parts: readonly unknown[]): Promise<ContractTransactionResponse> =>
    at(name, signer).getFunction(method)(...parts);
  const newApplication = (consensus: string) =>
    send("ApplicationFactory", "newApplication(address,address,bytes32,bytes,bytes32)", [
      consensus,
      owner,
      templateHash,
      dataAvailability,
      salt,
    ]);
  if (validators.length > 1) {
    const calculate = at("QuorumFactory", signer).getFunction("calculateQuorumAddress");
    const consensus: string = await calculate(validators, epochLength, salt);
    await ensureCreated(consensus, provider, () =>
      send("QuorumFactory", "newQuorum(address[],uint256,bytes32)", [validators, epochLength, salt]),
    );
    const application: string = await at("ApplicationFactory", signer).getFunction("calculateApplicationAddress")(
      consensus,
      owner,
      templateHash,
      dataAvailability,
      salt,
    );
    await ensureCreated(application, provider, () => newApplication(consensus));
    return { application, consensus, dataAvailability };
  }
  const parts = [validators[0] ?? owner, epochLength, owner, templateHash, dataAvailability, salt];
  const calculate = at("SelfHostedApplicationFactory", signer).getFunction("calculateAddresses");
  const [application, consensus]: [string, string] = await calculate(...parts);
  // The factory makes both or reverts: an authority left by an earlier template is used again without it.
  const authorityExists = (await provider.getCode(consensus)) !== "0x";
  await ensureCreated(application, provider, () =>
    authorityExists ? newApplication(consensus) : send("SelfHostedApplicationFactory", "deployContracts", parts),
  );
  return { application, consensus, dataAvailability };
}

/**
 * InputBox takes inputs for an address that nothing lies at yet, and the address follows from the options. Everybody
 * who follows inputs from the deployment on would miss those before it, so such an address is not used.
 */
async function refuseEarlyInputs(
  application: string,
  deploymentBlock: number,
  provider: JsonRpcProvider,
): Promise<void> {
  // Asked when it is new: later, nodes without an archive have forgotten what was there.
  if ((await provider.getBlockNumber()) - deploymentBlock > STATE_KEPT_BLOCKS) return;
  const inputBox = new Contract(OFFICIAL_ADDRESSES.InputBox, artifact("InputBox").abi, provider);
  const early = await inputBox.getFunction("getNumberOfInputs")(application, { blockTag: deploymentBlock - 1 });
  if (early === 0n) return;
  const sentence = `Somebody posted ${early} inputs to ${application} before it was deployed; deploy again with another DEPLOY_SALT.`;
  throw new ChainError(sentence, { code: "address-has-inputs" });
}

/** Deploys what is missing and returns the whole; calling it again changes nothing. @throws {ChainError} */
export async function deploy(options: DeployOptions, { provider, signer }: Deployer): Promise<Deployment> {
  const owner = await signer.getAddress();
  let made: Awaited<ReturnType<typeof deployConsensusAndApplication>>;
  try {
    await ensureProxy(provider);
    for (const name of OFFICIAL_NAMES) await ensureOfficial(name, signer, provider);
    made = await deployConsensusAndApplication(options, owner, signer, provider);
  } catch (cause) {
    throw chainErrorOf(cause);
  }
  const application = new Contract(made.application, artifact("Application").abi, provider);
  const deploymentBlock = Number(await application.getFunction("getDeploymentBlockNumber")());
  await refuseEarlyInputs(made.application, deploymentBlock, provider);
  return {
    contractsVersion: CONTRACTS_VERSION,
    chainId: Number((await provider.getNetwork()).chainId),
    rpcUrl: options.rpcUrl,
    deploymentBlock,
    application: {
      name: options.name,
      address: made.application,
      owner,
      templateHash: options.templateHash,
      dataAvailability: made.dataAvailability,
    },
    consensus: {
      type: options.validators.length > 1 ? "QUORUM" : "AUTHORITY",
      address: made.consensus,
      epochLength: options.epochLength,
      validators: options.validators.length > 0 ? options.validators : [owner],
    },
    contracts: OFFICIAL_ADDRESSES,
  };
}

/** A chain, and whoever pays for what is deployed to it. */
export interface Deployer {
  readonly provider: JsonRpcProvider;
  readonly signer: Signer;
}

/**
 * Gives a chain and its deployer to `use`, and closes the connection after it.
 * @throws {ChainError} `chain-unreachable`, `key-unusable`
 */
export async function asDeployer<T>(
  { rpcUrl, ownerKeyFile }: { readonly rpcUrl: string; readonly ownerKeyFile?: string | undefined },
  use: (deployer: Deployer) => Promise<T>,
): Promise<T> {
  const chainId = await readChainId(rpcUrl);
  const local = chainId === LOCAL_CHAIN_ID;
  const wallet = new Wallet(deployerKey(ownerKeyFile, local));
  const provider = new JsonRpcProvider(rpcUrl, Network.from(chainId), {
    staticNetwork: true,
    cacheTimeout: -1,
    pollingInterval: local ? POLL_LOCAL_MS : POLL_MS,
  });
  try {
    return await use({ provider, signer: new NonceManager(wallet.connect(provider)) });
  } finally {
    provider.destroy();
  }
}

async function main(): Promise<void> {
  const { out, ownerKeyFile, epochLengthBlocks, ...given } = deploySettings.read(process.env);
  const options = { ...given, epochLength: epochLengthBlocks };
  await asDeployer({ rpcUrl: options.rpcUrl, ownerKeyFile }, async (deployer) => {
    const deployment = await deploy(options, deployer);
    if (out !== undefined) {
      // Renamed into place: a reader sees the old file or the new one, never half of one.
      writeFileSync(`${out}.new`, `${JSON.stringify(deployment, null, 2)}\n`);
      renameSync(`${out}.new`, out);
    }
    console.log(JSON.stringify(deployment));
  });
}

if (import.meta.main) {
  if (process.argv.includes("--help")) process.stdout.write(deploySettings.help());
  else await main().catch(reportFailure);
}
