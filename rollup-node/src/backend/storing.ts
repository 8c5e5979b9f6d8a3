/** A process that undoes its own inputs and stores its own state: between two inputs, since there is no standby to do it. */
import { type Backend, BackendLost, type BackendResult, type Position } from "./backend.ts";
import type { ProcessSnapshots, StoringBackend } from "./process-snapshots.ts";

/** A process and its snapshots as one back-end. */
export class StoringProcess implements Backend {
  readonly #process: StoringBackend;
  readonly #snapshots: ProcessSnapshots;
  /** Whether the last input was accepted: of rejected ones the back-end's own count knows nothing. */
  #accepted = false;
  #stopped = false;

  constructor(process: StoringBackend, snapshots: ProcessSnapshots) {
    this.#process = process;
    this.#snapshots = snapshots;
  }

  get supervised(): boolean {
    return this.#process.supervised;
  }

  get astray(): boolean {
    return this.#process.astray ?? false;
  }

  async advance(raw: Uint8Array, firstOutput: number): Promise<BackendResult> {
    this.#accepted = false;
    const outcome = await this.#process.advance(raw, firstOutput);
    this.#accepted = outcome.status === "ACCEPTED";
    return outcome;
  }

  inspect(query: Uint8Array): Promise<BackendResult> {
    return this.#process.inspect(query);
  }

  restart(): Promise<boolean> {
    this.#accepted = false;
    return this.#process.restart();
  }

  async resume(): Promise<Position | undefined> {
    await this.restart();
    return this.#snapshots.resume(this.#process);
  }

  committed(inputs: number): Promise<void> | undefined {
    if (!this.#accepted || !this.#snapshots.due(inputs)) return undefined;
    return this.#snapshots
      .keep(this.#process, inputs, () => !this.#stopped)
      .catch((error: Error) => {
        // The next input finds the process gone, and has it started and driven again.
        if (!(error instanceof BackendLost)) throw error;
      });
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return this.#process.stop();
  }
}
