/** Checkpoints of the chain: numbers and hashes of blocks whose logs are stored. */
import type { DatabaseSync } from "node:sqlite";
import type { SeenBlock } from "@witness/ethereum/checkpoints";

/** The checkpoints, shared by all applications of a node. */
export class Blocks {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Returns the checkpoints, newest first. */
  all(): SeenBlock[] {
    const rows = this.#database.prepare("SELECT number,hash FROM blocks ORDER BY number DESC").all();
    return rows.map((row) => ({ number: Number(row["number"]), hash: String(row["hash"]) }));
  }

  /** Returns the number of the newest checkpoint, or undefined when there is none. */
  newest(): number | undefined {
    const row = this.#database.prepare("SELECT max(number) n FROM blocks").get() as { n: number | null };
    return row.n ?? undefined;
  }

  /** Returns the hash at a number, or undefined when it is no checkpoint. */
  hashOf(number: number): string | undefined {
    const row = this.#database.prepare("SELECT hash FROM blocks WHERE number=?").get(number);
    return row === undefined ? undefined : String(row["hash"]);
  }

  /** Adds a checkpoint. Keeps the oldest of all and at most the `most` newest, and forgets the others. */
  add({ number, hash }: SeenBlock, most: number): void {
    this.#database.prepare("INSERT OR REPLACE INTO blocks VALUES(?,?)").run(number, hash);
    this.#database
      .prepare(
        "DELETE FROM blocks WHERE number<=(SELECT number FROM blocks ORDER BY number DESC LIMIT 1 OFFSET ?) AND number>(SELECT min(number) FROM blocks)",
      )
      .run(most);
  }

  /** Forgets the checkpoints after a block. */
  dropAfter(number: number): void {
    this.#database.prepare("DELETE FROM blocks WHERE number>?").run(number);
  }

  /** Forgets all checkpoints but the oldest. Returns its number. */
  dropAllButOldest(): number {
    this.#database.exec("DELETE FROM blocks WHERE number>(SELECT min(number) FROM blocks)");
    const row = this.#database.prepare("SELECT min(number) n FROM blocks").get() as { n: number };
    return row.n;
  }
}
