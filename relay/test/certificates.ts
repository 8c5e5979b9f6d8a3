/** Certificates for a test: an authority, and who it vouches for, in PEM. */
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;

/** A key with its certificate. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

async function pem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
}

const newKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);

/** Makes an authority, and one certificate for each common name; each is good for the server `localhost`, too. */
export async function certificates<const Name extends string>(
  names: readonly Name[],
): Promise<{ readonly ca: string; readonly of: Readonly<Record<Name, Certified>> }> {
  const dates = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS) };
  const root = await newKeys();
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...dates,
    keys: root,
    name: "CN=Test authority",
    serialNumber: "01",
    signingAlgorithm: ALGORITHM,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  });
  const made = await Promise.all(
    names.map(async (name, index): Promise<[Name, Certified]> => {
      const keys = await newKeys();
      const certificate = await X509CertificateGenerator.create({
        ...dates,
        publicKey: keys.publicKey,
        signingKey: root.privateKey,
        subject: `CN=${name}`,
        issuer: authority.subject,
        serialNumber: String(10 + index),
        signingAlgorithm: ALGORITHM,
        extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: "localhost" }])],
      });
      return [name, { cert: certificate.toString("pem"), key: await pem(keys) }];
    }),
  );
  return { ca: authority.toString("pem"), of: Object.fromEntries(made) as Record<Name, Certified> };
}
