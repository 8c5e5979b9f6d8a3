/** The trouble codes that are set and not cleared. */

import { describe, expect, it } from "vitest";
import { TROUBLE_CODES_ACTIVE_MAX } from "../limits.ts";
import { changeTroubleCodes } from "./trouble.ts";

const set = (code: number) => ({ reading: 0, code, cleared: false });
const clear = (code: number) => ({ reading: 0, code, cleared: true });

describe("changeTroubleCodes", () => {
  it("default: codes ascend as numbers, each once, whatever their order", () => {
    expect(changeTroubleCodes([20, 300], [set(9), set(1_000), set(20), clear(300), clear(7)])).toEqual([9, 20, 1_000]);
  });

  it("given a code that is set and cleared, ends as the last change says", () => {
    expect(changeTroubleCodes([], [set(1), clear(1), set(2), clear(2), set(2)])).toEqual([2]);
  });

  it("boundary: as many are kept, one more is left out, and a cleared one makes room", () => {
    const most = Array.from({ length: TROUBLE_CODES_ACTIVE_MAX }, (_, i) => i);
    const full = changeTroubleCodes([], most.map(set));
    expect(full).toEqual(most);
    expect(changeTroubleCodes(full, [set(60_000)])).toEqual(most);
    expect(changeTroubleCodes(full, [clear(0), set(60_000)])).toEqual([...most.slice(1), 60_000]);
  });
});
