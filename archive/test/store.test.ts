/** What every store must do, over both databases. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packPayload } from "@witness/protocol/batch";
import { toHex, utf8 } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHistory } from "@witness/protocol/history";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { newGlobals } from "@witness/protocol/operations/globals";
import { walkSteps } from "@witness/protocol/pass/steps";
import { decodeSigned } from "@witness/protocol/wire/envelope";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registrationOf } from "../../mock-devices/src/registration.ts";
import { Sealer } from "../../mock-devices/src/sealer.ts";
import { owner, vehicle } from "../../protocol/scripts/example-world.ts";
import { devicesOf, unpackInput } from "../src/input.ts";
import { Ledger, type LedgerSettings } from "../src/ledger.ts";
import type { Database } from "../src/store/database.ts";
import { migrate } from "../src/store/migrations.ts";
import { Passes } from "../src/store/passes.ts";
import { openPostgres } from "../src/store/postgres.ts";
import { openSqlite } from "../src/store/sqlite.ts";
import { Store } from "../src/store/store.ts";
import { startPostgres } from "./postgres.ts";
import { Car } from "./world.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const makerKey = derivePrivateKey(new Uint8Array(32).fill(1), provider);
const publicKey = provider.p256PublicKey(derivePrivateKey(new Uint8Array(32).fill(2), provider));
const application = { context, publicKey, keyId: keyIdentity(publicKey, provider) };
const settings: LedgerSettings = {
  context,
  provider,
  keyId: application.keyId,
  origins: [],
};
const globals = newGlobals({ makers: [provider.p256PublicKey(makerKey)] }, provider);

let drawn = 0;
const random = (bytes: number) => provider.sha256(new Uint8Array(4).fill(drawn++ % 251)).slice(0, bytes);
const options = { application, provider, random };
function carOf(name: number): Car {
  const device = new Sealer(derivePrivateKey(new Uint8Array(32).fill(name), provider), options);
  return new Car(device, () => decodeSigned(registrationOf(device, { vehicle, firstOwner: owner }, makerKey, options)));
}

/** Writes a block for each payload, as a follower does. */
class Writer {
  readonly store: Store;
  block = 0;
  input = 0;

  constructor(store: Store) {
    this.store = store;
  }

  async add(batch: Parameters<typeof packPayload>[0], tip = this.block + 1): Promise<void> {
    this.block += 1;
    const blockHash = new Uint8Array(32).fill(this.block);
    const moment = { index: this.input, block: this.block, blockHash, blockTimeUnixS: 1_800_000_000 + this.block };
    const input = unpackInput({ ...moment, payload: packPayload(batch) });
    this.input += 1;
    const editions = await this.store.editionsOf(devicesOf([input], provider));
    const { nextEdition, takenByMaker } = await this.store.stored();
    const ledger = new Ledger(settings, { editions, globals, nextEdition, takenByMaker, undoAbove: tip - 64 });
    ledger.add(input);
    const checkpoint = { number: this.block, hash: `0x${toHex(blockHash)}` };
    const { inputs, messages, items, operations, changed, undo } = ledger;
    const settled = this.block - 64;
    const kept = { inputs, messages, items, operations, editions: changed.values(), undo };
    await this.store.commit({ ...kept, checkpoint, settled });
  }

  async rewind(ancestor: number): Promise<void> {
    await this.store.rewind(ancestor);
    this.block = ancestor;
    this.input = (await this.store.stored()).inputs;
  }
}

/** Everything that is served of a car. */
async function served(store: Store, { device }: Car) {
  const editions = await store.editions(device.id);
  return Promise.all(editions.map(async (edition) => ({ edition, items: await store.items(edition, 0, 1_000) })));
}

interface Place {
  /** Opens the same database again. */
  readonly open: () => Promise<Database>;
}

