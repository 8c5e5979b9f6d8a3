/** Private keys in files: one line of 64 hexadecimal digits that only the owner can read. Uses no part of ethers. */
import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, linkSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { fromHex } from "@witness/protocol/bytes";
import { EthereumError } from "./errors.ts";

/** What a key is for: devices and applications use P-256, accounts of a chain use secp256k1. */
export type Curve = "p256" | "secp256k1";

/** The orders of the groups: a private key is at least 1 and less (SEC 2, §2.4.1 and §2.4.2). */
const ORDERS: Readonly<Record<Curve, bigint>> = {
  p256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
};
const LONGEST_BYTES = 128;

const unusable = (sentence: string, cause?: unknown): EthereumError =>
  new EthereumError(sentence, { code: "key-unusable", cause });

/**
 * Reads a private key.
 * @returns 32 bytes
 * @throws {EthereumError} `key-unusable` when the file cannot be read, is open to others, or holds no key of the curve
 */
export function readKeyFile(path: string, curve: Curve): Uint8Array {
  return parseKey(readPrivately(path, LONGEST_BYTES), { curve, where: `the key file ${path}` });
}

/** Reads the key of an account as ethers takes it: 0x and 64 digits. @throws {EthereumError} `key-unusable` */
export function readAccountKey(path: string): string {
  return `0x${Buffer.from(readKeyFile(path, "secp256k1")).toString("hex")}`;
}

/**
 * Reads a key from text: 64 hexadecimal digits, with or without 0x. The text never appears in the error.
 * @param where names the text's origin for the sentence
 * @returns 32 bytes
 * @throws {EthereumError} `key-unusable`
 */
export function parseKey(
  text: string,
  { curve, where }: { readonly curve: Curve; readonly where: string },
): Uint8Array {
  const digits = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(text.trim())?.[1];
  if (digits === undefined) throw unusable(`There is no key of 64 hexadecimal digits on one line in ${where}.`);
  const scalar = BigInt(`0x${digits}`);
  if (scalar === 0n || scalar >= ORDERS[curve]) {
    throw unusable(`The number in ${where} is no private key of the curve ${curve}; make a new key.`);
  }
  return fromHex(digits);
}

/** Makes a key by chance. @returns 32 bytes */
export function makeKey(curve: Curve): Uint8Array {
  for (;;) {
    const key = Uint8Array.from(randomBytes(32));
    const scalar = BigInt(`0x${Buffer.from(key).toString("hex")}`);
    if (scalar !== 0n && scalar < ORDERS[curve]) return key;
  }
}

/**
 * Writes a key that only the owner can read. The file appears whole or not at all, and one that is there stays.
 * @throws {EthereumError} `key-unusable` when there is a file already, or it cannot be written
 */
export function writeKeyFile(path: string, key: Uint8Array): void {
  const fresh = `${path}.${randomBytes(6).toString("hex")}.new`;
  try {
    writeFileSync(fresh, `${Buffer.from(key).toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
    // A link, unlike a rename, never replaces a key that another process wrote in between.
    linkSync(fresh, path);
  } catch (cause) {
    const taken = (cause as { code?: unknown }).code === "EEXIST";
    throw unusable(`The key file ${path} ${taken ? "exists already" : "cannot be written"}.`, cause);
  } finally {
    rmSync(fresh, { force: true });
  }
}

/**
 * Reads a file that only its owner may read: its first bytes as Latin-1. Looks at the mode of the very file that is read, since a
 * name could be given to another file in between.
 * @throws {EthereumError} `key-unusable`
 */
export function readPrivately(path: string, mostBytes: number): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (cause) {
    throw unusable(`The key file ${path} cannot be read.`, cause);
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw unusable(`The key file ${path} is not a file.`);
    if ((stat.mode & 0o077) !== 0) throw unusable(`Others may read the key file ${path}; run chmod 600 on it.`);
    const bytes = Buffer.alloc(mostBytes);
    return bytes.toString("latin1", 0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}
