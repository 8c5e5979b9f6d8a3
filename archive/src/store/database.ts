/** The seam under the store: one dialect of SQL, which SQLite and PostgreSQL both speak. `?` stands for a value. */

/** What a column holds: integers, text, bytes. */
export type SqlValue = number | string | Uint8Array | null;

/** A row by its columns' names. Integers are numbers, bytes are plain arrays. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** One thing to write. */
export type Write =
  | { readonly text: string; readonly values?: readonly SqlValue[] }
  /** Rows to insert; `conflict` is what follows `ON CONFLICT`. */
  | {
      readonly into: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly SqlValue[])[];
      readonly conflict?: string;
    };

/** A database that belongs to this process alone. */
export interface Database {
  /** What its type for bytes is called, and that for integers of 53 bits. */
  readonly types: { readonly bytes: string; readonly integer: string };
  read(text: string, ...values: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** Writes all of it, durably, or nothing. */
  write(writes: readonly Write[]): Promise<void>;
  /** How large it is, in bytes. */
  size(): Promise<number>;
  close(): Promise<void>;
}
