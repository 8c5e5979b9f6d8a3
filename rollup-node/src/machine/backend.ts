/**
 * A genuine Cartesi machine as a back-end. The state is a server with the machine in it; every input runs on a fork.
 * Accepted, the fork becomes the state; otherwise it is thrown away and the state is what it was, bit for bit.
 */
import { type Backend, BackendLost, type BackendResult, type Position } from "../backend/backend.ts";
import { NodeError, nodeError } from "../errors.ts";
import { append, keccak, type NodeStore, rootOf } from "../proofs.ts";
import type { Checkpoint } from "../store/checkpoints.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { ADVANCE, type Bounds, INSPECT, MCYCLE_MAX, runGuest } from "./guest.ts";
import { type Fork, type Remote, remoteMachine } from "./remote.ts";
import type { ServerSource } from "./source.ts";

export interface MachineOptions {
  readonly source: ServerSource;
  /** Directory of the stored machine, as the server sees it. */
  readonly snapshot: string;
  /** What the application contract says the machine's hash is; 32 zero bytes say that it names none. */
  readonly templateHash: Buffer;
  /** Cycles that one input may spend; without it only the deadline bounds it. */
  readonly cyclesPerInput?: number | undefined;
  /** Milliseconds of host time per input, as the node's `advance_max_deadline`. */
  readonly deadlineMs: number;
  /** Queries that run at once, each on a fork of its own, beside the input in hand. */
  readonly queriesAtOnce: number;
  /** Where states are kept; without it every restart drives the whole history. */
  readonly checkpoints?: Checkpoints | undefined;
  readonly nowMs: () => number;
  readonly log: (message: string, facts: Record<string, unknown>) => void;
}

/** A server that is lost this often within this time is not lost by accident. */
const LOSSES = 10;
const LOSSES_WITHIN_MS = 60_000;

export class MachineBackend implements Backend {
  #options: MachineOptions;
  #state: Remote | undefined;
  #calls = new AbortController();
  #stopped = false;
  /** Forks that are being made of each state: it may be shut down only when the last is there. */
  #forking = new Map<Remote, Set<Promise<unknown>>>();
  /** Done when the state before the present one is shut down. */
  #retired: Promise<void> = Promise.resolve();
  /** Hash of the snapshot. */
  #template: Buffer = Buffer.alloc(32);
  /** The state that is being kept, and how often the machine was loaded: an older one is not noted. */
  #keeping: Promise<void> | undefined;
  #loads = 0;
  #outputs = 0;
  #tree = frontier();
  /** When the last losses of the state were found out. */
  #lossesMs: number[] = [];

  private constructor(options: MachineOptions) {
    this.#options = options;
  }

  /**
   * Opens a server and loads the snapshot.
   * Throws `snapshot-unreadable`, `template-hash-differs` and what the source throws.
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
   * Whether the node has to start it anew after a failure. Nothing is left of an input that failed on its fork, so
   * that is only when the state itself is lost.
   */
  get supervised(): boolean {
    return this.#state === undefined;
  }

  /** The state stays on its server while an input runs on a fork of it, so queries need not wait. */
  get queriesAtOnce(): number {
    return this.#options.queriesAtOnce;
  }

  /** The server that holds the state now; undefined while there is none. */
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

  /** A fork may die of its own (the largest process is the first to be killed) while the state lives on. */
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

  /** Loads the snapshot again. Throws `machine-lost` when the machine does not stay: the operator has to look. */
  async restart(): Promise<boolean> {
    this.#mayLoad();
    await this.#close();
    await this.#load();
    this.#options.checkpoints?.countFrom(0);
    return true;
  }

