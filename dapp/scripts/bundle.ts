/** Bundles the back-end: one ESM file without add-ons that Node 20 and 24 run. */
import { renameSync } from "node:fs";
import { join } from "node:path";
import { build as esbuild } from "esbuild";

const here = join(import.meta.dirname, "..");

/** Where `npm run build:dapp` puts it. */
export const BUNDLE = join(here, "dist/dapp.mjs");

/** Writes the bundle. The same sources give the same bytes wherever they lie. */
export async function build(outfile: string): Promise<void> {
  // Several commands build at the same time; none may run another's half-written file.
  const fresh = `${outfile}.${process.pid}.new.mjs`;
  await esbuild({
    absWorkingDir: here,
    entryPoints: ["src/main.ts"],
    outfile: fresh,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    legalComments: "inline",
  });
  renameSync(fresh, outfile);
}
