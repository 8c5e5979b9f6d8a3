/** What is on disk when the relay's process ends right after an answer. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { toHex } from "@witness/protocol/bytes";
import { decodeReceipt } from "@witness/protocol/wire/receipt";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPostgres } from "../../archive/test/postgres.ts";
import { buildEnvelopes, type Sealer } from "../../mock-devices/src/sealer.ts";
import { backUp, restore } from "../src/store/backup.ts";
import { makeWorld, type RunningRelay, sequencesOnChain, startRelay, until, type World } from "./world.ts";

let world: World;
let relay: RunningRelay;

beforeAll(async () => {
  world = await makeWorld();
  relay = await startRelay(world.environment);
}, 60_000);
afterAll(async () => {
  await relay?.kill();
  await world?.close();
});

const octets = (path: string, bytes: Uint8Array) =>
  fetch(`${relay.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: Buffer.from(bytes),
  });
async function registered(): Promise<Sealer> {
  const device = world.device();
  expect((await octets("/v1/registrations", world.registration(device))).status).toBe(202);
  return device;
}

describe("kill -9 right after an answer", () => {
  it("leaves on disk what the answer acknowledged, with its receipt", async () => {
    const device = await registered();
    const envelopes = buildEnvelopes(device, world.samples(2, 30), 1);
    const response = await octets("/v1/envelopes", envelopes[0] ?? new Uint8Array());
    const { receipt } = (await response.json()) as { receipt: string };
    await relay.kill();
    const signed = Uint8Array.from(Buffer.from(receipt, "base64"));
    const store = new DatabaseSync(join(world.environment["RELAY_DATA_DIR"] ?? "", "relay.sqlite"));
    const kept = store
      .prepare("SELECT signed, link FROM items JOIN receipts ON item = id WHERE device = ?")
      .all(device.id);
    store.close();
    relay = await startRelay(world.environment);
    expect(kept.map((row) => ({ ...row }))).toEqual([{ signed, link: decodeReceipt(signed).link }]);
    const head = (await (await fetch(`${relay.url}/v1/devices/${device.id}/head`)).json()) as { link: string };
    expect(head.link).toBe(toHex(decodeReceipt(signed).link));
  });
});

describe("a machine that is gone", () => {
  it("is replaced by a relay from its backup: what is in the chain stays once, and nothing acknowledged is lost", async () => {
    const device = await registered();
    const [first, second, third] = buildEnvelopes(device, world.samples(3, 12), 4) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const send = async (bytes: Uint8Array) =>
      (await (await octets("/v1/envelopes", bytes)).json()) as { code: string; receipt: string };
    const before = await send(first);
    const data = world.environment["RELAY_DATA_DIR"] ?? "";
    const copy = `${data}-copy.sqlite`;
    // The relay runs on.
    backUp(data, copy);
    const after = await send(second);
    expect([before.code, after.code]).toEqual(["admitted", "admitted"]);
    await until(async () => (await sequencesOnChain(world)).get(device.id)?.length === 2);
    await relay.kill();
    rmSync(data, { recursive: true });
    restore(copy, data);
    relay = await startRelay(world.environment);
    expect(await send(first)).toMatchObject({ code: "sequence-replayed", receipt: before.receipt });
    // The backup does not know of it: the device still has it, and sends it again.
    expect(await send(second)).toMatchObject({ code: "admitted" });
    expect(await send(third)).toMatchObject({ code: "admitted" });
    await until(async () => new Set((await sequencesOnChain(world)).get(device.id)).size === 3);
  });
});

const postgres = await startPostgres("a relay with its store in PostgreSQL");
describe.runIf(postgres !== undefined)("a relay with its store in PostgreSQL", () => {
  afterAll(() => postgres?.stop());

  it("keeps its word when it is killed, and when its database ends all connections", async () => {
    const url = postgres?.database() ?? "";
    const { environment, kill } = await world.another({ RELAY_DATABASE_URL: url, RELAY_DATA_DIR: "" });
    await kill();
    let killed = await startRelay(environment);
    const post = async (path: string, bytes: Uint8Array) => {
      const headers = { "content-type": "application/octet-stream" };
      const response = await fetch(`${killed.url}${path}`, { method: "POST", headers, body: Buffer.from(bytes) });
      return (await response.json()) as { code: string; receipt: string };
    };
    const device = world.device();
    expect(await post("/v1/registrations", world.registration(device))).toMatchObject({ code: "admitted" });
    const envelopes = buildEnvelopes(device, world.samples(4, 40), 2);
    const [first = new Uint8Array(), ...others] = envelopes;
    const { receipt } = await post("/v1/envelopes", first);
    await killed.kill();
    killed = await startRelay(environment);
    expect(await post("/v1/envelopes", first)).toMatchObject({ code: "sequence-replayed", receipt });
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const [place, each] of others.entries()) {
      // What is asked at this moment may fail; the device sends it again.
      const ended = place % 5 === 2 ? client.query(END_OTHERS) : undefined;
      let code = "";
      while (code !== "admitted" && code !== "sequence-replayed") {
        code = (await post("/v1/envelopes", each)).code;
        expect(["admitted", "sequence-replayed", "internal-error"]).toContain(code);
      }
      await ended;
    }
    await client.end();
    const carried = async () => (await sequencesOnChain(world)).get(device.id) ?? [];
    await until(async () => (await carried()).length >= envelopes.length);
    await killed.kill();
    expect(await carried()).toEqual(envelopes.map((_, place) => place + 1));
  });
});

const END_OTHERS =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
