/** The settings of deploy.ts, read once: past this file they are trusted. */
import { readAccountKey } from "@witness/ethereum/key-file";
import { openRpc } from "@witness/ethereum/rpc";
import { httpUrl, optionalText, readBy, text, wholeNumber } from "@witness/settings/schemas";
import { defineSettings } from "@witness/settings/settings";
import { getAddress, isAddress, isHexString, ZeroHash } from "ethers";
import { z } from "zod";
import { ChainError } from "./errors.ts";

/** The first of Hardhat's well-known accounts: worthless, and funded on every local chain. */
const LOCAL_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const REACH_MS = 10_000;

const word = z
  .string()
  .refine((value) => isHexString(value, 32), { message: "must be 32 bytes in hexadecimal after 0x" });

/** A quorum counts a name once, so a name given twice would raise the number of votes that a majority needs. */
const addresses = z
  .string()
  .transform((value) => value.split(",").filter(Boolean))
  .refine((values) => values.every((value) => isAddress(value)), {
    message: "must be addresses separated by commas",
    abort: true,
  })
  .transform((values) => values.map((value) => getAddress(value)))
  .refine((values) => new Set(values).size === values.length, { message: "names an address twice" });

/** Where something is deployed to, and who pays for it. */
const DEPLOYER = {
  RPC_URL: { schema: httpUrl, describe: "Any Ethereum JSON-RPC URL.", default: "http://127.0.0.1:8545" },
  OWNER_KEY_FILE: {
    schema: readBy(readAccountKey).optional(),
    describe: "File of mode 0600 with the deployer's key; only chain 31337 does without.",
  },
} as const;

/** The settings of a deployment of the verifier. */
export const verifierSettings = defineSettings({
  prefix: "DEPLOY_",
  about: "Deploys WitnessVerifier to a chain. Running it again changes nothing.",
  settings: DEPLOYER,
});

/** The settings of a deployment. */
export const deploySettings = defineSettings({
  prefix: "DEPLOY_",
  about: "Deploys Cartesi's contracts and the application to a chain. Running it again goes on where it stopped.",
  settings: {
    RPC_URL: DEPLOYER.RPC_URL,
    OUT: { schema: optionalText, describe: "Where the deployment is written; the file is replaced in one step." },
    OWNER_KEY_FILE: DEPLOYER.OWNER_KEY_FILE,
    NAME: { schema: text, describe: "The application's name at the node.", default: "witness" },
    EPOCH_LENGTH_BLOCKS: { schema: wholeNumber(1, 9_999_999), describe: "Blocks of an epoch.", default: "10" },
    VALIDATORS: {
      schema: addresses,
      describe: "Addresses between commas; two or more make a quorum; none: the deployer is the authority.",
      default: "",
    },
    TEMPLATE_HASH: {
      schema: word,
      describe: "The machine's hash; zero says that there is no machine, as on a local node.",
      default: ZeroHash,
    },
    SALT: { schema: word, describe: "Another salt is another application.", default: ZeroHash },
  },
});

/** Returns the deployer's key, 0x and 64 digits. @throws {ChainError} `key-unusable` */
export function deployerKey(given: string | undefined, local: boolean): string {
  if (given !== undefined) return given;
  if (local) return LOCAL_KEY;
  throw new ChainError("Name the deployer's key with DEPLOY_OWNER_KEY_FILE.", { code: "key-unusable" });
}

/**
 * Asks a chain for its id. ethers would look for a chain that is not there for ever, so the first question is a plain one.
 * @throws {ChainError} `chain-unreachable`
 */
export async function readChainId(rpcUrl: string): Promise<number> {
  try {
    const { call } = openRpc({ url: rpcUrl, timeoutMs: REACH_MS });
    return Number(BigInt(String(await call("eth_chainId", []))));
  } catch (cause) {
    // The URL of a provider may carry its key, so only the host is named.
    const { host } = new URL(rpcUrl);
    throw new ChainError(`No Ethereum chain answers at ${host}; start one or correct DEPLOY_RPC_URL.`, {
      code: "chain-unreachable",
      cause,
    });
  }
}
