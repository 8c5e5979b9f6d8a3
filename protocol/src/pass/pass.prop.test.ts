import { p256 } from "@noble/curves/nist.js";
import { Wallet } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  evidence,
  PASS_SHOWN,
  pass,
  passEvidence,
  passOwnerKey,
  passTerms,
  passValues,
  shownEvidence,
} from "../../scripts/example-pass.ts";
import { concat, fromHex, toHex, u32, utf8 } from "../bytes.ts";
import type { Context } from "../context.ts";
import { native } from "../crypto/native.ts";
import { noble } from "../crypto/noble.ts";
import { MalformedError } from "../errors.ts";
import { PASS_LINK_MAX_CHARACTERS, PASS_TERM_MAX_S, PASS_TEXT_MAX_BYTES } from "../limits.ts";
import { accountOf } from "../operations/account.ts";
import { encodePasskeySignature } from "../operations/signed.ts";
import { RECORD_FIELD_NAMES, recordFieldNumber } from "../record/fields.ts";
import { checkPass, PASS_FIELDS, type PassResult, type PassStep } from "./check.ts";
import { PassError } from "./errors.ts";
import { encodeEvidence, type PassEvidence } from "./evidence.ts";
import { issuePass, narrowEvidence } from "./issue.ts";
import { encodePassLink } from "./link.ts";
import { decodePass, encodePass, type Pass, type PassActor, passIdentity, passMessage, passTypedData } from "./pass.ts";
import { keyPassSigner, passPreimage, walletPassSigner, withLowS } from "./signature.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const origins = ["https://witness.example"];
const options = { context, provider: native, nowUnixS: passTerms.issuedUnixS + 60, origins };
const keySigner = keyPassSigner(context, passOwnerKey, native);
const walletKey = new Uint8Array(32).fill(0x11);
const walletSigner = walletPassSigner(context, walletKey);
const shown = encodeEvidence(shownEvidence);

/** How each step ended, with the code of what is wrong. */
const steps = (result: PassResult): Partial<Record<PassStep, string>> =>
  Object.fromEntries(result.steps.map(({ step, result: how, code }) => [step, code ?? how]));
const check = (bytes: Uint8Array, change: Partial<typeof options> = {}) =>
  steps(checkPass(bytes, { ...options, ...change }));
const GOOD = { whole: "holds", signed: "holds", opened: "holds", vin: "holds", proven: "unasked", current: "holds" };
const OTHER = { signed: "unasked", opened: "unasked", vin: "unasked", proven: "unasked", current: "unasked" };

/** A pass of this evidence by the owner's key, whatever terms it has. */
const issued = (of: PassEvidence, terms: Partial<typeof passTerms> = {}) =>
  issuePass({ ...passTerms, ...terms }, of, keySigner, native);
const good = issued(shownEvidence);

describe("a pass", () => {
  it("comes back as it went in, with a history and without", () => {
    for (const of of [evidence, shownEvidence]) {
      const { terms, evidence: read, message } = decodePass(issued(of), native);
      expect(terms).toEqual(passTerms);
      expect(read).toEqual(of);
      expect(passMessage(passTerms, encodeEvidence(of), native)).toEqual(message);
    }
  });

  it("says the same with both providers", () => {
    expect(checkPass(good, { ...options, provider: noble })).toEqual(checkPass(good, options));
    expect(check(good)).toEqual(GOOD);
    expect(check(pass)).toEqual(GOOD);
  });

  it("shows what its owner chose, and what every pass shows", () => {
    const { content } = checkPass(good, options);
    const values = passValues(content?.values.owner?.owner ?? new Uint8Array());
    const chosen = RECORD_FIELD_NAMES.filter((field) => PASS_FIELDS.includes(field) || PASS_SHOWN.includes(field));
    expect(content?.values).toEqual(Object.fromEntries(chosen.map((field) => [field, values[field]])));
    expect(content?.vinLastFour).toBe("0001");
    expect(content?.identity).toEqual(passIdentity(passMessage(passTerms, shown, native), native));
  });

  it("fits a link, without history", () => {
    expect(`https://witness.example/p#${encodePassLink({ form: "whole", pass: good })}`.length).toBeLessThan(
      PASS_LINK_MAX_CHARACTERS / 2,
    );
    const all = RECORD_FIELD_NAMES.filter((field) => field !== "plate");
    const whole = issued({ ...narrowEvidence(evidence, all, native), sessions: [] });
    expect(encodePassLink({ form: "whole", pass: whole }).length).toBeLessThan(PASS_LINK_MAX_CHARACTERS);
  });

  it("is not the same pass after any change of any byte", () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const changed = good.slice();
        changed[at] = (changed[at] ?? 0) ^ difference;
        const { steps: found } = checkPass(changed, options);
        expect(found.some(({ result }) => result === "fails")).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("is read from no bytes that are shorter or longer", () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), (length) => {
        expect(check(good.slice(0, length)).whole).toMatch(/^pass-(malformed|altered)$/);
      }),
    );
    expect(check(concat(good, Uint8Array.of(0)))).toEqual({ ...OTHER, whole: "pass-altered" });
    expect(() => decodePass(new Uint8Array(65_521).fill(1), native)).toThrow(PassError);
  });

  it("has one form: what can be read is what it would be written as", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
        const bytes = concat(good.slice(0, 60), tail);
        let read: Pass;
        try {
          read = decodePass(bytes, native);
        } catch (error) {
          expect(error).toBeInstanceOf(PassError);
          return;
        }
        const { message, signature, evidence: of } = read;
        expect(encodePass({ message, signature, evidence: encodeEvidence(of) })).toEqual(bytes);
      }),
    );
  });
});

