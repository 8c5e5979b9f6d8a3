/** Passes, and what a check of each comes to; links, kept passes, and items behind a pass (docs/protocol.md, "Pass"). */
import { extendHistory, operationItem } from "../../src/accumulator.ts";
import { concat, toHex, u16, u32, utf8 } from "../../src/bytes.ts";
import { type Context, preamble } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { MalformedError } from "../../src/errors.ts";
import { encodeOperation } from "../../src/operations/operation.ts";
import { checkPass } from "../../src/pass/check.ts";
import { encodeEvidence, type PassEvidence } from "../../src/pass/evidence.ts";
import { narrowEvidence } from "../../src/pass/issue.ts";
import { keepPass } from "../../src/pass/kept.ts";
import { encodePassLink } from "../../src/pass/link.ts";
import { encodePass, type PassActor, type PassTerms, passMessage } from "../../src/pass/pass.ts";
import { passPreimage, walletPassSigner, withLowS } from "../../src/pass/signature.ts";
import { encodeSteps, type HistoryStep } from "../../src/pass/steps.ts";
import { RECORD_FIELD_NAMES, type RecordField } from "../../src/record/fields.ts";
import { PASS_SHOWN, passEvidence, passTerms } from "../example-pass.ts";
import { keyHolder, ORIGIN, passkeyOf } from "./operated.ts";
import { operationOf } from "./operations.ts";
import { context, other, otherForm, seed, WALLET_ORDER } from "./world.ts";

const NOW = passTerms.issuedUnixS + 3_600;
const ORIGINS = [ORIGIN];
type Signing = (message: Uint8Array, at: Context) => Uint8Array;

const anna = keyHolder("Anna");
const clara = passkeyOf("Clara");
const walletKey = seed("wallet of Anna");
const byKey: Signing = (message, at) => withLowS(anna.signOver(passPreimage(at, message), p));
const byPasskey: Signing = (message, at) => withLowS(clara.signOver(passPreimage(at, message), p));
const byWallet: Signing = (message, at) => walletPassSigner(at, walletKey).sign(message);
const walletActor = walletPassSigner(context, walletKey).actor;
const addressOf = (actor: PassActor): Uint8Array => (actor.form === "wallet" ? actor.address : new Uint8Array(20));

const all = passEvidence(anna.account);
const shown: PassEvidence = { ...narrowEvidence(all, PASS_SHOWN, p), sessions: [] };
const withHistory: PassEvidence = { ...shown, sessions: all.sessions };
const showing = (fields: readonly RecordField[], of = all): PassEvidence => ({
  ...narrowEvidence(of, fields, p),
  sessions: [],
});

interface Issue {
  readonly terms?: Partial<PassTerms>;
  readonly evidence?: PassEvidence | Uint8Array;
  readonly sign?: Signing;
  readonly at?: Context;
}
/** A pass of Anna's key, as it is changed. */
function issue({ terms = {}, evidence = shown, sign = byKey, at = context }: Issue = {}): Uint8Array {
  const bytes = evidence instanceof Uint8Array ? evidence : encodeEvidence(evidence);
  const message = passMessage({ ...passTerms, actor: anna.actor as PassActor, ...terms }, bytes, p);
  return encodePass({ message, signature: sign(message, at), evidence: bytes });
}

const good = issue();
const evidenceBytes = encodeEvidence(shown);
/** The evidence begins here; before it the signature, and its length. */
const evidenceAt = good.length - evidenceBytes.length;
const at = (bytes: Uint8Array, place: number, ...values: readonly number[]): Uint8Array => {
  const changed = bytes.slice();
  changed.set(values, place);
  return changed;
};
const turned = (place: number): Uint8Array => at(good, place, (good[place] ?? 0) ^ 1);
/** The owner signs evidence that is written otherwise. */
const written = (bytes: Uint8Array): Uint8Array => issue({ evidence: bytes });

