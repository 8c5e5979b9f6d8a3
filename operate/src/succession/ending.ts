/**
 * Where the old application ended, by the chain alone: the newest accepted claim on it speaks of every input that it took, the
 * last output under that claim holds its root, and the root proves what was announced. A node finds all that; it can hide or
 * forge none of it.
 */
import {
  applicationInterface,
  consensusInterface,
  inputBoxInterface,
  outputsInterface,
  topicOf,
} from "@witness/ethereum/abi";
import { readBlockTime } from "@witness/ethereum/block";
import { OFFICIAL_ADDRESSES } from "@witness/ethereum/official";
import { type Call, openRpc, quantity } from "@witness/ethereum/rpc";
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { ProtocolError } from "@witness/protocol/errors";
import { outputStanding } from "@witness/protocol/last-output";
import type { Globals } from "@witness/protocol/operations/globals";
import { decodeStateRoot } from "@witness/protocol/outputs";
import { decodeSuccession, type SuccessionStatement } from "@witness/protocol/succession";
import { OperateError } from "../errors.ts";
import { globalsAndRoot, type NodeReader } from "../node.ts";

/** How an application ended. */
export interface Ending {
  /** The final statement. */
  readonly statement: SuccessionStatement;
  /** What administrators and companies were at the end. */
  readonly globals: Globals;
  /** How many records there are. */
  readonly records: number;
}

/** Who is asked about the old application. */
export interface EndingOptions {
  readonly context: Context;
  /** The chain. */
  readonly call: Call;
  /** JSON-RPC of a rollup node, and the same node's queries. */
  readonly node: string;
  readonly inspect: NodeReader;
  readonly waitS: number;
  readonly say: (line: string) => void;
}

/** Full blocks of inputs still fit an answer. */
const BLOCKS_AT_ONCE = 2_000;
const OUTPUTS_AT_ONCE = 20;
const POLL_MS = 1_000;

const open = (sentence: string): OperateError => new OperateError(sentence, { code: "succession-open" });
const unavailable = (sentence: string): OperateError => new OperateError(sentence, { code: "node-unavailable" });
const addressOf = ({ application }: Context): string => `0x${toHex(application)}`;
/** An address as an indexed argument. */
const topicOfAddress = ({ application }: Context): string => `0x${"00".repeat(12)}${toHex(application)}`;

/** Returns the first block whose time is this or later. */
async function firstBlockFrom(call: Call, timeUnixS: number, newest: number): Promise<number> {
  let [low, high] = [0, newest];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await readBlockTime(call, middle)).timeUnixS >= timeUnixS) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Log {
  readonly topics: readonly string[];
  readonly data: string;
}

