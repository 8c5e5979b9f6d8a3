/** What an archive serves of what a real chain holds. */
import { toHex } from "@witness/protocol/bytes";
import { TILE_ITEMS } from "@witness/protocol/limits";
import { decodeTile } from "@witness/protocol/wire/tile";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPostgres } from "./postgres.ts";
import type { RunningArchive } from "./running.ts";
import { type Car, makeWorld, untilRead, type World } from "./world.ts";

let world: World;
let archive: RunningArchive;
beforeAll(async () => {
  world = await makeWorld();
  archive = await world.start();
});
afterAll(() => world?.close());

interface Device {
  readonly editions: readonly {
    edition: string;
    items: number;
    sequence: number;
    tiles: number;
    accumulator: string;
  }[];
}
const deviceOf = async (car: Car) => (await archive.json(`/v1/devices/${car.device.id}`)) as Device;
const pathOf = async (car: Car, number: number) =>
  `${archive.url}/v1/devices/${car.device.id}/editions/${(await deviceOf(car)).editions[0]?.edition}/tiles/${number}`;

describe("a device's history", () => {
  it("default: comes in tiles that a reader folds to the accumulator, with the bytes and the block times of the chain", async () => {
    const car = world.car();
    const runs = Array.from({ length: 70 }, (_, index) => car.run(index % 3 === 0 ? 2 : 1));
    await world.send({ registrations: [car.registration()], runs: runs.slice(0, 40) });
    for (const run of runs.slice(40)) await world.send({ runs: [run] });
    await untilRead(world, archive);
    const { editions } = await deviceOf(car);
    expect(editions).toMatchObject([{ items: 70, tiles: 2, sequence: 94 }]);
    const reading = await world.read(archive, car);
    if (!("proven" in reading)) throw new Error(reading.fault.code);
    const { bodies } = reading.proven;
    expect(bodies.map(({ bytes }) => toHex(bytes))).toEqual(runs.flatMap((run) => run.bodies.map(toHex)));
    const { inputs } = (await archive.json("/v1/inputs")) as {
      inputs: { index: number; block: { number: number; hash: string; timeUnixS: number } }[];
    };
    for (const { index, block } of [...inputs.slice(0, 2), ...inputs.slice(-1)]) {
      const onChain = await world.chain.provider.getBlock(block.number);
      expect({ hash: `0x${block.hash}`, timeUnixS: block.timeUnixS }).toEqual({
        hash: onChain?.hash,
        timeUnixS: onChain?.timestamp,
      });
      const read = bodies.find(({ input }) => input === index);
      expect(read?.blockTimeUnixS).toBe(onChain?.timestamp);
    }
  });

  it("has evidence of a copied key, and nothing of what is not admitted", async () => {
    const car = world.car();
    await world.send({ registrations: [car.registration()], runs: [car.run()] });
    const clone = car.copy();
    const [mine, other] = [car.run(), clone.run()];
    await world.send({ runs: [mine, mine] });
    await world.send({ runs: [other, { ...car.run(), signature: new Uint8Array(64) }] });
    await untilRead(world, archive);
    expect((await deviceOf(car)).editions).toMatchObject([{ items: 3, sequence: 2 }]);
    const reading = await world.read(archive, car);
    expect(reading).toMatchObject({ proven: { bodies: [{}, {}], forks: [{ bytes: other.bodies[0] }] } });
  });

  it("has an edition for each registration that the public cannot refuse, each with its own chain", async () => {
    const car = world.car();
    const [first, second] = [car.registration(), car.registration()];
    const early = car.run();
    await world.send({ registrations: [first, first], runs: [early] });
    await world.send({
      registrations: [second, { ...second, signature: new Uint8Array(64) }],
      runs: [early, car.run()],
    });
    await untilRead(world, archive);
    const { editions } = await deviceOf(car);
    expect(editions).toMatchObject([
      { items: 2, sequence: 2 },
      { items: 2, sequence: 2 },
    ]);
    expect(new Set(editions.map(({ accumulator }) => accumulator)).size).toBe(2);
    const response = await fetch(await pathOf(car, 0));
    const tile = decodeTile(new Uint8Array(await response.arrayBuffer()));
    expect(tile.items[0]).toMatchObject({ kind: "registration", registration: first });
  });

  it("leaves out what is no batch, and says so of the input", async () => {
    const { inputs: before } = (await archive.json("/v1/status")) as { inputs: number };
    await world.sendBytes(Uint8Array.of(9, 9));
    await world.sendBytes(new Uint8Array());
    await untilRead(world, archive, before + 2);
    expect(await archive.json(`/v1/inputs?from=${before}`)).toMatchObject({
      inputs: [{ code: "version-unsupported" }, { code: "malformed" }],
    });
  });

  it("does not depend on when it is read", async () => {
    const car = world.car();
    await world.send({ registrations: [car.registration()], runs: [car.run(), car.run()] });
    await world.send({ runs: [car.run(3)] });
    const late = await world.start();
    await untilRead(world, archive);
    await untilRead(world, late);
    expect(await late.json(`/v1/devices/${car.device.id}`)).toEqual(await deviceOf(car));
    await late.stop();
  });
});

