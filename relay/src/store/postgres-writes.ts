/** What is written to PostgreSQL in one statement, however many rows it has. */
import { toHex } from "@witness/protocol/bytes";
import type { HashChain } from "@witness/protocol/hash-chain";
import type { DeviceId } from "@witness/protocol/identity";
import type { Payer } from "../allowance.ts";
import type { Received } from "../outbox.ts";
import type { Query } from "./postgres-line.ts";
import type { NewMessage, NewOperation } from "./store.ts";

const NOTHING = new Uint8Array();

/** Returns the same columns, each with its values: a statement takes them as arrays. */
const columnsOf = (rows: readonly (readonly unknown[])[], count: number): unknown[][] =>
  Array.from({ length: count }, (_, column) => rows.map((row) => row[column]));

/**
 * Keeps hash chains that were loaded at these versions (0: there was none). Returns whether all of them were; else somebody has
 * changed one since.
 */
export async function putChains(
  query: Query,
  chains: readonly { readonly device: DeviceId; readonly chain: HashChain; readonly version: number }[],
): Promise<boolean> {
  if (chains.length === 0) return true;
  const rows = chains.map(({ device, chain, version }) => {
    const { publicKey, sequence, link, session, firstSequence, recent, firstHere = null } = chain;
    return [device, publicKey, sequence, link, session, firstSequence, recent, firstHere, version + 1];
  });
  const put = `INSERT INTO devices SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::bytea[], $5::bigint[],
      $6::bigint[], $7::bytea[], $8::bigint[], $9::bigint[])
    ON CONFLICT (id) DO UPDATE SET public_key = excluded.public_key, sequence = excluded.sequence, link = excluded.link,
      session = excluded.session, first_sequence = excluded.first_sequence, recent = excluded.recent,
      first_here = excluded.first_here, version = excluded.version
    WHERE devices.version = excluded.version - 1 RETURNING id`;
  return (await query(put, ...columnsOf(rows, 9))).length === rows.length;
}

type Row = readonly [
  kind: string,
  device: DeviceId,
  sequence: number,
  body: Uint8Array,
  signature: Uint8Array,
  previousLink: Uint8Array,
  link: Uint8Array,
  proven: boolean,
  opensGap: boolean,
];

function rowOf(message: NewMessage): Row {
  if (message.kind === "registration") {
    const { deviceId, signed } = message;
    return ["registration", deviceId, 0, signed.message, signed.signature, NOTHING, NOTHING, true, false];
  }
  const { kind, deviceId, sequence, body, signature, previousLink, link, proven, opensGap } = message;
  return [kind, deviceId, sequence, body, signature, previousLink, link, proven, opensGap];
}

const rowOfOperation = ({ deviceId, identity, signed }: NewOperation): Row => {
  return ["operation", deviceId, 0, signed.message, signed.signature, NOTHING, identity, true, false];
};

/** Adds messages in their order, with the receipts that they have. */
export async function addMessages(query: Query, messages: readonly NewMessage[], received: Received): Promise<void> {
  const ids = await addRows(query, messages.map(rowOf), received);
  const receipts = messages.flatMap(({ receipt }, place) => (receipt ? [[ids[place], receipt] as const] : []));
  await putReceipts(query, receipts);
}

/** Adds an operation with its receipt. */
export async function addOperation(query: Query, operation: NewOperation): Promise<void> {
  const ids = await addRows(query, [rowOfOperation(operation)], operation.received);
  await putReceipts(query, [[ids[0], operation.receipt]]);
}

async function addRows(query: Query, rows: readonly Row[], { ms, block }: Received): Promise<number[]> {
  if (rows.length === 0) return [];
  const drawn = await query("SELECT nextval('items_id') AS id FROM generate_series(1, $1)", rows.length);
  const ids = drawn.map((row) => Number(row["id"])).sort((one, other) => one - other);
  const insert = `INSERT INTO items (id, kind, device, sequence, body, signature, previous_link, link, proven, opens_gap,
      received_ms, received_block)
    SELECT *, $11::bigint, $12::bigint FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bytea[], $6::bytea[],
      $7::bytea[], $8::bytea[], $9::boolean[], $10::boolean[])`;
  await query(insert, ids, ...columnsOf(rows, 9), ms, block);
  return ids;
}

/** Keeps the receipts of items. */
export async function putReceipts(
  query: Query,
  receipts: readonly (readonly [id: number | undefined, signed: Uint8Array])[],
): Promise<void> {
  if (receipts.length === 0) return;
  await query("INSERT INTO receipts SELECT * FROM unnest($1::bigint[], $2::bytea[])", ...columnsOf(receipts, 2));
}

/** Charges who pays. */
export async function charge(query: Query, day: number, charges: ReadonlyMap<Payer, number>): Promise<void> {
  if (charges.size === 0) return;
  // In one order, so that two transactions do not wait for each other.
  const rows = [...charges].sort(([one], [other]) => (one < other ? -1 : 1));
  const put = `INSERT INTO spent SELECT payer, $3::bigint, gas FROM unnest($1::text[], $2::bigint[]) AS charged (payer, gas)
    ON CONFLICT (device) DO UPDATE SET day = excluded.day,
      gas = excluded.gas + CASE WHEN spent.day = excluded.day THEN spent.gas ELSE 0 END`;
  await query(put, ...columnsOf(rows, 2), day);
}

/** Keeps the hash chains of the back-end where ours are not as far. Returns whether any was kept. */
export async function adoptChains(query: Query, chains: readonly HashChain[]): Promise<boolean> {
  let kept = false;
  for (const { deviceId, publicKey, sequence, link, session, firstSequence, recent, firstHere = null } of chains) {
    const put = `INSERT INTO devices VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT (id) DO UPDATE SET
        public_key = excluded.public_key, sequence = excluded.sequence, link = excluded.link, session = excluded.session,
        first_sequence = excluded.first_sequence, recent = excluded.recent, first_here = excluded.first_here,
        version = devices.version + 1
      WHERE devices.sequence < excluded.sequence RETURNING id`;
    const values = [toHex(deviceId), publicKey, sequence, link, session, firstSequence, recent, firstHere];
    if ((await query(put, ...values)).length > 0) kept = true;
  }
  return kept;
}
