/** Starting and stopping, where a person would be stuck without a clear word. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { portsOf, takenWords } from "../flags.ts";
import { ensureCompanyKeys, ensureKeys } from "../keys.ts";
import { takenPort } from "../ports.ts";
import { type StartError, Supervisor } from "../supervisor.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-scripts-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const part = (code: string) => ["--eval", code];
const ready = `console.log(JSON.stringify({ ready: true, url: "here" }));`;

describe("takenPort", () => {
  it("names the part whose port is taken, before anything is started", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    expect(await takenPort({ chain: 0, relay: port })).toEqual({ name: "relay", port });
    await new Promise((resolve) => server.close(resolve));
    expect(await takenPort({ chain: 0, relay: port })).toBeUndefined();
  });

  it("given a taken port, npm start says which, and leaves with a code", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? String(address.port) : "";
    const script = join(import.meta.dirname, "../start.ts");
    const child = spawn(process.execPath, [script, "--port", port, "--data", directory]);
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => {
      said += bytes.toString();
    });
    const code = await new Promise((resolve) => child.once("exit", resolve));
    await new Promise((resolve) => server.close(resolve));
    expect(code).toBe(1);
    // Whoever runs the system beside the tests has the first port taken too.
    expect(said).toMatch(
      /Port \d+ \(\w+\) is taken; stop what listens there and start again, or choose another: --port/,
    );
  });

  it("the ports of parts can be chosen, each by its part's name", () => {
    const { page, ...parts } = portsOf({ port: 8_081, ports: { chain: 18_545, relay: 0 } });
    expect({ page, ...parts }).toMatchObject({ page: 8_081, chain: 18_545, relay: 0, archive: 4_200 });
    expect(takenWords({ name: "chain", port: 8_545 })).toContain("--ports chain=0 takes any free one");
    expect(takenWords({ name: "page", port: 8_080 })).toContain("--port 0 takes any free one");
    const script = join(import.meta.dirname, "../start.ts");
    const run = (...args: readonly string[]) => spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
    expect(run("--help").stdout).toContain("chain=8545");
    for (const wrong of ["chain", "chain=", "chain=65536", "nobody=1", "toString=1"]) {
      expect(run("--ports", wrong).status, wrong).toBe(1);
    }
  }, 30_000);
});

describe("Supervisor", () => {
  const supervisor = (onDeath: (error: StartError) => void = () => undefined) =>
    new Supervisor({ logs: join(directory, "logs"), onDeath });

  it("answers the line of readiness, and stops what it started", async () => {
    const parts = supervisor();
    const { url } = await parts.start({ name: "one", args: part(`${ready} setInterval(() => {}, 1000)`) });
    expect(url).toBe("here");
    await parts.stop();
  });

  it("given a part that fails, says which, where its log is, and its last words", async () => {
    const parts = supervisor();
    const failing = parts.start({ name: "relay", args: part(`console.error("no such key"); process.exit(3)`) });
    await expect(failing).rejects.toMatchObject({ code: "part-failed", part: "relay" });
    await expect(failing).rejects.toThrow(/relay ended \(3\).*relay\.log[\s\S]*no such key/);
    await parts.stop();
  });

  it("given a part that is never ready, does not wait for ever", async () => {
    const parts = supervisor();
    const silent = parts.start({ name: "node", args: part("setInterval(() => {}, 1000)"), readyWithinMs: 200 });
    await expect(silent).rejects.toMatchObject({ code: "part-silent", part: "node" });
    await parts.stop();
  });

  it("given a part that dies later, tells of it", async () => {
    const told = await new Promise<StartError>((resolve) => {
      supervisor(resolve)
        .start({ name: "fleet", args: part(`${ready} setTimeout(() => process.exit(4), 50)`) })
        .catch(() => undefined);
    });
    expect(told).toMatchObject({ code: "part-failed", part: "fleet" });
  });

  it("given a part that ignores the signal, kills it", async () => {
    const parts = supervisor();
    const saysWho = "console.log(JSON.stringify({ ready: true, pid: process.pid }));";
    const { pid } = await parts.start({
      name: "stubborn",
      args: part(`process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); ${saysWho}`),
    });
    await parts.stop();
    expect(() => process.kill(Number(pid), 0)).toThrow("ESRCH");
  }, 20_000);

  it("starts nothing more once it is stopping, so that a stop while all comes up leaves nothing behind", async () => {
    const supervisor = new Supervisor({ logs: directory, onDeath: () => undefined });
    await supervisor.start({ name: "first", args: part(`${ready} setInterval(() => {}, 1000);`) });
    const stopped = supervisor.stop();
    const marker = join(directory, "second-ran");
    const code = `require("node:fs").writeFileSync(${JSON.stringify(marker)}, ""); ${ready} setInterval(() => {}, 1000);`;
    await expect(supervisor.start({ name: "second", args: part(code) })).rejects.toMatchObject({ code: "part-failed" });
    await stopped;
    expect(() => statSync(marker)).toThrow("ENOENT");
  });
});

describe("ensureKeys", () => {
  it("makes keys that only their owner can read, once", () => {
    const keys = ensureKeys(join(directory, "keys"));
    for (const name of ["application", "maker", "relay-receipt", "relay-account", "validator"] as const) {
      expect(statSync(keys.file(name)).mode & 0o777).toBe(0o600);
      expect(readFileSync(keys.file(name), "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
    }
    expect(ensureKeys(join(directory, "keys"))).toMatchObject({
      applicationPublicKey: keys.applicationPublicKey,
      makerPublicKey: keys.makerPublicKey,
      accounts: keys.accounts,
    });
  });

  it("makes keys of administrators and companies that only their owner can read, once", () => {
    const made = ensureCompanyKeys(directory);
    for (const name of [
      "administrator-1",
      "administrator-2",
      "administrator-3",
      "workshop",
      "inspector",
      "later-maker",
    ]) {
      expect(statSync(join(directory, `${name}.key`)).mode & 0o777).toBe(0o600);
    }
    expect(made.administrators.threshold).toBe(2);
    expect(new Set(made.administrators.publicKeys).size).toBe(3);
    expect(ensureCompanyKeys(directory)).toEqual(made);
  });
});
