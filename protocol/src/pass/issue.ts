/** Making a pass (docs/protocol.md, "Pass"): what an owner was shown is narrowed to what a stranger is to see, and signed. */
import type { CryptoProvider } from "../crypto/provider.ts";
import { type RecordField, recordFieldNumber } from "../record/fields.ts";
import { narrowOpening, RECORD_TREE } from "../record/opening.ts";
import { PASS_FIELDS } from "./check.ts";
import { encodeEvidence, type PassEvidence } from "./evidence.ts";
import { encodePass, type PassTerms, passMessage } from "./pass.ts";
import type { PassSigner } from "./signature.ts";

/**
 * Returns evidence that shows fewer fields of the same record: those that are named, and those that every pass shows.
 * @param evidence with an opening of all fields that its owner may see
 * @param fields what else is to be shown
 * @throws {RangeError} when the opening does not show one of them
 * @example
 * narrowEvidence(evidence, ["period"], native).opening.fields.length; // => PASS_FIELDS.length + 1
 */
export function narrowEvidence(
  evidence: PassEvidence,
  fields: readonly RecordField[],
  provider: CryptoProvider,
): PassEvidence {
  const numbers = new Set([...PASS_FIELDS, ...fields].map(recordFieldNumber));
  const opening = narrowOpening(RECORD_TREE, evidence.opening, [...numbers], provider);
  return { ...evidence, opening, vinEnd: fields.includes("vin") ? evidence.vinEnd : undefined };
}

/**
 * Returns a signed pass as bytes.
 * @param terms what its owner says; whoever signs is the actor
 * @throws {MalformedError} `malformed` when a part does not fit, or the pass is longer than PASS_MAX_BYTES
 * @example
 * issuePass(passTerms, evidence, keyPassSigner(context, privateKey, noble), native); // => pass
 */
export function issuePass(
  terms: Omit<PassTerms, "actor">,
  evidence: PassEvidence,
  { actor, sign }: PassSigner,
  provider: CryptoProvider,
): Uint8Array {
  const shown = encodeEvidence(evidence);
  const message = passMessage({ ...terms, actor }, shown, provider);
  return encodePass({ message, signature: sign(message), evidence: shown });
}
