/** A client of a node for tests: JSON-RPC, waiting with a deadline, a key file. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// biome-ignore lint/suspicious/noExplicitAny: the answers are JSON whose shape each test asserts itself
export type Answer = any;

export async function rpc(url: string, method: string, params: unknown): Promise<Answer> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 0, method, params });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  return response.json();
}

/** Calls `ask` until it returns true. Throws after `deadlineMs`. */
export async function until(ask: () => Promise<boolean>, deadlineMs = 180_000): Promise<true> {
  for (const end = Date.now() + deadlineMs; Date.now() < end; ) {
    if (await ask()) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing came within ${deadlineMs} ms`);
}

const directories: string[] = [];

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "rollup-node-"));
  directories.push(directory);
  return directory;
}

/** Removes the directories of `temporaryDirectory`. A file that makes some calls it at the end. */
export function removeDirectories(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}

export function keyFile(key: string): string {
  const path = join(temporaryDirectory(), "validator.key");
  writeFileSync(path, key, { mode: 0o600 });
  return path;
}
