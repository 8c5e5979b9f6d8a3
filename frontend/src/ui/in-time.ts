/** A bound on how long the reader waits for what they asked for. */
import { PAGE_CODES, type PageOnlyCode } from "@witness/protocol/codes/page";

/** Nothing came in time, and nothing said why: a connection that swallows requests looks like this. */
class LateError extends Error {
  readonly code: PageOnlyCode = "answer-late";

  constructor() {
    super(PAGE_CODES["answer-late"].sentence);
    this.name = "LateError";
  }
}

/** Returns what a promise gives. @throws {LateError} `answer-late` when it gives nothing within the time */
export async function inTime<T>(work: Promise<T>, mostMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError()), mostMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
