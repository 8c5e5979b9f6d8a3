/** Finds out whether npm, which started this process, has ended. */

const LOOK_EVERY_MS = 1_000;

/**
 * Calls back once when npm has ended without passing on a signal, as when only npm's process is killed: the processes
 * that it started must end too. A process that npm did not start may outlive its parent.
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
