/** Which files each part is made of, so that `npm run dev` restarts the right parts after a change. */

/** What follows from a change. */
export interface Rebuild {
  /** The first changed file that causes it. */
  readonly by: string;
  /** Whether the back-end's bundle is built anew. */
  readonly bundle: boolean;
  /** Names of the parts to start again, in order. */
  readonly parts: readonly string[];
}

/**
 * The chain is in memory, so it runs on: node, relay and archive read their inputs from it again. The page's server restarts
 * only for its own files. Vite replaces the code in the browser.
 */
const RULES: readonly { readonly files: RegExp; readonly bundle: boolean; readonly parts: readonly string[] }[] = [
  {
    files: /^(protocol|ethereum|settings)\/src\//,
    bundle: true,
    parts: ["rollup-node", "relay", "archive", "fleet", "page"],
  },
  { files: /^dapp\/src\//, bundle: true, parts: ["rollup-node"] },
  { files: /^rollup-node\/src\//, bundle: false, parts: ["rollup-node"] },
  { files: /^relay\/src\//, bundle: false, parts: ["relay"] },
  { files: /^archive\/src\//, bundle: false, parts: ["archive"] },
  { files: /^(device|mock-devices)\/src\//, bundle: false, parts: ["fleet"] },
  { files: /^frontend\/server(\.ts$|\/)/, bundle: false, parts: ["page"] },
];

/** Returns what must restart for these files (paths from the repository's root), the change with the most parts first. */
export function rebuildsOf(files: readonly string[]): Rebuild[] {
  const rebuilds: Rebuild[] = [];
  const started = new Set<string>();
  for (const { files: made, bundle, parts } of RULES) {
    const by = files.find((file) => made.test(file.replaceAll("\\", "/")) && !/\.test\.tsx?$/.test(file));
    const fresh = parts.filter((part) => !started.has(part));
    if (by === undefined || fresh.length === 0) continue;
    for (const part of fresh) started.add(part);
    rebuilds.push({ by, bundle, parts: fresh });
  }
  return rebuilds;
}
