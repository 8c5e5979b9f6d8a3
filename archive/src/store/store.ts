/** What the archive keeps: inputs, messages, editions and their items. Only this directory knows SQL. */
import type { SeenBlock } from "@witness/ethereum/checkpoints";
import { concat, readU32, toHex, u32 } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import type { Code } from "@witness/protocol/errors";
import type { ForkEvidence } from "@witness/protocol/fork-evidence";
import { type DeviceId, keyIdentity } from "@witness/protocol/identity";
import { decodeHolding, encodeHolding } from "@witness/protocol/operations/holding";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import type { HistoryStep } from "@witness/protocol/pass/steps";
import type { TakenByMaker } from "@witness/protocol/places";
import { decodeSignedOperation } from "@witness/protocol/wire/envelope";
import type { EncodedItem } from "@witness/protocol/wire/tile";
import type { Edition, KeptInput, KeptItem, KeptMessage } from "../ledger.ts";
import type { Database, SqlRow, SqlValue, Write } from "./database.ts";

/** What is kept of a range of blocks, all or nothing. */
export interface StoreChange {
  readonly inputs: readonly KeptInput[];
  readonly messages: readonly KeptMessage[];
  readonly items: readonly KeptItem[];
  /** Of the application as a whole. */
  readonly operations: readonly { readonly input: number; readonly place: number }[];
  /** New or changed. */
  readonly editions: Iterable<Edition>;
  readonly undo: readonly { readonly block: number; readonly before: Edition }[];
  /** The last block of the range. */
  readonly checkpoint: SeenBlock;
  /** Nothing up to this block will be undone. */
  readonly settled: number;
}

/** An operation about the application as a whole that took effect. */
export interface KeptOperation {
  /** From 0, in the order in which they took effect. */
  readonly number: number;
  readonly input: number;
  readonly place: number;
  readonly block: number;
  /** 32 bytes. */
  readonly blockHash: Uint8Array;
  readonly blockTimeUnixS: number;
  readonly signed: SignedOperation;
}

/** Where the store stands. */
export interface Stored {
  /** Newest first. */
  readonly checkpoints: readonly SeenBlock[];
  readonly inputs: number;
  /** The block of the last input, if there is any. */
  readonly lastInputBlock: number | undefined;
  /** The id that a new edition gets. */
  readonly nextEdition: number;
  /** How many devices each maker registered, by its id: whose first edition is its. */
  readonly takenByMaker: TakenByMaker;
}

const MAKER_BYTES = 8;
const STATE = [
  "holding",
  "sequence",
  "link",
  "session",
  "first_sequence",
  "recent",
  "evidence",
  "items",
  "accumulator",
] as const;
const EDITION = ["id", "device", "name", "public_key", "block", ...STATE] as const;
const EVIDENCE_BYTES = 36;

const bytesOf = (row: SqlRow, name: string): Uint8Array => row[name] as Uint8Array;

const packEvidence = (evidence: readonly ForkEvidence[]): Uint8Array =>
  concat(...evidence.flatMap(({ sequence, link }) => [u32(sequence), link]));

function unpackEvidence(packed: Uint8Array): ForkEvidence[] {
  const evidence: ForkEvidence[] = [];
  for (let at = 0; at < packed.length; at += EVIDENCE_BYTES) {
    evidence.push({ sequence: readU32(packed, at), link: packed.slice(at + 4, at + EVIDENCE_BYTES) });
  }
  return evidence;
}

const stateOf = ({ holding, record: { chain, evidence, history } }: Edition): SqlValue[] => [
  encodeHolding(holding),
  chain.sequence,
  chain.link,
  chain.session,
  chain.firstSequence,
  chain.recent,
  packEvidence(evidence),
  history.items,
  history.accumulator,
];

function editionOfRow(row: SqlRow): Edition {
  const publicKey = bytesOf(row, "public_key");
  return {
    id: Number(row["id"]),
    deviceId: row["device"] as DeviceId,
    name: bytesOf(row, "name"),
    holding: decodeHolding(bytesOf(row, "holding")),
    block: Number(row["block"]),
    record: {
      chain: {
        deviceId: keyIdentity(publicKey, native),
        publicKey,
        sequence: Number(row["sequence"]),
        link: bytesOf(row, "link"),
        session: Number(row["session"]),
        firstSequence: Number(row["first_sequence"]),
        recent: bytesOf(row, "recent"),
      },
      evidence: unpackEvidence(bytesOf(row, "evidence")),
      history: { items: Number(row["items"]), accumulator: bytesOf(row, "accumulator") },
    },
  };
}

/** The archive's store, over either database. */
export class Store {
  readonly #database: Database;

