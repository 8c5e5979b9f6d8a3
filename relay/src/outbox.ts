/**
 * What the relay has promised, on disk: messages that wait, every device's chain, and receipts. Nothing is answered
 * before its transaction is committed.
 */
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { HashChain } from "@witness/protocol/hash-chain";
import type { DeviceId } from "@witness/protocol/identity";
import type { Envelope, Signed } from "@witness/protocol/wire/envelope";
import type { QueuedItem } from "./batcher.ts";
import type { Database, SqlRow } from "./database.ts";
import type { Item, Known } from "./intake.ts";
import type { KeptItem } from "./store/store.ts";

/** When a message came, by the relay's clock and by the chain's. */
export interface Received {
  readonly ms: number;
  readonly block: number;
}

/** A registration in a payload. */
export interface CarriedRegistration {
  readonly deviceId: DeviceId;
  /** As the maker signed it. */
  readonly message: Uint8Array;
}

/** An envelope on disk. */
export interface KeptEnvelope {
  readonly id: number;
  /** As it was sent. */
  readonly receipt: Uint8Array | undefined;
}

/** What waits to be packed. */
export interface Backlog {
  readonly bytes: number;
  readonly oldestMs: number | undefined;
  readonly oldestBlock: number | undefined;
}

/** Chains kept in memory, about 2 kB each. */
const CHAINS_CACHED = 20_000;
const NOTHING = new Uint8Array();

const bytes = (row: SqlRow, name: string): Uint8Array => row[name] as Uint8Array;

function queuedItemOf(row: SqlRow): QueuedItem {
  const id = Number(row["id"]);
  const [body, signature] = [bytes(row, "body"), bytes(row, "signature")];
  const kind = row["kind"] as QueuedItem["kind"];
  const signed = { message: body, signature };
  if (kind === "registration") return { kind, id, signed };
  if (kind === "operation") return { kind, id, signed };
  return {
    kind,
    id,
    body,
    signature,
    deviceId: row["device"] as DeviceId,
    sequence: Number(row["sequence"]),
    link: bytes(row, "link"),
    previousLink: bytes(row, "previous_link"),
    proven: row["proven"] === 1,
    opensGap: row["opens_gap"] === 1,
  };
}

/** The store. One process uses it; every method is synchronous. */
export class Outbox implements Known {
  readonly #db: Database;
  readonly #chains = new Map<DeviceId, HashChain>();
  #waitingBytes = 0;

  constructor(database: Database) {
    this.#db = database;
    this.#countWaiting();
    database.onRollback(() => {
      this.#chains.clear();
      // Read when it is asked for: the transaction may still be open.
      this.#waitingBytes = Number.NaN;
    });
  }