function suite(place: () => Place): void {
  const store = async () => {
    const { open } = place();
    const database = await open();
    await migrate(database, "1 0x07");
    return { database, store: new Store(database), open };
  };

  it("gives back every byte, also when it is opened anew", async () => {
    const car = carOf(11);
    const first = await store();
    const writer = new Writer(first.store);
    const registration = car.registration();
    const run = car.run(2);
    const twin = car.copy();
    await writer.add({ registrations: [registration], runs: [run] });
    await writer.add({ registrations: [], runs: [car.run(), twin.run()] });
    const before = await served(first.store, car);
    expect(before).toMatchObject([
      {
        edition: { deviceId: car.device.id, block: 1, record: { history: { items: 3 }, chain: { sequence: 3 } } },
        items: [
          { kind: "registration", input: 0, place: 0, block: 1 },
          { kind: "run", input: 0, place: 1, blockTimeUnixS: 1_800_000_001 },
          { kind: "run", input: 1, place: 0, block: 2, blockHash: new Uint8Array(32).fill(2) },
          { kind: "fork", input: 1, place: 1, parameters: 1 },
        ],
      },
    ]);
    expect(before[0]?.edition.record.evidence).toMatchObject([{ sequence: 3 }]);
    await first.database.close();
    const database = await first.open();
    await migrate(database, "1 0x07");
    const again = new Store(database);
    expect(await served(again, car)).toEqual(before);
    expect(await again.stored()).toMatchObject({ inputs: 2, lastInputBlock: 2, nextEdition: 1 });
    expect(await again.inputs(0, 10)).toMatchObject([
      { index: 0, block: 1, code: "admitted" },
      { index: 1, block: 2 },
    ]);
    expect(await again.size()).toBeGreaterThan(0);
    await database.close();
  });

  it("goes back to any block of the last 64, as if later ones had never been", async () => {
    const cars = [carOf(21), carOf(22), carOf(23)] as const;
    const { database, store: opened } = await store();
    const writer = new Writer(opened);
    const [first, second, third] = cars;
    const states: unknown[] = [];
    const all = () => Promise.all(cars.map((car) => served(opened, car)));
    for (let round = 1; round <= 40; round += 1) {
      const registrations = round === 1 ? [first.registration()] : round === 20 ? [second.registration()] : [];
      const extra = round === 30 ? [third.registration(), third.registration()] : [];
      const runs = [first.run(), ...(round % 3 === 0 ? [first.run()] : []), ...(round > 20 ? [second.run()] : [])];
      await writer.add({ registrations: [...registrations, ...extra], runs });
      states[round] = await all();
    }
    for (const block of [39, 31, 29, 20, 19, 8]) {
      await writer.rewind(block);
      expect(await all()).toEqual(states[block]);
      expect((await opened.stored()).checkpoints[0]).toMatchObject({ number: block });
    }
    await database.close();
  });

  it("forgets how to undo what is settled, and keeps the checkpoint before it", async () => {
    const car = carOf(31);
    const { database, store: opened } = await store();
    const writer = new Writer(opened);
    await writer.add({ registrations: [car.registration()], runs: [] });
    for (let round = 2; round <= 90; round += 1) await writer.add({ registrations: [], runs: [car.run()] });
    const { checkpoints } = await opened.stored();
    expect(checkpoints.map(({ number }) => number)).toEqual(Array.from({ length: 65 }, (_, index) => 90 - index));
    const rows = await database.read("SELECT min(block) AS first, count(*) AS count FROM undo");
    expect(rows).toMatchObject([{ first: 27, count: 64 }]);
    await database.close();
  });

  it("gives the items after any, which lead to the edition's accumulator", async () => {
    const car = carOf(41);
    const { database, store: opened } = await store();
    const writer = new Writer(opened);
    const registration = car.registration();
    await writer.add({ registrations: [registration], runs: [car.run(2), car.run()] });
    const twin = car.copy();
    await writer.add({ registrations: [], runs: [car.run(), twin.run(), car.run(3)] });
    const [edition] = await opened.editions(car.device.id);
    if (!edition) throw new Error("The car is registered.");
    const { history } = edition.record;
    const steps = await opened.steps(edition, 0, 100);
    expect(steps.map(({ kind }) => kind)).toEqual(["run", "run", "run", "fork", "run"]);
    const label = preamble("history", context);
    const registered = newHistory(context, edition.record.chain.publicKey, registration.message, provider);
    expect(walkSteps(label, registered, steps, provider).history).toEqual(history);
    for (const after of [0, 1, 4, 5, 9]) {
      expect(await opened.steps(edition, after, 100)).toEqual(steps.slice(after));
      expect(await opened.steps(edition, after, 2)).toEqual(steps.slice(after, after + 2));
    }
    await database.close();
  });

  const NOW = 1_800_000_000;
  const bounds = { passes: 3, bytes: 20, ofAddress: { passes: 9, bytes: 99 } };
  const until = (text: string, expiresUnixS = NOW + 60) => ({ bytes: utf8(text), expiresUnixS });

  it("keeps so many passes, and bytes of them, of each address, and forgets those that have ended", async () => {
    const { database } = await store();
    const passes = new Passes(database, { passes: 9, bytes: 99, ofAddress: { passes: 2, bytes: 10 } });
    const keep = (hash: string, text: string, by: string, expiresUnixS = NOW + 60) =>
      passes.keep(hash, until(text, expiresUnixS), by, NOW);
    expect(await keep("a", "12345", "one")).toBe("kept");
    expect(await keep("b", "123456", "one")).toBe("share-full");
    expect(await keep("b", "12345", "one")).toBe("kept");
    expect(await keep("c", "", "one")).toBe("share-full");
    // What it has sent before may be sent again; another address has a share of its own.
    expect(await keep("a", "12345", "one", NOW + 90)).toBe("kept");
    expect(await keep("c", "123", "two")).toBe("kept");
    // Whoever keeps a pass longer has it in its own share.
    expect(await keep("a", "12345", "two", NOW + 100)).toBe("kept");
    expect(await keep("d", "1", "two")).toBe("share-full");
    expect(await keep("d", "1", "one")).toBe("kept");
    await passes.deleteEnded(NOW + 60);
    expect(await passes.size()).toEqual({ passes: 1, bytes: 5 });
    expect(await keep("e", "12345", "one")).toBe("kept");
    expect(await keep("f", "12345", "two")).toBe("kept");
    await database.close();
  });

  it("keeps passes until their ends, within its bounds", async () => {
    const { database, open } = await store();
    const passes = new Passes(database, bounds);
    expect(await passes.size()).toEqual({ passes: 0, bytes: 0 });
    expect(await passes.keep("a", until("first"), "::1", NOW)).toBe("kept");
    expect(await passes.keep("b", until("second", NOW + 1), "::1", NOW)).toBe("kept");
    expect(await passes.keep("c", until("too long by 1"), "::1", NOW)).toBe("full");
    expect(await passes.keep("c", until("third"), "::1", NOW)).toBe("kept");
    expect(await passes.keep("d", until(""), "::1", NOW)).toBe("full");
    // What is kept already takes no room, and gets the later end.
    expect(await passes.keep("a", until("first", NOW + 90 * 86_400), "::1", NOW)).toBe("kept");
    expect(await passes.keep("a", until("first", NOW + 2), "::1", NOW)).toBe("kept");
    expect(await passes.find("a", NOW)).toEqual(until("first", NOW + 90 * 86_400));
    expect(await passes.size()).toEqual({ passes: 3, bytes: 16 });
    expect(await passes.find("b", NOW)).toEqual(until("second", NOW + 1));
    expect(await passes.find("b", NOW + 1)).toBeUndefined();
    expect(await passes.find("e", NOW)).toBeUndefined();
    await passes.deleteEnded(NOW + 1);
    expect(await passes.size()).toEqual({ passes: 2, bytes: 10 });
    expect(await passes.keep("d", until("fourth"), "::1", NOW + 1)).toBe("kept");
    await database.close();
    const again = await open();
    await migrate(again, "1 0x07");
    expect(await new Passes(again, bounds).find("d", NOW)).toEqual(until("fourth"));
    await again.close();
  });

  it("keeps no more passes than it has room for, however many come at once", async () => {
    const { database } = await store();
    const passes = new Passes(database, { ...bounds, bytes: 1_000 });
    const all = Array.from({ length: 9 }, (_, index) => passes.keep(String(index), until("pass"), String(index), NOW));
    expect((await Promise.all(all)).filter((kept) => kept === "kept")).toHaveLength(3);
    expect(await passes.size()).toEqual({ passes: 3, bytes: 12 });
    await database.close();
  });

  it.each([
    ["now", NOW],
    ["before now", NOW - 1],
    ["in more than 90 days", NOW + 90 * 86_400 + 1],
    ["at no time", Number.NaN],
  ])("keeps no pass that ends %s", async (_, expiresUnixS) => {
    const { database } = await store();
    const passes = new Passes(database, bounds);
    expect(await passes.keep("a", { bytes: utf8("first"), expiresUnixS }, "::1", NOW)).toBe("life-invalid");
    expect(await passes.size()).toEqual({ passes: 0, bytes: 0 });
    await database.close();
  });

  it("reads the chain again when an older program wrote it", async () => {
    const car = carOf(51);
    const { database, store: opened } = await store();
    await new Writer(opened).add({ registrations: [car.registration()], runs: [car.run()] });
    const older = ["DROP TABLE passes", "UPDATE meta SET value = '1' WHERE name = 'version'"];
    await database.write(older.map((text) => ({ text })));
    await migrate(database, "1 0x07");
    expect(await opened.stored()).toMatchObject({
      checkpoints: [],
      inputs: 0,
      nextEdition: 0,
      takenByMaker: new Map(),
    });
    await new Writer(opened).add({ registrations: [car.registration()], runs: [car.run()] });
    await database.close();
  });

  it("writes all of a change or nothing", async () => {
    const { database } = await store();
    const row = (number: number) => ({ into: "blocks", columns: ["number", "hash"], rows: [[number, "0x"]] });
    await expect(database.write([row(1), row(2), row(1)])).rejects.toMatchObject({
      code: expect.stringMatching(/^(store-failed|database-unavailable)$/),
    });
    expect(await database.read("SELECT number FROM blocks")).toEqual([]);
    await database.write([row(1)]);
    expect(await database.read("SELECT number, hash FROM blocks")).toEqual([{ number: 1, hash: "0x" }]);
    await database.close();
  });

  it("belongs to one process, and to one application", async () => {
    const { database, open } = await store();
    await expect(open()).rejects.toMatchObject({ code: "data-in-use" });
    await expect(migrate(database, "1 0x08")).rejects.toMatchObject({ code: "data-of-another-application" });
    await database.write([{ text: "UPDATE meta SET value = '999' WHERE name = 'version'", values: [] }]);
    await expect(migrate(database, "1 0x07")).rejects.toMatchObject({ code: "data-of-another-version" });
    await database.close();
  });
}

