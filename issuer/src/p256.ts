/** Keys of P-256 in the forms that JWTs, certificates and COSE take (RFC 7518, §6.2). */
import { createPrivateKey, createPublicKey, ECDH, type KeyObject } from "node:crypto";
import { native } from "@witness/protocol/crypto/native";

/** A public key of P-256 as a JWK: nothing else of the key that somebody sent is passed on. */
export interface PublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

/** A private key of this process with its public part. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
  /** 32 bytes. */
  readonly scalar: Uint8Array;
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** Returns a private key as a JWK. */
export const privateJwkOf = ({ publicJwk, scalar }: Pick<SigningKey, "publicJwk" | "scalar">) => ({
  ...publicJwk,
  d: base64url(scalar),
});

/** Returns the key of a private scalar. @param scalar 32 bytes */
export function signingKey(scalar: Uint8Array): SigningKey {
  const point = ECDH.convertKey(native.p256PublicKey(scalar), "prime256v1", undefined, undefined, "uncompressed");
  const bytes = Uint8Array.from(point as unknown as Uint8Array);
  const publicJwk: PublicJwk = {
    kty: "EC",
    crv: "P-256",
    x: base64url(bytes.subarray(1, 33)),
    y: base64url(bytes.subarray(33)),
  };
  const privateKey = createPrivateKey({ key: privateJwkOf({ publicJwk, scalar }), format: "jwk" });
  return { privateKey, publicJwk, scalar };
}

/** Returns the public key of a JWK, or undefined when it is none of P-256. Members beside the point are left out. */
export function publicJwkOf(jwk: unknown): PublicJwk | undefined {
  const { kty, crv, x, y } = (typeof jwk === "object" && jwk !== null ? jwk : {}) as Record<string, unknown>;
  if (kty !== "EC" || crv !== "P-256" || typeof x !== "string" || typeof y !== "string") return undefined;
  const clean: PublicJwk = { kty: "EC", crv: "P-256", x, y };
  try {
    // OpenSSL refuses what is no point of the curve.
    publicKeyOf(clean);
    return clean;
  } catch {
    return undefined;
  }
}

/** Returns a public key as Node takes it. */
export const publicKeyOf = ({ kty, crv, x, y }: PublicJwk): KeyObject =>
  createPublicKey({ key: { kty, crv, x, y }, format: "jwk" });
