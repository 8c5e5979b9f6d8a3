/** Pages of the store's rows for clients, in the order of their indices. */
import type { DatabaseSync } from "node:sqlite";

/** A row of a table by column. */
export type SqlRow = Record<string, unknown>;

/** What can be listed. */
export type Table = "epochs" | "inputs" | "outputs" | "reports";

/** The values that columns of a list must have. */
export type Filters = Readonly<
  Partial<Record<"status" | "epoch" | "input" | "sender" | "selector" | "destination", string | number | undefined>>
>;

/** Which rows of a list. */
export interface RowRange {
  readonly limit: number;
  readonly offset: number;
  readonly descending: boolean;
}

/** How many rows a list has in all, and the rows of one page, read one by one. */
export interface Listed {
  readonly total: number;
  readonly rows: Iterable<SqlRow>;
}

/** Reads rows for clients. */
export class Listing {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Returns a page of an application's rows. */
  page(app: number, table: Table, filters: Filters, { limit, offset, descending }: RowRange): Listed {
    const order = descending ? "DESC" : "ASC";
    const set = Object.entries(filters).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
    if (set.length === 0 && table !== "epochs") {
      // Indices are 0, 1, 2 … here, so the place of a page is known, and no rows need to be counted.
      const { total } = this.#database
        .prepare(`SELECT coalesce(max(idx)+1,0) total FROM ${table} WHERE app=?`)
        .get(app) as { total: number };
      const [low, high] = descending ? [total - offset - limit, total - offset] : [offset, offset + limit];
      const rows = this.#database
        .prepare(`SELECT * FROM ${table} WHERE app=? AND idx>=? AND idx<? ORDER BY idx ${order}`)
        .iterate(app, low, high);
      return { total, rows };
    }
    const where = ["app=?", ...set.map(([column]) => `${column}=?`)].join(" AND ");
    const values = [app, ...set.map(([, value]) => value)];
    const { total } = this.#database.prepare(`SELECT count(*) total FROM ${table} WHERE ${where}`).get(...values) as {
      total: number;
    };
    const rows = this.#database
      .prepare(`SELECT * FROM ${table} WHERE ${where} ORDER BY idx ${order} LIMIT ? OFFSET ?`)
      .iterate(...values, limit, offset);
    return { total, rows };
  }

  /** Returns one row, or undefined. */
  single(app: number, table: Table, index: number): SqlRow | undefined {
    return this.#database.prepare(`SELECT * FROM ${table} WHERE app=? AND idx=?`).get(app, index);
  }

  /** Returns the row of an application. */
  application(app: number): SqlRow {
    return this.#database.prepare("SELECT * FROM apps WHERE id=?").get(app) as SqlRow;
  }

  /** Returns the transaction that executed an output, or undefined. */
  executionOf(app: number, output: number): string | undefined {
    const row = this.#database.prepare("SELECT tx FROM executions WHERE app=? AND idx=?").get(app, output);
    return row === undefined ? undefined : String(row["tx"]);
  }
}
