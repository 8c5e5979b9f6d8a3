/** What a command prints: it may hold words of others, and may have no reader. */

/** Returns words of others (a server) without what would steer a terminal. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, " ");

/**
 * Lets the command go on when its reader has read enough, as `head` has. What is under way is done all the same, and the
 * exit code says what it came to.
 */
export function goOnUnread(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
