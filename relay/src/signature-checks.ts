/**
 * Signature checks off the event loop. A decision is taken as if every signature that is not checked yet were good; the
 * thread pool then checks those, and where one is false the decision is taken again. Whether a signature is good
 * depends on nothing that changes, so a check that was made once holds for every later decision.
 */
import { type KeyObject, verify as nodeVerify } from "node:crypto";
import { concat, equal } from "@witness/protocol/bytes";
import { importPublicKey } from "@witness/protocol/crypto/native";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { FALSE_SIGNATURES_MAX } from "./intake.ts";

/** Checks a signature (64 bytes) of the joined parts by a compressed key (33 bytes), away from the event loop. */
export type VerifySignature = (
  publicKey: Uint8Array,
  signature: Uint8Array,
  parts: readonly Uint8Array[],
) => Promise<boolean>;

/** By identity: a device's key lives as long as its hash chain is in memory, and so does the key object. */
const keys = new WeakMap<Uint8Array, KeyObject>();

/** Checks a signature in the thread pool of Node. Returns what the synchronous provider returns, always. */
export const verifyInPool: VerifySignature = (publicKey, signature, parts) => {
  const key = keys.get(publicKey) ?? importPublicKey(publicKey);
  if (signature.length !== 64 || !key) return Promise.resolve(false);
  keys.set(publicKey, key);
  return new Promise((resolve, reject) => {
    nodeVerify("sha256", concat(...parts), { key, dsaEncoding: "ieee-p1363" }, signature, (error, good) => {
      if (error) reject(error);
      else resolve(good);
    });
  });
};

interface Check {
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
  readonly parts: readonly Uint8Array[];
  /** Absent while it is not known. */
  good?: boolean;
}

const same = (check: Check, publicKey: Uint8Array, parts: readonly Uint8Array[]): boolean =>
  equal(check.publicKey, publicKey) &&
  check.parts.length === parts.length &&
  parts.every((part, index) => equal(part, check.parts[index] ?? new Uint8Array()));

/** The signature checks of one request. */
export class SignatureChecks {
  /** Looks a check up; one that was not made counts as good and is noted. */
  readonly provider: CryptoProvider;
  readonly #verify: VerifySignature;
  /** By the signature's identity: a request is read once. */
  readonly #checks = new Map<Uint8Array, Check[]>();
  #open: Check[] = [];
  #false = 0;

  constructor(provider: CryptoProvider, verify: VerifySignature) {
    this.#verify = verify;
    this.provider = {
      ...provider,
      p256Verify: (publicKey, signature, ...parts) => this.#look(publicKey, signature, parts),
    };
  }

  #look(publicKey: Uint8Array, signature: Uint8Array, parts: readonly Uint8Array[]): boolean {
    const made = this.#checks.get(signature);
    let check = made?.find((each) => same(each, publicKey, parts));
    if (!check) {
      check = { publicKey, signature, parts };
      if (made) made.push(check);
      else this.#checks.set(signature, [check]);
    }
    if (check.good === undefined) this.#open.push(check);
    return check.good ?? true;
  }

  /** Takes a decision. Returns it, and whether every signature that it asked for had been checked. */
  decide<T>(decision: () => T): { readonly decided: T; readonly certain: boolean } {
    this.#open = [];
    const decided = decision();
    return { decided, certain: this.#open.length === 0 };
  }

  /**
   * Checks what the last decision took for good, in its order, up to the part that holds a false signature. A part is
   * no larger than what is left of the false signatures that a request may have checked.
   */
  async settle(): Promise<void> {
    const open = this.#open;
    const size = Math.max(1, FALSE_SIGNATURES_MAX - this.#false);
    for (let from = 0; from < open.length; from += size) {
      const part = open.slice(from, from + size);
      const results = await Promise.all(part.map((check) => this.#settleOne(check)));
      const bad = results.filter((good) => !good).length;
      this.#false += bad;
      if (bad > 0) return;
    }
  }

  async #settleOne(check: Check): Promise<boolean> {
    check.good ??= await this.#verify(check.publicKey, check.signature, check.parts);
    return check.good;
  }
}
