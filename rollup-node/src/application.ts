/**
 * Drives one application: gives its inputs to the back-end in order and keeps the outcomes.
 * Outcomes are committed in groups. If the process dies before a commit, the inputs are still queued. The back-end is
 * then driven again from its genesis and gives the same outcomes. A query runs between two inputs, or beside them
 * where the back-end can do that.
 */

import type { Deployment } from "@witness/ethereum/deployment";
import { type Backend, BackendLost, type BackendResult } from "./backend/backend.ts";
import { NodeError, nodeError } from "./errors.ts";
import { OutcomeGroup } from "./outcome-group.ts";
import { type InspectResult, QueryQueue, type QueuedRequest } from "./query-queue.ts";
import { difference, replay } from "./replay.ts";
import type { EndCause, QueuedInput, Records } from "./store/records.ts";

/** How many inputs are read from the store at once. */
const AHEAD_MOST = 64;
const ATTEMPTS = 5;
const INSPECT_WAIT_MS = 10_000;

/** What an application is made with. */
export interface ApplicationOptions {
  readonly deployment: Deployment;
  readonly records: Records;
  readonly backend: Backend;
  /** A second back-end that must give the same outputs, or undefined for no determinism check. */
  readonly shadow?: Backend | undefined;
  /** "replay" restores a supervised back-end after an input that was not accepted: by its standby, or by a replay. */
  readonly rollback: "none" | "replay";
  /** An exception or exit ends the application for ever, as on the newest node. */
  readonly strict: boolean;
  /** Milliseconds that an input or a query may take; 180 000 by default. */
  readonly deadlineMs?: number;
  readonly nowMs: () => number;
  readonly log: (level: "info" | "warn" | "error", message: string, facts: Record<string, unknown>) => void;
}

const TERMINAL = new Set(["EXCEPTION", "MACHINE_HALTED", "OUTPUTS_LIMIT_EXCEEDED", "PAYLOAD_LENGTH_LIMIT_EXCEEDED"]);

/** One application: its queue of inputs, its back-end and its records. */
export class Application {
  readonly deployment: Deployment;
  readonly records: Records;
  readonly deadlineMs: number;
  #options: ApplicationOptions;
  #inspects = new QueryQueue();
  readonly #group: OutcomeGroup;
  /** Index of the next input to give. All inputs before it have an outcome, on disk or in the group. */
  #cursor = 0;
  #inHand: number | undefined;
  #outputs = 0;
  #reports = 0;
  #rewind = false;
  /** False until the back-end has the state after the last recorded input. */
  #settled = false;
  /** Queries that run beside an input. */
  #beside = 0;
  #failed = false;
  #stopped = false;
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #ahead: QueuedInput[] = [];

  constructor(options: ApplicationOptions) {
    this.deployment = options.deployment;
    this.records = options.records;
    this.deadlineMs = options.deadlineMs ?? 180_000;
    this.#options = options;
    this.#group = new OutcomeGroup(options);
  }

  /** The first difference between two runs of one input, now or before a restart. `witness_getHealth` shows it. */
  get nondeterministic(): string | undefined {
    return this.records.finding();
  }

  start(): void {
    this.records.revive(this.#options.nowMs());
    this.#running = this.#drive();
  }

  async #drive(): Promise<void> {
    this.#failed = this.records.state().state !== "ENABLED";
    try {
      await this.#run();
    } catch (cause) {
      const error = cause as Error;
      // The operator can mend what makes an application FAILED, such as a full disk: the next start tries again.
      const differs = error instanceof NodeError && error.code === "outputs-root-differs";
      // The input is in the group that could not be committed; a reorganisation that drops its last one drops enough.
      const input = differs ? this.#cursor - 1 : undefined;
      this.#fail(`the driver stopped: ${error.message}`, differs ? "INOPERABLE" : "FAILED", { input });
      this.#inspects.refuse();
    }
  }

  /** Wakes the driver after new inputs were stored. */
  notify(): void {
    this.#wake?.();
  }

