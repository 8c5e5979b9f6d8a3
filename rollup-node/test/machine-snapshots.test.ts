/** States of a machine on disk: a restart goes on from the newest one that is unchanged. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { startedServer } from "../src/machine/source.ts";
import { Snapshots } from "../src/snapshots.ts";
import { SnapshotNotes } from "../src/store/snapshots.ts";
import { removeDirectories, temporaryDirectory, until } from "./client.ts";
import { addInput, emptyRecords, openMachine, startApplication } from "./machine-driven.ts";
import { inputOf } from "./machine-inputs.ts";
import { simulator, storedMachine } from "./machine-simulated.ts";

afterAll(removeDirectories);

const EVERY = 2;

/** One application's disk, on which a node can be started again and again. */
function disk({ everyBytes = Number.MAX_SAFE_INTEGER, server = simulator() } = {}) {
  const { database, records } = emptyRecords();
  const notes = new SnapshotNotes(records, database);
  const directory = join(temporaryDirectory(), "echo");
  const template = storedMachine();
  const add = (...payloads: readonly string[]) => {
    for (const payload of payloads) addInput(records, inputOf(records.inputCount(), payload), `0x${payload}`);
  };
  const start = async () => {
    const resumed: number[] = [];
    const refused: string[] = [];
    const failed: number[] = [];
    const backend = await openMachine({
      source: startedServer(server, () => {}),
      template,
      snapshots: new Snapshots({ directory, everyInputs: EVERY, everyBytes, notes }),
      log: (message, facts) => {
        if (message.startsWith("the machine goes on")) resumed.push(Number(facts["inputs"]));
        if (message.startsWith("the snapshot could not")) failed.push(Number(facts["inputs"]));
        if (message.startsWith("a snapshot is not")) refused.push(String(facts["directory"]));
      },
    });
    const app = startApplication(backend, records);
    onTestFinished(() => app.stop());
    const ask = async () => {
      const { outcome } = await app.inspect(Buffer.from("q"));
      return outcome.reports.join();
    };
    return { app, ask, resumed, refused, failed };
  };
  const kept = () =>
    database
      .prepare("SELECT inputs, directory FROM snapshots ORDER BY inputs")
      .all()
      .map((row) => ({ inputs: Number(row["inputs"]), directory: String(row["directory"]) }));
  return { database, records, directory, add, start, kept };
}

const newest = (made: ReturnType<typeof disk>): number => made.kept().at(-1)?.inputs ?? 0;

/** A disk on which a node kept the states after two and after four inputs, and was stopped after five. */
async function stopped() {
  const made = disk();
  const { app } = await made.start();
  for (const [inputs, ...payloads] of [
    [2, "one", "two"],
    [4, "reject", "three"],
  ] as const) {
    made.add(...payloads);
    app.notify();
    await until(async () => newest(made) === inputs);
  }
  made.add("four");
  app.notify();
  await until(async () => made.records.processedCount() === 5);
  await app.stop();
  return made;
}

it("goes on from the newest state after a restart, with the outputs as they were", async () => {
  const made = await stopped();
  expect(made.kept().map(({ inputs }) => inputs)).toEqual([2, 4]);
  const { app, ask, resumed } = await made.start();
  expect(await ask()).toBe("count 4 query q");
  expect(resumed).toEqual([4]);
  made.add("five");
  app.notify();
  await until(async () => made.records.processedCount() === 6);
  expect(app.records.state()).toMatchObject({ state: "ENABLED" });
  expect(made.records.outputCount()).toBe(5);
});

it("uses no state of which a file was altered, though the machine says its old hash", async () => {
  const made = await stopped();
  const [older, newer] = made.kept();
  const memory = join(newer!.directory, "memory.json");
  writeFileSync(memory, readFileSync(memory, "utf8").replace('"count":3', '"count":9'));
  const { ask, resumed, refused } = await made.start();
  expect(await ask()).toBe("count 4 query q");
  expect(resumed).toEqual([older!.inputs]);
  expect(refused).toEqual([newer!.directory]);
});

it("looks into the folders of a state, too", async () => {
  const made = await stopped();
  for (const { directory } of made.kept()) writeFileSync(join(directory, "drives", "root"), "another root drive");
  const { ask, resumed } = await made.start();
  expect(await ask()).toBe("count 4 query q");
  expect(resumed).toEqual([]);
});

it("uses no state whose machine has another hash than the node noted, though its files are the same", async () => {
  const made = await stopped();
  const [older, newer] = made.kept();
  const other = Buffer.alloc(32, 0xee);
  made.database.prepare("UPDATE snapshots SET machine_hash=? WHERE inputs=?").run(other, newer!.inputs);
  made.database.prepare("UPDATE inputs SET machine_hash=? WHERE idx=?").run(other, newer!.inputs - 1);
  const { ask, resumed, refused } = await made.start();
  expect(await ask()).toBe("count 4 query q");
  expect(resumed).toEqual([older!.inputs]);
  expect(refused).toEqual([newer!.directory]);
});

it("uses no state that was replaced by a machine with its own hash", async () => {
  const made = await stopped();
  for (const { directory } of made.kept()) cpSync(storedMachine(7), directory, { recursive: true });
  const { ask, resumed } = await made.start();
  expect(await ask()).toBe("count 4 query q");
  expect(resumed).toEqual([]);
});

it("keeps a state after so many bytes of accepted inputs, before there are enough inputs", async () => {
  const bytes = inputOf(0, "one").length;
  const made = disk({ everyBytes: bytes });
  const { app } = await made.start();
  made.add("one");
  app.notify();
  await until(async () => newest(made) === 1);
  made.add("two");
  app.notify();
  await until(async () => newest(made) === 2);
});

it("removes a state that could not be stored at once, and goes on", async () => {
  const made = disk({ server: simulator("STORE_FAILS=1") });
  const { app, ask, failed } = await made.start();
  made.add("one", "two");
  app.notify();
  await until(async () => failed.length === 1);
  expect(made.kept()).toEqual([]);
  expect(readdirSync(made.directory)).toEqual([]);
  expect(await ask()).toBe("count 2 query q");
  expect(app.records.state()).toMatchObject({ state: "ENABLED" });
});

it("removes what was stored but not noted when the node died", async () => {
  const made = await stopped();
  const left = join(made.directory, "5-0011223344556677");
  mkdirSync(left);
  writeFileSync(join(left, "memory.json"), "{");
  const { ask, resumed } = await made.start();
  expect(await ask()).toBe("count 4 query q");
  expect(resumed).toEqual([4]);
  expect(existsSync(left)).toBe(false);
});

it("discards a state that a reorganisation cut off, and goes on from the one below", async () => {
  const made = await stopped();
  const { app, ask, resumed } = await made.start();
  await ask();
  app.drop(3);
  made.add("other");
  app.notify();
  await until(async () => made.records.processedCount() === 4);
  expect(await ask()).toBe("count 3 query q");
  expect(resumed).toEqual([4, 2]);
  await until(async () => newest(made) === 4);
  await app.stop();
  const again = await made.start();
  expect(await again.ask()).toBe("count 3 query q");
  expect(again.resumed).toEqual([4]);
});

it("keeps the three newest states", async () => {
  const made = disk();
  const { app } = await made.start();
  for (let inputs = EVERY; inputs <= 5 * EVERY; inputs += EVERY) {
    made.add(`a${inputs}`, `b${inputs}`);
    app.notify();
    await until(async () => newest(made) === inputs);
  }
  await app.stop();
  expect(made.kept().map(({ inputs }) => inputs)).toEqual([6, 8, 10]);
  expect(readdirSync(made.directory).length).toBe(3);
});