  /** @param database after `migrate` */
  constructor(database: Database) {
    this.#database = database;
  }

  /** Returns where the store stands. */
  async stored(): Promise<Stored> {
    const blocks = await this.#database.read("SELECT number, hash FROM blocks ORDER BY number DESC");
    const [inputs] = await this.#database.read("SELECT max(number) AS last, max(block) AS block FROM inputs");
    const [editions] = await this.#database.read("SELECT max(id) AS last FROM editions");
    // A holding begins with the company that registered the device.
    const makers = await this.#database.read(
      `SELECT substr(holding, 1, ${MAKER_BYTES}) AS maker, count(*) AS taken FROM editions
       WHERE id IN (SELECT min(id) FROM editions GROUP BY device) GROUP BY 1`,
    );
    const next = (last: SqlValue | undefined): number => (last === null || last === undefined ? 0 : Number(last) + 1);
    const block = inputs?.["block"];
    return {
      checkpoints: blocks.map(({ number, hash }) => ({ number: Number(number), hash: String(hash) })),
      inputs: next(inputs?.["last"]),
      lastInputBlock: block === null || block === undefined ? undefined : Number(block),
      nextEdition: next(editions?.["last"]),
      takenByMaker: new Map(makers.map((row) => [toHex(bytesOf(row, "maker")), Number(row["taken"])])),
    };
  }

  /** Returns the editions of a device, in the order of their registrations. */
  async editions(device: DeviceId): Promise<Edition[]> {
    const rows = await this.#database.read("SELECT * FROM editions WHERE device = ? ORDER BY id", device);
    return rows.map(editionOfRow);
  }

  /** Returns the editions of several devices; a device without any is left out. */
  async editionsOf(devices: Iterable<DeviceId>): Promise<Map<DeviceId, Edition[]>> {
    const found = new Map<DeviceId, Edition[]>();
    for (const device of devices) {
      const editions = await this.editions(device);
      if (editions.length > 0) found.set(device, editions);
    }
    return found;
  }

  /** Keeps what a range of blocks held. What it wrote is on disk when it resolves. */
  async commit(change: StoreChange): Promise<void> {
    const { inputs, messages, items, operations, editions, undo, checkpoint, settled } = change;
    const insert = (into: string, columns: readonly string[], rows: SqlValue[][], conflict?: string): Write[] =>
      rows.length === 0 ? [] : [{ into, columns, rows, ...(conflict === undefined ? {} : { conflict }) }];
    const updated = STATE.map((column) => `${column} = excluded.${column}`).join(", ");
    await this.#database.write([
      ...insert(
        "inputs",
        ["number", "block", "block_hash", "block_time", "code"],
        inputs.map(({ index, block, blockHash, blockTimeUnixS, code }) => [
          index,
          block,
          blockHash,
          blockTimeUnixS,
          code,
        ]),
      ),
      ...insert(
        "messages",
        ["input", "place", "bytes"],
        messages.map(({ input, place, bytes }) => [input, place, bytes]),
      ),
      ...insert(
        "editions",
        EDITION,
        Array.from(editions, (edition) => [
          edition.id,
          edition.deviceId,
          edition.name,
          edition.record.chain.publicKey,
          edition.block,
          ...stateOf(edition),
        ]),
        `(id) DO UPDATE SET ${updated}`,
      ),
      ...insert(
        "items",
        ["edition", "number", "kind", "input", "place", "parameters", "body", "item"],
        items.map(({ edition, number, kind, input, place, parameters, body, item }) => [
          edition,
          number,
          kind,
          input,
          place,
          parameters,
          body,
          item,
        ]),
      ),
      ...insert(
        "operations",
        ["input", "place"],
        operations.map(({ input, place }) => [input, place]),
      ),
      ...insert(
        "undo",
        ["edition", "block", ...STATE],
        undo.map(({ block, before }) => [before.id, block, ...stateOf(before)]),
      ),
      ...insert("blocks", ["number", "hash"], [[checkpoint.number, checkpoint.hash]], "(number) DO NOTHING"),
      // The newest checkpoint that is settled stays: it is where the deepest reorganisation goes back to.
      {
        text: "DELETE FROM blocks WHERE number < (SELECT max(number) FROM blocks WHERE number <= ?)",
        values: [settled],
      },
      {
        text: "DELETE FROM undo WHERE block <= (SELECT min(number) FROM blocks)",
        values: [],
      },
    ]);
  }

  /** Forgets what came after a checkpoint. */
  async rewind(ancestor: number): Promise<void> {
    const restored = STATE.map((column) => `${column} = undo.${column}`).join(", ");
    const after = "(SELECT number FROM inputs WHERE block > ?)";
    await this.#database.write([
      {
        text: `UPDATE editions SET ${restored} FROM undo WHERE undo.edition = editions.id AND undo.block =
          (SELECT min(block) FROM undo AS later WHERE later.edition = editions.id AND later.block > ?)`,
        values: [ancestor],
      },
      { text: `DELETE FROM items WHERE input IN ${after}`, values: [ancestor] },
      { text: `DELETE FROM operations WHERE input IN ${after}`, values: [ancestor] },
      { text: `DELETE FROM messages WHERE input IN ${after}`, values: [ancestor] },
      { text: "DELETE FROM editions WHERE block > ?", values: [ancestor] },
      { text: "DELETE FROM inputs WHERE block > ?", values: [ancestor] },
      { text: "DELETE FROM undo WHERE block > ?", values: [ancestor] },
      { text: "DELETE FROM blocks WHERE number > ?", values: [ancestor] },
    ]);
  }

  /** Returns the items of an edition from a number on, oldest first. */
  async items({ id }: Pick<Edition, "id">, from: number, count: number): Promise<EncodedItem[]> {
    const rows = await this.#database.read(
      `SELECT i.kind, i.input, i.place, i.parameters, i.body, n.block, n.block_hash, n.block_time, m.bytes
       FROM items i JOIN inputs n ON n.number = i.input JOIN messages m ON m.input = i.input AND m.place = i.place
       WHERE i.edition = ? AND i.number >= ? AND i.number < ? ORDER BY i.number`,
      id,
      from,
      from + count,
    );
    return rows.map((row) => ({
      kind: row["kind"] as EncodedItem["kind"],
      input: Number(row["input"]),
      place: Number(row["place"]),
      block: Number(row["block"]),
      blockHash: bytesOf(row, "block_hash"),
      blockTimeUnixS: Number(row["block_time"]),
      parameters: Number(row["parameters"]),
      message: bytesOf(row, "bytes"),
      body: Number(row["body"]),
    }));
  }

  /** Returns items of an edition after the one with a number, as whoever checks a pass walks them; at most `count`. */
  async steps({ id }: Pick<Edition, "id">, after: number, count: number): Promise<HistoryStep[]> {
    // Of a run only its item is read: its envelopes may be 64 KiB.
    const rows = await this.#database.read(
      `SELECT i.kind, i.input, i.place, i.parameters, i.item, n.block_time, m.bytes
       FROM items i JOIN inputs n ON n.number = i.input
       LEFT JOIN messages m ON m.input = i.input AND m.place = i.place AND i.kind = 'operation'
       WHERE i.edition = ? AND i.number > ? AND i.number <= ? ORDER BY i.number`,
      id,
      after,
      after + count,
    );
    return rows.map((row) => {
      const kind = row["kind"] as HistoryStep["kind"];
      return {
        kind,
        input: Number(row["input"]),
        blockTimeUnixS: Number(row["block_time"]),
        place: Number(row["place"]),
        parameters: Number(row["parameters"]),
        item: kind === "operation" ? decodeSignedOperation(bytesOf(row, "bytes")).message : bytesOf(row, "item"),
      };
    });
  }

  /** Returns inputs from a number on, with their blocks. */
  async inputs(from: number, count: number): Promise<KeptInput[]> {
    const text = "SELECT * FROM inputs WHERE number >= ? AND number < ? ORDER BY number";
    return (await this.#database.read(text, from, from + count)).map((row) => ({
      index: Number(row["number"]),
      block: Number(row["block"]),
      blockHash: bytesOf(row, "block_hash"),
      blockTimeUnixS: Number(row["block_time"]),
      code: row["code"] as Code,
    }));
  }

  /** Returns operations about the application that took effect, from a number on, oldest first. */
  async operations(from: number, count: number): Promise<KeptOperation[]> {
    const rows = await this.#database.read(
      `SELECT o.input, o.place, n.block, n.block_hash, n.block_time, m.bytes FROM operations o
       JOIN inputs n ON n.number = o.input JOIN messages m ON m.input = o.input AND m.place = o.place
       ORDER BY o.input, o.place LIMIT ? OFFSET ?`,
      count,
      from,
    );
    return rows.map((row, index) => ({
      number: from + index,
      input: Number(row["input"]),
      place: Number(row["place"]),
      block: Number(row["block"]),
      blockHash: bytesOf(row, "block_hash"),
      blockTimeUnixS: Number(row["block_time"]),
      signed: decodeSignedOperation(bytesOf(row, "bytes")),
    }));
  }

  /** How large it is, in bytes. */
  size(): Promise<number> {
    return this.#database.size();
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
