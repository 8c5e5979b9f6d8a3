/**
 * Messages that do not wait for company: registrations, operations, and what a device sends within a minute of its own. Whoever
 * registers a car sees it in the record at once.
 */
import type { Database, SqlRow } from "./database.ts";

/** How long after its registration a device is new. */
export const NEW_MS = 60_000;

/** Finds urgent messages in the store, at the cost of one lookup for each message that waits. */
export class Urgency {
  readonly #db: Database;

  constructor(database: Database) {
    this.#db = database;
  }

  /** Returns when the oldest message came that waits and is urgent; undefined when none does. */
  oldestMs(): number | undefined {
    const row = this.#db
      .sql(
        `SELECT received_ms AS ms FROM items AS waiting WHERE batch IS NULL AND (kind IN ('registration', 'operation') OR EXISTS (
           SELECT 1 FROM items AS first WHERE first.device = waiting.device AND first.sequence = 0
           AND first.kind = 'registration' AND waiting.received_ms < first.received_ms + ${NEW_MS}))
         ORDER BY id LIMIT 1`,
      )
      .get() as SqlRow | undefined;
    return row && Number(row["ms"]);
  }
}
