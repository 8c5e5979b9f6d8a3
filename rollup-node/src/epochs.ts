/** The life of epochs: made by the first input that falls into one, moved on by head, outcomes and claims on chain. */
import type { DatabaseSync } from "node:sqlite";
import type { Application } from "./application.ts";
import { toHex } from "./codec.ts";
import { rootOf } from "./proofs.ts";
import { transact } from "./store/database.ts";

export const EPOCH_STATUSES = [
  "OPEN",
  "CLOSED",
  "INPUTS_PROCESSED",
  "CLAIM_COMPUTED",
  "CLAIM_SUBMITTED",
  "CLAIM_ACCEPTED",
  "CLAIM_REJECTED",
] as const;

export type EpochStatus = (typeof EPOCH_STATUSES)[number];

/**
 * Moves every unsettled epoch as far as the facts allow. `head` is the newest followed block.
 * As on the real node, processing and claiming are two looks apart: INPUTS_PROCESSED is seen between them.
 * Returns true when something changed.
 */
export function settleEpochs(app: Application, database: DatabaseSync, head: number, nowMs: number): boolean {
  const { records } = app;
  return transact(database, () => {
    const made = database
      .prepare(
        "INSERT INTO epochs(app,idx,virtual,status,created_ms,updated_ms) SELECT ?1,epoch,(SELECT coalesce(max(virtual),-1) FROM epochs WHERE app=?1)+row_number() OVER (ORDER BY epoch),'OPEN',?2,?2 FROM inputs WHERE app=?1 AND epoch>coalesce((SELECT max(idx) FROM epochs WHERE app=?1),-1) GROUP BY epoch",
      )
      .run(records.app, nowMs);
    let changed = Number(made.changes) > 0;
    if (records.state().state !== "ENABLED") return changed;
    const rows = database
      .prepare(
        "SELECT idx,status,root,outputs_end FROM epochs WHERE app=? AND status IN('OPEN','CLOSED','INPUTS_PROCESSED','CLAIM_COMPUTED','CLAIM_SUBMITTED') ORDER BY idx",
      )
      .all(records.app);
    for (const row of rows) {
      const now = settle(app, database, head, {
        epoch: Number(row["idx"]),
        status: row["status"] as EpochStatus,
        root: row["root"] === null ? undefined : Buffer.from(row["root"] as Uint8Array),
        outputsEnd: Number(row["outputs_end"]),
      });
      if (now === undefined || now.status === row["status"]) continue;
      changed = true;
      database
        .prepare("UPDATE epochs SET status=?,root=?,outputs_end=?,claim_tx=?,updated_ms=? WHERE app=? AND idx=?")
        .run(
          now.status,
          now.root ?? null,
          now.root === undefined ? null : now.outputsEnd,
          now.claimTx ?? null,
          nowMs,
          records.app,
          Number(row["idx"]),
        );
      if (now.status === "CLAIM_REJECTED")
        app.end(`epoch ${row["idx"]}: the consensus accepted another outputs root than this node's`, "INOPERABLE", {
          block: records.acceptedIn((Number(row["idx"]) + 1) * app.deployment.consensus.epochLength - 1),
        });
    }
    return changed;
  });
}

interface EpochState {
  readonly epoch: number;
  readonly status: EpochStatus;
  readonly root: Buffer | undefined;
  readonly outputsEnd: number;
  readonly claimTx?: string;
}

/** Where an epoch stands now, or undefined when nothing about it can have changed. */
function settle(app: Application, database: DatabaseSync, head: number, state: EpochState): EpochState | undefined {
  const { records, deployment } = app;
  const { epoch } = state;
  const lastBlock = (epoch + 1) * deployment.consensus.epochLength - 1;
  if (state.root !== undefined) return claimed(records.app, database, lastBlock, state);
  const later = database.prepare("SELECT 1 FROM inputs WHERE app=? AND epoch>? LIMIT 1").get(records.app, epoch);
  if (head < lastBlock && later === undefined) return undefined;
  const inputs = database
    .prepare("SELECT sum(status='NONE') open, max(outputs_end) size FROM inputs WHERE app=? AND epoch=?")
    .get(records.app, epoch);
  if (Number(inputs?.["open"]) > 0) return { ...state, status: "CLOSED" };
  if (state.status !== "INPUTS_PROCESSED") return { ...state, status: "INPUTS_PROCESSED" };
  const outputsEnd = Number(inputs?.["size"]);
  const root = rootOf(records.tree, outputsEnd);
  return claimed(records.app, database, lastBlock, { ...state, status: "CLAIM_COMPUTED", root, outputsEnd });
}

/** What the chain says about a computed claim. */
function claimed(app: number, database: DatabaseSync, lastBlock: number, state: EpochState): EpochState {
  const claims = database
    .prepare("SELECT kind,root,tx FROM claims WHERE app=? AND last_block=? ORDER BY block,submitter")
    .all(app, lastBlock);
  const mine = (claim: Record<string, unknown>) => claim["root"] === toHex(state.root!);
  const submitted = claims.find((claim) => claim["kind"] === "submitted" && mine(claim));
  const accepted = claims.find((claim) => claim["kind"] === "accepted");
  let { status } = state;
  if (submitted !== undefined) status = "CLAIM_SUBMITTED";
  if (accepted !== undefined) status = mine(accepted) ? "CLAIM_ACCEPTED" : "CLAIM_REJECTED";
  return { ...state, status, ...(submitted !== undefined && { claimTx: String(submitted["tx"]) }) };
}
