/** Making a pass (docs/protocol.md, "Pass"): what an owner was shown is narrowed to what a stranger is to see, and signed. */
import { equal, utf8 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import type { OutputProof } from "../last-output.ts";
import { decodeStateRoot } from "../outputs.ts";
import { type RecordField, recordFieldNumber } from "../record/fields.ts";
import { narrowOpening, RECORD_TREE } from "../record/opening.ts";
import { provenRecord } from "../record/tree.ts";
import { isVinEnd, openVinEnd, VIN_CHARACTERS } from "../record/vin.ts";
import type { CarAnswer } from "../wire/answer.ts";
import { PASS_FIELDS } from "./check.ts";
import { encodeEvidence, evidenceRoots, type PassEvidence } from "./evidence.ts";
import { encodePass, type PassTerms, passMessage } from "./pass.ts";
import type { PassSigner } from "./signature.ts";

/** Of an answer about a car, what a pass can come from. */
export type ShowableCar = Pick<CarAnswer, "deviceId" | "stateRoot" | "proof" | "vinSalts"> & {
  /** The VIN is not believed without its salts. */
  readonly vehicle: Pick<CarAnswer["vehicle"], "vin">;
};

/** The notice that published a state, as it stands on chain, and where it lies among all outputs. */
export interface PublishedState {
  readonly output: Uint8Array;
  readonly proof: OutputProof;
}

/** Before the payload stand a selector and two words (`encodeNotice`). */
const PAYLOAD_AT = 4 + 2 * 32;
const PAYLOAD_BYTES = 4 + 5 * 32;

/**
 * Returns what of a published notice does not follow from the rest.
 * @throws {MalformedError} `malformed` when the output is no notice of a state
 * @example
 * noticeCounts(publishedState.output); // => ownEvidence.notice
 */
export function noticeCounts(output: Uint8Array): PassEvidence["notice"] {
  const { inputIndex, admitted, refused } = decodeStateRoot(output.subarray(PAYLOAD_AT, PAYLOAD_AT + PAYLOAD_BYTES));
  return { inputIndex, admitted, refused };
}

/** Of evidence, the record: what it shows, and its place in a state. */
export type RecordEvidence = Pick<PassEvidence, "opening" | "vinEnd" | "place">;

/**
 * Returns the record that an answer about a car opens, with the end of its VIN; undefined when it does not hold under the state that
 * the answer names.
 * @param car as the back-end answered its owner
 * @throws {MalformedError} `malformed` when the record has a value that is none
 * @example
 * answeredRecord(showableCar, native)?.vinEnd?.characters; // => "0001"
 */
export function answeredRecord(
  { deviceId, stateRoot, proof: { opening, place }, vehicle, vinSalts }: ShowableCar,
  provider: CryptoProvider,
): RecordEvidence | undefined {
  const values = provenRecord(opening, place, { deviceId, stateRoot }, provider);
  if (values === undefined) return undefined;
  if (values.vin === undefined || vinSalts === undefined) return { opening, place };
  if (utf8(vehicle.vin).length !== VIN_CHARACTERS) return undefined;
  const vinEnd = openVinEnd(vehicle.vin, vinSalts, provider);
  return isVinEnd(values.vin.tag, vinEnd, provider) ? { opening, vinEnd, place } : undefined;
}

/**
 * Returns all that an owner may show of a car, from a node's answer and the notice of its state; undefined when they do not belong
 * together. Whether the chain accepted what it leads to is asked of the chain.
 * @param car as the back-end answered its owner
 * @throws {MalformedError} `malformed` when the output is no notice of a state, or the record has a value that is none
 * @example
 * answeredEvidence(showableCar, publishedState, native)?.notice; // => ownEvidence.notice
 */
export function answeredEvidence(
  car: ShowableCar,
  { output, proof }: PublishedState,
  provider: CryptoProvider,
): PassEvidence | undefined {
  const record = answeredRecord(car, provider);
  if (record === undefined) return undefined;
  const evidence = { ...record, notice: noticeCounts(output), output: proof, sessions: [] };
  return equal(evidenceRoots(evidence, provider).notice, output) ? evidence : undefined;
}

/**
 * Returns evidence that shows fewer fields of the same record: those that are named, and those that every pass shows.
 * @param evidence with an opening of all fields that its owner may see
 * @param fields what else is to be shown
 * @throws {RangeError} when the opening does not show one of them
 * @example
 * narrowEvidence(evidence, ["period"], native).opening.fields.length; // => PASS_FIELDS.length + 1
 */
export function narrowEvidence<E extends Pick<PassEvidence, "opening" | "vinEnd">>(
  evidence: E,
  fields: readonly RecordField[],
  provider: CryptoProvider,
): E {
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
