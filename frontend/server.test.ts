/** The server as a process: what it prints, how it refuses, how it stops. It builds the page when that is needed. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import { afterAll, afterEach, expect, it } from "vitest";
import { pageSettings } from "./server/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "witness-page-"));
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};
const address = `0x${"ab".repeat(20)}`;
const deployment = file("deployment.json", {
  chainId: 31_337,
  deploymentBlock: 1,
  application: { name: "witness", address, templateHash: `0x${"00".repeat(32)}`, dataAvailability: "0x" },
  consensus: { type: "AUTHORITY", address, epochLength: 10 },
  contracts: { InputBox: address },
});
const applicationPublicKey = toHex(noble.p256PublicKey(new Uint8Array(32).fill(7)));
const genesis = file("genesis.json", { makers: [], applicationPublicKey });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill("SIGKILL");
});

const upstream = "http://127.0.0.1:9";
const good = {
  PAGE_INSPECT_URL: upstream,
  PAGE_NODE_RPC_URL: upstream,
  PAGE_FLEET_URL: upstream,
  PAGE_RPC_URL: upstream,
  PAGE_ARCHIVE_URL: upstream,
  PAGE_DEPLOYMENT: deployment,
  PAGE_GENESIS: genesis,
  PAGE_PORT: "0",
};

interface Told {
  readonly stdout: string;
  /** Each line of stderr. */
  readonly lines: readonly Record<string, unknown>[];
  /** Null while it runs. */
  readonly exitCode: number | null;
}

/** Starts the server; returns what it told until its first line on stdout, or until its end. */
function start(settings: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<Told> {
  const env = { PATH: process.env["PATH"], ...settings };
  const started = spawn(process.execPath, [join(import.meta.dirname, "server.ts"), ...args], { env });
  child = started;
  let stdout = "";
  let stderr = "";
  return new Promise((resolve) => {
    const told = (exitCode: number | null): void => {
      const lines = stderr.split("\n").filter((line) => line.startsWith("{"));
      resolve({ stdout, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), exitCode });
    };
    started.stdout.on("data", (bytes: Buffer) => {
      stdout += bytes.toString();
      if (stdout.startsWith("{") && stdout.endsWith("\n")) told(null);
    });
    started.stderr.on("data", (bytes: Buffer) => {
      stderr += bytes.toString();
    });
    started.on("close", told);
  });
}

it("prints one line when it is ready, serves the page, and stops cleanly", async () => {
  const { stdout } = await start(good);
  const line = JSON.parse(stdout) as { url: string };
  expect(line).toMatchObject({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  const page = await (await fetch(line.url)).text();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
  expect((await fetch(`${line.url}${script}`)).status).toBe(200);
  expect(await (await fetch(`${line.url}/config.json`)).json()).toEqual({
    chainId: 31_337,
    application: address,
    applicationPublicKey,
    hasArchive: true,
    hasRelay: false,
  });
  const closed = new Promise((resolve) => child?.on("close", resolve));
  child?.kill("SIGTERM");
  expect(await closed).toBe(0);
});

it("tells everything that is wrong with its settings, one line each, and no value", async () => {
  const { PAGE_RPC_URL: _, ...rest } = good;
  const wrong = {
    ...rest,
    PAGE_INSPECT_URL: "ftp://s3cret",
    PAGE_PUBLIC_RPC_URLS: "https://node.example, node.example/s3cret",
    PAGE_DEPLOYMENT: genesis,
    PAGE_GENESIS: join(folder, "none"),
    PAGE_PORT: "70000",
    PAGE_COLOUR: "red",
  };
  const { lines, exitCode } = await start(wrong);
  expect(exitCode).toBe(2);
  const codes = Object.fromEntries(lines.map(({ setting, code }) => [String(setting), code]));
  expect(codes).toEqual({
    PAGE_COLOUR: "settings-invalid",
    PAGE_INSPECT_URL: "settings-invalid",
    PAGE_RPC_URL: "settings-invalid",
    PAGE_PUBLIC_RPC_URLS: "settings-invalid",
    PAGE_DEPLOYMENT: "settings-invalid",
    PAGE_GENESIS: "settings-invalid",
    PAGE_PORT: "settings-invalid",
  });
  expect(JSON.stringify(lines)).not.toMatch(/s3cret|stack/);
});

it("explains its settings, as docs/frontend.md does", async () => {
  const { stdout, exitCode } = await start({}, ["--help"]);
  expect(exitCode).toBe(0);
  for (const name of Object.keys(good)) expect(stdout).toContain(`${name} `);
  expect(readFileSync(join(import.meta.dirname, "../docs/frontend.md"), "utf8")).toContain(pageSettings.table());
});

it("says which port is taken", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, "127.0.0.1", resolve);
  });
  const { port } = taken.address() as AddressInfo;
  const { lines, exitCode } = await start({ ...good, PAGE_PORT: String(port) });
  expect(exitCode).toBe(1);
  expect(lines).toEqual([
    expect.objectContaining({ code: "port-taken", message: expect.stringContaining(String(port)) }),
  ]);
  await new Promise((resolve) => taken.close(resolve));
});
