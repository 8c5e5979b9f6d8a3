/**
 * Builds the package that is published: `node device/scripts/build.ts [FOLDER]` writes device/dist (or FOLDER) with
 * JavaScript, types and a manifest of its own. `npm pack ./device/dist` packs it. The workspace's own
 * manifest goes on to name the sources, so that nothing in the repository waits for a build.
 */
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const here = join(import.meta.dirname, "..");
const out = resolve(process.argv[2] ?? join(here, "dist"));

rmSync(out, { recursive: true, force: true });
execFileSync(join(here, "../node_modules/.bin/tsc"), ["-p", join(here, "tsconfig.build.json"), "--outDir", out], {
  stdio: "inherit",
});
// The compiler rewrites imports in JavaScript, and leaves them in types.
for (const name of readdirSync(out, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".d.ts")) continue;
  const types = readFileSync(join(out, name), "utf8");
  writeFileSync(join(out, name), types.replace(/((?:from|import\() ?"\.{1,2}\/[^"]+)\.ts"/g, '$1.js"'));
}
cpSync(join(here, "README.md"), join(out, "README.md"));
cpSync(join(here, "../LICENSE"), join(out, "LICENSE"));

const { name, version, type, license, dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const manifest = {
  name,
  version,
  description: "A device that signs, seals, keeps and delivers what an odometer says.",
  type,
  license,
  exports: {
    ".": { types: "./index.d.ts", default: "./index.js" },
    "./file-store": { types: "./file-store.d.ts", default: "./file-store.js" },
    "./indexeddb-store": { types: "./indexeddb-store.d.ts", default: "./indexeddb-store.js" },
    "./journal": { types: "./journal.d.ts", default: "./journal.js" },
    "./serial-framing": { types: "./serial-framing.d.ts", default: "./serial-framing.js" },
    "./mqtt-transport": { types: "./mqtt-transport.d.ts", default: "./mqtt-transport.js" },
  },
  dependencies,
  engines: { node: ">=20.19" },
};
writeFileSync(join(out, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
