import { describe, expect, it } from "vitest";
import { LIMITS } from "../backend/backend.ts";
import { MCYCLE_MAX, runGuest } from "./guest.ts";
import type { BreakReason, CmioRequest, Remote } from "./remote.ts";

const yielded = (reason: number, text = "", availableLength = text.length): CmioRequest => ({
  reason,
  data: Buffer.from(text),
  availableLength,
});
const REJECTED = yielded(2);

/** A guest that says these things, each after it ran: automatic yields, and a manual one at last. */
function guest(said: Iterable<CmioRequest>, last: CmioRequest = REJECTED, breaks: readonly BreakReason[] = []): Remote {
  const requests = said[Symbol.iterator]();
  const first = [...breaks];
  let now = last;
  return {
    run: async () => {
      const why = first.shift();
      if (why !== undefined) return why;
      const { value, done } = requests.next();
      now = done === true ? last : value;
      return done === true ? "yielded_manually" : "yielded_automatically";
    },
    receive: async () => now,
  } as Partial<Remote> as Remote;
}

const bounds = { mcycleEnd: MCYCLE_MAX, deadlineMs: 60_000 };

describe("runGuest", () => {
  it("keeps outputs and reports in their order and passes over progress", async () => {
    const said = [yielded(2, "a"), yielded(1, "77"), yielded(4, "b"), yielded(2, "c"), yielded(4, "d")];
    const outcome = await runGuest(guest(said, yielded(1, "root")), bounds);
    expect(outcome.status).toBe("ACCEPTED");
    expect(outcome.outputs.map(String)).toEqual(["a", "c"]);
    expect(outcome.reports.map(String)).toEqual(["b", "d"]);
    expect(String(outcome.outputsRoot)).toBe("root");
  });

  it("goes on after a soft yield and after the console was touched", async () => {
    const outcome = await runGuest(guest([], REJECTED, ["yielded_softly", "console_output", "console_input"]), bounds);
    expect(outcome.status).toBe("REJECTED");
  });

  it("boundary: takes 65 536 outputs and not one more", async () => {
    const many = (count: number) => Array.from({ length: count }, () => yielded(2, "o"));
    expect(await runGuest(guest(many(LIMITS.outputsPerInput)), bounds)).toMatchObject({ status: "REJECTED" });
    const over = await runGuest(guest(many(LIMITS.outputsPerInput + 1)), bounds);
    expect(over.status).toBe("OUTPUTS_LIMIT_EXCEEDED");
    expect(over.outputs.length).toBe(LIMITS.outputsPerInput);
  });

  it("ends an input that wrote past the buffer", async () => {
    const outcome = await runGuest(guest([yielded(4, "cut", 2_097_153)]), bounds);
    expect(outcome).toMatchObject({ status: "PAYLOAD_LENGTH_LIMIT_EXCEEDED", reports: [] });
  });

  it("ends an input that asks for what nobody answers, and says so", async () => {
    for (const remote of [guest([yielded(9)]), guest([], yielded(16, "id"))]) {
      const outcome = await runGuest(remote, bounds);
      expect(outcome.status).toBe("EXCEPTION");
      expect(String(outcome.exception)).toMatch(/unknown reason (9|16)/);
    }
  });

  it("boundary: runs nothing when no time is left", async () => {
    expect(await runGuest(guest([]), { ...bounds, deadlineMs: 0 })).toMatchObject({ status: "TIME_LIMIT_EXCEEDED" });
  });

  it("refuses a reason to stop that it does not know", async () => {
    const odd = guest([], REJECTED, ["asleep" as BreakReason]);
    await expect(runGuest(odd, bounds)).rejects.toMatchObject({ code: "machine-failed" });
  });
});