const HOLDS = { whole: "holds", signed: "holds", opened: "holds", vin: "holds", proven: "unasked", current: "holds" };
type Expected = Partial<typeof HOLDS>;
const unread = (whole: string): Expected => ({
  whole,
  signed: "unasked",
  opened: "unasked",
  vin: "unasked",
  current: "unasked",
});
const MALFORMED = unread("pass-malformed");
const ALTERED = unread("pass-altered");
const UNSIGNED: Expected = { signed: "pass-unsigned" };
const longest = "é".repeat(60);
const passkeyShown: PassEvidence = showing(PASS_SHOWN, passEvidence(clara.account));
const walletShown: PassEvidence = showing(PASS_SHOWN, passEvidence(addressOf(walletActor)));
const asWallet: Issue = { terms: { actor: walletActor }, evidence: walletShown, sign: byWallet };
const asPasskey: Issue = { terms: { actor: clara.actor as PassActor }, evidence: passkeyShown, sign: byPasskey };

/** Where each part of the message begins, for an actor that is a key. */
const MESSAGE = { form: 1, actor: 2, device: 35, issued: 43, expires: 47, purpose: 51, forWhom: 56, evidence: 68 };
const signatureAt = MESSAGE.evidence + 32 + 2;
const vinAt = evidenceBytes.length - 2 - 3 * 32 - 14 - 16 - shown.place.path.length * 32 - 8 - 52;

