/** Group commit: requests that arrive together share one transaction, and so one wait for the disk. */

interface Waiting<In, Out> {
  readonly request: In;
  readonly resolve: (answer: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers requests until the event loop turns, then hands them over together. */
export class Groups<In, Out> {
  readonly #commit: (requests: readonly In[]) => readonly Out[];
  readonly #most: number;
  #waiting: Waiting<In, Out>[] = [];
  #scheduled = false;

  /** `commit` answers every request in order, after what it wrote is on disk. */
  constructor(most: number, commit: (requests: readonly In[]) => readonly Out[]) {
    this.#most = most;
    this.#commit = commit;
  }

  /** Answers when the request's transaction is committed. */
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

  #flush(): void {
    this.#scheduled = false;
    const group = this.#waiting.splice(0, this.#most);
    if (this.#waiting.length > 0) this.#schedule();
    try {
      const answers = this.#commit(group.map(({ request }) => request));
      for (const [index, { resolve, reject }] of group.entries()) {
        const answer = answers[index];
        if (answer === undefined) reject(new Error("A request of the group was not answered."));
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
