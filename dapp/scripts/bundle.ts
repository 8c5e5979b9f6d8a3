/** Bundles the back-end: one ESM file without add-ons that Node 20 and 24 run. */
import { join } from "node:path";
import { build as esbuild } from "esbuild";

const here = join(import.meta.dirname, "..");

/** Where `npm run build:dapp` puts it. */
export const BUNDLE = join(here, "dist/dapp.mjs");

/** Writes the bundle. The same sources give the same bytes wherever they lie. */
export async function build(outfile: string): Promise<void> {
  await esbuild({
    absWorkingDir: here,
    entryPoints: ["src/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    legalComments: "inline",
  });
}