const CASES: readonly (readonly [string, Uint8Array, Expected, number?])[] = [
  ["by a key", good, {}],
  ["by a wallet", issue(asWallet), {}],
  ["by a passkey", issue(asPasskey), {}],
  ["with a stretch of history", issue({ evidence: withHistory }), {}],
  ["with what every pass shows, and no more", issue({ evidence: showing([]) }), { vin: "unasked" }],
  ["with the band and not the odometer", issue({ evidence: showing(["band", "vehicle"]) }), { vin: "unasked" }],
  [
    "with all that can be shown",
    issue({ evidence: showing(RECORD_FIELD_NAMES.filter((each) => each !== "plate")) }),
    {},
  ],
  ["with the tag of the VIN alone", issue({ evidence: { ...shown, vinEnd: undefined } }), { vin: "unasked" }],
  ["with no purpose, for nobody", issue({ terms: { purpose: "", forWhom: "" } }), {}],
  ["boundary: with the longest texts", issue({ terms: { purpose: longest, forWhom: longest } }), {}],
  ["boundary: in its last second", good, {}, passTerms.expiresUnixS - 1],
  ["boundary: issued 900 s after now", good, {}, passTerms.issuedUnixS - 900],
  ["boundary: for 366 days", issue({ terms: { expiresUnixS: passTerms.issuedUnixS + 366 * 86_400 } }), {}],
  ["of another version", at(good, 0, 2), MALFORMED],
  ["by administrators", at(good, MESSAGE.form, 4), MALFORMED],
  ["by a form that is none", at(good, MESSAGE.form, 5), MALFORMED],
  ["by a passkey that is a key", at(good, MESSAGE.form, 3), UNSIGNED],
  ["another actor", turned(MESSAGE.actor + 9), UNSIGNED],
  ["another device", turned(MESSAGE.device), { ...UNSIGNED, opened: "pass-device-other" }],
  ["another time of issue", turned(MESSAGE.issued + 3), UNSIGNED],
  ["another end", turned(MESSAGE.expires + 3), UNSIGNED],
  ["another purpose", turned(MESSAGE.purpose + 1), UNSIGNED],
  ["for another", turned(MESSAGE.forWhom + 1), UNSIGNED],
  ["another hash of the evidence", turned(MESSAGE.evidence), ALTERED],
  ["a purpose that is longer than it says", at(good, MESSAGE.purpose, 3), MALFORMED],
  ["a purpose that is no UTF-8", at(good, MESSAGE.purpose + 1, 0xff), MALFORMED],
  ["a purpose with a line break", at(good, MESSAGE.purpose + 1, 10), MALFORMED],
  [
    "a purpose that turns the direction",
    concat(good.slice(0, MESSAGE.purpose), Uint8Array.of(3, 0xe2, 0x80, 0xae), good.slice(MESSAGE.forWhom)),
    MALFORMED,
  ],
  [
    "a purpose of 121 bytes",
    concat(good.slice(0, MESSAGE.purpose), Uint8Array.of(121), utf8("x".repeat(121)), good.slice(MESSAGE.forWhom)),
    MALFORMED,
  ],
  ["another signature", turned(signatureAt + 5), UNSIGNED],
  ["the other form of its signature", issue({ sign: (message, where) => otherForm(byKey(message, where)) }), UNSIGNED],
  [
    "a wallet's, the other form",
    issue({ ...asWallet, sign: (message, where) => otherForm(byWallet(message, where), WALLET_ORDER) }),
    UNSIGNED,
  ],
  [
    "a passkey's, the other form",
    issue({ ...asPasskey, sign: (message, where) => otherForm(byPasskey(message, where)) }),
    UNSIGNED,
  ],
  [
    "a signature with a byte more",
    issue({ sign: (message, where) => concat(byKey(message, where), Uint8Array.of(0)) }),
    UNSIGNED,
  ],
  ["no signature", issue({ sign: () => new Uint8Array() }), UNSIGNED],
  ["signed for another application", issue({ at: other }), UNSIGNED],
  ["a wallet's, signed for another application", issue({ ...asWallet, at: other }), UNSIGNED],
  [
    "signed by another than it names",
    issue({ sign: (message, where) => byPasskey(message, where).slice(-64) }),
    UNSIGNED,
  ],
  [
    "signed by somebody who is not the owner shown",
    issue({ ...asPasskey, evidence: shown }),
    { opened: "pass-owner-other" },
  ],
  [
    "signed by the owner of now, about another device",
    issue({ terms: { device: seed("device").slice(0, 8) } }),
    { opened: "pass-device-other" },
  ],
  ["a byte less", good.slice(0, -1), ALTERED],
  ["a byte more", concat(good, Uint8Array.of(0)), ALTERED],
  ["the message alone", good.slice(0, signatureAt - 2), MALFORMED],
  ["nothing", new Uint8Array(), MALFORMED],
  ...shown.opening.fields.map(({ field }) => {
    const fields = shown.opening.fields.map((each) =>
      each.field === field ? { ...each, salt: each.salt.map((byte) => byte ^ 1) } : each,
    );
    const changed = encodeEvidence({ ...shown, opening: { ...shown.opening, fields } });
    return [`field ${field} changed`, concat(good.slice(0, evidenceAt), changed), ALTERED] as const;
  }),
  ...PASS_SHOWN.map((left) => {
    const fewer = encodeEvidence(showing(PASS_SHOWN.filter((each) => each !== left)));
    return [`${left} left out`, concat(good.slice(0, evidenceAt), fewer), ALTERED] as const;
  }),
  ["a field added", concat(good.slice(0, evidenceAt), encodeEvidence(showing([...PASS_SHOWN, "closings"]))), ALTERED],
  ["a stretch of history added", concat(good.slice(0, evidenceAt), encodeEvidence(withHistory)), ALTERED],
  [
    "the end of another VIN",
    issue({ evidence: { ...shown, vinEnd: { ...must(shown.vinEnd), characters: "0002" } } }),
    { vin: "pass-vin-other" },
  ],
  ["the end of a VIN of a record without one", issue({ evidence: withoutVin() }), { vin: "pass-vin-other" }],
  ["in its end", good, { current: "pass-expired" }, passTerms.expiresUnixS],
  ["issued 901 s after now", good, { current: "pass-early" }, passTerms.issuedUnixS - 901],
  [
    "for a second more than 366 days",
    issue({ terms: { expiresUnixS: passTerms.issuedUnixS + 366 * 86_400 + 1 } }),
    { current: "pass-term-invalid" },
  ],
  [
    "ending when it was issued",
    issue({ terms: { expiresUnixS: passTerms.issuedUnixS } }),
    { current: "pass-term-invalid" },
  ],
  ["signed: a value that no record has", written(at(evidenceBytes, 2 + 16, 0, 41)), MALFORMED],
  ["signed: no field", written(at(evidenceBytes, 0, 0, 0)), MALFORMED],
  ["signed: the reserved field", written(at(evidenceBytes, 0, 0x50 | (evidenceBytes[0] ?? 0))), MALFORMED],
  ["signed: a byte behind the evidence", written(concat(evidenceBytes, Uint8Array.of(0))), MALFORMED],
  ["signed: neither with nor without a VIN", written(at(evidenceBytes, vinAt - 1, 2)), MALFORMED],
  ["signed: the end of a VIN in small letters", written(at(evidenceBytes, vinAt + 48, 97)), MALFORMED],
  ["signed: the place of the globals", written(at(evidenceBytes, vinAt + 52, 0, 0, 0, 0)), MALFORMED],
  ["signed: a place beyond the tree", written(at(evidenceBytes, vinAt + 52, 0, 0, 0, 5)), MALFORMED],
  ["signed: a level that there is not", written(at(evidenceBytes, evidenceBytes.length - 2 - 96 - 8, 0x80)), MALFORMED],
  ["signed: a sibling where nothing was put out", written(withEmptySibling()), MALFORMED],
  ["signed: two sessions where one stands", written(at(evidenceBytes, evidenceBytes.length - 1, 1)), MALFORMED],
  ["signed: a session without groups", written(withSession(16, 0)), MALFORMED],
  ["signed: a group that there is not", written(withSession(16, 8)), MALFORMED],
  ["signed: a range before its session", written(withSession(11, 0)), MALFORMED],
];

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The example has it.");
  return value;
}
function withoutVin(): PassEvidence {
  const without = passEvidence(anna.account, { vin: { tag: new Uint8Array(32) } });
  return { ...showing(PASS_SHOWN, without), vinEnd: shown.vinEnd };
}
/** The lowest level stands for itself; the one above the last written is the next that is empty. */
function withEmptySibling(): Uint8Array {
  const levels = evidenceBytes.length - 2 - 96 - 8;
  const empty = must(shown.output.siblings[3]);
  return concat(at(evidenceBytes, levels + 7, 15).slice(0, -2), empty, evidenceBytes.slice(-2));
}
function withSession(place: number, value: number): Uint8Array {
  const bytes = encodeEvidence(withHistory);
  return at(bytes, evidenceBytes.length + place, value);
}

