/** `npm run build:dapp`: writes dapp/dist/dapp.mjs and prints its size and digest. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { BUNDLE, build } from "./bundle.ts";

await build(BUNDLE);
const bytes = readFileSync(BUNDLE);
console.log(JSON.stringify({ bundleBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }));
