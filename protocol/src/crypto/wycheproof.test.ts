/**
 * Project Wycheproof's vectors on both providers. `valid` must pass, `invalid` must not; what is done with an
 * `acceptable` one is said here by its flag, and both providers do the same.
 */
import { describe, expect, it } from "vitest";
import gcm from "../../vectors/wycheproof/aes_gcm_test.json" with { type: "json" };
import ecdh from "../../vectors/wycheproof/ecdh_secp256r1_ecpoint_test.json" with { type: "json" };
import ecdsa from "../../vectors/wycheproof/ecdsa_secp256r1_sha256_p1363_test.json" with { type: "json" };
import hkdf from "../../vectors/wycheproof/hkdf_sha256_test.json" with { type: "json" };
import hmac from "../../vectors/wycheproof/hmac_sha256_test.json" with { type: "json" };
import { concat, fromHex, toHex } from "../bytes.ts";
import { hkdfExpand, hkdfExtract } from "../hkdf.ts";
import { native } from "./native.ts";
import { noble } from "./noble.ts";

/** Whether we take an `acceptable` vector. */
const TAKEN: Readonly<Record<string, boolean>> = {
  // r ‖ s is 64 bytes, always: a shorter form would be a second form of one signature.
  SigSize: false,
  // The protocol's own form of a public key.
  CompressedPoint: true,
};

interface Vector {
  readonly tcId: number;
  readonly result: string;
  readonly flags: readonly string[];
}

/** The vectors that do not come out as they must; named by number, so that a failure says which. */
function wrong<V extends Vector>(tests: readonly V[], passes: (test: V) => boolean): number[] {
  return tests.filter((test) => passes(test) !== expected(test)).map(({ tcId }) => tcId);
}

function expected({ result, flags, tcId }: Vector): boolean {
  if (result !== "acceptable") return result === "valid";
  const [flag = ""] = flags;
  const taken = TAKEN[flag];
  if (flags.length !== 1 || taken === undefined) throw new Error(`Vector ${tcId}: nothing is decided for ${flags}.`);
  return taken;
}

/** A scalar as the providers take it: 32 bytes, whatever DER's integer made of it. */
const scalar = (hex: string): Uint8Array => fromHex(hex.replace(/^(00)+/, "").padStart(64, "0"));

const all = <V>(file: { readonly testGroups: readonly { readonly tests: readonly V[] }[] }): V[] =>
  file.testGroups.flatMap(({ tests }) => tests);

describe.each([native, noble])("Wycheproof on $name", (provider) => {
  it("ECDSA P-256 SHA-256, r ‖ s: 219 vectors; high s is valid, as FIPS 186-5 has it", () => {
    const failures = ecdsa.testGroups.flatMap(({ publicKey, tests }) => {
      const key = provider.p256Compress(fromHex(publicKey));
      if (!key) throw new Error(`No point: ${publicKey}`);
      return wrong(tests, ({ sig, msg }) => provider.p256Verify(key, fromHex(sig), fromHex(msg)));
    });
    expect(failures).toEqual([]);
    expect(all(ecdsa)).toHaveLength(219);
  });

  it("ECDH P-256, points: 216 vectors; the compressed form is ours", () => {
    const shares = (test: (typeof ecdh.testGroups)[number]["tests"][number]) => {
      const shared = provider.p256SharedSecret(scalar(test.private), fromHex(test.public));
      return shared !== undefined && toHex(shared) === test.shared;
    };
    expect(wrong(all(ecdh), shares)).toEqual([]);
    expect(all(ecdh)).toHaveLength(216);
  });

  it("AES-256-GCM, 96-bit nonces, 128-bit tags: 48 vectors, opened and sealed", () => {
    const opens = (test: (typeof gcm.testGroups)[number]["tests"][number]) => {
      const sealed = concat(fromHex(test.ct), fromHex(test.tag));
      const opened = provider.aesGcmOpen(fromHex(test.key), fromHex(test.iv), fromHex(test.aad), sealed);
      if (opened) expect(toHex(opened)).toBe(test.msg);
      return opened !== undefined;
    };
    const seals = (test: (typeof gcm.testGroups)[number]["tests"][number]) => {
      const sealed = provider.aesGcmSeal(fromHex(test.key), fromHex(test.iv), fromHex(test.aad), fromHex(test.msg));
      return toHex(sealed) === test.ct + test.tag;
    };
    expect(wrong(all(gcm), seals)).toEqual([]);
    expect(wrong(all(gcm), opens)).toEqual([]);
    expect(all(gcm)).toHaveLength(48);
  });

  it("HMAC-SHA-256: 87 vectors", () => {
    const computes = ({ key, msg, tag }: (typeof hmac.testGroups)[number]["tests"][number]) =>
      toHex(provider.hmacSha256(fromHex(key), fromHex(msg))) === tag;
    expect(wrong(all(hmac), computes)).toEqual([]);
    expect(all(hmac)).toHaveLength(87);
  });

  it("HKDF-SHA-256: 105 vectors; more than 255 blocks are refused", () => {
    const derives = ({ ikm, salt, info, size, okm }: (typeof hkdf.testGroups)[number]["tests"][number]) => {
      const key = hkdfExtract(provider, fromHex(salt), fromHex(ikm));
      try {
        return toHex(hkdfExpand(provider, key, fromHex(info), size)) === okm;
      } catch (error) {
        if (error instanceof RangeError) return false;
        throw error;
      }
    };
    expect(wrong(all(hkdf), derives)).toEqual([]);
    expect(all(hkdf)).toHaveLength(105);
  });
});
