/** The key of an account in an encrypted keystore (Web3 Secret Storage, version 3), opened with a password out of a file. */
import { decryptKeystoreJsonSync } from "ethers";
import { EthereumError } from "./errors.ts";
import { parseKey, readPrivately } from "./key-file.ts";

const KEYSTORE_MAX_BYTES = 16_384;
const PASSWORD_MAX_BYTES = 1_024;

/** The account's key in a file: in the open, or encrypted as a keystore's JSON. */
export type AccountFile = { readonly key: string } | { readonly keystore: string };

/**
 * Reads the file of an account: 64 hexadecimal digits on one line, or a keystore of version 3.
 * @returns the key, 0x and 64 digits, or the keystore's text
 * @throws {EthereumError} `key-unusable` when the file cannot be read, is open to others, or holds neither
 */
export function readAccountFile(path: string): AccountFile {
  const text = readPrivately(path, KEYSTORE_MAX_BYTES).trim();
  if (text.startsWith("{")) return { keystore: text };
  const key = parseKey(text, { curve: "secp256k1", where: `the key file ${path}` });
  return { key: `0x${Buffer.from(key).toString("hex")}` };
}

/** Returns the first line of a file that only its owner reads. @throws {EthereumError} `key-unusable` */
export function readSecretLine(path: string): string {
  const [line = ""] = readPrivately(path, PASSWORD_MAX_BYTES).split(/\r?\n/, 1);
  // The bytes were read as Latin-1; a keystore's password is UTF-8.
  return Buffer.from(line, "latin1").toString("utf8");
}

/**
 * Opens a keystore; with the usual cost this takes about a second.
 * @returns 0x and 64 digits
 * @throws {EthereumError} `key-unusable`
 */
export function openKeystore(keystore: string, password: string): string {
  try {
    return decryptKeystoreJsonSync(keystore, password).privateKey;
  } catch (cause) {
    const isPassword = (cause as { argument?: unknown }).argument === "password";
    const sentence = isPassword
      ? "The password does not open the keystore."
      : "The file is no keystore of version 3 that can be read.";
    throw new EthereumError(sentence, { code: "key-unusable", cause });
  }
}
