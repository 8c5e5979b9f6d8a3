/** The life of epochs: made by the first input that falls into one, moved on by head, outcomes and claims on chain. */
import type { DatabaseSync } from "node:sqlite";
import type { Application } from "./application.ts";
import { toHex } from "./codec.ts";
import { rootOf } from "./proofs.ts";
import { transact } from "./store/database.ts";

export type EpochStatus =
  | "OPEN"
  | "CLOSED"
  | "INPUTS_PROCESSED"
  | "CLAIM_COMPUTED"
  | "CLAIM_SUBMITTED"
  | "CLAIM_ACCEPTED"
  | "CLAIM_REJECTED";

/** A claim by a validator, or one accepted on chain, that is not what this node computed. */
export interface WrongClaim {
  readonly epoch: number;
  readonly submitter: string;
  readonly claimed: string;
  readonly computed: string;
  readonly accepted: boolean;
}

/** The wrong claims on record for an application. */
export function wrongClaims(app: Application, database: DatabaseSync): WrongClaim[] {
  const { epochLength } = app.deployment.consensus;
  return database
    .prepare(
      "SELECT c.kind,c.last_block,c.root,c.submitter,e.root mine FROM claims c JOIN epochs e ON e.app=c.app AND e.idx=c.last_block/?2 WHERE c.app=?1 AND e.root IS NOT NULL ORDER BY c.block",
    )
    .all(app.records.app, epochLength)
    .map((row) => ({
      epoch: Math.floor(Number(row["last_block"]) / epochLength),
      submitter: String(row["submitter"]),
      claimed: String(row["root"]),
      computed: toHex(row["mine"] as Uint8Array),
      accepted: row["kind"] === "accepted",
    }))
    .filter(({ claimed, computed }) => claimed !== computed);
}

/**
 * Moves every unsettled epoch as far as the facts allow. `head` is the newest followed block.
 * Returns true when something changed.
 */
export function settleEpochs(app: Application, database: DatabaseSync, head: number, nowMs: number): boolean {
  const { records, deployment } = app;
  const { epochLength } = deployment.consensus;
  let changed = false;
  transact(database, () => {
    const made = database
      .prepare(
        "INSERT OR IGNORE INTO epochs(app,idx,virtual,status,created_ms,updated_ms) SELECT ?1,epoch,(SELECT count(DISTINCT i.epoch) FROM inputs i WHERE i.app=?1 AND i.epoch<inputs.epoch),'OPEN',?2,?2 FROM inputs WHERE app=?1 AND epoch>coalesce((SELECT max(idx) FROM epochs WHERE app=?1),-1) GROUP BY epoch",
      )
      .run(records.app, nowMs);
    changed ||= Number(made.changes) > 0;
    const rows = database
      .prepare(
        "SELECT idx,status,root FROM epochs WHERE app=? AND status NOT IN('CLAIM_ACCEPTED','CLAIM_REJECTED') ORDER BY idx",
      )
      .all(records.app);
    for (const row of rows) {
      const epoch = Number(row["idx"]);
      const lastBlock = (epoch + 1) * epochLength - 1;
      let status: EpochStatus = "OPEN";
      let root: Buffer | null = null;
      let outputsEnd: number | null = null;
      let claimTx: string | null = null;
      const last = database
        .prepare(
          "SELECT max(idx) n, sum(status='NONE') open, max(outputs_end) size FROM inputs WHERE app=? AND epoch=?",
        )
        .get(records.app, epoch)!;
      const later = database.prepare("SELECT 1 FROM inputs WHERE app=? AND epoch>? LIMIT 1").get(records.app, epoch);
      if (head >= lastBlock || later !== undefined) {
        status = "CLOSED";
        if (Number(last["open"]) === 0 && last["n"] !== null && records.state().state === "ENABLED") {
          outputsEnd = Number(last["size"]);
          root = rootOf(records.tree, outputsEnd);
          status = "CLAIM_COMPUTED";
          const claims = database
            .prepare("SELECT kind,root,tx FROM claims WHERE app=? AND last_block=? ORDER BY kind DESC")
            .all(records.app, lastBlock);
          for (const claim of claims) {
            const mine = claim["root"] === toHex(root);
            if (claim["kind"] === "submitted" && mine) {
              status = "CLAIM_SUBMITTED";
              claimTx = String(claim["tx"]);
            }
            if (claim["kind"] === "accepted") status = mine ? "CLAIM_ACCEPTED" : "CLAIM_REJECTED";
          }
          if (status === "CLAIM_REJECTED")
            records.fail(
              "INOPERABLE",
              `epoch ${epoch}: the consensus accepted another outputs root than this node's`,
              nowMs,
            );
        }
      }
      if (row["status"] === status) continue;
      changed = true;
      database
        .prepare("UPDATE epochs SET status=?,root=?,outputs_end=?,claim_tx=?,updated_ms=? WHERE app=? AND idx=?")
        .run(status, root, outputsEnd, claimTx, nowMs, records.app, epoch);
    }
  });
  return changed;
}
