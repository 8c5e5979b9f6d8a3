/** The local chain of a run: the same process as `npm start` uses, and a way to fill it with inputs quickly. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { Interface, toQuantity } from "ethers";
import type { Parts } from "./part.ts";

const root = join(import.meta.dirname, "..");
const inputBoxInterface = new Interface(["function addInput(address,bytes)"]);
/** EDR's own funded accounts sign there, so that the benchmark need not. */
const SENDERS_FROM = 5;

/** A deployed application, and the file that says where. */
export interface BenchApplication {
  readonly address: string;
  readonly inputBox: string;
  readonly file: string;
}

/** A chain that runs. */
export interface BenchChain {
  readonly rpcUrl: string;
  readonly call: <T>(method: string, params: readonly unknown[]) => Promise<T>;
  /** Deploys an application of its own for a family of figures. */
  readonly application: (name: string) => BenchApplication;
  /** Sends one transaction, in a block of its own; answers its gas. */
  readonly send: (transaction: Transaction) => Promise<number>;
  /** Adds inputs, many to a block. */
  readonly fill: (application: BenchApplication, payloads: readonly Uint8Array[]) => Promise<void>;
}

/** Without `to` it creates a contract. */
export interface Transaction {
  readonly to?: string;
  readonly data: string;
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
      call.on("error", reject);
      call.end(body);
    });
  return async <T>(method: string, params: readonly unknown[]): Promise<T> => {
    const answer = JSON.parse(await post(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params })));
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result as T;
  };
}

/** Starts the chain; blocks come with transactions only, so that nothing else takes the processor. */
export async function startChain(parts: Parts, scratch: string): Promise<BenchChain> {
  const args = [join(root, "contracts/src/local-chain.ts"), "--port", "0", "--block-time-s", "0"];
  const rpcUrl = String((await parts.start({ args })).ready["rpcUrl"]);
  const call = client(rpcUrl);
  const accounts = await call<string[]>("eth_accounts", []);
  const from = accounts[SENDERS_FROM];
  let applications = 0;

  const send = async (transaction: Transaction): Promise<number> => {
    const hash = await call<string>("eth_sendTransaction", [{ from, ...transaction, gas: toQuantity(16_000_000) }]);
    const receipt = await call<{ gasUsed: string; status: string }>("eth_getTransactionReceipt", [hash]);
    if (receipt.status !== "0x1") throw new Error("A transaction of the benchmark reverted.");
    return Number(receipt.gasUsed);
  };

  return {
    rpcUrl,
    call,
    send,
    application: (name) => {
      applications += 1;
      const file = join(scratch, `${name}.json`);
      const salt = `0x${applications.toString(16).padStart(64, "0")}`;
      const deploy = [join(root, "contracts/src/deploy.ts"), "--rpc", rpcUrl, "--out", file, "--name", name];
      execFileSync(process.execPath, [...deploy, "--salt", salt, "--epoch-length", "100"], { stdio: "pipe" });
      const { application, contracts } = JSON.parse(readFileSync(file, "utf8"));
      return { address: application.address, inputBox: contracts.InputBox, file };
    },
    fill: async (application, payloads) => {
      await call("evm_setAutomine", [false]);
      try {
        await fill({ call, from, application, payloads });
      } finally {
        await call("evm_setAutomine", [true]);
      }
    },
  };
}

interface Filling {
  readonly call: BenchChain["call"];
  readonly from: string | undefined;
  readonly application: BenchApplication;
  readonly payloads: readonly Uint8Array[];
}

/** Below EDR's block gas limit with room to spare. */
const BLOCK_GAS = 24_000_000;

async function fill({ call, from, application, payloads }: Filling): Promise<void> {
  let nonce = Number(await call<string>("eth_getTransactionCount", [from, "latest"]));
  let gasInBlock = 0;
  for (const payload of payloads) {
    const gas = 100_000 + 45 * payload.length;
    if (gasInBlock + gas > BLOCK_GAS) {
      await call("evm_mine", []);
      gasInBlock = 0;
    }
    gasInBlock += gas;
    const data = addInputData(application, payload);
    const transaction = { from, to: application.inputBox, data, gas: toQuantity(gas), nonce: toQuantity(nonce) };
    await call("eth_sendTransaction", [transaction]);
    nonce += 1;
  }
  await call("evm_mine", []);
}
