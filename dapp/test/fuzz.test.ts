/** The fuzzer itself: it finds nothing in the back-end, finds what is planted, and repeats itself by its seed. */
import { describe, expect, it } from "vitest";
import { fuzz } from "../fuzz/fuzz.ts";
import type { Handle } from "../fuzz/oracle.ts";
import { handle } from "../src/rollup/loop.ts";

describe("fuzz", () => {
  it("default: any bytes end in accept or reject, and what is refused leaves no trace", async () => {
    const { inputs, queries, outcomes } = await fuzz({ count: 1_500, seed: 21 });
    expect(inputs + queries).toBe(1_500);
    // It gets past the first gates: messages are admitted, answers sealed, forks seen, signatures refused.
    for (const outcome of [
      "accept admitted",
      "accept forked-key",
      "accept sequence-replayed",
      "accept signature-invalid",
      "accept vehicle-unreadable",
      "query sealed",
      "query query-unauthorised",
      "reject malformed",
    ])
      expect(outcomes, outcome).toHaveProperty([outcome], expect.any(Number));
  });

  it("given the same seed, does the same", async () => {
    const options = { count: 200, seed: 7 };
    expect(await fuzz(options)).toEqual(await fuzz(options));
    expect(await fuzz({ ...options, seed: 8 })).not.toMatchObject({ outcomes: (await fuzz(options)).outcomes });
  });

  it.each<[string, Handle]>([
    [
      "an exception",
      (state, body, post) => (body.length > 900 ? Promise.reject(new Error("boom")) : handle(state, body, post)),
    ],
    [
      "a state that a query changes",
      (state, body, post) => {
        if (body.includes("inspect_state")) state.inputCount += 1;
        return handle(state, body, post);
      },
    ],
    [
      "a notice without a change",
      async (state, body, post) => {
        if (body.includes("advance_state")) await post("/notice", { payload: "0x00" });
        return handle(state, body, post);
      },
    ],
  ])("refuses %s, and tells the seed, case and bytes", async (_, broken) => {
    await expect(fuzz({ count: 200, seed: 3 }, broken)).rejects.toMatchObject({
      code: "fuzz-failed",
      facts: { seed: 3, case: expect.any(Number), bytes: expect.stringMatching(/^0x/) },
    });
  });
});
