/**
 * Makes a pass from what the node showed the owner, once the chain has accepted the state that it was read from: before that a
 * pass leads nowhere. Whoever makes one checks it as a stranger would, and gives it out only when it holds.
 */
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { noble } from "@witness/protocol/crypto/noble";
import { type TypedData, typedDataDigest } from "@witness/protocol/eip712";
import { ProtocolError } from "@witness/protocol/errors";
import { recoveredWalletSignature } from "@witness/protocol/operations/recovered";
import { checkPass } from "@witness/protocol/pass/check";
import { encodeEvidence, type PassEvidence } from "@witness/protocol/pass/evidence";
import { answeredEvidence, answeredRecord, narrowEvidence, type RecordEvidence } from "@witness/protocol/pass/issue";
import { encodePassLink } from "@witness/protocol/pass/link";
import { encodePass, type PassTerms, passMessage, passTypedData } from "@witness/protocol/pass/pass";
import { type RecordField, recordFieldNumber } from "@witness/protocol/record/fields";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { assuranceOf, type FoundNotice } from "./assurance.ts";
import { EvidenceError } from "./errors.ts";
import { getOutput } from "./rollup.ts";
import type { Wallet } from "./wallet.ts";

/** What an owner wants shown, of which answer, and what is said with it. */
export interface PassOrder {
  readonly car: CarAnswer;
  /** Beside what every pass shows. */
  readonly fields: readonly RecordField[];
  readonly purpose: string;
  readonly forWhom: string;
  readonly lastsS: number;
  /** Of the answer's state. */
  readonly notice: FoundNotice;
}

/** A pass that was made and checked. */
export interface MadePass {
  readonly pass: Uint8Array;
  /** 32 bytes, by which it is withdrawn. */
  readonly identity: Uint8Array;
  /** The part of its link after #. */
  readonly fragment: string;
  readonly terms: PassTerms;
}

const unproven = (cause?: unknown): EvidenceError =>
  new EvidenceError(
    "answer-unreadable",
    "The node's answer does not belong to the state that it names, so no pass was made; do not rely on it.",
    { cause },
  );

/** Returns what an answer proves. @param of reckons it */
function provenBy<T>(of: () => T | undefined): T {
  try {
    const proven = of();
    if (proven !== undefined) return proven;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw unproven(cause);
  }
  throw unproven();
}

/**
 * Returns all that the owner may show of a car, from an answer alone.
 * @throws {EvidenceError} `answer-unreadable`
 */
export const showableRecord = (car: CarAnswer): RecordEvidence => provenBy(() => answeredRecord(car, noble));

/** Returns what a pass with these fields would show of a record. Fields that are not opened are left out. */
export function narrowedRecord(record: RecordEvidence, fields: readonly RecordField[]): RecordEvidence {
  const opened = record.opening.fields.map(({ field }) => field);
  const shown = fields.filter((field) => opened.includes(recordFieldNumber(field)));
  return narrowEvidence(record, shown, noble);
}

/**
 * Has a wallet sign, and returns its signature in the form that passes and operations carry (128 bytes).
 * @throws {EvidenceError} `wallet-other`, and as the wallet does
 */
export async function signedBy(wallet: Wallet, context: Context, data: TypedData): Promise<Uint8Array> {
  const signature = await wallet.sign(context, data);
  const carried = recoveredWalletSignature(typedDataDigest(context, data), signature, wallet.address);
  if (carried) return carried;
  throw new EvidenceError("wallet-other", "What the wallet returned is no signature by its own account; try again.");
}

/** Throws unless the wallet is of whoever signed in. @param owner 20 bytes. @throws {EvidenceError} `wallet-other` */
export function assertOwner(wallet: Wallet, owner: Uint8Array): void {
  if (equal(wallet.address, owner)) return;
  const account = `0x${toHex(owner)}`;
  throw new EvidenceError(
    "wallet-other",
    `The wallet offers another account than the one that signed in; choose ${account} in it, and try again.`,
  );
}

/** Returns the evidence of an order, once the chain has accepted its state. @throws {EvidenceError} */
async function acceptedEvidence(context: Context, { car, fields, notice }: PassOrder): Promise<PassEvidence> {
  const application = `0x${toHex(context.application)}`;
  const { level } = await assuranceOf({ chainId: context.chainId, application }, car.stateRoot, notice);
  const { raw, index, siblings } = await getOutput(application, notice.output);
  if (level !== "settled" || siblings === null) {
    const sentence = "The chain has not accepted the record's state yet, so nothing was signed; wait a moment.";
    throw new EvidenceError("state-unclaimed", sentence);
  }
  const proof = { index, siblings: siblings.map((sibling) => fromHex(sibling.replace(/^0x/, ""))) };
  const published = { output: fromHex(raw.replace(/^0x/, "")), proof };
  const whole = provenBy(() => answeredEvidence(car, published, noble));
  return narrowEvidence(whole, fields, noble);
}

/**
 * Makes a pass, and has the wallet sign it.
 * @param owner who signed in, 20 bytes
 * @throws {EvidenceError} `state-unclaimed`, `answer-unreadable`, as the wallet does, and with the code of the step that fails
 */
export async function makePass(
  context: Context,
  wallet: Wallet,
  { owner, order, nowUnixS }: { readonly owner: Uint8Array; readonly order: PassOrder; readonly nowUnixS: number },
): Promise<MadePass> {
  assertOwner(wallet, owner);
  const evidence = await acceptedEvidence(context, order);
  const { car, purpose, forWhom, lastsS } = order;
  const actor = { form: "wallet", address: wallet.address } as const;
  const expiresUnixS = nowUnixS + lastsS;
  const terms: PassTerms = { actor, device: car.deviceId, issuedUnixS: nowUnixS, expiresUnixS, purpose, forWhom };
  const shown = encodeEvidence(evidence);
  const message = passMessage(terms, shown, noble);
  const signature = await signedBy(wallet, context, passTypedData(context, message));
  const pass = encodePass({ message, signature, evidence: shown });
  const { steps, content } = checkPass(pass, { context, provider: noble, nowUnixS, origins: [] });
  const failed = steps.find(({ result }) => result === "fails");
  if (!content || failed) {
    const sentence = `The pass that was made does not hold, so it is not given out: ${failed?.sentence ?? ""}`;
    throw new EvidenceError(failed?.code ?? "pass-malformed", sentence);
  }
  return { pass, identity: content.identity, fragment: encodePassLink({ form: "whole", pass }), terms };
}
