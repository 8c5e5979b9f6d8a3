/**
 * Snapshots that a back-end process wrote by itself, so that a start does not drive it through the whole history. Every one
 * belongs to the command that made it, and to the files that the command names: a changed back-end is driven from the
 * first input, where its outputs are compared with those on record.
 */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { hashOfFile, type Snapshots } from "../snapshots.ts";
import type { Snapshot } from "../store/snapshots.ts";
import { type Backend, BackendLost, type Position } from "./backend.ts";

/** A back-end that stores and loads. */
export type StoringBackend = Backend & Required<Pick<Backend, "order">>;

/** What snapshots are made with. */
export interface ProcessSnapshotsOptions {
  readonly snapshots: Snapshots;
  readonly command: string;
  readonly log: (message: string, facts: Record<string, unknown>, level?: "error") => void;
}

/** The snapshots of one application. */
export class ProcessSnapshots {
  readonly #options: ProcessSnapshotsOptions;
  /** Names of snapshots with which a process was lost: they are not tried again. */
  readonly #spoiled = new Set<string>();
  /** Hash of the command and its files when a process last began with them, 32 bytes. */
  #template: Buffer;

  private constructor(options: ProcessSnapshotsOptions, template: Buffer) {
    this.#options = options;
    this.#template = template;
  }

  /** Opens the snapshots of a back-end that was just started. */
  static async open(options: ProcessSnapshotsOptions): Promise<ProcessSnapshots> {
    return new ProcessSnapshots(options, await templateOf(options.command));
  }

  /** Has a back-end at genesis load the newest state that is what it was. Returns undefined when there is none. */
  async resume(backend: StoringBackend): Promise<Position | undefined> {
    const { snapshots, log } = this.#options;
    this.#template = await templateOf(this.#options.command);
    await snapshots.prune(this.#template);
    for (const kept of snapshots.notes.valid(this.#template)) {
      const { inputs, outputs, directory: file } = kept;
      if (this.#spoiled.has(file)) continue;
      if ((await snapshots.intact(kept)) && (await this.#load(backend, kept))) {
        log("the back-end goes on from a snapshot", { inputs, file });
        snapshots.countFrom(inputs);
        return { from: inputs, outputs };
      }
      log("a snapshot is not what it was; it is not used", { inputs, file });
      // A back-end that took too long may still load it.
      await backend.restart();
    }
    snapshots.countFrom(0);
    return undefined;
  }

  /** Returns whether the state before input `from` is to be stored. */
  due(from: number): boolean {
    return this.#options.snapshots.due(from);
  }

  /**
   * Has a back-end store its state, which does nothing else meanwhile.
   * @param from one more than the index of its last accepted input
   * @param current false when inputs that led to the state were dropped
   */
  async keep(backend: StoringBackend, from: number, current: () => boolean): Promise<void> {
    const { snapshots, log } = this.#options;
    snapshots.countFrom(from);
    const store = async (path: string): Promise<void> => {
      if (!(await backend.order("store_state", basename(path), from)))
        throw new Error("The back-end refuses to store it.");
    };
    try {
      await snapshots.keep({ inputs: from, template: this.#template, machineHash: Buffer.alloc(0), store }, current);
    } catch (error) {
      log("the snapshot could not be kept", { inputs: from, error: (error as Error).message });
      if (error instanceof BackendLost) throw error;
    }
  }

  async #load(backend: StoringBackend, { inputs, directory: file }: Snapshot): Promise<boolean> {
    try {
      return await backend.order("load_state", basename(file), inputs);
    } catch (error) {
      if (error instanceof BackendLost && error.taken) this.#spoiled.add(file);
      throw error;
    }
  }
}

/** Returns a hash of a command and of the files that it names, 32 bytes. */
async function templateOf(command: string): Promise<Buffer> {
  const hash = createHash("sha256").update(command);
  for (const quoted of command.match(/'[^']*'|"[^"]*"|[^\s'"=]+/g) ?? []) {
    const word = quoted.replaceAll(/^['"]|['"]$/g, "");
    const isFile =
      word !== "" &&
      (await stat(word).then(
        (found) => found.isFile(),
        () => false,
      ));
    if (isFile) hash.update(await hashOfFile(word));
  }
  return hash.digest();
}
