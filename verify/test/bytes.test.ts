/** The small reader of messages against the protocol's own encoders, and on bytes that are none. */
import { utf8 } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { evidenceRoots } from "@witness/protocol/pass/evidence";
import { narrowEvidence } from "@witness/protocol/pass/issue";
import { encodeAnswer } from "@witness/protocol/wire/answer";
import { decodeBody, encodeBody } from "@witness/protocol/wire/envelope";
import { encodeQuery } from "@witness/protocol/wire/query";
import { decodeLiveReading, encodeLiveReading } from "@witness/protocol/wire/reading";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import { encodeItem, encodeTile } from "@witness/protocol/wire/tile";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TestDevice } from "../../dapp/test/world.ts";
import { passTerms } from "../../protocol/scripts/example-pass.ts";
import { readBeginning, readBody, readRun, readTile, type TileItem } from "../src/history/tile.ts";
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

describe("tiles and bodies", () => {
  const opening = fc.record({ suite: u32, keyId: bytes(8), encapsulatedKey: bytes(65) });
  const group = fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ minLength: 17, maxLength: 40 }));
  const clear = { deviceId: bytes(8), sequence: u32.filter(Boolean), session: u32.filter(Boolean) };
  const groups = { distance: group, condition: group, bus: group };
  const body = fc.oneof(
    fc.record({ ...clear, ...groups, previousLink: bytes(4) }),
    fc.record({ ...clear, ...groups, previousLink: bytes(32), opening }),
    fc.record({ ...clear, ...groups, previousLink: bytes(32), opening, lost: fc.constant(true as const) }),
  );

  it("a body is read as the protocol reads it", () => {
    fc.assert(
      fc.property(body, (made) => {
        const message = encodeBody(made);
        expect(readBody(message)).toEqual(decodeBody(message));
      }),
    );
  });

  it("a tile's items, their runs and the registration are read as the protocol reads them", () => {
    const at = {
      input: 7,
      place: 2,
      block: 9,
      blockHash: new Uint8Array(32),
      blockTimeUnixS: 1_800_000_000,
      parameters: 1,
    };
    const run = { bodies: [Uint8Array.of(1, 2), Uint8Array.of(3)], signature: new Uint8Array(64).fill(5) };
    const registration = new TestDevice("tile").registration();
    const items = [
      encodeItem({ ...at, input: 1, kind: "registration", registration }),
      encodeItem({ ...at, kind: "run", run }),
      encodeItem({ ...at, kind: "fork", run, body: 1 }),
    ];
    const tile = readTile(encodeTile({ deviceId: passTerms.device, edition: new Uint8Array(8), number: 3, items }));
    expect(tile).toMatchObject({ deviceId: passTerms.device, number: 3 });
    expect(tile.items.map(({ kind, input, place }) => [kind, input, place])).toEqual([
      [0, 1, 2],
      [1, 7, 2],
      [2, 7, 2],
    ]);
    expect(readRun(tile.items[1] as TileItem)).toEqual(run);
    // Evidence of the same run has no message of its own.
    expect(tile.items[2]?.message).toEqual(tile.items[1]?.message);
    const { devicePublicKey: publicKey, keyId, profile, profileVersion } = decodeRegistration(registration.message);
    expect(readBeginning(tile)).toEqual({
      message: registration.message,
      publicKey,
      keyId,
      profile,
      profileVersion,
      isTakenOver: false,
    });
  });

  it("reads any bytes or says that they are malformed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (any) => {
        for (const reading of [readTile, readBody]) {
          try {
            reading(any);
          } catch (error) {
            expect(error).toMatchObject({ code: "malformed" });
          }
        }
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
