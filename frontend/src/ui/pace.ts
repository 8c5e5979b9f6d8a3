/** How often the page asks again: soon while answers change, seldom while they do not. Pure. */
import { equal } from "@witness/protocol/bytes";

interface Asked {
  readonly state: { readonly data?: unknown; readonly dataUpdatedAt: number };
}

/**
 * Returns how long to wait before a question is asked again: half of the time in which its answer has not changed.
 * An answer that did not change must be the same object as before (`keepSame`).
 */
export function pace(leastMs: number, mostMs: number): (query: Asked) => number {
  const changes = new WeakMap<Asked, { readonly data: unknown; readonly atMs: number }>();
  return (query) => {
    const { data, dataUpdatedAt: atMs } = query.state;
    const last = changes.get(query);
    if (last && last.data === data) return Math.min(mostMs, Math.max(leastMs, (atMs - last.atMs) / 2));
    changes.set(query, { data, atMs });
    return leastMs;
  };
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));

/** Whether two answers say the same: plain objects, lists, bytes, sets and what equals by itself. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (one instanceof Uint8Array && other instanceof Uint8Array) return equal(one, other);
  if (one instanceof Set && other instanceof Set)
    return one.size === other.size && [...one].every((each) => other.has(each));
  if (!isPlain(one) || !isPlain(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}

/** Returns the answer before, when the new one says the same: nothing is painted again, and the pace slows down. */
export const keepSame = (before: unknown, after: unknown): unknown => (isSame(before, after) ? before : after);
