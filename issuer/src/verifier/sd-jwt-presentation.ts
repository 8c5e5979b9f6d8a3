/** Checks a presented SD-JWT VC (RFC 9901, §7.3) with its key binding. */
import { createHash } from "node:crypto";
import { SDJwtInstance } from "@sd-jwt/core";
import { VCT } from "../credential/claims.ts";
import { hasher } from "../credential/sd-jwt.ts";
import { isTextSignedBy, readJwt } from "../jwt.ts";
import { publicJwkOf } from "../p256.ts";
import { certifiedJwk, subjectOf, trustedSigner } from "../trust.ts";
import { type Asked, type Checking, CLOCK_SKEW_S, PresentationError, type Presented } from "./presented.ts";
import { statusReferenceOf } from "./status.ts";

/** Seconds by which the wallet's clock may be off, and a presentation be old. */
const BINDING_AGE_MAX_S = 300;
/** What is no claim of the car. */
const REGISTERED = ["iss", "iat", "nbf", "exp", "vct", "cnf", "status"];

/** A disclosure that no digest names was not signed by anybody, and one name says one thing: RFC 9901, §7.1. */
function checkDisclosures(disclosures: readonly string[], payload: Readonly<Record<string, unknown>>): void {
  const digests = new Set(Array.isArray(payload["_sd"]) ? (payload["_sd"] as unknown[]) : []);
  for (const disclosure of disclosures) {
    if (!digests.delete(createHash("sha256").update(disclosure).digest("base64url"))) {
      throw new PresentationError("disclosure-altered");
    }
  }
}

/** Returns what the presentation shows. @throws {PresentationError} which check failed */
export async function checkSdJwt(
  presentation: string,
  asked: Asked,
  { roots, nowUnixS }: Checking,
): Promise<Presented> {
  const [compact = "", ...rest] = presentation.split("~");
  const jwt = readJwt(compact);
  const binding = readJwt(rest.at(-1) ?? "");
  if (jwt?.header["typ"] !== "dc+sd-jwt" || jwt.header["alg"] !== "ES256" || jwt.payload["vct"] !== VCT) {
    throw new PresentationError("format");
  }
  if (!binding) throw new PresentationError("holder");
  const signer = trustedSigner(jwt.header, roots, nowUnixS);
  if (!signer) throw new PresentationError("issuer-untrusted");
  const [header, body, signature = ""] = compact.split(".");
  if (!isTextSignedBy(`${header}.${body}`, signature, certifiedJwk(signer.certificate)))
    throw new PresentationError("signature");
  checkDisclosures(rest.slice(0, -1), jwt.payload);
  const { exp, cnf } = jwt.payload;
  const holder = publicJwkOf((cnf as { jwk?: unknown } | undefined)?.jwk);
  const status = statusReferenceOf(jwt.payload["status"]);
  if (!holder || !status || typeof exp !== "number") throw new PresentationError("format");
  if (exp <= nowUnixS) throw new PresentationError("expired");
  const { aud, nonce, iat } = binding.payload;
  if (aud !== asked.clientId) throw new PresentationError("audience");
  if (nonce !== asked.nonce) throw new PresentationError("nonce");
  if (typeof iat !== "number" || Math.abs(nowUnixS - iat) > BINDING_AGE_MAX_S) throw new PresentationError("expired");
  const instance = new SDJwtInstance({
    hasher,
    verifier: (text, signed) => isTextSignedBy(text, signed, certifiedJwk(signer.certificate)),
    kbVerifier: (text, signed) => binding.header["alg"] === "ES256" && isTextSignedBy(text, signed, holder),
  });
  const options = { currentDate: nowUnixS, skewSeconds: CLOCK_SKEW_S, keyBindingNonce: asked.nonce };
  const { payload } = await instance.verify(presentation, options).catch((cause: unknown) => {
    throw new PresentationError("holder", { cause });
  });
  const claims = Object.entries(payload as Record<string, unknown>).filter(([name]) => !REGISTERED.includes(name));
  return {
    format: "dc+sd-jwt",
    issuer: subjectOf(signer.certificate),
    root: signer.root,
    claims: Object.fromEntries(claims),
    holder,
    expiresUnixS: exp,
    status,
  };
}
