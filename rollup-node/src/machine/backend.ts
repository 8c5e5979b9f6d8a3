/**
 * A Cartesi machine as a back-end. The state is a server with the machine in it. Every input runs on a fork of it. When
 * the input is accepted, the fork becomes the state. Otherwise the fork ends, and the state is the same, bit for bit.
 */
import { type Backend, BackendLost, type BackendResult, type Position } from "../backend/backend.ts";
import { NodeError, nodeError } from "../errors.ts";
import { append, keccak, type NodeStore, rootOf } from "../proofs.ts";
import type { Snapshots } from "../snapshots.ts";
import type { Snapshot } from "../store/snapshots.ts";
import { ADVANCE, type Bounds, INSPECT, MCYCLE_MAX, runGuest } from "./guest.ts";
import { type Fork, type Remote, remoteMachine } from "./remote.ts";
import type { ServerSource } from "./source.ts";

/** What a machine is opened with. */
export interface MachineOptions {
  readonly source: ServerSource;
  /** Directory of the stored machine, as the server sees it. */
  readonly template: string;
  /** The machine's hash in the application contract; 32 zero bytes when the contract names none. */
  readonly templateHash: Buffer;
  /** Cycles that one input may spend. Without it, only the deadline bounds an input. */
  readonly cyclesPerInput?: number | undefined;
  /** Milliseconds of host time per input, as the node's `advance_max_deadline`. */
  readonly deadlineMs: number;
  /** Queries that run at once, each on a fork of its own, beside an input. */
  readonly queriesAtOnce: number;
  /** Where snapshots are stored. Without it every restart replays the whole history. */
  readonly snapshots?: Snapshots | undefined;
  readonly nowMs: () => number;
  readonly log: (message: string, facts: Record<string, unknown>) => void;
}

/** So many losses of the server within this time are no accident: the operator must look. */
const LOSSES = 10;
const LOSSES_WITHIN_MS = 60_000;

/** A machine as a back-end. */
export class MachineBackend implements Backend {
  #options: MachineOptions;
  #state: Remote | undefined;
  #calls = new AbortController();
  #stopped = false;
  /** Forks that are being made of each state. A state may be shut down only after its last fork is made. */
  #forking = new Map<Remote, Set<Promise<unknown>>>();
  /** Resolves when the state before the present one is shut down. */
  #retired: Promise<void> = Promise.resolve();
  /** Hash of the template. */
  #template: Buffer = Buffer.alloc(32);
  /** The store of a state under way, and how often the machine was loaded: a state of an earlier load is not noted. */
  #keeping: Promise<void> | undefined;
  #loads = 0;
  #outputs = 0;
  #tree = frontier();
  /** Times of the last losses of the state. */
  #lossesMs: number[] = [];

  private constructor(options: MachineOptions) {
    this.#options = options;
  }

  /**
   * Opens a server and loads the template.
   * Throws `template-unreadable`, `template-hash-differs` and what the source throws.
   */
  static async open(options: MachineOptions): Promise<MachineBackend> {
    const backend = new MachineBackend(options);
    try {
      await backend.#load();
    } catch (error) {
      await backend.stop();
      throw error;
    }
    return backend;
  }

  /**
   * True when the node must start it anew after a failure. A failed input leaves nothing behind, because its fork ends.
   * So that is only when the state itself is lost.
   */
  get supervised(): boolean {
    return this.#state === undefined;
  }

  /** The state stays on its server while an input runs on a fork of it, so queries need not wait. */
  get queriesAtOnce(): number {
    return this.#options.queriesAtOnce;
  }

  /** URL of the server that holds the state; undefined while there is none. */
  get serverUrl(): string | undefined {
    return this.#state?.url;
  }

  async advance(raw: Uint8Array): Promise<BackendResult> {
    try {
      return await this.#advance(raw);
    } catch (error) {
      if (!(error instanceof BackendLost) || (await this.#lost())) throw error;
      this.#options.log("a fork of the machine was lost; the input is tried again on another", {});
      return this.#advance(raw);
    }
  }

  async inspect(query: Uint8Array): Promise<BackendResult> {
    try {
      return await this.#inspect(query);
    } catch (error) {
      if (error instanceof BackendLost) await this.#lost();
      throw error;
    }
  }

  async #inspect(query: Uint8Array): Promise<BackendResult> {
    const fork = await this.#forkOf(this.#machine());
    try {
      await fork.remote.send(INSPECT, query);
      return await this.#run(fork, await this.#bounds(fork.remote));
    } finally {
      await end(fork.remote);
    }
  }

  /** Makes a fork of a state that is not shut down meanwhile. */
  async #forkOf(state: Remote): Promise<Fork> {
    const forks = this.#forking.get(state) ?? new Set();
    this.#forking.set(state, forks);
    const fork = this.#retired.then(() => state.fork());
    forks.add(fork);
    try {
      return await fork;
    } finally {
      forks.delete(fork);
      if (forks.size === 0) this.#forking.delete(state);
    }
  }

