/** The server as a process: what it prints, how it declines, how it stops. It builds the page when that is needed. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "witness-page-"));
const deployment = join(folder, "deployment.json");
const genesis = join(folder, "genesis.json");
const address = `0x${"ab".repeat(20)}`;
writeFileSync(deployment, JSON.stringify({ chainId: 31_337, application: { address } }));
writeFileSync(genesis, JSON.stringify({ applicationPublicKey: `02${"11".repeat(32)}` }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill("SIGKILL");
});

const upstream = "http://127.0.0.1:9";
const urls = Object.entries({
  inspect: upstream,
  rpc: upstream,
  relay: upstream,
  fleet: upstream,
  "chain-rpc": upstream,
});
const good = ["--deployment", deployment, "--genesis", genesis, "--port", "0"];
const all = [...urls.flatMap(([name, url]) => [`--${name}`, url]), ...good];

/** Starts the server; answers its first line on stdout, or its last on stderr and its exit code. */
function start(args: readonly string[]): Promise<{ line: Record<string, unknown>; exitCode: number | null }> {
  const started = spawn(process.execPath, [join(import.meta.dirname, "server.ts"), ...args]);
  child = started;
  let stdout = "";
  let stderr = "";
  return new Promise((resolve) => {
    const parse = (text: string) => JSON.parse(text.trim().split("\n").at(-1) ?? "{}") as Record<string, unknown>;
    started.stdout.on("data", (bytes: Buffer) => {
      stdout += bytes.toString();
      if (stdout.endsWith("\n")) resolve({ line: parse(stdout), exitCode: null });
    });
    started.stderr.on("data", (bytes: Buffer) => {
      stderr += bytes.toString();
    });
    started.on("close", (exitCode) => resolve({ line: parse(stderr), exitCode }));
  });
}

it("prints one line when it is ready, serves the page, and stops cleanly", async () => {
  const { line } = await start(all);
  expect(line).toMatchObject({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  const page = await (await fetch(String(line["url"]))).text();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
  expect((await fetch(`${line["url"]}${script}`)).status).toBe(200);
  expect(await (await fetch(`${line["url"]}/config.json`)).json()).toMatchObject({ application: address });
  const closed = new Promise((resolve) => child?.on("close", resolve));
  child?.kill("SIGTERM");
  expect(await closed).toBe(0);
});

it.each([
  ["a missing option", all.slice(2), "--inspect is missing"],
  ["no URL", ["--inspect", "ftp://x", ...all.slice(2)], "--inspect must be an http or https URL"],
  ["no port", [...all, "--port", "70000"], "--port must be a number"],
  ["no deployment", [...all, "--deployment", join(folder, "none")], "deploy first"],
  ["another file as the deployment", [...all, "--deployment", genesis], "names no chain and application"],
  ["another file as the genesis", [...all, "--genesis", deployment], "names no application key"],
])("declines %s with a sentence", async (_name, args, sentence) => {
  const { line, exitCode } = await start(args);
  expect(exitCode).toBe(1);
  expect(line).toMatchObject({ level: "error", code: "argument-invalid", message: expect.stringContaining(sentence) });
});

it("declines an option that it does not know", async () => {
  const { exitCode, line } = await start([...all, "--colour", "red"]);
  expect([exitCode, line["code"]]).toEqual([1, "argument-invalid"]);
});

it("says which port is taken", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, "127.0.0.1", resolve);
  });
  const { port } = taken.address() as AddressInfo;
  const { line, exitCode } = await start([...all, "--port", String(port)]);
  expect(exitCode).toBe(1);
  expect(line).toMatchObject({ code: "port-taken", message: expect.stringContaining(String(port)) });
  await new Promise((resolve) => taken.close(resolve));
});
