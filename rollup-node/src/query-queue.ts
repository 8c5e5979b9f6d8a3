/** The queries that wait for an application's back-end, oldest first. One that waits too long is refused. */
import type { BackendResult } from "./backend/backend.ts";
import { nodeError } from "./errors.ts";

const MOST = 1_000;

/** The outcome of a query, and how many inputs were processed before it. */
export interface InspectResult {
  readonly outcome: BackendResult;
  readonly processed: number;
}

/** A query that waits. */
export interface QueuedRequest {
  readonly query: Uint8Array;
  readonly resolve: (result: InspectResult) => void;
  readonly reject: (error: Error) => void;
  /** Runs until the query is taken. */
  readonly timer: NodeJS.Timeout;
}

/** The waiting queries of one application. */
export class QueryQueue {
  #requests: QueuedRequest[] = [];

  /** Returns the outcome of a query. Throws `inspect-unavailable` when no back-end takes it within `waitMs`. */
  add(query: Uint8Array, waitMs: number): Promise<InspectResult> {
    if (this.#requests.length >= MOST)
      return Promise.reject(nodeError("inspect-unavailable", "Too many queries wait; try again later."));
    return new Promise((resolve, reject) => {
      // A long input or a long replay must not leave the asker without a reply.
      const timer = setTimeout(() => {
        this.#requests = this.#requests.filter((request) => request.timer !== timer);
        reject(nodeError("inspect-unavailable", "The back-end is busy; try again later."));
      }, waitMs);
      this.#requests.push({ query, resolve, reject, timer });
    });
  }

  /** Removes and returns the oldest query, or undefined when none waits. */
  take(): QueuedRequest | undefined {
    const request = this.#requests.shift();
    clearTimeout(request?.timer);
    return request;
  }

  /** Refuses all waiting queries. */
  refuse(): void {
    for (const { reject, timer } of this.#requests.splice(0)) {
      clearTimeout(timer);
      reject(nodeError("inspect-unavailable", "This application does not run; see its state."));
    }
  }
}
