/** A back-end process behind the rollup HTTP API: spawned and supervised by the node, or run by its operator. */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { nodeError } from "../errors.ts";
import { type Backend, BackendLost, type BackendResult } from "./backend.ts";
import type { Gio } from "./gio.ts";
import { type FindPeer, Peers } from "./peer.ts";
import { type BackendLoss, RollupServer } from "./server.ts";

/** Signals that a process causes by itself. Every other signal comes from outside. */
const OWN_FAULT = new Set<NodeJS.Signals>([
  ...(["SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP", "SIGXCPU", "SIGXFSZ"] as const),
]);

const SPOILED = "The back-end accepted an input that had failed; it is brought back to the state before.";

const CHANGES: Readonly<Record<BackendLoss, string>> = {
  gone: "The operator's back-end died while it was at work; what it did is not an outcome.",
  another: "ANOTHER PROCESS took the place of the operator's back-end; it is driven from the first input.",
  unsure: "The node cannot tell whether the operator's back-end is still the same process.",
};

const CONNECT_MS = 10_000;
/** A back-end may take so many times an input's deadline to store or load its state: loading checks every record. */
const ORDER_DEADLINES = 10;

/** What a process is opened with. */
export interface ProcessOptions {
  readonly port: number;
  /** Shell command. Without it an operator's process connects to the rollup HTTP server. */
  readonly command?: string | undefined;
  /** Milliseconds of host time per input, as the node's `advance_max_deadline`. */
  readonly deadlineMs: number;
  readonly gio: Gio;
  /** Where the back-end may store its state, and load it from. */
  readonly snapshotsDir?: string | undefined;
  /** Finds out which process connects, where it is an operator's. */
  readonly findPeer?: FindPeer;
  readonly log: (message: string, facts: Record<string, unknown>, level?: "error") => void;
}

/** A process as a back-end. */
export class ProcessBackend implements Backend {
  readonly url: string;
  readonly supervised: boolean;
  #server: RollupServer;
  #options: ProcessOptions;
  #child: ChildProcess | undefined;
  #lost: ((error: BackendLost) => void) | undefined;
  #spoiled = false;
  #astray = false;
  #unsure = false;
  #taken: (() => void) | undefined;
  #peers: Peers;

  private constructor(server: RollupServer, peers: Peers, url: string, options: ProcessOptions) {
    this.#server = server;
    this.#peers = peers;
    this.url = url;
    this.supervised = options.command !== undefined;
    this.#options = options;
  }

