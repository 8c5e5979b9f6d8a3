/** What the settings of MQTT name: a password, certificates and the key of one. */
import { readFileSync, statSync } from "node:fs";
import { RelayError } from "../errors.ts";

const unusable = (sentence: string, cause?: unknown) => new RelayError(sentence, { code: "settings-invalid", cause });

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw unusable(`The file ${path} cannot be read.`, cause);
  }
}

function readPrivately(path: string): Buffer {
  const bytes = read(path);
  if ((statSync(path).mode & 0o077) !== 0) throw unusable(`Others may read the file ${path}; run chmod 600 on it.`);
  return bytes;
}

/** Reads a password: the first line of a file that only its owner reads. @throws {RelayError} `settings-invalid` */
export function readPassword(path: string): string {
  const [line = ""] = readPrivately(path).toString().split(/\r?\n/);
  if (line === "") throw unusable(`There is no password on the first line of ${path}.`);
  return line;
}

/** Reads certificates in PEM. @throws {RelayError} `settings-invalid` */
export function readCertificates(path: string): Buffer {
  return ofPem(path, read(path), "CERTIFICATE");
}

/** Reads a private key in PEM that only its owner reads. @throws {RelayError} `settings-invalid` */
export function readPemKey(path: string): Buffer {
  return ofPem(path, readPrivately(path), "PRIVATE KEY");
}

function ofPem(path: string, bytes: Buffer, label: string): Buffer {
  if (!bytes.includes(`${label}-----`)) throw unusable(`There is no ${label.toLowerCase()} in PEM in ${path}.`);
  return bytes;
}
