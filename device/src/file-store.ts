/**
 * A store in one file, for Node.js. A frame is u32(length) ‖ u32(CRC-32) ‖ JSON; the file has mode 0600.
 * Appends of all channels that wait at once share one write and one fsync. Compaction writes a new file, syncs it and
 * renames it over the old one: a file is at most twice as large as what it holds, or 256 KiB larger.
 */
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { crc32 } from "node:zlib";
import { DeviceError } from "./errors.ts";
import type { DeviceStore } from "./store.ts";

interface Entry {
  readonly channel: string;
  /** Whether the records take the place of all others of the channel. */
  readonly replace: boolean;
  /** In base64. */
  readonly records: readonly string[];
}

interface Write {
  readonly entry: Entry;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

const HEADER_BYTES = 8;
/** A file is written anew when so much of it, and more than half, is of no use. */
const GARBAGE_MOST_BYTES = 256 * 1024;
/** Of a frame of a compacted file. */
const FRAME_ABOUT_BYTES = 1024 * 1024;
const inUse = new Set<string>();

/** One frame for all that is written at once: cut off, none of it counts. */
function frameOf(entries: readonly Entry[]): Buffer {
  const text = Buffer.from(JSON.stringify(entries));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(text.length, 0);
  header.writeUInt32BE(crc32(text), 4);
  return Buffer.concat([header, text]);
}

/** What records take in a file. */
const recordBytes = (records: readonly string[]): number =>
  records.reduce((sum, record) => sum + record.length + '"",'.length, 0);

/** What a channel takes in a file that was compacted. */
const channelBytes = (channel: string, records: readonly string[]): number =>
  frameOf([{ channel, replace: true, records: [] }]).length + recordBytes(records);

function* framesOf(bytes: Buffer): Generator<{ readonly entries: readonly Entry[]; readonly end: number }> {
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const end = at + HEADER_BYTES + bytes.readUInt32BE(at);
    const text = bytes.subarray(at + HEADER_BYTES, end);
    if (end > bytes.length || text.length === 0 || crc32(text) !== bytes.readUInt32BE(at + 4)) return;
    yield { entries: JSON.parse(text.toString()) as Entry[], end };
    at = end;
  }
}

/** Whether a whole frame stands anywhere from `from` on: then what is before it was not cut off but spoilt. */
function hasFrameAfter(bytes: Buffer, from: number): boolean {
  for (let at = from; at + HEADER_BYTES < bytes.length; at += 1) {
    if (bytes[at + HEADER_BYTES] !== 0x5b) continue;
    for (const _ of framesOf(bytes.subarray(at))) return true;
  }
  return false;
}

/** Writes all bytes, or throws: one call may write only a part, for instance when the disk is nearly full. */
async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    if (bytesWritten === 0) throw new Error(`The file takes no more after ${written} of ${bytes.length} bytes.`);
    written += bytesWritten;
  }
}

/** Takes the file for this process; what a dead process left is taken over. */
function lock(path: string): () => void {
  const file = `${path}.lock`;
  const refuse = (cause?: unknown) =>
    new DeviceError(`${path} is in use by another process; a device has one store.`, { code: "store-in-use", cause });
  if (inUse.has(path)) throw refuse();
  if (existsSync(file)) {
    const holder = Number(readFileSync(file, "utf8"));
    // After a restart in a container the dead holder may have had this process's own number.
    if (holder !== process.pid && alive(holder)) throw refuse();
    rmSync(file, { force: true });
  }
  try {
    const handle = openSync(file, "wx", 0o600);
    writeFileSync(handle, String(process.pid));
    closeSync(handle);
  } catch (cause) {
    throw refuse(cause);
  }
  inUse.add(path);
  return () => {
    inUse.delete(path);
    rmSync(file, { force: true });
  };
}

