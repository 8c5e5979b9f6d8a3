/** The relay's settings, read once from the environment: past this file they are trusted. */
import { readDeployment } from "@witness/ethereum/deployment";
import { EthereumError } from "@witness/ethereum/errors";
import { readGenesis } from "@witness/ethereum/genesis";
import { readKeyFile } from "@witness/ethereum/key-file";
import { type AccountFile, openKeystore, readAccountFile, readSecretLine } from "@witness/ethereum/keystore";
import { equal, fromHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native } from "@witness/protocol/crypto/native";
import { CLOCK_AHEAD_MAX_S, RECEIPT_DEADLINE_MAX_BLOCKS } from "@witness/protocol/limits";
import { SettingsError } from "@witness/settings/errors";
import {
  httpUrl,
  httpUrls,
  list,
  optionalText,
  port,
  postgresUrl,
  readBy,
  text,
  wholeNumber,
} from "@witness/settings/schemas";
import { defineSettings, type Environment } from "@witness/settings/settings";
import { readCertificates, readPassword, readPemKey } from "./mqtt/files.ts";
import type { SignerOptions } from "./signer.ts";

const DAY_MS = 86_400_000;
/** The clock may be behind the chain's by its slack, at a block a second, and no receipt promises more than it may. */
const DEADLINE_MAX_BLOCKS = RECEIPT_DEADLINE_MAX_BLOCKS - CLOCK_AHEAD_MAX_S;
const GWEI = 1_000_000_000n;

const DATA_DIR = {
  schema: text,
  describe: "Directory of `relay.sqlite`; it is made with mode 0700. Not used with RELAY_DATABASE_URL.",
};

const ABOUT = `Takes envelopes from devices, promises them a place in the chain, and pays for their way.

  main.ts                takes envelopes until SIGTERM
  main.ts backup FILE    copies the store into a new file, also while a relay runs
  main.ts restore FILE   makes the store of an empty RELAY_DATA_DIR out of such a file`;

/** A name or a password in an address would be in logs and in lists of processes. */
const brokerUrl = text.refine((value) => isBrokerUrl(value), {
  message: "must be an mqtt, mqtts, ws or wss URL without a name or a password",
});
const mqttWord = text.regex(/^[\w.-]{1,64}$/, { message: "must be 1 to 64 letters, digits, _, - and ." });

