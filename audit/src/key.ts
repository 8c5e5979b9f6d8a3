/** Checks the application's key against its genesis, so that a wrong file is not taken for a wrong claim. */

import type { Genesis } from "@witness/ethereum/genesis";
import { readKeyFile } from "@witness/ethereum/key-file";
import { equal, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { AuditError } from "./errors.ts";

/**
 * Checks that the key file holds the key that the genesis names.
 * @throws {EthereumError} `key-unusable`; {AuditError} `key-mismatch`
 */
export function checkKey(path: string, { applicationPublicKey }: Genesis): void {
  const found = native.p256PublicKey(readKeyFile(path, "p256"));
  if (equal(found, applicationPublicKey)) return;
  throw new AuditError(
    `The key in ${path} is not this application's: it belongs to ${toHex(found)}, the genesis names ${toHex(applicationPublicKey)}. Name the right key, or leave --key out for a blind audit.`,
    { code: "key-mismatch" },
  );
}
