/** The local chain of a run: the same process as `npm start` uses, and a way to fill it with inputs quickly. */
import { writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { Interface, JsonRpcProvider, Network, NonceManager, toQuantity, Wallet, ZeroHash } from "ethers";
import { deploy } from "../contracts/src/deploy.ts";
import type { Parts } from "./part.ts";

const root = join(import.meta.dirname, "..");
const inputBoxInterface = new Interface(["function addInput(address,bytes)"]);
/** The chain's id. */
export const CHAIN_ID = 31_337;
/** The first of Hardhat's well-known accounts: worthless, and funded on every local chain. */
const DEPLOYER_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
/** One of EDR's own funded accounts. EDR signs for it, so that the benchmark does not. */
const SENDER = 5;
/** Below the most that one transaction may take (EIP-7825: 2^24). */
const TRANSACTION_GAS = 16_000_000;
const INPUTS_GAS = 14_000_000;

/** Creation code that returns the rest of itself, `length` bytes. */
export const creation = (code: string): string =>
  `0x60${(code.length / 2).toString(16).padStart(2, "0")}8060095f395ff3${code}`;

/**
 * Runtime code of a contract that calls another with the same data again and again.
 * Call data: how often (32) ‖ whom (32) ‖ data.
 */
const REPEATER = [
  // length := calldatasize - 64; memory := data
  "60403603806040600037600035",
  // loop: call whom with memory, or fail
  "5b6000600083600060006020355af115602957",
  // once less; again while some are left
  "6001900380600d5700",
  // fail: revert
  "5b60006000fd",
].join("");

/** Blocks of an epoch. */
export const EPOCH_LENGTH = 100;

/** A deployed application and its deployment file. */
export interface BenchApplication {
  readonly address: string;
  readonly consensus: string;
  readonly inputBox: string;
  readonly file: string;
}

/** A chain that runs. */
export interface BenchChain {
  readonly rpcUrl: string;
  readonly call: <T>(method: string, params: readonly unknown[]) => Promise<T>;
  /** Deploys an application of its own for a family of figures. Without `authority` the deployer claims for it. */
  readonly application: (name: string, authority?: string) => Promise<BenchApplication>;
  /** Who sends. */
  readonly sender: string;
  /** Sends one transaction, in a block of its own. Returns its gas. */
  readonly send: (transaction: Transaction) => Promise<number>;
  /** Closes the connection. The process ends with the run. */
  readonly close: () => void;
  /** Creates a contract with this creation code. Returns its address. */
  readonly create: (code: string) => Promise<string>;
  /** Adds the same payload many times, as many to a transaction as fit: this chain takes milliseconds for each. */
  readonly fill: (application: BenchApplication, payload: Uint8Array, count: number) => Promise<void>;
}

/** Without `to` it creates a contract. */
interface Transaction {
  readonly to?: string;
  readonly data: string;
}

interface Receipt {
  readonly gasUsed: string;
  readonly status: string;
  readonly contractAddress: string | null;
}

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

/** The call that adds an input. */
export const addInputData = (application: BenchApplication, payload: Uint8Array): string =>
  inputBoxInterface.encodeFunctionData("addInput", [application.address, hex(payload)]);

function client(rpcUrl: string): <T>(method: string, params: readonly unknown[]) => Promise<T> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const post = (body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const call = request(rpcUrl, { method: "POST", agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(Buffer.concat(chunks).toString()));
      });
      // The chain closes a connection that was idle while this process computed; nothing was processed then.
      call.on("error", (error) => (call.reusedSocket ? post(body).then(resolve, reject) : reject(error)));
      call.end(body);
    });
  return async <T>(method: string, params: readonly unknown[]): Promise<T> => {
    const answer = JSON.parse(await post(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })));
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result as T;
  };
}

/** Starts the chain. It makes blocks only for transactions, so that nothing else uses the processor. */
export async function startChain(parts: Parts, scratch: string): Promise<BenchChain> {
  const args = [join(root, "contracts/src/local-chain.ts")];
  const env = { CHAIN_PORT: "0", CHAIN_BLOCK_TIME_S: "0" };
  const rpcUrl = String((await parts.start({ args, env })).ready["rpcUrl"]);
  const call = client(rpcUrl);
  const accounts = await call<string[]>("eth_accounts", []);
  const from = accounts[SENDER];
  const provider = new JsonRpcProvider(rpcUrl, Network.from(CHAIN_ID), { staticNetwork: true, cacheTimeout: -1 });
  provider.pollingInterval = 20;
  const deployer = { provider, signer: new NonceManager(new Wallet(DEPLOYER_KEY, provider)) };
  let applications = 0;
  let before: Promise<unknown> = Promise.resolve();

  const include = async (transaction: Transaction): Promise<Receipt> => {
    const gas = toQuantity(TRANSACTION_GAS);
    const hash = await call<string>("eth_sendTransaction", [{ from, ...transaction, gas }]);
    const receipt = await call<Receipt>("eth_getTransactionReceipt", [hash]);
    if (receipt.status !== "0x1") throw new Error("A transaction of the benchmark reverted.");
    return receipt;
  };
  const send = async (transaction: Transaction) => Number((await include(transaction)).gasUsed);
  const create = async (data: string) => String((await include({ data })).contractAddress);
  let repeater: Promise<string> | undefined;

  return {
    rpcUrl,
    call,
    send,
    create,
    sender: String(from),
    application: async (name, authority) => {
      applications += 1;
      const file = join(scratch, `${name}.json`);
      const salt = `0x${applications.toString(16).padStart(64, "0")}`;
      const validators = authority === undefined ? [] : [authority];
      const options = { rpcUrl, name, salt, epochLength: EPOCH_LENGTH, validators, templateHash: ZeroHash };
      // One account deploys, so its nonces must not collide when several families deploy at once.
      const deployed = before.then(() => deploy(options, deployer));
      before = deployed.catch(() => undefined);
      const deployment = await deployed;
      writeFileSync(file, JSON.stringify(deployment));
      return {
        address: deployment.application.address,
        consensus: deployment.consensus.address,
        inputBox: deployment.contracts.InputBox,
        file,
      };
    },
    close: () => provider.destroy(),
    fill: async (application, payload, count) => {
      repeater ??= create(creation(REPEATER));
      const to = await repeater;
      const most = Math.max(1, Math.floor(INPUTS_GAS / (70_000 + 15 * payload.length)));
      for (let left = count; left > 0; left -= most) {
        const words = [BigInt(Math.min(left, most)), BigInt(application.inputBox)];
        const head = words.map((word) => word.toString(16).padStart(64, "0")).join("");
        await send({ to, data: `0x${head}${addInputData(application, payload).slice(2)}` });
      }
    },
  };
}
