/** Two implementations that share no line read the same of bytes that no encoder wrote. Needs python3 (3.9 or later). */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBody } from "../src/admission.ts";
import { unpackPayload } from "../src/batch.ts";
import { fromHex, toHex } from "../src/bytes.ts";
import { ProtocolError } from "../src/errors.ts";
import type { Signed } from "../src/wire/envelope.ts";
import encodings from "../vectors/encodings.json" with { type: "json" };
import envelopes from "../vectors/envelopes.json" with { type: "json" };
import inputs from "../vectors/inputs.json" with { type: "json" };
import { shown } from "./cases/shown.ts";
import { hasPython } from "./python.ts";

type Kind = "body" | "payload";

/** A payload with one operation: a message that begins as a key's, and its signature. */
const BY_KEY = `011a${toHex(Uint8Array.of(70))}0a022002${"1240"}${"00".repeat(64)}`;

const SOURCES: Readonly<Record<Kind, readonly string[]>> = {
  body: [...encodings.map(({ body }) => body), ...envelopes.slice(0, 3).flatMap(({ bodies }) => bodies)],
  payload: [...inputs.map(({ payload }) => payload), BY_KEY],
};

/** A varint with idle bytes: as long as numbers and lengths may be, and longer. */
const idle = fc
  .tuple(fc.constantFrom([], [0x78], [0x7a], [0x2a], [0x32], [0x10]), fc.nat(127), fc.integer({ min: 3, max: 12 }))
  .map(([tag, low, length]) => [...tag, low | 0x80, ...new Array<number>(length - 2).fill(0x80), 0]);

/** Cuts bytes out, or puts bytes in that mean something to a decoder. */
const splice = fc.record({
  at: fc.nat(),
  cut: fc.nat(2),
  put: fc.oneof({ weight: 4, arbitrary: few() }, { weight: 1, arbitrary: idle }),
});
function few() {
  return fc.array(fc.constantFrom(0, 1, 2, 4, 5, 7, 8, 0x10, 0x18, 0x1a, 0x22, 0x32, 0x7b, 0x7c, 0x80, 0xff), {
    maxLength: 4,
  });
}
const message = (kind: Kind) =>
  fc
    .tuple(fc.constantFrom(...SOURCES[kind]), fc.array(splice, { minLength: 1, maxLength: 3 }))
    .map(([hex, splices]) => {
      const bytes = [...fromHex(hex)];
      for (const { at, cut, put } of splices) bytes.splice(at % (bytes.length + 1), cut, ...put);
      return [kind, toHex(Uint8Array.from(bytes))] as const;
    });
const kinds: readonly Kind[] = ["body", "payload"];
const messages = fc.sample(fc.oneof(...kinds.map(message)), { numRuns: 40_000, seed: 1_836 });

function outcome(kind: Kind, bytes: Uint8Array): unknown {
  try {
    if (kind === "body") {
      const read = readBody(bytes);
      return "code" in read ? read.code : shown(read.body);
    }
    const { registrations, operations = [], runs } = unpackPayload(bytes);
    const signed = (messages: readonly Signed[]) =>
      messages.map(({ message, signature }) => [toHex(message), toHex(signature)]);
    return {
      registrations: signed(registrations),
      operations: signed(operations),
      runs: runs.map(({ bodies, signature }) => [bodies.map(toHex), toHex(signature)]),
    };
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe("second.py --read", () => {
  it("reads mutated messages as the first implementation does", () => {
    if (!hasPython("40 000 mutated messages with the second implementation")) return;
    const script = join(import.meta.dirname, "second.py");
    const { status, stdout, error } = spawnSync("python3", [script, "--read"], {
      input: JSON.stringify(messages),
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    expect(error).toBeUndefined();
    expect(status).toBe(0);
    const theirs = JSON.parse(stdout) as unknown[];
    const differing = messages.filter(([kind, hex], index) => {
      return JSON.stringify(sorted(outcome(kind, fromHex(hex)))) !== JSON.stringify(sorted(theirs[index]));
    });
    expect(differing).toEqual([]);
    const read = theirs.filter((each) => typeof each !== "string").length;
    expect(read).toBeGreaterThan(messages.length / 20);
  });
});

/** The same with the names of objects in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}