function stepsOf(bytes: Uint8Array, nowUnixS: number, comment: string, expected: Expected) {
  const { steps, content } = checkPass(bytes, { context, provider: p, nowUnixS, origins: ORIGINS });
  const found = Object.fromEntries(steps.map(({ step, result, code }) => [step, code ?? result]));
  const stated = { ...HOLDS, ...expected };
  if (JSON.stringify(found) !== JSON.stringify(stated)) {
    throw new Error(`${comment}: ${JSON.stringify(found)} and not ${JSON.stringify(stated)}`);
  }
  const failed = steps.find(({ result }) => result === "fails");
  return {
    code: failed?.code ?? "admitted",
    steps: found,
    ...(content && { identity: toHex(content.identity), outputs: toHex(content.roots.outputs) }),
  };
}

const kept = keepPass(good, seed("secret").slice(0, 16), p);
const fragment = encodePassLink({ form: "kept", ...kept.link });
const LINKS: readonly (readonly [string, string, string | null])[] = [
  ["a whole pass", encodePassLink({ form: "whole", pass: good }), toHex(good)],
  ["a kept pass", fragment, `${toHex(kept.link.hash)}${toHex(kept.link.secret)}`],
  ["a whole address", `https://example.org/p#${fragment}`, `${toHex(kept.link.hash)}${toHex(kept.link.secret)}`],
  ["nothing", "", null],
  ["a kept pass with a byte less", encodePassLink({ form: "kept", ...kept.link, secret: new Uint8Array(15) }), null],
  ["a kept pass with a byte more", encodePassLink({ form: "kept", ...kept.link, secret: new Uint8Array(17) }), null],
  ["another form", `AA${fragment.slice(2)}`, null],
  ["padding", `${fragment}==`, null],
  ["idle bits", `${fragment.slice(0, -1)}${fragment.endsWith("B") ? "C" : "B"}`, null],
  ["the other base64", `+${fragment.slice(1)}`, null],
];

