/**
 * When the newest transaction of each payload was signed, on disk: a relay that starts again and again still raises what it
 * offers in time.
 */
import type { Store } from "./store/store.ts";

/** The newest transaction of a payload. */
export interface Attempt {
  /** When it was signed. */
  readonly ms: number;
  /** The chain's latest block then. */
  readonly block: number;
}

const NAME = "attempts";

/** The attempts of the payloads that are in no block. */
export class Attempts {
  readonly #store: Pick<Store, "meta" | "setMeta">;
  #known = new Map<number, Attempt>();

  constructor(store: Pick<Store, "meta" | "setMeta">) {
    this.#store = store;
    this.read();
  }

  /** Takes up what is kept: another process may have carried meanwhile. */
  read(): void {
    this.#known = new Map(JSON.parse(this.#store.meta(NAME) ?? "[]") as [number, Attempt][]);
  }

  /** Returns a payload's newest attempt. */
  get(id: number): Attempt | undefined {
    return this.#known.get(id);
  }

  /** Notes an attempt. Written before the transaction that it is of, whose commit makes it durable. */
  put(id: number, attempt: Attempt): void {
    this.#known.set(id, attempt);
    this.#write();
  }

  /** Forgets a payload: it is in a block, or begins anew. */
  delete(id: number): void {
    if (this.#known.delete(id)) this.#write();
  }

  #write(): void {
    this.#store.setMeta(NAME, JSON.stringify([...this.#known]));
  }
}
