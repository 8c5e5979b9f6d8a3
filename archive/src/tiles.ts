/** Tiles as bytes: put together from the store, and kept at hand as long as memory allows once they cannot change. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { DeviceId } from "@witness/protocol/identity";
import { TILE_ITEMS } from "@witness/protocol/limits";
import { encodeTile } from "@witness/protocol/wire/tile";
import { UNDO_BLOCKS } from "./follower.ts";
import type { Edition } from "./ledger.ts";
import type { Store } from "./store/store.ts";

/** How a tile travels. */
export type Encoding = "br" | "gzip" | "identity";

/** A tile in one encoding. */
export interface ServedTile {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** Of these very bytes, quoted. */
  readonly etag: string;
  /** Whether these items will always be these. */
  readonly isImmutable: boolean;
}

/** All tiles at hand together. */
const AT_HAND_BYTES = 64 * 2 ** 20;
/** A larger tile holds long runs, and sealed readings do not shrink: it is not worth the work. */
const COMPRESSED_MAX_BYTES = 256 * 2 ** 10;
/** What shrinks is the framing, and that at any level. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 1 };

const compress: Readonly<Record<Exclude<Encoding, "identity">, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, BROTLI),
  gzip: (bytes) => promisify(gzip)(bytes, GZIP),
};

/** Returns how many tiles an edition has. */
export const tileCount = ({ record }: Edition): number => Math.ceil((record.history.items + 1) / TILE_ITEMS);

/** The tiles of an archive. */
export class Tiles {
  readonly #store: Store;
  /** The newest block that was read. */
  readonly #head: () => number;
  /** The least recently used first. */
  readonly #atHand = new Map<string, ServedTile>();
  #bytes = 0;

  constructor(store: Store, head: () => number) {
    this.#store = store;
    this.#head = head;
  }

  /** Returns a tile, or undefined when the device has none of this edition and number. */
  async find(device: DeviceId, name: string, number: number, encoding: Encoding): Promise<ServedTile | undefined> {
    const key = `${device} ${name} ${number} ${encoding}`;
    const known = this.#use(key);
    if (known) return known;
    const editions = await this.#store.editions(device);
    const edition = editions.find((each) => toHex(each.name) === name);
    if (!edition || number >= tileCount(edition)) return undefined;
    const items = await this.#store.items(edition, number * TILE_ITEMS, TILE_ITEMS);
    const last = items.at(-1);
    if (!last) return undefined;
    const plain = encodeTile({ deviceId: fromHex(device), edition: edition.name, number, items });
    const isImmutable = items.length === TILE_ITEMS && last.block <= this.#head() - UNDO_BLOCKS;
    const tile = { ...(await this.#encode(plain, encoding)), isImmutable };
    if (isImmutable) this.#keep(key, tile);
    return tile;
  }

  /** Compresses a tile once, however often it is asked for before it grows. */
  async #encode(plain: Uint8Array, wanted: Encoding): Promise<Omit<ServedTile, "isImmutable">> {
    const digest = createHash("sha256").update(plain).digest("base64url").slice(0, 22);
    if (wanted === "identity" || plain.length > COMPRESSED_MAX_BYTES) {
      return { bytes: plain, encoding: "identity", etag: `"${digest}"` };
    }
    const etag = `"${digest}-${wanted}"`;
    const known = this.#use(etag);
    if (known) return known;
    const tile = { bytes: await compress[wanted](plain), encoding: wanted, etag };
    this.#keep(etag, { ...tile, isImmutable: false });
    return tile;
  }

  #use(key: string): ServedTile | undefined {
    const known = this.#atHand.get(key);
    if (known) {
      this.#atHand.delete(key);
      this.#atHand.set(key, known);
    }
    return known;
  }

  #keep(key: string, tile: ServedTile): void {
    if (this.#atHand.has(key)) return;
    this.#atHand.set(key, tile);
    this.#bytes += tile.bytes.length;
    for (const [oldest, { bytes }] of this.#atHand) {
      if (this.#bytes <= AT_HAND_BYTES) return;
      this.#atHand.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}
