/** `npm run build:dapp`: one ESM file without add-ons that Node 20 and 24 run; prints its digest. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const here = join(import.meta.dirname, "..");
const outfile = join(here, "dist/dapp.mjs");
await build({
  entryPoints: [join(here, "src/main.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  legalComments: "inline",
  // protobufjs is CommonJS and asks for nothing of Node when Buffer is taken from it.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
});
const bytes = readFileSync(outfile);
console.log(JSON.stringify({ bundleBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }));
