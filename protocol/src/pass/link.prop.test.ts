import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pass } from "../../scripts/example-pass.ts";
import { decodeBase64Url, encodeBase64Url } from "../base64url.ts";
import { concat, equal } from "../bytes.ts";
import type { PassCode } from "../codes/pass.ts";
import { native } from "../crypto/native.ts";
import { noble } from "../crypto/noble.ts";
import { KEPT_PASS_MAX_BYTES } from "../limits.ts";
import { PassError } from "./errors.ts";
import { keepPass, openKeptPass } from "./kept.ts";
import { encodePassLink, parsePassLink } from "./link.ts";
import { PASS_MAX_BYTES } from "./pass.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** The code of what is thrown. */
function codeOf(run: () => unknown): PassCode | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof PassError) return error.code;
    throw error;
  }
  return undefined;
}

describe("base64 for URLs", () => {
  it("is Node's, and reads back what it wrote", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (any) => {
        expect(encodeBase64Url(any)).toBe(Buffer.from(any).toString("base64url"));
        expect(decodeBase64Url(encodeBase64Url(any))).toEqual(any);
      }),
    );
  });

  it("has one text of each bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."AQgw_-=+/ é"), maxLength: 9 }), (text) => {
        const read = decodeBase64Url(text);
        if (read !== undefined) expect(encodeBase64Url(read)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
    for (const text of ["__5", "A", "AA==", "A+", "A/", "AA A"]) expect(decodeBase64Url(text)).toBeUndefined();
  });
});

describe("a link", () => {
  it("carries a pass, or where one is kept, and comes back as it went in", () => {
    fc.assert(
      fc.property(bytes(32), bytes(16), (hash, secret) => {
        const link = { form: "kept", hash, secret } as const;
        const fragment = encodePassLink(link);
        expect(fragment).toHaveLength(66);
        for (const text of [fragment, `#${fragment}`, `https://witness.example/p#${fragment}\n`]) {
          expect(parsePassLink(text)).toEqual(link);
        }
      }),
    );
    const whole = { form: "whole", pass } as const;
    expect(parsePassLink(`https://witness.example/p#${encodePassLink(whole)}`)).toEqual(whole);
  });

  const fragment = encodePassLink({ form: "kept", hash: new Uint8Array(32), secret: new Uint8Array(16) });
  it.each([
    ["nothing", ""],
    ["a page without a fragment", "https://witness.example/p"],
    ["a fragment that is cut off", fragment.slice(0, -2)],
    ["a fragment that goes on", `${fragment}AAA`],
    ["another form", `AA${fragment.slice(2)}`],
    ["padding", `${fragment}==`],
    ["another base64", fragment.replace("A", "+")],
    ["more than any pass has", "AQ".padEnd(2 * PASS_MAX_BYTES + 4, "A")],
  ])("is not %s", (_, text) => {
    expect(codeOf(() => parsePassLink(text))).toBe("pass-link-malformed");
  });
});

describe("a kept pass", () => {
  const secret = new Uint8Array(16).fill(3);

  it("opens with its link, in both providers", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes(16), (any, key) => {
        const kept = keepPass(any, key, native);
        expect(keepPass(any, key, noble)).toEqual(kept);
        expect(openKeptPass(kept.bytes, kept.link, noble)).toEqual(any);
      }),
      { numRuns: 30 },
    );
  });

  it("fits an archive, however long the pass is", () => {
    const longest = keepPass(new Uint8Array(PASS_MAX_BYTES), secret, native);
    expect(longest.bytes).toHaveLength(KEPT_PASS_MAX_BYTES);
    expect(openKeptPass(longest.bytes, longest.link, native)).toHaveLength(PASS_MAX_BYTES);
    const longer = keepPass(new Uint8Array(PASS_MAX_BYTES + 1), secret, native);
    expect(codeOf(() => openKeptPass(longer.bytes, longer.link, native))).toBe("pass-kept-other");
  });

  it("opens with no other bytes, hash or secret", () => {
    const { bytes: kept, link } = keepPass(pass, secret, native);
    const changed = kept.slice();
    changed[7] = (changed[7] ?? 0) ^ 1;
    expect(codeOf(() => openKeptPass(changed, link, native))).toBe("pass-kept-other");
    const named = { ...link, hash: native.sha256(changed) };
    expect(codeOf(() => openKeptPass(changed, named, native))).toBe("pass-kept-other");
    const other = { ...link, secret: new Uint8Array(16).fill(4) };
    expect(codeOf(() => openKeptPass(kept, other, native))).toBe("pass-kept-other");
    expect(() => keepPass(pass, new Uint8Array(15), native)).toThrow(RangeError);
  });

  it("tells the archive nothing of the pass", () => {
    const { bytes: kept } = keepPass(concat(new Uint8Array(4_000), pass), secret, native);
    expect(kept.some((_, at) => at > 40 && equal(kept.slice(at - 32, at), new Uint8Array(32)))).toBe(false);
  });
});
