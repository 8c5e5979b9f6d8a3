/**
 * Outcomes that wait for their commit. One transaction holds the outcomes of many inputs. A timer commits them at most
 * 25 ms after the first, also while a back-end is processing the next input.
 */
import type { BackendResult } from "./backend/backend.ts";
import type { QueuedInput, Records } from "./store/records.ts";

const INPUTS_MOST = 64;
const AGE_MOST_MS = 25;

/** What a group is made with. */
export interface OutcomeGroupOptions {
  readonly records: Records;
  readonly nowMs: () => number;
}

/** The outcomes of one application that are not on disk yet, in the order of their inputs. */
export class OutcomeGroup {
  readonly #options: OutcomeGroupOptions;
  #outcomes: { readonly input: QueuedInput; readonly outcome: BackendResult }[] = [];
  #sinceMs = 0;
  #due: NodeJS.Timeout | undefined;
  #failure: Error | undefined;

  constructor(options: OutcomeGroupOptions) {
    this.#options = options;
  }

  /** True when every outcome is on disk. */
  get isEmpty(): boolean {
    return this.#outcomes.length === 0;
  }

  /** True when the group is full or old enough to be committed. */
  get isDue(): boolean {
    return this.#outcomes.length >= INPUTS_MOST || this.#options.nowMs() - this.#sinceMs >= AGE_MOST_MS;
  }

  /** Adds an outcome. */
  add(input: QueuedInput, outcome: BackendResult): void {
    if (this.isEmpty) {
      this.#sinceMs = this.#options.nowMs();
      this.#due = setTimeout(() => this.#commitDue(), AGE_MOST_MS);
    }
    this.#outcomes.push({ input, outcome });
  }

  /** Forgets the outcomes of inputs from an index on, which a reorganisation dropped. */
  dropFrom(index: number): void {
    this.#outcomes = this.#outcomes.filter(({ input }) => input.index < index);
  }

  /** Forgets all outcomes. The caller gives their inputs to the back-end again. */
  clear(): void {
    this.cancel();
    this.#outcomes = [];
  }

  /** Stops the timer. */
  cancel(): void {
    clearTimeout(this.#due);
  }

  /** Writes all outcomes in one transaction. Throws the error of an earlier commit by the timer. */
  commit(): void {
    this.cancel();
    if (this.#failure !== undefined) throw this.#failure;
    if (this.isEmpty) return;
    const { records, nowMs } = this.#options;
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    records.transact(() => {
      const next = { output: records.outputCount(), report: records.reportCount() };
      for (const { input, outcome } of outcomes) {
        records.keep(input, outcome, next, nowMs());
        // To hash a machine takes as long as some inputs do, so each state is hashed once, before the next input.
        if (outcome.hashBefore !== undefined) records.hashed(input.index - 1, outcome.hashBefore);
        if (outcome.status === "ACCEPTED") next.output += outcome.outputs.length;
        next.report += outcome.reports.length;
      }
    });
  }

  /** Commits for the timer, which has no caller to throw to. It keeps an error for the next `commit`. */
  #commitDue(): void {
    try {
      this.commit();
    } catch (error) {
      this.#failure = error as Error;
    }
  }
}
