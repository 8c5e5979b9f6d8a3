/** What an answer proves of a car, and where the state that it was made from stands on the chain. */
import type { FoundOutput } from "@witness/ethereum/outputs";
import { fromHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { ProtocolError } from "@witness/protocol/errors";
import { outputStanding } from "@witness/protocol/last-output";
import type { RecordValues } from "@witness/protocol/record/fields";
import { type ExpectedRecord, provenRecord } from "@witness/protocol/record/tree";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { HistoryAnswer } from "@witness/protocol/wire/history";
import type { RecordProof } from "@witness/protocol/wire/record-proof";
import { JudgeError } from "./errors.ts";

/** Fields without which an answer is not compared: a node cannot leave out what speaks against its word. */
const REQUIRED = ["chain", "owner", "period", "odometer", "verdict", "events", "trouble"] as const;

/** The fields of a record that an answer opens. */
export type Opened = Partial<RecordValues> & Pick<RecordValues, "key" | (typeof REQUIRED)[number]>;

/** Whether nothing is missing; a later owner is not shown the distances of earlier owners' days. */
const isWhole = (values: Partial<RecordValues>): values is Opened =>
  REQUIRED.every((field) => field in values) && ("closings" in values || (values.owner?.tenure ?? 0) > 1);

const unproven = (cause?: unknown): JudgeError =>
  new JudgeError("The node's answer does not open the record of this car; do not rely on it.", {
    code: "record-unproven",
    cause,
  });

function provenFields({ opening, place }: RecordProof, expected: ExpectedRecord) {
  try {
    const proven = provenRecord(opening, place, expected, provider);
    if (proven) return proven;
  } catch (error) {
    if (error instanceof ProtocolError) throw unproven(error);
    throw error;
  }
  throw unproven();
}

/**
 * Returns what an answer opens under the state root that it names.
 * @param deviceId 8 bytes: of the car that was asked about
 * @throws {JudgeError} `record-unproven`
 */
export function openedRecord({ proof, stateRoot }: CarAnswer, deviceId: Uint8Array): Opened {
  const proven = provenFields(proof, { deviceId, stateRoot });
  if (!isWhole(proven)) throw unproven();
  return proven;
}

/** What a record must say to whoever is shown no more of it: an owner before, or whom a grant was given. */
export type OpenedHistory = Pick<RecordValues, "key" | "chain"> & {
  readonly owner: undefined;
  readonly events: undefined;
};

/**
 * Returns what an answer opens of a history under the state root that it names.
 * @param deviceId 8 bytes: of the car that was asked about
 * @throws {JudgeError} `record-unproven`
 */
export function openedHistory({ proof, stateRoot }: HistoryAnswer, deviceId: Uint8Array): OpenedHistory {
  const { key, chain } = provenFields(proof, { deviceId, stateRoot });
  if (!chain) throw unproven();
  return { key, chain, owner: undefined, events: undefined };
}

/** A claim that the consensus accepted. */
export interface AcceptedClaim {
  readonly epoch: number;
  readonly lastBlock: number;
  /** 0x and 64 digits. */
  readonly root: string;
}

/**
 * `waiting`: no accepted claim speaks of the state yet. `older`: the chain had accepted a later state when the node answered.
 * `accepted`: a claim has it; it is `newest` when no later state is under any accepted claim.
 */
export type StateStanding =
  | { readonly kind: "waiting" | "older" }
  | { readonly kind: "accepted"; readonly claim: AcceptedClaim; readonly isNewest: boolean };

/**
 * Returns where a state stands.
 * @param before the newest claim that was accepted before the node was asked
 * @param claims all that are accepted now, oldest first
 */
export function standingOf(
  notice: FoundOutput | undefined,
  before: AcceptedClaim | undefined,
  claims: readonly AcceptedClaim[],
): StateStanding {
  const { output, proof } = notice ?? {};
  if (!output || !proof) return { kind: "waiting" };
  // The newest first: while nothing is put out, epochs claim one root.
  for (const claim of claims.toReversed()) {
    const standing = outputStanding(output, proof, fromHex(claim.root.slice(2)));
    if (standing === "unproven") continue;
    const wasKnown = before !== undefined && claim.lastBlock <= before.lastBlock;
    if (wasKnown && (standing === "followed" || claim.root !== before.root)) return { kind: "older" };
    return { kind: "accepted", claim, isNewest: standing === "last" && claim === claims.at(-1) };
  }
  return { kind: "waiting" };
}
