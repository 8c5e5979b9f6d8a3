import { expect, it } from "vitest";
import { parseRequest } from "../src/rollup/request.ts";

const query = (payload: unknown): string => JSON.stringify({ request_type: "inspect_state", data: { payload } });

it("parseRequest, default: reads digits of either case", () => {
  expect(parseRequest(query("0x00aBFf"))).toMatchObject({ query: Uint8Array.of(0, 0xab, 0xff) });
  expect(parseRequest(query("0x"))).toMatchObject({ query: new Uint8Array() });
});

it.each(["0xabc", "0xag", "0xab 1", "abab", "0xabé0", `0x${"00".repeat(5_000)}0`, 7, undefined])(
  "parseRequest, given the payload %j, throws a TypeError",
  (payload) => {
    expect(() => parseRequest(query(payload))).toThrow(TypeError);
  },
);
