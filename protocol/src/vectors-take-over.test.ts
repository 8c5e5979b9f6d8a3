/** The published vectors of taking over (docs/protocol.md, "Taking over"), replayed with both providers. */
import { describe, expect, it } from "vitest";
import keys from "../vectors/keys.json" with { type: "json" };
import vectors from "../vectors/v2-take-over.json" with { type: "json" };
import { admitRun } from "./admission.ts";
import { fromHex, toHex } from "./bytes.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import { ProtocolError } from "./errors.ts";
import { decodeEstate, encodeEstate, provenEstate } from "./estate.ts";
import { keyIdentity } from "./identity.ts";
import { decodeSignedSuccession, encodeSignedSuccession } from "./succession.ts";
import { isTakeOverProven, readTakeOver } from "./take-over.ts";
import { decodeRegistration } from "./wire/registration.ts";

const context = { chainId: keys.chainId, application: fromHex(keys.application) };
const { chainId, application, keyId } = vectors.predecessor;
const predecessor = { context: { chainId, application: fromHex(application) }, keyId: fromHex(keyId) };

function codeOf(read: () => unknown): string {
  try {
    read();
    return "admitted";
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe.each([native, noble])("vectors of taking over on $name", (provider) => {
  it.each(vectors.signed)("$comment", ({ bytes, code }) => {
    expect(codeOf(() => decodeSignedSuccession(fromHex(bytes)))).toBe(code);
    if (code === "admitted") expect(toHex(encodeSignedSuccession(decodeSignedSuccession(fromHex(bytes))))).toBe(bytes);
  });

  it.each(vectors.registrations)("$comment", ({ message, code, told }) => {
    const decide = () => {
      const registration = decodeRegistration(fromHex(message));
      const takeOver = readTakeOver(registration, provider);
      if (!takeOver) return "no record is taken over";
      if (!told) return "predecessor-unknown";
      const by = { maker: registration.makerId, root: fromHex(vectors.root) };
      const isProven = isTakeOverProven(takeOver, registration, by, provider);
      return isProven ? "admitted" : "predecessor-unproven";
    };
    expect(code === "malformed" ? codeOf(decide) : decide()).toBe(code);
  });

  it.each(vectors.estates)("$comment", ({ bytes, code, valid }) => {
    expect(codeOf(() => decodeEstate(fromHex(bytes)))).toBe(code);
    if (code !== "admitted") return;
    const registration = decodeRegistration(fromHex(vectors.registrations[0]?.message ?? ""));
    const takeOver = readTakeOver(registration, provider);
    if (!takeOver) throw new Error("The first registration takes a record over.");
    const estate = decodeEstate(fromHex(bytes));
    expect(provenEstate(takeOver, estate, provider) !== undefined).toBe(valid);
    expect(toHex(encodeEstate(estate))).toBe(bytes);
  });

  it.each(vectors.runs)("$comment", ({ chainBefore, bodies, signature, after, ...stated }) => {
    const publicKey = fromHex(vectors.devicePublicKey);
    const recent = fromHex(chainBefore.recent);
    const deviceId = keyIdentity(publicKey, provider);
    const chain = { ...chainBefore, deviceId, publicKey, recent, link: recent.slice(-32) };
    const settings = { context, provider, keyId: fromHex(vectors.keyId), predecessor };
    const taken = admitRun(settings, chain, { bodies: bodies.map(fromHex), signature: fromHex(signature) });
    expect(taken.decisions.map(({ code }) => code)).toEqual(stated.codes);
    expect(taken.decisions.flatMap(({ link }) => (link ? [toHex(link)] : []))).toEqual(stated.links);
    const gaps = taken.decisions.map(({ gap }) => (gap ? [gap.afterSequence, gap.beforeSequence] : null));
    expect(gaps).toEqual(stated.gaps);
    expect(taken.decisions.map(({ fork }) => fork === true)).toEqual(stated.forks);
    const { sequence, link, firstHere } = taken.chain;
    expect({ sequence, link: toHex(link), firstHere }).toEqual(after);
  });
});
