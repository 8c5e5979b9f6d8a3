/** Looks again and again at the passes behind credentials, one look at a time. */
import type { Logger } from "pino";
import { codeOf, sentenceOf } from "./errors.ts";
import type { Issuer } from "./issuer.ts";

/** A follower at work. */
export interface Follower {
  /** Ends after the look that is under way. */
  readonly stop: () => Promise<void>;
}

/** Begins to follow. A look that fails is logged, and the next one comes in its time. */
export function startFollower(
  issuer: Issuer,
  { everyS, log }: { readonly everyS: number; readonly log: Logger },
): Follower {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const look = async (): Promise<void> => {
    try {
      const { invalidated, unasked } = await issuer.follow();
      if (invalidated > 0) log.info({ invalidated }, "credentials turned invalid with their passes");
      if (unasked > 0) log.warn({ unasked }, "passes could not be asked about");
    } catch (error) {
      log.error({ code: codeOf(error) }, sentenceOf(error));
    }
    if (!isStopped) timer = setTimeout(begin, everyS * 1_000);
  };
  let looking = Promise.resolve();
  const begin = (): void => {
    looking = look();
  };
  begin();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
