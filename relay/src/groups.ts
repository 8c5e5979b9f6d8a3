/** Group commit: requests that arrive together share one transaction, and so one wait for the disk. */

interface PendingWork<In, Out> {
  readonly request: In;
  readonly resolve: (answer: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** How requests are gathered. */
export interface GroupOptions<In, Out> {
  /** What a request counts for; others wait while it is worked on. */
  readonly weight: (request: In) => number;
  /** A group ends with the request that reaches this weight. */
  readonly most: number;
  /** Returns the answers to all requests in order when what it wrote is on disk; writes nothing when it throws. */
  readonly commit: (requests: readonly In[]) => readonly Out[] | Promise<readonly Out[]>;
}

/** Gathers requests until the event loop turns, then hands them over together. */
export class Groups<In, Out> {
  readonly #options: GroupOptions<In, Out>;
  #waiting: PendingWork<In, Out>[] = [];
  #scheduled = false;

  constructor(options: GroupOptions<In, Out>) {
    this.#options = options;
  }

  /** Resolves when the request's transaction is committed. */
  submit(request: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  #next(): PendingWork<In, Out>[] {
    const { weight, most } = this.#options;
    let sum = 0;
    let end = 0;
    for (const { request } of this.#waiting) {
      if (sum >= most) break;
      sum += weight(request);
      end += 1;
    }
    return this.#waiting.splice(0, end);
  }

  #flush(): void {
    this.#scheduled = false;
    const group = this.#next();
    if (this.#waiting.length > 0) this.#schedule();
    try {
      this.#commit(group);
    } catch (error) {
      // Whatever made it fail fails alone: its neighbours are answered.
      for (const each of group) {
        try {
          if (group.length === 1) throw error;
          this.#commit([each]);
        } catch (own) {
          each.reject(own);
        }
      }
    }
  }

  #commit(group: readonly PendingWork<In, Out>[]): void {
    const committed = this.#options.commit(group.map(({ request }) => request));
    const answer = (answers: readonly Out[]): void => {
      for (const [index, { resolve, reject }] of group.entries()) {
        const own = answers[index];
        if (own === undefined) reject(new Error("A request of the group was not answered."));
        else resolve(own);
      }
    };
    const fail = (error: unknown): void => {
      for (const { reject } of group) reject(error);
    };
    if (committed instanceof Promise) committed.then(answer, fail);
    else answer(committed);
  }
}
