/** The archive over a chain that reorganises, over a server that leaves out logs, and over its own sudden end. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningArchive } from "./running.ts";
import { type Car, makeWorld, untilRead, type World } from "./world.ts";

const DEPTH = 32;
const KILLS = 8;
const main = join(import.meta.dirname, "../src/main.ts");
let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world?.close());

/** Everything that an archive serves of cars: summaries, and the bytes of all tiles. */
async function served({ url }: { readonly url: string }, cars: readonly Car[]): Promise<unknown> {
  const all: unknown[] = [];
  for (const { device } of cars) {
    const path = `${url}/v1/devices/${device.id}`;
    const summary = (await (await fetch(path)).json()) as { editions?: { edition: string; tiles: number }[] };
    all.push(summary);
    for (const { edition, tiles } of summary.editions ?? []) {
      for (let number = 0; number < tiles; number += 1) {
        const response = await fetch(`${path}/editions/${edition}/tiles/${number}`);
        all.push(Buffer.from(await response.arrayBuffer()).toString("base64"));
      }
    }
  }
  return all;
}

/** What an archive serves that reads everything now, for the first time. */
async function servedAnew(cars: readonly Car[]): Promise<unknown> {
  const fresh = await world.start();
  await untilRead(world, fresh);
  const all = await served(fresh, cars);
  await fresh.stop();
  return all;
}

describe(`a reorganisation ${DEPTH} blocks deep`, () => {
  const snapshot = (): Promise<string> => world.chain.provider.send("evm_snapshot", []);
  async function revert(to: string): Promise<void> {
    await world.chain.provider.send("evm_revert", [to]);
    world.chain.signer.reset();
  }
  /** Blocks with and without inputs. */
  async function branch(blocks: number, next: (block: number) => Promise<void>): Promise<void> {
    for (let block = 0; block < blocks; block += 1) {
      if (block % 2 === 0) await next(block);
      else await world.chain.mine(1);
    }
  }

  it("leaves nothing of what it dropped: editions, items, heads are those of the new branch", async () => {
    const archive = await world.start();
    const [stays, goes, comes] = [world.car(), world.car(), world.car()];
    await world.send({ registrations: [stays.registration()], runs: [stays.run(), stays.run()] });
    // One key that signs on both branches would be a fork: each branch has a copy of its own.
    const other = stays.copy();
    await untilRead(world, archive);
    const fork = await snapshot();
    await branch(DEPTH, async (block) => {
      const registrations = block === 0 ? [goes.registration(), stays.registration()] : [];
      await world.send({ registrations, runs: [stays.run(), goes.run()] });
    });
    await untilRead(world, archive);
    expect(await archive.json(`/v1/devices/${goes.device.id}`)).toMatchObject({ editions: [{ items: DEPTH / 2 }] });
    await revert(fork);
    await branch(DEPTH + 4, async (block) => {
      await world.send({ registrations: block === 4 ? [comes.registration()] : [], runs: [other.run(), comes.run()] });
    });
    await untilRead(world, archive);
    expect(archive.archive.position.rewinds).toBe(1);
    expect(await archive.json(`/v1/devices/${goes.device.id}`)).toMatchObject({ code: "device-unknown" });
    expect(await world.read(archive, stays)).toMatchObject({ proven: { unproven: 0 } });
    expect(await served(archive, [stays, comes])).toEqual(await servedAnew([stays, comes]));
    await archive.stop();
  });

  it("is undone by an archive that was away meanwhile", async () => {
    const settings = { ARCHIVE_DATA_DIR: world.directory() };
    const car = world.car();
    let archive = await world.start(settings);
    await world.send({ registrations: [car.registration()] });
    const other = car.copy();
    const fork = await snapshot();
    await branch(DEPTH, () => world.send({ runs: [car.run()] }));
    await untilRead(world, archive);
    await archive.stop();
    await revert(fork);
    await branch(DEPTH + 2, () => world.send({ runs: [other.run(2)] }));
    archive = await world.start(settings);
    await untilRead(world, archive);
    expect(await served(archive, [car])).toEqual(await servedAnew([car]));
    await archive.stop();
  });

  it("is not seen by an archive that stays behind", async () => {
    const archive = await world.start({ ARCHIVE_CONFIRMATIONS: "40" });
    const car = world.car();
    await world.send({ registrations: [car.registration()] });
    await world.chain.mine(39);
    await expect
      .poll(() => archive.archive.position.tip, { timeout: 20_000 })
      .toBe((await world.chain.provider.getBlockNumber()) - 40);
    expect(await archive.json(`/v1/devices/${car.device.id}`)).toMatchObject({ code: "device-unknown" });
    await world.chain.mine(1);
    await expect
      .poll(() => archive.json(`/v1/devices/${car.device.id}`), { timeout: 20_000 })
      .toMatchObject({ editions: [{ items: 0 }] });
    await archive.stop();
  });
});

