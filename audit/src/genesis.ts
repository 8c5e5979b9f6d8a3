/** The application's genesis (public) and its key (the validators'): what the back-end was started with. */
import { readFileSync, statSync } from "node:fs";
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { AuditError } from "./errors.ts";

/** A maker whose registrations count. */
export interface Maker {
  readonly name: string;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
}

/** What everybody may know of an application's beginning. */
export interface Genesis {
  readonly makers: readonly Maker[];
  /** 33 bytes. */
  readonly applicationPublicKey: Uint8Array;
}

const invalid = (path: string, what: string, cause?: unknown): AuditError => {
  const help = "ask the application's operator for it and name it with --genesis";
  return new AuditError(`The genesis file ${path} ${what}; ${help}.`, { code: "genesis-invalid", cause });
};

/** Reads a genesis. @throws {AuditError} `genesis-invalid` */
export function readGenesis(path: string): Genesis {
  const key = (digits: unknown): Uint8Array => {
    const bytes = typeof digits === "string" && /^(0x)?[0-9a-fA-F]{66}$/.test(digits) ? fromHex(digits) : undefined;
    if (!bytes || !native.p256Compress(bytes)) throw invalid(path, "holds a key that is no compressed P-256 point");
    return bytes;
  };
  let json: { readonly makers?: unknown; readonly applicationPublicKey?: unknown };
  try {
    json = JSON.parse(readFileSync(path, "utf8")) as typeof json;
  } catch (cause) {
    throw invalid(path, (cause as { code?: string }).code === "ENOENT" ? "is not there" : "cannot be read", cause);
  }
  const makers: unknown = json?.makers;
  if (!Array.isArray(makers)) throw invalid(path, "names no makers");
  return {
    makers: makers.map((maker: { readonly name?: unknown; readonly publicKey?: unknown } | null) => ({
      name: typeof maker?.name === "string" ? maker.name : "unnamed",
      publicKey: key(maker?.publicKey),
    })),
    applicationPublicKey: key(json.applicationPublicKey),
  };
}

/**
 * Sees that the key file holds the key that the genesis names, so that a wrong file is not taken for a wrong claim.
 * @throws {AuditError} `key-unusable`, `key-mismatch`
 */
export function checkKey(path: string, { applicationPublicKey }: Genesis): void {
  let digits: string;
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new AuditError(`Others may read the key file ${path}; run chmod 600 on it.`, { code: "key-unusable" });
    }
    digits = readFileSync(path, "utf8").trim();
  } catch (cause) {
    if (cause instanceof AuditError) throw cause;
    throw new AuditError(`The key file ${path} cannot be read.`, { code: "key-unusable", cause });
  }
  let found: Uint8Array;
  try {
    if (!/^(0x)?[0-9a-fA-F]{64}$/.test(digits)) throw new RangeError("not 64 digits");
    found = native.p256PublicKey(fromHex(digits));
  } catch (cause) {
    const sentence = `The key file ${path} must hold one P-256 key: 64 hexadecimal digits on one line.`;
    throw new AuditError(sentence, { code: "key-unusable", cause });
  }
  if (equal(found, applicationPublicKey)) return;
  throw new AuditError(
    `The key in ${path} is not this application's: it belongs to ${toHex(found)}, the genesis names ${toHex(applicationPublicKey)}. Name the right key, or leave --key out for a blind audit.`,
    { code: "key-mismatch" },
  );
}
