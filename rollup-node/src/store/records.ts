/** What one application left behind: inputs, outputs, reports, tree nodes. Writers for the driver and the reader. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { BackendResult } from "../backend/backend.ts";
import { nodeError } from "../errors.ts";
import { keccak } from "../keccak.ts";
import { append, type NodeStore, rootOf } from "../proofs.ts";
import { Claims } from "./claims.ts";
import { transact } from "./database.ts";
import { Epochs } from "./epochs.ts";
import { SnapshotNotes } from "./snapshots.ts";

/** An input as the chain's event has it. */
export interface NewInput {
  readonly index: number;
  readonly epoch: number;
  readonly block: number;
  readonly raw: Uint8Array;
  readonly sender: string;
  readonly tx: string;
}

/** An input to be given to the back-end. */
export interface QueuedInput {
  readonly index: number;
  readonly epoch: number;
  readonly raw: Uint8Array;
}

type SqlRow = Record<string, unknown>;

/** A claim as the chain's event has it. */
export interface ClaimRow {
  /** Grows with each claim that is read. */
  readonly row: number;
  readonly lastBlock: number;
  readonly root: string;
  /** Empty for the consensus itself, when it accepted the claim. */
  readonly submitter: string;
  readonly accepted: boolean;
}

/** What on the chain ended an application: an input's index, or the block of an event. */
export interface EndCause {
  readonly input?: number | undefined;
  readonly block?: number | undefined;
}

/** The inputs, outcomes and claims of one application. */
export class Records {
  readonly app: number;
  readonly tree: NodeStore;
  readonly epochs: Epochs;
  readonly claims: Claims;
  /** Notes of the snapshots on disk. */
  readonly snapshots: SnapshotNotes;
  #database: DatabaseSync;
  #statements = new Map<string, StatementSync>();

  constructor(app: number, database: DatabaseSync) {
    this.app = app;
    this.#database = database;
    this.epochs = new Epochs(app, database);
    this.claims = new Claims(app, database);
    this.snapshots = new SnapshotNotes(this, database);
    this.tree = {
      get: (level, index) => {
        const row = this.#sql("SELECT hash FROM nodes WHERE app=? AND level=? AND idx=?").get(app, level, index);
        return row === undefined ? undefined : Buffer.from((row as SqlRow)["hash"] as Uint8Array);
      },
      put: (level, index, hash) => {
        this.#sql("INSERT OR REPLACE INTO nodes VALUES(?,?,?,?)").run(app, level, index, hash);
      },
    };
  }

  /** Runs `work` in one transaction: all of it is stored, or nothing. Returns what it returns. */
  transact<T>(work: () => T): T {
    return transact(this.#database, work);
  }

  #sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#database.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  #count(text: string): number {
    return Number((this.#sql(text).get(this.app) as SqlRow)["n"]);
  }

  inputCount(): number {
    return this.#count("SELECT coalesce(max(idx)+1,0) n FROM inputs WHERE app=?");
  }

  /** Returns how many inputs have an outcome. They are processed in order, so it is the first index without one. */
  processedCount(): number {
    return this.#count(
      "SELECT coalesce((SELECT min(idx) FROM inputs WHERE app=?1 AND status='NONE'), (SELECT coalesce(max(idx)+1,0) FROM inputs WHERE app=?1)) n",
    );
  }

  outputCount(): number {
    return this.#count("SELECT coalesce(max(idx)+1,0) n FROM outputs WHERE app=?");
  }

  reportCount(): number {
    return this.#count("SELECT coalesce(max(idx)+1,0) n FROM reports WHERE app=?");
  }

  addInput(input: NewInput, nowMs: number): void {
    const { index, epoch, block, raw, sender, tx } = input;
    this.#sql(
      "INSERT INTO inputs(app,idx,epoch,block,raw,sender,tx,created_ms,updated_ms) VALUES(?,?,?,?,?,?,?,?,?)",
    ).run(this.app, index, epoch, block, raw, sender, tx, nowMs, nowMs);
  }

  /** Returns the stored input at an index, to compare it with the one on a new branch. */
  inputAt(index: number): { raw: Uint8Array; tx: string; block: number } | undefined {
    const row = this.#sql("SELECT raw,tx,block FROM inputs WHERE app=? AND idx=?").get(this.app, index) as
      | SqlRow
      | undefined;
    if (row === undefined) return undefined;
    return { raw: row["raw"] as Uint8Array, tx: String(row["tx"]), block: Number(row["block"]) };
  }

  firstInputAfterBlock(block: number): number {
    const row = this.#sql("SELECT min(idx) n FROM inputs WHERE app=? AND block>?").get(this.app, block) as SqlRow;
    return row["n"] === null ? this.inputCount() : Number(row["n"]);
  }

