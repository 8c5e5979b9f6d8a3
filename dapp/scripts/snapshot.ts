/**
 * `node dapp/scripts/snapshot.ts`: writes dapp/fixtures/state.snapshot, the snapshot that a test reads. To be run again only
 * with a new version of snapshots. The key in it is derived from a public word and guards nothing.
 */
import { writeFileSync } from "node:fs";
import { writeSnapshot } from "../src/state/snapshot/snapshot.ts";
import { aState, SNAPSHOT_FIXTURE } from "../test/snapshot-scene.ts";

const parts: Uint8Array[] = [];
writeSnapshot(aState(), (part) => parts.push(part.slice()));
writeFileSync(SNAPSHOT_FIXTURE, Buffer.concat(parts));
