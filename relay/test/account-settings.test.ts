/** Who signs for the account: a key in a file, an encrypted keystore, or a signer elsewhere. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { SettingsError } from "@witness/settings/errors";
import { encryptKeystoreJsonSync, Wallet } from "ethers";
import { afterAll, expect, it } from "vitest";
import { readConfig } from "../src/settings.ts";

const directory = mkdtempSync(join(tmpdir(), "witness-relay-account-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, text: string): string {
  writeFileSync(join(directory, name), text, { mode: 0o600 });
  return join(directory, name);
}

const KEY = `0x${"5b".repeat(32)}`;
const { address } = new Wallet(KEY);
const PASSWORD = "pässword with blanks ";
// The usual cost takes a second.
const keystore = encryptKeystoreJsonSync({ address, privateKey: KEY }, Buffer.from(PASSWORD), { scrypt: { N: 1_024 } });
const RELAY_SIGNER_URL = "http://127.0.0.1:1/";
const encrypted = { RELAY_ACCOUNT_KEY_FILE: write("keystore.json", keystore) };

const place = `0x${"11".repeat(20)}`;
const deployment = {
  chainId: 31_337,
  deploymentBlock: 0,
  application: { name: "witness", address: place, templateHash: `0x${"00".repeat(32)}`, dataAvailability: "0x" },
  consensus: { type: "AUTHORITY", address: place, epochLength: 10 },
  contracts: { InputBox: place },
};
const publicKey = (byte: number) => toHex(native.p256PublicKey(new Uint8Array(32).fill(byte)));
const genesis = { makers: [{ name: "Maker", publicKey: publicKey(8) }], applicationPublicKey: publicKey(7) };
const base = {
  RELAY_RPC_URL: "http://127.0.0.1:1, http://127.0.0.1:2",
  RELAY_DEPLOYMENT: write("deployment.json", JSON.stringify(deployment)),
  RELAY_GENESIS: write("genesis.json", JSON.stringify(genesis)),
  RELAY_DATA_DIR: directory,
  RELAY_RECEIPT_KEY_FILE: write("own.key", "09".repeat(32)),
};

it.each([
  ["a key", { RELAY_ACCOUNT_KEY_FILE: write("account.key", KEY) }, { key: KEY }],
  [
    "a keystore and its password",
    { ...encrypted, RELAY_ACCOUNT_PASSWORD_FILE: write("password", `${PASSWORD}\n`) },
    { key: KEY },
  ],
  ["a signer", { RELAY_SIGNER_URL, RELAY_SIGNER_ADDRESS: address }, { url: RELAY_SIGNER_URL, address }],
])("given %s, takes it", (_name, environment: Record<string, string>, account) => {
  const config = readConfig({ ...base, ...environment, RELAY_RPC_WEIGHTS: "3,0" });
  expect(config.account).toEqual(account);
  expect(config.rpcNodes.map(({ weight }) => weight)).toEqual([3, 0]);
});

it.each([
  ["nobody who signs", {}, "RELAY_ACCOUNT_KEY_FILE"],
  ["a keystore without a password", encrypted, "RELAY_ACCOUNT_PASSWORD_FILE"],
  [
    "a keystore and another password",
    { ...encrypted, RELAY_ACCOUNT_PASSWORD_FILE: write("wrong", "s3cret") },
    "RELAY_ACCOUNT_KEY_FILE",
  ],
  [
    "JSON that is no keystore",
    { RELAY_ACCOUNT_KEY_FILE: write("none.json", "{}"), RELAY_ACCOUNT_PASSWORD_FILE: write("any", "s3cret") },
    "RELAY_ACCOUNT_KEY_FILE",
  ],
  ["a key and a signer", { ...encrypted, RELAY_SIGNER_URL, RELAY_SIGNER_ADDRESS: address }, "RELAY_ACCOUNT_KEY_FILE"],
  ["a signer without an address", { RELAY_SIGNER_URL }, "RELAY_SIGNER_ADDRESS"],
  [
    "weights for other URLs",
    { RELAY_ACCOUNT_KEY_FILE: write("key", KEY), RELAY_RPC_WEIGHTS: "1,2,3" },
    "RELAY_RPC_WEIGHTS",
  ],
])("given %s, names the setting and tells no secret", (_name, environment: Record<string, string>, setting) => {
  const read = () => readConfig({ ...base, ...environment });
  let caught: unknown;
  try {
    read();
  } catch (error) {
    caught = error;
  }
  if (!(caught instanceof SettingsError)) throw new Error("Nothing was refused.");
  expect(caught.problems.map(({ name }) => name)).toEqual([setting]);
  expect(JSON.stringify(caught.problems)).not.toContain("s3cret");
});
