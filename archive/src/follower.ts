/**
 * Follows the inputs of one application: reads blocks, judges what they hold, and keeps all of a range or nothing of it.
 * A restart goes on where the store stands. Where the chain reorganises, what came after the fork point is undone.
 */
import type { ChainRpc, Log } from "@witness/ethereum/chain";
import { BlockRange, compareCheckpoints } from "@witness/ethereum/checkpoints";
import { ChainError } from "@witness/ethereum/errors";
import { decodeInput, INPUT_ADDED, inputBlob } from "@witness/ethereum/input";
import type { DeviceId } from "@witness/protocol/identity";
import { takeOperation } from "@witness/protocol/operations/effect";
import { type Founders, type Globals, newGlobals } from "@witness/protocol/operations/globals";
import { operationMoment } from "@witness/protocol/operations/rule";
import type { TakenByMaker } from "@witness/protocol/places";
import { keccak256, zeroPadValue } from "ethers";
import { ArchiveError } from "./errors.ts";
import { type ChainInput, devicesOf, unpackInput } from "./input.ts";
import type { InputBox } from "./input-box.ts";
import { type Edition, Ledger, type LedgerSettings } from "./ledger.ts";
import type { Store, Stored } from "./store/store.ts";

/** What happens in so many newest blocks can be undone; reorganisations go up to 32. */
export const UNDO_BLOCKS = 64;
/** Polls in a row after which an RPC server that knows fewer blocks than were read counts as lagging. */
const PATIENCE = 20;
/** Devices whose editions stay in memory between two reads. */
const DEVICES_AT_HAND = 20_000;

/** What a follower is made with. */
export interface FollowerOptions {
  readonly chain: ChainRpc;
  readonly inputBox: InputBox;
  readonly store: Store;
  readonly ledger: LedgerSettings;
  /** Whom the genesis names. */
  readonly founders: Founders;
  /** 0x and 40 digits, in lower case. */
  readonly application: string;
  readonly chainId: number;
  readonly deploymentBlock: number;
  readonly confirmations: number;
}

/** Where the follower stands. */
export interface Position {
  /** The newest block that was read; one before the deployment's at first. */
  readonly head: number;
  /** The newest block of the chain that counts, as of the last look. */
  readonly tip: number | undefined;
  /** How many inputs were read. */
  readonly inputs: number;
  /** How many reorganisations undid something. */
  readonly rewinds: number;
}

/** An input as its log has it. */
interface LoggedInput extends ChainInput {
  /** Of what the event carries, 0x and 64 digits. */
  readonly hash: () => string;
}

