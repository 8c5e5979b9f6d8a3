import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  shareContent as content,
  shareReaderKey as reader,
  share,
  shareHeadOfReader,
  stretchOf,
  wholeProof,
} from "../../scripts/example-share.ts";
import { concat, toHex } from "../bytes.ts";
import type { GroupName } from "../columns/quantity.ts";
import { native } from "../crypto/native.ts";
import { noble } from "../crypto/noble.ts";
import { MalformedError } from "../errors.ts";
import { SHARE_MAX_BYTES, SHARE_STRETCHES_MAX } from "../limits.ts";
import { decodeShareContent, encodeShareContent, type ShareContent, shareIdentity } from "./content.ts";
import { ShareError } from "./errors.ts";
import { openShare, sealShare, shareHead } from "./share.ts";

const { grantee, context } = shareHeadOfReader;
const material = new Uint8Array(32).fill(0x31);
const { terms, proof } = content;

const GROUPS: readonly (readonly GroupName[])[] = [["distance"], ["condition"], ["distance", "condition", "bus"]];
/** Sessions of 1 000 envelopes, of each one or two stretches. */
const stretches = fc
  .array(
    fc.tuple(
      fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 2, maxLength: 4 }),
      fc.constantFrom(...GROUPS),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.flatMap(([places, groups], at) => {
      const [a = 0, b = 0, c, d] = [...places].sort((x, y) => x - y);
      const first = 1 + 1_000 * at;
      const one = stretchOf([at + 1, first], [first + a, first + b], groups);
      return c === undefined || d === undefined
        ? [one]
        : [one, stretchOf([at + 1, first], [first + c, first + d], groups)];
    }),
  );
const text = fc.constantFrom("", "Audit of 2027", "Zoé, Basel");
const contents = fc
  .record({
    stretches,
    purpose: text,
    forWhom: text,
    time: fc.tuple(fc.nat(2 ** 31), fc.integer({ min: 1, max: 2 ** 30 })),
  })
  .map(
    ({ stretches: opened, purpose, forWhom, time: [fromUnixS, lastsS] }): ShareContent => ({
      terms: { ...terms, purpose, forWhom, time: { fromUnixS, untilUnixS: fromUnixS + lastsS } },
      proof,
      stretches: opened,
    }),
  );

const codeOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof ShareError) return error.code;
    throw error;
  }
  return "read";
};

describe("a share", () => {
  it("comes back as it went in, whatever it opens", () => {
    fc.assert(
      fc.property(contents, (said) => {
        const bytes = encodeShareContent(said);
        expect(decodeShareContent(bytes)).toEqual(said);
        const opened = openShare(sealShare({ context, grantee }, said, material, native), reader, native);
        expect(opened.content).toEqual(said);
        expect(opened.bytes).toEqual(bytes);
      }),
      { numRuns: 25 },
    );
  });

  it("says for whom and for which application it is to everybody, and nothing else", () => {
    expect(shareHead(share)).toEqual({ context, grantee });
    expect(toHex(share)).not.toContain(toHex(terms.device));
    expect(openShare(share, reader, noble).content).toEqual(content);
  });

  it("opens with no other key, and with no byte changed, missing or added", () => {
    expect(codeOf(() => openShare(share, new Uint8Array(32).fill(0x22), native))).toBe("share-sealed");
    fc.assert(
      fc.property(fc.nat(share.length - 1), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const changed = share.slice();
        changed[at] = (changed[at] ?? 0) ^ difference;
        expect(codeOf(() => openShare(changed, reader, native))).toMatch(/^share-(sealed|malformed)$/);
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(fc.nat(share.length - 1), (length) => {
        expect(codeOf(() => openShare(share.slice(0, length), reader, native))).toMatch(/^share-(sealed|malformed)$/);
      }),
      { numRuns: 60 },
    );
    expect(codeOf(() => openShare(concat(share, Uint8Array.of(0)), reader, native))).toBe("share-sealed");
    expect(codeOf(() => shareHead(new Uint8Array(SHARE_MAX_BYTES + 1).fill(1)))).toBe("share-malformed");
  });

  it("has one form: what can be read is what it would be written as", () => {
    const bytes = encodeShareContent(content);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ difference;
        let read: ShareContent;
        try {
          read = decodeShareContent(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
          return;
        }
        expect(encodeShareContent(read)).toEqual(changed);
        expect(shareIdentity(changed, native)).not.toEqual(shareIdentity(bytes, native));
      }),
      { numRuns: 300 },
    );
    expect(() => decodeShareContent(concat(bytes, Uint8Array.of(0)))).toThrow(MalformedError);
  });

  it.each<[string, Partial<ShareContent>]>([
    ["no envelope", { stretches: [] }],
    [
      "an envelope twice",
      { stretches: [stretchOf([1, 1], [5, 9], ["distance"]), stretchOf([1, 1], [9, 12], ["distance"])] },
    ],
    [
      "a session before the last",
      { stretches: [stretchOf([2, 31], [31, 40], ["bus"]), stretchOf([1, 1], [1, 2], ["bus"])] },
    ],
    [
      "a session with two beginnings",
      { stretches: [stretchOf([1, 1], [5, 9], ["bus"]), stretchOf([1, 2], [10, 12], ["bus"])] },
    ],
    ["an end before its beginning", { terms: { ...terms, expiresUnixS: terms.issuedUnixS } }],
    ["no days", { terms: { ...terms, time: { fromUnixS: 9, untilUnixS: 9 } } }],
    ["two lines", { terms: { ...terms, purpose: "Audit\nof 2027" } }],
    ["more of the record", { proof: wholeProof }],
  ])("cannot say %s", (_, change) => {
    expect(() => encodeShareContent({ ...content, ...change })).toThrow(MalformedError);
  });

  it("opens no more stretches than its limit", () => {
    const many = Array.from({ length: SHARE_STRETCHES_MAX + 1 }, (_, at) =>
      stretchOf([1, 1], [1 + 2 * at, 1 + 2 * at], ["bus"]),
    );
    expect(() => encodeShareContent({ ...content, stretches: many })).toThrow(MalformedError);
  });

  it("never holds a root: a whole session is sixteen nodes of each group", () => {
    const whole = stretchOf([1, 1], [1, 65_536], ["distance", "condition"]);
    const { content: read } = openShare(
      sealShare({ context, grantee }, { ...content, stretches: [whole] }, material, native),
      reader,
      native,
    );
    expect(read.stretches[0]?.groups.distance?.map(({ level }) => level)).toEqual(Array<number>(16).fill(1));
  });
});