/** Reads logs of a contract page by page, oldest first. */
async function* logsOf(
  call: Call,
  address: string,
  topics: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Log> {
  for (let first = from; first <= to; first += BLOCKS_AT_ONCE) {
    const last = Math.min(to, first + BLOCKS_AT_ONCE - 1);
    const filter = { address, topics, fromBlock: quantity(first), toBlock: quantity(last) };
    yield* (await call("eth_getLogs", [filter])) as readonly Log[];
  }
}

/** Returns the root (32 bytes) that the consensus accepted for the outputs up to a block; undefined when it accepted none. */
async function acceptedRoot(call: Call, context: Context, lastBlock: number, newest: number) {
  const address = addressOf(context);
  const asked = { to: address, data: applicationInterface.encodeFunctionData("getOutputsMerkleRootValidator") };
  const answer = String(await call("eth_call", [asked, "latest"]));
  const [consensus] = applicationInterface.decodeFunctionResult("getOutputsMerkleRootValidator", answer);
  const topics = [topicOf(consensusInterface, "ClaimAccepted"), topicOfAddress(context)];
  for await (const log of logsOf(call, String(consensus), topics, { from: lastBlock + 1, to: newest })) {
    const [, claimed, root] = consensusInterface.decodeEventLog("ClaimAccepted", log.data, log.topics);
    if (Number(claimed) === lastBlock) return fromHex(String(root).slice(2));
  }
  return undefined;
}

interface OutputShape {
  readonly index: string;
  readonly raw_data: string;
  readonly output_hashes_siblings: readonly string[] | null;
}

/** Returns what a notice of ours says; undefined for every other output. */
function stateRootIn(output: string): ReturnType<typeof decodeStateRoot> | undefined {
  try {
    const [payload] = outputsInterface.decodeFunctionData("Notice", output);
    return decodeStateRoot(fromHex(String(payload).slice(2)));
  } catch (error) {
    if (error instanceof ProtocolError || (error as { code?: string }).code !== undefined) return undefined;
    throw error;
  }
}

/** Returns the node's newest output of a state. */
async function newestOutput(node: Call, application: string) {
  const params = { application, limit: OUTPUTS_AT_ONCE, offset: 0, descending: true } as unknown as readonly unknown[];
  const { data } = (await node("cartesi_listOutputs", params)) as { readonly data: readonly OutputShape[] };
  for (const { index, raw_data, output_hashes_siblings: siblings } of data) {
    const said = stateRootIn(raw_data);
    if (!said) continue;
    const proof = siblings && { index: Number(index), siblings: siblings.map((each) => fromHex(each.slice(2))) };
    return { ...said, output: fromHex(raw_data.slice(2)), proof };
  }
  return undefined;
}

/** Returns the last block of the newest epoch whose claim was accepted, by the node's word; -1 when there is none. */
async function newestClaim(node: Call, application: string): Promise<number> {
  const params = { application, status: "CLAIM_ACCEPTED", limit: 1, descending: true } as unknown as readonly unknown[];
  const { data } = (await node("cartesi_listEpochs", params)) as { readonly data: readonly { last_block: string }[] };
  return data[0] ? Number(data[0].last_block) : -1;
}

/** Returns the ending, or what is still to come before it can be told. */
async function look({ context, call, node: url, inspect }: EndingOptions): Promise<Ending | string> {
  const application = addressOf(context);
  const { globals, root } = await globalsAndRoot(inspect);
  const [announced] = globals.succession.announced;
  if (!announced) {
    throw new OperateError("The application has announced no successor.", { code: "successor-unknown" });
  }
  const newest = await readBlockTime(call, "latest");
  const { closesUnixS } = globals.succession;
  if (newest.timeUnixS < closesUnixS) {
    throw open(`The application closes at ${new Date(closesUnixS * 1_000).toISOString()}; the chain is not there yet.`);
  }
  const node = openRpc({ url }).call;
  const lastBlock = await newestClaim(node, application);
  if (lastBlock < 0) return "No claim on the application is accepted yet.";
  const closing = await firstBlockFrom(call, closesUnixS, newest.number);
  const topics = [topicOf(inputBoxInterface, "InputAdded"), topicOfAddress(context)];
  const unclaimed = logsOf(call, OFFICIAL_ADDRESSES.InputBox, topics, { from: lastBlock + 1, to: closing - 1 });
  for await (const _ of unclaimed) return "Inputs came before it closed that no accepted claim speaks of yet.";
  const claim = await acceptedRoot(call, context, lastBlock, newest.number);
  if (!claim) throw unavailable(`The chain has accepted no claim to block ${lastBlock}, though the node says so.`);
  const last = await newestOutput(node, application);
  if (!last?.proof) return "The node has no proof of the last output yet.";
  const isLast = outputStanding(last.output, last.proof, claim) === "last";
  if (!isLast || !equal(last.root, root))
    return "The node's state is not the last one under the newest accepted claim.";
  const statement = decodeSuccession(announced.statement);
  return { statement: { ...statement, lastInput: last.inputIndex, root }, globals, records: last.devices };
}

/**
 * Returns how the old application ended.
 * @throws {OperateError} `successor-unknown`, `succession-open` while it has not closed or its end is not proven,
 * `node-unavailable`; {ChainError} when the chain does not answer
 */
export async function readEnding(options: EndingOptions): Promise<Ending> {
  const deadlineMs = performance.now() + options.waitS * 1_000;
  let said = "";
  for (;;) {
    const found = await look(options);
    if (typeof found !== "string") return found;
    if (performance.now() >= deadlineMs) throw open(found);
    if (found !== said) options.say(`Waiting: ${found}`);
    said = found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
