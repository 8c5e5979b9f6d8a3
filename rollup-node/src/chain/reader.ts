/**
 * Follows the chain: one `eth_getLogs` a poll for the inputs, claims and executed outputs of all applications.
 * Every poll leaves a checkpoint (number, hash). When the newest one no longer matches the chain, the reader goes back
 * to the newest that does, and drops only what differs after it. The oldest checkpoint, just before the deployment, is
 * kept for good, so the reader can follow a reorganisation of any depth.
 */

import type { ChainRpc, Log } from "@witness/ethereum/chain";
import { BlockRange, compareCheckpoints } from "@witness/ethereum/checkpoints";
import { ChainError } from "@witness/ethereum/errors";
import { decodeInput, INPUT_ADDED, inputBlob } from "@witness/ethereum/input";
import { zeroPadValue } from "ethers";
import type { Application } from "../application.ts";
import { applicationInterface, consensusInterface } from "../codec.ts";
import { nodeError } from "../errors.ts";
import type { Store } from "../store/store.ts";

const CHECKPOINTS = 256;
/** How far below the tip a long first read leaves a checkpoint: deeper than reorganisations go. */
const NEAR_TIP = 64;
/** Polls in a row after which an RPC server that knows fewer blocks than were read counts as lagging. */
const PATIENCE = 20;

const topic = (name: string, abi: { getEvent(name: string): { topicHash: string } | null }): string =>
  abi.getEvent(name)!.topicHash;
const CLAIM_SUBMITTED = topic("ClaimSubmitted", consensusInterface);
const CLAIM_ACCEPTED = topic("ClaimAccepted", consensusInterface);
const OUTPUT_EXECUTED = topic("OutputExecuted", applicationInterface);

/** What a reader is made with. */
export interface ReaderOptions {
  readonly chain: ChainRpc;
  readonly store: Store;
  readonly applications: readonly Application[];
  readonly confirmations: number;
  readonly nowMs: () => number;
}

