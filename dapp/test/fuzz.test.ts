/** The fuzzer itself: it finds nothing in the back-end, finds what is planted, and repeats itself by its seed. */
import { preamble } from "@witness/protocol/context";
import { describe, expect, it } from "vitest";
import { fuzz } from "../fuzz/fuzz.ts";
import type { Handle } from "../fuzz/oracle.ts";
import { handle } from "../src/rollup/loop.ts";
import { context, p } from "./world.ts";

describe("fuzz", () => {
  it("default: any bytes end in accept or reject, and what is refused leaves no trace", async () => {
    const { inputs, queries, archives, outcomes } = await fuzz({ count: 3_000, seed: 21 });
    expect(inputs + queries + archives).toBe(3_000);
    // It gets past the first gates: messages are admitted, answers sealed, forks seen, signatures refused, operations take
    // effect by each actor, and an archive is believed and caught.
    for (const outcome of [
      "accept admitted",
      "accept forked-key",
      "accept sequence-replayed",
      "accept signature-invalid",
      "accept vehicle-unreadable",
      "accept operation setPolicy",
      "accept operation enterJournal",
      "accept operation vouchForOwner",
      "accept operation quarantine",
      "accept operation signature-invalid",
      "accept operation operation-replayed",
      "accept operation tenure-changed",
      "archive proven",
      "archive tile-malformed",
      "archive item-refused",
      "archive editions",
      "archive archive-unavailable",
      "query holding",
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

  it("finds a back-end that takes an operation signed for another chain", async () => {
    const elsewhere = preamble("operation", { ...context, chainId: context.chainId + 1 });
    const p256Verify: typeof p.p256Verify = (publicKey, signature, ...parts) =>
      p.p256Verify(publicKey, signature, ...parts) ||
      (parts.length === 2 && p.p256Verify(publicKey, signature, elsewhere, parts[1] ?? elsewhere));
    const careless: Handle = (state, body, post) => {
      Object.assign(state.genesis, { provider: { ...p, p256Verify } });
      return handle(state, body, post);
    };
    await expect(fuzz({ count: 20_000, seed: 4 }, careless)).rejects.toThrow("its actor did not sign");
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
