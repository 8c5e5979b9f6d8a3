/** Who may write to a data directory: one process at a time, until it ends, however it ends. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { RelayError } from "../errors.ts";

/**
 * Locks a data directory, and makes it with mode 0700 when there is none. The lock is SQLite's of a file of its own, which holds
 * nothing: the store's file itself stays open to readers. It ends when it is closed, or with the process.
 * @throws {RelayError} `data-in-use`
 */
export function lockDirectory(directory: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    lock = new DatabaseSync(join(directory, "relay.lock"));
    lock.exec("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE;");
    return lock;
  } catch (cause) {
    if (lock?.isOpen) lock.close();
    const sentence = `${directory} is in use by another relay, or cannot be written; stop the other, or check owner and mode.`;
    throw new RelayError(sentence, { code: "data-in-use", cause });
  }
}
