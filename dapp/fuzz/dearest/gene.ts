/** What a payload is mixed of: kinds of messages, each with its share of the bytes and how it is filled. */
import type { OperationKind } from "@witness/protocol/operations/operation";

/** Who signs an owner's operation. */
export type OwnerForm = "wallet" | "key" | "passkey";

export const RUN_KINDS = [
  "next",
  "opening",
  "gap",
  "fork opening",
  "fork",
  "unreadable",
  "replay",
  "forged",
  "forged opening",
  "sequence-gap",
  "session-unknown",
  "session-reused",
  "suite-unsupported",
  "key-unknown",
  "encapsulation-invalid",
  "broken",
  "noise",
] as const;
export const REGISTRATION_KINDS = [
  "registered",
  "same VIN",
  "maker-unknown",
  "signature-invalid",
  "key-unknown",
  "profile-unknown",
  "possession-invalid",
  "device-registered",
  "vehicle-unreadable",
  "vehicle malformed",
] as const;

export type RunKind = (typeof RUN_KINDS)[number];
export type RegistrationKind = (typeof REGISTRATION_KINDS)[number];

/** How the odometer and the clock go on from one reading to the next. None takes a byte for a reading but the last. */
export const PATTERNS = ["falling", "still", "rising", "leaping", "zigzag"] as const;

interface Shared {
  /** Share of the payload, relative to the others. */
  readonly share: number;
}

export interface RunGene extends Shared {
  readonly of: "run";
  readonly kind: RunKind;
  /** Bodies under one signature. */
  readonly bodies: number;
  readonly readings: number;
  readonly pattern: (typeof PATTERNS)[number];
  /** 0: the odometer alone; 1: every whole column too; 2: the sparse ones too. */
  readonly columns: 0 | 1 | 2;
  /** Whether the condition has times of its own: readings beside the judged ones. */
  readonly ownTimes: boolean;
  readonly troubleCodes: number;
  /** Whether each body holds all groups, the smallest that there are where it says nothing. */
  readonly allGroups: boolean;
  /** Whether all messages are of one device, or each of another. */
  readonly alone: boolean;
}

export interface RegistrationGene extends Shared {
  readonly of: "registration";
  readonly kind: RegistrationKind;
}

export interface OperationGene extends Shared {
  readonly of: "operation";
  readonly kind: OperationKind;
  readonly by: OwnerForm;
  /** Whether the last signature is wrong: refused after everything else was asked. */
  readonly isForged: boolean;
  /** The entry of the journal. */
  readonly entry: number;
}

export type Gene = RunGene | RegistrationGene | OperationGene;

/** What the attacker prepared before. */
export interface Setting {
  /** Whether the records have lived through everything that a record keeps, or are new. */
  readonly records: "old" | "young";
  /** Whom the administrators registered: nobody but the few who act, or as many makers or workshops as there can be. */
  readonly companies: "few" | "makers" | "workshops";
}

/** A payload before it is made. */
export interface Recipe {
  readonly setting: Setting;
  readonly genes: readonly Gene[];
}
