/** Whether the browser has a connection, and which questions are not asked again without one. */

/** Whether the browser knows that it has no connection; the server, where markup is tested, has no such knowledge. */
export const isOffline = (): boolean => typeof navigator !== "undefined" && navigator.onLine === false;

interface Asked {
  readonly state: { readonly error: unknown };
}

/**
 * Returns a pace that stops where a question has failed for want of a connection. What the browser calls offline may
 * still reach a server on its own machine, so only a failure stops it; the browser's `online` event starts it again.
 */
export const whileOnline =
  <Query>(pace: (query: Query) => number) =>
  (query: Query & Asked): number | false =>
    query.state.error !== null && isOffline() ? false : pace(query);
