/** A chain with applications, inputs and claims to audit, and the auditor as a person runs it: a process. */
import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OFFICIAL_ADDRESSES as OFFICIAL } from "@witness/ethereum/official";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { Contract, NonceManager, Wallet, ZeroHash } from "ethers";
import { context, feed, keyOf, world } from "../../dapp/test/world.ts";
import { OWNER_KEY, type TestChain, VALIDATOR_KEYS } from "../../rollup-node/test/chain.ts";
import { ABI, addressTopic, topicOf } from "../src/contracts.ts";
import { addOutput, NO_OUTPUTS, type OutputsTree, rootOf } from "../src/outputs-tree.ts";

const ROOT = join(import.meta.dirname, "../..");
export const directory = mkdtempSync(join(tmpdir(), "audit-"));

/** Writes a file for the auditor, readable by its owner only. */
export function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/** The application's key and genesis, as the test world has them. */
export const keyFile = file("application.key", `${toHex(keyOf("application"))}\n`);
export const genesisFile = file(
  "genesis.json",
  JSON.stringify({
    makers: [{ name: "Demo Motors", publicKey: toHex(native.p256PublicKey(keyOf("maker"))) }],
    applicationPublicKey: toHex(native.p256PublicKey(keyOf("application"))),
  }),
);

// biome-ignore lint/suspicious/noExplicitAny: the last line is JSON whose shape each test asserts itself
export type LastLine = any;

/** What an audit printed and how it ended. */
export interface Audited {
  readonly exitCode: number;
  readonly prose: string;
  readonly progress: string;
  readonly last: LastLine;
}

/** Runs the auditor. */
export function runAudit(...args: readonly string[]): Promise<Audited> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, "audit/src/main.ts"), ...args],
      { cwd: directory },
      (error, stdout, stderr) => {
        const lines = stdout.trimEnd().split("\n");
        const last = JSON.parse(lines.pop() ?? "");
        resolve({ exitCode: Number(error?.code ?? 0), prose: lines.join("\n"), progress: stderr, last });
      },
    );
  });
}

/** From now on devices sign for this application. */
export function signFor(address: string): void {
  context.application.set(fromHex(address));
}

/** The times of the blocks that carry an application's inputs: a back-end knows no other clock. */
async function inputTimes(chain: TestChain, address: string): Promise<number[]> {
  const topics = [topicOf("InputAdded"), addressTopic(address)];
  const logs = await chain.provider.getLogs({ address: OFFICIAL["InputBox"] ?? "", topics, fromBlock: 0 });
  return logs.map((log) => Number(ABI.decodeFunctionData("EvmAdvance", ABI.parseLog(log)?.args["input"])["time"]));
}

/** What the back-end's core makes of the payloads on chain, computed in this process: totals, and the tree after each. */
export async function compute(
  chain: TestChain,
  address: string,
  payloads: readonly Uint8Array[],
): Promise<{ readonly totals: ReturnType<typeof world>["totals"]; readonly trees: readonly OutputsTree[] }> {
  const state = world();
  const trees: OutputsTree[] = [];
  for (const [index, timeUnixS] of (await inputTimes(chain, address)).entries()) {
    const transition = feed(state, { context, payload: payloads[index] ?? new Uint8Array(), timeUnixS, index });
    let tree = trees.at(-1) ?? NO_OUTPUTS;
    const notices = transition.status === "accept" ? transition.notices : [];
    for (const notice of notices) tree = addOutput(tree, ABI.encodeFunctionData("Notice", [notice]));
    trees.push(tree);
  }
  return { totals: state.totals, trees };
}

/** The root after the n-th payload. */
export const rootAfter = (trees: readonly OutputsTree[], index: number): string => rootOf(trees[index] ?? NO_OUTPUTS);

const CLAIMING = ["function submitClaim(address,uint256,bytes32)"];

/** Ends the epoch of the newest block and answers its number and last block. */
export async function endEpoch(chain: TestChain, epochLength = 10): Promise<{ epoch: number; lastBlock: number }> {
  const block = await chain.provider.getBlockNumber();
  const epoch = Math.floor(block / epochLength);
  const lastBlock = (epoch + 1) * epochLength - 1;
  await chain.mine(lastBlock + 1 - block);
  return { epoch, lastBlock };
}

/** Submits a claim as the n-th development account. */
export async function claim(
  chain: TestChain,
  { consensus, address }: { readonly consensus: string; readonly address: string },
  {
    validator = 0,
    lastBlock,
    root,
  }: { readonly validator?: number; readonly lastBlock: number; readonly root: string },
): Promise<string> {
  const wallet = new Wallet(VALIDATOR_KEYS[validator] ?? "", chain.provider);
  const contract = new Contract(consensus, CLAIMING, new NonceManager(wallet));
  await (await contract.getFunction("submitClaim")(address, lastBlock, root)).wait();
  return wallet.address.toLowerCase();
}

const FACTORY = [
  "function calculateAddresses(address,uint256,address,bytes32,bytes,bytes32) view returns (address,address)",
  "function deployContracts(address,uint256,address,bytes32,bytes,bytes32)",
];

/** An application whose address is known, and used, before it is deployed. */
export async function earlyApplication(
  chain: TestChain,
  before: (address: string) => Promise<void>,
): Promise<{ readonly address: string; readonly consensus: string }> {
  const factory = new Contract(OFFICIAL["SelfHostedApplicationFactory"] ?? "", FACTORY, chain.signer);
  const owner = new Wallet(OWNER_KEY).address;
  const availability = ABI.encodeFunctionData("InputBox", [OFFICIAL["InputBox"]]);
  const args = [owner, 10, owner, ZeroHash, availability, `0x${"ee".repeat(32)}`];
  const [address, consensus]: [string, string] = await factory.getFunction("calculateAddresses")(...args);
  await before(address);
  await (await factory.getFunction("deployContracts")(...args)).wait();
  return { address, consensus };
}