describe("a holder", () => {
  const { message, signature } = decodePass(good, native);
  const reshown = (of: PassEvidence) => encodePass({ message, signature, evidence: encodeEvidence(of) });

  it.each(PASS_SHOWN)("cannot leave out %s", (left) => {
    const fewer = narrowEvidence(
      shownEvidence,
      PASS_SHOWN.filter((field) => field !== left),
      native,
    );
    expect(check(reshown(fewer))).toEqual({ ...OTHER, whole: "pass-altered" });
  });

  it.each(RECORD_FIELD_NAMES.filter((field) => field !== "plate" && !PASS_SHOWN.includes(field)))(
    "cannot add or change %s",
    (field) => {
      const more = narrowEvidence(evidence, [...PASS_SHOWN, field], native);
      if (!PASS_FIELDS.includes(field)) expect(check(reshown(more)).whole).toBe("pass-altered");
      const fields = more.opening.fields.map((each) =>
        each.field === recordFieldNumber(field) ? { ...each, value: Uint8Array.of(...each.value, 1) } : each,
      );
      expect(check(reshown({ ...more, opening: { ...more.opening, fields } })).whole).toBe("pass-altered");
    },
  );

  it.each<[string, Partial<typeof passTerms>]>([
    ["the purpose", { purpose: "Insurance" }],
    ["whom it is for", { forWhom: "Everybody" }],
    ["its end", { expiresUnixS: passTerms.expiresUnixS + 1 }],
    ["its beginning", { issuedUnixS: passTerms.issuedUnixS - 1 }],
    ["the device", { device: new Uint8Array(8) }],
  ])("cannot change %s", (_, terms) => {
    const changed = encodePass({
      message: passMessage({ ...passTerms, ...terms }, shown, native),
      signature,
      evidence: shown,
    });
    expect(check(changed).signed).toBe("pass-unsigned");
  });

  it("cannot sign in the owner's place, as itself or under the owner's name", () => {
    const stranger = keyPassSigner(context, new Uint8Array(32).fill(9), native);
    expect(check(issuePass(passTerms, shownEvidence, stranger, native))).toEqual({
      ...GOOD,
      opened: "pass-owner-other",
    });
    const forged = encodePass({ message, signature: stranger.sign(message), evidence: shown });
    expect(check(forged).signed).toBe("pass-unsigned");
  });

  it("can show a record that names itself only under another root, which no chain has accepted", () => {
    const strangerKey = new Uint8Array(32).fill(9);
    const stranger = keyPassSigner(context, strangerKey, native);
    const account = accountOf(stranger.actor, new Uint8Array(), native) ?? new Uint8Array();
    const { owner } = passValues(account);
    const fields = shownEvidence.opening.fields.map((each) =>
      each.field === 3 ? { ...each, value: concat(account, u32(2), u32(101), u32(owner.sinceUnixS)) } : each,
    );
    const invented = { ...shownEvidence, opening: { ...shownEvidence.opening, fields } };
    const result = checkPass(issuePass(passTerms, invented, stranger, native), options);
    expect(steps(result)).toEqual(GOOD);
    expect(result.content?.roots.outputs).not.toEqual(checkPass(good, options).content?.roots.outputs);
  });

  it("cannot show it for another chain or application", () => {
    for (const place of [
      { ...context, chainId: 1 },
      { ...context, application: new Uint8Array(20).fill(0xac) },
    ]) {
      expect(check(good, { context: place })).toEqual({ ...GOOD, signed: "pass-unsigned" });
    }
  });

  it("cannot write the signature in its other form", () => {
    const n = p256.Point.Fn.ORDER;
    const s = BigInt(`0x${toHex(signature.slice(32))}`);
    const other = concat(signature.slice(0, 32), fromHex((n - s).toString(16).padStart(64, "0")));
    expect(native.p256Verify(keySigner.actor.form === "key" ? keySigner.actor.publicKey : other, other)).toBe(false);
    expect(check(encodePass({ message, signature: other, evidence: shown })).signed).toBe("pass-unsigned");
    expect(withLowS(other)).toEqual(signature);
    expect(withLowS(signature)).toEqual(signature);
  });
});

