/** The interface of a back-end: a process behind the rollup HTTP API, or a machine. */

import { NodeError } from "../errors.ts";

/** The names of the real node. */
export type InputStatus =
  | "ACCEPTED"
  | "REJECTED"
  | "EXCEPTION"
  | "MACHINE_HALTED"
  | "OUTPUTS_LIMIT_EXCEEDED"
  | "CYCLE_LIMIT_EXCEEDED"
  | "TIME_LIMIT_EXCEEDED"
  | "PAYLOAD_LENGTH_LIMIT_EXCEEDED";

/** The outcome of an input or a query. */
export interface BackendResult {
  readonly status: InputStatus;
  /** Encoded outputs. The caller drops them unless the status is ACCEPTED. */
  readonly outputs: readonly Buffer[];
  readonly reports: readonly Buffer[];
  readonly exception?: Buffer;
  /** True when the input failed and the back-end still runs, with the state before the input. */
  readonly standing?: boolean;
  /** Machine cycles spent, where a machine ran. */
  readonly cycles?: bigint;
  /** Outputs Merkle root that the machine computed, 32 bytes. */
  readonly outputsRoot?: Buffer;
  /** State hash after the input, 32 bytes. */
  readonly machineHash?: Buffer;
  /** State hash before the input, 32 bytes. */
  readonly hashBefore?: Buffer;
}

/**
 * The back-end was lost for a reason outside the application (killed, connection lost): try again. `taken` is true when
 * it was processing the input, so that an input which ends every process is not tried for ever.
 */
export class BackendLost extends NodeError {
  readonly taken: boolean;

  constructor(message: string, { taken = true, ...options }: ErrorOptions & { readonly taken?: boolean } = {}) {
    super("backend-lost", message, options);
    this.taken = taken;
  }
}

/** How far a back-end was driven: the index of its next input, and how many outputs the inputs before it gave. */
export interface Position {
  from: number;
  outputs: number;
}

/** What executes an application. */
export interface Backend {
  /** False when an operator runs the process: the node cannot bring it back to genesis. */
  readonly supervised: boolean;
  /** True when the back-end does not have the state that the node expects: `restart` and drive it again. */
  readonly astray?: boolean;
  /** Returns the outcome of an input. @param raw the `EvmAdvance` blob @param firstOutput index of its first output */
  advance(raw: Uint8Array, firstOutput: number): Promise<BackendResult>;
  inspect(query: Uint8Array): Promise<BackendResult>;
  /** How many queries it runs at once, also beside an input. Without it, queries run one by one between two inputs. */
  readonly queriesAtOnce?: number;
  /** Restores the genesis state. Returns false when only the operator can do that. */
  restart(): Promise<boolean>;
  /** Restores the newest stored state that is intact. Returns undefined when there is none; then call `restart`. */
  resume?(): Promise<Position | undefined>;
  /**
   * Called between two inputs, when the outcomes of all inputs so far are on disk: the state may be stored now. The next input
   * waits for a promise.
   */
  committed?(inputs: number): Promise<void> | undefined;
  /** Restores the state after the last accepted input without a replay. Returns false when a replay is needed. */
  revert?(): Promise<boolean>;
  /**
   * Has the back-end store its state under a name, or go on from the one under it. Returns false when it refuses.
   * @param from the index of its next input: of the state that is stored, or that is to be loaded
   */
  order?(what: "store_state" | "load_state", name: string, from: number): Promise<boolean>;
  stop(): Promise<void>;
}

/** Limits of the real machine in bytes (2 MiB buffers less the ABI header), and its outputs per input. */
export const LIMITS = {
  notice: 2_097_056,
  voucher: 2_096_992,
  delegateCallVoucher: 2_097_024,
  report: 2_097_152,
  inspect: 2_097_152,
  outputsPerInput: 65_536,
  httpBody: 5 << 20,
} as const;