  moveInput(index: number, tx: string): void {
    this.#sql("UPDATE inputs SET tx=? WHERE app=? AND idx=?").run(tx, this.app, index);
  }

  /** Returns inputs from an index on, oldest first, at most `limit`. */
  queued(from: number, limit: number): QueuedInput[] {
    const rows = this.#sql("SELECT idx,epoch,raw FROM inputs WHERE app=? AND idx>=? ORDER BY idx LIMIT ?").all(
      this.app,
      from,
      limit,
    );
    return rows.map((row) => ({
      index: Number(row["idx"]),
      epoch: Number(row["epoch"]),
      raw: row["raw"] as Uint8Array,
    }));
  }

  /** Returns accepted inputs from an index on, with their outputs, for a replay. */
  accepted(
    from: number,
    limit: number,
  ): { index: number; raw: Uint8Array; outputs: { index: number; raw: Buffer }[] }[] {
    const rows = this.#sql(
      "SELECT idx,raw FROM inputs WHERE app=? AND idx>=? AND status='ACCEPTED' ORDER BY idx LIMIT ?",
    ).all(this.app, from, limit);
    return rows.map((row) => ({
      index: Number(row["idx"]),
      raw: row["raw"] as Uint8Array,
      outputs: this.#sql("SELECT idx,raw FROM outputs WHERE app=? AND input=? ORDER BY idx")
        .all(this.app, Number(row["idx"]))
        .map((output) => ({ index: Number(output["idx"]), raw: Buffer.from(output["raw"] as Uint8Array) })),
    }));
  }

  /** Stores an outcome. Only accepted inputs leave outputs. Reports are always stored. */
  keep(input: QueuedInput, outcome: BackendResult, next: { output: number; report: number }, nowMs: number): void {
    let output = next.output;
    for (const raw of outcome.status === "ACCEPTED" ? outcome.outputs : []) {
      const selector = `0x${raw.subarray(0, 4).toString("hex")}`;
      const aims = selector === "0x237a816f" || selector === "0x10321e8b";
      this.#sql(
        "INSERT INTO outputs(app,idx,epoch,input,raw,selector,destination,created_ms,updated_ms) VALUES(?,?,?,?,?,?,?,?,?)",
      ).run(
        this.app,
        output,
        input.epoch,
        input.index,
        raw,
        selector,
        aims ? `0x${raw.subarray(16, 36).toString("hex")}` : null,
        nowMs,
        nowMs,
      );
      append(this.tree, output, keccak(raw));
      output++;
    }
    let report = next.report;
    for (const raw of outcome.reports)
      this.#sql("INSERT INTO reports VALUES(?,?,?,?,?,?)").run(
        this.app,
        report++,
        input.epoch,
        input.index,
        raw,
        nowMs,
      );
    const root = rootOf(this.tree, output);
    if (outcome.outputsRoot !== undefined && outcome.status === "ACCEPTED" && !root.equals(outcome.outputsRoot))
      throw nodeError(
        "outputs-root-differs",
        `Input ${input.index}: the machine's outputs root is 0x${outcome.outputsRoot.toString("hex")}, the node's 0x${root.toString("hex")}.`,
      );
    this.#sql(
      "UPDATE inputs SET status=?,exception=?,cycles=?,machine_hash=?,outputs_hash=?,outputs_end=?,updated_ms=? WHERE app=? AND idx=?",
    ).run(
      outcome.status,
      outcome.exception ?? null,
      outcome.cycles ?? null,
      outcome.machineHash ?? null,
      root,
      output,
      nowMs,
      this.app,
      input.index,
    );
  }

  /** Forgets inputs from an index on, with their outputs and reports, and the tree's nodes over these outputs. */
  dropFrom(index: number): void {
    this.#sql("DELETE FROM inputs WHERE app=? AND idx>=?").run(this.app, index);
    this.#sql("DELETE FROM snapshots WHERE app=? AND inputs>?").run(this.app, index);
    this.#sql("DELETE FROM outputs WHERE app=? AND input>=?").run(this.app, index);
    this.#sql("DELETE FROM reports WHERE app=? AND input>=?").run(this.app, index);
    const outputs = this.outputCount();
    // A complete subtree at level l is gone when its last leaf is.
    for (let level = 0; level < 53; level++)
      this.#sql("DELETE FROM nodes WHERE app=? AND level=? AND idx>=?").run(
        this.app,
        level,
        Math.floor(outputs / 2 ** level),
      );
    const last = this.#sql("SELECT max(epoch) n FROM inputs WHERE app=?").get(this.app) as SqlRow;
    this.#sql("DELETE FROM epochs WHERE app=? AND idx>?").run(this.app, last["n"] === null ? -1 : Number(last["n"]));
    this.#sql("UPDATE epochs SET status='OPEN', root=NULL, outputs_end=NULL, claim_tx=NULL WHERE app=? AND idx=?").run(
      this.app,
      last["n"] === null ? -1 : Number(last["n"]),
    );
  }

  /** Notes an execution. It is not stored with the output: a node that starts over reads the event before the output. */
  executed(output: number, tx: string, block: number): void {
    this.#sql("INSERT OR REPLACE INTO executions VALUES(?,?,?,?)").run(this.app, output, tx, block);
  }

  /** Notes why the application ended, and what on the chain ended it, so that a reorganisation can undo that. */
  fail(state: "INOPERABLE" | "FAILED", reason: string, nowMs: number, { input, block }: EndCause = {}): void {
    this.#sql("UPDATE apps SET state=?,reason=?,updated_ms=? WHERE id=?").run(state, reason, nowMs, this.app);
    this.#sql("INSERT OR REPLACE INTO causes VALUES(?,?,?)").run(this.app, input ?? null, block ?? null);
  }

  /**
   * Makes an INOPERABLE application ENABLED when the chain dropped what ended it: an input at or after `input`, or
   * an event in a block after `block`. Returns whether it did. An end that the chain did not cause stays.
   */
  lift({ input = Number.MAX_SAFE_INTEGER, block = Number.MAX_SAFE_INTEGER }: EndCause, nowMs: number): boolean {
    const lifted = this.#sql(
      "UPDATE apps SET state='ENABLED',reason=NULL,updated_ms=?2 WHERE id=?1 AND state='INOPERABLE' AND EXISTS (SELECT 1 FROM causes WHERE app=?1 AND (input>=?3 OR block>?4))",
    ).run(this.app, nowMs, input, block);
    return lifted.changes !== 0;
  }

  /** Returns the claims after a row, in the order in which they were read. */
  claimsAfter(row: number): ClaimRow[] {
    return this.#sql("SELECT rowid,kind,last_block,root,submitter FROM claims WHERE app=? AND rowid>? ORDER BY rowid")
      .all(this.app, row)
      .map((claim) => ({
        row: Number(claim["rowid"]),
        lastBlock: Number(claim["last_block"]),
        root: String(claim["root"]),
        submitter: String(claim["submitter"]),
        accepted: claim["kind"] === "accepted",
      }));
  }

  /** Returns how many outputs there are after an epoch, or undefined while an input up to its end is not processed. */
  outputsAfter(epoch: number): number | undefined {
    const last = this.#sql(
      "SELECT status,outputs_end FROM inputs WHERE app=? AND epoch<=? ORDER BY epoch DESC,idx DESC LIMIT 1",
    ).get(this.app, epoch);
    if (last?.["status"] === "NONE") return undefined;
    return Number(last?.["outputs_end"] ?? 0);
  }

  hasEpoch(index: number): boolean {
    return this.#sql("SELECT 1 FROM epochs WHERE app=? AND idx=?").get(this.app, index) !== undefined;
  }

  /** Returns the block in which the consensus accepted a claim for the epoch that ends with `lastBlock`, if it did. */
  acceptedIn(lastBlock: number): number | undefined {
    const row = this.#sql("SELECT block FROM claims WHERE app=? AND kind='accepted' AND last_block=?").get(
      this.app,
      lastBlock,
    );
    return row === undefined ? undefined : Number(row["block"]);
  }

  /** Makes a FAILED application ENABLED: the operator may have mended the cause. INOPERABLE stays. */
  revive(nowMs: number): void {
    this.#sql("UPDATE apps SET state='ENABLED',reason=NULL,updated_ms=? WHERE id=? AND state='FAILED'").run(
      nowMs,
      this.app,
    );
  }

  state(): { state: string; reason: string | null } {
    const row = this.#sql("SELECT state,reason FROM apps WHERE id=?").get(this.app) as SqlRow;
    return { state: String(row["state"]), reason: row["reason"] === null ? null : String(row["reason"]) };
  }

  /** Returns the first difference between two runs of one input. With a text, it stores that, unless there is one. */
  finding(text?: string): string | undefined {
    if (text !== undefined) this.#sql("INSERT OR IGNORE INTO findings VALUES(?,?)").run(this.app, text);
    const row = this.#sql("SELECT text FROM findings WHERE app=?").get(this.app);
    return row === undefined ? undefined : String(row["text"]);
  }

  /** Stores the state hash after an input, 32 bytes, when it is known only later. */
  hashed(index: number, hash: Buffer): void {
    this.#sql("UPDATE inputs SET machine_hash=? WHERE app=? AND idx=?").run(hash, this.app, index);
  }
}
