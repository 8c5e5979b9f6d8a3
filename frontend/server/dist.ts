/** The built page: made when it is missing or older than what it is made of. */
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { compressFolder } from "./compress.ts";

const frontend = join(import.meta.dirname, "..");
const verify = join(frontend, "../verify");
const PASS_SOURCES = ["page", "src", "package.json", "../protocol/src"];
const SOURCES = ["src", "public", "index.html", "vite.config.ts", "package.json", "../protocol/src", "../verify/src"];

/** The youngest modification time (ms) among a file or a folder's files. */
function youngest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...inside.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}

/** Whether a built page exists and is not older than its sources; an installation without sources is never stale. */
function isFresh(dist: string, root: string, sources: readonly string[]): boolean {
  const index = join(dist, "index.html");
  if (!existsSync(index)) return false;
  return statSync(index).mtimeMs >= Math.max(...sources.map((source) => youngest(join(root, source))));
}

/**
 * Returns the folder to serve; builds first when that is needed. What is built lies aside and is moved into place, so that a
 * server that starts at the same time never serves half a page.
 */
async function ensured(
  root: string,
  sources: readonly string[],
  build: (aside: string) => Promise<unknown>,
): Promise<string> {
  const dist = join(root, "dist");
  if (isFresh(dist, root, sources)) return dist;
  const aside = join(root, ".cache", `dist-${process.pid}`);
  await build(aside);
  rmSync(dist, { recursive: true, force: true });
  try {
    renameSync(aside, dist);
  } catch (error) {
    // Another server was faster; its page is as good.
    rmSync(aside, { recursive: true, force: true });
    if (!isFresh(dist, root, sources)) throw error;
  }
  return dist;
}

/** The folder of the page, which takes some seconds to build. */
export const ensureDist = (): Promise<string> =>
  ensured(frontend, SOURCES, async (aside) => {
    // Only a build needs Vite; a server that has its dist starts without loading it.
    const { build } = await import("vite");
    await build({ configFile: join(frontend, "vite.config.ts"), logLevel: "warn", build: { outDir: aside } });
    compressFolder(aside);
  });

/** The folder of the page of passes. */
export const ensurePassDist = (): Promise<string> =>
  ensured(verify, PASS_SOURCES, async (aside) => {
    const { buildPage } = await import("@witness/verify/build/page");
    await buildPage(aside);
  });