describe("an owner", () => {
  it("signs with a wallet what the wallet shows", async () => {
    const wallet = new Wallet(`0x${"11".repeat(32)}`);
    const address = fromHex(wallet.address.toLowerCase());
    const of = narrowEvidence(passEvidence(address), PASS_SHOWN, native);
    const message = passMessage({ ...passTerms, actor: walletSigner.actor }, encodeEvidence(of), native);
    const { domain, types, message: said } = passTypedData(context, message);
    const signature = fromHex(await wallet.signTypedData(domain, types as never, said)).slice(0, 64);
    const publicKey = fromHex(wallet.signingKey.publicKey).slice(1);
    const bytes = encodePass({ message, signature: concat(publicKey, signature), evidence: encodeEvidence(of) });
    expect(bytes).toEqual(issuePass(passTerms, of, walletSigner, native));
    expect(check(bytes)).toEqual(GOOD);
    expect(check(bytes, { context: { ...context, chainId: 1 } }).signed).toBe("pass-unsigned");
  });

  const rpIdHash = native.sha256(utf8("witness.example"));
  const passkey: PassActor = { form: "passkey", publicKey: native.p256PublicKey(passOwnerKey) };
  const byPasskey = (origin: string, flags = 0x05) => {
    const of = narrowEvidence(passEvidence(accountOf(passkey, rpIdHash, native) ?? rpIdHash), PASS_SHOWN, native);
    const sign = (message: Uint8Array) => {
      const challenge = Buffer.from(native.sha256(...passPreimage(context, message))).toString("base64url");
      const clientData = utf8(
        `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","crossOrigin":false}`,
      );
      const authenticatorData = concat(rpIdHash, Uint8Array.of(flags, 0, 0, 0, 0));
      const signature = native.p256Sign(passOwnerKey, authenticatorData, native.sha256(clientData));
      return withLowS(encodePasskeySignature({ authenticatorData, clientData, signature }));
    };
    return issuePass(passTerms, of, { actor: passkey, sign }, native);
  };

  it("signs with a passkey, on a page of the application alone", () => {
    expect(check(byPasskey("https://witness.example"))).toEqual(GOOD);
    expect(check(byPasskey("https://evil.example")).signed).toBe("pass-unsigned");
    expect(check(byPasskey("https://witness.example", 0x01)).signed).toBe("pass-unsigned");
  });

  it("is not the same as key and as passkey", () => {
    const signer = { actor: passkey, sign: keySigner.sign };
    expect(check(issuePass(passTerms, shownEvidence, signer, native)).signed).toBe("pass-unsigned");
  });

  it.each(PASS_FIELDS.filter((field) => field !== "key"))("cannot leave out %s, which every pass shows", (left) => {
    const numbers = new Set([...PASS_FIELDS, ...PASS_SHOWN].filter((field) => field !== left).map(recordFieldNumber));
    const fields = shownEvidence.opening.fields.filter(({ field }) => numbers.has(field));
    const { siblings } = narrowEvidence(evidence, PASS_SHOWN, native).opening;
    // The siblings are any that are enough: the pass is judged before anybody asks what it leads to.
    const enough = (count: number) => Array.from({ length: count }, () => siblings[0] ?? new Uint8Array(32));
    const tried = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((count) => {
      try {
        return check(issued({ ...shownEvidence, opening: { fields, siblings: enough(count) } })).opened;
      } catch {
        return undefined;
      }
    });
    expect(tried.filter((opened) => opened !== undefined)).toEqual(["pass-incomplete"]);
  });

  it("is told of a device other than the record's", () => {
    expect(check(issued(shownEvidence, { device: new Uint8Array(8).fill(1) })).opened).toBe("pass-device-other");
  });

  it("cannot show another end of the VIN, or one of a car without", () => {
    const { vinEnd } = shownEvidence;
    if (!vinEnd) throw new Error("The example shows the end of its VIN.");
    expect(check(issued({ ...shownEvidence, vinEnd: { ...vinEnd, characters: "0002" } })).vin).toBe("pass-vin-other");
    const without = passEvidence(passOwner(), { vin: { tag: new Uint8Array(32) } });
    expect(check(issued({ ...narrowEvidence(without, PASS_SHOWN, native), vinEnd })).vin).toBe("pass-vin-other");
    expect(check(issued({ ...shownEvidence, vinEnd: undefined })).vin).toBe("unasked");
    expect(
      checkPass(issued({ ...shownEvidence, vinEnd: { ...vinEnd, characters: "0002" } }), options).content,
    ).not.toHaveProperty("vinLastFour");
  });

  it("signs a value that no record has for nothing", () => {
    const fields = shownEvidence.opening.fields.map((each) =>
      each.field === 7 ? { ...each, value: each.salt } : each,
    );
    const invented = { ...shownEvidence, opening: { ...shownEvidence.opening, fields } };
    expect(check(issued(invented))).toEqual({ ...OTHER, whole: "pass-malformed" });
  });

  it.each<[string, number, number, number, string]>([
    ["holds in its first second", 0, 1, 0, "holds"],
    ["holds in its last second", 0, 10, 9, "holds"],
    ["has ended in the next", 0, 10, 10, "pass-expired"],
    ["may last 366 days", 0, PASS_TERM_MAX_S, 0, "holds"],
    ["may not last longer", 0, PASS_TERM_MAX_S + 1, 0, "pass-term-invalid"],
    ["does not end when it begins", 5, 5, 5, "pass-term-invalid"],
    ["may come from a clock that is 15 minutes ahead", 900, 1_000, 0, "holds"],
    ["may not come from later", 901, 1_000, 0, "pass-early"],
  ])("signs a pass that %s", (_, from, until, now, expected) => {
    const at = 1_800_000_000;
    const bytes = issued(shownEvidence, { issuedUnixS: at + from, expiresUnixS: at + until });
    expect(check(bytes, { nowUnixS: at + now }).current).toBe(expected);
  });
});

