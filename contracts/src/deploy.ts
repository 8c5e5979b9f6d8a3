/** Deploys Cartesi's contracts and our application to any RPC, and writes one file that every part reads. */
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  Contract,
  concat,
  getAddress,
  Interface,
  JsonRpcProvider,
  NonceManager,
  type Signer,
  Wallet,
  ZeroHash,
} from "ethers";
import { ChainError, reportFailure } from "./errors.ts";
import {
  artifact,
  CONTRACTS_VERSION,
  CREATE2_PROXY,
  CREATE2_PROXY_CODE,
  computedAddress,
  creationCode,
  OFFICIAL_ADDRESSES,
  OFFICIAL_NAMES,
  type OfficialName,
} from "./official.ts";

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

/** The first of Hardhat's well-known accounts: worthless, and funded on every local chain. */
const LOCAL_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const LOCAL_CHAIN_ID = 31_337;

/** Sees to Arachnid's proxy: there already, or put there on a local chain. @throws {ChainError} `proxy-missing` */
async function ensureProxy(provider: JsonRpcProvider): Promise<void> {
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
  if ((await provider.getCode(address)) !== "0x") return;
  const sent = await signer.sendTransaction({ to: CREATE2_PROXY, data: concat([ZeroHash, creationCode(name)]) });
  await sent.wait();
  if ((await provider.getCode(address)) === "0x") {
    throw new ChainError(`${name} did not come to lie at ${address}.`, { code: "deployment-failed" });
  }
}

const at = (name: OfficialName, signer: Signer): Contract =>
  new Contract(OFFICIAL_ADDRESSES[name], artifact(name).abi, signer);

/** Calls `create` unless there is code at `address`; answers the block that holds the contract at the latest. */
async function ensureCreated(
  address: string,
  provider: JsonRpcProvider,
  create: () => Promise<{ wait(): Promise<unknown> }>,
): Promise<void> {
  if ((await provider.getCode(address)) === "0x") await (await create()).wait();
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
  if (validators.length > 1) {
    const quorums = at("QuorumFactory", signer);
    const consensus: string = await quorums.getFunction("calculateQuorumAddress")(validators, epochLength, salt);
    await ensureCreated(consensus, provider, () =>
      quorums.getFunction("newQuorum(address[],uint256,bytes32)")(validators, epochLength, salt),
    );
    const applications = at("ApplicationFactory", signer);
    const parts = [consensus, owner, templateHash, dataAvailability, salt];
    const application: string = await applications.getFunction("calculateApplicationAddress")(...parts);
    await ensureCreated(application, provider, () =>
      applications.getFunction("newApplication(address,address,bytes32,bytes,bytes32)")(...parts),
    );
    return { application, consensus, dataAvailability };
  }
  const factory = at("SelfHostedApplicationFactory", signer);
  const authorityOwner = validators[0] ?? owner;
  const parts = [authorityOwner, epochLength, owner, templateHash, dataAvailability, salt];
  const [application, consensus] = await factory.getFunction("calculateAddresses")(...parts);
  await ensureCreated(application, provider, () => factory.getFunction("deployContracts")(...parts));
  return { application, consensus, dataAvailability };
}

/** Deploys what is missing and answers the whole; calling it again changes nothing. @throws {ChainError} */
export async function deploy(
  options: DeployOptions,
  { provider, signer }: { readonly provider: JsonRpcProvider; readonly signer: Signer },
): Promise<Deployment> {
  const owner = await signer.getAddress();
  await ensureProxy(provider);
  for (const name of OFFICIAL_NAMES) await ensureOfficial(name, signer, provider);
  const made = await deployConsensusAndApplication(options, owner, signer, provider);
  const application = new Contract(made.application, artifact("Application").abi, provider);
  const deploymentBlock = Number(await application.getFunction("getDeploymentBlockNumber")());
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

/** Reads the deployer's key. @throws {ChainError} `key-unusable` */
function deployerKey(chainId: number, file: string | undefined, variable: string | undefined): string {
  if (file !== undefined) {
    if ((statSync(file).mode & 0o077) !== 0) {
      throw new ChainError(`${file} can be read by others; give it mode 0600 (chmod 600).`, { code: "key-unusable" });
    }
    return `0x${readFileSync(file, "utf8").trim().replace(/^0x/, "")}`;
  }
  const named = variable === undefined ? undefined : process.env[variable];
  if (named !== undefined) return named;
  if (chainId === LOCAL_CHAIN_ID) return LOCAL_KEY;
  throw new ChainError("Name the deployer's key with --owner-key-file or --private-key-env.", { code: "key-unusable" });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rpc: { type: "string", default: "http://127.0.0.1:8545" },
      out: { type: "string" },
      name: { type: "string", default: "witness" },
      "epoch-length": { type: "string", default: "10" },
      "owner-key-file": { type: "string" },
      "private-key-env": { type: "string" },
      validators: { type: "string", default: "" },
      "template-hash": { type: "string", default: ZeroHash },
      salt: { type: "string", default: ZeroHash },
    },
  });
  if (!/^[1-9]\d{0,6}$/.test(values["epoch-length"])) {
    throw new ChainError("--epoch-length takes a number of blocks from 1.", { code: "option-invalid" });
  }
  const provider = new JsonRpcProvider(values.rpc, undefined, { cacheTimeout: -1, pollingInterval: 100 });
  try {
    const chainId = Number(BigInt(await provider.send("eth_chainId", [])));
    const wallet = new Wallet(deployerKey(chainId, values["owner-key-file"], values["private-key-env"]), provider);
    const options = {
      rpcUrl: values.rpc,
      name: values.name,
      epochLength: Number(values["epoch-length"]),
      validators: values.validators.split(",").filter(Boolean).map(getAddress),
      templateHash: values["template-hash"],
      salt: values.salt,
    };
    const deployment = await deploy(options, { provider, signer: new NonceManager(wallet) });
    if (values.out !== undefined) {
      writeFileSync(`${values.out}.new`, `${JSON.stringify(deployment, null, 2)}\n`);
      renameSync(`${values.out}.new`, values.out);
    }
    console.log(JSON.stringify(deployment));
  } finally {
    provider.destroy();
  }
}

if (import.meta.main) await main().catch(reportFailure);