/** Follows the chain, one look at a time. */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #range = new BlockRange();
  /** Of devices that inputs named lately. */
  #atHand = new Map<DeviceId, readonly Edition[]>();
  #stored: Stored | undefined;
  #head = -1;
  #tip: number | undefined;
  #inputs = 0;
  #nextEdition = 0;
  #takenByMaker: TakenByMaker = new Map();
  #globals: Globals | undefined;
  #rewinds = 0;
  #behindFor = 0;
  /** The number of an input that was missing once. */
  #missing: number | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  get position(): Position {
    return { head: this.#head, tip: this.#tip, inputs: this.#inputs, rewinds: this.#rewinds };
  }

  /**
   * Reads what is new. Throws `chain-unavailable` when the RPC does not answer, `chain-lags` when it has known fewer
   * blocks than were read for some looks, `inputs-incomplete` when it leaves out inputs, and `reorg-too-deep` when it
   * serves another chain.
   */
  async poll(stopped: () => boolean = () => false): Promise<void> {
    if (!this.#stored) await this.#load();
    const { chain, confirmations } = this.#options;
    const tip = (await chain.blockNumber()) - confirmations;
    this.#tip = tip;
    await this.#reconcile(tip);
    if (this.#behindFor > PATIENCE) {
      const sentence = `The RPC server does not know block ${this.#head}, which was read before: it lags, or its chain was cut back. Nothing is undone until it has another block at a height that was read.`;
      throw new ArchiveError(sentence, { code: "chain-lags" });
    }
    if (this.#behindFor > 0) return;
    while (this.#head < tip && !stopped()) if (!(await this.#readNext(tip))) return;
  }

  async #load(): Promise<void> {
    const stored = await this.#options.store.stored();
    this.#head = stored.checkpoints[0]?.number ?? Math.max(this.#options.deploymentBlock - 1, 0);
    this.#inputs = stored.inputs;
    this.#nextEdition = stored.nextEdition;
    this.#takenByMaker = stored.takenByMaker;
    this.#globals = await globalsOf(this.#options);
    this.#stored = stored;
    this.#atHand.clear();
  }

  /** Goes back to the newest checkpoint on the chain, when that is not the newest of all. */
  async #reconcile(tip: number): Promise<void> {
    const { chain, store } = this.#options;
    const checkpoints = this.#stored?.checkpoints ?? [];
    if (checkpoints.length === 0) return;
    const standing = await compareCheckpoints((number) => chain.blockHash(number), checkpoints, tip);
    const { ancestor, differs, behind } = standing;
    if (!differs) {
      this.#behindFor = behind ? this.#behindFor + 1 : 0;
      return;
    }
    if (ancestor === undefined) {
      const sentence =
        "None of the kept blocks is on this chain any more: it parted deeper than the archive undoes, or is another. Start with an empty store.";
      throw new ArchiveError(sentence, { code: "reorg-too-deep" });
    }
    await store.rewind(ancestor);
    this.#rewinds += 1;
    this.#behindFor = 0;
    await this.#load();
  }

  /** Reads the next range of blocks. Returns false when the chain changed meanwhile. */
  async #readNext(tip: number): Promise<boolean> {
    const { chain, inputBox } = this.#options;
    const from = this.#head + 1;
    // A long first read leaves a checkpoint that no reorganisation reaches.
    const near = tip - this.#head > UNDO_BLOCKS ? tip - UNDO_BLOCKS : tip;
    const to = Math.min(this.#head + this.#range.size, near);
    const hash = await chain.blockHash(to);
    const logs = await this.#logs(from, to);
    const fresh = logs
      .map((log) => this.#inputOf(log))
      .filter(({ index }) => index >= this.#inputs)
      .sort((a, b) => a.index - b.index);
    // Only of the newest block does every server have the state.
    const count = to === tip ? await inputBox.count(to) : undefined;
    const last = fresh.at(-1);
    const hashOfLast = to === tip && last ? await inputBox.hashOf(last.index, to) : undefined;
    // A reorganisation between two calls would mix two chains; the next look starts over.
    if (hash === undefined || (await chain.blockHash(to)) !== hash) return false;
    if (hashOfLast !== undefined && hashOfLast !== last?.hash()) {
      throw malformed("The newest input is not the one that the InputBox keeps the hash of");
    }
    const missing = this.#missingOf(fresh, count);
    if (missing !== undefined) {
      this.#readAgain(missing);
      return true;
    }
    await this.#keep(fresh, { number: to, hash }, tip);
    return true;
  }

  async #logs(fromBlock: number, toBlock: number): Promise<readonly Log[]> {
    const { chain, inputBox, application } = this.#options;
    const asked = toBlock - fromBlock + 1;
    const second = zeroPadValue(application, 32);
    try {
      const filter = { fromBlock, toBlock, addresses: [inputBox.address], events: [INPUT_ADDED], second };
      const logs = await chain.logs(filter);
      this.#range.answered(
        asked,
        logs.reduce((sum, { data }) => sum + data.length, 0),
      );
      return logs;
    } catch (error) {
      if (error instanceof ChainError && error.code === "chain-refused") this.#range.refused(asked);
      throw error;
    }
  }

  /** Reads an input, and requires that the log and what it holds say the same. */
  #inputOf(log: Log): LoggedInput {
    const { application, chainId } = this.#options;
    const { chainId: saidChain, application: saidApplication, ...input } = decoded(log);
    const agrees =
      saidChain === BigInt(chainId) &&
      saidApplication.toLowerCase() === application &&
      log.topics[1]?.toLowerCase() === zeroPadValue(application, 32) &&
      BigInt(log.topics[2] ?? -1) === input.index &&
      BigInt(log.blockNumber) === input.blockNumber;
    if (!agrees) throw malformed("An input is not of the log that carries it");
    return {
      index: Number(input.index),
      block: Number(input.blockNumber),
      blockHash: Uint8Array.from(Buffer.from(log.blockHash.slice(2), "hex")),
      blockTimeUnixS: Number(input.blockTimestampS),
      payload: Uint8Array.from(Buffer.from(input.payload.slice(2), "hex")),
      hash: () => keccak256(inputBlob(log)),
    };
  }

  /** Returns the number of the first input that is missing, or undefined when none is. */
  #missingOf(fresh: readonly ChainInput[], count: number | undefined): number | undefined {
    for (const [offset, { index }] of fresh.entries()) {
      if (index !== this.#inputs + offset) return this.#inputs + offset;
    }
    const next = this.#inputs + fresh.length;
    return count !== undefined && count > next ? next : undefined;
  }

  /**
   * Goes back to the last input, since a server that lags leaves some out.
   * @throws {ArchiveError} `inputs-incomplete` when the same input was missing before
   */
  #readAgain(missing: number): void {
    const { deploymentBlock } = this.#options;
    this.#head = this.#stored?.lastInputBlock ?? Math.max(deploymentBlock - 1, 0);
    const isMissingStill = this.#missing === missing;
    this.#missing = missing;
    if (!isMissingStill) return;
    const sentence = `The RPC does not give input ${missing}, which the InputBox has. Either it leaves out logs, or deploymentBlock ${deploymentBlock} is too late.`;
    throw new ArchiveError(sentence, { code: "inputs-incomplete" });
  }

  async #keep(fresh: readonly ChainInput[], checkpoint: { number: number; hash: string }, tip: number): Promise<void> {
    const { store, ledger: settings, founders } = this.#options;
    const unpacked = fresh.map(unpackInput);
    const editions = await this.#editionsOf(devicesOf(unpacked, settings.provider));
    const globals = this.#globals ?? newGlobals(founders, settings.provider);
    const given = {
      editions,
      globals,
      nextEdition: this.#nextEdition,
      takenByMaker: this.#takenByMaker,
      undoAbove: tip - UNDO_BLOCKS,
    };
    const ledger = new Ledger(settings, given);
    for (const input of unpacked) ledger.add(input);
    const { inputs, messages, items, operations, changed, undo, nextEdition, takenByMaker } = ledger;
    const settled = checkpoint.number - UNDO_BLOCKS;
    const kept = { inputs, messages, items, operations, editions: changed.values(), undo };
    await store.commit({ ...kept, checkpoint, settled });
    // Only what is on disk counts.
    this.#head = checkpoint.number;
    this.#inputs += inputs.length;
    if (inputs.length > 0) this.#missing = undefined;
    this.#nextEdition = nextEdition;
    this.#takenByMaker = takenByMaker;
    this.#globals = ledger.globals;
    for (const [device, known] of ledger.editions) this.#atHand.set(device, known);
    if (this.#atHand.size > DEVICES_AT_HAND) this.#atHand = new Map([...this.#atHand].slice(-DEVICES_AT_HAND / 2));
    this.#stored = {
      checkpoints: [
        checkpoint,
        ...(this.#stored?.checkpoints ?? []).filter(({ number }) => number < checkpoint.number),
      ],
      inputs: this.#inputs,
      lastInputBlock: fresh.at(-1)?.block ?? this.#stored?.lastInputBlock,
      nextEdition,
      takenByMaker,
    };
  }

  async #editionsOf(devices: Iterable<DeviceId>): Promise<Map<DeviceId, readonly Edition[]>> {
    const found = new Map<DeviceId, readonly Edition[]>();
    const unknown: DeviceId[] = [];
    for (const device of devices) {
      const known = this.#atHand.get(device);
      if (known) found.set(device, known);
      else unknown.push(device);
    }
    for (const [device, editions] of await this.#options.store.editionsOf(unknown)) found.set(device, editions);
    return found;
  }
}

/** Operations about the application in one read. There are a few a year. */
const OPERATIONS_AT_ONCE = 500;

/** Returns the globals after the operations that took effect so far: each is taken again. */
async function globalsOf({ store, ledger, founders }: FollowerOptions): Promise<Globals> {
  let globals = newGlobals(founders, ledger.provider);
  for (let from = 0; ; from += OPERATIONS_AT_ONCE) {
    const kept = await store.operations(from, OPERATIONS_AT_ONCE);
    for (const { blockTimeUnixS, signed } of kept) {
      const at = operationMoment(ledger, blockTimeUnixS);
      const outcome = takeOperation({ globals, recordOf: () => undefined }, at, signed);
      if (outcome.code === "admitted" && outcome.globals) globals = outcome.globals;
    }
    if (kept.length < OPERATIONS_AT_ONCE) return globals;
  }
}

function decoded(log: Log): ReturnType<typeof decodeInput> {
  try {
    return decodeInput(inputBlob(log));
  } catch (cause) {
    if (cause instanceof RangeError) throw malformed("An InputAdded log holds no input", cause);
    throw cause;
  }
}

const malformed = (what: string, cause?: unknown): ChainError =>
  new ChainError(`${what}; ask another node.`, { code: "chain-answer-malformed", cause });
