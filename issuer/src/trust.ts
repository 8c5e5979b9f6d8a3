/** Whom a reader trusts: the roots that it was given, and certificates that one of them vouches for. */
import { X509Certificate } from "node:crypto";
import { type PublicJwk, publicJwkOf } from "./p256.ts";

/** Returns the trusted root that a chain of one certificate leads to at a time. @throws when the bytes are no certificate */
export function rootBehind(
  roots: readonly Uint8Array[],
  chain: readonly Uint8Array[],
  now: Date,
): Uint8Array | undefined {
  const [first, ...more] = chain;
  if (first === undefined || more.length > 0) return undefined;
  const leaf = new X509Certificate(first);
  return roots.find((bytes) => {
    const root = new X509Certificate(bytes);
    const isValid = [leaf, root].every(({ validFromDate, validToDate }) => validFromDate <= now && now <= validToDate);
    return isValid && root.ca && !leaf.ca && leaf.checkIssued(root) && leaf.verify(root.publicKey);
  });
}

/** Returns the key of a certificate. @throws {TypeError} when it is none of P-256 */
export function certifiedJwk(certificate: Uint8Array): PublicJwk {
  const jwk = publicJwkOf(new X509Certificate(certificate).publicKey.export({ format: "jwk" }));
  if (!jwk) throw new TypeError("The certificate has no key of P-256.");
  return jwk;
}

/** Returns whom a certificate names, on one line. */
export const subjectOf = (certificate: Uint8Array): string =>
  new X509Certificate(certificate).subject.replaceAll("\n", ", ");

/** Whose certificate signed something, and which trusted root vouches for it. */
export interface TrustedSigner {
  readonly certificate: Uint8Array;
  readonly root: Uint8Array;
}

/** Returns the signer that a JWT's header names by its certificate, when that leads to a trusted root. */
export function trustedSigner(
  header: Readonly<Record<string, unknown>>,
  roots: readonly Uint8Array[],
  nowUnixS: number,
): TrustedSigner | undefined {
  const { x5c } = header as { readonly x5c?: unknown };
  const first: unknown = Array.isArray(x5c) && x5c.length === 1 ? x5c[0] : undefined;
  if (typeof first !== "string") return undefined;
  const certificate = Uint8Array.from(Buffer.from(first, "base64"));
  try {
    const root = rootBehind(roots, [certificate], new Date(nowUnixS * 1_000));
    return root && { certificate, root };
  } catch {
    // The bytes are no certificate.
    return undefined;
  }
}