const label = preamble("history", context);
const moment = { input: 7, blockTimeUnixS: 1_800_000_500, place: 1, parameters: 1 };
const withdrawal = encodeOperation(operationOf("withdrawPass", { answers: seed("pass") }));
const ITEMS: readonly HistoryStep[] = [
  { kind: "run", ...moment, item: concat(u32(1), u32(8), u32(8), seed("link")) },
  { kind: "fork", ...moment, item: concat(u32(3), seed("fork")) },
  { kind: "operation", ...moment, input: 8, place: 0, item: withdrawal },
];
const begun = seed("accumulator");
const items = encodeSteps(ITEMS);
const after = (steps: readonly HistoryStep[]): Uint8Array =>
  steps.reduce((accumulator, step) => {
    const item = step.kind === "operation" ? operationItem(step.item, p) : step.item;
    return extendHistory(label, accumulator, { ...step, item }, p);
  }, begun);
const STEPS: readonly (readonly [string, Uint8Array, Uint8Array | null])[] = [
  ["a run, a fork and an operation", items, after(ITEMS)],
  ["none", new Uint8Array(), begun],
  ["the last one left out", encodeSteps(ITEMS.slice(0, 2)), after(ITEMS.slice(0, 2))],
  ["a byte less", items.slice(0, -1), null],
  ["a byte more", concat(items, Uint8Array.of(1)), null],
  ["an item of no kind", at(items, 0, 4), null],
  ["an input past 53 bits", at(items, 1, 255), null],
  [
    "an operation that is too long",
    concat(items.slice(0, -withdrawal.length - 2), u16(2_561), new Uint8Array(2_561)),
    null,
  ],
  ["an operation that is none", concat(items.slice(0, -withdrawal.length - 2), u16(1), Uint8Array.of(250)), null],
];

const malformed = new MalformedError().code;
export const passVectors = {
  "v2-pass": {
    origins: ORIGINS,
    passes: CASES.map(([comment, bytes, expected, nowUnixS = NOW]) => ({
      comment,
      bytes: toHex(bytes),
      nowUnixS,
      ...stepsOf(bytes, nowUnixS, comment, expected),
    })),
    links: LINKS.map(([comment, text, carries]) => ({
      comment,
      text,
      code: carries === null ? "pass-link-malformed" : "admitted",
      carries,
    })),
    kept: [
      ["a pass", kept.bytes, kept.link.hash, kept.link.secret, toHex(good)] as const,
      ["under another secret", kept.bytes, kept.link.hash, seed("other").slice(0, 16), null] as const,
      [
        "other bytes under their own hash",
        at(kept.bytes, 3, 0),
        p.sha256(at(kept.bytes, 3, 0)),
        kept.link.secret,
        null,
      ] as const,
      ["other bytes", at(kept.bytes, 3, 0), kept.link.hash, kept.link.secret, null] as const,
    ].map(([comment, bytes, hash, secret, opens]) => ({
      comment,
      bytes: toHex(bytes),
      hash: toHex(hash),
      secret: toHex(secret),
      code: opens === null ? "pass-kept-other" : "admitted",
      opens,
    })),
    steps: STEPS.map(([comment, bytes, accumulator]) => ({
      comment,
      before: toHex(begun),
      bytes: toHex(bytes),
      code: accumulator === null ? malformed : "admitted",
      accumulator: accumulator && toHex(accumulator),
    })),
  },
};
