import { expect, it } from "vitest";
import { inTime } from "./in-time.ts";

it("returns what came in time, and throws what was thrown", async () => {
  expect(await inTime(Promise.resolve(7), 1_000)).toBe(7);
  await expect(inTime(Promise.reject(new RangeError("no")), 1_000)).rejects.toThrow(RangeError);
});

it("ends with a code and a sentence when nothing comes", async () => {
  await expect(inTime(new Promise(() => undefined), 1)).rejects.toMatchObject({
    code: "answer-late",
    message: expect.stringContaining("connection"),
  });
});
