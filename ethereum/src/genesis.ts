/** The genesis file: what everybody may know of an application's beginning. Uses no part of ethers. */
import { readFileSync } from "node:fs";
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { DEVICES_MAX_UNLESS_SAID } from "@witness/protocol/limits";
import { isAdministratorSet } from "@witness/protocol/operations/globals";
import type { AdministratorSet } from "@witness/protocol/operations/signature";
import { firstPlaces } from "@witness/protocol/places";
import type { Predecessor } from "@witness/protocol/predecessor";
import type { ReleaseSettings } from "@witness/protocol/release/schedule";
import { EthereumError } from "./errors.ts";
import { readJson } from "./json.ts";
import { readReleases } from "./releases.ts";

/** Numbers of devices have 32 bits, and all ones is none of them. */
const DEVICES_MOST = 2 ** 32 - 2;

/** A maker whose registrations count. */
export interface Maker {
  readonly name: string;
  /** 33 bytes, a compressed P-256 point. */
  readonly publicKey: Uint8Array;
}

/** The public start of an application. */
export interface Genesis {
  readonly makers: readonly Maker[];
  /** Who registers companies and orders quarantines; without them nobody does. */
  readonly administrators?: Pick<AdministratorSet, "threshold" | "publicKeys">;
  /** Origins whose pages may ask passkeys. */
  readonly origins?: readonly string[];
  /** How many devices the application takes. */
  readonly maximumDevices: number;
  /** How many of them each maker may register until administrators say otherwise. */
  readonly placesPerMaker: number;
  /** The application that this one goes on from. */
  readonly predecessor?: Pick<Predecessor, "context" | "keyId">;
  /** How statistics are released; without it none are. */
  readonly releases?: ReleaseSettings;
  /** 33 bytes, a compressed P-256 point: what devices seal to. */
  readonly applicationPublicKey: Uint8Array;
  /** 8 bytes: how envelopes name the application's key. */
  readonly keyId: Uint8Array;
}

/**
 * Reads a genesis file.
 * @param option the command's option that names the file, for whoever did not know that another one can be named
 * @throws {EthereumError} `genesis-invalid`
 */
export function readGenesis(path: string, option?: string): Genesis {
  const where = `The genesis file ${path}`;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const missing = (cause as { code?: unknown }).code === "ENOENT";
    const another = option === undefined ? "" : ` (${option} names another one)`;
    throw invalid(`${where} ${missing ? "is not there" : "cannot be read"}${another}`, cause);
  }
  return parseGenesis(text, where);
}

/**
 * Parses the JSON of a genesis. Nothing of the text appears in the error: somebody may have named a key file by mistake.
 * @param where begins the sentence
 * @throws {EthereumError} `genesis-invalid`
 */
export function parseGenesis(text: string, where = "The genesis"): Genesis {
  const json = readJson(text);
  if (json === undefined) throw invalid(`${where} is not JSON`);
  const {
    makers,
    applicationPublicKey,
    administrators,
    origins,
    maximumDevices,
    placesPerMaker,
    predecessor,
    releases,
  } = fields(json);
  if (!Array.isArray(makers)) throw invalid(`${where} names no makers`);
  const key = readPoint(applicationPublicKey, where);
  const most = readNumberOfDevices(maximumDevices, where) ?? DEVICES_MAX_UNLESS_SAID;
  const said = readNumberOfDevices(placesPerMaker, where);
  return {
    makers: makers.map((maker: unknown): Maker => {
      const { name, publicKey } = fields(maker);
      return { name: typeof name === "string" ? name : "unnamed", publicKey: readPoint(publicKey, where) };
    }),
    ...(administrators === undefined ? {} : { administrators: readAdministrators(administrators, where) }),
    ...(origins === undefined ? {} : { origins: readOrigins(origins, where) }),
    maximumDevices: most,
    placesPerMaker: firstPlaces({ makers, administrators, maximumDevices: most, placesPerMaker: said }),
    ...(predecessor === undefined ? {} : { predecessor: readPredecessor(predecessor, key, where) }),
    ...(releases === undefined ? {} : { releases: readReleaseSettings(releases, where) }),
    applicationPublicKey: key,
    keyId: keyIdentity(key, native),
  };
}

/**
 * Requires that a private key (32 bytes) is the one that the genesis names.
 * @param path the key's file, for the sentence
 * @throws {EthereumError} `key-mismatch`; it names both public keys
 */
export function requireApplicationKey({ applicationPublicKey }: Genesis, privateKey: Uint8Array, path: string): void {
  const found = native.p256PublicKey(privateKey);
  if (equal(found, applicationPublicKey)) return;
  const sentence = `The key file ${path} holds another key (${toHex(found)}) than the genesis names (${toHex(applicationPublicKey)}); name the key that was made with this genesis.`;
  throw new EthereumError(sentence, { code: "key-mismatch" });
}

const invalid = (what: string, cause?: unknown): EthereumError =>
  new EthereumError(`${what}; get the file from the application's operator.`, { code: "genesis-invalid", cause });

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

function readAdministrators(value: unknown, where: string): Pick<AdministratorSet, "threshold" | "publicKeys"> {
  const { threshold, publicKeys } = fields(value);
  const keys = Array.isArray(publicKeys) ? publicKeys.map((key) => readPoint(key, where)) : [];
  const set = { threshold: typeof threshold === "number" ? threshold : 0, publicKeys: keys };
  if (!isAdministratorSet(set, native)) {
    throw invalid(
      `${where} names administrators that are no set of 2 to 16 different keys, of which at least 2 must sign`,
    );
  }
  return set;
}

/** A new application has another key: with the old one it could open what was sealed to the old application. */
function readPredecessor(value: unknown, key: Uint8Array, where: string): Pick<Predecessor, "context" | "keyId"> {
  const { chainId, application, applicationPublicKey } = fields(value);
  const isAddress = typeof application === "string" && /^(0x)?[0-9a-fA-F]{40}$/.test(application);
  if (typeof chainId !== "number" || !Number.isSafeInteger(chainId) || chainId < 1 || !isAddress) {
    throw invalid(`${where} names a predecessor without chain id and address`);
  }
  const oldKey = readPoint(applicationPublicKey, where);
  if (equal(oldKey, key)) throw invalid(`${where} names a predecessor with the same key`);
  return { context: { chainId, application: fromHex(application) }, keyId: keyIdentity(oldKey, native) };
}

function readReleaseSettings(value: unknown, where: string): ReleaseSettings {
  const read = readReleases(value);
  if (typeof read === "string") throw invalid(`${where} names releases ${read}`);
  return read;
}

const isOrigin = (value: unknown): value is string =>
  typeof value === "string" && URL.canParse(value) && new URL(value).origin === value;

function readOrigins(value: unknown, where: string): readonly string[] {
  if (!Array.isArray(value) || !value.every(isOrigin)) throw invalid(`${where} names an origin that is none`);
  return value;
}

function readNumberOfDevices(value: unknown, where: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > DEVICES_MOST) {
    throw invalid(`${where} names a number of devices that is none from 1 to ${DEVICES_MOST}`);
  }
  return value;
}

function readPoint(digits: unknown, where: string): Uint8Array {
  const bytes = typeof digits === "string" && /^(0x)?[0-9a-fA-F]{66}$/.test(digits) ? fromHex(digits) : undefined;
  if (!bytes || !native.p256Compress(bytes)) throw invalid(`${where} holds a key that is no compressed P-256 point`);
  return bytes;
}
