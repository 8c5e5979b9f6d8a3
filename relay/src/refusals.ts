/**
 * Registrations that the relay carries, on disk from before it pays for them, and the code with which the back-end
 * refused them: the same message is then answered with the code and not carried again.
 */
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import type { Database, SqlRow } from "./database.ts";

/** About 1 MB on disk; the oldest go first. A maker's signature stands behind each. */
export const REGISTRATIONS_MAX = 10_000;

/** Registrations by the hash of their message: another signature over it does not make it another. */
export class Refusals {
  readonly #db: Database;
  readonly #provider: CryptoProvider;

  constructor(database: Database, provider: CryptoProvider) {
    this.#db = database;
    this.#provider = provider;
  }

  /** Notes a registration that is to be carried. Runs in the caller's transaction. */
  carry(device: DeviceId, message: Uint8Array): void {
    const insert = "INSERT OR IGNORE INTO registrations (hash, device) VALUES (?, ?)";
    const { lastInsertRowid } = this.#db.sql(insert).run(this.#provider.sha256(message), device);
    this.#db.sql("DELETE FROM registrations WHERE id <= ?").run(Number(lastInsertRowid) - REGISTRATIONS_MAX);
  }

  /** Keeps the code with which the back-end refused the registration that was carried for this device. */
  refuse(device: DeviceId, code: Code): void {
    this.#db.sql("UPDATE registrations SET code = ? WHERE device = ? AND code IS NULL").run(code, device);
  }

  /** Forgets the registration that was carried for this device: the back-end has admitted it. */
  forget(device: DeviceId): void {
    this.#db.sql("DELETE FROM registrations WHERE device = ? AND code IS NULL").run(device);
  }

  /** Returns the back-end's code for a message that it refused. */
  codeOf(message: Uint8Array): Code | undefined {
    const select = "SELECT code FROM registrations WHERE hash = ? AND code IS NOT NULL";
    const row = this.#db.sql(select).get(this.#provider.sha256(message)) as SqlRow | undefined;
    return row && (row["code"] as Code);
  }
}