  /** Loads the newest state that was kept and is what it was. Throws `machine-lost` as `restart` does. */
  async resume(): Promise<Position | undefined> {
    const { checkpoints, log } = this.#options;
    if (checkpoints === undefined) return undefined;
    this.#mayLoad();
    await this.#close();
    await checkpoints.prune(this.#template);
    for (const kept of checkpoints.notes.valid(this.#template)) {
      const { inputs, outputs, directory } = kept;
      if ((await checkpoints.intact(kept)) && (await this.#loadKept(kept))) {
        log("the machine goes on from a state that was kept", { inputs, directory });
        checkpoints.countFrom(inputs);
        return { from: inputs, outputs };
      }
      log("a state that was kept is not what it was; it is not used", { inputs, directory });
    }
    return undefined;
  }

  /** Keeps the state when it is due, from a fork, beside the next input. */
  committed(inputs: number): void {
    const { checkpoints, log } = this.#options;
    const state = this.#state;
    if (checkpoints?.due(inputs) !== true || this.#keeping !== undefined || state === undefined) return;
    const load = this.#loads;
    checkpoints.countFrom(inputs);
    const keep = async () => {
      const { remote } = await this.#forkOf(state);
      try {
        await checkpoints.keep(remote, inputs, this.#template, () => load === this.#loads && !this.#stopped);
      } finally {
        await end(remote);
      }
    };
    this.#keeping = keep()
      .catch((error: Error) => log("the state could not be kept", { inputs, error: error.message }))
      .finally(() => {
        this.#keeping = undefined;
      });
  }

  async #loadKept({ directory, machineHash, outputs }: Checkpoint): Promise<boolean> {
    const remote = await this.#open();
    try {
      await remote.load(directory);
      if (!(await remote.rootHash()).equals(machineHash)) return await this.#unload();
    } catch (error) {
      if (!(error instanceof NodeError) || error.code !== "machine-refused") throw error;
      return await this.#unload();
    }
    const { tree } = this.#options.checkpoints!.notes.records;
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
      // A machine that runs on answers nothing.
      if (outcome.status === "TIME_LIMIT_EXCEEDED") return outcome;
      const cycles = BigInt((await fork.remote.mcycle()) - started);
      if (outcome.status !== "ACCEPTED") return { ...outcome, cycles };
      this.#compare(outcome);
      accepted = true;
      this.#options.checkpoints?.accepted(raw.length);
      // Whoever asked for this input learns its outcome before any query can meet the new state: no event comes between.
      this.#state = fork.remote;
      this.#retired = this.#retire(before);
      return { ...outcome, cycles };
    } catch (cause) {
      throw cause instanceof BackendLost && taken ? new BackendLost(cause.message, { cause }) : cause;
    } finally {
      if (!accepted) await end(fork.remote);
    }
  }

  /** The guest keeps the tree of all outputs and so does the node: a claim is made of a root that both came to. */
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
    // It still runs, so it hears of its shutdown only when it yields; if it never does, only a kill ends it.
    if (outcome.status === "TIME_LIMIT_EXCEEDED") this.#options.source.kill?.(fork.pid);
    return outcome;
  }

  #machine(): Remote {
    if (this.#state === undefined) throw new BackendLost("No machine is loaded.", { taken: false });
    return this.#state;
  }

  /** Opens a server; it is the state from now on, whatever will be loaded. */
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
    const { snapshot, templateHash, log } = this.#options;
    const remote = await this.#open();
    const version = await remote.version();
    try {
      await remote.load(snapshot);
    } catch (cause) {
      if (!(cause instanceof NodeError) || cause.code !== "machine-refused") throw cause;
      throw nodeError("snapshot-unreadable", `The machine server cannot load ${snapshot}. ${cause.message}`, { cause });
    }
    this.#outputs = 0;
    this.#tree = frontier();
    const hash = await remote.rootHash();
    this.#template = hash;
    const named = templateHash.some((byte) => byte !== 0);
    if (named && !hash.equals(templateHash))
      throw nodeError(
        "template-hash-differs",
        `The machine in ${snapshot} has the hash 0x${hash.toString("hex")}, the application was deployed with 0x${templateHash.toString("hex")}; use the snapshot it was deployed with.`,
      );
    log("a Cartesi machine was loaded", { snapshot, server: remote.url, version, hash: `0x${hash.toString("hex")}` });
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

/** Of each level only the last left node: all that appending and the newest root ask for, whatever the size. */
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

/** Ends a server, or leaves it: with a signal of its own, since those of its calls may be spent. */
async function end(remote: Remote): Promise<void> {
  await remoteMachine(remote.url, AbortSignal.timeout(SHUTDOWN_MS))
    .shutdown()
    .catch(() => {});
}
