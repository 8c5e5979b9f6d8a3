/** The built page: made when it is missing or older than what it is made of. */
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { compressFolder } from "./compress.ts";

const frontend = join(import.meta.dirname, "..");
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
function isFresh(dist: string): boolean {
  const index = join(dist, "index.html");
  if (!existsSync(index)) return false;
  return statSync(index).mtimeMs >= Math.max(...SOURCES.map((source) => youngest(join(frontend, source))));
}

/** The folder to serve; builds the page first when that is needed, which takes some seconds. */
export async function ensureDist(): Promise<string> {
  const dist = join(frontend, "dist");
  if (isFresh(dist)) return dist;
  // Only a build needs Vite; a server that has its dist starts without loading it.
  const { build } = await import("vite");
  // Built aside and moved into place, so that a server that starts at the same time never serves half a page.
  const aside = join(frontend, ".cache", `dist-${process.pid}`);
  await build({ configFile: join(frontend, "vite.config.ts"), logLevel: "warn", build: { outDir: aside } });
  compressFolder(aside);
  rmSync(dist, { recursive: true, force: true });
  try {
    renameSync(aside, dist);
  } catch (error) {
    // Another server was faster; its page is as good.
    rmSync(aside, { recursive: true, force: true });
    if (!isFresh(dist)) throw error;
  }
  return dist;
}
