/** JWTs in their compact form, signed with ES256 (RFC 7515; RFC 7518, §3.4). */
import { sign, verify } from "node:crypto";
import { type PublicJwk, publicKeyOf, type SigningKey } from "./p256.ts";

/** What a JWT's two parts say. */
export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Returns the signature of ES256 over text, in base64url. */
export const signText = (text: string, { privateKey }: Pick<SigningKey, "privateKey">): string =>
  sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url");

/** Returns whether text was signed with a key. */
export function isTextSignedBy(text: string, signature: string, key: PublicJwk): boolean {
  const bytes = Buffer.from(signature, "base64url");
  return (
    bytes.length === 64 &&
    verify("sha256", Buffer.from(text), { key: publicKeyOf(key), dsaEncoding: "ieee-p1363" }, bytes)
  );
}

/** Signs a JWT. The header's `alg` is added. */
export function signJwt({ header, payload }: Jwt, key: Pick<SigningKey, "privateKey">): string {
  const text = `${encoded({ alg: "ES256", ...header })}.${encoded(payload)}`;
  return `${text}.${signText(text, key)}`;
}

/** Returns whether a compact JWT says ES256 and is signed with a key. */
export function isJwtSignedBy(compact: string, key: PublicJwk): boolean {
  const [header, payload, signature, ...more] = compact.split(".");
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return false;
  return readJwt(compact)?.header["alg"] === "ES256" && isTextSignedBy(`${header}.${payload}`, signature, key);
}

/** Reads a compact JWT without a look at its signature; undefined when it is none. */
export function readJwt(compact: string): Jwt | undefined {
  const [header, payload] = compact.split(".", 2).map(objectOf);
  return header && payload ? { header, payload } : undefined;
}

function objectOf(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