function isBrokerUrl(value: string): boolean {
  if (!/^(mqtts?|wss?):\/\/./i.test(value) || !URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === "" && password === "";
}

/** The environment variables of the relay. */
export const relaySettings = defineSettings({
  prefix: "RELAY_",
  about: ABOUT,
  settings: {
    RPC_URL: {
      schema: httpUrls,
      describe: "The chain's JSON-RPC, several between commas; the chain id must be the deployment's.",
    },
    RPC_WEIGHTS: {
      schema: list.refine((values) => values.every((each) => /^\d{1,4}$/.test(each)), {
        message: "must be whole numbers from 0 to 9999 between commas",
      }),
      describe: "Each URL's share of the questions, between commas; 0 for one that only stands in and is compared.",
      default: "",
    },
    DEPLOYMENT: { schema: readBy(readDeployment), describe: "The deployment file." },
    GENESIS: {
      schema: readBy(readGenesis),
      describe: "The genesis file: the makers that the application trusts, and its public key.",
    },
    DATA_DIR,
    DATABASE_URL: {
      schema: postgresUrl.optional(),
      describe:
        "A PostgreSQL database, `postgres://USER@HOST/NAME`, instead of the file; a password comes from the file in `PGPASSFILE`.",
    },
    ACCOUNT_KEY_FILE: {
      schema: readBy(readAccountFile).optional(),
      describe:
        "File of mode 0600 with the key of the account that pays (secp256k1): 64 hexadecimal digits, or an encrypted keystore of version 3.",
    },
    ACCOUNT_PASSWORD_FILE: {
      schema: readBy(readSecretLine).optional(),
      describe: "File of mode 0600 whose first line opens the keystore.",
    },
    SIGNER_URL: {
      schema: httpUrl.optional(),
      describe: "Instead of a key: the JSON-RPC of a signer that speaks `eth_signTransaction`, as Web3Signer does.",
    },
    SIGNER_ADDRESS: {
      schema: text
        .regex(/^0x[0-9a-fA-F]{40}$/, { message: "must be an address: 0x and 40 hexadecimal digits" })
        .optional(),
      describe: "The address of the account whose key that signer holds.",
    },
    RECEIPT_KEY_FILE: {
      schema: readBy((path) => readKeyFile(path, "p256")),
      describe: "File of mode 0600 with the key that signs receipts (P-256).",
    },
    INSPECT_URL: {
      schema: httpUrl.optional(),
      describe: "Where a rollup node answers queries, `…/inspect/NAME`: it tells what came to the chain another way.",
    },
    NODE_RPC_URL: {
      schema: httpUrl.optional(),
      describe: "The JSON-RPC of that node: it tells the proofs by which makers are held against accepted claims.",
    },
    HOST: { schema: text, describe: "Address to listen on.", default: "127.0.0.1" },
    PORT: { schema: port, describe: "Port to listen on; 0 takes any free one.", default: "0" },
    ADMIN_HOST: { schema: text, describe: "Address at which the operator's interface listens.", default: "127.0.0.1" },
    ADMIN_PORT: { schema: port.optional(), describe: "Its port; 0 takes any free one. Without it there is none." },
    ADMIN_TOKEN_FILE: {
      schema: readBy(readSecretLine).optional(),
      describe: "File of mode 0600 whose first line is the token of that interface.",
    },
    BATCH_AGE_MS: {
      schema: wholeNumber(0, DAY_MS),
      describe: "Milliseconds that the oldest message waits for others, unless an input is full before.",
      default: "2000",
    },
    SMALL_AGE_MS: {
      schema: wholeNumber(0, DAY_MS),
      describe: "Milliseconds that a few small messages of known devices wait, so that they share a transaction.",
      default: "30000",
    },
    DEADLINE_BLOCKS: {
      schema: wholeNumber(1, DEADLINE_MAX_BLOCKS),
      describe: `Blocks within which a receipt promises an input; ${DEADLINE_MAX_BLOCKS} at most.`,
      default: "300",
    },
    POLL_MS: {
      schema: wholeNumber(10, 60_000),
      describe: "Milliseconds between two looks at the chain.",
      default: "250",
    },
    STUCK_MS: {
      schema: wholeNumber(100, DAY_MS),
      describe:
        "Milliseconds in no block, while blocks are made, after which a transaction is replaced by a dearer one.",
      default: "48000",
    },
    RESERVE_GWEI: {
      schema: wholeNumber(0, Number.MAX_SAFE_INTEGER),
      describe: "Gwei of the account below which nothing more is promised; what was promised is still carried.",
      default: "0",
    },
    MAX_FEE_GWEI: {
      schema: wholeNumber(1, 1_000_000_000),
      describe: "Gwei that a transaction offers at most for one gas.",
      default: "500",
    },
    MAX_TIP_GWEI: {
      schema: wholeNumber(1, 1_000_000_000),
      describe: "Gwei of these that are a tip at most, whatever the RPC suggests.",
      default: "50",
    },
    MIN_TIP_WEI: {
      schema: wholeNumber(0, 1_000_000_000_000),
      describe: "Wei that the tip for one gas is at least.",
      default: "0",
    },
    MIN_BASE_FEE_WEI: {
      schema: wholeNumber(0, 1_000_000_000_000),
      describe: "Wei of a base fee that is reckoned with at least.",
      default: "0",
    },
    FEE_LIMIT_MULTIPLIER: {
      schema: wholeNumber(1, 1_000),
      describe: "A replacement offers at most so many times what a new transaction would offer now.",
      default: "5",
    },
    FEE_LIMIT_THRESHOLD_GWEI: {
      schema: wholeNumber(0, 1_000_000_000),
      describe: "Gwei up to which that limit does not count.",
      default: "100",
    },
    OUTBOX_MAX_BYTES: {
      schema: wholeNumber(1, Number.MAX_SAFE_INTEGER),
      describe: "Waiting bytes above which envelopes are pushed back.",
      default: String(2 ** 30),
    },
    KEEP_DAYS: {
      schema: wholeNumber(1, 36_500),
      describe: "Days for which an envelope that is in the chain for good is still answered with its receipt.",
      default: "30",
    },
    DEVICE_GAS_PER_DAY: {
      schema: wholeNumber(1, Number.MAX_SAFE_INTEGER),
      describe: "Gas that one device may make the relay pay in a day (UTC).",
      default: "40000000",
    },
    MAKER_GAS_PER_DAY: {
      schema: wholeNumber(1, Number.MAX_SAFE_INTEGER),
      describe: "Gas that the registrations of one maker may make the relay pay in a day (UTC).",
      default: "1000000000",
    },
    RATE_PER_MINUTE: {
      schema: wholeNumber(1, 1_000_000_000),
      describe: "Requests under `/v1`, or over MQTT, that one address or sender may make in a minute.",
      default: "600000",
    },
    TRUST_PROXIES: {
      schema: wholeNumber(0, 16),
      describe: "Reverse proxies in front; the address that counts is the one that the outermost of them saw.",
      default: "0",
    },
    MQTT_PORT: {
      schema: port.optional(),
      describe:
        "Port of the embedded MQTT broker, at the same address; 0 takes any free one. Without it there is none.",
    },
    MQTT_URL: {
      schema: brokerUrl.optional(),
      describe: "The operator's MQTT broker, `mqtt://` or `mqtts://`, of which the relay is a client.",
    },
    MQTT_GROUP: {
      schema: mqttWord,
      describe: "Name of the subscription that relays share: a message goes to one relay of a name.",
      default: "witness",
    },
    MQTT_CONNECTIONS: {
      schema: wholeNumber(1, 256),
      describe: "Connections to the broker; each takes one message at a time.",
      default: "16",
    },
    MQTT_CLIENT_ID: {
      schema: mqttWord.optional(),
      describe: "Name of this relay at the broker, which then keeps for an hour what comes while the relay is away.",
    },
    MQTT_DISCOVERY: {
      schema: mqttWord.optional(),
      describe:
        "Home Assistant's prefix, such as `homeassistant`: devices are announced there with what is public of them.",
    },
    MQTT_USERNAME: { schema: optionalText, describe: "Name by which the broker lets the relay in." },
    MQTT_PASSWORD_FILE: {
      schema: readBy(readPassword).optional(),
      describe: "File of mode 0600 with the password for it, on the first line.",
    },
    MQTT_CA_FILE: {
      schema: readBy(readCertificates).optional(),
      describe: "Certificates (PEM) of who vouches for the broker; without it, those of Node.js.",
    },
    MQTT_CERT_FILE: {
      schema: readBy(readCertificates).optional(),
      describe: "Certificate (PEM) by which the broker lets the relay in.",
    },
    MQTT_KEY_FILE: { schema: readBy(readPemKey).optional(), describe: "File of mode 0600 with the key of it (PEM)." },
  },
});

const storeSettings = defineSettings({ prefix: "RELAY_DATA_", about: ABOUT, settings: { DIR: DATA_DIR } });

/** Reads where the store is, for commands that need nothing else. @throws {SettingsError} `settings-invalid` */
export const readDataDir = (environment: Environment): string => storeSettings.read(environment).dir;

/** Whether a key is the application's. A number that is none of P-256 is not. */
function opensFor(key: Uint8Array, applicationPublicKey: Uint8Array): boolean {
  try {
    return equal(native.p256PublicKey(key), applicationPublicKey);
  } catch {
    return false;
  }
}

interface AccountSettings {
  readonly accountKeyFile: AccountFile | undefined;
  readonly accountPasswordFile: string | undefined;
  readonly signerUrl: string | undefined;
  readonly signerAddress: string | undefined;
}

const refused = (name: string, sentence: string): SettingsError => new SettingsError([{ name, sentence }]);

/** Returns who signs for the account: one key, or one signer. @throws {SettingsError} `settings-invalid` */
function signerOf({
  accountKeyFile: file,
  accountPasswordFile,
  signerUrl,
  signerAddress,
}: AccountSettings): SignerOptions {
  if (signerUrl !== undefined || signerAddress !== undefined) {
    if (file) throw refused("RELAY_ACCOUNT_KEY_FILE", "and RELAY_SIGNER_URL exclude each other");
    if (signerUrl === undefined) throw refused("RELAY_SIGNER_URL", "is missing beside RELAY_SIGNER_ADDRESS");
    if (signerAddress === undefined) throw refused("RELAY_SIGNER_ADDRESS", "is missing beside RELAY_SIGNER_URL");
    return { url: signerUrl, address: signerAddress };
  }
  if (!file)
    throw refused("RELAY_ACCOUNT_KEY_FILE", "is missing; name it, or RELAY_SIGNER_URL and RELAY_SIGNER_ADDRESS");
  if ("key" in file) return file;
  if (accountPasswordFile === undefined) {
    throw refused("RELAY_ACCOUNT_PASSWORD_FILE", "is missing, and RELAY_ACCOUNT_KEY_FILE is an encrypted keystore");
  }
  try {
    return { key: openKeystore(file.keystore, accountPasswordFile) };
  } catch (error) {
    if (!(error instanceof EthereumError)) throw error;
    throw refused("RELAY_ACCOUNT_KEY_FILE", `is not usable: ${error.message.replace(/\.$/, "")}`);
  }
}

/** Reads the environment and the files that it names. @throws {SettingsError} `settings-invalid` */
export function readConfig(environment: Environment) {
  // With a database there is no directory to name.
  const dataDir = environment["RELAY_DATA_DIR"] || (environment["RELAY_DATABASE_URL"] ? "none" : undefined);
  const place = { ...environment, RELAY_DATA_DIR: dataDir };
  const { deployment, genesis, ...read } = relaySettings.read(place);
  const { receiptKeyFile: receiptKey, rpcUrl, rpcWeights, ...settings } = read;
  const account = signerOf(read);
  const { chainId, application, contracts } = deployment;
  const problems = [
    ...("key" in account ? [{ name: "RELAY_ACCOUNT_KEY_FILE", key: fromHex(account.key) }] : []),
    { name: "RELAY_RECEIPT_KEY_FILE", key: receiptKey },
  ].filter(({ key }) => opensFor(key, genesis.applicationPublicKey));
  if (read.adminPort !== undefined && !read.adminTokenFile) {
    throw refused("RELAY_ADMIN_TOKEN_FILE", "is missing or empty beside RELAY_ADMIN_PORT");
  }
  if (rpcWeights.length > 0 && rpcWeights.length !== rpcUrl.length) {
    const sentence = `must be as many as RELAY_RPC_URL has URLs, ${rpcUrl.length}`;
    throw new SettingsError([{ name: "RELAY_RPC_WEIGHTS", sentence }]);
  }
  if (problems.length > 0) {
    // It would work: both are 64 digits. But a relay that can decrypt is none.
    const sentence = "holds the application's key, with which every reading is opened; give the relay a key of its own";
    throw new SettingsError(problems.map(({ name }) => ({ name, sentence })));
  }
  const context: Context = { chainId, application: fromHex(application.address) };
  return {
    ...settings,
    context,
    rpcNodes: rpcUrl.map((url, place) => ({ url, weight: Number(rpcWeights[place] ?? 1) })),
    /** The InputBox's address, 0x and 40 digits. */
    inputBox: contracts.InputBox,
    /** 33 bytes each. */
    makers: genesis.makers.map(({ publicKey }) => publicKey),
    /** 33 bytes. */
    applicationPublicKey: genesis.applicationPublicKey,
    /** 8 bytes. */
    keyId: genesis.keyId,
    predecessor: genesis.predecessor,
    /** Who signs for the account that pays. */
    account,
    reserveWei: BigInt(read.reserveGwei) * GWEI,
    /** P-256, 32 bytes: signs receipts. */
    receiptKey,
    fees: {
      maxFeeWei: BigInt(read.maxFeeGwei) * GWEI,
      maxTipWei: BigInt(read.maxTipGwei) * GWEI,
      minTipWei: BigInt(read.minTipWei),
      minBaseFeeWei: BigInt(read.minBaseFeeWei),
      limitMultiplier: BigInt(read.feeLimitMultiplier),
      limitThresholdWei: BigInt(read.feeLimitThresholdGwei) * GWEI,
    },
  };
}

/** What the relay runs on. */
export type Config = ReturnType<typeof readConfig>;
