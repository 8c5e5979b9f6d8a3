/**
 * Drives one application: takes its inputs in order, hands them to the back-end, keeps what comes back.
 * Outcomes are committed in groups; if the process dies before a commit, the inputs are still queued and, the
 * back-end being re-driven from its genesis, give the same outcomes again. Inspects go between two inputs.
 */
import type { DatabaseSync } from "node:sqlite";
import { type Backend, BackendLost, type Outcome } from "./backend/backend.ts";
import type { Deployment } from "./deployment.ts";
import { nodeError } from "./errors.ts";
import { transact } from "./store/database.ts";
import type { QueuedInput, Records } from "./store/records.ts";

const GROUP = 64;
const GROUP_AGE_MS = 25;
const ATTEMPTS = 3;

export interface ApplicationOptions {
  readonly deployment: Deployment;
  readonly records: Records;
  readonly database: DatabaseSync;
  readonly backend: Backend;
  /** A second back-end that must give the same outputs, or undefined for no determinism check. */
  readonly shadow?: Backend | undefined;
  /** "replay" restarts the back-end and re-drives it after an input that was not accepted. */
  readonly rollback: "none" | "replay";
  /** An exception or exit ends the application for ever, as on the newest node. */
  readonly strict: boolean;
  readonly nowMs: () => number;
  readonly log: (level: "info" | "warn" | "error", message: string, facts: Record<string, unknown>) => void;
}

export interface InspectResult {
  readonly outcome: Outcome;
  readonly processed: number;
}

interface Waiting {
  readonly query: Uint8Array;
  readonly resolve: (result: InspectResult) => void;
  readonly reject: (error: Error) => void;
}

const TERMINAL = new Set(["EXCEPTION", "MACHINE_HALTED", "OUTPUTS_LIMIT_EXCEEDED", "PAYLOAD_LENGTH_LIMIT_EXCEEDED"]);

export class Application {
  readonly deployment: Deployment;
  readonly records: Records;
  #options: ApplicationOptions;
  #inspects: Waiting[] = [];
  #group: { input: QueuedInput; outcome: Outcome }[] = [];
  #groupSinceMs = 0;
  #cursor = 0;
  #outputs = 0;
  #reports = 0;
  #rewind = false;
  #failed = false;
  #stopped = false;
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #ahead: QueuedInput[] = [];
  /** Set when two runs of one input differed; the health answer shows it. */
  nondeterministic: string | undefined;

  constructor(options: ApplicationOptions) {
    this.deployment = options.deployment;
    this.records = options.records;
    this.#options = options;
  }

