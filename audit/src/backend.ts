/** Which back-end is run again: the one named, or the bundle of this repository. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { AuditError } from "./errors.ts";
import type { Options } from "./options.ts";

const ROOT = join(import.meta.dirname, "../..");
const BUNDLE = join(ROOT, "dapp/dist/dapp.mjs");

/** A command for the shell, and what to call it. */
export interface Backend {
  readonly command: string;
  readonly name: string;
}

const quoted = (path: string): string => `'${resolve(path).replaceAll("'", "'\\''")}'`;

/**
 * Returns whether the bundle is younger than everything that it is made of. An old one would differ from a node of
 * this version.
 */
function fresh(): boolean {
  if (!existsSync(BUNDLE)) return false;
  const built = statSync(BUNDLE).mtimeMs;
  return ["dapp/src", "dapp/scripts", "protocol/src", "ethereum/src", "settings/src"].every((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).every(
      (entry) => !entry.isFile() || statSync(join(entry.parentPath, entry.name)).mtimeMs <= built,
    ),
  );
}

/**
 * Returns the back-end, or undefined for a blind audit. Builds the bundle when needed.
 * @throws {AuditError} `backend-unavailable`
 */
export function backendOf({ backend, genesis, key }: Options): Backend | undefined {
  if (backend !== undefined) return { command: backend, name: backend };
  if (key === undefined) return undefined;
  if (!fresh()) {
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "dapp/scripts/build.ts")], { cwd: ROOT });
    if (status !== 0) {
      const sentence = `dapp/dist/dapp.mjs could not be built: ${String(stderr).trim().slice(0, 500)}`;
      throw new AuditError(sentence, { code: "backend-unavailable" });
    }
  }
  const sha256 = createHash("sha256").update(readFileSync(BUNDLE)).digest("hex");
  return {
    command: `exec ${quoted(process.execPath)} ${quoted(BUNDLE)} --genesis ${quoted(genesis)} --key ${quoted(key)}`,
    name: `dapp/dist/dapp.mjs, SHA-256 ${sha256}`,
  };
}
