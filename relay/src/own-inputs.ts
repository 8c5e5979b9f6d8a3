/**
 * The relay's own inputs that the back-end may not have judged yet, on disk: a restart forgets none, so the relay hears
 * of whatever the back-end refuses.
 */
import type { Database, SqlRow } from "./database.ts";

/** A back-end that is this far behind is not waited for; what it refuses is seen with the device's next envelope. */
export const OWN_INPUTS_MAX = 4_096;

/** Where the payloads are among the application's inputs. */
export class OwnInputs {
  readonly #db: Database;

  constructor(database: Database) {
    this.#db = database;
  }

  /** Notes where a payload is: in one place only, also when a reorganisation moved it. */
  put(inputIndex: number, batch: number): void {
    this.#db.transaction(() => {
      this.#db.sql("INSERT OR REPLACE INTO own_inputs (input, batch) VALUES (?, ?)").run(inputIndex, batch);
      const oldest = "SELECT input FROM own_inputs ORDER BY input DESC LIMIT 1 OFFSET ?";
      this.#db.sql(`DELETE FROM own_inputs WHERE input <= (${oldest})`).run(OWN_INPUTS_MAX);
    });
  }

  /** Returns the payloads by the index of their input, oldest first. */
  all(): ReadonlyMap<number, number> {
    const rows = this.#db.sql("SELECT input, batch FROM own_inputs ORDER BY input").all() as SqlRow[];
    return new Map(rows.map((row) => [Number(row["input"]), Number(row["batch"])]));
  }

  /** Forgets one that was judged. */
  remove(inputIndex: number): void {
    this.#db.sql("DELETE FROM own_inputs WHERE input = ?").run(inputIndex);
  }
}
