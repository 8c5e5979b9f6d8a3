/** The published vectors, replayed with both providers. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import envelopes from "../vectors/envelopes.json" with { type: "json" };
import keys from "../vectors/keys.json" with { type: "json" };
import merkle from "../vectors/merkle.json" with { type: "json" };
import session from "../vectors/session.json" with { type: "json" };
import signatures from "../vectors/signatures.json" with { type: "json" };
import { fromHex, toHex } from "./bytes.ts";
import { type Chain, newChain } from "./chain.ts";
import type { Context, Label } from "./context.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import { authenticateRun } from "./envelope.ts";
import { MalformedError, ProtocolError } from "./errors.ts";
import { verifyPath } from "./merkle.ts";
import { decodeReadings } from "./reading.ts";
import { openReadings } from "./seal.ts";
import { acceptSession, SUITE } from "./session.ts";
import { verifyMessage } from "./sign.ts";

interface ReadingVector {
  readonly comment: string;
  readonly bytes: string;
  readonly code: string;
  readonly readings?: readonly unknown[];
}
const readings = JSON.parse(
  readFileSync(new URL("../vectors/readings.json", import.meta.url), "utf8"),
) as readonly ReadingVector[];

const context: Context = { chainId: keys.chainId, application: fromHex(keys.application) };
const keyId = fromHex(keys.keyId);
const deviceId = fromHex(keys.deviceId);

describe.each([native, noble])("vectors on $name", (provider) => {
  const fresh = newChain(context, deviceId, fromHex(keys.publicKeys.device), provider);

  it("links begin where the device's key says", () => {
    expect(toHex(fresh.link)).toBe(keys.genesisLink);
  });

  it.each(envelopes)("envelope: $comment", (vector) => {
    const recent = fromHex(vector.chainBefore.recent);
    const chain: Chain = { ...fresh, ...vector.chainBefore, recent, link: recent.slice(-32) };
    const run = { bodies: vector.bodies.map(fromHex), signature: fromHex(vector.signature) };
    const decision = authenticateRun({ context, provider, keyId }, chain, run);
    expect(decision.decisions.map(({ code }) => code)).toEqual(vector.codes);
    expect({ sequence: decision.chain.sequence, link: toHex(decision.chain.link) }).toEqual(vector.headAfter);
  });

  it("session: the application derives the key and opens the readings", () => {
    const opening = { suite: SUITE, keyId, encapsulatedKey: fromHex(session.encapsulatedKey) };
    const name = { deviceId, session: session.session };
    const sessionKey = acceptSession(context, name, opening, fromHex(keys.privateKeys.application), provider);
    expect(toHex(sessionKey)).toBe(session.sessionKey);
    const { sequence, previousLink, ciphertext, plaintext } = session.sealed;
    const body = { ...name, sequence, previousLink: fromHex(previousLink), ciphertext: fromHex(ciphertext) };
    expect(toHex(openReadings(context, body, { sessionKey, suite: SUITE, keyId }, provider))).toBe(plaintext);
  });

  it.each(signatures)("signature: $comment ($label)", (vector) => {
    const signed = { message: fromHex(vector.message), signature: fromHex(vector.signature) };
    expect(verifyMessage(vector.label as Label, context, signed, fromHex(vector.publicKey), provider)).toBe(
      vector.valid,
    );
  });

  it("merkle: every leaf has its path", () => {
    for (const [index, leaf] of merkle.leaves.entries()) {
      const path = (merkle.paths[index] ?? []).map(fromHex);
      expect(verifyPath(fromHex(leaf), index, merkle.leaves.length, path, fromHex(merkle.root), provider)).toBe(true);
    }
  });
});

describe("vectors", () => {
  it.each(readings)("readings: $comment", (vector) => {
    if (vector.code === "admitted") expect(decodeReadings(fromHex(vector.bytes)).readings).toEqual(vector.readings);
    else {
      expect(() => decodeReadings(fromHex(vector.bytes))).toThrow(ProtocolError);
      expect(new MalformedError().code).toBe(vector.code);
    }
  });
});
