import { describe, expect, it } from "vitest";
import { toHex } from "../bytes.ts";
import { encodeAnswer } from "./answer.ts";
import { decodeInspected } from "./inspected.ts";

const answer = { kind: "none", code: "device-unknown" } as const;
const reports = [{ payload: `0x${toHex(encodeAnswer(answer))}` }];

describe("a node's answer to a query", () => {
  it("is the back-end's first report, and how many inputs it has taken", () => {
    expect(decodeInspected({ reports, processed_input_count: 3 })).toEqual({ answer, inputs: 3 });
    expect(decodeInspected({ reports })).toEqual({ answer, inputs: 0 });
    expect(decodeInspected({ reports: [{ payload: "0x" }] }).answer).toEqual({ kind: "none", code: "admitted" });
  });

  it.each([
    undefined,
    null,
    "",
    {},
    { reports: null },
    { reports: [] },
    { reports: [{ payload: 7 }] },
    { reports: [{ payload: "0xZZ" }] },
    { reports: [{ payload: "0xff" }] },
  ])("refuses %j", (json) => {
    expect(() => decodeInspected(json)).toThrow(expect.objectContaining({ code: "malformed" }));
  });
});
