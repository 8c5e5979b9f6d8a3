/** Several relays over one PostgreSQL: all of them take what comes, one carries, and any of them may die. */
import { toHex } from "@witness/protocol/bytes";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPostgres } from "../../archive/test/postgres.ts";
import { buildEnvelopes } from "../../mock-devices/src/sealer.ts";
import { makeWorld, type RunningRelay, sequencesOnChain, startRelay, until, type World } from "./world.ts";

const DEVICES = 4;
const ENVELOPES = 40;
const KILLS = 6;
const END_OTHERS =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
const TAKEN: ReadonlySet<string> = new Set(["admitted", "sequence-replayed", "device-registered"]);

const postgres = await startPostgres("several relays over one PostgreSQL");
describe.runIf(postgres !== undefined)("three relays over one database", () => {
  let world: World;
  const relays: RunningRelay[] = [];
  beforeAll(async () => {
    world = await makeWorld();
    const place = { RELAY_DATABASE_URL: postgres?.database() ?? "", RELAY_DATA_DIR: "" };
    const environment = { ...world.environment, ...place };
    relays.push(...(await Promise.all([0, 1, 2].map(() => startRelay(environment)))));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(relays.map((each) => each.kill()));
    await world?.close();
    await postgres?.stop();
  });

  /** Posts to one relay after the other until one has taken it, as a device behind a load balancer does. */
  async function post(path: string, bytes: Uint8Array, turn: number): Promise<void> {
    for (let at = turn; ; at += 1) {
      try {
        const headers = { "content-type": "application/octet-stream" };
        const url = `${relays[at % relays.length]?.url}${path}`;
        const response = await fetch(url, { method: "POST", headers, body: Buffer.from(bytes) });
        const { code } = (await response.json()) as { code: string };
        if (TAKEN.has(code)) return;
        // A relay that is asked while its database is away fails, and one without a head of the chain promises nothing.
        expect(["internal-error", "chain-unavailable"]).toContain(code);
      } catch (error) {
        // It is dead at the moment, or died while it was asked.
        if (!(error instanceof TypeError)) throw error;
      }
      await new Promise(setImmediate);
    }
  }

  it("lose nothing that was acknowledged and carry nothing twice, whichever is killed, and while the database is cut off", async () => {
    const client = new pg.Client({ connectionString: relays[0]?.environment["RELAY_DATABASE_URL"] });
    await client.connect();
    const devices = Array.from({ length: DEVICES }, () => world.device());
    const counts = devices.map(() => 0);
    let [sent, isOver] = [0, false];
    const drive = async (place: number): Promise<void> => {
      const device = devices[place];
      if (!device) return;
      await post("/v1/registrations", world.registration(device), place);
      const envelopes = buildEnvelopes(device, world.samples(place, ENVELOPES), 1);
      counts[place] = envelopes.length;
      for (const [turn, bytes] of envelopes.entries()) {
        await post("/v1/envelopes", bytes, place + turn);
        sent += 1;
      }
    };
    const driven = Promise.all(devices.map((_, place) => drive(place))).then(() => {
      isOver = true;
    });
    const term = async () => Number((await client.query("SELECT value FROM meta WHERE name = 'term'")).rows[0]?.value);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const [before, number] = [sent, kill % relays.length];
      await until(async () => isOver || sent > before + 8);
      const doomed = relays[number];
      if (!doomed) break;
      await doomed.kill();
      if (kill % 3 === 1) await client.query(END_OTHERS);
      relays[number] = await startRelay(doomed.environment);
    }
    await driven;
    const carrying = async () => {
      const texts = await Promise.all(relays.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
      return texts.filter((text) => /^relay_carries 1$/m.test(text)).length;
    };
    await until(async () => (await carrying()) === 1);
    const carried = await term();
    // Whoever carries now is gone, and another takes over.
    const started = Date.now();
    await client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()",
    );
    await until(async () => (await term()) > carried, 10_000);
    expect(Date.now() - started).toBeLessThan(10_000);
    await client.end();
    const onChain = async () => {
      const sequences = await sequencesOnChain(world);
      return devices.map(({ id }) => sequences.get(id) ?? []);
    };
    const expected = counts.map((count) => Array.from({ length: count }, (_, index) => index + 1));
    await until(
      async () => (await onChain()).every((own, place) => own.length >= (expected[place]?.length ?? 0)),
      30_000,
    );
    expect(await onChain()).toEqual(expected);
    const registered = (await world.batches()).flatMap(({ registrations }) => registrations);
    expect(new Set(registered.map(({ message }) => toHex(message))).size).toBe(DEVICES);
    expect(registered).toHaveLength(DEVICES);
  }, 110_000);
});
