/** Who signs, from key files: a wallet, a P-256 key, or administrators whose keys the set in force names. */
import { type Curve, readKeyFile } from "@witness/ethereum/key-file";
import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { CODES } from "@witness/protocol/errors";
import {
  administratorsOf,
  type Company,
  type CompanyRole,
  companyActing,
  type Globals,
} from "@witness/protocol/operations/globals";
import {
  type AdministratorKey,
  administratorsSigner,
  keySigner,
  type OperationSigner,
  walletSigner,
} from "@witness/protocol/operations/signing";
import type { Doer } from "./deeds.ts";
import { OperateError } from "./errors.ts";

/** Files of private keys, with mode 0600. */
export interface KeyFiles {
  /** secp256k1. */
  readonly wallet: string | undefined;
  /** P-256; several for administrators. */
  readonly keys: readonly string[];
}

const unfit = (sentence: string): OperateError => new OperateError(sentence, { code: "signer-unfit" });

const notForWallets = (): OperateError =>
  new OperateError("A wallet signs for owners alone, and no other key with it.", { code: "option-invalid" });

/** Returns the one P-256 key (32 bytes). @throws {OperateError} `option-invalid` when there is none, or several */
export function singleKey({ keys }: KeyFiles): Uint8Array {
  const [path, ...more] = keys;
  if (path === undefined || more.length > 0) {
    throw new OperateError("Name the key that signs: --key, once.", { code: "option-invalid" });
  }
  return readKeyFile(path, "p256");
}

/** The private key (32 bytes) of an owner. */
export interface OwnerKey {
  /** `secp256k1` for a wallet. */
  readonly curve: Curve;
  readonly privateKey: Uint8Array;
}

/** Returns an owner's key. @throws {OperateError} `option-invalid` when none is named, or two are */
export function ownerKeyOf(files: KeyFiles): OwnerKey {
  const { wallet, keys } = files;
  if (wallet === undefined && keys.length === 0) {
    throw new OperateError("Name the key that signs: --wallet, or --key for a P-256 key.", { code: "option-invalid" });
  }
  if (wallet === undefined) return { curve: "p256", privateKey: singleKey(files) };
  if (keys.length > 0) throw notForWallets();
  return { curve: "secp256k1", privateKey: readKeyFile(wallet, "secp256k1") };
}

/** Returns administrators' keys with their places in the set in force. @throws {OperateError} `signer-unfit` */
export function administratorKeys({ keys }: KeyFiles, globals: Globals): readonly AdministratorKey[] {
  const { publicKeys } = administratorsOf(globals);
  return keys.map((path) => {
    const privateKey = readKeyFile(path, "p256");
    const publicKey = provider.p256PublicKey(privateKey);
    const index = publicKeys.findIndex((each) => equal(each, publicKey));
    if (index < 0) throw unfit(`The key in ${path} is of none of the ${publicKeys.length} administrators.`);
    return { index, privateKey };
  });
}

const ROLES: Readonly<Record<"maker" | "workshop", readonly CompanyRole[]>> = {
  maker: ["maker"],
  workshop: ["workshop", "inspector"],
};

/** Returns the company that may act by a key now. @throws {OperateError} `signer-unfit` */
export function companyOf(globals: Globals, publicKey: Uint8Array, by: "maker" | "workshop"): Company {
  const company = companyActing(globals, publicKey, ROLES[by]);
  if (typeof company !== "string") return company;
  throw unfit(`The key is of no ${ROLES[by].join(" or ")} that may act now: ${CODES[company].sentence}`);
}

/**
 * Returns who signs.
 * @throws {OperateError} `option-invalid` when no key is named, or two are; `signer-unfit`
 */
export function signerOf(context: Context, by: Doer, files: KeyFiles, globals: Globals): OperationSigner {
  if (by === "administrators") {
    return administratorsSigner(context, globals.actors.set, administratorKeys(files, globals), provider);
  }
  if (by !== "owner" && files.wallet !== undefined) throw notForWallets();
  const { curve, privateKey } = ownerKeyOf(files);
  return curve === "p256" ? keySigner(context, privateKey, provider) : walletSigner(context, privateKey);
}
