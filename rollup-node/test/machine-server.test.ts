/** A server started by its path: as a process that can be missing, be killed, and may not outlive the node. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { MachineBackend } from "../src/machine/backend.ts";
import { operatorsServer, startedServer } from "../src/machine/source.ts";
import { startNode } from "../src/node.ts";
import { startChain } from "./chain.ts";
import { until } from "./client.ts";
import { rawInput } from "./machine-inputs.ts";
import { moved, recorded, startReplay } from "./machine-replay.ts";
import { configOf } from "./settings.ts";

/** An executable that plays the recorded parts, and writes its process id beside itself. */
function program(...parts: readonly string[]): { path: string; pidFile: string } {
  const directory = mkdtempSync(join(tmpdir(), "machine-server-"));
  const path = join(directory, "cartesi-jsonrpc-machine");
  const pidFile = join(directory, "pid");
  const script = join(import.meta.dirname, "machine-server.ts");
  writeFileSync(
    path,
    `#!/bin/sh\necho $$ > ${pidFile}\nMACHINE_PARTS='${JSON.stringify(parts)}' exec ${process.execPath} ${script} "$@"\n`,
    { mode: 0o700 },
  );
  return { path, pidFile };
}

const machines: MachineBackend[] = [];
afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.stop();
});

const open = async (path: string): Promise<MachineBackend> => {
  const machine = await MachineBackend.open({
    source: startedServer(path, () => {}),
    template: "/img/snap",
    templateHash: Buffer.alloc(32),
    deadlineMs: 60_000,
    queriesAtOnce: 4,
    nowMs: Date.now,
    log: () => {},
  });
  machines.push(machine);
  return machine;
};

const pidOf = (file: string): number => Number(readFileSync(file, "utf8"));
const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it("is started, killed from outside, started again, and ended with the node", async () => {
  const { path, pidFile } = program("load", "advance 0", "advance 1");
  const machine = await open(path);
  expect(await machine.advance(rawInput(0))).toMatchObject({ status: "ACCEPTED" });
  const first = pidOf(pidFile);
  process.kill(first, "SIGKILL");
  await until(async () => !lives(first));
  await expect(machine.advance(rawInput(1))).rejects.toMatchObject({ code: "backend-lost" });
  expect(await machine.restart()).toBe(true);
  const second = pidOf(pidFile);
  expect(second).not.toBe(first);
  expect(await machine.advance(rawInput(0))).toMatchObject({ status: "ACCEPTED" });
  expect(await machine.advance(rawInput(1))).toMatchObject({ status: "REJECTED" });
  await machine.stop();
  await until(async () => !lives(second));
});

it("does not outlive a node that is killed", async () => {
  const { path, pidFile } = program("load");
  const source = JSON.stringify(pathToFileURL(join(import.meta.dirname, "../src/machine/source.ts")).href);
  const code = `const { startedServer } = await import(${source});
    console.log(await startedServer(${JSON.stringify(path)}, () => {}).open(new AbortController().signal));
    setInterval(() => {}, 60_000);`;
  const node = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(node.stdout, "data")) as [Buffer];
  expect(String(line)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
  const pid = pidOf(pidFile);
  expect(lives(pid)).toBe(true);
  node.kill("SIGKILL");
  await until(async () => !lives(pid));
});

it("kills its own forks and no other process", async () => {
  const { path, pidFile } = program();
  const source = startedServer(path, () => {});
  onTestFinished(source.close);
  await source.open(new AbortController().signal);
  const stranger = spawn("sleep", ["60"]);
  onTestFinished(() => void stranger.kill("SIGKILL"));
  source.kill?.(stranger.pid!);
  expect(lives(stranger.pid!)).toBe(true);
  const pid = pidOf(pidFile);
  source.kill?.(pid);
  await until(async () => !lives(pid));
  expect(stranger.signalCode).toBe(null);
});

it("reports a missing server by its code", async () => {
  await expect(open("/nowhere/cartesi-jsonrpc-machine")).rejects.toMatchObject({ code: "machine-server-missing" });
  await expect(open("/bin/false")).rejects.toMatchObject({ code: "backend-lost", taken: false });
});

it("is chosen on the command line, and answers the node's clients", async () => {
  const chain = await startChain();
  const asked = [...recorded("load"), ...moved(recorded("inspect"), "fork-4", "parent")];
  const replay = await startReplay({ script: [...asked, ...recorded("advance 0").slice(-1)] });
  onTestFinished(async () => {
    await replay.close();
    await chain.close();
  });
  const { file } = await chain.application("echo");
  const base = { DEPLOYMENTS: file, RPC_URL: chain.url, DATA_DIR: ":memory:" };
  const ports = { RPC_PORT: "0", INSPECT_PORT: "0", POLL_MS: "50" };
  const machine = { MACHINES: "/img/snap", MACHINE_RPC: replay.operatorUrl };
  const node = await startNode(configOf({ ...base, ...ports, ...machine }), () => {});
  const response = await fetch(`${node.inspectUrl}/echo`, { method: "POST", body: "how many?" });
  expect(await response.json()).toEqual({
    status: "Accepted",
    reports: [{ payload: `0x${Buffer.from("count 3 query how many?").toString("hex")}` }],
    processed_input_count: 0,
  });
  expect(node.rollupHttpUrls).toEqual({});
  await node.stop();
  expect(replay).toMatchObject({ wrong: [] });
  expect(replay.left()).toBe(0);
});

it.each([
  [{ MACHINE_RPC: "127.0.0.1:1" }],
  [{ MACHINE_CYCLES: "7" }],
  [{ MACHINES: "/img/snap", MACHINE_CYCLES: "0" }],
  [{ MACHINES: "/img/snap", BACKENDS: "true" }],
  [{ MACHINES: "/img/snap", ROLLBACK: "replay" }],
  [{ MACHINES: "/img/snap", GIO: "answers.json" }],
])("refuses %j", (more) => {
  expect(() => configOf(more)).toThrow(expect.objectContaining({ code: "settings-invalid" }));
});

it.each(["machine", "https://127.0.0.1:1", "http://127.0.0.1", "http://127.0.0.1:1/path"])("refuses %s", (address) => {
  expect(() => operatorsServer(address)).toThrow(expect.objectContaining({ code: "config-invalid" }));
});
