/** Reads of PostgreSQL what a decision is taken over: a few statements, however many devices there are. */
import { equal } from "@witness/protocol/bytes";
import type { Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import { dailyGasOf, dayOf, type Payer, retryAfterS } from "../allowance.ts";
import type { Postgres } from "./postgres.ts";
import type { Query, Row } from "./postgres-line.ts";
import { bytesOf, chainOf, deviceOf } from "./postgres-rows.ts";
import type { Kept, KeptDevice, KeptItem, StoreOptions, Wanted } from "./store.ts";

/** A device and the numbers at which it is wanted what is kept. */
type Place = readonly [DeviceId, readonly number[]];

/** Loads. What is read in two statements may differ by a commit between them, and is then not what a commit may hang on. */
export class PostgresLoader {
  readonly #db: Postgres;
  readonly #with: StoreOptions;

  constructor(database: Postgres, options: StoreOptions) {
    this.#db = database;
    this.#with = options;
  }

  async load({ devices, isAll, payers = [], registrations = [] }: Wanted): Promise<Kept> {
    const ids = [...devices.keys()];
    const [rows, ofPayers, refused] = await Promise.all([
      this.#devices(ids),
      this.left(payers),
      this.#refused(registrations),
    ]);
    const left = new Map([...rows.map((row) => this.#leftOf(row)), ...ofPayers]);
    const found = new Map(rows.flatMap((row) => (row["public_key"] === null ? [] : [[String(row["id"]), row]])));
    const sequenceOf = (device: DeviceId) => Number(found.get(device)?.["sequence"] ?? -1);
    const wanted = [...devices].map(([device, numbers]): Place => {
      const head = sequenceOf(device);
      return [device, head < 0 ? [] : numbers.filter((number) => isAll || number <= head)];
    });
    const [items, evidence] = await Promise.all([this.#items(wanted), this.#evidence(wanted)]);
    const kept = wanted.map(([device, numbers]): [DeviceId, KeptDevice] => {
      const row = found.get(device);
      const own = new Map(numbers.map((number) => [number, items.get(`${device} ${number}`) ?? []]));
      const isLookedFor = numbers.length > 0;
      return [
        device,
        {
          chain: row && chainOf(row),
          version: Number(row?.["version"] ?? 0),
          items: own,
          evidence: isLookedFor ? (evidence.get(device) ?? 0) : undefined,
        },
      ];
    });
    return { devices: new Map(kept), left, retryAfterS: retryAfterS(this.#with.nowMs()), refused };
  }

  /** Returns a row for each device, known or not, with what it was charged today. */
  async #devices(ids: readonly DeviceId[]): Promise<readonly Row[]> {
    if (ids.length === 0) return [];
    const select = `SELECT asked.id, public_key, sequence, link, session, first_sequence, recent, first_here, version, gas
      FROM unnest($1::text[]) AS asked (id) LEFT JOIN devices ON devices.id = asked.id
      LEFT JOIN spent ON spent.device = asked.id AND spent.day = $2`;
    return this.#db.read(select, ids, dayOf(this.#with.nowMs()));
  }

  #leftOf(row: Row): readonly [Payer, number] {
    const device = row["id"] as DeviceId;
    return [device, dailyGasOf(this.#with.daily, device) - Number(row["gas"] ?? 0)];
  }

  /** Returns the gas that each may still cost today. */
  async left(payers: readonly Payer[], read: Query = (...asked) => this.#db.read(...asked)) {
    const left = new Map(payers.map((payer) => [payer, dailyGasOf(this.#with.daily, payer)]));
    if (payers.length === 0) return left;
    const rows = await read(
      "SELECT device, gas FROM spent WHERE device = ANY($1) AND day = $2",
      payers,
      dayOf(this.#with.nowMs()),
    );
    for (const row of rows) {
      const payer = row["device"] as Payer;
      left.set(payer, (left.get(payer) ?? 0) - Number(row["gas"]));
    }
    return left;
  }

  async #refused(messages: readonly Uint8Array[]): Promise<ReadonlyMap<number, Code>> {
    const refused = new Map<number, Code>();
    if (messages.length === 0) return refused;
    const hashes = messages.map((message) => this.#with.provider.sha256(message));
    const select = "SELECT hash, code FROM registrations WHERE hash = ANY($1) AND code IS NOT NULL";
    for (const row of await this.#db.read(select, hashes)) {
      for (const [place, hash] of hashes.entries()) {
        if (equal(hash, bytesOf(row, "hash"))) refused.set(place, row["code"] as Code);
      }
    }
    return refused;
  }

  async #items(wanted: readonly Place[]): Promise<Map<string, KeptItem[]>> {
    const places = wanted.flatMap(([device, numbers]) => [...new Set(numbers)].map((number) => [device, number]));
    const items = new Map<string, KeptItem[]>();
    if (places.length === 0) return items;
    const select = `SELECT device, sequence, id, kind, previous_link, link, signed
      FROM unnest($1::text[], $2::bigint[]) AS wanted (device, sequence) JOIN items USING (device, sequence)
      LEFT JOIN receipts ON item = id WHERE kind IN ('envelope', 'evidence') ORDER BY id`;
    const columns = [places.map(([device]) => device), places.map(([, number]) => number)];
    for (const row of await this.#db.read(select, ...columns)) {
      const name = `${row["device"]} ${row["sequence"]}`;
      const own = items.get(name) ?? [];
      items.set(name, own);
      own.push({
        id: Number(row["id"]),
        isEnvelope: row["kind"] === "envelope",
        previousLink: bytesOf(row, "previous_link"),
        link: bytesOf(row, "link"),
        receipt: row["signed"] === null ? undefined : bytesOf(row, "signed"),
      });
    }
    return items;
  }

  async #evidence(wanted: readonly Place[]): Promise<Map<DeviceId, number>> {
    const devices = wanted.flatMap(([device, numbers]) => (numbers.length > 0 ? [device] : []));
    if (devices.length === 0) return new Map();
    const select =
      "SELECT device, count(*) AS n FROM items WHERE kind = 'evidence' AND device = ANY($1) GROUP BY device";
    return new Map((await this.#db.read(select, devices)).map((row) => [deviceOf(row), Number(row["n"])]));
  }
}
