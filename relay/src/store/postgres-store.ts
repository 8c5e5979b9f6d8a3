/** The store in a PostgreSQL database. Nothing of it is remembered here, so what is loaded is what is committed. */
import { equal } from "@witness/protocol/bytes";
import type { Code } from "@witness/protocol/errors";
import type { HashChain } from "@witness/protocol/hash-chain";
import type { DeviceId } from "@witness/protocol/identity";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import { dayOf, INPUT_BASE_GAS, makerPayer, operationGas, type Payer, retryAfterS } from "../allowance.ts";
import type { Packed, QueuedItem } from "../batcher.ts";
import type { Backlog, CarriedRegistration } from "../outbox.ts";
import { OWN_INPUTS_MAX } from "../own-inputs.ts";
import { REGISTRATIONS_MAX } from "../refusals.ts";
import { NEW_MS } from "../urgency.ts";
import { isSameChain } from "./loaded.ts";
import { Postgres } from "./postgres.ts";
import { abandon, type Query, type Row } from "./postgres-line.ts";
import { PostgresLoader } from "./postgres-loader.ts";
import { PostgresPayloads } from "./postgres-payloads.ts";
import { bytesOf, chainOf, deviceOf, queuedItemOf } from "./postgres-rows.ts";
import { addMessages, addOperation, adoptChains, charge, putChains, putReceipts } from "./postgres-writes.ts";
import type {
  Changes,
  Committing,
  Head,
  Judged,
  Kept,
  KnownOperation,
  Lead,
  NewOperation,
  Store,
  StoreOptions,
  Wanted,
} from "./store.ts";

/** How long what waits in all is not summed up again, unless this process changes it. */
const BACKLOG_KEPT_MS = 200;
const FORGOTTEN = "forgotten";
/** A device's head, which stays when what it was carried with goes. */
const IS_HEAD = "EXISTS (SELECT 1 FROM devices WHERE devices.id = items.device AND devices.link = items.link)";
const IS_ON_ITS_WAY = "(items.batch IS NULL OR (batches.id IS NOT NULL AND batches.block IS NULL))";

/** One database, and any number of processes of one relay, of which one carries. */
export class PostgresStore implements Store {
  readonly payloads: PostgresPayloads;
  readonly #db: Postgres;
  readonly #with: StoreOptions;
  readonly #loader: PostgresLoader;
  #backlog: { readonly backlog: Promise<Backlog>; readonly ms: number } | undefined;

  private constructor(database: Postgres, options: StoreOptions) {
    this.#db = database;
    this.#with = options;
    this.#loader = new PostgresLoader(database, options);
    this.payloads = new PostgresPayloads(database, options.nowMs);
  }

  /**
   * Opens a database, and makes its tables when it is empty.
   * @throws {RelayError} `database-unavailable`, `data-of-another-application`, `data-of-another-version`
   */
  static async open(url: string, application: string, options: StoreOptions): Promise<PostgresStore> {
    return new PostgresStore(await Postgres.open(url, application), options);
  }

  meta(name: string): string | undefined {
    return this.#db.meta(name);
  }

  setMeta(name: string, value: string): void {
    this.#db.setMeta(name, value);
  }

  get #day(): number {
    return dayOf(this.#with.nowMs());
  }

  load(wanted: Wanted): Promise<Kept> {
    return this.#loader.load(wanted);
  }

  commit(changes: Changes): Committing {
    const applied = this.#commit(changes);
    const durable = applied.then(() => undefined);
    // Whoever waits for the one has heard of the failure of the other.
    durable.catch(() => undefined);
    return { applied, durable };
  }