  /** Drops inputs from an index on after a reorganisation; call it within the transaction that notes the new branch. */
  drop(index: number): void {
    this.records.dropFrom(index);
    this.#lift({ input: index });
    this.#group.dropFrom(index);
    this.#ahead = this.#ahead.filter((input) => input.index < index);
    // The back-end's state holds every input that it was given, also the one that it is processing.
    if (index < Math.max(this.#cursor, (this.#inHand ?? -1) + 1)) this.#rewind = true;
    this.#options.log("warn", "the chain reorganised", { application: this.deployment.application.name, from: index });
    this.#wake?.();
  }

  /** Forgets events after block `ancestor`; call it within the transaction that notes the new branch. */
  rewind(ancestor: number): void {
    this.#lift({ block: ancestor });
  }

  /**
   * Ends the application: INOPERABLE when the chain will take no further claim of it, FAILED when its operator can mend it.
   * `cause` names what on the chain ended it. When the chain drops that, the application runs again.
   */
  end(reason: string, state: "INOPERABLE" | "FAILED", cause: EndCause = {}): void {
    this.#fail(reason, state, cause);
    this.#wake?.();
  }

  /** Runs again when what ended the application is no longer on the chain. */
  #lift(gone: EndCause): void {
    const { nowMs, log } = this.#options;
    if (!this.records.lift(gone, nowMs())) return;
    log("warn", "the application runs again: a reorganisation dropped what had ended it", {
      application: this.deployment.application.name,
    });
    // The back-end's state may hold what was dropped, also when no input is left to drive it with.
    this.#rewind = true;
    this.#running = (this.#running ?? Promise.resolve()).then(() => (this.#stopped ? undefined : this.#drive()));
  }

  /** Returns the outcome of a query. @param query raw bytes @throws {NodeError} `inspect-unavailable` */
  inspect(query: Uint8Array): Promise<InspectResult> {
    if (this.#failed || this.#stopped)
      return Promise.reject(nodeError("inspect-unavailable", "This application does not run; see its state."));
    const answer = this.#inspects.add(query, Math.min(this.deadlineMs, INSPECT_WAIT_MS));
    this.#askBeside();
    this.#wake?.();
    return answer;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#group.cancel();
    this.#wake?.();
    await Promise.all([this.#options.backend.stop(), this.#options.shadow?.stop()]);
    await this.#running;
    this.#inspects.refuse();
  }

  async #run(): Promise<void> {
    this.#sync();
    if (this.#failed) return this.#inspects.refuse();
    if (this.#cursor > 0 || this.#rewind) await this.#redrive();
    else this.#settled = true;
    this.#askBeside();
    while (!this.#stopped && !this.#failed) {
      if (this.#rewind || this.#options.backend.astray === true) {
        this.#group.commit();
        this.#sync();
        await this.#redrive();
        continue;
      }
      // A query and an input take turns: neither many queries nor many inputs keep the other waiting.
      const waiting = this.#options.backend.queriesAtOnce === undefined ? this.#inspects.take() : undefined;
      if (waiting !== undefined) {
        await this.#ask(waiting);
        if (this.#stopped || this.#rewind) continue;
      }
      if (this.#ahead.length === 0) this.#ahead = this.records.queued(this.#cursor, AHEAD_MOST);
      const early = this.#group.isEmpty ? this.#store() : undefined;
      if (early !== undefined) {
        await early;
        continue;
      }
      const input = this.#ahead.shift();
      if (input !== undefined) {
        await this.#process(input);
        continue;
      }
      this.#group.commit();
      const storing = this.#store();
      if (storing !== undefined) {
        // Meanwhile there may be something new to do.
        await storing;
        continue;
      }
      if (waiting === undefined) await this.#bell();
    }
    if (this.#failed) this.#inspects.refuse();
  }

  /** Has the back-end store its state when it is to. Returns undefined when there is nothing to wait for. */
  #store(): Promise<void> | undefined {
    return this.#settled ? this.#options.backend.committed?.(this.#cursor) : undefined;
  }

  /** Waits until `#wake` is called. No `await` stands between the look at the queue and this, so no call is missed. */
  async #bell(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }

  #sync(): void {
    this.#group.clear();
    this.#ahead = [];
    this.#cursor = this.records.processedCount();
    this.#outputs = this.records.outputCount();
    this.#reports = this.records.reportCount();
  }

  async #process(input: QueuedInput): Promise<void> {
    this.#inHand = input.index;
    const outcome = await this.#attempt(input);
    this.#inHand = undefined;
    if (outcome === undefined) return;
    this.#group.add(input, outcome);
    this.#cursor = input.index + 1;
    const accepted = outcome.status === "ACCEPTED";
    if (accepted) this.#outputs += outcome.outputs.length;
    this.#reports += outcome.reports.length;
    if (this.#group.isDue || !accepted) this.#group.commit();
    if (accepted || outcome.status === "REJECTED") {
      if (!accepted && this.#options.rollback === "replay") await this.#revert(outcome);
      return;
    }
    this.#options.log("warn", "input failed", { index: input.index, status: outcome.status });
    if (this.#options.strict && TERMINAL.has(outcome.status)) {
      this.#fail(`input ${input.index} ended with ${outcome.status} (strict mode)`, "INOPERABLE", {
        input: input.index,
      });
    } else await this.#revert(outcome);
  }

  /**
   * Restores the back-end after a failure, unless its state is unchanged. The node does not restore an operator's
   * process: it cannot start it anew, and driving it again would apply every input twice.
   */
  async #revert({ standing }: BackendResult): Promise<void> {
    const { backend, rollback } = this.#options;
    if (!backend.supervised || (standing === true && rollback !== "replay")) return;
    this.#group.commit();
    if (!this.#rewind && rollback === "replay" && (await backend.revert?.())) return;
    this.#rewind = true;
  }

  /** The outcome of an input, or undefined when there is none: the node stops, or the chain dropped the input. */
  async #attempt(input: QueuedInput): Promise<BackendResult | undefined> {
    for (let attempts = 0, misses = 0; ; ) {
      try {
        const outcome = await this.#options.backend.advance(input.raw, this.#outputs);
        await this.#compare(input, outcome);
        // The node killed the process to stop, or the chain dropped the input meanwhile: the outcome does not count.
        return this.#stopped || this.#rewind ? undefined : outcome;
      } catch (error) {
        if (!(error instanceof BackendLost)) throw error;
        if (this.#stopped || this.#rewind) return undefined;
        if (error.taken && ++attempts >= ATTEMPTS) {
          // The kernel or an operator may have killed the process. That is no outcome, so no claim rests on it.
          this.#group.commit();
          const times = `${ATTEMPTS} processes were lost with input ${input.index} in hand`;
          this.#fail(
            `${times}, the last: ${error.message}. Find out who ends them, then start the node anew`,
            "FAILED",
          );
          return undefined;
        }
        this.#options.log("warn", "the back-end was lost; it is restarted and driven again", {
          index: input.index,
          error: error.message,
        });
        // No input causes the end of a process that has not taken one (a wrong command, a missing file).
        if (!error.taken) await this.#pause(misses++);
        this.#group.commit();
        await this.#redrive();
        if (this.#stopped || this.#failed || this.#rewind) return undefined;
      }
    }
  }

  async #compare(input: QueuedInput, outcome: BackendResult): Promise<void> {
    const { shadow } = this.#options;
    if (shadow === undefined) return;
    const second = await shadow.advance(input.raw, this.#outputs);
    const differs = difference(outcome, second);
    if (differs !== undefined) this.#found(input.index, differs);
  }

  #found(index: number, differs: string): void {
    this.records.finding(`input ${index}: two runs differ in ${differs}`);
    this.#options.log("error", "NOT DETERMINISTIC: validators would disagree", { index, differs });
  }

  /** Drives the back-end from genesis to the last committed input. A different output ends the application. */
  async #redrive(): Promise<void> {
    const { backend, shadow, log, nowMs } = this.#options;
    this.#rewind = false;
    this.#settled = false;
    for (let misses = 0; !this.#stopped; misses++) {
      try {
        const position = await backend.resume?.();
        if (position === undefined && !(await backend.restart()) && this.#cursor > 0)
          log("warn", "the back-end is its operator's: restart it now, it is driven again from the first input", {});
        await shadow?.restart();
        const startedMs = nowMs();
        const interrupted = () => this.#stopped || this.#rewind;
        const onShadow = (index: number, differs: string) => this.#found(index, differs);
        const differs = await replay({
          backend,
          shadow,
          records: this.records,
          interrupted,
          onShadow,
          ...(position !== undefined && { position }),
        });
        if (differs !== undefined) this.#fail(`the back-end does not repeat itself: ${differs}`);
        else log("info", "the back-end was driven again", { inputs: this.#cursor, ms: nowMs() - startedMs });
        this.#settled = !this.#rewind;
        this.#askBeside();
        return;
      } catch (error) {
        if (!(error instanceof BackendLost)) throw error;
        if (this.#stopped) return;
        log("warn", "the back-end was lost while it was driven again; once more", { error: error.message });
        await this.#pause(misses);
      }
    }
  }

  /** Waits: not at all the first time, then longer each time, 5 s at most. A stop ends the wait. */
  async #pause(misses: number): Promise<void> {
    if (misses === 0 || this.#stopped) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, Math.min(25 * 2 ** misses, 5_000));
    });
  }

  /** Gives waiting queries to the back-end, as many as it runs beside an input. */
  #askBeside(): void {
    const { queriesAtOnce = 0 } = this.#options.backend;
    while (this.#beside < queriesAtOnce && this.#settled && !this.#rewind && !this.#stopped && !this.#failed) {
      const waiting = this.#inspects.take();
      if (waiting === undefined) return;
      this.#beside++;
      this.#ask(waiting)
        .catch((error: Error) => this.#fail(`a query ended the driver: ${error.message}`, "FAILED"))
        .finally(() => {
          this.#beside--;
          this.#askBeside();
          if (this.#rewind || this.#failed) this.#wake?.();
        });
    }
  }

  async #ask({ query, resolve, reject }: QueuedRequest): Promise<void> {
    const processed = this.#cursor;
    try {
      const outcome = await this.#options.backend.inspect(query);
      resolve({ outcome, processed });
      if (outcome.status !== "ACCEPTED" && outcome.status !== "REJECTED") await this.#revert(outcome);
    } catch (error) {
      reject(nodeError("inspect-unavailable", "The back-end went away; try again.", { cause: error }));
      this.#rewind ||= this.#options.backend.supervised;
    }
  }

  #fail(reason: string, state: "INOPERABLE" | "FAILED" = "INOPERABLE", cause: EndCause = {}): void {
    this.#failed = true;
    this.#options.log("error", `the application is ${state}`, {
      application: this.deployment.application.name,
      reason,
    });
    this.records.fail(state, reason, this.#options.nowMs(), cause);
  }
}
