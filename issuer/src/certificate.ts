/**
 * The certificates that readers of a credential follow to a root that they trust: a root of the issuer's own, and a
 * short-lived one for the key that signs (shaped after ISO/IEC 18013-5, Annex B: IACA root and document signer).
 */
import { createHash, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  GeneralName,
  IssuerAlternativeNameExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { privateJwkOf, type SigningKey } from "./p256.ts";

/** What certificates say of their holder. */
export interface CertifiedName {
  /** Two letters (ISO 3166-1). */
  readonly country: string;
  readonly name: string;
  /** The issuer's address, which a credential names as `iss`. */
  readonly url: string;
}

/** A key with the certificate that vouches for it. */
export interface CertifiedKey extends SigningKey {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly notAfterUnixS: number;
}

const DAY_S = 86_400;
const ROOT_DAYS = 3_650;
/** ISO/IEC 18013-5, table B.3: a document signer's certificate is valid for 457 days at most. */
const SIGNER_DAYS = 457;
/** id-mdl-kp-mdlDS: signs documents. */
const DOCUMENT_SIGNER = "1.0.18013.5.1.2";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

async function webKeys(key: SigningKey) {
  return {
    privateKey: await webcrypto.subtle.importKey("jwk", privateJwkOf(key), ALGORITHM, false, ["sign"]),
    publicKey: await webcrypto.subtle.importKey("jwk", { ...key.publicJwk }, ALGORITHM, true, ["verify"]),
  };
}

/** Serial numbers are 20 bytes at most and positive (RFC 5280, §4.1.2.2). */
const serialNumber = (): string => {
  const bytes = Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)));
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.toString("hex");
};

const nameOf = ({ country, name }: CertifiedName): string => new Name([{ C: [country] }, { CN: [name] }]).toString();

/** Makes the root certificate, signed by its own key. @returns DER */
export async function makeRootCertificate(
  key: SigningKey,
  named: CertifiedName,
  nowUnixS: number,
): Promise<Uint8Array> {
  const keys = await webKeys(key);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    keys,
    name: nameOf(named),
    serialNumber: serialNumber(),
    notBefore: new Date(nowUnixS * 1_000),
    notAfter: new Date((nowUnixS + ROOT_DAYS * DAY_S) * 1_000),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      new IssuerAlternativeNameExtension([new GeneralName("url", named.url)]),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

/** Makes the certificate of the key that signs credentials and status lists. */
export async function certify(
  key: SigningKey,
  {
    root,
    rootCertificate,
    named,
    nowUnixS,
  }: {
    readonly root: SigningKey;
    /** DER. */
    readonly rootCertificate: Uint8Array;
    readonly named: CertifiedName;
    readonly nowUnixS: number;
  },
): Promise<CertifiedKey> {
  const { publicKey } = await webKeys(key);
  const rootKeys = await webKeys(root);
  const issuer = new X509Certificate(buffer(rootCertificate));
  const notAfterUnixS = Math.min(nowUnixS + SIGNER_DAYS * DAY_S, Math.floor(issuer.notAfter.getTime() / 1_000));
  const certificate = await X509CertificateGenerator.create({
    publicKey,
    signingKey: rootKeys.privateKey,
    subject: nameOf(named),
    issuer: issuer.subject,
    serialNumber: serialNumber(),
    notBefore: new Date(nowUnixS * 1_000),
    notAfter: new Date(notAfterUnixS * 1_000),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([DOCUMENT_SIGNER], true),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
      new IssuerAlternativeNameExtension([new GeneralName("url", named.url)]),
      new SubjectAlternativeNameExtension([new GeneralName("url", named.url)]),
    ] satisfies Extension[],
  });
  return { ...key, certificate: new Uint8Array(certificate.rawData), notAfterUnixS };
}

/** Returns a copy with memory of its own, as the library takes it. */
const buffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

/** Returns whether a root certificate is signed by this key. */
export async function isRootOf(certificate: Uint8Array, key: SigningKey): Promise<boolean> {
  const { publicKey } = await webKeys(key);
  return new X509Certificate(buffer(certificate)).verify({ publicKey, signatureOnly: true });
}

/** Returns whether a certificate names this country and name. */
export const isNamed = (certificate: Uint8Array, named: CertifiedName): boolean =>
  new X509Certificate(buffer(certificate)).subject === nameOf(named);

/** Returns a certificate as text between lines of dashes. */
export const pemOf = (certificate: Uint8Array): string => new X509Certificate(buffer(certificate)).toString("pem");

/** SHA-256 of a certificate's DER in base64url: OpenID4VP's `x509_hash`. */
export const certificateHash = (certificate: Uint8Array): string =>
  createHash("sha256").update(certificate).digest("base64url");
