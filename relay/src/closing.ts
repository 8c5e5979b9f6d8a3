/**
 * When the application closes for its successor (docs/relay.md, "The end of an application"): by the node's word, kept on disk, and
 * held against the time of the chain's newest block, by which the back-end decides.
 */
import type { Globals } from "@witness/protocol/operations/globals";
import type { Store } from "./store/store.ts";

/** What is taken this late may come into a block too late, and a receipt must not promise what is refused. */
const TAKES_NOTHING_BEFORE_S = 3_600;
const NAME = "closes";

/** The end of the application, as far as it is known. */
export class Closing {
  readonly #store: Pick<Store, "meta" | "setMeta">;
  #closesUnixS: number;

  constructor(store: Pick<Store, "meta" | "setMeta">) {
    this.#store = store;
    this.#closesUnixS = Number(store.meta(NAME) ?? Number.POSITIVE_INFINITY);
  }

  /** Notes what the application has announced. */
  hear({ succession: { announced, closesUnixS } }: Globals): void {
    if (announced.length === 0 || closesUnixS === this.#closesUnixS) return;
    this.#closesUnixS = closesUnixS;
    this.#store.setMeta(NAME, String(closesUnixS));
  }

  /** Whether nothing is taken any more. @param timeUnixS of the newest block */
  takesNothing(timeUnixS: number): boolean {
    return timeUnixS >= this.#closesUnixS - TAKES_NOTHING_BEFORE_S;
  }

  /** Whether every input of a block of this time is refused. */
  isClosed(timeUnixS: number): boolean {
    return timeUnixS >= this.#closesUnixS;
  }
}
