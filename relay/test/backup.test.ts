/** A copy of the store while it is written to, and a store out of the copy. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHashChain } from "@witness/protocol/hash-chain";
import { keyIdentity } from "@witness/protocol/identity";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { readEnvelopes, takeEnvelopes } from "../src/intake.ts";
import { Outbox } from "../src/outbox.ts";
import { receiptsFor } from "../src/receipts.ts";
import { backUp, restore } from "../src/store/backup.ts";
import { Writer } from "./writer.ts";

const main = join(import.meta.dirname, "../src/main.ts");
const key = new Uint8Array(32).fill(9);
const publicKey = provider.p256PublicKey(key);
const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const application = { context, publicKey, keyId: keyIdentity(publicKey, provider) };
const settings = { context, provider, keyId: application.keyId };

let directory: string;
let data: string;
let copy: string;
let database: Database;
let outbox: Outbox;
let writer: Writer;
/** What was acknowledged, in order. */
let acknowledged: { bytes: Uint8Array; receipts: Uint8Array[] }[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-backup-"));
  data = join(directory, "data");
  copy = join(directory, "copy.sqlite");
  database = new Database(data, "test");
  outbox = new Outbox(database);
  writer = new Writer(1, application);
  outbox.putChain(newHashChain(context, writer.identity, writer.publicKey, provider));
  acknowledged = [];
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

const receive = (store: { database: Database; outbox: Outbox }, bytes: Uint8Array) =>
  store.database.transactionToDisk(() => {
    const taken = takeEnvelopes(settings, store.outbox, readEnvelopes([bytes]));
    for (const item of taken.items) store.outbox.addItem(item, { ms: 1, block: 1 });
    for (const chain of taken.chains.values()) store.outbox.putChain(chain);
    const options = { context, provider, key, deadlineBlocks: 300 };
    const [receipts = []] = receiptsFor([taken.decisions], store.outbox, options, { block: 1, timeUnixS: 1 });
    return { code: taken.decisions[0]?.code, receipts };
  });
async function acknowledge(): Promise<void> {
  const { bytes } = writer.next(400);
  const { receipts } = await receive({ database, outbox }, bytes);
  acknowledged.push({ bytes, receipts });
}

/** Runs a command of the relay. */
async function run(environment: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env["PATH"] ?? "", ...environment } });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes: Buffer) => {
    out.stdout += bytes.toString();
  });
  child.stderr.on("data", (bytes: Buffer) => {
    out.stderr += bytes.toString();
  });
  const [status] = await once(child, "close");
  return { status, ...out };
}

describe("a backup", () => {
  it("holds all that was acknowledged before it began, while more is, and gives a relay that goes on", async () => {
    for (let count = 0; count < 200; count += 1) await acknowledge();
    // Settings of the relay that the command does not need are none of its business.
    const environment = { RELAY_DATA_DIR: data, RELAY_RPC_URL: "nonsense" };
    let done: Awaited<ReturnType<typeof run>> | undefined;
    const backup = run(environment, "backup", copy).then((ended) => {
      done = ended;
    });
    while (!done) await acknowledge();
    await backup;
    expect(done).toMatchObject({ status: 0, stderr: "" });
    const said = JSON.parse(done.stdout) as { waiting: number };
    expect(said).toMatchObject({ result: "BACKED UP", application: "test", devices: 1, bytes: statSync(copy).size });
    expect(said.waiting).toBeGreaterThanOrEqual(200);
    expect(said.waiting).toBeLessThanOrEqual(acknowledged.length);
    expect(statSync(copy).mode & 0o777).toBe(0o600);

    const restored = join(directory, "restored");
    expect(await run({ RELAY_DATA_DIR: restored }, "restore", copy)).toMatchObject({ status: 0, stderr: "" });
    expect(statSync(restored).mode & 0o777).toBe(0o700);
    const second = new Database(restored, "test");
    const store = { database: second, outbox: new Outbox(second) };
    for (const { bytes, receipts } of acknowledged.slice(0, said.waiting)) {
      expect(await receive(store, bytes)).toEqual({ code: "sequence-replayed", receipts });
    }
    // What came after the backup is sent again by its device, which is told where it stands.
    for (const { bytes } of acknowledged.slice(said.waiting)) {
      expect(await receive(store, bytes)).toMatchObject({ code: "admitted" });
    }
    expect(store.outbox.chain(writer.id)).toEqual(outbox.chain(writer.id));
    second.close();
  });

  it("is not put over a file, and not made of nothing", async () => {
    await acknowledge();
    writeFileSync(copy, "precious");
    const refused = expect.objectContaining({ code: "backup-refused" });
    expect(() => backUp(data, copy)).toThrow(refused);
    expect(readFileSync(copy, "utf8")).toBe("precious");
    expect(() => backUp(join(directory, "nowhere"), join(directory, "other"))).toThrow(refused);
    expect(() => backUp(data, join(directory, "no folder", "other"))).toThrow(refused);
    expect(existsSync(join(directory, "nowhere"))).toBe(false);
  });
});

describe("restoring", () => {
  it("takes an empty directory alone, and leaves what is there", async () => {
    await acknowledge();
    backUp(data, copy);
    expect(() => restore(copy, data)).toThrow(expect.objectContaining({ code: "data-in-use" }));
    database.close();
    const before = readFileSync(join(data, "relay.sqlite"));
    expect(() => restore(copy, data)).toThrow(expect.objectContaining({ code: "backup-refused" }));
    expect(readFileSync(join(data, "relay.sqlite"))).toEqual(before);
    const other = join(directory, "other");
    mkdirSync(other);
    writeFileSync(join(other, "relay.sqlite-wal"), "of a store that is gone");
    expect(() => restore(copy, other)).toThrow(expect.objectContaining({ code: "backup-refused" }));
    database = new Database(data, "test");
  });

  it("refuses a copy that is damaged, or none, and leaves nothing behind", async () => {
    for (let count = 0; count < 100; count += 1) await acknowledge();
    backUp(data, copy);
    const into = join(directory, "into");
    const damaged = join(directory, "damaged");
    const write = (change: (path: string) => void) => {
      rmSync(damaged, { force: true });
      writeFileSync(damaged, readFileSync(copy));
      change(damaged);
    };
    const { size } = statSync(copy);
    const broken: ((path: string) => void)[] = [
      (path) => truncateSync(path, size - 8_192),
      (path) => writeFileSync(path, Buffer.alloc(size, 7)),
      (path) => writeFileSync(path, new Uint8Array()),
      (path) => {
        rmSync(path);
        const db = new DatabaseSync(path);
        db.exec("CREATE TABLE meta (name TEXT, value TEXT); PRAGMA user_version = 6");
        db.close();
      },
    ];
    for (const change of broken) {
      write(change);
      expect(() => restore(damaged, into)).toThrow(expect.objectContaining({ code: "backup-refused" }));
      expect(existsSync(join(into, "relay.sqlite"))).toBe(false);
      expect(existsSync(join(into, "relay.sqlite.partial"))).toBe(false);
    }
    write((path) => {
      const db = new DatabaseSync(path);
      db.exec("PRAGMA user_version = 999");
      db.close();
    });
    expect(() => restore(damaged, into)).toThrow(expect.objectContaining({ code: "data-of-another-version" }));
    expect(restore(copy, into)).toMatchObject({ waiting: 100 });
  });

  it("says how the commands are written", () => {
    const { status, stderr } = spawnSync(process.execPath, [main, "backup"], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ code: "option-invalid" });
  });
});
