/**
 * Drives one application: takes its inputs in order, hands them to the back-end, keeps what comes back.
 * Outcomes are committed in groups; if the process dies before a commit, the inputs are still queued and, the
 * back-end being re-driven from its genesis, give the same outcomes again. Inspects go between two inputs, or beside
 * them where the back-end can.
 */

import type { Deployment } from "@witness/ethereum/deployment";
import { type Backend, BackendLost, type BackendResult } from "./backend/backend.ts";
import { NodeError, nodeError } from "./errors.ts";
import { OutcomeGroup } from "./outcome-group.ts";
import { type InspectResult, QueryQueue, type QueuedRequest } from "./query-queue.ts";
import { difference, replay } from "./replay.ts";
import type { EndCause, QueuedInput, Records } from "./store/records.ts";

/** Inputs that are read from the store at once. */
const AHEAD_MOST = 64;
const ATTEMPTS = 5;
const INSPECT_WAIT_MS = 10_000;

export interface ApplicationOptions {
  readonly deployment: Deployment;
  readonly records: Records;
  readonly backend: Backend;
  /** A second back-end that must give the same outputs, or undefined for no determinism check. */
  readonly shadow?: Backend | undefined;
  /** "replay" brings a supervised back-end back after an input that was not accepted: by its standby, or by a re-drive. */
  readonly rollback: "none" | "replay";
  /** An exception or exit ends the application for ever, as on the newest node. */
  readonly strict: boolean;
  /** Time an input or a query may take; 180 s unless told. */
  readonly deadlineMs?: number;
  readonly nowMs: () => number;
  readonly log: (level: "info" | "warn" | "error", message: string, facts: Record<string, unknown>) => void;
}

const TERMINAL = new Set(["EXCEPTION", "MACHINE_HALTED", "OUTPUTS_LIMIT_EXCEEDED", "PAYLOAD_LENGTH_LIMIT_EXCEEDED"]);

export class Application {
  readonly deployment: Deployment;
  readonly records: Records;
  readonly deadlineMs: number;
  #options: ApplicationOptions;
  #inspects = new QueryQueue();
  readonly #group: OutcomeGroup;
  /** Index of the next input to give; all before it have an outcome, kept or in the group. */
  #cursor = 0;
  #inHand: number | undefined;
  #outputs = 0;
  #reports = 0;
  #rewind = false;
  /** False until the back-end has the state that the records end with. */
  #settled = false;
  /** Queries that run beside the input in hand. */
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

  /** Set when two runs of one input differed, now or before a restart; the health answer shows it. */
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
      // FAILED is the operator's to mend (a full disk, a port gone): the next start tries again.
      const differs = error instanceof NodeError && error.code === "outputs-root-differs";
      // The input is in the group that could not be committed; a reorganisation that drops its last one drops enough.
      const input = differs ? this.#cursor - 1 : undefined;
      this.#fail(`the driver stopped: ${error.message}`, differs ? "INOPERABLE" : "FAILED", { input });
      this.#inspects.refuse();
    }
  }

  /** New inputs were stored. */
  notify(): void {
    this.#wake?.();
  }

  /** Drops inputs from an index on after a reorganisation; call it within the transaction that notes the new branch. */
  drop(index: number): void {
    this.records.dropFrom(index);
    this.#lift({ input: index });
    this.#group.dropFrom(index);
    this.#ahead = this.#ahead.filter((input) => input.index < index);
    // The back-end knows every input it was given, the one in its hands too.
    if (index < Math.max(this.#cursor, (this.#inHand ?? -1) + 1)) this.#rewind = true;
    this.#options.log("warn", "the chain reorganised", { application: this.deployment.application.name, from: index });
    this.#wake?.();
  }

  /** Forgets events after block `ancestor`; call it within the transaction that notes the new branch. */
  rewind(ancestor: number): void {
    this.#lift({ block: ancestor });
  }

  /**
   * Ends the application: INOPERABLE when the chain will not accept what it would go on to say, FAILED when its
   * operator can mend it. `cause` names what on the chain ended it; when the chain drops that, it runs again.
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
    // Its back-end may know of what was dropped, also when no input is left to drive it with.
    this.#rewind = true;
    this.#running = (this.#running ?? Promise.resolve()).then(() => (this.#stopped ? undefined : this.#drive()));
  }

  /** @param query raw bytes. Throws `inspect-unavailable` when the application cannot answer. */
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
      // One query, one input, in turn: neither a stream of queries nor one of inputs keeps the other waiting.
      const waiting = this.#options.backend.queriesAtOnce === undefined ? this.#inspects.take() : undefined;
      if (waiting !== undefined) {
        await this.#ask(waiting);
        if (this.#stopped || this.#rewind) continue;
      }
      if (this.#ahead.length === 0) this.#ahead = this.records.queued(this.#cursor, AHEAD_MOST);
      if (this.#group.isEmpty && this.#settled) this.#options.backend.committed?.(this.#cursor);
      const input = this.#ahead.shift();
      if (input !== undefined) {
        await this.#process(input);
        continue;
      }
      this.#group.commit();
      if (this.#settled) this.#options.backend.committed?.(this.#cursor);
      if (waiting === undefined) await this.#bell();
    }
    if (this.#failed) this.#inspects.refuse();
  }

  /** Waits until there is something to do; everything up to here ran without a pause, so no ring was missed. */
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
   * Has the back-end brought back after a failure, unless it stands as it was. An operator's process reverts by
   * itself or not at all; driving it again would double what it knows.
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
        // Killed to stop, or dropped meanwhile: either way this outcome is nobody's.
        return this.#stopped || this.#rewind ? undefined : outcome;
      } catch (error) {
        if (!(error instanceof BackendLost)) throw error;
        if (this.#stopped || this.#rewind) return undefined;
        if (error.taken && ++attempts >= ATTEMPTS) {
          // The kernel or an operator may have killed the process: that is no outcome, so nothing is claimed.
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
        // A process that ends before it takes anything (a wrong command, a missing file) is nobody's input's fault.
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

  /** Brings the back-end from genesis to the last committed input; a difference ends the application. */
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

  /** Nothing the first time, then longer and longer; a stop cuts it short. */
  async #pause(misses: number): Promise<void> {
    if (misses === 0 || this.#stopped) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, Math.min(25 * 2 ** misses, 5_000));
    });
  }

  /** Gives the back-end as many of the queries that wait as it takes beside an input. */
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
