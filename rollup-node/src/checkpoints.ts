/**
 * States of a machine on disk, so that a restart does not replay the whole history. A state is stored first and noted
 * afterwards: a state that a crash left without a note is removed. A state whose files have changed is not used.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Remote } from "./machine/remote.ts";
import type { Checkpoint, CheckpointNotes } from "./store/checkpoints.ts";

/** What the checkpoints of an application are made with. */
export interface CheckpointOptions {
  /** Directory of one application's states, the same for node and server. */
  readonly directory: string;
  readonly everyInputs: number;
  /** Bytes of accepted inputs between two states: large inputs take longest to replay. The first bound reached counts. */
  readonly everyBytes: number;
  readonly notes: CheckpointNotes;
}

/** How many states are stored: the newest may be altered later, or follow inputs that a reorganisation drops. */
const KEPT = 3;
const CHUNK_BYTES = 1 << 20;

/** The stored states of one application. */
export class Checkpoints {
  readonly notes: CheckpointNotes;
  #options: CheckpointOptions;
  #last = 0;
  #bytes = 0;

  constructor(options: CheckpointOptions) {
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
   * Stores the machine of a server that has no other call meanwhile, and notes it. Leaves nothing on disk when it throws.
   * @param current called before the note is made: false when the inputs changed meanwhile
   */
  async keep(remote: Remote, inputs: number, template: Buffer, current: () => boolean): Promise<void> {
    const root = this.#options.directory;
    await mkdir(root, { recursive: true, mode: 0o700 });
    const machineHash = await remote.rootHash();
    const directory = join(root, `${inputs}-${machineHash.toString("hex", 0, 8)}`);
    // A crash before the note was made may have left the directory.
    await rm(directory, { recursive: true, force: true });
    try {
      await remote.store(directory);
      const digest = await digestOf(directory);
      if (current()) this.notes.note({ inputs, directory, machineHash, digest, template });
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    await this.prune(template);
  }

  /** Returns whether the files are those that were noted. */
  async intact({ directory, digest }: Checkpoint): Promise<boolean> {
    return digestOf(directory).then(
      (now) => now.equals(digest),
      () => false,
    );
  }

  /** Removes all states but the newest ones with a valid note. */
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

/** Returns the SHA-256 over the paths and contents of all files in a directory and below, 32 bytes. */
async function digestOf(directory: string): Promise<Buffer> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const paths = files.map(({ parentPath, name }) => relative(directory, join(parentPath, name)));
  const hash = createHash("sha256");
  for (const path of paths.sort()) {
    const file = createHash("sha256");
    for await (const chunk of createReadStream(join(directory, path), { highWaterMark: CHUNK_BYTES }))
      file.update(chunk as Buffer);
    hash.update(createHash("sha256").update(path).digest()).update(file.digest());
  }
  return hash.digest();
}
