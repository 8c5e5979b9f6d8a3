/**
 * `npm run dev`: the whole system with hot reload. Vite serves the page and replaces changed code in the open browser.
 * Every other part restarts when one of its files changes. Ctrl-C stops everything.
 */
import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createServer } from "vite";
import { type Rebuild, rebuildsOf } from "./changes.ts";
import { portsOf, systemFlags, takenWords } from "./flags.ts";
import { whenNpmIsGone } from "./orphan.ts";
import { takenPort } from "./ports.ts";
import { StartError } from "./supervisor.ts";
import { buildBackend, prepareSystem } from "./system.ts";

const root = join(import.meta.dirname, "..");
const flags = systemFlags("npm run dev --", "Starts the whole system, and starts again what changes.");
const ports = portsOf(flags);

let stopping = false;
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await vite?.close();
  await system.stop();
  process.exit(code);
}

const system = prepareSystem({
  ...flags,
  // The page's own server forwards requests to the other parts. The browser connects to Vite.
  ports: { ...ports, page: 0 },
  onDeath: ({ part, message }) => {
    // Most likely the saved file has a mistake. The next change starts the part again.
    console.error(`\n${part} ended; save a repair to start it again.\n${message}`);
  },
});
const stopNow = (): void => {
  stop(0).catch((cause: unknown) => console.error(cause));
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stopNow);
whenNpmIsGone(stopNow);

let vite: Awaited<ReturnType<typeof createServer>> | undefined;

async function rebuild({ bundle, parts, by }: Rebuild): Promise<void> {
  const began = performance.now();
  if (bundle) buildBackend();
  for (const part of parts) await system.supervisor.restart(part);
  console.log(`${by} changed: ${parts.join(", ")} again after ${Math.round(performance.now() - began)} ms`);
}

const changed = new Set<string>();
let working = false;

/** Restarts the parts of the changed files. Files that change meanwhile wait for the next round. */
async function startAgain(): Promise<void> {
  working = true;
  while (changed.size > 0) {
    // Editors write a file more than once.
    await wait(150);
    const files = [...changed];
    changed.clear();
    try {
      for (const each of rebuildsOf(files)) await rebuild(each);
    } catch (error) {
      console.error((error as Error).message);
    }
  }
  working = false;
}

function take(file: string): void {
  changed.add(file);
  if (!working) startAgain().catch((error: unknown) => console.error(error));
}

try {
  const taken = await takenPort(ports);
  if (taken) throw new StartError("port-taken", taken.name, takenWords(taken));
  for (const { title, run } of system.steps) {
    console.log(title);
    await run();
  }
  vite = await createServer({
    configFile: join(root, "frontend/vite.config.ts"),
    mode: "development",
    server: {
      port: ports.page,
      strictPort: true,
      proxy: { "/api": system.addresses.page, "/config.json": system.addresses.page },
    },
  });
  await vite.listen();
  watch(root, { recursive: true }, (_event, file) => {
    if (file !== null && rebuildsOf([file]).length > 0) take(file);
  });
  console.log(
    `\nWitness runs. Open http://localhost:${ports.page}. Logs and keys: ${flags.data}. Ctrl-C stops everything.`,
  );
} catch (error) {
  console.error(`\nWitness did not start: ${(error as Error).message}`);
  await stop(1);
}
