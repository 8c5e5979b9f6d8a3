/**
 * Accounts: 20 bytes by which a record names whoever owns it or is to own it (docs/protocol.md, "Accounts"). A wallet is
 * its address; a P-256 key or a passkey is a hash with its form, so that neither form of one key passes for the other. A
 * passkey's account covers its relying party: that is what was enrolled.
 */
import { concat, utf8 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { ACTOR_FORMS, type Actor } from "./operation.ts";

/** The length of an account. */
export const ACCOUNT_BYTES = 20;

const LABEL = utf8("witness account\0");

/**
 * Returns the account (ACCOUNT_BYTES) of an actor; undefined for administrators, who own nothing, and for a passkey without
 * its relying party.
 * @param rpIdHash of a passkey: 32 bytes, SHA-256 of its relying party's id; of no use for other actors
 * @example
 * accountOf({ form: "wallet", address: owner }, new Uint8Array(), native); // => owner
 */
export function accountOf(actor: Actor, rpIdHash: Uint8Array, provider: CryptoProvider): Uint8Array | undefined {
  if (actor.form === "administrators") return undefined;
  if (actor.form === "wallet") return actor.address;
  if (actor.form === "passkey" && rpIdHash.length !== 32) return undefined;
  const bound = actor.form === "passkey" ? rpIdHash : new Uint8Array();
  const named = concat(LABEL, Uint8Array.of(ACTOR_FORMS[actor.form]), actor.publicKey, bound);
  return provider.sha256(named).slice(0, ACCOUNT_BYTES);
}
