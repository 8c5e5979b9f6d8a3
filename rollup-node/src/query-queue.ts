/** The queries that wait for an application's back-end, oldest first. One that waits too long is refused. */
import type { BackendResult } from "./backend/backend.ts";
import { nodeError } from "./errors.ts";

const MOST = 1_000;

export interface InspectResult {
  readonly outcome: BackendResult;
  readonly processed: number;
}

export interface QueuedRequest {
  readonly query: Uint8Array;
  readonly resolve: (result: InspectResult) => void;
  readonly reject: (error: Error) => void;
  /** Runs until the query is taken. */
  readonly timer: NodeJS.Timeout;
}

export class QueryQueue {
  #requests: QueuedRequest[] = [];

  /** Returns what the back-end says to a query. Throws `inspect-unavailable` when none takes it within `waitMs`. */
  add(query: Uint8Array, waitMs: number): Promise<InspectResult> {
    if (this.#requests.length >= MOST)
      return Promise.reject(nodeError("inspect-unavailable", "Too many queries wait; try again later."));
    return new Promise((resolve, reject) => {
      // An input that takes long, or a long replay, must not leave whoever asks without any answer.
      const timer = setTimeout(() => {
        this.#requests = this.#requests.filter((request) => request.timer !== timer);
        reject(nodeError("inspect-unavailable", "The back-end is busy; try again later."));
      }, waitMs);
      this.#requests.push({ query, resolve, reject, timer });
    });
  }

  /** Returns the oldest query, which waits no longer, or undefined when none waits. */
  take(): QueuedRequest | undefined {
    const request = this.#requests.shift();
    clearTimeout(request?.timer);
    return request;
  }

  /** Refuses all that wait. */
  refuse(): void {
    for (const { reject, timer } of this.#requests.splice(0)) {
      clearTimeout(timer);
      reject(nodeError("inspect-unavailable", "This application does not run; see its state."));
    }
  }
}
