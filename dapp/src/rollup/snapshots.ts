/**
 * Snapshots as files, in the one directory that the operator names. A file is there whole or not at all: it is written under
 * another name, and renamed when it is on disk.
 */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { SnapshotError } from "../state/snapshot/error.ts";
import { readSnapshot, writeSnapshot } from "../state/snapshot/snapshot.ts";
import type { Genesis, State } from "../state/state.ts";

/** Letters, digits, and marks between them: no name leads out of the directory. */
const NAME = /^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/;

function pathOf(directory: string, name: string): string {
  if (!NAME.test(name)) {
    throw new SnapshotError("A snapshot's name has letters and digits, with . _ or - between them.", {
      code: "snapshot-invalid",
    });
  }
  return join(directory, name);
}

function within<Result>(path: string, flags: "r" | "w", use: (file: number) => Result): Result {
  const file = openSync(path, flags, 0o600);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Writes a state to a file, with mode 0600: it holds what the key guards. @throws {Error} what the disk says */
export function storeSnapshot(state: State, directory: string, name: string): void {
  const path = pathOf(directory, name);
  within(`${path}.new`, "w", (file) => {
    writeSnapshot(state, (part) => writeAll(file, part));
    fsyncSync(file);
  });
  renameSync(`${path}.new`, path);
  within(directory, "r", fsyncSync);
}

/**
 * Returns the state of a file.
 * @throws {SnapshotError} `snapshot-invalid`, `snapshot-mismatch`
 */
export function loadSnapshot(genesis: Genesis, directory: string, name: string): State {
  const path = pathOf(directory, name);
  let opened: number;
  try {
    opened = openSync(path, "r");
  } catch (cause) {
    throw new SnapshotError(`The snapshot ${path} cannot be read.`, { code: "snapshot-invalid", cause });
  }
  try {
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        const count = readSync(opened, bytes, at, length - at, offset + at);
        if (count === 0) throw new RangeError("The file became shorter.");
        at += count;
      }
      return bytes;
    };
    return readSnapshot(genesis, { byteLength: fstatSync(opened).size, read });
  } finally {
    closeSync(opened);
  }
}
