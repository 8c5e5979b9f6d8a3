/** What tests of a simulated machine server need: its executable, and a stored machine. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./client.ts";

/** Writes an executable that starts the simulator, as `--machine-server` names one. @param environment NAME=VALUE each */
export function simulator(...environment: readonly string[]): string {
  const path = join(temporaryDirectory(), "cartesi-jsonrpc-machine");
  const script = join(import.meta.dirname, "machine-simulator.ts");
  writeFileSync(path, `#!/bin/sh\nexec env ${environment.join(" ")} ${process.execPath} ${script} "$@"\n`, {
    mode: 0o700,
  });
  return path;
}

/** Writes a stored machine that has counted some advances. Returns its directory. */
export function storedMachine(count = 0): string {
  const directory = join(temporaryDirectory(), "image");
  mkdirSync(directory);
  const memory = JSON.stringify({ mcycle: 736_565_276, count, outputs: [] });
  writeFileSync(join(directory, "memory.json"), memory);
  writeFileSync(join(directory, "hash"), createHash("sha256").update(memory).digest("base64"));
  return directory;
}
