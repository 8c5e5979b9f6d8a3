/**
 * A back-end with a second process, the standby, which gets only the accepted inputs. When an input is not accepted, the
 * standby takes the place of the active process. The former active process starts again at genesis, is driven again and
 * becomes the standby. So no process holds a dropped input in memory, and the next input does not wait for a replay.
 * Why two such inputs in a row do wait for one: `docs/decisions/0022-two-rejected-inputs.md`.
 */
import { replay } from "../replay.ts";
import type { Records } from "../store/records.ts";
import { type Backend, BackendLost, type BackendResult, type Position } from "./backend.ts";
import type { ProcessSnapshots, StoringBackend } from "./process-snapshots.ts";

/** How long the standby waits for new inputs. Outcomes are committed in groups, so they reach the store a little late. */
const LAG_MS = 100;
/** After so many losses in a row the node no longer waits for the standby. */
const PATIENCE = 3;

/** What a back-end with a standby is made with. */
export interface StandbyOptions {
  readonly active: StoringBackend;
  readonly open: () => Promise<StoringBackend>;
  /** Snapshots that the standby stores, and from which both processes go on. */
  readonly snapshots?: ProcessSnapshots | undefined;
  readonly records: Pick<Records, "accepted">;
  /** Called when the standby gives other outputs for an accepted input than those on record. */
  readonly onDiffers: (what: string) => void;
  readonly log: (message: string, facts: Record<string, unknown>, level?: "error") => void;
}

const genesis = (): Position => ({ from: 0, outputs: 0 });

/** Two processes as one back-end. */
export class StandbyBackend implements Backend {
  readonly supervised = true;
  #options: StandbyOptions;
  #active: StoringBackend;
  #standby: StoringBackend | undefined;
  #position: Position = genesis();
  /** True when the standby holds an input that was not accepted, or has ended: it must start at genesis. */
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

  async resume(): Promise<Position | undefined> {
    const { snapshots } = this.#options;
    if (snapshots === undefined) return undefined;
    await this.restart();
    return snapshots.resume(this.#active);
  }

  /** The caller must have committed every accepted input. */
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
    this.#decide(false);
    this.#ring?.();
    await Promise.all([this.#active.stop(), this.#standby?.stop()]);
    await this.#running;
  }

  #decide(swapped: boolean): void {
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
    this.#decide(false);
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
        if (++misses >= PATIENCE) this.#decide(false);
        await this.#bell(Math.min(50 * 2 ** misses, 5_000));
      }
    }
  }

  /** Gives the standby the accepted inputs that it has not had. */
  async #catchUp(): Promise<void> {
    const { snapshots } = this.#options;
    this.#rung = false;
    if (this.#standby === undefined) {
      const standby = await this.#options.open();
      this.#standby = standby;
      if (this.#stopped) return standby.stop();
      this.#stale = false;
      this.#position = (await snapshots?.resume(standby)) ?? genesis();
    }
    if (this.#useless) return;
    if (this.#stale) {
      this.#stale = false;
      await this.#standby.restart();
      this.#position = (await snapshots?.resume(this.#standby)) ?? genesis();
    }
    const differs = await replay({
      backend: this.#standby,
      shadow: undefined,
      records: this.#options.records,
      position: this.#position,
      interrupted: () => this.#stopped || this.#stale,
    });
    if (this.#stale || this.#stopped) return;
    if (differs === undefined) {
      const { from } = this.#position;
      // An input that is to be undone does not wait for it.
      if (snapshots?.due(from) && this.#wanted === undefined)
        await snapshots.keep(this.#standby, from, () => !this.#stale);
      return;
    }
    this.#options.onDiffers(differs);
    this.#giveUp(differs);
  }

  #swap(): void {
    const { log } = this.#options;
    const standby = this.#standby!;
    this.#standby = this.#active;
    this.#active = standby;
    this.#stale = true;
    log("the standby took over, because the back-end holds an input that was not accepted", {
      inputs: this.#position.from,
    });
    this.#decide(true);
  }

  /** Waits until there are more inputs to follow, at most `ms` milliseconds when it is given. */
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