/** Reads the chain for all applications of a node. */
export class Reader {
  #options: ReaderOptions;
  /** Newest block whose logs are stored; −1 before the first. */
  head = -1;
  /** How many reorganisations dropped something that was stored. */
  rewinds = 0;
  /** Polls in a row in which the server did not know the newest block that was read. */
  #behindFor = 0;
  /** Applications whose past is read again because an input was missing: a server that lags leaves some out. */
  #readAgain = new Set<Application>();
  readonly #range = new BlockRange();

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.head =
      options.store.blocks.newest() ??
      Math.min(...options.applications.map((app) => app.deployment.deploymentBlock)) - 1;
  }

  get confirmations(): number {
    return this.#options.confirmations;
  }

  /** Returns whether the chain still has the newest block that was read; false also while its server lags. */
  async stands(): Promise<boolean> {
    const { chain, store } = this.#options;
    const hash = store.blocks.hashOf(this.head);
    return hash !== undefined && (await chain.blockHash(this.head)) === hash;
  }

  /**
   * Reads what is new. Returns true when that changed more than the head. Throws `chain-unavailable` when the RPC does
   * not reply, `chain-lags` when it has known fewer blocks than were read for some polls, and `reorg-too-deep` when it
   * serves another chain. What it stores, it stores in one transaction.
   */
  async poll(): Promise<boolean> {
    const { chain, confirmations } = this.#options;
    const tip = (await chain.blockNumber()) - confirmations;
    let news = await this.#reconcile(tip);
    if (this.#behindFor > PATIENCE)
      throw nodeError(
        "chain-lags",
        `The RPC server does not know block ${this.head}, which was read before: it lags, or its chain was cut back. Nothing is undone until it has another block at a height that was read.`,
      );
    if (this.#behindFor > 0) return news;
    while (this.head < tip) {
      const to = Math.min(this.head + this.#range.size, tip - this.head > NEAR_TIP ? tip - NEAR_TIP : tip);
      const hash = await chain.blockHash(to);
      const logs = await this.#logs(this.head + 1, to);
      // A reorganisation between two calls would mix two chains; the next poll starts over.
      if (hash === undefined || (await chain.blockHash(to)) !== hash) return news;
      const gaps = this.#store(logs, to, hash);
      if (gaps.length > 0) {
        this.#startOver(gaps);
        return news;
      }
      news ||= logs.length > 0;
    }
    return news;
  }

  /** Goes back to the newest checkpoint on the chain. Returns true when that is not the newest of all. */
  async #reconcile(tip: number): Promise<boolean> {
    const { chain, store } = this.#options;
    const rows = store.blocks.all();
    if (rows.length === 0) {
      const base = Math.max(this.head, 0);
      const hash = base <= tip ? await chain.blockHash(base) : undefined;
      if (hash !== undefined) store.blocks.add({ number: base, hash }, CHECKPOINTS);
      return false;
    }
    const { ancestor, differs, behind } = await compareCheckpoints((number) => chain.blockHash(number), rows, tip);
    if (ancestor !== undefined) {
      if (differs) await this.#rewind(ancestor, tip);
      this.#behindFor = behind && !differs ? this.#behindFor + 1 : 0;
      return differs;
    }
    if (!differs) {
      this.#behindFor++;
      return false;
    }
    throw nodeError(
      "reorg-too-deep",
      "None of the kept blocks is on this chain any more; if the local chain was started anew, start the node with an empty data directory.",
    );
  }

  /** Goes back to checkpoint `ancestor`. Inputs that the new branch repeats stay; all from the first other one on go. */
  async #rewind(ancestor: number, tip: number): Promise<void> {
    const { store, applications } = this.#options;
    const logs = tip > ancestor ? await this.#logs(ancestor + 1, Math.min(tip, ancestor + this.#range.size)) : [];
    store.transact(() => {
      store.blocks.dropAfter(ancestor);
      for (const app of applications) {
        let index = app.records.firstInputAfterBlock(ancestor);
        for (const log of this.#inputsOf(app, logs)) {
          const kept = app.records.inputAt(index);
          if (kept === undefined || !Buffer.from(kept.raw).equals(inputBlob(log))) break;
          index++;
        }
        if (index < app.records.inputCount()) app.drop(index);
        app.rewind(ancestor);
        app.records.claims.dropAfter(ancestor);
        app.records.epochs.reopen(app.deployment.consensus.epochLength);
      }
    });
    this.head = ancestor;
    this.rewinds++;
  }

  async #logs(fromBlock: number, toBlock: number): Promise<readonly Log[]> {
    const { chain, applications } = this.#options;
    const addresses = new Set(
      applications.flatMap(({ deployment: { contracts, consensus, application } }) => [
        contracts["InputBox"]!,
        consensus.address,
        application.address,
      ]),
    );
    const events = [INPUT_ADDED, CLAIM_SUBMITTED, CLAIM_ACCEPTED, OUTPUT_EXECUTED];
    const asked = toBlock - fromBlock + 1;
    try {
      const logs = await chain.logs({ fromBlock, toBlock, addresses: [...addresses], events });
      const digits = logs.reduce((sum, { data }) => sum + data.length, 0);
      this.#range.answered(asked, digits);
      return logs;
    } catch (error) {
      if (error instanceof ChainError && error.code === "chain-refused") this.#range.refused(asked);
      throw error;
    }
  }

  #inputsOf(app: Application, logs: readonly Log[]): Log[] {
    const wanted = zeroPadValue(app.deployment.application.address, 32).toLowerCase();
    return logs.filter((log) => log.topics[0] === INPUT_ADDED && log.topics[1]?.toLowerCase() === wanted);
  }

  /**
   * Reads everything again from the oldest checkpoint on, for applications that miss an input. If an application still
   * misses it then, its deployment block is too late: only that application fails.
   */
  #startOver(gaps: readonly Application[]): void {
    for (const app of gaps) this.#readAgain.add(app);
    this.head = this.#options.store.blocks.dropAllButOldest();
  }

  /** Stores the logs of a range of blocks. Returns the applications that miss an input and were not read again yet. */
  #store(logs: readonly Log[], head: number, hash: string): readonly Application[] {
    const { store, applications, nowMs } = this.#options;
    const touched = new Set<Application>();
    const gaps: Application[] = [];
    store.transact(() => {
      for (const app of applications) {
        for (const log of this.#inputsOf(app, logs)) {
          const raw = inputBlob(log);
          const decoded = decodeInput(raw);
          const index = Number(decoded.index);
          const next = app.records.inputCount();
          if (index > next) {
            if (!this.#readAgain.has(app)) gaps.push(app);
            else if (app.records.state().state !== "FAILED") {
              const { code, message } = nodeError(
                "input-missing",
                `The chain gave input ${index}, and input ${next} was never read: deploymentBlock ${app.deployment.deploymentBlock} is too late. Correct it in the deployment file and start the node anew.`,
              );
              app.end(`${code}: ${message}`, "FAILED");
            }
            break;
          }
          const kept = index < next ? app.records.inputAt(index) : undefined;
          // The input is on record already, since its past is read again or a reorganisation left it: compare the two.
          if (kept !== undefined && !Buffer.from(kept.raw).equals(raw)) {
            app.drop(index);
            this.rewinds++;
          }
          if (index < app.records.inputCount()) app.records.moveInput(index, log.transactionHash);
          else {
            const block = Number(log.blockNumber);
            const epoch = Math.floor(block / app.deployment.consensus.epochLength);
            const sender = decoded.sender.toLowerCase();
            app.records.addInput({ index, epoch, block, raw, sender, tx: log.transactionHash }, nowMs());
            touched.add(app);
            this.#readAgain.delete(app);
          }
        }
        for (const log of logs) this.#storeOther(app, log);
      }
      store.blocks.add({ number: head, hash }, CHECKPOINTS);
    });
    this.head = head;
    for (const app of touched) app.notify();
    return gaps;
  }

  #storeOther(app: Application, log: Log): void {
    const { application, consensus } = app.deployment;
    const from = log.address.toLowerCase();
    const kind = log.topics[0];
    if (kind === OUTPUT_EXECUTED && from === application.address) {
      const event = applicationInterface.parseLog(log)!;
      app.records.executed(Number(event.args["outputIndex"]), log.transactionHash, Number(log.blockNumber));
    }
    if ((kind !== CLAIM_SUBMITTED && kind !== CLAIM_ACCEPTED) || from !== consensus.address) return;
    const { args } = consensusInterface.parseLog(log)!;
    if (String(args["appContract"]).toLowerCase() !== application.address) return;
    const accepted = kind === CLAIM_ACCEPTED;
    app.records.claims.add({
      accepted,
      lastBlock: Number(args["lastProcessedBlockNumber"]),
      root: String(args["outputsMerkleRoot"]),
      submitter: accepted ? "" : String(args["submitter"]).toLowerCase(),
      block: Number(log.blockNumber),
      tx: log.transactionHash,
    });
  }
}
