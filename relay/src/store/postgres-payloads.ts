/** Payloads on their way to the chain, in PostgreSQL. */
import type { Received } from "../outbox.ts";
import type { IncludedBatch, StoredBatch } from "../payloads.ts";
import type { Postgres } from "./postgres.ts";
import type { Row } from "./postgres-line.ts";
import type { PayloadStore } from "./store.ts";

const OLDEST_KEPT_MS = 200;

const hashesOf = (row: Row): string[] => JSON.parse(String(row["hashes"]));

/** As `Payloads` over SQLite. */
export class PostgresPayloads implements PayloadStore {
  readonly #db: Postgres;
  readonly #nowMs: () => number;
  #oldest: { readonly received: Promise<Received | undefined>; readonly ms: number } | undefined;

  constructor(database: Postgres, nowMs: () => number) {
    this.#db = database;
    this.#nowMs = nowMs;
  }

  async unfinished(most: number): Promise<StoredBatch[]> {
    const rows = await this.#db.read("SELECT * FROM batches WHERE block IS NULL ORDER BY id LIMIT $1", most);
    return rows.map((row) => ({
      id: Number(row["id"]),
      payload: row["payload"] as Uint8Array,
      messages: Number(row["messages"]),
      nonce: row["nonce"] === null ? undefined : Number(row["nonce"]),
      hashes: hashesOf(row),
      raw: row["raw"] === null ? undefined : String(row["raw"]),
    }));
  }

  async countUnfinished(): Promise<number> {
    const [row] = await this.#db.read("SELECT count(*) AS n FROM batches WHERE block IS NULL");
    return Number(row?.["n"]);
  }

  /** Asked with each request: what another process changed is seen a moment later. */
  oldest(): Promise<Received | undefined> {
    const now = this.#nowMs();
    if (this.#oldest && Math.abs(now - this.#oldest.ms) < OLDEST_KEPT_MS) return this.#oldest.received;
    const received = this.#readOldest();
    this.#oldest = { received, ms: now };
    received.catch(() => this.changed());
    return received;
  }

  /** What was read is no longer so. */
  changed(): void {
    this.#oldest = undefined;
  }

  async #readOldest(): Promise<Received | undefined> {
    const select = "SELECT min(since_ms) AS ms, min(since_block) AS block FROM batches WHERE block IS NULL";
    const [row] = await this.#db.read(select);
    if (!row || row["ms"] === null) return undefined;
    return { ms: Number(row["ms"]), block: Number(row["block"]) };
  }

  async highestNonce(): Promise<number> {
    const [row] = await this.#db.read("SELECT max(nonce) AS n FROM batches WHERE block IS NOT NULL");
    return !row || row["n"] === null ? -1 : Number(row["n"]);
  }

  async included(block: number): Promise<IncludedBatch[]> {
    const select = "SELECT id, nonce, block, hashes FROM batches WHERE block <= $1 ORDER BY id";
    return (await this.#db.read(select, block)).map((row) => ({
      id: Number(row["id"]),
      nonce: Number(row["nonce"]),
      block: Number(row["block"]),
      hashes: hashesOf(row),
    }));
  }

  async setTransaction(
    batch: StoredBatch,
    { nonce, hash, raw }: { readonly nonce: number; readonly hash: string; readonly raw: string },
  ): Promise<void> {
    const hashes = JSON.stringify([...batch.hashes, hash]);
    await this.#db.carry(async (query) => {
      await query("UPDATE batches SET nonce = $1, hashes = $2, raw = $3 WHERE id = $4", nonce, hashes, raw, batch.id);
      if (nonce === batch.nonce) return;
      // Whatever is younger must follow it.
      await query("UPDATE batches SET nonce = NULL, hashes = '[]', raw = NULL, block = NULL WHERE id > $1", batch.id);
    });
    this.changed();
  }

  async setBlock(id: number, block: number | undefined): Promise<void> {
    await this.#db.carry((query) => query("UPDATE batches SET block = $1 WHERE id = $2", block ?? null, id));
    this.changed();
  }
}
