/** What `@owf/mdoc` asks of its surroundings: hashes, signatures and certificates, by Node. */
import { createHash, randomBytes, sign, verify, X509Certificate } from "node:crypto";
import { CoseKey, type MdocContext, SignatureAlgorithm } from "@owf/mdoc";
import { privateJwkOf, publicJwkOf, publicKeyOf, type SigningKey } from "../p256.ts";
import { certifiedJwk, rootBehind } from "../trust.ts";

const refuse = (): never => {
  throw new TypeError("MAC is not used: holders sign.");
};

const field = (name: string, wanted: string): string[] =>
  name.split("\n").flatMap((line) => (line.startsWith(`${wanted}=`) ? [line.slice(wanted.length + 1)] : []));

/** The surroundings. */
export const MDOC_CONTEXT: MdocContext = {
  crypto: {
    random: (length) => Uint8Array.from(randomBytes(length)),
    digest: ({ digestAlgorithm, bytes }) =>
      Uint8Array.from(createHash(digestAlgorithm.replace("-", "").toLowerCase()).update(bytes).digest()),
    calculateEphemeralMacKey: refuse,
  },
  cose: {
    sign1: {
      sign: ({ toBeSigned, key }) => {
        const privateKey = { key: { ...key.jwk } as never, format: "jwk", dsaEncoding: "ieee-p1363" } as const;
        return Uint8Array.from(sign("sha256", toBeSigned, privateKey));
      },
      verify: ({ key, sign1 }) => {
        const jwk = publicJwkOf(key.jwk);
        if (!jwk || sign1.signatureAlgorithmName !== "ES256") return false;
        return verify(
          "sha256",
          sign1.toBeSigned,
          { key: publicKeyOf(jwk), dsaEncoding: "ieee-p1363" },
          sign1.signature,
        );
      },
    },
    mac0: { sign: refuse, verify: refuse },
  },
  x509: {
    getIssuerNameField: ({ certificate, field: wanted }) => field(new X509Certificate(certificate).issuer, wanted),
    getPublicKey: ({ certificate }) => CoseKey.fromJwk({ ...certifiedJwk(certificate), alg: "ES256" }),
    verifyCertificateChain: ({ trustedCertificates, x5chain, now = new Date() }) => {
      if (!rootBehind(trustedCertificates, x5chain, now))
        throw new TypeError("The certificate leads to no trusted root.");
    },
    getCertificateData: ({ certificate }) => {
      const read = new X509Certificate(certificate);
      return {
        issuerName: read.issuer,
        subjectName: read.subject,
        serialNumber: read.serialNumber,
        thumbprint: read.fingerprint256,
        notBefore: read.validFromDate,
        notAfter: read.validToDate,
        pem: read.toString(),
      };
    },
  },
};

/** The one algorithm that is used. */
export const ES256 = SignatureAlgorithm.ES256;

/** Returns a private key as COSE takes it. */
export const coseKeyOf = (key: SigningKey): CoseKey => CoseKey.fromJwk({ ...privateJwkOf(key), alg: "ES256" });