  /** Opens the rollup HTTP server and, with a command, starts the back-end. Throws `port-taken`. */
  static async open(options: ProcessOptions): Promise<ProcessBackend> {
    // The node cannot restart an operator's process, so it checks only its own for state of a failed input.
    const peers = new Peers(options.findPeer);
    const server = new RollupServer({
      gio: options.gio,
      ...(options.command === undefined
        ? { peers, onChange: (change) => backend.#changed(change), onTaken: () => backend.#taken?.() }
        : { onKept: () => backend.#spoil() }),
    });
    const backend: ProcessBackend = new ProcessBackend(server, peers, await server.listen(options.port), options);
    backend.#spawn();
    return backend;
  }

  advance(raw: Uint8Array, firstOutput: number): Promise<BackendResult> {
    return this.#within(() => this.#server.advance(raw, firstOutput));
  }

  async inspect(query: Uint8Array): Promise<BackendResult> {
    // An input waits for the operator's process without limit. A query is refused when no process is connected.
    const absent = setTimeout(
      () => {
        if (this.#options.command !== undefined || this.#server.working) return;
        this.#lost?.(new BackendLost("No back-end is connected.", { taken: false }));
        this.#server.abandon({ status: "EXCEPTION" });
      },
      Math.min(this.#options.deadlineMs, CONNECT_MS),
    );
    try {
      return await this.#within(() => this.#server.inspect(query));
    } finally {
      clearTimeout(absent);
    }
  }

  async order(what: "store_state" | "load_state", name: string, from: number): Promise<boolean> {
    const allowedMs = ORDER_DEADLINES * this.#options.deadlineMs;
    const { status } = await this.#within(() => this.#server.order(what, name, from), allowedMs);
    return status === "ACCEPTED";
  }

  /** True when a new process, still to be driven, has taken the place of the operator's process. */
  get astray(): boolean {
    return this.#astray;
  }

  /** @throws {NodeError} `back-end-unknown` when the node cannot tell a new process from the one with the state */
  async restart(): Promise<boolean> {
    if (this.#unsure)
      throw nodeError(
        "back-end-unknown",
        "The back-end's connections were all closed, and this system does not say which process opened the next one. Start node and back-end anew, with ROLLUP_NODE_BACKENDS or with a client that keeps its connection open.",
      );
    if (this.#options.command === undefined) {
      this.#astray = false;
      this.#server.dismiss();
      return false;
    }
    await this.#kill();
    this.#spawn();
    return true;
  }

  async stop(): Promise<void> {
    await this.#kill();
    await this.#server.close();
  }

  async #within(
    work: () => Promise<BackendResult>,
    allowedMs: number = this.#options.deadlineMs,
  ): Promise<BackendResult> {
    if (this.#options.command !== undefined && this.#child === undefined)
      throw new BackendLost("The back-end process is not running.", { taken: false });
    if (this.#spoiled) throw new BackendLost(SPOILED, { taken: false });
    let timer: NodeJS.Timeout | undefined;
    const lost = new Promise<never>((_, reject) => {
      this.#lost = reject;
    });
    const begin = () => {
      timer = setTimeout(() => this.#late(), allowedMs);
    };
    // Without a command no process may be connected yet. The input's time starts when the operator's process takes it.
    if (this.#options.command !== undefined) begin();
    else this.#taken = begin;
    try {
      return await Promise.race([work(), lost]);
    } finally {
      clearTimeout(timer);
      this.#lost = undefined;
      this.#taken = undefined;
    }
  }

  #late(): void {
    if (this.#options.command === undefined) {
      // The process with the work may have died unseen. That is no outcome.
      if (this.#peers.absent) {
        this.#changed("gone");
        return;
      }
      this.#astray = true;
      this.#server.dismiss();
      this.#options.log("the operator's back-end does not finish its input; kill it and start it anew", {});
    }
    this.#server.abandon({ status: "TIME_LIMIT_EXCEEDED" });
  }

  #changed(change: BackendLoss): void {
    const taken = this.#server.working;
    this.#astray = true;
    this.#unsure ||= change === "unsure";
    this.#options.log(CHANGES[change], {}, "error");
    this.#lost?.(new BackendLost(CHANGES[change], { taken }));
    this.#server.abandon({ status: "EXCEPTION" });
  }

  /** Gives no more work to the process: its state holds a failed input. */
  #spoil(): void {
    this.#spoiled = true;
    this.#lost?.(new BackendLost(SPOILED, { taken: false }));
    this.#server.abandon({ status: "EXCEPTION" });
  }

  #spawn(): void {
    const { command, snapshotsDir, log } = this.#options;
    if (command === undefined) return;
    this.#spoiled = false;
    const child = spawn(watched(command), {
      shell: true,
      detached: true,
      stdio: ["pipe", "ignore", "pipe"],
      env: {
        ...process.env,
        ROLLUP_HTTP_SERVER_URL: this.url,
        ...(snapshotsDir === undefined ? {} : { ROLLUP_HTTP_SNAPSHOTS_DIR: snapshotsDir }),
      },
    });
    this.#child = child;
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text: string) => log("back-end says", { text: text.trimEnd().slice(0, 4_000) }));
    child.stdin.on("error", () => {});
    child.once("exit", (code, signal) => {
      child.stdin.destroy();
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#server.disconnect();
      log("back-end ended", { code, signal });
      const taken = this.#server.working;
      // A shell reports its child's death by signal n as status 128 + n.
      const killer = signal ?? signalOf((code ?? 0) - 128);
      const words = killer === undefined ? `exit status: ${code}` : `signal: ${constants.signals[killer]} (${killer})`;
      if (!taken || (killer !== undefined && !OWN_FAULT.has(killer))) {
        this.#lost?.(new BackendLost(`dapp exited with ${words}`, { taken }));
        this.#server.abandon({ status: "EXCEPTION" });
      } else {
        // The server in the machine throws this text when the application's process ends.
        this.#server.abandon({ status: "EXCEPTION", exception: Buffer.from(`dapp exited with ${words}`) });
      }
    });
  }

  async #kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.#lost?.(new BackendLost("The back-end was stopped.", { taken: false }));
    this.#server.abandon({ status: "EXCEPTION" });
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    // The whole process group: a shell between node and back-end must not leave the back-end running.
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      child.kill("SIGKILL");
    }
    await gone;
    this.#server.disconnect();
  }
}

function signalOf(number: number): NodeJS.Signals | undefined {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found?.[0] as NodeJS.Signals | undefined;
}

/**
 * Ends the back-end with the node: if the node is killed, the pipe closes and the whole process group is killed. A
 * back-end that went on polling would reach the next node on the same port and take its inputs with an old state.
 */
function watched(command: string): string {
  return `exec 3<&0; (cat <&3 >/dev/null; kill -9 0) & (\n${command}\n) </dev/null 3<&-; exit $?`;
}
