/** Runs the bundled back-end in a process of its own, on any Node or emulator, over requests; answers what came out. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../scripts/bundle.ts";
import { type RequestResult, serveRequests } from "./rollup-server.ts";

/** What the back-end is started with: a genesis and the key that belongs to it. */
export interface Setting {
  readonly genesis: unknown;
  /** 32 bytes in hexadecimal: a key that guards nothing. */
  readonly applicationKey: string;
}

/** Builds the bundle into a folder of its own, so that tests that run at once do not meet. */
export async function buildInto(folder: string): Promise<string> {
  const outfile = join(folder, "dapp.mjs");
  await build(outfile);
  return outfile;
}

/** Starts `command … dapp.mjs`, drives it over the requests, and stops it. */
export async function runBundle(
  command: readonly [string, ...string[]],
  bundle: string,
  { genesis, applicationKey }: Setting,
  requests: readonly string[],
  options: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly RequestResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "witness-dapp-"));
  const genesisFile = join(folder, "genesis.json");
  const keyFile = join(folder, "application.key");
  writeFileSync(genesisFile, JSON.stringify(genesis));
  writeFileSync(keyFile, `${applicationKey}\n`, { mode: 0o600 });
  const server = await serveRequests(requests);
  const [file, ...args] = command;
  const child = spawn(file, [...args, bundle, "--genesis", genesisFile, "--key", keyFile, ...options], {
    env: { ...process.env, ...environment, ROLLUP_HTTP_SERVER_URL: server.url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<never>((_, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`The back-end ended with ${code}: ${said}`)));
  });
  try {
    return await Promise.race([server.outcomes, ended]);
  } finally {
    child.removeAllListeners("exit");
    const gone = new Promise<void>((resolve) =>
      child.exitCode === null ? child.on("exit", () => resolve()) : resolve(),
    );
    child.kill("SIGKILL");
    await gone;
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
