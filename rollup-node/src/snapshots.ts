/**
 * Snapshots of a back-end, its states on disk, so that a restart does not replay the whole history. One is stored first and noted
 * afterwards: what a crash left without a note is removed. One whose files have changed is not used.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Snapshot, SnapshotNotes } from "./store/snapshots.ts";

/** What the snapshots of an application are made with. */
export interface SnapshotsOptions {
  /** Directory of one application's snapshots, the same for node and back-end. */
  readonly directory: string;
  readonly everyInputs: number;
  /** Bytes of accepted inputs between two snapshots: large inputs take longest to replay. The first bound reached counts. */
  readonly everyBytes: number;
  readonly notes: SnapshotNotes;
}

/** A state that a back-end has. */
export interface HeldState {
  /** How many inputs lead to it. */
  readonly inputs: number;
  /** What the state began with, 32 bytes. */
  readonly template: Buffer;
  /** Hash of a machine, 32 bytes; empty for a process. */
  readonly machineHash: Buffer;
  /** Stores it as a file, or a directory of files. */
  readonly store: (path: string) => Promise<void>;
}

/** How many snapshots are kept: the newest may be altered later, or follow inputs that a reorganisation drops. */
const KEPT = 3;
const CHUNK_BYTES = 1 << 20;

/** The snapshots of one application. */
export class Snapshots {
  readonly notes: SnapshotNotes;
  #options: SnapshotsOptions;
  #last = 0;
  #bytes = 0;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
    this.notes = options.notes;
  }

  /** Counts from the state after so many inputs: it was loaded, or is being stored. */
  countFrom(inputs: number): void {
    this.#last = inputs;
    this.#bytes = 0;
  }

  /** Counts an accepted input by its bytes. */
  accepted(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Returns whether the state after so many inputs is to be stored. */
  due(inputs: number): boolean {
    const { everyInputs, everyBytes } = this.#options;
    return inputs - this.#last >= everyInputs || this.#bytes >= everyBytes;
  }

  /**
   * Stores a state and notes it. Leaves nothing on disk when it throws.
   * @param current called before the note is made: false when the inputs changed meanwhile
   */
  async keep({ inputs, template, machineHash, store }: HeldState, current: () => boolean): Promise<void> {
    const root = this.#options.directory;
    await mkdir(root, { recursive: true, mode: 0o700 });
    const directory = join(
      root,
      machineHash.length === 0 ? `${inputs}` : `${inputs}-${machineHash.toString("hex", 0, 8)}`,
    );
    // A crash before the note was made may have left the directory.
    await rm(directory, { recursive: true, force: true });
    try {
      await store(directory);
      const digest = await digestOf(directory);
      if (current()) this.notes.note({ inputs, directory, machineHash, digest, template });
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    await this.prune(template);
  }

  /** Returns whether the files are those that were noted. */
  async intact({ directory, digest }: Snapshot): Promise<boolean> {
    return digestOf(directory).then(
      (now) => now.equals(digest),
      () => false,
    );
  }

  /** Removes all snapshots but the newest ones with a valid note. */
  async prune(template: Buffer): Promise<void> {
    const kept = this.notes.valid(template).slice(0, KEPT);
    const directories = kept.map(({ directory }) => directory);
    this.notes.keepOnly(directories);
    for (const name of await readdir(this.#options.directory).catch(() => [])) {
      const directory = join(this.#options.directory, name);
      if (!directories.includes(directory)) await rm(directory, { recursive: true, force: true });
    }
  }
}

/** Returns the SHA-256 of a file, or over the paths and contents of all files in a directory and below; 32 bytes. */
async function digestOf(directory: string): Promise<Buffer> {
  if ((await stat(directory)).isFile()) return hashOfFile(directory);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const paths = files.map(({ parentPath, name }) => relative(directory, join(parentPath, name)));
  const hash = createHash("sha256");
  for (const path of paths.sort()) {
    hash.update(createHash("sha256").update(path).digest()).update(await hashOfFile(join(directory, path)));
  }
  return hash.digest();
}

/** Returns the SHA-256 of a file, 32 bytes. */
export async function hashOfFile(path: string): Promise<Buffer> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) hash.update(chunk as Buffer);
  return hash.digest();
}