function alive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const writeFailed = (path: string, cause: unknown): DeviceError =>
  new DeviceError(`${path} could not be written whole; make room on the disk, then open the device again.`, {
    code: "store-write-failed",
    cause,
  });

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(dirname(path), "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * One file for many devices, so that a fleet in one process shares the cost of fsync.
 * @example
 * const stores = await FileStores.open("/var/lib/fleet/devices.log");
 * const device = await openDevice({ key, application, relay, store: stores.store("car 1") });
 */
export class FileStores {
  readonly #path: string;
  readonly #release: () => void;
  readonly #channels = new Map<string, string[]>();
  readonly torn: boolean;
  #handle: FileHandle;
  /** Of the file. */
  #bytes: number;
  /** Of what it holds. */
  #usefulBytes = 0;
  /** No compaction before the file is this large: after one that failed. */
  #compactFromBytes = 0;
  #waiting: Write[] = [];
  #writing: Promise<void> | undefined;
  #broken: unknown;
  #closing: Promise<void> | undefined;

  private constructor(path: string, release: () => void, handle: FileHandle, bytes: Buffer) {
    this.#path = path;
    this.#release = release;
    this.#handle = handle;
    let end = 0;
    for (const read of framesOf(bytes)) {
      for (const entry of read.entries) this.#keep(entry);
      end = read.end;
    }
    this.#bytes = end;
    this.torn = end < bytes.length;
    if (this.torn && hasFrameAfter(bytes, end + 1)) {
      throw new DeviceError(`${path} is damaged at byte ${end}, before its end; restore the device.`, {
        code: "store-corrupt",
      });
    }
  }

  /** Opens the file, or makes it. @throws {DeviceError} `store-in-use`, `store-corrupt` */
  static async open(file: string): Promise<FileStores> {
    const path = resolve(file);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const release = lock(path);
    let handle: FileHandle | undefined;
    try {
      const isNew = !existsSync(path);
      handle = await open(path, isNew ? "wx+" : "r+", 0o600);
      await handle.chmod(0o600);
      const stores = new FileStores(path, release, handle, isNew ? Buffer.alloc(0) : readFileSync(path));
      // What was cut off must not stand between what comes next.
      await handle.truncate(stores.#bytes);
      await handle.sync();
      // What a compaction left that did not come to its end.
      rmSync(`${path}.new`, { force: true });
      await syncDirectory(path);
      return stores;
    } catch (error) {
      await handle?.close();
      release();
      throw error;
    }
  }

  /** The store of one device. After an `append` or `replace` that fails with `store-write-failed` all others do. */
  store(channel: string): DeviceStore {
    return {
      read: async () => {
        const records = (this.#channels.get(channel) ?? []).map((each) => Uint8Array.from(Buffer.from(each, "base64")));
        return { records, torn: this.torn };
      },
      append: (records) => (records.length === 0 ? Promise.resolve() : this.#write(channel, false, records)),
      replace: (records) => this.#write(channel, true, records),
      close: async () => undefined,
    };
  }

  #keep({ channel, replace, records }: Entry): void {
    const kept = this.#channels.get(channel);
    if (!kept) {
      this.#channels.set(channel, [...records]);
      this.#usefulBytes += channelBytes(channel, records);
      return;
    }
    if (replace) this.#usefulBytes -= recordBytes(kept.splice(0));
    kept.push(...records);
    this.#usefulBytes += recordBytes(records);
  }

  #write(channel: string, replace: boolean, records: readonly Uint8Array[]): Promise<void> {
    const entry = { channel, replace, records: records.map((each) => Buffer.from(each).toString("base64")) };
    return new Promise((done, failed) => {
      const kept = () => {
        this.#keep(entry);
        done();
      };
      this.#waiting.push({ entry, done: kept, failed });
      this.#writing ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // A turn of the event loop, in which others may join.
    await new Promise((resume) => setImmediate(resume));
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#broken !== undefined) throw this.#broken;
        const bytes = frameOf(group.map(({ entry }) => entry));
        await writeWhole(this.#handle, bytes, this.#bytes);
        await this.#handle.datasync();
        this.#bytes += bytes.length;
        for (const { done } of group) done();
        await this.#compact();
      } catch (cause) {
        // After a failed write or sync nobody knows what is on disk: nothing more is promised. The part that is written
        // stays, so that the next start sees it, cuts it off, and knows that the device is in doubt.
        this.#broken ??= writeFailed(this.#path, cause);
        for (const { failed } of group) failed(this.#broken);
      }
    }
    // At once: who comes next must not wait for a writer that has ended.
    this.#writing = undefined;
  }

  async #compact(): Promise<void> {
    const garbage = this.#bytes - this.#usefulBytes;
    if (garbage < GARBAGE_MOST_BYTES || 2 * garbage < this.#bytes || this.#bytes < this.#compactFromBytes) return;
    const path = `${this.#path}.new`;
    let fresh: FileHandle | undefined;
    let bytes = 0;
    try {
      fresh = await open(path, "w", 0o600);
      for (const frame of this.#compactFrames()) {
        await writeWhole(fresh, frame, bytes);
        bytes += frame.length;
      }
      await fresh.sync();
      await rename(path, this.#path);
    } catch {
      // A full disk, say. The old file holds everything, and grows until there is room: what is in its way goes.
      await fresh?.close().catch(() => undefined);
      await rm(path, { force: true }).catch(() => undefined);
      this.#compactFromBytes = this.#bytes + GARBAGE_MOST_BYTES;
      return;
    }
    const old = this.#handle;
    this.#handle = fresh;
    this.#bytes = bytes;
    this.#compactFromBytes = 0;
    await old.close();
    await syncDirectory(this.#path);
  }

  *#compactFrames(): Generator<Buffer> {
    let entries: Entry[] = [];
    let about = 0;
    for (const [channel, records] of this.#channels) {
      entries.push({ channel, replace: true, records });
      about += channelBytes(channel, records);
      if (about < FRAME_ABOUT_BYTES) continue;
      yield frameOf(entries);
      entries = [];
      about = 0;
    }
    if (entries.length > 0) yield frameOf(entries);
  }

  /** Ends what is being written and lets the file go. */
  close(): Promise<void> {
    // Once only: a second release would free the file for others while somebody else has it.
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
    this.#release();
  }
}

/**
 * The store of one device in a file of its own.
 * @throws {DeviceError} `store-in-use`, `store-corrupt`
 * @example
 * const device = await openDevice({ key, application, relay, store: await fileStore("/var/lib/witness/device.log") });
 */
export async function fileStore(path: string): Promise<DeviceStore> {
  const stores = await FileStores.open(path);
  return { ...stores.store(""), close: () => stores.close() };
}
