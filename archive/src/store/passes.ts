/**
 * Passes that people keep here for links short enough for a QR code (docs/protocol.md, "Pass"). They are encrypted, so the
 * archive knows nothing of them but their size and their end.
 */
import { KEPT_PASS_LIFE_MAX_S } from "@witness/protocol/limits";
import type { Database, SqlRow } from "./database.ts";
import { type PassCount, Shares } from "./shares.ts";

/** What the archive keeps at most: of all, and of each address. */
export interface PassBounds extends PassCount {
  readonly ofAddress: PassCount;
}

/** A pass as it is kept. */
export interface KeptPass {
  readonly bytes: Uint8Array;
  readonly expiresUnixS: number;
}

/** How keeping one ended. */
export type Keeping = "kept" | "full" | "share-full" | "life-invalid";

const sumOf = (row: SqlRow | undefined, name: string): number => Number(row?.[name] ?? 0);

/** The passes of an archive, over either database. */
export class Passes {
  readonly #database: Database;
  readonly #bounds: PassBounds;
  readonly #shares: Shares;
  /** The last change: whether there is room is asked by one at a time. */
  #changed: Promise<unknown> = Promise.resolve();

  /** @param database after `migrate` */
  constructor(database: Database, bounds: PassBounds) {
    this.#database = database;
    this.#bounds = bounds;
    this.#shares = new Shares(bounds.ofAddress);
  }

  /** Returns how many there are, and their bytes together. */
  async size(): Promise<PassCount> {
    const [row] = await this.#database.read("SELECT count(*) AS passes, sum(size) AS bytes FROM passes");
    return { passes: sumOf(row, "passes"), bytes: sumOf(row, "bytes") };
  }

  /**
   * Keeps a pass until its end; one that is kept already, until the later end. What it wrote is on disk when it resolves.
   * @param hash of the bytes, in hexadecimal
   * @param by the address that sends it
   */
  keep(hash: string, { bytes, expiresUnixS }: KeptPass, by: string, nowUnixS: number): Promise<Keeping> {
    return this.#inTurn(async () => {
      const lifeS = expiresUnixS - nowUnixS;
      if (!Number.isSafeInteger(expiresUnixS) || lifeS <= 0 || lifeS > KEPT_PASS_LIFE_MAX_S) return "life-invalid";
      if (!this.#shares.hasRoom(by, hash, bytes.length)) return "share-full";
      const { passes, bytes: held } = await this.size();
      const hasRoom = passes < this.#bounds.passes && held + bytes.length <= this.#bounds.bytes;
      if (!hasRoom && (await this.find(hash, nowUnixS)) === undefined) return "full";
      await this.#database.write([
        {
          into: "passes",
          columns: ["hash", "bytes", "size", "expires"],
          rows: [[hash, bytes, bytes.length, expiresUnixS]],
          conflict:
            "(hash) DO UPDATE SET expires = CASE WHEN excluded.expires > passes.expires THEN excluded.expires ELSE passes.expires END",
        },
      ]);
      this.#shares.add(hash, { by, bytes: bytes.length, expiresUnixS });
      return "kept";
    });
  }

  /** Returns a pass; undefined when none has this hash, or its end has come. */
  async find(hash: string, nowUnixS: number): Promise<KeptPass | undefined> {
    const text = "SELECT bytes, expires FROM passes WHERE hash = ? AND expires > ?";
    const [row] = await this.#database.read(text, hash, nowUnixS);
    return row && { bytes: row["bytes"] as Uint8Array, expiresUnixS: Number(row["expires"]) };
  }

  /** Deletes passes whose end has come. */
  deleteEnded(nowUnixS: number): Promise<void> {
    return this.#inTurn(async () => {
      await this.#database.write([{ text: "DELETE FROM passes WHERE expires <= ?", values: [nowUnixS] }]);
      this.#shares.deleteEnded(nowUnixS);
    });
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#changed.then(change);
    this.#changed = done.catch(() => undefined);
    return done;
  }
}
