/** The settings of the watch, read once from the environment: past this file they are trusted. */
import { readDeployment } from "@witness/ethereum/deployment";
import { readGenesis } from "@witness/ethereum/genesis";
import { readSecretLine } from "@witness/ethereum/keystore";
import { fromHex } from "@witness/protocol/bytes";
import { SettingsError } from "@witness/settings/errors";
import { httpUrl, list, port, readBy, text, wholeNumber } from "@witness/settings/schemas";
import { defineSettings, type Environment } from "@witness/settings/settings";

/** A name, and the key that signs a relay's receipts. */
const RELAY = /^([^=<>]{1,80})=(0[23][0-9a-f]{64})$/;
/** A secret as Standard Webhooks writes it: 24 to 64 bytes in base64. */
const SECRET = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})$/;

/** The environment variables of the watch. */
export const watchSettings = defineSettings({
  prefix: "WATCH_",
  about: "Collects relays' receipts, holds them against the chain, and publishes each relay's record.",
  settings: {
    RPC_URL: { schema: httpUrl, describe: "JSON-RPC of the chain, from whom you trust; not the relay's own." },
    DEPLOYMENT: { schema: readBy(readDeployment), describe: "The deployment file." },
    GENESIS: {
      schema: readBy(readGenesis).optional(),
      describe: "The genesis file: for administrators' operations, and when the application goes on from another one.",
    },
    RELAYS: {
      schema: list.refine((values) => values.length > 0 && values.every((each) => RELAY.test(each)), {
        message: "must be NAME=KEY between commas, each key 33 bytes in hexadecimal",
      }),
      describe: "The relays that are watched, NAME=KEY between commas: the key that signs its receipts.",
    },
    DATA_DIR: { schema: text, describe: "Directory of `watch.sqlite`; it is made with mode 0700." },
    HOST: { schema: text, describe: "Address to listen on.", default: "127.0.0.1" },
    PORT: { schema: port, describe: "Port to listen on; 0 takes any free one.", default: "0" },
    ROUND_S: {
      schema: wholeNumber(1, 86_400),
      describe: "Seconds between two looks at the chain.",
      default: "300",
    },
    RECEIPTS_MAX: {
      schema: wholeNumber(1, 1_000_000_000),
      describe: "Receipts that are kept; more are refused.",
      default: "1000000",
    },
    WEBHOOK_URL: {
      schema: httpUrl.optional(),
      describe: "Where alerts are posted, as Standard Webhooks has it.",
    },
    WEBHOOK_SECRET_FILE: {
      schema: readBy(readSecretLine)
        .refine((value) => SECRET.test(value), { message: "must name a file with whsec_ and a secret in base64" })
        .optional(),
      describe: "File of mode 0600 with the secret that signs alerts: `whsec_` and 24 to 64 bytes in base64.",
    },
    RATE_PER_MINUTE: {
      schema: wholeNumber(1, 1_000_000_000),
      describe: "Requests that one address may make in a minute.",
      default: "600",
    },
    TRUST_PROXIES: {
      schema: wholeNumber(0, 16),
      describe: "Reverse proxies in front; the address that counts is the one that the outermost of them saw.",
      default: "0",
    },
  },
});

/** Reads the environment and the files that it names. @throws {SettingsError} `settings-invalid` */
export function readConfig(environment: Environment) {
  const { deployment, relays, webhookUrl, webhookSecretFile, ...settings } = watchSettings.read(environment);
  if ((webhookUrl === undefined) !== (webhookSecretFile === undefined)) {
    const name = webhookUrl === undefined ? "WATCH_WEBHOOK_URL" : "WATCH_WEBHOOK_SECRET_FILE";
    throw new SettingsError([{ name, sentence: "is missing: an alert has an address and a secret" }]);
  }
  const { chainId, application } = deployment;
  return {
    ...settings,
    context: { chainId, application: fromHex(application.address) },
    /** 0x and 40 digits. */
    application: application.address,
    relays: relays.map((each) => {
      const [, name = "", digits = ""] = RELAY.exec(each) ?? [];
      return { name, publicKey: fromHex(digits) };
    }),
    webhook:
      webhookUrl === undefined || webhookSecretFile === undefined
        ? undefined
        : { url: webhookUrl, secret: Buffer.from(SECRET.exec(webhookSecretFile)?.[1] ?? "", "base64") },
  };
}
