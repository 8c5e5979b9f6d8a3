/** Two states that must answer alike: one in an oracle's hands, and its twin that was made in another way. */
import { expect } from "vitest";
import type { Handle } from "../fuzz/oracle.ts";
import { handle } from "../src/rollup/loop.ts";
import type { State } from "../src/state/state.ts";

/** Hands one request to both, expects the same status and the same outputs, and returns the status. */
export async function handleBoth(twin: State, ...[state, body, post]: Parameters<Handle>): ReturnType<Handle> {
  const calls: unknown[] = [];
  const expected: unknown[] = [];
  const status = await handle(state, body, (path, said) => {
    calls.push([path, said]);
    return post(path, said);
  });
  const other = await handle(twin, body, (path, said) => {
    expected.push([path, said]);
    return Promise.resolve({ status: 200, body: "" });
  });
  expect([status, calls]).toEqual([other, expected]);
  return status;
}
