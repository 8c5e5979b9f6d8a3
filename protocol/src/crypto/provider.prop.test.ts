/** The two providers answer alike for every input, sound or not. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, equal } from "../bytes.ts";
import { native } from "./native.ts";
import { noble } from "./noble.ts";

const bytes = (minLength: number, maxLength = minLength) => fc.uint8Array({ minLength, maxLength });
const key = bytes(32).filter((scalar) => (scalar[0] ?? 255) < 0xff && scalar.some((byte) => byte !== 0));
const one = new Uint8Array(32).fill(1);
const few = { numRuns: 40 };

describe("native and noble", () => {
  it("hash and authenticate alike", () => {
    fc.assert(
      fc.property(bytes(0, 300), bytes(0, 200), bytes(0, 300), (a, k, b) => {
        expect(native.sha256(a, b)).toEqual(noble.sha256(a, b));
        expect(native.hmacSha256(k, a, b)).toEqual(noble.hmacSha256(k, a, b));
      }),
      few,
    );
  });

  it("derive, compress and share alike", () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const publicA = native.p256PublicKey(a);
        expect(publicA).toEqual(noble.p256PublicKey(a));
        expect(native.p256PublicKey(a, "uncompressed")).toEqual(noble.p256PublicKey(a, "uncompressed"));
        const full = native.p256Uncompress(publicA);
        expect(full).toEqual(noble.p256Uncompress(publicA));
        expect([native.p256Prepare(publicA), noble.p256Prepare(publicA)]).toEqual([true, true]);
        expect(noble.p256Compress(full ?? publicA)).toEqual(publicA);
        expect(native.p256SharedSecret(b, publicA)).toEqual(noble.p256SharedSecret(b, publicA));
        expect(native.p256SharedSecret(b, publicA)).toEqual(native.p256SharedSecret(a, noble.p256PublicKey(b)));
      }),
      few,
    );
  });

  it("read the same byte strings as points", () => {
    const forms = fc.constantFrom(0, 2, 3, 4, 5, 6, 7, 255);
    fc.assert(
      fc.property(forms, bytes(0, 70), fc.constantFrom(33, 65, 0, 34), (form, tail, length) => {
        const candidate = concat(Uint8Array.of(form), tail, new Uint8Array(70)).slice(0, length);
        expect(native.p256Compress(candidate)).toEqual(noble.p256Compress(candidate));
        expect(native.p256Uncompress(candidate)).toEqual(noble.p256Uncompress(candidate));
        expect(native.p256Prepare(candidate)).toBe(noble.p256Prepare(candidate));
        expect(native.p256SharedSecret(one, candidate)).toEqual(noble.p256SharedSecret(one, candidate));
      }),
      { numRuns: 300 },
    );
  });

  it("verify each other's signatures and refuse the same changed ones", () => {
    fc.assert(
      fc.property(key, bytes(0, 200), fc.nat(63), fc.integer({ min: 1, max: 255 }), (scalar, message, at, flip) => {
        const publicKey = native.p256PublicKey(scalar);
        for (const signer of [native, noble]) {
          const signature = signer.p256Sign(scalar, message);
          expect(native.p256Verify(publicKey, signature, message)).toBe(true);
          expect(noble.p256Verify(publicKey, signature, message)).toBe(true);
          const changed = signature.slice();
          changed[at] = (changed[at] ?? 0) ^ flip;
          expect(native.p256Verify(publicKey, changed, message)).toBe(noble.p256Verify(publicKey, changed, message));
          expect(native.p256Verify(publicKey, changed, message)).toBe(false);
        }
      }),
      few,
    );
  });

  it.each([
    ["r = 0", new Uint8Array(64).fill(1, 32)],
    ["s = 0", new Uint8Array(64).fill(1, 0, 32)],
    ["r ≥ n", new Uint8Array(64).fill(0xff, 0, 32)],
    ["a short signature", new Uint8Array(63)],
  ])("refuse %s without throwing", (_, signature) => {
    const publicKey = native.p256PublicKey(new Uint8Array(32).fill(1));
    expect(native.p256Verify(publicKey, signature, signature)).toBe(false);
    expect(noble.p256Verify(publicKey, signature, signature)).toBe(false);
    expect(native.p256Verify(signature, signature, signature)).toBe(false);
    expect(noble.p256Verify(signature, signature, signature)).toBe(false);
  });

  it("seal alike, open each other's, and refuse any change", () => {
    fc.assert(
      fc.property(bytes(32), bytes(12), bytes(0, 40), bytes(0, 200), fc.nat(), (k, nonce, associated, text, at) => {
        const sealed = native.aesGcmSeal(k, nonce, associated, text);
        expect(noble.aesGcmSeal(k, nonce, associated, text)).toEqual(sealed);
        expect(noble.aesGcmOpen(k, nonce, associated, sealed)).toEqual(text);
        expect(native.aesGcmOpen(k, nonce, associated, sealed)).toEqual(text);
        const changed = sealed.slice();
        const index = at % changed.length;
        changed[index] = (changed[index] ?? 0) ^ 1;
        expect(equal(changed, sealed)).toBe(false);
        expect(native.aesGcmOpen(k, nonce, associated, changed)).toBeUndefined();
        expect(noble.aesGcmOpen(k, nonce, associated, changed)).toBeUndefined();
        expect(native.aesGcmOpen(k, nonce, associated, sealed.slice(0, 15))).toBeUndefined();
      }),
      few,
    );
  });
});
