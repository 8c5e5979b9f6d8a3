/**
 * A snapshot as a stream: what it is of, items of any length, and a seal over all of it. Neither side holds more of it than
 * a block and an item, so a state of gigabytes is written and read beside nothing of its size. Pure.
 */
import { concat, equal, equalInConstantTime, readU32, u32, utf8 } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { SnapshotError } from "./error.ts";

/**
 * The version of what a snapshot holds: of items and of the layout of records. A change of either is another version, and
 * another version is not read: the inputs on the chain make the state again.
 */
const VERSION = 6;

const MAGIC = utf8("witness snapshot");
const SEAL_LABEL = utf8("witness/v2 snapshot\0");
const BLOCK_BYTES = 65_536;
const LENGTH_BYTES = 4;
const KEY_BYTES = 33;
const HASH_BYTES = 32;
const VERSION_AT = MAGIC.length;
const KEY_AT = VERSION_AT + 4;
const GENESIS_AT = KEY_AT + KEY_BYTES;
const ITEMS_AT = GENESIS_AT + HASH_BYTES;

/** Whose state a snapshot is. */
export interface SnapshotOwner {
  readonly provider: CryptoProvider;
  /** 32 bytes: the seal is made with it, so who has not the key cannot make a snapshot. */
  readonly applicationPrivateKey: Uint8Array;
  /** 33 bytes. */
  readonly applicationPublicKey: Uint8Array;
  /** H(genesis), 32 bytes. */
  readonly genesisHash: Uint8Array;
}

/** Takes a part of a snapshot, in order; the bytes are a view that the next part overwrites. */
export type SnapshotSink = (bytes: Uint8Array) => void;

/** Where a snapshot is read from. */
export interface SnapshotSource {
  readonly byteLength: number;
  /** Returns so many bytes from an offset on; all of them are there. */
  readonly read: (offset: number, length: number) => Uint8Array;
}

/** Each block is hashed with what the blocks before it came to. */
const hashed = (before: Uint8Array, block: Uint8Array, provider: CryptoProvider): Uint8Array =>
  provider.sha256(before, block);

const sealOf = ({ provider, applicationPrivateKey }: SnapshotOwner, hash: Uint8Array): Uint8Array =>
  provider.hmacSha256(applicationPrivateKey, SEAL_LABEL, hash);

/** Writes a snapshot. */
export class SnapshotWriter {
  readonly #owner: SnapshotOwner;
  readonly #sink: SnapshotSink;
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #used = 0;
  #hash = new Uint8Array();

  constructor(owner: SnapshotOwner, sink: SnapshotSink) {
    this.#owner = owner;
    this.#sink = sink;
    this.#append(concat(MAGIC, u32(VERSION), owner.applicationPublicKey, owner.genesisHash));
  }

  item(bytes: Uint8Array): void {
    this.#append(u32(bytes.length));
    this.#append(bytes);
  }

  /** Writes the seal. Nothing may follow. */
  end(): void {
    this.#flush();
    this.#sink(sealOf(this.#owner, this.#hash));
  }

  #append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + BLOCK_BYTES - this.#used);
      this.#block.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
      if (this.#used === BLOCK_BYTES) this.#flush();
    }
  }

  #flush(): void {
    if (this.#used === 0) return;
    const block = this.#block.subarray(0, this.#used);
    this.#hash = hashed(this.#hash, block, this.#owner.provider) as Uint8Array<ArrayBuffer>;
    this.#sink(block);
    this.#used = 0;
  }
}

const invalid = (sentence: string): SnapshotError => new SnapshotError(sentence, { code: "snapshot-invalid" });

/** Reads the items of a snapshot. */
export class SnapshotReader {
  readonly #source: SnapshotSource;
  /** Where the seal begins. */
  readonly #end: number;
  #at = ITEMS_AT;
  #window = new Uint8Array();

  /**
   * Reads all of it once, and believes nothing before the seal is right.
   * @throws {SnapshotError} `snapshot-invalid`, `snapshot-mismatch`
   */
  constructor(owner: SnapshotOwner, source: SnapshotSource) {
    this.#source = source;
    this.#end = source.byteLength - HASH_BYTES;
    if (this.#end < ITEMS_AT || !equal(source.read(0, MAGIC.length), MAGIC)) throw invalid("This is no snapshot.");
    const version = readU32(source.read(VERSION_AT, 4));
    if (version !== VERSION) {
      throw invalid(
        `The snapshot is of version ${version}, and this back-end reads ${VERSION}; drive it from its inputs.`,
      );
    }
    this.#requireSame(KEY_AT, owner.applicationPublicKey, "application: its key is not this one's");
    this.#requireSame(GENESIS_AT, owner.genesisHash, "genesis: makers, administrators or limits are others");
    if (!equalInConstantTime(source.read(this.#end, HASH_BYTES).slice(), sealOf(owner, this.#hash(owner.provider)))) {
      throw invalid("The snapshot is damaged or cut short: its seal is not that of its bytes. Take another one.");
    }
  }

  /** Returns the next item, in memory of its own. @throws {RangeError} behind the last */
  item(): Uint8Array {
    return this.#take(readU32(this.#take(LENGTH_BYTES)));
  }

  /** How many bytes of items are left. */
  get left(): number {
    return this.#end - this.#at;
  }

  #requireSame(offset: number, expected: Uint8Array, what: string): void {
    if (equal(this.#source.read(offset, expected.length), expected)) return;
    throw new SnapshotError(`The snapshot is of another ${what}.`, { code: "snapshot-mismatch" });
  }

  #hash(provider: CryptoProvider): Uint8Array {
    let hash = new Uint8Array();
    for (let at = 0; at < this.#end; at += BLOCK_BYTES) {
      const block = this.#source.read(at, Math.min(BLOCK_BYTES, this.#end - at));
      hash = hashed(hash, block, provider) as Uint8Array<ArrayBuffer>;
    }
    return hash;
  }

  #take(length: number): Uint8Array {
    if (length > this.left) throw new RangeError("The snapshot ends too early.");
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      if (this.#window.length === 0) {
        this.#window = this.#source.read(this.#at, Math.min(BLOCK_BYTES, this.left)) as Uint8Array<ArrayBuffer>;
      }
      const part = this.#window.subarray(0, length - done);
      bytes.set(part, done);
      this.#window = this.#window.subarray(part.length);
      this.#at += part.length;
      done += part.length;
    }
    return bytes;
  }
}
