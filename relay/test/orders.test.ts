/** A relay that its operator asks and orders: over the interface, by command, and over restarts. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildEnvelopes } from "../../mock-devices/src/sealer.ts";
import { Admin, type AdminDependencies } from "../src/admin.ts";
import { type Line, startTrack, type Track } from "./line.ts";
import { codeOf, octets } from "./requests.ts";
import { makeWorld, type RunningRelay, startRelay, until, type World } from "./world.ts";

describe("orders", () => {
  let world: World;
  let relay: RunningRelay;
  let settings: Record<string, string>;
  beforeAll(async () => {
    world = await makeWorld();
    settings = { RELAY_ADMIN_PORT: "0", RELAY_ADMIN_TOKEN_FILE: world.write("token", "t0ken of the operator\n") };
    relay = await world.another(settings);
  }, 60_000);
  afterAll(async () => {
    await relay?.kill();
    await world?.close();
  });

  const run = (...args: readonly string[]): Promise<{ exitCode: unknown; last: Record<string, unknown> }> =>
    new Promise((resolve) => {
      const port = new URL(relay.adminUrl ?? "").port;
      const env = {
        PATH: process.env["PATH"],
        RELAY_ADMIN_PORT: port,
        RELAY_ADMIN_TOKEN_FILE: settings["RELAY_ADMIN_TOKEN_FILE"],
      };
      const main = join(import.meta.dirname, "../src/main.ts");
      execFile(process.execPath, [main, ...args], { env }, (error, stdout, stderr) => {
        resolve({ exitCode: error?.code ?? 0, last: JSON.parse((stdout || stderr).trim().split("\n").at(-1) ?? "{}") });
      });
    });
  const isReady = async () => (await fetch(`${relay.url}/readyz`)).status === 200;

  it("are taken from whoever has the token alone", async () => {
    for (const authorization of ["", "Bearer ", "Bearer t0ken", "t0ken of the operator"]) {
      const response = await fetch(`${relay.adminUrl}/v1/pause`, { method: "POST", headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await codeOf(response)).toBe("token-wrong");
    }
    expect((await fetch(`${relay.url}/v1/pause`, { method: "POST" })).status).toBe(404);
    expect(await isReady()).toBe(true);
  });

  it("pause and resume the relay, also over a crash, and tell how long the money lasts", async () => {
    const device = world.device();
    expect((await octets(relay.url, "/v1/registrations", world.registration(device))).status).toBe(202);
    await until(async () => (await world.batches()).length === 1);
    const { last } = await run("pause");
    expect(last).toMatchObject({ mode: "paused", accepting: false });
    await relay.kill();
    relay = await startRelay(relay.environment);
    const [envelope = new Uint8Array()] = buildEnvelopes(device, world.samples(0, 10), 10);
    const pushed = await octets(relay.url, "/v1/envelopes", envelope);
    expect([pushed.status, await codeOf(pushed)]).toEqual([503, "chain-unavailable"]);
    expect(await isReady()).toBe(false);
    const resumed = (await run("resume")).last;
    expect(resumed).toMatchObject({ mode: "running", accepting: true });
    expect(Number(resumed["lastsDays"])).toBeGreaterThan(0);
    expect(Date.parse(String(resumed["emptyAt"]))).toBeGreaterThan(Date.now());
    expect((await octets(relay.url, "/v1/envelopes", envelope)).status).toBe(202);
  });

  it("drain it: what was promised is carried, and nothing more is promised", async () => {
    expect((await run("drain")).last).toMatchObject({ mode: "draining" });
    expect(await isReady()).toBe(false);
    await until(async () => (await run("status")).last["drained"] === true);
    expect((await world.batches()).length).toBe(2);
    expect((await run("pending")).last).toEqual({ pending: [] });
    expect(await run("cancel", "1")).toMatchObject({ exitCode: 1, last: { code: "order-refused" } });
    expect(await run("replace")).toMatchObject({ exitCode: 1, last: { code: "option-invalid" } });
  });
});

describe("a payload's transaction", () => {
  let track: Track;
  let line: Line;
  let admin: Admin;
  beforeAll(async () => {
    track = await startTrack();
    await track.send("evm_setAutomine", false);
    line = track.line();
    await line.fund();
    admin = new Admin({
      store: { payloads: line.payloads },
      account: line.account,
      submitter: line.submitter,
      orders: line.orders,
    } as unknown as AdminDependencies);
  }, 60_000);
  afterAll(async () => {
    line?.close();
    await track?.close();
  });

  it("is replaced by order, at once", async () => {
    line.add(1);
    await line.run(1);
    expect(await admin.replace(9)).toBe(false);
    expect(await admin.replace(1)).toBe(true);
    await line.run(1);
    const [pending] = await admin.pending();
    expect(pending?.hashes).toHaveLength(2);
    expect(BigInt(pending?.maxTipWei ?? 0)).toBeGreaterThan(1_000_000_000n);
  });

  it("is cancelled by order: its nonce is taken for little, and the payload comes in with the next", async () => {
    const hash = await admin.cancel(1);
    expect((await admin.pending())[0]?.cancelledBy).toBe(hash);
    // It does not bid against itself.
    line.nowMs += 600_000;
    await line.run(2);
    await track.chain.mine(1);
    expect(await line.account.includedCount()).toBe(1);
    expect(await line.onChain()).toEqual([]);
    await track.send("evm_setAutomine", true);
    await line.run();
    expect(await line.onChain()).toEqual([1]);
    expect(line.troubles).toEqual([]);
    expect(await admin.cancel(1)).toBeUndefined();
  });
});
