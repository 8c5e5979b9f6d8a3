/** The bundle that goes into the machine: what it asks of Node, and that every Node gets the same bytes out of it. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeRecording, readRecording } from "../scripts/record.ts";
import { throwAwayGenesis } from "../src/rollup/warm-up.ts";
import { PAYLOAD } from "../src/rollup/warm-up-messages.ts";
import { buildInto, runBundle } from "./bundle.ts";
import { digestOf, serveRequests } from "./rollup-server.ts";

let folder: string;
let bundle: string;
let text: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "witness-bundle-"));
  bundle = await buildInto(folder);
  text = readFileSync(bundle, "utf8");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const versionOf = (node: string): string => spawnSync(node, ["--version"], { encoding: "utf8" }).stdout?.trim() ?? "";

/** This Node, the one that npm runs on, and those on the path: one of each major version. */
function nodes(): Map<string, string> {
  const places = (process.env["PATH"] ?? "").split(delimiter).map((place) => join(place, "node"));
  const found = new Map<string, string>();
  for (const node of [process.execPath, process.env["npm_node_execpath"] ?? "", ...places]) {
    const major = node === "" ? undefined : versionOf(node).match(/^v(\d+)\./)?.[1];
    if (major && Number(major) >= 20 && !found.has(major)) found.set(major, node);
  }
  return found;
}

describe("the bundle", () => {
  it("default: gives the recorded outputs on every Node that is here", async () => {
    const { manifest, setting, requests } = readRecording();
    expect(manifest.inputs).toBeGreaterThanOrEqual(500);
    const here = nodes();
    process.stdout.write(`the bundle is run on ${[...here.values()].map(versionOf).join(" and ")}\n`);
    if (!here.has("20")) process.stdout.write("Node 20 is not here; the RISC-V test runs the bundle on it\n");
    expect([...here.keys()]).toContain("24");
    for (const [major, node] of here) {
      const outcomes = await runBundle([node], bundle, setting, requests);
      expect(digestOf(outcomes), `Node ${major}`).toBe(manifest.outcomesSha256);
    }
  });

  it("gives the recorded outputs after a warm-up, too", async () => {
    const { manifest, setting, requests } = readRecording();
    const outcomes = await runBundle([process.execPath], bundle, setting, requests, ["--warm-up"]);
    expect(digestOf(outcomes)).toBe(manifest.outcomesSha256);
  });

  it("goes on from a stored state in another process, on another Node, and gives the recorded outputs", async () => {
    const { manifest, setting, requests } = readRecording();
    const half = Math.floor(requests.length / 2);
    const plain = await runBundle([process.execPath], bundle, setting, requests.slice(0, half));
    const accepted = requests.findLast(
      (each, at) => at < half && plain[at]?.status === "accept" && each.includes("advance_state"),
    );
    const { input_index: last } = JSON.parse(accepted ?? "").data.metadata as { input_index: number };
    const order = (type: string) =>
      JSON.stringify({ request_type: type, data: { name: "half", next_input: last + 1 } });
    const snapshots = mkdtempSync(join(folder, "snapshots-"));
    const environment = { ROLLUP_HTTP_SNAPSHOTS_DIR: snapshots };
    const first = [...requests.slice(0, half), order("store_state")];
    const before = await runBundle([process.execPath], bundle, setting, first, [], environment);
    expect(before.at(-1)).toEqual({ status: "accept", reports: [], notices: [] });
    expect(statSync(join(snapshots, "half")).mode & 0o777).toBe(0o600);
    const node = nodes().get("20") ?? process.execPath;
    const after = await runBundle(
      [node],
      bundle,
      setting,
      [order("load_state"), ...requests.slice(half)],
      [],
      environment,
    );
    expect(after[0]).toEqual({ status: "accept", reports: [], notices: [] });
    expect(digestOf([...before.slice(0, -1), ...after.slice(1)])).toBe(manifest.outcomesSha256);
  });

  it("does not start when its warm-up fails: such a machine is not stored", () => {
    const { setting } = readRecording();
    const broken = join(folder, "broken.mjs");
    const genesis = join(folder, "warm.json");
    const key = join(folder, "warm.key");
    expect(text).toContain(PAYLOAD);
    writeFileSync(broken, text.replace(PAYLOAD, "00"));
    writeFileSync(genesis, JSON.stringify(setting.genesis));
    writeFileSync(key, setting.applicationKey, { mode: 0o600 });
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [broken, "--genesis", genesis, "--key", key, "--warm-up"],
      { encoding: "utf8", env: { ...process.env, ROLLUP_HTTP_SERVER_URL: "http://127.0.0.1:9" }, timeout: 30_000 },
    );
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/The warm-up emitted/);
    expect(stderr).not.toContain(setting.applicationKey.slice(0, 8));
  });

  it("asks of Node only what Node 20 has built in: no add-ons, no packages, no fetch", () => {
    const asked = [...text.matchAll(/^import .*from "([^"]+)";$|^\} from "([^"]+)";$/gm)].map(([, a, b]) => a ?? b);
    expect(asked.length).toBeGreaterThan(3);
    for (const name of asked) expect(builtinModules, name).toContain(name?.replace(/^node:/, ""));
    expect(text).not.toMatch(/\brequire\(|\bimport\(|\.node["']|\bfetch\(|process\.dlopen/);
  });

  it("is made of the sources alone: the same bytes wherever it is built, and no key inside", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "witness-elsewhere-"));
    expect(readFileSync(await buildInto(elsewhere), "utf8")).toBe(text);
    rmSync(elsewhere, { recursive: true, force: true });
    expect(text).not.toContain(readRecording().manifest.demoOnlyApplicationKey);
    expect(text).not.toContain(toHex(throwAwayGenesis(native).applicationPrivateKey));
    expect(text).not.toContain("sourceMappingURL");
  });

  const start = (environment: Record<string, string>, ...args: string[]) => {
    const env = { PATH: process.env["PATH"], ...environment };
    const { status, stderr, stdout } = spawnSync(process.execPath, [bundle, ...args], { encoding: "utf8", env });
    const lines = stderr.trim().split("\n");
    return { status, stdout, stderr, lines, said: lines.map((line) => JSON.parse(line || "{}")) };
  };

  it("refuses to start without a key, with another one, or with files that are none, and never says the key", () => {
    const { setting } = readRecording();
    const genesis = join(folder, "genesis.json");
    const key = join(folder, "other.key");
    const secret = "1a".repeat(32);
    writeFileSync(genesis, JSON.stringify(setting.genesis));
    writeFileSync(key, secret, { mode: 0o600 });
    for (const [args, code] of [
      [["--genesis", genesis], "settings-invalid"],
      [["--genesis", genesis, "--key", key], "key-mismatch"],
      [["--genesis", key, "--key", key], "genesis-invalid"],
      [["--genesis", genesis, "--key", genesis], "key-unusable"],
      [["--genesis", genesis, "--key", join(folder, "none")], "key-unusable"],
    ] as const) {
      const { status, stderr, stdout, said } = start({ ROLLUP_HTTP_SERVER_URL: "http://127.0.0.1:9" }, ...args);
      expect([status, stdout]).toEqual([2, ""]);
      expect(said).toMatchObject([{ level: "fatal", part: "dapp", code }]);
      expect(stderr).not.toContain(secret.slice(0, 8));
    }
  });

  it("says everything that is wrong with its settings at once, a line for each, and repeats no value", () => {
    const environment = {
      ROLLUP_HTTP_SERVER_URL: "ftp://s3cret",
      ROLLUP_HTTP_SERVER_URI: "s3cret",
      ROLLUP_NODE_X: "1",
    };
    const { status, stdout, stderr, said } = start(environment, "--genesys", "s3cret", "--key=");
    expect([status, stdout]).toEqual([2, ""]);
    expect(said.map(({ code, setting }) => `${code} ${setting}`)).toEqual([
      "settings-invalid --genesys",
      "settings-invalid An argument",
      "settings-invalid ROLLUP_HTTP_SERVER_URI",
      "settings-invalid --genesis",
      "settings-invalid --key",
      "settings-invalid ROLLUP_HTTP_SERVER_URL",
    ]);
    expect(stderr).not.toContain("s3cret");
  });

  it("explains itself with --help", () => {
    const { status, stdout, stderr } = start({}, "--help");
    expect([status, stderr]).toEqual([0, ""]);
    for (const name of ["--genesis", "--key", "--warm-up", "ROLLUP_HTTP_SERVER_URL", "ROLLUP_HTTP_SNAPSHOTS_DIR"])
      expect(stdout).toContain(name);
  });
});

