/** Whom a judging in this browser asks. Types only. */
import type { SignatureCheck } from "@witness/protocol/history/own-judgement";
import type { TakeOver } from "@witness/protocol/take-over";
import type { Archive } from "../evidence/archive.ts";
import type { OwnInherited } from "./before.ts";
import type { KeptCar } from "./kept.ts";
import type { OwnProgress } from "./outcome.ts";

/** Where a judging gets what it needs. */
export interface OwnWays {
  /** Whose judging it is: 20 bytes. */
  readonly account: Uint8Array;
  /** Whether the node gives that account the car's record now, as it does its owner. */
  readonly isGivenRecord: () => Promise<boolean>;
  readonly archives: readonly Archive[];
  /**
   * Judges the part in the application before; undefined when there is none.
   * @param anew whether nothing kept is taken
   * @throws {EvidenceError} `predecessor-unsaid` or `config-unavailable` when it is not known which that is
   */
  readonly inherit?: (takeOver: TakeOver, anew: boolean) => Promise<OwnInherited | undefined>;
  readonly kept: KeptCar;
  readonly progress: (progress: OwnProgress) => void;
  /** Whether all these signatures hold. */
  readonly verifyAll: (checks: readonly SignatureCheck[]) => Promise<boolean>;
  /** Waits for an archive that is a moment behind. */
  readonly pause: () => Promise<void>;
}
