/** The environment, parsed once: everything that is missing, malformed or unknown is told in one sentence. */
import { readFileSync, statSync } from "node:fs";
import { fromHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { RelayError } from "./errors.ts";

/** What the relay runs on. */
export interface Config {
  readonly rpcUrl: string;
  /** `…/inspect/NAME` of the rollup node; without it the relay knows only what came to it. */
  readonly inspectUrl: string | undefined;
  readonly dataDirectory: string;
  readonly host: string;
  readonly port: number;
  readonly context: Context;
  /** The InputBox's address, 0x and 40 digits. */
  readonly inputBox: string;
  /** 33 bytes each. */
  readonly makers: readonly Uint8Array[];
  /** 33 bytes. */
  readonly applicationPublicKey: Uint8Array;
  /** 8 bytes. */
  readonly keyId: Uint8Array;
  /** secp256k1: pays. */
  readonly accountKey: string;
  /** P-256, 32 bytes: signs receipts. */
  readonly receiptKey: Uint8Array;
  readonly batchAgeMs: number;
  readonly deadlineBlocks: number;
  readonly pollMs: number;
  /** A transaction that is not in a block after this is sent again with a higher fee. */
  readonly stuckMs: number;
  readonly outboxMaxBytes: number;
  /** Requests that one address may post in a minute. */
  readonly ratePerMinute: number;
  /** Gas that one device may make the relay pay in a day. */
  readonly deviceGasPerDay: number;
  /** Reverse proxies in front of the relay; the address that counts is the one that the outermost saw. */
  readonly trustProxies: number;
  /** How long an envelope that is in the chain for good is remembered, so that it is answered with its receipt. */
  readonly keepDays: number;
  /** No transaction offers more for one gas. */
  readonly maxFeeWei: bigint;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Defaults; a name without one must be given. `RELAY_INSPECT_URL` may be empty. */
const DEFAULTS: Readonly<Record<string, string | undefined>> = {
  RELAY_RPC_URL: undefined,
  RELAY_DEPLOYMENT: undefined,
  RELAY_GENESIS: undefined,
  RELAY_DATA_DIR: undefined,
  RELAY_ACCOUNT_KEY_FILE: undefined,
  RELAY_RECEIPT_KEY_FILE: undefined,
  RELAY_INSPECT_URL: "",
  RELAY_HOST: "127.0.0.1",
  RELAY_PORT: "0",
  RELAY_BATCH_AGE_MS: "2000",
  RELAY_DEADLINE_BLOCKS: "300",
  RELAY_POLL_MS: "250",
  RELAY_STUCK_MS: "60000",
  RELAY_OUTBOX_MAX_BYTES: String(2 ** 30),
  RELAY_RATE_PER_MINUTE: "600000",
  RELAY_DEVICE_GAS_PER_DAY: "40000000",
  RELAY_TRUST_PROXIES: "0",
  RELAY_KEEP_DAYS: "30",
  RELAY_MAX_FEE_GWEI: "500",
};

/** Reads the environment and the files it names. @throws {RelayError} `config-invalid`, `key-unusable` */
export function readConfig(environment: Environment): Config {
  const wrong: string[] = [];
  for (const name of Object.keys(environment)) {
    if (name.startsWith("RELAY_") && !(name in DEFAULTS)) wrong.push(`${name} is not a setting`);
  }
  const text = (name: string): string => {
    const value = environment[name] ?? DEFAULTS[name];
    if (value === undefined || (value === "" && name !== "RELAY_INSPECT_URL")) wrong.push(`${name} is missing`);
    return value ?? "";
  };
  const whole = (name: string, low: number, high: number): number => {
    const value = text(name);
    const number = /^\d{1,15}$/.test(value) ? Number(value) : -1;
    if (number < low || number > high) wrong.push(`${name} must be a whole number from ${low} to ${high}`);
    return number;
  };
  const url = (name: string): string => {
    const value = text(name);
    if (value !== "" && !/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : "")) {
      wrong.push(`${name} must be an http or https URL`);
    }
    return value;
  };
  const file = <T>(name: string, read: (path: string) => T): T | undefined => {
    const path = text(name);
    if (path === "") return undefined;
    try {
      return read(path);
    } catch (error) {
      if (error instanceof RelayError) throw error;
      // The text of the file stays out of the message: it may be most of a key.
      wrong.push(`${name}: ${path} cannot be read or is not what it should be`);
      return undefined;
    }
  };
  const deployment = file("RELAY_DEPLOYMENT", readDeployment);
  const genesis = file("RELAY_GENESIS", readGenesis);
  const accountKey = file("RELAY_ACCOUNT_KEY_FILE", readKey);
  const receiptKey = file("RELAY_RECEIPT_KEY_FILE", readKey);
  const numbers = {
    port: whole("RELAY_PORT", 0, 65_535),
    batchAgeMs: whole("RELAY_BATCH_AGE_MS", 0, 86_400_000),
    deadlineBlocks: whole("RELAY_DEADLINE_BLOCKS", 1, 10_000_000),
    pollMs: whole("RELAY_POLL_MS", 10, 60_000),
    stuckMs: whole("RELAY_STUCK_MS", 100, 86_400_000),
    outboxMaxBytes: whole("RELAY_OUTBOX_MAX_BYTES", 1, Number.MAX_SAFE_INTEGER),
    ratePerMinute: whole("RELAY_RATE_PER_MINUTE", 1, 1_000_000_000),
    deviceGasPerDay: whole("RELAY_DEVICE_GAS_PER_DAY", 1, Number.MAX_SAFE_INTEGER),
    trustProxies: whole("RELAY_TRUST_PROXIES", 0, 16),
    keepDays: whole("RELAY_KEEP_DAYS", 1, 36_500),
  };
  const maxFeeGwei = whole("RELAY_MAX_FEE_GWEI", 1, 1_000_000_000);
  const rpcUrl = url("RELAY_RPC_URL");
  const inspectUrl = url("RELAY_INSPECT_URL") || undefined;
  const dataDirectory = text("RELAY_DATA_DIR");
  const host = text("RELAY_HOST");
  if (wrong.length > 0 || !deployment || !genesis || !accountKey || !receiptKey) {
    throw new RelayError(`The relay's environment is not complete: ${wrong.join("; ")}.`, { code: "config-invalid" });
  }
  return {
    rpcUrl,
    inspectUrl,
    dataDirectory,
    host,
    ...numbers,
    ...deployment,
    ...genesis,
    accountKey: `0x${Buffer.from(accountKey).toString("hex")}`,
    receiptKey,
    maxFeeWei: BigInt(Math.max(0, maxFeeGwei)) * 1_000_000_000n,
  };
}

const address = (text: unknown): string => {
  if (typeof text !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(text)) throw new TypeError("no address");
  return text;
};

function readDeployment(path: string): Pick<Config, "context" | "inputBox"> {
  const deployment = JSON.parse(readFileSync(path, "utf8"));
  const { chainId, application, contracts } = deployment;
  if (!Number.isSafeInteger(chainId) || chainId <= 0) throw new TypeError("no chain id");
  return {
    context: { chainId, application: fromHex(address(application?.address)) },
    inputBox: address(contracts?.InputBox),
  };
}

function readGenesis(path: string): Pick<Config, "makers" | "applicationPublicKey" | "keyId"> {
  const genesis = JSON.parse(readFileSync(path, "utf8"));
  const point = (text: unknown): Uint8Array => {
    const bytes = fromHex(String(text));
    if (bytes.length !== 33 || !native.p256Compress(bytes)) throw new TypeError("no key");
    return bytes;
  };
  const makers: { publicKey: string }[] = genesis.makers;
  const applicationPublicKey = point(genesis.applicationPublicKey);
  return {
    makers: makers.map(({ publicKey }) => point(publicKey)),
    applicationPublicKey,
    keyId: keyIdentity(applicationPublicKey, native),
  };
}

/** One line of 64 hex digits, mode 0600. */
function readKey(path: string): Uint8Array {
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new RelayError(`${path} can be read by others; give it mode 0600 (chmod 600).`, { code: "key-unusable" });
  }
  const key = fromHex(readFileSync(path, "utf8").trim());
  if (key.length !== 32)
    throw new RelayError(`${path} must hold 64 hexadecimal digits on one line.`, { code: "key-unusable" });
  return key;
}
