/**
 * Outcomes that wait for their commit: one transaction for many inputs, at the latest a moment after the first, also
 * while the next input is in hand, however long that takes.
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

  /** Whether every outcome is on disk. */
  get isEmpty(): boolean {
    return this.#outcomes.length === 0;
  }

  /** Whether the group is full or old enough to be committed. */
  get isDue(): boolean {
    return this.#outcomes.length >= INPUTS_MOST || this.#options.nowMs() - this.#sinceMs >= AGE_MOST_MS;
  }

  /** Takes one more outcome. */
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

  /** Forgets all outcomes: their inputs are given again. */
  clear(): void {
    this.cancel();
    this.#outcomes = [];
  }

  /** Commits nothing by itself any more. */
  cancel(): void {
    clearTimeout(this.#due);
  }

  /** Writes all outcomes in one transaction. Throws what kept an earlier commit from being made. */
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
        // Hashing a machine takes as long as many an input, so its state is hashed once, before the next one.
        if (outcome.hashBefore !== undefined) records.hashed(input.index - 1, outcome.hashBefore);
        if (outcome.status === "ACCEPTED") next.output += outcome.outputs.length;
        next.report += outcome.reports.length;
      }
    });
  }

  /** A timer has no caller to throw at: the next commit does. */
  #commitDue(): void {
    try {
      this.commit();
    } catch (error) {
      this.#failure = error as Error;
    }
  }
}
