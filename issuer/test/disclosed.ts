/** The second reader of SD-JWTs: RFC 9901, §7.1 and §7.3, with jose and nothing of the library that issues. */
import { createHash, X509Certificate } from "node:crypto";
import { compactVerify, decodeProtectedHeader, importJWK, type JWK, jwtVerify } from "jose";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");

/** What a presentation shows, after every check. Throws an Error that says which one failed. */
export async function disclosedBy(
  presentation: string,
  { root, nowUnixS, binding }: { root: Uint8Array; nowUnixS: number; binding?: { audience: string; nonce: string } },
): Promise<Record<string, unknown>> {
  const parts = presentation.split("~");
  const [jwt = "", ...disclosures] = parts.slice(0, -1);
  const keyBinding = parts.at(-1) ?? "";
  const header = decodeProtectedHeader(jwt);
  const leaf = new X509Certificate(Buffer.from(header.x5c?.[0] ?? "", "base64"));
  if (header.typ !== "dc+sd-jwt" || header.alg !== "ES256") throw new Error("header");
  if (!leaf.verify(new X509Certificate(root).publicKey)) throw new Error("certificate");
  const { payload: bytes } = await compactVerify(jwt, leaf.publicKey);
  const payload = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  if (Number(payload["exp"]) <= nowUnixS) throw new Error("expired");
  const digests = new Set(payload["_sd"] as string[]);
  const { _sd, _sd_alg, ...claims } = payload;
  if (_sd_alg !== "sha-256") throw new Error("hash");
  for (const disclosure of disclosures) {
    if (!digests.delete(sha256(disclosure))) throw new Error("disclosure");
    const [, name, value] = JSON.parse(Buffer.from(disclosure, "base64url").toString()) as [string, string, unknown];
    claims[name] = value;
  }
  if (!binding) return claims;
  const holder = await importJWK((payload["cnf"] as { jwk: JWK }).jwk, "ES256");
  const checks = { audience: binding.audience, typ: "kb+jwt", currentDate: new Date(nowUnixS * 1_000) };
  const { payload: bound } = await jwtVerify(keyBinding, holder, checks);
  if (bound["nonce"] !== binding.nonce) throw new Error("nonce");
  if (bound["sd_hash"] !== sha256(presentation.slice(0, presentation.lastIndexOf("~") + 1))) throw new Error("sd_hash");
  return claims;
}
