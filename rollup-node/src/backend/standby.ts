/**
 * A back-end with a second process behind it that is given the accepted inputs only. When an input is not accepted the
 * second takes the first one's place, and the first is brought back to genesis and driven again behind it. So nothing
 * of what was thrown away is left in a process's memory, and the next input need not wait for the whole history.
 */
import { replay } from "../replay.ts";
import type { Records } from "../store/records.ts";
import { type Backend, BackendLost, type BackendResult, type Position } from "./backend.ts";

/** Outcomes are committed in groups; the standby reads them from the store a little later. */
const LAG_MS = 100;
/** A standby that was lost so often in a row keeps nobody waiting. */
const PATIENCE = 3;

export interface StandbyOptions {
  readonly active: Backend;
  readonly open: () => Promise<Backend>;
  readonly records: Pick<Records, "accepted">;
  /** Hears of accepted inputs that gave the standby other outputs than those kept. */
  readonly onDiffers: (what: string) => void;
  readonly log: (message: string, facts: Record<string, unknown>, level?: "error") => void;
}

export class StandbyBackend implements Backend {
  readonly supervised = true;
  #options: StandbyOptions;
  #active: Backend;
  #standby: Backend | undefined;
  #position: Position = { from: 0, outputs: 0 };
  /** It was given what it should not know, or is gone: it has to begin at genesis. */
  #stale = false;
  #useless = false;
  #stopped = false;
  #ring: (() => void) | undefined;
  #rung = false;
  #soon: NodeJS.Timeout | undefined;
  #wanted: ((swapped: boolean) => void) | undefined;
  #running: Promise<void> | undefined;

  constructor(options: StandbyOptions) {
    this.#options = options;
    this.#active = options.active;
  }

  async advance(raw: Uint8Array, firstOutput: number): Promise<BackendResult> {
    const outcome = await this.#active.advance(raw, firstOutput);
    if (outcome.status === "ACCEPTED" && !this.#stopped)
      this.#soon ??= setTimeout(() => {
        this.#soon = undefined;
        this.#follow();
      }, LAG_MS);
    return outcome;
  }

  inspect(query: Uint8Array): Promise<BackendResult> {
    return this.#active.inspect(query);
  }

  async restart(): Promise<boolean> {
    this.#stale = true;
    this.#useless = false;
    return this.#active.restart();
  }

  /** Every accepted input must be in the store by now. */
  async revert(): Promise<boolean> {
    if (this.#useless || this.#stopped) return false;
    return new Promise((resolve) => {
      this.#wanted = resolve;
      this.#follow();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#soon);
    this.#answer(false);
    this.#ring?.();
    await Promise.all([this.#active.stop(), this.#standby?.stop()]);
    await this.#running;
  }

  #answer(swapped: boolean): void {
    this.#wanted?.(swapped);
    this.#wanted = undefined;
  }

  #follow(): void {
    this.#rung = true;
    this.#ring?.();
    this.#running ??= this.#run().catch((error: Error) => {
      this.#running = undefined;
      this.#giveUp(error.message);
    });
  }

  #giveUp(why: string): void {
    this.#useless = true;
    this.#answer(false);
    if (!this.#stopped) this.#options.log("no standby: rejected inputs are undone by a whole replay", { why }, "error");
  }

  async #run(): Promise<void> {
    for (let misses = 0; !this.#stopped; ) {
      try {
        await this.#catchUp();
        misses = 0;
        if (this.#stopped) return;
        if (!this.#stale && this.#wanted !== undefined) this.#swap();
        if (!this.#stale) await this.#bell();
      } catch (error) {
        if (!(error instanceof BackendLost)) throw error;
        this.#stale = true;
        if (++misses >= PATIENCE) this.#answer(false);
        await this.#bell(Math.min(50 * 2 ** misses, 5_000));
      }
    }
  }

  /** Gives the standby what it has not had of the accepted inputs. */
  async #catchUp(): Promise<void> {
    this.#rung = false;
    if (this.#standby === undefined) {
      const standby = await this.#options.open();
      this.#standby = standby;
      if (this.#stopped) return standby.stop();
      this.#stale = false;
    }
    if (this.#useless) return;
    if (this.#stale) {
      this.#stale = false;
      this.#position = { from: 0, outputs: 0 };
      await this.#standby.restart();
    }
    const differs = await replay({
      backend: this.#standby,
      shadow: undefined,
      records: this.#options.records,
      position: this.#position,
      interrupted: () => this.#stopped || this.#stale,
    });
    if (differs === undefined || this.#stale || this.#stopped) return;
    this.#options.onDiffers(differs);
    this.#giveUp(differs);
  }

  #swap(): void {
    const { log } = this.#options;
    const standby = this.#standby!;
    this.#standby = this.#active;
    this.#active = standby;
    this.#stale = true;
    log("the standby took over from a back-end that knows of an input which was not accepted", {
      inputs: this.#position.from,
    });
    this.#answer(true);
  }

  /** Waits until there is more to follow; with a time, at most that long. */
  async #bell(atMostMs?: number): Promise<void> {
    if (this.#stopped || (this.#rung && atMostMs === undefined)) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#ring = resolve;
      if (atMostMs !== undefined) timer = setTimeout(resolve, atMostMs);
    });
    clearTimeout(timer);
    this.#ring = undefined;
  }
}
