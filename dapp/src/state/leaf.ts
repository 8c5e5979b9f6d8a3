/** A record's leaf in the state tree, and the salts of its fields (docs/protocol.md, "State tree"). Pure. */
import { concat, u32 } from "@witness/protocol/bytes";
import { progressRoot, recordLeaf, type Salt } from "@witness/protocol/record";
import type { DeviceRecord, Genesis } from "./state.ts";

const SALT = new TextEncoder().encode("witness/v1 salt\0");

/** Returns the salts (16 bytes each) of a record's fields. `version` is empty for what never changes. */
export const saltOf =
  ({ provider, applicationPrivateKey }: Genesis, deviceId: Uint8Array, version: Uint8Array): Salt =>
  (field) =>
    provider.hmacSha256(applicationPrivateKey, SALT, deviceId, Uint8Array.of(field), version).slice(0, 16);

/** Returns the record's leaf in the state tree, 32 bytes. Salts are new with every head and every fork. */
export function leafOf(genesis: Genesis, record: DeviceRecord): Uint8Array {
  const { chain, judgement, gaps, forks, unreadable } = record;
  const { sequence, link, session, deviceId } = chain;
  const progress = { sequence, link, session, judgement, gaps, forks, unreadable };
  const salt = saltOf(genesis, deviceId, concat(link, u32(forks)));
  return recordLeaf(genesis.provider, record.identityRoot, progressRoot(genesis.provider, progress, salt));
}
