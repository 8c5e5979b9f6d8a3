/** Grows one tree in SQLite to 10^N outputs and takes proofs on the way: `proofs-child.ts DIRECTORY N`. */
import { createHash } from "node:crypto";
import { append, fold, rootOf, siblingsOf } from "../rollup-node/src/proofs.ts";
import { openDatabase, transact } from "../rollup-node/src/store/database.ts";
import { Records } from "../rollup-node/src/store/records.ts";

const [directory, exponent] = process.argv.slice(2);
if (directory === undefined || exponent === undefined) throw new Error("Usage: proofs-child.ts DIRECTORY N");

const PROOFS = 500;
/** Outputs in one transaction, as the node commits groups of inputs. */
const GROUP = 64;
const database = openDatabase(directory);
const { tree } = new Records(1, database);
const leafOf = (index: number): Buffer => createHash("sha256").update(`${index}`).digest();

function proofMs(size: number): number {
  // Spread over the tree by a step that has no factor in common with a power of ten.
  const indexes = Array.from({ length: PROOFS }, (_, i) => (i * 7_919 * 31) % size);
  for (const index of indexes.slice(0, 20)) {
    if (!fold(leafOf(index), index, siblingsOf(tree, index, size)).equals(rootOf(tree, size)))
      throw new Error(`The proof of output ${index} does not lead to the root.`);
  }
  const startMs = performance.now();
  for (const index of indexes) siblingsOf(tree, index, size);
  return (performance.now() - startMs) / PROOFS;
}

const figures: Record<string, number> = {};
let size = 0;
let appendMs = 0;
for (let power = 3; power <= Number(exponent); power++) {
  const startMs = performance.now();
  while (size < 10 ** power) {
    transact(database, () => {
      for (const end = Math.min(size + GROUP, 10 ** power); size < end; size++) append(tree, size, leafOf(size));
    });
  }
  appendMs += performance.now() - startMs;
  figures[`proofMs1e${power}`] = proofMs(size);
}
figures["proofAppendPerS"] = (size * 1_000) / appendMs;
if (size === 1_000_000) figures["proofRssMb1e6"] = process.resourceUsage().maxRSS / 1_024;
database.close();
process.stdout.write(`${JSON.stringify(figures)}\n`);
