/** The issuer's keys: a root and one that signs, each in a file of mode 0600, made at the first start. */

import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeKey, readKeyFile, writeKeyFile } from "@witness/ethereum/key-file";
import {
  type CertifiedKey,
  type CertifiedName,
  certify,
  isNamed,
  isRootOf,
  makeRootCertificate,
  pemOf,
} from "./certificate.ts";
import { IssuerError } from "./errors.ts";
import { type SigningKey, signingKey } from "./p256.ts";

/** What the issuer signs with, and what readers trust. */
export interface IssuerKeys {
  readonly signer: CertifiedKey;
  /** DER. */
  readonly rootCertificate: Uint8Array;
}

function keyIn(path: string): SigningKey {
  if (!existsSync(path)) writeKeyFile(path, makeKey("p256"));
  return signingKey(readKeyFile(path, "p256"));
}

async function rootCertificateIn(
  path: string,
  root: SigningKey,
  named: CertifiedName,
  nowUnixS: number,
): Promise<Uint8Array> {
  if (!existsSync(path)) {
    writeFileSync(path, `${pemOf(await makeRootCertificate(root, named, nowUnixS))}\n`, { flag: "wx", flush: true });
  }
  const certificate = readCertificate(path);
  if (!(await isRootOf(certificate, root))) {
    throw new IssuerError(`${path} is not the certificate of root.key.`, { code: "certificate-unusable" });
  }
  if (!isNamed(certificate, named)) {
    throw new IssuerError(
      `${path} names another country or name than ISSUER_COUNTRY and ISSUER_NAME; correct them, or begin with a new ISSUER_DATA_DIR.`,
      {
        code: "country-changed",
      },
    );
  }
  return certificate;
}

/** Reads a certificate in PEM. @returns DER @throws {IssuerError} `certificate-unusable` */
export function readCertificate(path: string): Uint8Array {
  try {
    return Uint8Array.from(new X509Certificate(readFileSync(path)).raw);
  } catch (cause) {
    throw new IssuerError(`${path} cannot be read, or is no certificate.`, { code: "certificate-unusable", cause });
  }
}

/**
 * Reads `root.key`, `signer.key` and `root.pem` of a directory, and makes what is not there. The signer's certificate is
 * made anew at each start: credentials carry it, so nobody need keep it.
 * @throws {IssuerError} `certificate-unusable`, `country-changed`
 * @throws {EthereumError} `key-unusable`
 */
export async function openKeys(directory: string, named: CertifiedName, nowUnixS: number): Promise<IssuerKeys> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const root = keyIn(join(directory, "root.key"));
  const signer = keyIn(join(directory, "signer.key"));
  const rootCertificate = await rootCertificateIn(join(directory, "root.pem"), root, named, nowUnixS);
  return { signer: await certify(signer, { root, rootCertificate, named, nowUnixS }), rootCertificate };
}
