/** Progress as a person sees it: rate, time left, and a clean last line. */
import { describe, expect, it } from "vitest";
import { spell, startProgress } from "../src/progress.ts";

function drawn(terminal: boolean, total: number, steps: readonly (readonly [number, number])[]): string {
  let text = "";
  let now = 0;
  const write = (more: string): void => {
    text += more;
  };
  const progress = startProgress(total, { write, terminal, nowMs: () => now });
  for (const [ms, done] of steps) {
    now = ms;
    progress.step(done);
  }
  progress.end(steps.at(-1)?.[1] ?? 0);
  return text;
}

describe("startProgress", () => {
  it("given a terminal: draws over the same line", () => {
    const text = drawn(true, 200, [
      [50, 1],
      [1_000, 50],
      [4_000, 200],
    ]);
    expect(text).toContain("[#######-----------------------] 50 of 200 inputs, 50/s, 3 s left");
    expect(text).toMatch(/200 of 200 inputs, 50\/s, 0 s left\n$/);
    expect(text.split("\n")).toHaveLength(2);
  });

  it("given a file: a line each five seconds", () => {
    const text = drawn(false, 100, [
      [1_000, 1],
      [5_000, 10],
      [6_000, 12],
    ]);
    expect(text).toBe(
      "[###---------------------------] 10 of 100 inputs, 2.0/s, 45 s left\n" +
        "[###---------------------------] 12 of 100 inputs, 2.0/s, 44 s left\n",
    );
  });

  it("given nothing to do: says so", () => {
    expect(drawn(false, 0, [[0, 0]])).toContain("0 of 0 inputs");
  });
});

describe("spell", () => {
  it("default: as a person says it", () => {
    expect([0.2, 59, 61, 3_725].map(spell)).toEqual(["1 s", "59 s", "1 min 1 s", "1 h 2 min"]);
  });
});
