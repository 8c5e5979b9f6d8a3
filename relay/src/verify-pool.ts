/**
 * Threads that check signatures, so that the event loop goes on and the second core is used. Senders take turns, and so
 * do the requests of one: whoever sends much waits for itself.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { packBundle, resultsOf, type SignatureQuestion, type Slice } from "./verify-bundle.ts";

/** One core is the event loop's. */
const THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));
/** While a thread checks a bundle, the next one waits for it: 2 · 128 checks are some 25 ms. */
const BUNDLES_AHEAD = 2;
const BUNDLE_QUESTIONS = 128;
/** Of one request at a time. */
const SLICE_QUESTIONS = 64;

/** Checks signatures in their order, and ends with so many false ones. Resolves with what was checked. */
export type CheckSignatures = (
  sender: string,
  questions: readonly SignatureQuestion[],
  falseMost: number,
) => Promise<readonly boolean[]>;

interface Job {
  readonly sender: string;
  readonly questions: readonly SignatureQuestion[];
  readonly falseMost: number;
  readonly results: boolean[];
  readonly resolve: (results: readonly boolean[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A slice of a job, on its way. */
interface Sent {
  readonly job: Job;
  readonly slice: Slice;
}

interface Thread {
  readonly worker: Worker;
  /** Oldest first: a thread answers in the order in which it was asked. */
  readonly bundles: (readonly Sent[])[];
}

/** The threads of one process. They start with the first question, and keep no process alive. */
export class VerifyPool {
  readonly #threads: Thread[] = [];
  /** By sender, in the order of their turns. */
  readonly #waiting = new Map<string, Job[]>();

  /** Checks signatures as {@link CheckSignatures} says. */
  readonly check: CheckSignatures = (sender, questions, falseMost) =>
    new Promise((resolve, reject) => {
      this.#enqueue({ sender, questions, falseMost, results: [], resolve, reject });
      this.#pump();
    });

  #enqueue(job: Job): void {
    const own = this.#waiting.get(job.sender);
    if (own) own.push(job);
    else this.#waiting.set(job.sender, [job]);
  }

  #pump(): void {
    while (this.#waiting.size > 0) {
      const thread = this.#idlest();
      if (!thread) return;
      const bundle = this.#nextBundle();
      const { bytes, ...rest } = packBundle(bundle.map(({ slice }) => slice));
      thread.bundles.push(bundle);
      thread.worker.postMessage({ bytes, ...rest }, [bytes.buffer]);
    }
  }

  #idlest(): Thread | undefined {
    if (this.#threads.length < THREADS) return this.#start();
    const [first] = this.#threads.toSorted((a, b) => a.bundles.length - b.bundles.length);
    return first && first.bundles.length < BUNDLES_AHEAD ? first : undefined;
  }

  /** A slice of each sender in turn, until the bundle is full or nobody waits. */
  #nextBundle(): Sent[] {
    const bundle: Sent[] = [];
    let questions = 0;
    while (questions < BUNDLE_QUESTIONS) {
      const [turn] = this.#waiting;
      if (!turn) break;
      const [sender, jobs] = turn;
      this.#waiting.delete(sender);
      const job = jobs.shift();
      if (jobs.length > 0) this.#waiting.set(sender, jobs);
      if (!job) continue;
      const done = job.results.length;
      const slice = {
        questions: job.questions.slice(done, done + SLICE_QUESTIONS),
        falseMost: job.falseMost - job.results.filter((good) => !good).length,
      };
      bundle.push({ job, slice });
      questions += slice.questions.length;
    }
    return bundle;
  }

  #start(): Thread {
    const worker = new Worker(new URL("./verify-worker.ts", import.meta.url));
    const thread: Thread = { worker, bundles: [] };
    this.#threads.push(thread);
    worker.unref();
    worker.on("message", (results: Uint8Array) => this.#take(thread.bundles.shift() ?? [], results));
    worker.once("error", (error) => {
      // Whoever waits for it is told; the next question starts another.
      this.#threads.splice(this.#threads.indexOf(thread), 1);
      for (const { job } of thread.bundles.flat()) job.reject(error);
      this.#pump();
    });
    return thread;
  }

  #take(bundle: readonly Sent[], results: Uint8Array): void {
    const bySlice = resultsOf(
      results,
      bundle.map(({ slice }) => slice),
    );
    for (const [index, { job }] of bundle.entries()) {
      job.results.push(...(bySlice[index] ?? []));
      const bad = job.results.filter((good) => !good).length;
      if (job.results.length === job.questions.length || bad >= job.falseMost) job.resolve(job.results);
      else this.#enqueue(job);
    }
    this.#pump();
  }
}
