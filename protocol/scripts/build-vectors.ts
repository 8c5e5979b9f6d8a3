/**
 * Writes protocol/vectors/*.json: inputs, intermediate values and expected codes that a stranger can implement
 * against. Everything is seeded and signed deterministically (RFC 6979), so the files change only with the protocol.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { VECTORS, vectorText } from "./cases/all.ts";

for (const [name, content] of Object.entries(VECTORS)) {
  writeFileSync(join(import.meta.dirname, `../vectors/${name}.json`), vectorText(content));
}
