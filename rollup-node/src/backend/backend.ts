/** What the node asks of whatever executes an application: a process behind the rollup HTTP API, or a machine. */

import { NodeError } from "../errors.ts";

/** Names as the real node has them. */
export type InputStatus =
  | "ACCEPTED"
  | "REJECTED"
  | "EXCEPTION"
  | "MACHINE_HALTED"
  | "OUTPUTS_LIMIT_EXCEEDED"
  | "CYCLE_LIMIT_EXCEEDED"
  | "TIME_LIMIT_EXCEEDED"
  | "PAYLOAD_LENGTH_LIMIT_EXCEEDED";

export interface BackendResult {
  readonly status: InputStatus;
  /** Encoded blobs; the caller drops them unless the status is ACCEPTED. */
  readonly outputs: readonly Buffer[];
  readonly reports: readonly Buffer[];
  readonly exception?: Buffer;
  /** The input failed, but what executed it stands and is as it was before (or says so when it is not). */
  readonly standing?: boolean;
  /** Machine cycles spent, where a machine ran. */
  readonly cycles?: bigint;
  /** Outputs Merkle root as the machine says it, 32 bytes. */
  readonly outputsRoot?: Buffer;
  /** State hash after the input, 32 bytes. */
  readonly machineHash?: Buffer;
  /** State hash before the input, 32 bytes: what a machine is asked for anyway. */
  readonly hashBefore?: Buffer;
}

/**
 * The executing process went away for reasons outside the application (killed, connection lost): try again.
 * `taken` says whether it had the input in its hands, so that an input which kills every process is not tried for ever.
 */
export class BackendLost extends NodeError {
  readonly taken: boolean;

  constructor(message: string, { taken = true, ...options }: ErrorOptions & { readonly taken?: boolean } = {}) {
    super("backend-lost", message, options);
    this.taken = taken;
  }
}

/** How far a back-end was driven: the next input to look at, and how many outputs those before it gave. */
export interface Position {
  from: number;
  outputs: number;
}

export interface Backend {
  /** False when an operator runs the process: the node cannot bring it back to genesis. */
  readonly supervised: boolean;
  /** True when what executes is not in the state that the node takes it to be in: `restart` and drive it again. */
  readonly astray?: boolean;
  /** @param raw the `EvmAdvance` blob. @param firstOutput global index of the first output it may emit. */
  advance(raw: Uint8Array, firstOutput: number): Promise<BackendResult>;
  inspect(query: Uint8Array): Promise<BackendResult>;
  /** Queries it takes at once, also while an input is in its hands; without it they go between two inputs, one by one. */
  readonly queriesAtOnce?: number;
  /** Back to the genesis state, if this back-end can be brought there; false when only its operator can. */
  restart(): Promise<boolean>;
  /** Back to the newest state that was kept and can be trusted; undefined when there is none, then `restart`. */
  resume?(): Promise<Position | undefined>;
  /** Hears, between two inputs, that the outcomes of so many are kept: the state may be kept too. */
  committed?(inputs: number): void;
  /** Back to the state after the last accepted input without driving it again; false when it must be. */
  revert?(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Bounds of the real machine (2 MiB buffers less the ABI header; outputs per input). */
export const LIMITS = {
  notice: 2_097_056,
  voucher: 2_096_992,
  delegateCallVoucher: 2_097_024,
  report: 2_097_152,
  inspect: 2_097_152,
  outputsPerInput: 65_536,
  httpBody: 5 << 20,
} as const;