  async #commit({ over, chains, messages, receipts, charges, received }: Changes): Promise<boolean> {
    // What it was taken over is on disk already.
    if (over.size + messages.length + receipts.size === 0) return true;
    const put = [...over].flatMap(([device, { chain: before, version }]) => {
      const chain = chains.get(device) ?? before;
      return chain ? [{ device, chain, version }] : [];
    });
    // In one order, so that two transactions do not wait for each other.
    put.sort((one, other) => (one.device < other.device ? -1 : 1));
    const done = await this.#db.transaction(async (query) => {
      if (!(await putChains(query, put))) return abandon();
      await addMessages(query, messages, received);
      await putReceipts(query, [...receipts]);
      await charge(query, this.#day, charges);
      await this.#carry(query, messages);
      return true;
    });
    this.#backlog = undefined;
    return done ?? false;
  }

  /** Notes registrations that are to be carried. */
  async #carry(query: Query, messages: Changes["messages"]): Promise<void> {
    const registrations = messages.flatMap((each) => (each.kind === "registration" ? [each] : []));
    if (registrations.length === 0) return;
    const hashes = registrations.map(({ signed }) => this.#with.provider.sha256(signed.message));
    const devices = registrations.map(({ deviceId }) => deviceId);
    await query(
      "INSERT INTO registrations (hash, device) SELECT * FROM unnest($1::bytea[], $2::text[]) ON CONFLICT DO NOTHING",
      hashes,
      devices,
    );
    await query("DELETE FROM registrations WHERE id <= (SELECT max(id) FROM registrations) - $1", REGISTRATIONS_MAX);
  }

  async adopt(chains: readonly HashChain[]): Promise<boolean> {
    if (chains.length === 0) return false;
    return (await this.#db.transaction((query) => adoptChains(query, chains))) ?? false;
  }

  async head(device: DeviceId): Promise<Head | undefined> {
    const chain = await this.chain(device);
    if (!chain) return undefined;
    const [envelopes, included] = await Promise.all([
      this.#db.read(
        "SELECT body, signature, previous_link FROM items WHERE device = $1 AND sequence = $2 AND link = $3 AND kind = 'envelope'",
        device,
        chain.sequence,
        chain.link,
      ),
      this.#db.read(
        `SELECT max(sequence) AS n FROM items LEFT JOIN batches ON batches.id = items.batch WHERE device = $1
         AND kind <> 'operation' AND items.batch IS NOT NULL AND (batches.id IS NULL OR batches.block IS NOT NULL)`,
        device,
      ),
    ]);
    const [row] = envelopes;
    const envelope = row && {
      body: bytesOf(row, "body"),
      signature: bytesOf(row, "signature"),
      previousLink: bytesOf(row, "previous_link"),
    };
    const highest = included[0]?.["n"] ?? null;
    return { chain, envelope, included: highest === null ? undefined : Number(highest) };
  }

  operation(deviceId: DeviceId, identity: Uint8Array): Promise<KnownOperation> {
    return this.#operation(deviceId, identity, (...asked) => this.#db.read(...asked));
  }

  async #operation(deviceId: DeviceId, identity: Uint8Array, query: Query): Promise<KnownOperation> {
    const [kept] = await query(
      `SELECT signed FROM items JOIN receipts ON item = id
       WHERE device = $1 AND sequence = 0 AND kind = 'operation' AND link = $2`,
      deviceId,
      identity,
    );
    const others = await query(
      `SELECT 1 FROM items LEFT JOIN batches ON batches.id = items.batch
       WHERE device = $1 AND sequence = 0 AND kind = 'operation' AND ${IS_ON_ITS_WAY} LIMIT 1`,
      deviceId,
    );
    const left = await this.#loader.left([deviceId], query);
    return {
      receipt: kept && bytesOf(kept, "signed"),
      isOperated: others.length > 0,
      gas: left.get(deviceId) ?? 0,
      retryAfterS: retryAfterS(this.#with.nowMs()),
    };
  }

  async keepOperation<T>(
    operation: NewOperation,
    refuses: (known: KnownOperation) => T | undefined,
  ): Promise<T | undefined> {
    const { deviceId, identity, signed } = operation;
    const refused = await this.#db.transaction(async (query) => {
      // Whoever else keeps an operation about the device waits for the end of this one.
      await query("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", deviceId);
      const why = refuses(await this.#operation(deviceId, identity, query));
      if (why !== undefined) return why;
      await addOperation(query, operation);
      await charge(query, this.#day, new Map([[deviceId, operationGas(signed)]]));
      return undefined;
    });
    this.#backlog = undefined;
    return refused;
  }

  lead(): Promise<Lead> {
    return this.#db.lead();
  }

  backlog(): Promise<Backlog> {
    const now = this.#with.nowMs();
    const known = this.#backlog;
    if (known && Math.abs(now - known.ms) < BACKLOG_KEPT_MS) return known.backlog;
    const backlog = this.#readBacklog();
    this.#backlog = { backlog, ms: now };
    backlog.catch(() => {
      this.#backlog = undefined;
    });
    return backlog;
  }

  async #readBacklog(): Promise<Backlog> {
    const [row] = await this.#db.read(
      `SELECT sum(octet_length(body)) AS bytes, (array_agg(received_ms ORDER BY id))[1] AS ms,
       (array_agg(received_block ORDER BY id))[1] AS block FROM items WHERE batch IS NULL`,
    );
    if (!row || row["ms"] === null) return { bytes: 0, oldestMs: undefined, oldestBlock: undefined };
    return { bytes: Number(row["bytes"]), oldestMs: Number(row["ms"]), oldestBlock: Number(row["block"]) };
  }

  async urgentMs(): Promise<number | undefined> {
    const [row] = await this.#db.read(
      `SELECT received_ms AS ms FROM items AS waiting WHERE batch IS NULL AND (kind IN ('registration', 'operation') OR EXISTS (
         SELECT 1 FROM items AS registered WHERE registered.device = waiting.device AND registered.sequence = 0
         AND registered.kind = 'registration' AND waiting.received_ms < registered.received_ms + ${NEW_MS}))
       ORDER BY id LIMIT 1`,
    );
    return row && Number(row["ms"]);
  }

  async waiting(most: number, bytesMost: number): Promise<QueuedItem[]> {
    const rows = await this.#db.read(
      `SELECT * FROM (SELECT *, sum(octet_length(body)) OVER (ORDER BY id) - octet_length(body) AS before
         FROM (SELECT * FROM items WHERE batch IS NULL ORDER BY id LIMIT $1) AS oldest) AS summed
       WHERE before <= $2 ORDER BY id`,
      most,
      bytesMost,
    );
    return rows.map(queuedItemOf);
  }

  async publicKeys(devices: Iterable<DeviceId>): Promise<ReadonlyMap<DeviceId, Uint8Array>> {
    const ids = [...devices];
    if (ids.length === 0) return new Map();
    const rows = await this.#db.read("SELECT id, public_key FROM devices WHERE id = ANY($1)", ids);
    return new Map(rows.map((row) => [row["id"] as DeviceId, bytesOf(row, "public_key")]));
  }

  async keepPayload({ payload, ids }: Packed): Promise<number> {
    const id = await this.#db.carry(async (query) => {
      const [oldest] = await query(
        "SELECT min(received_ms) AS ms, min(received_block) AS block FROM items WHERE id = ANY($1)",
        ids,
      );
      const [made] = await query(
        "INSERT INTO batches (payload, messages, since_ms, since_block) VALUES ($1, $2, $3, $4) RETURNING id",
        payload,
        ids.length,
        oldest?.["ms"],
        oldest?.["block"],
      );
      const rows = await query(
        `UPDATE items SET batch = $1 WHERE id = ANY($2)
         RETURNING device, kind, CASE WHEN kind = 'registration' THEN body END AS body`,
        made?.["id"],
        ids,
      );
      const payers = new Set(rows.map(payerOf));
      await charge(
        query,
        this.#day,
        new Map([...payers].map((each) => [each, Math.ceil(INPUT_BASE_GAS / payers.size)])),
      );
      return Number(made?.["id"]);
    });
    this.#backlog = undefined;
    this.payloads.changed();
    return id ?? 0;
  }

  async place(inputIndex: number, batch: number): Promise<void> {
    await this.#db.carry(async (query) => {
      await query("DELETE FROM own_inputs WHERE input = $1 OR batch = $2", inputIndex, batch);
      await query("INSERT INTO own_inputs VALUES ($1, $2)", inputIndex, batch);
      const oldest = "SELECT input FROM own_inputs ORDER BY input DESC LIMIT 1 OFFSET $1";
      await query(`DELETE FROM own_inputs WHERE input <= (${oldest})`, OWN_INPUTS_MAX);
    });
  }

  async letGo(batch: number): Promise<void> {
    await this.#db.carry(async (query) => {
      await query(`UPDATE items SET body = '', signature = '' WHERE batch = $1 AND NOT ${IS_HEAD}`, batch);
      await query("DELETE FROM batches WHERE id = $1", batch);
    });
  }

  async forget(beforeMs: number, most: number): Promise<number> {
    const from = Number(this.meta(FORGOTTEN) ?? 0);
    const rows = await this.#db.read(
      `SELECT items.id, received_ms, items.batch IS NULL OR batches.id IS NOT NULL AS open
       FROM items LEFT JOIN batches ON batches.id = items.batch WHERE items.id > $1 ORDER BY items.id LIMIT $2`,
      from,
      most,
    );
    // What is not in the chain for good ends this part: whatever is younger waits for it.
    const end = rows.findIndex((row) => row["open"] === true || Number(row["received_ms"]) >= beforeMs);
    const seen = end < 0 ? rows : rows.slice(0, end);
    const through = seen.at(-1)?.["id"];
    if (through === undefined) return 0;
    await this.#db.carry(async (query) => {
      const gone = `DELETE FROM items WHERE id > $1 AND id <= $2 AND kind <> 'evidence' AND NOT ${IS_HEAD} RETURNING id`;
      const ids = (await query(gone, from, through)).map((row) => row["id"]);
      await query("DELETE FROM receipts WHERE item = ANY($1)", ids);
    });
    this.setMeta(FORGOTTEN, String(through));
    return seen.length;
  }

  async chain(device: DeviceId): Promise<HashChain | undefined> {
    const [row] = await this.#db.read("SELECT * FROM devices WHERE id = $1", device);
    return row && chainOf(row);
  }

  async ownInputs(): Promise<ReadonlyMap<number, number>> {
    const rows = await this.#db.read("SELECT input, batch FROM own_inputs ORDER BY input");
    return new Map(rows.map((row) => [Number(row["input"]), Number(row["batch"])]));
  }

  async registrations(batch: number): Promise<CarriedRegistration[]> {
    const select = "SELECT device, body FROM items WHERE batch = $1 AND kind = 'registration' ORDER BY id";
    const rows = await this.#db.read(select, batch);
    return rows.map((row) => ({ deviceId: deviceOf(row), message: bytesOf(row, "body") }));
  }

  async devices(batch: number): Promise<DeviceId[]> {
    const select = "SELECT DISTINCT device FROM items WHERE batch = $1 AND kind = 'envelope'";
    return (await this.#db.read(select, batch)).map(deviceOf);
  }

  unsettled(device: DeviceId): Promise<number> {
    return this.#unsettled(device, (...asked) => this.#db.read(...asked));
  }

  async #unsettled(device: DeviceId, query: Query): Promise<number> {
    const select = `SELECT count(*) AS n FROM items LEFT JOIN batches ON batches.id = items.batch
      WHERE device = $1 AND ${IS_ON_ITS_WAY}`;
    return Number((await query(select, device))[0]?.["n"]);
  }

  async noteJudged({ refused, admitted, inputs }: Judged): Promise<void> {
    await this.#db.carry(async (query) => {
      for (const [device, code] of refused) await refuse(query, device, code);
      await query("DELETE FROM registrations WHERE device = ANY($1) AND code IS NULL", admitted);
      await query("DELETE FROM own_inputs WHERE input = ANY($1)", inputs);
    });
  }

  async follow(device: DeviceId, before: HashChain, chain: HashChain | undefined): Promise<boolean> {
    const done = await this.#db.carry(async (query) => {
      const [row] = await query("SELECT * FROM devices WHERE id = $1 FOR UPDATE", device);
      const own = row && chainOf(row);
      if (!row || !own || !isSameChain(own, before) || (await this.#unsettled(device, query)) > 0) return abandon();
      if (!chain) {
        // The relay has checked everything but the vehicle, which only the back-end can open.
        await refuse(query, device, "vehicle-unreadable");
        await query("DELETE FROM devices WHERE id = $1", device);
        return true;
      }
      await query("DELETE FROM registrations WHERE device = $1 AND code IS NULL", device);
      if (!equal(chain.link, own.link)) await putChains(query, [{ device, chain, version: Number(row["version"]) }]);
      return true;
    });
    return done ?? false;
  }

  async bytes(): Promise<number> {
    const [row] = await this.#db.read("SELECT pg_database_size(current_database()) AS bytes");
    return Number(row?.["bytes"] ?? 0);
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}

const refuse = (query: Query, device: DeviceId, code: Code) =>
  query("UPDATE registrations SET code = $1 WHERE device = $2 AND code IS NULL", code, device);

/** Who pays for a message that is packed: its maker for a registration, else its device. */
const payerOf = (row: Row): Payer =>
  row["kind"] === "registration" ? makerPayer(decodeRegistration(bytesOf(row, "body")).makerId) : deviceOf(row);