it.each(["SIGTERM", "SIGINT"] as const)(
  "a started bundle says that it is ready, and %s ends it as a signal does: a node tells that from an exit",
  async (signal) => {
    const { setting } = readRecording();
    const genesis = join(folder, "started.json");
    const key = join(folder, "started.key");
    writeFileSync(genesis, JSON.stringify(setting.genesis));
    writeFileSync(key, setting.applicationKey, { mode: 0o600 });
    const server = await serveRequests([]);
    const child = spawn(process.execPath, [bundle, "--genesis", genesis, "--key", key], {
      env: { ...process.env, ROLLUP_HTTP_SERVER_URL: server.url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    expect(JSON.parse(line.toString())).toEqual({ ready: true, rollupHttpServerUrl: server.url });
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    await server.close();
  },
);

describe("the recording", () => {
  it("default: is what its seed gives, and holds every kind of input, and operations by each form of actor", async () => {
    const { manifest, requests } = readRecording();
    const again = await makeRecording(manifest.inputs, manifest.seed);
    // When bytes change on purpose: node dapp/scripts/record.ts
    expect(again.manifest).toEqual(manifest);
    expect(again.lines).toBe(`${requests.join("\n")}\n`);
    const wanted = ["registrations", "run", "replay", "fork", "gap", "rubbish", "rolled back", "wrong signature"];
    expect(Object.keys(manifest.kinds)).toEqual(expect.arrayContaining(wanted));
    // By each form of owner, so that every curve and hash is asked for on every machine.
    const effects = ["wallet", "key", "passkey"].flatMap((form) => [`offer, ${form}`, `acceptOffer, ${form}`]);
    effects.push("claim, wallet", "claim, passkey", "enterJournal, key", "quarantine, administrators");
    expect(Object.keys(manifest.effects)).toEqual(expect.arrayContaining(effects));
  });
});
