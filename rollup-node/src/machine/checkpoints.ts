/**
 * States of a machine kept on disk, so that a restart need not drive the whole history again. A state is stored first
 * and noted afterwards: what a crash leaves without a note is removed. What was altered since is not used.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Checkpoint, CheckpointNotes } from "../store/checkpoints.ts";
import type { Remote } from "./remote.ts";

export interface CheckpointOptions {
  /** Directory of one application's states, the same for node and server. */
  readonly directory: string;
  readonly everyInputs: number;
  /** Bytes of accepted inputs, for full ones take the longest to drive again. Whichever bound comes first counts. */
  readonly everyBytes: number;
  readonly notes: CheckpointNotes;
}

/** States kept: the newest may turn out to be altered, or be cut off by a reorganisation. */
const KEPT = 3;
const CHUNK_BYTES = 1 << 20;

export class Checkpoints {
  readonly notes: CheckpointNotes;
  #options: CheckpointOptions;
  #last = 0;
  #bytes = 0;

  constructor(options: CheckpointOptions) {
    this.#options = options;
    this.notes = options.notes;
  }

  /** Counts from the state after so many inputs on: it was loaded, or is being kept. */
  countFrom(inputs: number): void {
    this.#last = inputs;
    this.#bytes = 0;
  }

  /** Counts an accepted input of so many bytes. */
  accepted(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Whether a state is to be kept after so many inputs. */
  due(inputs: number): boolean {
    const { everyInputs, everyBytes } = this.#options;
    return inputs - this.#last >= everyInputs || this.#bytes >= everyBytes;
  }

  /**
   * Stores the machine of a server that does nothing else meanwhile, and notes it. Leaves nothing on disk when it throws.
   * @param current asked before the note is made: false when the inputs changed meanwhile
   */
  async keep(remote: Remote, inputs: number, template: Buffer, current: () => boolean): Promise<void> {
    const root = this.#options.directory;
    await mkdir(root, { recursive: true, mode: 0o700 });
    const machineHash = await remote.rootHash();
    const directory = join(root, `${inputs}-${machineHash.toString("hex", 0, 8)}`);
    // Left by a crash before the note was made.
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

  /** Whether the files are those that were noted. */
  async intact({ directory, digest }: Checkpoint): Promise<boolean> {
    return digestOf(directory).then(
      (now) => now.equals(digest),
      () => false,
    );
  }

  /** Removes all states but the newest ones with a note that counts. */
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

/** SHA-256 over the paths and contents of all files in a directory and below, 32 bytes. */
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
