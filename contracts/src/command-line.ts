/** The command line of deploy.ts, parsed once: past this file options are trusted. */
import { parseArgs } from "node:util";
import { parseKey, readAccountKey } from "@witness/ethereum/key-file";
import { openRpc } from "@witness/ethereum/rpc";
import { getAddress, isHexString, ZeroHash } from "ethers";
import type { DeployOptions } from "./deploy.ts";
import { ChainError } from "./errors.ts";

/** The first of Hardhat's well-known accounts: worthless, and funded on every local chain. */
const LOCAL_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const REACH_MS = 10_000;

/** Where the deployer's key is. */
export interface KeySource {
  readonly file: string | undefined;
  readonly variable: string | undefined;
}

const invalid = (sentence: string, cause?: unknown): ChainError =>
  new ChainError(sentence, { code: "option-invalid", cause });

/** Parses the arguments after the script's name. @throws {ChainError} `option-invalid` */
export function parseCommandLine(args: readonly string[]): {
  readonly out: string | undefined;
  readonly key: KeySource;
  readonly options: DeployOptions;
} {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rpc: { type: "string", default: "http://127.0.0.1:8545" },
      out: { type: "string" },
      name: { type: "string", default: "witness" },
      "epoch-length": { type: "string", default: "10" },
      "owner-key-file": { type: "string" },
      "private-key-env": { type: "string" },
      validators: { type: "string", default: "" },
      "template-hash": { type: "string", default: ZeroHash },
      salt: { type: "string", default: ZeroHash },
    },
  });
  if (!/^[1-9]\d{0,6}$/.test(values["epoch-length"])) {
    throw invalid("--epoch-length takes a number of blocks from 1 to 9999999.");
  }
  for (const name of ["template-hash", "salt"] as const) {
    if (!isHexString(values[name], 32)) throw invalid(`--${name} takes 32 bytes in hexadecimal after 0x.`);
  }
  return {
    out: values.out,
    key: { file: values["owner-key-file"], variable: values["private-key-env"] },
    options: {
      rpcUrl: values.rpc,
      name: values.name,
      epochLength: Number(values["epoch-length"]),
      validators: parseValidators(values.validators),
      templateHash: values["template-hash"],
      salt: values.salt,
    },
  };
}

function parseValidators(list: string): string[] {
  const validators = list.split(",").filter(Boolean).map(parseAddress);
  // A quorum counts a name once, so a name given twice would raise the number of votes that a majority needs.
  if (new Set(validators).size !== validators.length) throw invalid("--validators names an address twice.");
  return validators;
}

function parseAddress(text: string): string {
  try {
    return getAddress(text);
  } catch (cause) {
    throw invalid(`--validators takes addresses separated by commas; "${text}" is none.`, cause);
  }
}

/** Returns the deployer's key, 0x and 64 digits. @throws {EthereumError} `key-unusable` */
export function deployerKey({ file, variable }: KeySource, local: boolean): string {
  if (file !== undefined) return readAccountKey(file);
  if (variable !== undefined) {
    const key = parseKey(process.env[variable] ?? "", { curve: "secp256k1", where: `the variable ${variable}` });
    return `0x${Buffer.from(key).toString("hex")}`;
  }
  if (local) return LOCAL_KEY;
  throw new ChainError("Name the deployer's key with --owner-key-file or --private-key-env.", { code: "key-unusable" });
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
    const host = URL.canParse(rpcUrl) ? new URL(rpcUrl).host : "that URL";
    throw new ChainError(`No Ethereum chain answers at ${host}; start one or correct --rpc.`, {
      code: "chain-unreachable",
      cause,
    });
  }
}