const postgres = await startPostgres("the archive as a whole over PostgreSQL");
describe.runIf(postgres !== undefined)("over PostgreSQL", () => {
  afterAll(() => postgres?.stop());

  it("serves the same bytes, also after a restart", async () => {
    const car = world.car();
    await world.send({ registrations: [car.registration()], runs: Array.from({ length: 70 }, () => car.run()) });
    await untilRead(world, archive);
    const settings = { ARCHIVE_DATABASE_URL: postgres?.database() ?? "" };
    const first = await world.start(settings);
    await untilRead(world, first);
    await first.stop();
    await world.send({ runs: [car.run(2)] });
    const again = await world.start(settings);
    await untilRead(world, again);
    await untilRead(world, archive);
    expect(await again.json(`/v1/devices/${car.device.id}`)).toEqual(await deviceOf(car));
    for (const number of [0, 1]) {
      const path = await pathOf(car, number);
      const bytes = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());
      expect(await bytes(path.replace(archive.url, again.url))).toEqual(await bytes(path));
    }
    expect(await world.read(again, car)).toMatchObject({ proven: { unproven: 0 } });
    await again.stop();
  });
});

describe("a tile over HTTP", () => {
  let car: Car;
  beforeAll(async () => {
    car = world.car();
    await world.send({
      registrations: [car.registration()],
      runs: Array.from({ length: TILE_ITEMS }, () => car.run()),
    });
    await untilRead(world, archive);
  });

  it("is immutable when it is full and no reorganisation reaches it; before, it is asked for again", async () => {
    const caching = async (number: number) => (await fetch(await pathOf(car, number))).headers.get("cache-control");
    expect(await caching(0)).toBe("public, max-age=5");
    await world.chain.mine(70);
    await untilRead(world, archive);
    expect(await caching(0)).toBe("public, max-age=31536000, immutable");
    expect(await caching(1)).toBe("public, max-age=5");
  });

  it("is not sent again to who has it, until it grows", async () => {
    const path = await pathOf(car, 1);
    const etag = (await fetch(path)).headers.get("etag") ?? "";
    const again = () => fetch(path, { headers: { "if-none-match": etag } });
    expect((await again()).status).toBe(304);
    await world.send({ runs: [car.run()] });
    await untilRead(world, archive);
    expect((await again()).status).toBe(200);
  });

  it("comes in parts, and in brotli or gzip, each under an ETag of its own", async () => {
    const path = await pathOf(car, 0);
    const get = (headers: Record<string, string>) => fetch(path, { headers });
    const whole = await get({ "accept-encoding": "identity" });
    const bytes = Buffer.from(await whole.arrayBuffer());
    const part = await get({ range: "bytes=10-19" });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 10-19/${bytes.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
    const changed = await get({ range: "bytes=10-19", "if-range": '"another"' });
    expect(changed.status).toBe(200);
    const beyond = await get({ range: `bytes=${bytes.length}-` });
    expect([beyond.status, ((await beyond.json()) as { code: string }).code]).toEqual([416, "range-unsatisfiable"]);
    const etags = [whole.headers.get("etag")];
    for (const encoding of ["br", "gzip"]) {
      const packed = await get({ "accept-encoding": encoding });
      expect([packed.headers.get("content-encoding"), packed.headers.get("vary")]).toEqual([
        encoding,
        "accept-encoding",
      ]);
      // `fetch` unpacks it.
      expect(Buffer.from(await packed.arrayBuffer())).toEqual(bytes);
      etags.push(packed.headers.get("etag"));
    }
    expect(new Set(etags).size).toBe(3);
  });

  it("may be read by any page", async () => {
    const path = await pathOf(car, 0);
    const asked = await fetch(path, {
      method: "OPTIONS",
      headers: { "access-control-request-headers": "if-none-match" },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-headers")).toContain("if-none-match");
    expect((await fetch(path)).headers.get("access-control-allow-origin")).toBe("*");
  });

  it.each([
    ["a device that nobody registered", "/v1/devices/0011223344556677", 404, "device-unknown"],
    ["what is no device id", "/v1/devices/xyz", 400, "malformed"],
    ["a tile of such a device", "/v1/devices/0011223344556677/editions/0011223344556677/tiles/0", 404, "tile-unknown"],
    ["a tile that is not there", () => pathOf(car, 2), 404, "tile-unknown"],
    ["a tile of no number", () => pathOf(car, -1), 404, "tile-unknown"],
    ["too many inputs", "/v1/inputs?count=101", 400, "range-invalid"],
    ["nothing", "/v1/nothing", 404, "route-unknown"],
  ])("given %s, says so", async (_, path, status, code) => {
    const url = typeof path === "string" ? `${archive.url}${path}` : await path();
    const response = await fetch(url);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it("is pushed back to who asks too often", async () => {
    const bounded = await world.start({ ARCHIVE_RATE_PER_MINUTE: "2" });
    const statuses: number[] = [];
    for (let round = 0; round < 3; round += 1) statuses.push((await fetch(`${bounded.url}/v1/status`)).status);
    expect(statuses).toEqual([200, 200, 429]);
    await bounded.stop();
  });
});
