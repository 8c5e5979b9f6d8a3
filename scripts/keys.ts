/**
 * The demo's keys. The first start makes them, with mode 0600, outside git. Every key is one line of hexadecimal:
 * a P-256 scalar, or a secp256k1 scalar for the accounts that pay.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Curve, makeKey, readKeyFile, writeKeyFile } from "@witness/ethereum/key-file";
import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { computeAddress } from "ethers";

const P256_KEYS = ["application", "maker", "relay-receipt"] as const;
const ACCOUNT_KEYS = ["relay-account", "validator"] as const;

/** The file of each key, and the public keys. */
export interface Keys {
  readonly file: (name: (typeof P256_KEYS)[number] | (typeof ACCOUNT_KEYS)[number]) => string;
  readonly applicationPublicKey: string;
  readonly makerPublicKey: string;
  readonly relayPublicKey: string;
  readonly accounts: { readonly relay: string; readonly validator: string };
}

/** Returns the key of a file. Makes the file when it does not exist. @throws {EthereumError} `key-unusable` */
function ensure(path: string, curve: Curve): Uint8Array {
  if (!existsSync(path)) writeKeyFile(path, makeKey(curve));
  return readKeyFile(path, curve);
}

/** Makes the missing keys under `directory`. Returns the files and the public keys. */
export function ensureKeys(directory: string): Keys {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file: Keys["file"] = (name) => join(directory, `${name}.key`);
  const publicKey = (name: (typeof P256_KEYS)[number]) => toHex(native.p256PublicKey(ensure(file(name), "p256")));
  const account = (name: (typeof ACCOUNT_KEYS)[number]) =>
    computeAddress(`0x${toHex(ensure(file(name), "secp256k1"))}`);
  return {
    file,
    applicationPublicKey: publicKey("application"),
    makerPublicKey: publicKey("maker"),
    relayPublicKey: publicKey("relay-receipt"),
    accounts: { relay: account("relay-account"), validator: account("validator") },
  };
}
