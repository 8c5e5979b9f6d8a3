/**
 * The demo's keys, made at first start and kept with mode 0600 outside git. Every key is one line of hexadecimal:
 * a P-256 scalar, or a secp256k1 scalar for the accounts that pay.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { Wallet } from "ethers";

const P256_KEYS = ["application", "maker", "relay-receipt"] as const;
const ACCOUNT_KEYS = ["relay-account", "validator"] as const;

/** Where each key lies, and what is public of them. */
export interface Keys {
  readonly file: (name: (typeof P256_KEYS)[number] | (typeof ACCOUNT_KEYS)[number]) => string;
  readonly applicationPublicKey: string;
  readonly makerPublicKey: string;
  readonly accounts: { readonly relay: string; readonly validator: string };
}

function make(kind: "p256" | "account"): string {
  for (;;) {
    const key = randomBytes(32);
    try {
      // Both curves refuse 0 and what is not below their order; chance practically never gives it.
      if (kind === "p256") native.p256PublicKey(Uint8Array.from(key));
      else new Wallet(`0x${key.toString("hex")}`);
      return key.toString("hex");
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    }
  }
}

function ensure(path: string, kind: "p256" | "account"): string {
  if (!existsSync(path)) {
    const fresh = `${path}.new`;
    writeFileSync(fresh, `${make(kind)}\n`, { mode: 0o600 });
    renameSync(fresh, path);
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new Error(`${path} can be read by others; give it mode 0600 (chmod 600) and start again.`);
  }
  return readFileSync(path, "utf8").trim();
}

/** Makes what is missing under `directory` and answers what is public. */
export function ensureKeys(directory: string): Keys {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file: Keys["file"] = (name) => join(directory, `${name}.key`);
  const publicKey = (name: (typeof P256_KEYS)[number]) =>
    toHex(native.p256PublicKey(fromHex(ensure(file(name), "p256"))));
  const account = (name: (typeof ACCOUNT_KEYS)[number]) => new Wallet(`0x${ensure(file(name), "account")}`).address;
  publicKey("relay-receipt");
  return {
    file,
    applicationPublicKey: publicKey("application"),
    makerPublicKey: publicKey("maker"),
    accounts: { relay: account("relay-account"), validator: account("validator") },
  };
}
