/** The archive's settings, read once from the environment: past this file they are trusted. */
import { readDeployment } from "@witness/ethereum/deployment";
import { readGenesis } from "@witness/ethereum/genesis";
import { fromHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { httpUrl, port, postgresUrl, readBy, text, wholeNumber } from "@witness/settings/schemas";
import { defineSettings, type Environment } from "@witness/settings/settings";

/** The environment variables of the archive. */
export const archiveSettings = defineSettings({
  prefix: "ARCHIVE_",
  about: "Follows the InputBox and serves, by device, the very bytes that the chain holds. It has no key.",
  settings: {
    RPC_URL: { schema: httpUrl, describe: "The chain's JSON-RPC; its chain id must be the deployment's." },
    DEPLOYMENT: { schema: readBy(readDeployment), describe: "The deployment file." },
    GENESIS: {
      schema: readBy(readGenesis),
      describe: "The genesis file: the makers that the application trusts, and its public key.",
    },
    DATA_DIR: {
      schema: text,
      describe: "Directory of `archive.sqlite`; it is made with mode 0700. Not used with ARCHIVE_DATABASE_URL.",
      default: ".witness/archive",
    },
    DATABASE_URL: {
      schema: postgresUrl.optional(),
      describe:
        "A PostgreSQL database, `postgres://USER@HOST/NAME`, instead of the file; a password comes from the file in `PGPASSFILE`.",
    },
    CONFIRMATIONS: {
      schema: wholeNumber(0, 1_000_000),
      describe: "Blocks to stay behind the newest one.",
      default: "0",
    },
    POLL_MS: {
      schema: wholeNumber(10, 3_600_000),
      describe: "Milliseconds between two looks at the chain.",
      default: "1000",
    },
    HOST: { schema: text, describe: "Address to listen on.", default: "127.0.0.1" },
    PORT: { schema: port, describe: "Port to listen on; 0 takes any free one.", default: "4200" },
    RATE_PER_MINUTE: {
      schema: wholeNumber(1, 1_000_000_000),
      describe: "Requests under `/v1` that one address may make in a minute.",
      default: "6000",
    },
    PASSES_MAX: {
      schema: wholeNumber(0, 100_000_000),
      describe: "Passes that are kept for people at most; 0 keeps none.",
      default: "10000",
    },
    PASSES_MAX_BYTES: {
      schema: wholeNumber(0, 1_000_000_000_000),
      describe: "Bytes of all passes together at most.",
      default: "268435456",
    },
    PASSES_PER_HOUR: {
      schema: wholeNumber(1, 1_000_000_000),
      describe: "Passes that one address may send in an hour.",
      default: "60",
    },
    PASSES_PER_ADDRESS: {
      schema: wholeNumber(1, 100_000_000),
      describe: "Passes that one address may have kept at once.",
      default: "200",
    },
    PASSES_PER_ADDRESS_BYTES: {
      schema: wholeNumber(1, 1_000_000_000_000),
      describe: "Bytes of the passes that one address may have kept at once.",
      default: "4194304",
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
  const { deployment, genesis, ...settings } = archiveSettings.read(environment);
  const { chainId, application, contracts, deploymentBlock } = deployment;
  const context: Context = { chainId, application: fromHex(application.address) };
  return {
    ...settings,
    context,
    /** 0x and 40 digits each, in lower case. */
    application: application.address,
    inputBox: contracts.InputBox,
    deploymentBlock,
    /** The companies and administrators that the application begins with. */
    founders: {
      makers: genesis.makers.map(({ publicKey }) => publicKey),
      administrators: genesis.administrators,
      maximumDevices: genesis.maximumDevices,
      placesPerMaker: genesis.placesPerMaker,
    },
    origins: genesis.origins ?? [],
    maximumDevices: genesis.maximumDevices,
    predecessor: genesis.predecessor,
    /** 8 bytes. */
    keyId: genesis.keyId,
  };
}

/** What the archive runs on. */
export type Config = ReturnType<typeof readConfig>;
