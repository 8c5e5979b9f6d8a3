/** The relay's settings as an operator meets them: a process that does not start, and what it says of it. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { afterAll, expect, it } from "vitest";
import { relaySettings } from "../src/settings.ts";

const root = join(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "witness-relay-settings-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, text: string, mode = 0o600): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function start(environment: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const { PATH = "" } = process.env;
  const options = { env: { PATH, ...environment }, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "relay/src/main.ts"), ...args], options);
  const lines = stderr.split("\n").filter((line) => line !== "");
  return { status, stdout, stderr, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

it("tells everything that is wrong at once, one line each, and no value", () => {
  const secret = "5ec4e7".repeat(10);
  const { status, lines, stderr } = start({
    RELAY_RPC_URL: `ftp://example.com/${secret}`,
    RELAY_DEPLOYMENT: write("deployment.json", `{"chainId": "${secret}"}`),
    RELAY_GENESIS: join(directory, "none"),
    RELAY_ACCOUNT_KEY_FILE: write("account.key", secret),
    RELAY_RECEIPT_KEY_FILE: write("receipt.key", "ab".repeat(32), 0o644),
    RELAY_INSPECT_URL: "",
    RELAY_PORT: "70000",
    RELAY_POLL_MS: "0x10",
    RELAY_DEADLINE_BLOCKS: "49501",
    RELAY_BATCHAGE: "1",
  });
  expect(status).toBe(2);
  const named = lines.map(({ setting }) => setting).sort();
  expect(named).toEqual([
    "RELAY_ACCOUNT_KEY_FILE",
    "RELAY_BATCHAGE",
    "RELAY_DATA_DIR",
    "RELAY_DEADLINE_BLOCKS",
    "RELAY_DEPLOYMENT",
    "RELAY_GENESIS",
    "RELAY_POLL_MS",
    "RELAY_PORT",
    "RELAY_RECEIPT_KEY_FILE",
    "RELAY_RPC_URL",
  ]);
  expect(new Set(lines.map(({ code }) => code))).toEqual(new Set(["settings-invalid"]));
  expect(stderr).not.toMatch(new RegExp(`${secret}|ababab|stack`));
});

it("explains its settings, as docs/relay.md does", () => {
  const { status, stdout } = start({}, ["--help"]);
  expect(status).toBe(0);
  expect(stdout).toContain("RELAY_DEVICE_GAS_PER_DAY ");
  expect(readFileSync(join(root, "docs/relay.md"), "utf8")).toContain(relaySettings.table());
});

it("refuses the application's key as one of its own: the relay must not be able to read what it carries", () => {
  const key = new Uint8Array(32).fill(7);
  const address = `0x${"11".repeat(20)}`;
  const deployment = {
    chainId: 31_337,
    deploymentBlock: 0,
    application: { name: "witness", address, templateHash: `0x${"00".repeat(32)}`, dataAvailability: "0x" },
    consensus: { type: "AUTHORITY", address, epochLength: 10 },
    contracts: { InputBox: address },
  };
  const applicationPublicKey = toHex(native.p256PublicKey(key));
  const makers = [{ name: "Maker", publicKey: toHex(native.p256PublicKey(new Uint8Array(32).fill(8))) }];
  const { status, lines } = start({
    RELAY_RPC_URL: "http://127.0.0.1:1",
    RELAY_DEPLOYMENT: write("sound.json", JSON.stringify(deployment)),
    RELAY_GENESIS: write("genesis.json", JSON.stringify({ makers, applicationPublicKey })),
    RELAY_DATA_DIR: join(directory, "data"),
    RELAY_ACCOUNT_KEY_FILE: write("application.key", toHex(key)),
    RELAY_RECEIPT_KEY_FILE: write("own.key", "09".repeat(32)),
  });
  expect(status).toBe(2);
  expect(lines.map(({ setting }) => setting)).toEqual(["RELAY_ACCOUNT_KEY_FILE"]);
  expect(String(lines[0]?.["msg"])).toContain("the application's key");
});
