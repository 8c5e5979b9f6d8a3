/** What the chain itself says of an application: its InputBox, its consensus, its age. Nothing is taken from a file. */

import { ChainError } from "@witness/ethereum/errors";
import { isArtifactCode, OFFICIAL_ADDRESSES } from "@witness/ethereum/official";
import { type Call, quantity } from "@witness/ethereum/rpc";
import { ABI, addressTopic, topicOf } from "./contracts.ts";
import { AuditError } from "./errors.ts";
import { readLogs, text } from "./logs.ts";

/** Who decides which claims are accepted. */
export interface Consensus {
  readonly address: string;
  /** UNKNOWN is neither of Cartesi's two: what it accepts is read, how it decides is not. */
  readonly type: "AUTHORITY" | "QUORUM" | "UNKNOWN";
  readonly epochLength: number;
  /** The block in which another took its place: what it accepts afterwards is nothing to the application. */
  readonly until: number | undefined;
}

/** An application as of the newest block. */
export interface Application {
  readonly address: string;
  readonly chainId: number;
  readonly inputBox: string;
  readonly inputBoxOfficial: boolean;
  readonly templateHash: string;
  /** The one in force first; before it in time the ones it replaced. */
  readonly consensuses: readonly Consensus[];
  /** Where reading begins: nothing of the application is older. */
  readonly fromBlock: number;
  readonly inputCount: number;
  /** Everything is read up to here. */
  readonly head: { readonly block: number; readonly hash: string };
}

/** Calls a contract's view as of a block. @throws {AuditError} `application-unsupported` when there is no such view */
export const call = async (rpc: Call, to: string, method: string, args: readonly unknown[], block: number) => {
  const data = ABI.encodeFunctionData(method, args);
  const answer = text(await rpc("eth_call", [{ to, data }, quantity(block)]), method);
  if (answer === "0x") throw new AuditError(`${to} has no ${method}.`, { code: "application-unsupported" });
  return ABI.decodeFunctionResult(method, answer)[0];
};

/** Returns whether a contract answers a call; a refusal is an answer here. */
async function answers(rpc: Call, to: string, method: string, block: number): Promise<boolean> {
  try {
    await call(rpc, to, method, [], block);
    return true;
  } catch (error) {
    if (error instanceof ChainError && error.code !== "chain-refused") throw error;
    return false;
  }
}

async function readConsensus(rpc: Call, address: string, block: number): Promise<Omit<Consensus, "until">> {
  const epochLength = Number(await call(rpc, address, "getEpochLength", [], block));
  const quorum = await answers(rpc, address, "numOfValidators", block);
  const authority = !quorum && (await answers(rpc, address, "owner", block));
  return { address, epochLength, type: quorum ? "QUORUM" : authority ? "AUTHORITY" : "UNKNOWN" };
}

/** Returns a block as it is now, or undefined where the chain has none. */
export async function readBlock(rpc: Call, block: number | "latest"): Promise<Application["head"] | undefined> {
  const answer = await rpc("eth_getBlockByNumber", [block === "latest" ? block : quantity(block), false]);
  if (typeof answer !== "object" || answer === null) return undefined;
  const { number, hash } = answer as { readonly number?: unknown; readonly hash?: unknown };
  return { block: Number(text(number, "a block")), hash: text(hash, "a block") };
}

/** Returns the first block in which there is code at the address. It halves: about 25 questions. */
async function findDeployment(rpc: Call, address: string, head: number): Promise<number> {
  const exists = async (block: number) => text(await rpc("eth_getCode", [address, quantity(block)]), "code") !== "0x";
  let [without, with_] = [-1, head];
  while (with_ - without > 1) {
    const middle = Math.floor((without + with_) / 2);
    if (await exists(middle)) with_ = middle;
    else without = middle;
  }
  return with_;
}

/** Returns the deployment block. Of a node that has forgotten old states, the contract's own word is taken. */
async function deploymentOf(rpc: Call, address: string, head: number): Promise<number> {
  try {
    return await findDeployment(rpc, address, head);
  } catch (error) {
    if (!(error instanceof ChainError) || error.code !== "chain-refused") throw error;
    return Number(await call(rpc, address, "getDeploymentBlockNumber", [], head));
  }
}

