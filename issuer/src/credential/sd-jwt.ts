/** A proven pass as SD-JWT VC (RFC 9901; draft-ietf-oauth-sd-jwt-vc). */
import { createHash, randomBytes } from "node:crypto";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import type { CertifiedKey } from "../certificate.ts";
import { signText } from "../jwt.ts";
import type { Statement } from "../statement.ts";
import { isShownAlways, mileageClaims, VCT, vehicleClaims } from "./claims.ts";
import type { CredentialTerms } from "./terms.ts";

/** The hash of disclosures. */
export const hasher = (data: string | ArrayBuffer): Uint8Array => {
  const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data);
  return Uint8Array.from(createHash("sha256").update(bytes).digest());
};

/** Signs a proven pass as SD-JWT VC. Every claim but those of `SHOWN_ALWAYS` can be left out by the holder. */
export async function issueSdJwt(statement: Statement, terms: CredentialTerms, key: CertifiedKey): Promise<string> {
  const { issuerUrl, issuedUnixS, expiresUnixS, holder, status } = terms;
  const claims = { ...vehicleClaims(statement, terms), ...mileageClaims(statement) };
  const hidden = Object.keys(claims).filter((name) => !isShownAlways(name));
  const instance = new SDJwtVcInstance({
    signer: (text) => signText(text, key),
    signAlg: "ES256",
    hasher,
    hashAlg: "sha-256",
    saltGenerator: (length) => randomBytes(length).toString("base64url"),
  });
  const registered = {
    iss: issuerUrl,
    iat: issuedUnixS,
    exp: expiresUnixS,
    vct: VCT,
    cnf: { jwk: holder },
    status: { status_list: status },
  };
  return instance.issue(
    { ...registered, ...claims },
    { _sd: hidden as never[] },
    { header: { x5c: [Buffer.from(key.certificate).toString("base64")] } },
  );
}
