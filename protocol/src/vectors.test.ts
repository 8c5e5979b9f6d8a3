/** The published vectors, replayed with both providers. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import batches from "../vectors/batches.json" with { type: "json" };
import encodings from "../vectors/encodings.json" with { type: "json" };
import envelopes from "../vectors/envelopes.json" with { type: "json" };
import keys from "../vectors/keys.json" with { type: "json" };
import live from "../vectors/live.json" with { type: "json" };
import merkle from "../vectors/merkle.json" with { type: "json" };
import notices from "../vectors/notices.json" with { type: "json" };
import receipts from "../vectors/receipts.json" with { type: "json" };
import recovery from "../vectors/recovery.json" with { type: "json" };
import reports from "../vectors/reports.json" with { type: "json" };
import session from "../vectors/session.json" with { type: "json" };
import signatures from "../vectors/signatures.json" with { type: "json" };
import { admitRun, readBody } from "./admission.ts";
import { packPayload, registrationBytes, runBytes, unpackPayload } from "./batch.ts";
import { fromHex, toHex } from "./bytes.ts";
import { CAR, profileOf } from "./columns/profile.ts";
import { GROUP_NAMES, type GroupName } from "./columns/quantity.ts";
import type { Context, Label } from "./context.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { OpenError, ProtocolError } from "./errors.ts";
import { type HashChain, newHashChain } from "./hash-chain.ts";
import { linkOf, linkPreimage } from "./link.ts";
import { verifyPath } from "./merkle.ts";
import { decodeStateRoot, encodeStateRoot } from "./outputs.ts";
import { decodeReadings, type Groups, NO_GROUPS } from "./reading.ts";
import { issueReceipts, verifyOperationReceipt, verifyReceipt } from "./receipt.ts";
import { openSealed } from "./seal.ts";
import { acceptSession, leafKey } from "./session.ts";
import { verifyMessage } from "./sign.ts";
import { SUITE } from "./suite.ts";
import { decodeBody, decodeEnvelope } from "./wire/envelope.ts";
import { decodeLiveReading } from "./wire/reading.ts";
import { decodeOperationReceipt, decodeReceipt, encodeReceipt } from "./wire/receipt.ts";
import { decodeAdvanceReport, encodeAdvanceReport } from "./wire/report.ts";

interface ReadingVector {
  readonly comment: string;
  readonly profile: readonly number[];
  readonly distance: string;
  readonly condition: string;
  readonly bus: string;
  readonly code: string;
  readonly readings: readonly unknown[];
  readonly judged: number;
  readonly broken: readonly string[];
}
const readings = JSON.parse(
  readFileSync(new URL("../vectors/readings.json", import.meta.url), "utf8"),
) as readonly ReadingVector[];

const context: Context = { chainId: keys.chainId, application: fromHex(keys.application) };
const keyId = fromHex(keys.keyId);
const deviceId = fromHex(keys.deviceId);

/** Hexadecimal and how often it stands there, joined in order. */
const joined = (pieces: readonly (readonly unknown[])[]): Uint8Array =>
  fromHex(pieces.map(([hex, times]) => String(hex).repeat(Number(times))).join(""));