  start(): void {
    this.#failed = this.records.state().state !== "ENABLED";
    this.#running = this.#run().catch((error: Error) => {
      this.#fail(`the driver stopped: ${error.message}`);
      this.#refuse();
    });
  }

  /** New inputs were stored. */
  notify(): void {
    this.#wake?.();
  }

  /** Drops inputs from an index on after a reorganisation; call it within the transaction that notes the new branch. */
  drop(index: number): void {
    const processed = index < this.#cursor;
    // Outcomes not yet committed belong to inputs that may be gone; they are re-driven from the store.
    this.#group = [];
    this.#ahead = [];
    this.records.dropFrom(index);
    this.#rewind ||= processed;
    this.#cursor = Math.min(this.#cursor, this.records.processedCount());
    this.#options.log("warn", "the chain reorganised", { application: this.deployment.application.name, from: index });
    this.#wake?.();
  }

  /** @param query raw bytes. Throws `inspect-unavailable` when the application cannot answer. */
  inspect(query: Uint8Array): Promise<InspectResult> {
    if (this.#failed || this.#stopped)
      return Promise.reject(nodeError("inspect-unavailable", "This application does not run; see its state."));
    if (this.#inspects.length >= 1_000)
      return Promise.reject(nodeError("inspect-unavailable", "Too many queries wait; try again later."));
    return new Promise((resolve, reject) => {
      this.#inspects.push({ query, resolve, reject });
      this.#wake?.();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await Promise.all([this.#options.backend.stop(), this.#options.shadow?.stop()]);
    await this.#running;
    this.#refuse();
  }

  async #run(): Promise<void> {
    this.#sync();
    if (this.#failed) return this.#refuse();
    if (this.#cursor > 0) await this.#redrive();
    while (!this.#stopped && !this.#failed) {
      if (this.#rewind) {
        this.#sync();
        this.#rewind = false;
        await this.#redrive();
        continue;
      }
      const waiting = this.#inspects.shift();
      if (waiting !== undefined) {
        await this.#ask(waiting);
        continue;
      }
      if (this.#ahead.length === 0) this.#ahead = this.records.queued(this.#cursor, GROUP);
      const input = this.#ahead.shift();
      if (input === undefined) {
        this.#commit();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          if (this.#stopped || this.#rewind || this.#inspects.length > 0) resolve();
        });
        this.#wake = undefined;
        continue;
      }
      await this.#process(input);
    }
    if (this.#failed) this.#refuse();
  }

  #sync(): void {
    this.#group = [];
    this.#ahead = [];
    this.#cursor = this.records.processedCount();
    this.#outputs = this.records.outputCount();
    this.#reports = this.records.reportCount();
  }

  async #process(input: QueuedInput): Promise<void> {
    const outcome = await this.#attempt(input);
    // While the back-end worked, the chain may have dropped this very input, or the node was told to stop.
    if (outcome === undefined || this.#rewind || this.#stopped || input.index !== this.#cursor) {
      if (input.index === this.#cursor) this.#rewind = true;
      return;
    }
    if (this.#group.length === 0) this.#groupSinceMs = this.#options.nowMs();
    this.#group.push({ input, outcome });
    this.#cursor = input.index + 1;
    const accepted = outcome.status === "ACCEPTED";
    if (accepted) this.#outputs += outcome.outputs.length;
    this.#reports += outcome.reports.length;
    const due = this.#options.nowMs() - this.#groupSinceMs >= GROUP_AGE_MS;
    if (this.#group.length >= GROUP || due || !accepted) this.#commit();
    if (accepted || outcome.status === "REJECTED") {
      if (!accepted && this.#options.rollback === "replay") this.#rewind = true;
      return;
    }
    this.#options.log("warn", "input failed", { index: input.index, status: outcome.status });
    if (this.#options.strict && TERMINAL.has(outcome.status)) {
      this.#fail(`input ${input.index} ended with ${outcome.status} (strict mode)`);
    } else {
      // An operator's process reverts by itself or not at all; driving it again would double what it knows.
      this.#rewind = this.#options.backend.supervised;
    }
  }

  async #attempt(input: QueuedInput): Promise<Outcome | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        const outcome = await this.#options.backend.advance(input.raw, this.#outputs);
        await this.#compare(input, outcome);
        return outcome;
      } catch (error) {
        if (!(error instanceof BackendLost)) throw error;
        if (this.#stopped) return undefined;
        if (attempt >= ATTEMPTS)
          return {
            status: "EXCEPTION",
            outputs: [],
            reports: [],
            exception: Buffer.from("dapp was killed by a signal"),
          };
        this.#options.log("warn", "the back-end was lost; it is restarted and driven again", { index: input.index });
        this.#commit();
        await this.#redrive();
      }
    }
  }

  async #compare(input: QueuedInput, outcome: Outcome): Promise<void> {
    const { shadow } = this.#options;
    if (shadow === undefined) return;
    const second = await shadow.advance(input.raw, this.#outputs);
    const differs = difference(outcome, second);
    if (differs === undefined) return;
    this.nondeterministic = `input ${input.index}: two runs differ in ${differs}`;
    this.#options.log("error", "NOT DETERMINISTIC: validators would disagree", { index: input.index, differs });
  }

  /** Brings the back-end from genesis to the last committed input, comparing every output with the kept one. */
  async #redrive(): Promise<void> {
    const { backend, shadow, log } = this.#options;
    if (!(await backend.restart()) && this.#cursor > 0)
      log("warn", "the back-end is its operator's: restart it now, it is driven again from the first input", {});
    await shadow?.restart();
    const startedMs = this.#options.nowMs();
    let from = 0;
    let outputs = 0;
    for (;;) {
      const inputs = this.records.accepted(from, GROUP);
      if (inputs.length === 0) break;
      for (const input of inputs) {
        if (this.#stopped) return;
        const outcome = await backend.advance(input.raw, outputs);
        await shadow?.advance(input.raw, outputs);
        if (outcome.status !== "ACCEPTED")
          return this.#fail(`re-drive: input ${input.index} was accepted, now it ends with ${outcome.status}`);
        for (let i = 0; i < Math.max(outcome.outputs.length, input.outputs.length); i++) {
          const kept = input.outputs[i];
          const now = outcome.outputs[i];
          if (kept === undefined || now === undefined || !kept.raw.equals(now))
            return this.#fail(`re-drive: output ${outputs + i} (input ${input.index}) differs from the one kept`);
        }
        outputs += input.outputs.length;
        from = input.index + 1;
      }
    }
    log("info", "the back-end was driven again", { inputs: this.#cursor, ms: this.#options.nowMs() - startedMs });
  }

  async #ask({ query, resolve, reject }: Waiting): Promise<void> {
    try {
      const outcome = await this.#options.backend.inspect(query);
      resolve({ outcome, processed: this.#cursor });
      if (outcome.status !== "ACCEPTED" && outcome.status !== "REJECTED") {
        this.#commit();
        this.#rewind = this.#options.backend.supervised;
      }
    } catch (error) {
      reject(nodeError("inspect-unavailable", "The back-end went away; try again.", { cause: error }));
      this.#commit();
      this.#rewind = true;
    }
  }

  #commit(): void {
    if (this.#group.length === 0) return;
    const { database, nowMs } = this.#options;
    const group = this.#group;
    this.#group = [];
    transact(database, () => {
      const next = { output: this.records.outputCount(), report: this.records.reportCount() };
      for (const { input, outcome } of group) {
        this.records.keep(input, outcome, next, nowMs());
        if (outcome.status === "ACCEPTED") next.output += outcome.outputs.length;
        next.report += outcome.reports.length;
      }
    });
  }

  #fail(reason: string): void {
    this.#failed = true;
    this.records.fail("INOPERABLE", reason, this.#options.nowMs());
    this.#options.log("error", "the application is INOPERABLE", {
      application: this.deployment.application.name,
      reason,
    });
  }

  #refuse(): void {
    for (const { reject } of this.#inspects.splice(0))
      reject(nodeError("inspect-unavailable", "This application does not run; see its state."));
  }
}

function difference(a: Outcome, b: Outcome): string | undefined {
  if (a.status !== b.status) return `status (${a.status}, ${b.status})`;
  for (const kind of ["outputs", "reports"] as const) {
    if (a[kind].length !== b[kind].length) return `the number of ${kind}`;
    const index = a[kind].findIndex((bytes, i) => !bytes.equals(b[kind][i]!));
    if (index >= 0) return `${kind} ${index}`;
  }
  return undefined;
}
