/** What a proven pass says, in the words that credentials use. Made by `proven-pass.ts` alone. */
import type { DeviceId } from "@witness/protocol/identity";
import type { Verdict } from "@witness/protocol/judge/judgement";
import type { ReasonCode } from "@witness/protocol/judge/reasons";

/** One reason of a verdict. */
export interface StatedReason {
  readonly reason: ReasonCode;
  readonly open: number;
  readonly count: number;
  readonly firstTimeUnixS: number;
}

/** What stands against the device or the car beside the verdict. */
export type Standing = "clear" | "quarantine" | "revoked";

/** The fields that the owner chose to show, and what binds them. */
export interface Statement {
  /** The pass's identity, 32 bytes. */
  readonly identity: Uint8Array;
  readonly device: DeviceId;
  readonly issuedUnixS: number;
  readonly expiresUnixS: number;
  readonly purpose: string;
  readonly verdict: Verdict;
  readonly reasons: readonly StatedReason[];
  readonly standing: Standing;
  readonly vehicle?: { readonly make: string; readonly model: string; readonly modelYear: number };
  readonly vinLastFour?: string;
  readonly odometer?: { readonly distanceHm: number; readonly timeUnixS: number };
  /** Steps of 10 000 km, counted from 0. */
  readonly distanceBand?: number;
  readonly period?: {
    readonly coveredFromUnixS: number;
    readonly coveredToUnixS: number;
    readonly readings: number;
    readonly longestSilenceS: number;
  };
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
  /** Where anybody proves all of this without believing the issuer. It shows all that the pass shows. */
  readonly proof: string;
}
