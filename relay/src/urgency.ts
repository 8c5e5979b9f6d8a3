/**
 * What does not wait for company: registrations, and what a device sends in its first minute. Who brings a new car in
 * sees it in the record at once.
 */
import type { Database, SqlRow } from "./database.ts";

/** How long after its registration a device is new. */
const NEW_MS = 60_000;

/** Asks the store; its answer is read by an index, and costs a lookup for each message that waits. */
export class Urgency {
  readonly #db: Database;

  constructor(database: Database) {
    this.#db = database;
  }

  /** Returns when the oldest message came that waits and is urgent; undefined when none does. */
  oldestMs(): number | undefined {
    const row = this.#db
      .sql(
        `SELECT received_ms AS ms FROM items AS waiting WHERE batch IS NULL AND (kind = 'registration' OR EXISTS (
           SELECT 1 FROM items AS first WHERE first.device = waiting.device AND first.sequence = 0
           AND first.kind = 'registration' AND waiting.received_ms < first.received_ms + ${NEW_MS}))
         ORDER BY id LIMIT 1`,
      )
      .get() as SqlRow | undefined;
    return row && Number(row["ms"]);
  }
}
