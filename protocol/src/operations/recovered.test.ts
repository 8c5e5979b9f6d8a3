/** What a wallet in a browser returns, in the form that passes and operations carry. */
import { expect, it } from "vitest";
import { passTerms, shownEvidence } from "../../scripts/example-pass.ts";
import { native } from "../crypto/native.ts";
import { signDigest, typedDataDigest } from "../eip712.ts";
import { encodeEvidence } from "../pass/evidence.ts";
import { passMessage, passTypedData } from "../pass/pass.ts";
import { passSigner, walletPassSigner } from "../pass/signature.ts";
import { recoveredWalletSignature } from "./recovered.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const privateKey = new Uint8Array(32).fill(9);
const { actor, sign } = walletPassSigner(context, privateKey);
const address = actor.form === "wallet" ? actor.address : new Uint8Array();
const terms = { ...passTerms, actor };
const message = passMessage(terms, encodeEvidence(shownEvidence), native);
const digest = typedDataDigest(context, passTypedData(context, message));
const signed = signDigest(digest, privateKey);

it("is what the owner's key would have written, and signs the pass", () => {
  const signature = recoveredWalletSignature(digest, signed, address);
  expect(signature).toEqual(sign(message));
  expect(passSigner(context, { terms, message, signature: signature ?? new Uint8Array() }, [], native)).toEqual(
    address,
  );
});

it.each([
  ["another account's", digest, signed, new Uint8Array(20)],
  ["over something else", new Uint8Array(32).fill(1), signed, address],
  ["too short", digest, signed.slice(0, 64), address],
  ["of a contract's", digest, new Uint8Array(65).fill(1), address],
  ["with an unknown v", digest, signed.with(64, 29), address],
  ["with no point", digest, new Uint8Array(65), address],
])("refuses a signature %s", (_, over, bytes, wallet) => {
  expect(recoveredWalletSignature(over, bytes, wallet)).toBeUndefined();
});
