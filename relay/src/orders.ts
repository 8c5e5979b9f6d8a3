/** What the operator has ordered, kept over restarts: whether the relay promises and sends, and which transactions are cancelled. */
import type { Store } from "./store/store.ts";
import type { SignedTransaction } from "./transaction.ts";

/** `draining`: nothing more is promised, what was is carried. `paused`: nothing is sent either. */
export type Mode = "running" | "draining" | "paused";

const MODE = "mode";
const CANCELLED = "cancelled";

/** The operator's orders. */
export class Orders {
  readonly #store: Pick<Store, "meta" | "setMeta">;
  #cancelled = new Map<number, SignedTransaction>();

  constructor(store: Pick<Store, "meta" | "setMeta">) {
    this.#store = store;
    this.read();
  }

  /** Takes up what is kept: another process may have carried meanwhile. */
  read(): void {
    this.#cancelled = new Map(JSON.parse(this.#store.meta(CANCELLED) ?? "[]") as [number, SignedTransaction][]);
  }

  /** What the relay does. */
  get mode(): Mode {
    return (this.#store.meta(MODE) as Mode | undefined) ?? "running";
  }

  /** Orders what the relay does from now on. */
  set mode(mode: Mode) {
    this.#store.setMeta(MODE, mode);
  }

  /** Returns the transaction that is to take the nonce of a payload's, so that the payload begins anew. */
  cancelled(id: number): SignedTransaction | undefined {
    return this.#cancelled.get(id);
  }

  /** Keeps such a transaction before it is sent. */
  cancel(id: number, signed: SignedTransaction): void {
    this.#cancelled.set(id, signed);
    this.#write();
  }

  /** Forgets it: one of the two is in a block. */
  forget(id: number): void {
    if (this.#cancelled.delete(id)) this.#write();
  }

  #write(): void {
    this.#store.setMeta(CANCELLED, JSON.stringify([...this.#cancelled]));
  }
}
