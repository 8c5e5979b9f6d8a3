/** Epochs of one application, and the counts of their inputs and outputs. */
import type { DatabaseSync } from "node:sqlite";

/** The statuses of an epoch, by the names of the real node. */
export const EPOCH_STATUSES = [
  "OPEN",
  "CLOSED",
  "INPUTS_PROCESSED",
  "CLAIM_COMPUTED",
  "CLAIM_SUBMITTED",
  "CLAIM_ACCEPTED",
  "CLAIM_REJECTED",
] as const;

/** The status of an epoch. */
export type EpochStatus = (typeof EPOCH_STATUSES)[number];

/** An epoch in the store. */
export interface EpochRow {
  readonly epoch: number;
  readonly status: EpochStatus;
  /** The root of all outputs after it, 32 bytes, once it is computed. */
  readonly root: Buffer | undefined;
  /** How many outputs there are after it. It is valid only with a root. */
  readonly outputsEnd: number;
  /** The transaction of this node's root, as the chain has it. */
  readonly claimTx?: string;
}

/** The inputs of an epoch. */
export interface EpochInputs {
  /** The first of them and the one after the last; both 0 when there is none. */
  readonly low: number;
  readonly high: number;
  /** How many have no outcome yet. */
  readonly open: number;
  /** Outputs of the application after the last of them. */
  readonly outputsEnd: number;
  /** The machine's hash after the last of them, if there is a machine. */
  readonly machineHash: Uint8Array | undefined;
}

type SqlRow = Record<string, unknown>;

const rowOf = (row: SqlRow): EpochRow => ({
  epoch: Number(row["idx"]),
  status: row["status"] as EpochStatus,
  root: row["root"] === null ? undefined : Buffer.from(row["root"] as Uint8Array),
  outputsEnd: Number(row["outputs_end"]),
});

/** The epochs of one application. */
export class Epochs {
  readonly #app: number;
  readonly #database: DatabaseSync;

  constructor(app: number, database: DatabaseSync) {
    this.#app = app;
    this.#database = database;
  }

  /** Makes the missing epochs of inputs. Returns whether there were any. */
  begin(nowMs: number): boolean {
    const made = this.#database
      .prepare(
        "INSERT INTO epochs(app,idx,virtual,status,created_ms,updated_ms) SELECT ?1,epoch,(SELECT coalesce(max(virtual),-1) FROM epochs WHERE app=?1)+row_number() OVER (ORDER BY epoch),'OPEN',?2,?2 FROM inputs WHERE app=?1 AND epoch>coalesce((SELECT max(idx) FROM epochs WHERE app=?1),-1) GROUP BY epoch",
      )
      .run(this.#app, nowMs);
    return Number(made.changes) > 0;
  }

  /** Returns the epochs about which the consensus has not decided, oldest first. */
  unsettled(): EpochRow[] {
    return this.#database
      .prepare(
        "SELECT idx,status,root,outputs_end FROM epochs WHERE app=? AND status NOT IN('CLAIM_ACCEPTED','CLAIM_REJECTED') ORDER BY idx",
      )
      .all(this.#app)
      .map(rowOf);
  }

  /** Returns the oldest epoch whose claim was not accepted, or undefined. */
  oldestNotAccepted(): EpochRow | undefined {
    const row = this.#database
      .prepare(
        "SELECT idx,status,root,outputs_end FROM epochs WHERE app=? AND status<>'CLAIM_ACCEPTED' ORDER BY idx LIMIT 1",
      )
      .get(this.#app);
    return row && rowOf(row);
  }

  /** Returns the newest epoch whose claim was accepted, or undefined. */
  newestAccepted(): number | undefined {
    const row = this.#database
      .prepare("SELECT max(idx) n FROM epochs WHERE app=? AND status='CLAIM_ACCEPTED'")
      .get(this.#app) as { n: number | null };
    return row.n ?? undefined;
  }

  /** Stores the present status of an epoch. */
  keep({ epoch, status, root, outputsEnd, claimTx }: EpochRow, nowMs: number): void {
    this.#database
      .prepare("UPDATE epochs SET status=?,root=?,outputs_end=?,claim_tx=?,updated_ms=? WHERE app=? AND idx=?")
      .run(status, root ?? null, root === undefined ? null : outputsEnd, claimTx ?? null, nowMs, this.#app, epoch);
  }

  /** Opens every epoch again that has no accepted claim on record. */
  reopen(epochLength: number): void {
    this.#database
      .prepare(
        "UPDATE epochs SET status='OPEN',root=NULL,outputs_end=NULL,claim_tx=NULL WHERE app=?1 AND idx NOT IN (SELECT last_block/?2 FROM claims WHERE app=?1 AND kind='accepted')",
      )
      .run(this.#app, epochLength);
  }

  /** Returns whether an input lies in a later epoch. */
  hasInputsAfter(epoch: number): boolean {
    const row = this.#database.prepare("SELECT 1 FROM inputs WHERE app=? AND epoch>? LIMIT 1").get(this.#app, epoch);
    return row !== undefined;
  }

  /** Returns what is known of an epoch's inputs. */
  inputsOf(epoch: number): EpochInputs {
    const row = this.#database
      .prepare(
        "SELECT min(idx) low, max(idx)+1 high, sum(status='NONE') open, max(outputs_end) size FROM inputs WHERE app=? AND epoch=?",
      )
      .get(this.#app, epoch) as SqlRow;
    const last = this.#database
      .prepare("SELECT machine_hash FROM inputs WHERE app=? AND epoch=? ORDER BY idx DESC LIMIT 1")
      .get(this.#app, epoch) as { machine_hash: Uint8Array | null } | undefined;
    return {
      low: Number(row["low"]),
      high: Number(row["high"]),
      open: Number(row["open"]),
      outputsEnd: Number(row["size"]),
      machineHash: last?.machine_hash ?? undefined,
    };
  }

  /** Returns how many outputs an epoch's root covers, or undefined while it has none. */
  provenOutputs(epoch: number): number | undefined {
    const row = this.#database
      .prepare("SELECT outputs_end FROM epochs WHERE app=? AND idx=? AND root IS NOT NULL")
      .get(this.#app, epoch) as { outputs_end: number | null } | undefined;
    return row?.outputs_end ?? undefined;
  }
}
