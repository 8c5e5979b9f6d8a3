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
  /** Resolves when what it wrote is there for the next group to see; writes nothing when it rejects. */
  readonly commit: (requests: readonly In[]) => Promise<Committed<Out>>;
}

/** A group that is written. */
export interface Committed<Out> {
  /** The answers to all requests in order, when what was written is on disk. */
  readonly answers: Promise<readonly Out[]>;
}

/** Gathers requests until the event loop turns and the group before is written, then hands them over together. */
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
    setImmediate(() => void this.#flush());
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

  async #flush(): Promise<void> {
    const group = this.#next();
    try {
      await this.#commit(group);
    } catch (error) {
      // Whatever made it fail fails alone: its neighbours are answered.
      for (const each of group) {
        try {
          if (group.length === 1) throw error;
          await this.#commit([each]);
        } catch (own) {
          each.reject(own);
        }
      }
    }
    this.#scheduled = false;
    if (this.#waiting.length > 0) this.#schedule();
  }

  /** Resolves when the group is written; who waits is answered when it is on disk. */
  async #commit(group: readonly PendingWork<In, Out>[]): Promise<void> {
    const { answers } = await this.#options.commit(group.map(({ request }) => request));
    answers.then(
      (all) => {
        for (const [index, { resolve, reject }] of group.entries()) {
          const own = all[index];
          if (own === undefined) reject(new Error("A request of the group was not answered."));
          else resolve(own);
        }
      },
      (error: unknown) => {
        for (const { reject } of group) reject(error);
      },
    );
  }
}
