/** An application on a machine: what the node records of it, and a server that dies at any call of the conversation. */
import type { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import type { Application } from "../src/application.ts";
import { operatorsServer, type ServerSource } from "../src/machine/source.ts";
import { rootOf } from "../src/proofs.ts";
import { until } from "./client.ts";
import { addInput, emptyRecords, openMachine, startApplication } from "./machine-driven.ts";
import { INPUTS, rawInput } from "./machine-inputs.ts";
import { altered, type Exchange, type Replay, type ReplayOptions, recorded, startReplay } from "./machine-replay.ts";

const ADVANCES = INPUTS.map((_, index) => `advance ${index}`);
const QUERY = Buffer.from("how many?");

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Driven {
  readonly app: Application;
  readonly database: DatabaseSync;
}

/** Starts an application with the recorded inputs on a machine. */
async function drive(source: ServerSource, template: string): Promise<Driven> {
  const { database, records } = emptyRecords();
  for (const index of INPUTS.keys()) addInput(records, rawInput(index));
  const app = startApplication(await openMachine({ source, template }), records);
  ends.push(() => app.stop());
  return { app, database };
}

/** Starts the same on recorded servers. After a loss the next server of the list takes over. */
async function start(...servers: readonly ReplayOptions[]): Promise<Driven & { readonly replays: readonly Replay[] }> {
  const replays: Replay[] = [];
  const source = {
    open: async () => {
      const replay = await startReplay(servers[replays.length]!);
      replays.push(replay);
      ends.push(replay.close);
      return replay.url;
    },
    close: async () => {},
  };
  return { ...(await drive(source, "/img/snap")), replays };
}

const SPENT = [2_931_786, 266_705, 2_245_874, 2_921_028, 322_278];

/**
 * Expects every outcome as recorded, however often servers were lost meanwhile. Returns the cycles of each input.
 */
async function comesOut({ app, database }: Driven): Promise<unknown[]> {
  await until(async () => app.records.processedCount() === INPUTS.length);
  let answer = "";
  await until(async () => {
    answer = await app.inspect(QUERY).then(
      ({ outcome }) => outcome.reports.join(),
      () => "",
    );
    return answer !== "";
  });
  expect(answer).toBe("count 3 query how many?");
  expect(app.records.state()).toMatchObject({ state: "ENABLED" });
  const kept = database.prepare("SELECT status, cycles, outputs_end FROM inputs ORDER BY idx").all();
  expect(kept.map((row) => row["status"])).toEqual(INPUTS.map(({ status }) => status));
  expect(kept.map((row) => row["outputs_end"])).toEqual([1, 1, 2, 3, 3]);
  return kept.map((row) => row["cycles"]);
}

it("keeps what the machine did, its cycles and a root that is the machine's own", async () => {
  const { app, database, replays } = await start({ script: recorded("load", ...ADVANCES, "inspect") });
  expect(await comesOut({ app, database })).toEqual(SPENT);
  expect(rootOf(app.records.tree, 3).toString("base64")).toBe("5Trt6i2Mq98SBe28/NtQ28FSkZxABW231zW7mjBucNA=");
  // The node knows a hash from the next input on. A rejected input leaves the state unchanged, an accepted one does not.
  const hashes = database.prepare("SELECT hex(machine_hash) hash FROM inputs ORDER BY idx").all();
  const [hello, reject, world, long, last] = hashes.map((row) => String(row["hash"]));
  expect([hello?.length, reject, last]).toEqual([64, hello, ""]);
  expect(new Set([hello, world, long]).size).toBe(3);
  expect(replays).toMatchObject([{ wrong: [] }]);
  expect(replays[0]!.left()).toBe(0);
});

it("halts when the machine's outputs root is not the node's", async () => {
  const last = recorded("advance 2");
  const lie = altered(last.slice(-4), "machine.receive_cmio_request", {
    result: { available_length: 32, cmd: 1, data: Buffer.alloc(32, 7).toString("base64"), reason: 1 },
  });
  const { app } = await start({
    script: [...recorded("load", "advance 0", "advance 1"), ...last.slice(0, -4), ...lie],
  });
  await until(async () => app.records.state().state === "INOPERABLE");
  expect(app.records.state().reason).toMatch(/root/);
  expect(app.records.outputCount()).toBeLessThan(2);
});

describe("a server that is killed", () => {
  const whole = recorded("load", ...ADVANCES, "inspect");
  /** The calls to a new server after a loss: accepted inputs again, then the rest. */
  const after = (done: number): Exchange[] => {
    const again = ADVANCES.filter((_, index) => index < done && INPUTS[index]!.status === "ACCEPTED");
    return recorded("load", ...again, ...ADVANCES.slice(done), "inspect");
  };

  const bounds = ADVANCES.map((_, index) => recorded("load", ...ADVANCES.slice(0, index + 1)).length);

  it.each([
    ["an input that is rejected", bounds[0]!, bounds[1]!],
    ["an input that is accepted", bounds[1]!, bounds[2]!],
    ["a query", bounds.at(-1)!, whole.length],
  ])("is survived at every moment of %s", async (_, from, to) => {
    for (let at = from; at < to; at++) {
      // The last call of an input ends a server. When it is lost, the outcome is known already.
      const done = bounds.filter((bound) => bound - 1 <= at).length;
      const { app, database, replays } = await start({ script: whole, lost: { at } }, { script: after(done) });
      expect(await comesOut({ app, database })).toEqual(SPENT);
      expect(replays.map(({ wrong }) => wrong)).toEqual(replays.map(() => []));
      await app.stop();
    }
  });

  it("five times with one input in hand decides nothing: the application is FAILED", async () => {
    const dying = { script: whole, lost: { at: bounds[1]! - 3 } };
    const { app, database } = await start(dying, dying, dying, dying, dying);
    await until(async () => app.records.state().state === "FAILED");
    expect(app.records.state().reason).toMatch(/^5 processes were lost with input 1 in hand/);
    const statuses = database.prepare("SELECT status FROM inputs ORDER BY idx").all();
    expect(statuses.map((row) => row["status"])).toEqual(["ACCEPTED", "NONE", "NONE", "NONE", "NONE"]);
  });
});

const { WITNESS_CARTESI_MACHINE_URL: url, WITNESS_CARTESI_TEMPLATE: template } = process.env;
if (url !== undefined && template !== undefined)
  it("comes out the same on the genuine machine at WITNESS_CARTESI_MACHINE_URL", async () => {
    for (const spent of await comesOut(await drive(operatorsServer(url), template))) expect(spent).toBeGreaterThan(0);
  });
else
  process.stderr.write(
    "No genuine machine was tried: WITNESS_CARTESI_MACHINE_URL and WITNESS_CARTESI_TEMPLATE name none.\n",
  );