describe("an RPC server", () => {
  /** Passes requests on, and changes answers. */
  async function between(change: (method: string, result: unknown) => unknown) {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", async () => {
        const body = Buffer.concat(parts).toString();
        const answer = await fetch(world.chain.url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
        const json = (await answer.json()) as { result?: unknown };
        const { method } = JSON.parse(body) as { method: string };
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ ...json, result: change(method, json.result) }));
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const close = () => {
      server.closeAllConnections();
      server.close();
    };
    return { url: `http://127.0.0.1:${port}`, close };
  }
  const codeOf = (archive: RunningArchive) => async () =>
    ((await archive.json("/readyz")) as { code?: string; ready: boolean }).code;

  it("that leaves out logs for a while makes the archive read again", async () => {
    const car = world.car();
    await world.send({ registrations: [car.registration()] });
    await world.send({ runs: [car.run()] });
    let left = 1;
    const server = await between((method, result) => {
      if (method !== "eth_getLogs" || left === 0) return result;
      const logs = result as unknown[];
      if (logs.length > 0) left -= 1;
      return logs.slice(0, -1);
    });
    const archive = await world.start({ ARCHIVE_RPC_URL: server.url });
    await untilRead(world, archive);
    expect(left).toBe(0);
    expect(await served(archive, [car])).toEqual(await servedAnew([car]));
    await archive.stop();
    server.close();
  });

  it("that leaves them out for good is named, and what it gives is not served as whole", async () => {
    const server = await between((method, result) =>
      method === "eth_getLogs" ? (result as unknown[]).slice(0, -1) : result,
    );
    const archive = await world.start({ ARCHIVE_RPC_URL: server.url });
    await expect.poll(codeOf(archive), { timeout: 20_000 }).toBe("inputs-incomplete");
    expect((await fetch(`${archive.url}/readyz`)).status).toBe(503);
    await archive.stop();
    server.close();
  });

  it("that changes an input is found out by the hash that the InputBox keeps", async () => {
    const server = await between((method, result) => {
      if (method !== "eth_getLogs") return result;
      const logs = result as { data: string }[];
      return logs.map((log) => ({ ...log, data: log.data.replace(/.{128}$/, "1".repeat(128)) }));
    });
    const archive = await world.start({ ARCHIVE_RPC_URL: server.url });
    await expect.poll(codeOf(archive), { timeout: 20_000 }).toBe("chain-answer-malformed");
    await archive.stop();
    server.close();
  });
});

describe("kill -9", () => {
  /** A process that is ready. */
  async function spawned(environment: Readonly<Record<string, string>>) {
    const env = { ...process.env, ...world.environment, ...environment };
    const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    child.stderr.on("data", (bytes: Buffer) => {
      log += bytes.toString();
    });
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    return { child, url: (JSON.parse(line) as { url: string }).url, log: () => log };
  }
  async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }

  it("at any moment loses nothing and doubles nothing", async () => {
    const environment = { ARCHIVE_DATA_DIR: world.directory(), ARCHIVE_POLL_MS: "10" };
    const cars = Array.from({ length: 6 }, () => world.car());
    await world.send({ registrations: cars.map((car) => car.registration()) });
    let isOver = false;
    const sending = (async () => {
      while (!isOver) await world.send({ runs: cars.map((car) => car.run()) });
    })();
    for (let kills = 0; kills < KILLS; kills += 1) {
      const { child } = await spawned(environment);
      // Each lives somewhat longer than the one before, and ends wherever it is.
      await new Promise((resolve) => setTimeout(resolve, (kills * 37) % 150));
      await kill(child, "SIGKILL");
    }
    isOver = true;
    await sending;
    const { child, url, log } = await spawned(environment);
    await untilRead(world, { url });
    expect(await served({ url }, cars)).toEqual(await servedAnew(cars));
    await kill(child, "SIGTERM");
    expect(child.exitCode).toBe(0);
    expect(log()).toContain('"msg":"stopped"');
  });
});
