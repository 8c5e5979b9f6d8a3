/**
 * Registrations that the back-end refused after the relay had paid for them, on disk: the same message is answered with
 * the back-end's code and not carried again.
 */
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { Code } from "@witness/protocol/errors";
import type { Database, SqlRow } from "./database.ts";

/** About 1 MB on disk; the oldest go first. A maker's signature stands behind each. */
const REFUSALS_MAX = 10_000;

/** Refused registrations by the hash of their message: another signature over it does not make it another. */
export class Refusals {
  readonly #db: Database;
  readonly #provider: CryptoProvider;

  constructor(database: Database, provider: CryptoProvider) {
    this.#db = database;
    this.#provider = provider;
  }

  /** Keeps the back-end's code for a message. */
  remember(message: Uint8Array, code: Code): void {
    const insert = "INSERT OR IGNORE INTO refused_registrations (hash, code) VALUES (?, ?)";
    const { lastInsertRowid } = this.#db.sql(insert).run(this.#provider.sha256(message), code);
    this.#db.sql("DELETE FROM refused_registrations WHERE id <= ?").run(Number(lastInsertRowid) - REFUSALS_MAX);
  }

  /** Returns the back-end's code for a message that it refused. */
  codeOf(message: Uint8Array): Code | undefined {
    const select = "SELECT code FROM refused_registrations WHERE hash = ?";
    const row = this.#db.sql(select).get(this.#provider.sha256(message)) as SqlRow | undefined;
    return row && (row["code"] as Code);
  }
}
