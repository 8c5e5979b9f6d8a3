/** Progress on standard error: a bar that is drawn over on a terminal, a line now and then elsewhere. */

const WIDTH = 30;
const EVERY_MS = { terminal: 100, file: 5_000 } as const;

/** Where progress is drawn, and what time it is. */
export interface ProgressOptions {
  readonly write: (text: string) => void;
  readonly terminal: boolean;
  readonly nowMs: () => number;
}

/** Returns seconds as a person says them. */
export function spell(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

/** Makes a function that is told how many of `total` are done, and one that leaves a clean line. */
export function startProgress(total: number, { write, terminal, nowMs }: ProgressOptions) {
  const began = nowMs();
  let drawn = began;
  const draw = (done: number): void => {
    const seconds = Math.max(0.001, (nowMs() - began) / 1_000);
    const rate = done / seconds;
    const left = done === 0 ? "" : `, ${spell((total - done) / rate)} left`;
    const filled = total === 0 ? WIDTH : Math.floor((WIDTH * done) / total);
    const bar = `[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}]`;
    const text = `${bar} ${done} of ${total} inputs, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s${left}`;
    write(terminal ? `\r\x1b[K${text}` : `${text}\n`);
  };
  return {
    step(done: number): void {
      if (nowMs() - drawn < EVERY_MS[terminal ? "terminal" : "file"]) return;
      drawn = nowMs();
      draw(done);
    },
    end(done: number): void {
      draw(done);
      if (terminal) write("\n");
    },
  };
}
