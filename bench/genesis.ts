/** The files that a system of the benchmark starts from. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { applicationKey, applicationPublicKey, makerPublicKey } from "./fleet.ts";

/** Writes what the back-end and the relay read. */
export function writeGenesis(directory: string): { readonly genesis: string; readonly key: string } {
  const genesis = join(directory, "genesis.json");
  const key = join(directory, "application.key");
  const makers = [{ name: "Bench Motors", publicKey: toHex(makerPublicKey) }];
  writeFileSync(genesis, JSON.stringify({ makers, applicationPublicKey: toHex(applicationPublicKey) }));
  writeFileSync(key, `${toHex(applicationKey)}\n`, { mode: 0o600 });
  return { genesis, key };
}