const codeOf = (read: () => unknown): string => {
  try {
    read();
    return "admitted";
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
};

const bytesOf = (groups: Readonly<Record<GroupName, string>>): Groups => ({
  distance: fromHex(groups.distance),
  condition: fromHex(groups.condition),
  bus: fromHex(groups.bus),
});

/** What becomes of a signed live reading: first its signature, then its fields. */
function carried(
  vector: { readonly publicKey: string; readonly message: string; readonly signature: string },
  provider: CryptoProvider,
): string {
  const message = fromHex(vector.message);
  const signed = { message, signature: fromHex(vector.signature) };
  if (!verifyMessage("live", context, signed, fromHex(vector.publicKey), provider)) return "signature-invalid";
  return codeOf(() => decodeLiveReading(message));
}

/** Whether a device may go on from what a relay says of its head (docs/protocol.md, "A device that lost its storage"). */
function mayGoOn(answer: (typeof recovery)[number], provider: CryptoProvider): string {
  const { body, signature } = decodeEnvelope(fromHex(answer.envelope));
  const preimage = linkPreimage(context, fromHex(answer.previousLink), body);
  if (!provider.p256Verify(fromHex(keys.publicKeys.device), signature, ...preimage)) return "signature-invalid";
  const { sequence, session: number } = decodeBody(body);
  const link = toHex(linkOf(context, fromHex(answer.previousLink), body, provider));
  const same = link === answer.link && sequence === answer.sequence && number === answer.session;
  return same ? "admitted" : "link-mismatch";
}

describe.each([native, noble])("vectors on $name", (provider) => {
  const fresh = newHashChain(context, deviceId, fromHex(keys.publicKeys.device), provider);

  it("links begin where the device's key says", () => {
    expect(toHex(fresh.link)).toBe(keys.genesisLink);
  });

  it.each(envelopes)("envelope: $comment", (vector) => {
    const recent = fromHex(vector.chainBefore.recent);
    const chain: HashChain = { ...fresh, ...vector.chainBefore, recent, link: recent.slice(-32) };
    const run = { bodies: vector.bodies.map(fromHex), signature: fromHex(vector.signature) };
    const decision = admitRun({ context, provider, keyId }, chain, run);
    expect(decision.decisions.map(({ code }) => code)).toEqual(vector.codes);
    const gaps = decision.decisions.map(({ gap }) => (gap ? [gap.afterSequence, gap.beforeSequence] : null));
    expect(gaps).toEqual(vector.gaps);
    expect(decision.decisions.map(({ fork }) => fork === true)).toEqual(vector.forks);
    expect({ sequence: decision.chain.sequence, link: toHex(decision.chain.link) }).toEqual(vector.headAfter);
  });

  it.each(batches.judged)("batch: $comment", ({ chainBefore, payload, codes }) => {
    const recent = fromHex(chainBefore.recent);
    let chain: HashChain = { ...fresh, ...chainBefore, recent, link: recent.slice(-32) };
    const judged = unpackPayload(joined(payload)).runs.map((run) => {
      const decision = admitRun({ context, provider, keyId }, chain, run);
      chain = decision.chain;
      return decision.decisions.map(({ code }) => code);
    });
    expect(judged).toEqual(codes);
  });

  it.each([
    ...receipts.vectors.map((vector) => ({ publicKey: receipts.relayPublicKey, ...vector })),
    receipts.otherRelay,
  ])("receipt: $comment", (vector) => {
    const relayPublicKey = fromHex(vector.publicKey);
    const promise = verifyReceipt(context, decodeReceipt(fromHex(vector.receipt)), relayPublicKey, provider);
    expect(promise !== undefined).toBe(vector.valid);
    if (promise) expect(promise).toMatchObject(receipts.says);
  });

  it.each(receipts.malformed)("receipt: $comment", ({ receipt, code }) => {
    expect(codeOf(() => decodeReceipt(fromHex(receipt)))).toBe(code);
  });

  it.each(receipts.operations)("receipt: $comment", ({ receipt, identity, valid }) => {
    const read = decodeOperationReceipt(fromHex(receipt));
    expect(toHex(read.identity)).toBe(identity);
    expect(verifyOperationReceipt(context, read, fromHex(receipts.relayPublicKey), provider) !== undefined).toBe(valid);
  });

  it.each(receipts.operationsMalformed)("receipt: $comment", ({ receipt, code }) => {
    expect(codeOf(() => decodeOperationReceipt(fromHex(receipt)))).toBe(code);
  });

  it("receipt: one root and one signature for a whole commit, and its own path for each device", () => {
    const { entries, root } = receipts.tree;
    const told = entries.map(({ deviceId: device, sequence, link }) => ({
      deviceId: fromHex(device),
      sequence,
      link: fromHex(link),
    }));
    const issued = issueReceipts(context, told, receipts.says, fromHex(keys.privateKeys.relay), provider);
    expect(new Set(issued.map((receipt) => toHex(receipt.root.signature))).size).toBe(1);
    for (const [index, receipt] of issued.entries()) {
      const promise = verifyReceipt(context, receipt, fromHex(receipts.relayPublicKey), provider);
      expect(promise && toHex(promise.root)).toBe(root);
      // ECDSA may be randomised: the signature aside, the bytes are the vectors'.
      const theirs = decodeReceipt(fromHex(receipts.tree.receipts[index] ?? ""));
      const same = { ...receipt, root: { ...receipt.root, signature: theirs.root.signature } };
      expect(toHex(encodeReceipt(same))).toBe(receipts.tree.receipts[index]);
    }
  });

  it.each(live.vectors)("live reading: $comment", (vector) => {
    expect(carried(vector, provider)).toBe(vector.code);
    if (vector.code !== "admitted") return;
    const { link, challenge, deviceId: device, ...said } = decodeLiveReading(fromHex(vector.message));
    const read = { ...said, link: toHex(link), challenge: toHex(challenge), device: toHex(device) };
    expect(read).toEqual({ ...live.says, device: keys.deviceId });
  });

  it.each(recovery)("recovery: $comment", (answer) => {
    expect(mayGoOn(answer, provider)).toBe(answer.code);
  });

  it("session: the application derives the key and opens the readings", () => {
    const opening = { suite: SUITE, keyId, encapsulatedKey: fromHex(session.encapsulatedKey) };
    const { firstSequence } = session;
    const name = { devicePublicKey: fresh.publicKey, session: 1, firstSequence, previousLink: fresh.link };
    const sessionKey = acceptSession(context, name, opening, fromHex(keys.privateKeys.application), provider);
    expect(toHex(sessionKey)).toBe(session.sessionKey);
    const { sequence, previousLink, ciphertext, plaintext } = session.sealed;
    const body = { deviceId, session: 1, sequence, previousLink: fromHex(previousLink), ...bytesOf(ciphertext) };
    for (const group of GROUP_NAMES) {
      const { leaf } = leafKey(context, { firstSequence, sessionKey }, group, sequence - firstSequence, provider);
      expect(toHex(openSealed(context, body, group, leaf, { keyId, profile: CAR }, provider))).toBe(plaintext[group]);
    }
  });

  it.each(signatures)("signature: $comment ($label)", (vector) => {
    const signed = { message: fromHex(vector.message), signature: fromHex(vector.signature) };
    expect(verifyMessage(vector.label as Label, context, signed, fromHex(vector.publicKey), provider)).toBe(
      vector.valid,
    );
  });

  it.each(session.seals)("seal: $comment", (vector) => {
    const { sequence, session: number, profile } = vector;
    const group = vector.group as GroupName;
    const clear = { deviceId: fromHex(vector.deviceId), sequence, session: number };
    const sealed = { previousLink: fromHex(vector.previousLink), ...NO_GROUPS, [group]: fromHex(vector.sealed) };
    const keys = { firstSequence: session.firstSequence, sessionKey: fromHex(session.sessionKey) };
    const { leaf } = leafKey(context, keys, group, sequence - keys.firstSequence, provider);
    const [of = 0, version = 0] = profile;
    const sealedFor = { keyId: fromHex(vector.keyId), profile: { number: of, version } };
    const open = () => openSealed(context, { ...clear, ...sealed }, group, leaf, sealedFor, provider);
    if (vector.code === "admitted") expect(toHex(open())).toBe(session.sealed.plaintext[group]);
    else expect(open).toThrow(OpenError);
  });

  it.each(merkle.refused)("merkle refuses $comment", ({ leaf, index, size, path }) => {
    const hash = fromHex(merkle.leaves[leaf] ?? "");
    expect(verifyPath(hash, index, size, path.map(fromHex), fromHex(merkle.root), provider)).toBe(false);
  });

  it("merkle: every leaf has its path", () => {
    for (const [index, leaf] of merkle.leaves.entries()) {
      const path = (merkle.paths[index] ?? []).map(fromHex);
      expect(verifyPath(fromHex(leaf), index, merkle.leaves.length, path, fromHex(merkle.root), provider)).toBe(true);
    }
  });
});

describe("vectors", () => {
  it.each(readings)("readings: $comment", ({ profile: [number = 0, version = 0], code, broken, ...vector }) => {
    const profile = profileOf(number, version) ?? expect.fail();
    expect(decodeReadings(profile, bytesOf(vector))).toEqual({
      readings: vector.readings,
      judged: vector.judged,
      broken,
    });
    expect(code).toBe(broken.length === 0 ? "admitted" : "unreadable");
  });

  it.each(batches.frames)("batch: $comment", ({ payload, code }) => {
    expect(codeOf(() => unpackPayload(joined(payload)))).toBe(code);
  });

  it.each(encodings)("encoding: $comment", ({ body, code, ...said }) => {
    const read = readBody(fromHex(body));
    if (!("body" in read)) return expect(read.code).toBe(code);
    const { opening, ...rest } = read.body;
    const found = {
      comment: said.comment,
      ...rest,
      deviceId: toHex(rest.deviceId),
      previousLink: toHex(rest.previousLink),
      distance: toHex(rest.distance),
      condition: toHex(rest.condition),
      bus: toHex(rest.bus),
      opening: opening && {
        suite: opening.suite,
        keyId: toHex(opening.keyId),
        encapsulatedKey: toHex(opening.encapsulatedKey),
      },
    };
    expect(found).toEqual(said);
  });

  it.each(notices)("notice: $comment", ({ payload, code }) => {
    expect(codeOf(() => decodeStateRoot(fromHex(payload)))).toBe(code);
    if (code === "admitted") expect(toHex(encodeStateRoot(decodeStateRoot(fromHex(payload))))).toBe(payload);
  });

  it.each(reports)("report: $comment", ({ report, code }) => {
    expect(codeOf(() => decodeAdvanceReport(fromHex(report)))).toBe(code);
    if (code === "admitted") expect(toHex(encodeAdvanceReport(decodeAdvanceReport(fromHex(report))))).toMatch(report);
  });

  it.each(batches.packing)("packing: $comment", (vector) => {
    const signature = new Uint8Array(64);
    const batch = {
      registrations: vector.registrationBytes.map((bytes) => ({ message: new Uint8Array(bytes), signature })),
      runs: vector.runs.map((bodies) => ({ bodies: bodies.map((bytes) => new Uint8Array(bytes)), signature })),
    };
    const parts = [...vector.registrationBytes.map(registrationBytes), ...vector.runs.map(runBytes)];
    expect(parts.reduce((sum, bytes) => sum + bytes, 1)).toBe(vector.payloadBytes);
    expect(codeOf(() => packPayload(batch))).toBe(vector.code);
  });
});
