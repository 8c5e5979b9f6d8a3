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

/** Administrators of the demo, of whom two must sign. */
const ADMINISTRATOR_KEYS = ["administrator-1", "administrator-2", "administrator-3"] as const;
const THRESHOLD = 2;

/** Keys of the companies of the demo, and of its administrators, by index. */
export interface CompanyKeys {
  /** As the genesis names them. */
  readonly administrators: { readonly threshold: number; readonly publicKeys: readonly string[] };
  /** P-256 scalars, 32 bytes each. */
  readonly administratorKeys: readonly Uint8Array[];
  /** P-256 scalars, 32 bytes each. */
  readonly workshopKey: Uint8Array;
  readonly inspectorKey: Uint8Array;
  /** Of a maker that the genesis does not name. */
  readonly laterMakerKey: Uint8Array;
}

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

/** Makes the missing keys of administrators, of a workshop, an inspector and a second maker under `directory`. Returns them. */
export function ensureCompanyKeys(directory: string): CompanyKeys {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const key = (name: string): Uint8Array => ensure(join(directory, `${name}.key`), "p256");
  const administratorKeys = ADMINISTRATOR_KEYS.map(key);
  const publicKeys = administratorKeys.map((each) => toHex(native.p256PublicKey(each)));
  return {
    administrators: { threshold: THRESHOLD, publicKeys },
    administratorKeys,
    workshopKey: key("workshop"),
    inspectorKey: key("inspector"),
    laterMakerKey: key("later-maker"),
  };
}
