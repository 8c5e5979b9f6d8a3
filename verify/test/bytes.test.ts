/** The small reader of messages against the protocol's own encoders, and on bytes that are none. */
import { utf8 } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { evidenceRoots } from "@witness/protocol/pass/evidence";
import { narrowEvidence } from "@witness/protocol/pass/issue";
import { encodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { decodeLiveReading, encodeLiveReading } from "@witness/protocol/wire/reading";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passTerms } from "../../protocol/scripts/example-pass.ts";
import { readLiveReading } from "../src/live.ts";
import { historyQuery, readHead } from "../src/node.ts";
import { readMessage } from "../src/protobuf.ts";
import { shown } from "./world.ts";

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe("readLiveReading", () => {
  it("default: reads what the protocol writes", () => {
    fc.assert(
      fc.property(
        bytes(8),
        bytes(32),
        u32,
        u32,
        u32,
        bytes(32),
        (deviceId, challenge, timeUnixS, odometerHm, sequence, link) => {
          const message = encodeLiveReading({ deviceId, challenge, timeUnixS, odometerHm, sequence, link });
          expect(readLiveReading(message)).toEqual(decodeLiveReading(message));
        },
      ),
    );
  });
});

describe("readHead", () => {
  const evidence = narrowEvidence(shown(), [], native);
  const { state } = evidenceRoots(evidence, native);
  const { opening, place } = evidence;
  const answer = { kind: "history", timeUnixS: 1_800_000_000, proof: { opening, place }, inputCount: 7 } as const;

  it("default: opens the chain field under the state that is named", () => {
    expect(readHead(encodeAnswer({ ...answer, stateRoot: state }), passTerms.device)).toMatchObject({
      chain: { items: 320 },
    });
  });

  it("reads nothing under another state, and nothing of another car", () => {
    expect(readHead(encodeAnswer({ ...answer, stateRoot: new Uint8Array(32) }), passTerms.device)).toBeUndefined();
    expect(readHead(encodeAnswer({ ...answer, stateRoot: state }), new Uint8Array(8))).toBeUndefined();
  });

  it("takes no refusal for an answer", () => {
    const refused = encodeAnswer({ kind: "none", code: "device-unknown" });
    expect(() => readHead(refused, passTerms.device)).toThrow(expect.objectContaining({ code: "malformed" }));
  });
});

describe("historyQuery", () => {
  it("default: is the protocol's own question", () => {
    fc.assert(
      fc.property(bytes(8), (deviceId) => {
        expect(historyQuery(deviceId)).toEqual(encodeQuery({ kind: "history", deviceId }));
      }),
    );
  });
});

describe("readMessage", () => {
  it("reads any bytes or says that they are malformed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (any) => {
        try {
          readMessage(any);
        } catch (error) {
          expect(error).toMatchObject({ code: "malformed" });
        }
      }),
    );
    expect(() => readMessage(utf8("\n\x05ab"))).toThrow(expect.objectContaining({ code: "malformed" }));
  });
});