  async #retire(state: Remote): Promise<void> {
    await Promise.allSettled(this.#forking.get(state) ?? []);
    await end(state);
  }

  /** Returns whether the state is lost. A fork may be killed alone, since it is the largest process of the two. */
  async #lost(): Promise<boolean> {
    const state = this.#state;
    if (this.#stopped || state === undefined) return true;
    try {
      await state.version();
      return false;
    } catch {
      await end(state);
      this.#state = undefined;
      this.#lossesMs = [...this.#lossesMs, this.#options.nowMs()].slice(-LOSSES);
      return true;
    }
  }

  /** Loads the template again. Throws `machine-lost` when the machine is lost again and again: the operator must look. */
  async restart(): Promise<boolean> {
    this.#mayLoad();
    await this.#close();
    await this.#load();
    this.#options.snapshots?.countFrom(0);
    return true;
  }

  /** Loads the newest stored state that is intact. Throws `machine-lost` as `restart` does. */
  async resume(): Promise<Position | undefined> {
    const { snapshots, log } = this.#options;
    if (snapshots === undefined) return undefined;
    this.#mayLoad();
    await this.#close();
    await snapshots.prune(this.#template);
    for (const kept of snapshots.notes.valid(this.#template)) {
      const { inputs, outputs, directory } = kept;
      if ((await snapshots.intact(kept)) && (await this.#loadKept(kept))) {
        log("the machine goes on from a snapshot", { inputs, directory });
        snapshots.countFrom(inputs);
        return { from: inputs, outputs };
      }
      log("a snapshot is not what it was; it is not used", { inputs, directory });
    }
    return undefined;
  }

  /** Stores the state when that is due, from a fork, beside the next input. */
  committed(inputs: number): undefined {
    const { snapshots, log } = this.#options;
    const state = this.#state;
    if (snapshots?.due(inputs) !== true || this.#keeping !== undefined || state === undefined) return;
    const load = this.#loads;
    snapshots.countFrom(inputs);
    const keep = async () => {
      const { remote } = await this.#forkOf(state);
      try {
        const held = {
          inputs,
          template: this.#template,
          machineHash: await remote.rootHash(),
          store: (directory: string) => remote.store(directory),
        };
        await snapshots.keep(held, () => load === this.#loads && !this.#stopped);
      } finally {
        await end(remote);
      }
    };
    this.#keeping = keep()
      .catch((error: Error) => log("the snapshot could not be kept", { inputs, error: error.message }))
      .finally(() => {
        this.#keeping = undefined;
      });
  }

  async #loadKept({ directory, machineHash, outputs }: Snapshot): Promise<boolean> {
    const remote = await this.#open();
    try {
      await remote.load(directory);
      if (!(await remote.rootHash()).equals(machineHash)) return await this.#unload();
    } catch (error) {
      if (!(error instanceof NodeError) || error.code !== "machine-refused") throw error;
      return await this.#unload();
    }
    const { tree } = this.#options.snapshots!.notes.records;
    this.#outputs = outputs;
    this.#tree = frontier();
    for (let level = 0, left = outputs; left > 0; level++, left = Math.floor(left / 2))
      if (left % 2 === 1) this.#tree.put(level, left - 1, tree.get(level, left - 1)!);
    return true;
  }

  async #unload(): Promise<false> {
    await this.#close();
    return false;
  }

  #mayLoad(): void {
    const [first = 0, ...others] = this.#lossesMs;
    if (others.length === LOSSES - 1 && this.#options.nowMs() - first <= LOSSES_WITHIN_MS)
      throw nodeError(
        "machine-lost",
        `The machine was lost ${LOSSES} times within ${LOSSES_WITHIN_MS / 1_000} s; find out who ends its server, then start the node anew.`,
      );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#close();
  }

  async #advance(raw: Uint8Array): Promise<BackendResult> {
    await this.#retired;
    const before = this.#machine();
    const hash = await before.rootHash();
    const fork = await before.fork();
    let accepted = false;
    let taken = false;
    try {
      const started = await fork.remote.mcycle();
      taken = true;
      await fork.remote.send(ADVANCE, raw, hash);
      const ran = await this.#run(fork, await this.#bounds(fork.remote, started));
      const outcome = { ...ran, hashBefore: hash };
      // A machine that still runs replies to no call.
      if (outcome.status === "TIME_LIMIT_EXCEEDED") return outcome;
      const cycles = BigInt((await fork.remote.mcycle()) - started);
      if (outcome.status !== "ACCEPTED") return { ...outcome, cycles };
      this.#compare(outcome);
      accepted = true;
      this.#options.snapshots?.accepted(raw.length);
      // The caller gets the outcome before a query can reach the new state: nothing is awaited in between.
      this.#state = fork.remote;
      this.#retired = this.#retire(before);
      return { ...outcome, cycles };
    } catch (cause) {
      throw cause instanceof BackendLost && taken ? new BackendLost(cause.message, { cause }) : cause;
    } finally {
      if (!accepted) await end(fork.remote);
    }
  }

  /** Guest and node both compute the tree of all outputs: a claim needs a root on which they agree. */
  #compare({ outputs, outputsRoot }: BackendResult): void {
    for (const output of outputs) append(this.#tree, this.#outputs++, keccak(output));
    const root = rootOf(this.#tree, this.#outputs);
    if (outputsRoot === undefined || !root.equals(outputsRoot))
      throw nodeError(
        "outputs-root-differs",
        `After ${this.#outputs} outputs the machine says that their root is 0x${outputsRoot?.toString("hex")}, the node finds 0x${root.toString("hex")}.`,
      );
  }

  async #bounds(remote: Remote, started?: number): Promise<Bounds> {
    const { cyclesPerInput, deadlineMs } = this.#options;
    if (cyclesPerInput === undefined) return { mcycleEnd: MCYCLE_MAX, deadlineMs };
    const from = started ?? (await remote.mcycle());
    return { mcycleEnd: Math.min(from + cyclesPerInput, MCYCLE_MAX), deadlineMs };
  }

  async #run(fork: Fork, bounds: Bounds): Promise<BackendResult> {
    const outcome = await runGuest(fork.remote, bounds);
    // The fork still runs, so it handles a shutdown only when it yields. If it never yields, only a kill ends it.
    if (outcome.status === "TIME_LIMIT_EXCEEDED") this.#options.source.kill?.(fork.pid);
    return outcome;
  }

  #machine(): Remote {
    if (this.#state === undefined) throw new BackendLost("No machine is loaded.", { taken: false });
    return this.#state;
  }

  /** Opens a server. It is the state from now on, whatever it loads later. */
  async #open(): Promise<Remote> {
    this.#calls = new AbortController();
    const remote = remoteMachine(await this.#options.source.open(this.#calls.signal), this.#calls.signal);
    this.#state = remote;
    if (this.#stopped) {
      await this.#close();
      throw new BackendLost("The machine was stopped.", { taken: false });
    }
    return remote;
  }

  async #load(): Promise<void> {
    const { template, templateHash, log } = this.#options;
    const remote = await this.#open();
    const version = await remote.version();
    try {
      await remote.load(template);
    } catch (cause) {
      if (!(cause instanceof NodeError) || cause.code !== "machine-refused") throw cause;
      throw nodeError("template-unreadable", `The machine server cannot load ${template}. ${cause.message}`, { cause });
    }
    this.#outputs = 0;
    this.#tree = frontier();
    const hash = await remote.rootHash();
    this.#template = hash;
    const named = templateHash.some((byte) => byte !== 0);
    if (named && !hash.equals(templateHash))
      throw nodeError(
        "template-hash-differs",
        `The machine in ${template} has the hash 0x${hash.toString("hex")}, the application was deployed with 0x${templateHash.toString("hex")}; use the template that it was deployed with.`,
      );
    log("a Cartesi machine was loaded", { template, server: remote.url, version, hash: `0x${hash.toString("hex")}` });
  }

  async #close(): Promise<void> {
    this.#loads++;
    this.#calls.abort();
    await this.#keeping;
    const state = this.#state;
    this.#state = undefined;
    await this.#retired;
    if (state !== undefined) await end(state);
    await this.#options.source.close();
  }
}

/** Returns a store of the last left node of each level: `append` and `rootOf` of the newest size read no other node. */
function frontier(): NodeStore {
  const kept: { index: number; hash: Buffer }[] = [];
  return {
    get: (level, index) => (kept[level]?.index === index ? kept[level].hash : undefined),
    put: (level, index, hash) => {
      if (index % 2 === 0) kept[level] = { index, hash };
    },
  };
}

const SHUTDOWN_MS = 5_000;

/** Shuts a server down, or gives up after 5 s. Its calls may be aborted already, so this call has a signal of its own. */
async function end(remote: Remote): Promise<void> {
  await remoteMachine(remote.url, AbortSignal.timeout(SHUTDOWN_MS))
    .shutdown()
    .catch(() => {});
}
