/** Payloads on their way to the chain, on disk until they are final. */
import type { Database, SqlRow } from "./database.ts";
import type { Received } from "./outbox.ts";

/** A payload that is in no block. */
export interface StoredBatch {
  readonly id: number;
  readonly payload: Uint8Array;
  /** How many messages it carries. */
  readonly messages: number;
  /** Of the newest transaction that carries it. */
  readonly nonce: number | undefined;
  /** Hashes of every transaction that may carry it, oldest first. */
  readonly hashes: readonly string[];
  /** The newest of these transactions, signed; it has the nonce. */
  readonly raw: string | undefined;
}

/** One that is in a block, but not so deep that a reorganisation could not drop it. */
export interface IncludedBatch {
  readonly id: number;
  readonly nonce: number;
  readonly block: number;
  readonly hashes: readonly string[];
}

const hashesOf = (row: SqlRow): string[] => JSON.parse(String(row["hashes"]));

/** The payloads of one relay. Later ones may only be read after earlier ones, so their order is the order of ids. */
export class Payloads {
  readonly #db: Database;

  constructor(database: Database) {
    this.#db = database;
  }

  /** Keeps a payload, which is then sent until it is in a block. Returns its id. */
  add(payload: Uint8Array, messages: number): number {
    const insert = "INSERT INTO batches (payload, messages, since_ms, since_block) VALUES (?, ?, 0, 0)";
    return Number(this.#db.sql(insert).run(payload, messages).lastInsertRowid);
  }

  /** Notes when the oldest message in it came. */
  setSince(id: number, { ms, block }: Received): void {
    this.#db.sql("UPDATE batches SET since_ms = ?, since_block = ? WHERE id = ?").run(ms, block, id);
  }

  /** Returns the oldest payloads that are in no block. */
  unfinished(most: number): StoredBatch[] {
    const rows = this.#db.sql("SELECT * FROM batches WHERE block IS NULL ORDER BY id LIMIT ?").all(most) as SqlRow[];
    return rows.map((row) => ({
      id: Number(row["id"]),
      payload: row["payload"] as Uint8Array,
      messages: Number(row["messages"]),
      nonce: row["nonce"] === null ? undefined : Number(row["nonce"]),
      hashes: hashesOf(row),
      raw: row["raw"] === null ? undefined : String(row["raw"]),
    }));
  }

  /** Returns how many are in no block. */
  countUnfinished(): number {
    const row = this.#db.sql("SELECT count(*) AS n FROM batches WHERE block IS NULL").get() as SqlRow;
    return Number(row["n"]);
  }

  /** Returns when the oldest message came that is in a payload and in no block. */
  oldest(): Received | undefined {
    const select = "SELECT min(since_ms) AS ms, min(since_block) AS block FROM batches WHERE block IS NULL";
    const row = this.#db.sql(select).get() as SqlRow;
    return row["ms"] === null ? undefined : { ms: Number(row["ms"]), block: Number(row["block"]) };
  }

  /** Returns the highest nonce of payloads that are in a block and not final; -1 when there is none. */
  highestNonce(): number {
    const row = this.#db.sql("SELECT max(nonce) AS n FROM batches WHERE block IS NOT NULL").get() as SqlRow;
    return row["n"] === null ? -1 : Number(row["n"]);
  }

  /**
   * Keeps a signed transaction before it is sent. With a new nonce, whatever is younger must follow it: younger
   * payloads that were sent are sent again, and what they carry twice is ignored by its sequence numbers.
   */
  setTransaction(batch: StoredBatch, { nonce, hash, raw }: { nonce: number; hash: string; raw: string }): void {
    this.#db.transaction(() => {
      const hashes = JSON.stringify([...batch.hashes, hash]);
      const update = "UPDATE batches SET nonce = ?, hashes = ?, raw = ? WHERE id = ?";
      this.#db.sql(update).run(nonce, hashes, raw, batch.id);
      if (nonce === batch.nonce) return;
      this.#db
        .sql("UPDATE batches SET nonce = NULL, hashes = '[]', raw = NULL, block = NULL WHERE id > ?")
        .run(batch.id);
    });
  }

  /** Notes the block that has it; undefined when a reorganisation dropped it. The chain would tell it once more. */
  setBlock(id: number, block: number | undefined): void {
    const update = "UPDATE batches SET block = ? WHERE id = ?";
    this.#db.transactionUnsynced(() => this.#db.sql(update).run(block ?? null, id));
  }

  /** Returns the payloads in a block at or before `block` that are not final, oldest first. */
  included(block: number): IncludedBatch[] {
    const select = "SELECT id, nonce, block, hashes FROM batches WHERE block <= ? ORDER BY id";
    const rows = this.#db.sql(select).all(block) as SqlRow[];
    return rows.map((row) => ({
      id: Number(row["id"]),
      nonce: Number(row["nonce"]),
      block: Number(row["block"]),
      hashes: hashesOf(row),
    }));
  }

  /** Forgets a payload that is final: the chain keeps its bytes. */
  remove(id: number): void {
    this.#db.sql("DELETE FROM batches WHERE id = ?").run(id);
  }
}
