/** Claims for one application, as the events of the consensus state them. */
import type { DatabaseSync } from "node:sqlite";

/** A claim's event. */
export interface NewClaim {
  readonly accepted: boolean;
  /** The last block of the epoch that it is for. */
  readonly lastBlock: number;
  /** 0x and 64 digits. */
  readonly root: string;
  /** In lower case; empty for the consensus itself, when it accepted the claim. */
  readonly submitter: string;
  /** The block and transaction of the event. */
  readonly block: number;
  readonly tx: string;
}

/** A claim on chain. */
export interface Claim {
  readonly accepted: boolean;
  readonly root: string;
  readonly tx: string;
}

/** The claims of one application. */
export class Claims {
  readonly #app: number;
  readonly #database: DatabaseSync;

  constructor(app: number, database: DatabaseSync) {
    this.#app = app;
    this.#database = database;
  }

  /** Stores a claim. A claim that is on record already is replaced. */
  add({ accepted, lastBlock, root, submitter, block, tx }: NewClaim): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO claims VALUES(?,?,?,?,?,?,?)")
      .run(this.#app, accepted ? "accepted" : "submitted", lastBlock, root, submitter, block, tx);
  }

  /** Returns the claims for the epoch that ends with a block, in the order of the chain. */
  of(lastBlock: number): Claim[] {
    return this.#database
      .prepare("SELECT kind,root,tx FROM claims WHERE app=? AND last_block=? ORDER BY block,submitter")
      .all(this.#app, lastBlock)
      .map((row) => ({ accepted: row["kind"] === "accepted", root: String(row["root"]), tx: String(row["tx"]) }));
  }

  /** Returns whether a validator's claim for the epoch that ends with a block is on the chain. */
  has(lastBlock: number, submitter: string): boolean {
    const row = this.#database
      .prepare("SELECT 1 FROM claims WHERE app=? AND kind='submitted' AND last_block=? AND submitter=?")
      .get(this.#app, lastBlock, submitter);
    return row !== undefined;
  }

  /** Forgets claims and executions of outputs whose events lie after a block. */
  dropAfter(block: number): void {
    this.#database.prepare("DELETE FROM claims WHERE app=? AND block>?").run(this.#app, block);
    this.#database.prepare("DELETE FROM executions WHERE app=? AND block>?").run(this.#app, block);
  }
}