const passOwner = () => accountOf(keySigner.actor, new Uint8Array(), native) ?? new Uint8Array();

describe("the texts of a pass", () => {
  it("come back as they went in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (purpose) => {
        let bytes: Uint8Array;
        try {
          bytes = issued(shownEvidence, { purpose, forWhom: "" });
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
          expect(utf8(purpose).length).toBeGreaterThan(PASS_TEXT_MAX_BYTES);
          return;
        }
        expect(decodePass(bytes, native).terms).toMatchObject({ purpose, forWhom: "" });
      }),
    );
  });

  it.each([
    ["a line break", "Sale\nverified by Witness"],
    ["a turn of direction", "Sale \u202e000 01"],
    ["an isolate", "\u2066Sale"],
    ["half a character", "\ud800"],
    ["a byte too many", `${"é".repeat(PASS_TEXT_MAX_BYTES / 2)}x`],
  ])("hold no %s, written or read", (_, text) => {
    expect(() => issued(shownEvidence, { purpose: text })).toThrow(MalformedError);
    expect(() => issued(shownEvidence, { forWhom: text })).toThrow(MalformedError);
    const at = 1 + 34 + 8 + 8;
    const inside = Buffer.from(text, "utf8");
    const bytes = concat(good.slice(0, at), Uint8Array.of(inside.length), inside, good.slice(at + 1 + "Sale".length));
    // Half a character becomes another one when Buffer writes it: then the message is another.
    expect(check(bytes)).not.toEqual(GOOD);
  });
});
