/** What an error of a payload says: the code decides, the facts help whoever searches. */
import { describe, expect, it } from "vitest";
import { packPayload, RunLength, runBytes, unpackPayload } from "./batch.ts";
import { concat } from "./bytes.ts";
import { LimitError, MalformedError, ProtocolError, UnsupportedError } from "./errors.ts";
import { MESSAGES_MAX_PER_BATCH, PAYLOAD_MAX_BYTES } from "./limits.ts";
import { type Batch, encodeBatch } from "./wire/envelope.ts";

const signature = new Uint8Array(64);
const batch = (registrations: number, bodies: number): Batch => ({
  registrations: Array.from({ length: registrations }, () => ({ message: new Uint8Array(), signature })),
  runs: [{ bodies: Array.from({ length: bodies }, () => new Uint8Array()), signature }],
});
const payload = (registrations: number, bodies: number) =>
  concat(Uint8Array.of(1), encodeBatch(batch(registrations, bodies)));

describe("RunLength", () => {
  it("says after each body what the run takes, over the lengths at which a frame needs one byte more", () => {
    const bodies = [0, 1, 50, 127, 128, 16_000, 16_383, 16_384, 40];
    const length = new RunLength();
    expect(length.bytes).toBe(0);
    for (const [place, bytes] of bodies.entries()) {
      const expected = runBytes(bodies.slice(0, place + 1));
      expect(length.with(bytes)).toBe(expected);
      length.add(bytes);
      expect(length.bytes).toBe(expected);
    }
  });
});

describe("unpackPayload", () => {
  it.each([
    ["no bytes", new Uint8Array(), MalformedError, { bytes: 0 }],
    ["another version", Uint8Array.of(2, 0), UnsupportedError, { version: 2 }],
    ["version 0", Uint8Array.of(0), UnsupportedError, { version: 0 }],
    ["an empty batch", payload(0, 0), MalformedError, { messages: 0 }],
    [
      "a registration too many",
      payload(MESSAGES_MAX_PER_BATCH, 1),
      LimitError,
      { messages: MESSAGES_MAX_PER_BATCH + 1 },
    ],
    ["a body too many", payload(0, MESSAGES_MAX_PER_BATCH + 1), LimitError, { messages: MESSAGES_MAX_PER_BATCH + 1 }],
  ])("given %s, says what is wrong", (_, bytes, kind, facts) => {
    let thrown: unknown;
    try {
      unpackPayload(bytes);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(kind);
    expect(thrown instanceof ProtocolError && thrown.facts).toEqual(facts);
  });

  it("boundary: takes as many bodies and registrations as a batch may have", () => {
    const read = unpackPayload(payload(28, MESSAGES_MAX_PER_BATCH - 28));
    expect(read.registrations).toHaveLength(28);
    expect(read.runs[0]?.bodies).toHaveLength(MESSAGES_MAX_PER_BATCH - 28);
  });
});

describe("packPayload", () => {
  it("given more than a payload holds, says how many bytes they are", () => {
    const bodies = [new Uint8Array(PAYLOAD_MAX_BYTES)];
    const large = { registrations: [], runs: [{ bodies, signature }] };
    const facts = { bytes: 1 + encodeBatch(large).length };
    expect(() => packPayload(large)).toThrow(expect.objectContaining({ code: "too-large", facts }));
  });
});