  #sql(text: string) {
    return this.#db.sql(text);
  }

  #countWaiting(): number {
    const sum = this.#sql("SELECT coalesce(sum(length(body)), 0) AS n FROM items WHERE batch IS NULL").get() as SqlRow;
    this.#waitingBytes = Number(sum["n"]);
    return this.#waitingBytes;
  }

  chain(device: DeviceId): HashChain | undefined {
    const cached = this.#chains.get(device);
    if (cached) return cached;
    const row = this.#sql("SELECT * FROM devices WHERE id = ?").get(device) as SqlRow | undefined;
    if (!row) return undefined;
    const chain: HashChain = {
      deviceId: fromHex(device),
      publicKey: bytes(row, "public_key"),
      sequence: Number(row["sequence"]),
      link: bytes(row, "link"),
      session: Number(row["session"]),
      firstSequence: Number(row["first_sequence"]),
      recent: bytes(row, "recent"),
      ...(row["first_here"] === null ? {} : { firstHere: Number(row["first_here"]) }),
    };
    this.#remember(device, chain);
    return chain;
  }

  #remember(device: DeviceId, chain: HashChain): void {
    this.#chains.delete(device);
    this.#chains.set(device, chain);
    const [oldest] = this.#chains.size > CHAINS_CACHED ? this.#chains.keys() : [];
    if (oldest !== undefined) this.#chains.delete(oldest);
  }

  putChain(chain: HashChain): void {
    const { deviceId, publicKey, sequence, link, session, firstSequence, recent, firstHere = null } = chain;
    const device = toHex(deviceId) as DeviceId;
    const put = `INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
      public_key = excluded.public_key, sequence = excluded.sequence, link = excluded.link,
      session = excluded.session, first_sequence = excluded.first_sequence, recent = excluded.recent,
      first_here = excluded.first_here`;
    this.#sql(put).run(device, publicKey, sequence, link, session, firstSequence, recent, firstHere);
    this.#remember(device, chain);
  }

  /** Keeps the hash chain that the back-end has of a device, unless ours is as far. Returns whether it was kept. */
  adoptChain(chain: HashChain): boolean {
    const ours = this.chain(toHex(chain.deviceId) as DeviceId);
    if (ours && ours.sequence >= chain.sequence) return false;
    this.putChain(chain);
    return true;
  }

  /** The back-end refused its registration: it may be registered again. */
  removeChain(device: DeviceId): void {
    this.#sql("DELETE FROM devices WHERE id = ?").run(device);
    this.#chains.delete(device);
  }

  kept(device: DeviceId, sequence: number): { previousLink: Uint8Array; link: Uint8Array }[] {
    const select =
      "SELECT previous_link, link FROM items WHERE device = ? AND sequence = ? AND kind IN ('envelope', 'evidence')";
    const rows = this.#sql(select).all(device, sequence) as SqlRow[];
    return rows.map((row) => ({ previousLink: bytes(row, "previous_link"), link: bytes(row, "link") }));
  }

  /** Returns envelopes and evidence at a number, oldest first, with their receipts. */
  keptItems(device: DeviceId, sequence: number): KeptItem[] {
    const select = `SELECT id, kind, previous_link, link, signed FROM items LEFT JOIN receipts ON item = id
      WHERE device = ? AND sequence = ? AND kind IN ('envelope', 'evidence') ORDER BY id`;
    return (this.#sql(select).all(device, sequence) as SqlRow[]).map((row) => ({
      id: Number(row["id"]),
      isEnvelope: row["kind"] === "envelope",
      previousLink: bytes(row, "previous_link"),
      link: bytes(row, "link"),
      receipt: row["signed"] === null ? undefined : bytes(row, "signed"),
    }));
  }

  evidence(device: DeviceId): number {
    const select = "SELECT count(*) AS n FROM items WHERE device = ? AND kind = 'evidence'";
    return Number((this.#sql(select).get(device) as SqlRow)["n"]);
  }

  /** Keeps an item. Returns its id. */
  addItem(item: Item, received: Received): number {
    const { kind, deviceId, sequence, body, signature, previousLink, link, proven, opensGap } = item;
    return this.#insert(
      [kind, deviceId, sequence],
      [body, signature, previousLink, link],
      [proven, opensGap],
      received,
    );
  }

  addRegistration(device: DeviceId, { message, signature }: Signed, received: Received): void {
    this.#insert(["registration", device, 0], [message, signature, NOTHING, NOTHING], [true, false], received);
  }

  /** Keeps an operation with its receipt; `identity` (32 bytes) is the hash of its message. */
  addOperation(
    device: DeviceId,
    identity: Uint8Array,
    { message, signature }: Signed,
    { receipt, received }: { readonly receipt: Uint8Array; readonly received: Received },
  ): void {
    const id = this.#insert(["operation", device, 0], [message, signature, NOTHING, identity], [true, false], received);
    this.putReceipt(id, receipt);
  }

  /** Returns the receipt of an operation that is kept, or was carried and is not forgotten. */
  operationReceipt(device: DeviceId, identity: Uint8Array): Uint8Array | undefined {
    const select = `SELECT signed FROM items JOIN receipts ON item = id
      WHERE device = ? AND sequence = 0 AND kind = 'operation' AND link = ?`;
    const row = this.#sql(select).get(device, identity) as SqlRow | undefined;
    return row && bytes(row, "signed");
  }

  /** Whether an operation about a device is on its way, in no block yet. */
  isOperated(device: DeviceId): boolean {
    const select = `SELECT 1 FROM items LEFT JOIN batches ON batches.id = items.batch
      WHERE device = ? AND sequence = 0 AND kind = 'operation'
      AND (items.batch IS NULL OR (batches.id IS NOT NULL AND batches.block IS NULL)) LIMIT 1`;
    return this.#sql(select).get(device) !== undefined;
  }

  #insert(
    [kind, device, sequence]: readonly [string, string, number],
    blobs: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array],
    flags: readonly [boolean, boolean],
    { ms, block }: Received,
  ): number {
    const { lastInsertRowid } = this.#sql(
      `INSERT INTO items (kind, device, sequence, body, signature, previous_link, link, proven, opens_gap,
       received_ms, received_block) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(kind, device, sequence, ...blobs, ...flags.map(Number), ms, block);
    this.#waitingBytes += blobs[0].length;
    return Number(lastInsertRowid);
  }

  /** The envelope at the head, which shows a device that lost its storage where it stands. */
  envelopeAt(device: DeviceId, { sequence, link }: HashChain): (Envelope & { previousLink: Uint8Array }) | undefined {
    const select = "SELECT * FROM items WHERE device = ? AND sequence = ? AND link = ? AND kind = 'envelope'";
    const row = this.#sql(select).get(device, sequence, link) as SqlRow | undefined;
    if (!row) return undefined;
    return {
      body: bytes(row, "body"),
      signature: bytes(row, "signature"),
      previousLink: bytes(row, "previous_link"),
    };
  }

  /** Returns an envelope that is kept, and its receipt when it has one. */
  keptEnvelope(device: DeviceId, sequence: number, link: Uint8Array): KeptEnvelope | undefined {
    const select = `SELECT id, signed FROM items LEFT JOIN receipts ON item = id
      WHERE device = ? AND sequence = ? AND link = ? AND kind = 'envelope' ORDER BY id LIMIT 1`;
    const row = this.#sql(select).get(device, sequence, link) as SqlRow | undefined;
    if (!row) return undefined;
    return { id: Number(row["id"]), receipt: row["signed"] === null ? undefined : bytes(row, "signed") };
  }

  /** Keeps the receipt of an item that has none, for as long as the item is kept. */
  putReceipt(id: number, signed: Uint8Array): void {
    this.#sql("INSERT INTO receipts VALUES (?, ?)").run(id, signed);
  }

  /** What waits to be packed, oldest first: as much as fills so many bytes, and the one after. */
  waiting(most: number, bytesMost: number): QueuedItem[] {
    const found: QueuedItem[] = [];
    let sum = 0;
    for (const row of this.#sql("SELECT * FROM items WHERE batch IS NULL ORDER BY id LIMIT ?").iterate(most)) {
      found.push(queuedItemOf(row as SqlRow));
      sum += bytes(row as SqlRow, "body").length;
      if (sum > bytesMost) break;
    }
    return found;
  }

  /** How much waits to be packed, and since when. */
  backlog(): Backlog {
    const select = "SELECT received_ms, received_block FROM items WHERE batch IS NULL ORDER BY id LIMIT 1";
    const row = this.#sql(select).get() as SqlRow | undefined;
    const waitingBytes = Number.isNaN(this.#waitingBytes) ? this.#countWaiting() : this.#waitingBytes;
    if (!row) return { bytes: waitingBytes, oldestMs: undefined, oldestBlock: undefined };
    return { bytes: waitingBytes, oldestMs: Number(row["received_ms"]), oldestBlock: Number(row["received_block"]) };
  }

  /** These are in a payload that is kept. Returns when, and at which block, the oldest of them came. */
  setPacked(ids: readonly number[], batch: number): Received {
    const update = "UPDATE items SET batch = ? WHERE id = ? RETURNING length(body) AS n, received_ms, received_block";
    let oldest: Received = { ms: Number.MAX_SAFE_INTEGER, block: Number.MAX_SAFE_INTEGER };
    for (const id of ids) {
      const row = this.#sql(update).get(batch, id) as SqlRow;
      this.#waitingBytes -= Number(row["n"]);
      const [ms, block] = [Number(row["received_ms"]), Number(row["received_block"])];
      oldest = { ms: Math.min(oldest.ms, ms), block: Math.min(oldest.block, block) };
    }
    return oldest;
  }

  /** The devices of a payload's envelopes, each once. */
  devices(batch: number): DeviceId[] {
    const select = "SELECT DISTINCT device FROM items WHERE batch = ? AND kind = 'envelope'";
    return (this.#sql(select).all(batch) as SqlRow[]).map((row) => row["device"] as DeviceId);
  }

  /** The devices that a payload registers, in its order. */
  registrations(batch: number): CarriedRegistration[] {
    const select = "SELECT device, body FROM items WHERE batch = ? AND kind = 'registration' ORDER BY id";
    const rows = this.#sql(select).all(batch) as SqlRow[];
    return rows.map((row) => ({ deviceId: row["device"] as DeviceId, message: bytes(row, "body") }));
  }

  /** Returns the devices that pay for a payload: whose envelopes or evidence it carries, each once. */
  payers(batch: number): DeviceId[] {
    const select = "SELECT DISTINCT device FROM items WHERE batch = ? AND kind <> 'registration'";
    return (this.#sql(select).all(batch) as SqlRow[]).map((row) => row["device"] as DeviceId);
  }

  /** What a payload carried is the chain's to keep from now on; a device's head stays, to show it where it stands. */
  strip(batch: number): void {
    this.#sql(
      `UPDATE items SET body = x'', signature = x'' WHERE batch = ?
       AND NOT EXISTS (SELECT 1 FROM devices WHERE devices.id = items.device AND devices.link = items.link)`,
    ).run(batch);
  }

  /**
   * Forgets what came before a moment and is in the chain for good, a part of it at a time; answers how many it looked
   * at. Heads and evidence stay. A forgotten envelope that is sent again is refused as one behind the head.
   */
  forget(beforeMs: number, most: number): number {
    return this.#db.transaction(() => {
      const from = Number(this.#db.meta("forgotten") ?? 0);
      const select = "SELECT id, batch, received_ms FROM items WHERE id > ? ORDER BY id LIMIT ?";
      const rows = this.#sql(select).all(from, most) as SqlRow[];
      let through = from;
      let seen = 0;
      for (const row of rows) {
        const id = Number(row["id"]);
        const { batch } = row;
        const open = batch === null || this.#sql("SELECT 1 FROM batches WHERE id = ?").get(Number(batch)) !== undefined;
        // What is not in the chain for good ends this part: whatever is younger waits for it.
        if (open || Number(row["received_ms"]) >= beforeMs) break;
        const gone = this.#sql(
          `DELETE FROM items WHERE id = ? AND kind <> 'evidence'
           AND NOT EXISTS (SELECT 1 FROM devices WHERE devices.id = items.device AND devices.link = items.link)`,
        ).run(id);
        if (gone.changes > 0) this.#sql("DELETE FROM receipts WHERE item = ?").run(id);
        through = id;
        seen += 1;
      }
      if (seen > 0) this.#db.setMeta("forgotten", String(through));
      return seen;
    });
  }

  /** The highest number of a device that is in a block; 0 for its registration, undefined when none came this way. */
  included(device: DeviceId): number | undefined {
    const select = `SELECT sequence FROM items LEFT JOIN batches ON batches.id = items.batch
      WHERE device = ? AND kind <> 'operation' AND items.batch IS NOT NULL AND (batches.id IS NULL OR batches.block IS NOT NULL)
      ORDER BY sequence DESC LIMIT 1`;
    const row = this.#sql(select).get(device) as SqlRow | undefined;
    return row && Number(row["sequence"]);
  }

  /** How many of a device's messages are in no block yet, or not for good. */
  unsettled(device: DeviceId): number {
    const select = `SELECT count(*) AS n FROM items LEFT JOIN batches ON batches.id = items.batch
      WHERE device = ? AND (items.batch IS NULL OR (batches.id IS NOT NULL AND batches.block IS NULL))`;
    return Number((this.#sql(select).get(device) as SqlRow)["n"]);
  }
}
