/**
 * Notes of the snapshots on disk. A note is valid only while the same inputs lead to its state: it goes when one of them is
 * dropped. The hash of a machine's state is stored with the last of these inputs too, and is deleted with it.
 */
import type { DatabaseSync } from "node:sqlite";
import { transact } from "./database.ts";
import type { Records } from "./records.ts";

/** A note of a snapshot. */
export interface Snapshot {
  /** How many inputs lead to the state. */
  readonly inputs: number;
  /** Outputs that these inputs gave. */
  readonly outputs: number;
  readonly directory: string;
  /** Hash of the machine, 32 bytes, read by the node when it stored the state; empty for a process. */
  readonly machineHash: Buffer;
  /** SHA-256 of the stored files, 32 bytes, computed by the node. */
  readonly digest: Buffer;
}

/** What is noted of a state. */
export type NewSnapshot = Omit<Snapshot, "outputs"> & {
  /** Hash of what the state began with, 32 bytes: a machine's template, a process's command and files. */
  readonly template: Buffer;
};

/** The notes of one application. */
export class SnapshotNotes {
  readonly records: Records;
  #database: DatabaseSync;

  constructor(records: Records, database: DatabaseSync) {
    this.records = records;
    this.#database = database;
  }

  /** Notes a state. Returns false, and notes nothing, when the inputs before it are no longer all processed. */
  note({ inputs, directory, machineHash, digest, template }: NewSnapshot): boolean {
    return transact(this.#database, () => {
      if (this.records.processedCount() < inputs) return false;
      if (machineHash.length > 0) this.records.hashed(inputs - 1, machineHash);
      this.#database
        .prepare("INSERT OR REPLACE INTO snapshots VALUES(?,?,?,?,?,?)")
        .run(this.records.app, inputs, directory, machineHash, digest, template);
      return true;
    });
  }

  /** Returns the snapshots that the present inputs lead to, newest first. @param template hash of what they began with, 32 bytes */
  valid(template: Buffer): Snapshot[] {
    const rows = this.#database
      .prepare(
        `SELECT c.inputs, c.directory, c.machine_hash, c.digest, i.outputs_end FROM snapshots c
         JOIN inputs i ON i.app=c.app AND i.idx=c.inputs-1 AND i.status<>'NONE'
           AND (length(c.machine_hash)=0 OR i.machine_hash=c.machine_hash)
         WHERE c.app=? AND c.template=? ORDER BY c.inputs DESC`,
      )
      .all(this.records.app, template);
    return rows.map((row) => ({
      inputs: Number(row["inputs"]),
      outputs: Number(row["outputs_end"]),
      directory: String(row["directory"]),
      machineHash: Buffer.from(row["machine_hash"] as Uint8Array),
      digest: Buffer.from(row["digest"] as Uint8Array),
    }));
  }

  /** Forgets all notes but those of these directories. */
  keepOnly(directories: readonly string[]): void {
    const places = directories.map(() => "?").join();
    this.#database
      .prepare(`DELETE FROM snapshots WHERE app=? AND directory NOT IN (${places})`)
      .run(this.records.app, ...directories);
  }
}
