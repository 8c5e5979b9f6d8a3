import { afterEach, describe, expect, it, vi } from "vitest";
import { hasPython } from "./python.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("a machine without python3", () => {
  it("is told what was not compared", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    vi.stubEnv("PATH", "/nowhere");
    expect(hasPython("the vectors")).toBe(false);
    expect(warn.mock.calls.flat().join()).toMatch(/^NOT COMPARED: the vectors\..*python3/);
  });
});
