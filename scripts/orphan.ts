/** Whether npm, which started this process, is gone. */

const LOOK_EVERY_MS = 1_000;

/**
 * Calls back once when npm ended without passing its signal on, as it does when only its own process is killed: what it
 * started must not run on unseen. A process that npm did not start may well outlive its parent.
 */
export function whenNpmIsGone(act: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, LOOK_EVERY_MS);
  timer.unref();
}