describe("SQLite", () => {
  const directories: string[] = [];
  afterAll(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });
  suite(() => {
    const directory = mkdtempSync(join(tmpdir(), "witness-archive-store-"));
    directories.push(directory);
    return { open: async () => openSqlite(directory) };
  });
});

const postgres = await startPostgres("the archive's store over PostgreSQL");
describe.runIf(postgres !== undefined)("PostgreSQL", () => {
  beforeAll(() => expect(postgres).toBeDefined());
  afterAll(() => postgres?.stop());
  suite(() => {
    const url = postgres?.database() ?? "";
    return { open: () => openPostgres(url) };
  });

  it("connects anew after the server ended its connections", async () => {
    const url = postgres?.database() ?? "";
    const database = await openPostgres(url);
    await migrate(database, "1 0x07");
    const other =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    await database.read(other);
    const row = { into: "blocks", columns: ["number", "hash"], rows: [[1, "0x"]] };
    await expect(database.write([row])).rejects.toMatchObject({ code: "database-unavailable" });
    await database.write([row]);
    expect(await database.read("SELECT number FROM blocks")).toEqual([{ number: 1 }]);
    await database.close();
  });

  it("says so when nobody answers", async () => {
    await expect(openPostgres("postgres://archive@127.0.0.1:1/none")).rejects.toMatchObject({
      code: "database-unavailable",
    });
  });
});