/** Returns every consensus that the application had, the newest first. */
async function readConsensuses(rpc: Call, address: string, from: number, head: number): Promise<Consensus[]> {
  const at = async (block: number): Promise<string> =>
    String(await call(rpc, address, "getOutputsMerkleRootValidator", [], block)).toLowerCase();
  const periods: { address: string; until: number | undefined }[] = [];
  const filter = { address, topics: [topicOf("OutputsMerkleRootValidatorChanged")] };
  for await (const log of readLogs(rpc, filter, from, head)) {
    // The event names the new one only: the one before it is known to the state of that time.
    const before = periods.pop()?.address ?? (await at(log.block - 1));
    periods.push({ address: before, until: log.block });
    periods.push({ address: String(ABI.parseLog(log)?.args["validator"]).toLowerCase(), until: undefined });
  }
  if (periods.length === 0) periods.push({ address: await at(head), until: undefined });
  const consensuses: Consensus[] = [];
  for (const period of periods.reverse()) {
    if (consensuses.some((known) => known.address === period.address)) continue;
    consensuses.push({ ...(await readConsensus(rpc, period.address, head)), until: period.until });
  }
  return consensuses;
}

/**
 * Returns the block from which on everything is read. An InputBox takes inputs for an address before there is any
 * contract at it, so when the first input found is not number 0, reading begins where the InputBox does.
 */
async function findStart(rpc: Call, application: Omit<Application, "fromBlock" | "consensuses">, from: number) {
  const { address, inputBox, inputCount, head } = application;
  if (inputCount === 0) return from;
  const filter = { address: inputBox, topics: [topicOf("InputAdded"), addressTopic(address)] };
  for await (const log of readLogs(rpc, filter, from, head.block)) {
    if (BigInt(log.topics[2] ?? 0) === 0n) return from;
    break;
  }
  return Math.min(from, Number(await call(rpc, inputBox, "getDeploymentBlockNumber", [], head.block)));
}

/**
 * Returns whether the InputBox is Cartesi's. Its address alone says nothing on a chain whose maker can put code
 * anywhere.
 */
async function isOfficialInputBox(rpc: Call, inputBox: string, block: number): Promise<boolean> {
  if (inputBox !== OFFICIAL_ADDRESSES.InputBox.toLowerCase()) return false;
  return isArtifactCode("InputBox", text(await rpc("eth_getCode", [inputBox, quantity(block)]), "code"));
}

/**
 * Reads what there is to know before the first input.
 * @throws {AuditError} `application-missing`, `application-unsupported`
 */
export async function readApplication(rpc: Call, given: string, fromBlock: number | undefined): Promise<Application> {
  const address = given.toLowerCase();
  const chainId = Number(text(await rpc("eth_chainId", []), "its id"));
  const head = await readBlock(rpc, "latest");
  if (!head) throw new AuditError("The chain has no newest block.", { code: "chain-answer-malformed" });
  if (text(await rpc("eth_getCode", [address, quantity(head.block)]), "code") === "0x") {
    const sentence = `There is no contract at ${given} on chain ${chainId}; check --app and --rpc.`;
    throw new AuditError(sentence, { code: "application-missing" });
  }
  const availability = String(await call(rpc, address, "getDataAvailability", [], head.block));
  if (!availability.startsWith(ABI.getFunction("InputBox")?.selector ?? "-")) {
    const sentence = `The application takes its inputs from elsewhere than an InputBox (${availability.slice(0, 10)}).`;
    throw new AuditError(sentence, { code: "application-unsupported" });
  }
  const inputBox = String(ABI.decodeFunctionData("InputBox", availability)[0]).toLowerCase();
  const application = {
    address,
    chainId,
    inputBox,
    inputBoxOfficial: await isOfficialInputBox(rpc, inputBox, head.block),
    templateHash: String(await call(rpc, address, "getTemplateHash", [], head.block)),
    inputCount: Number(await call(rpc, inputBox, "getNumberOfInputs", [address], head.block)),
    head,
  };
  const from = await findStart(rpc, application, fromBlock ?? (await deploymentOf(rpc, address, head.block)));
  return { ...application, fromBlock: from, consensuses: await readConsensuses(rpc, address, from, head.block) };
}
