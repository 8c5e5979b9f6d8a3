/** States that a back-end's process stores: a start goes on from the newest one that is its own and unchanged. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { Application } from "../src/application.ts";
import { noGio } from "../src/backend/gio.ts";
import { ProcessBackend } from "../src/backend/process.ts";
import { ProcessSnapshots } from "../src/backend/process-snapshots.ts";
import { StandbyBackend } from "../src/backend/standby.ts";
import { StoringProcess } from "../src/backend/storing.ts";
import { Snapshots } from "../src/snapshots.ts";
import { removeDirectories, temporaryDirectory, until } from "./client.ts";
import { addInput, ECHO_DEPLOYMENT, emptyRecords } from "./machine-driven.ts";
import { inputOf } from "./machine-inputs.ts";

afterAll(removeDirectories);

const EVERY = 2;

type Rollback = "replay" | "none";

/** One application's disk, on which a node can be started again and again. */
function disk(rollback: Rollback = "replay") {
  const { database, records } = emptyRecords();
  const folder = temporaryDirectory();
  const directory = join(folder, "snapshots");
  mkdirSync(directory);
  const program = join(folder, "storing.mjs");
  copyFileSync(join(import.meta.dirname, "storing.mjs"), program);
  const command = `exec ${process.execPath} ${program}`;
  const add = (...payloads: readonly string[]) => {
    for (const payload of payloads) addInput(records, inputOf(records.inputCount(), payload), `0x${payload}`);
  };
  const start = async () => {
    const told: string[] = [];
    const log = (message: string, facts: Record<string, unknown>) => {
      const { inputs } = facts;
      told.push(inputs === undefined ? message : `${message}: ${inputs}`);
    };
    const open = () =>
      ProcessBackend.open({ port: 0, command, deadlineMs: 60_000, gio: noGio, snapshotsDir: directory, log });
    const notes = records.snapshots;
    const snapshots = new Snapshots({ directory, everyInputs: EVERY, everyBytes: Number.MAX_SAFE_INTEGER, notes });
    const differs: string[] = [];
    const ofProcess = await ProcessSnapshots.open({ snapshots, command, log });
    const active = await open();
    const onDiffers = (what: string) => differs.push(what);
    const backend =
      rollback === "none"
        ? new StoringProcess(active, ofProcess)
        : new StandbyBackend({ active, open, snapshots: ofProcess, records, onDiffers, log });
    const app = new Application({
      deployment: ECHO_DEPLOYMENT,
      records,
      backend,
      rollback,
      strict: false,
      nowMs: Date.now,
      log: () => {},
    });
    app.start();
    onTestFinished(() => app.stop());
    const ask = async () => (await app.inspect(Buffer.from("q"))).outcome.reports.join();
    const give = async (...payloads: readonly string[]) => {
      add(...payloads);
      app.notify();
      await until(async () => records.processedCount() === records.inputCount());
    };
    const resumed = () =>
      told.filter((line) => line.startsWith("the back-end goes on")).map((line) => Number(line.split(": ")[1]));
    return { app, ask, give, told, resumed, differs };
  };
  const kept = () =>
    database
      .prepare("SELECT inputs FROM snapshots ORDER BY inputs")
      .all()
      .map((row) => Number(row["inputs"]));
  const payloads = () =>
    records
      .accepted(0, 100)
      .flatMap(({ outputs }) => outputs.map(({ raw }) => /[a-z]+ \d+/.exec(raw.toString("latin1"))?.[0]));
  return { records, folder, directory, program, start, kept, payloads };
}

/** A disk with the states after two and four inputs, and one input more. */
async function stopped(rollback: Rollback = "replay") {
  const made = disk(rollback);
  const { app, give } = await made.start();
  for (const [inputs, ...payloads] of [
    [2, "one", "two"],
    [4, "three", "four"],
  ] as const) {
    await give(...payloads);
    await until(async () => made.kept().at(-1) === inputs);
  }
  await give("five");
  await app.stop();
  return made;
}

it.each(["replay", "none"] as const)(
  "goes on from the newest state after a restart, as it would have gone on: %s",
  async (rollback) => {
    const made = await stopped(rollback);
    expect(readdirSync(made.directory).sort()).toEqual(["2", "4"]);
    const { ask, give, resumed, differs } = await made.start();
    expect(await ask()).toBe("count 5 given 1");
    expect(resumed()[0]).toBe(4);
    await give("six");
    expect(made.payloads()).toEqual(["one 1", "two 2", "three 3", "four 4", "five 5", "six 6"]);
    await until(async () => made.kept().at(-1) === 6);
    expect(differs).toEqual([]);
    expect(made.records.state()).toMatchObject({ state: "ENABLED" });
  },
);

it("undoes rejected inputs from the newest state, and not from the first input", async () => {
  const made = await stopped();
  const { ask, give, resumed } = await made.start();
  await give("reject", "six", "reject", "seven");
  expect(made.payloads().slice(-2)).toEqual(["six 6", "seven 7"]);
  expect(await ask()).toMatch(/^count 7 given [1-3]$/);
  expect(resumed().every((inputs) => inputs >= 4)).toBe(true);
  expect(made.records.state()).toMatchObject({ state: "ENABLED" });
});

it("uses no state whose file was altered, and takes the one before", async () => {
  const made = await stopped();
  const newest = join(made.directory, "4");
  writeFileSync(newest, readFileSync(newest, "utf8").replace('"count":4', '"count":9'));
  const { ask, resumed, told } = await made.start();
  expect(await ask()).toBe("count 5 given 3");
  expect(resumed()[0]).toBe(2);
  expect(told).toContain("a snapshot is not what it was; it is not used: 4");
});

it("drives a changed back-end from the first input, where its outputs are compared", async () => {
  const made = await stopped();
  writeFileSync(made.program, readFileSync(made.program, "utf8").replace("count += 1", "count += 2"));
  const { resumed } = await made.start();
  await until(async () => made.records.state().state !== "ENABLED");
  expect(made.records.state().reason).toMatch(/does not repeat itself: output 0/);
  expect(resumed()).toEqual([]);
});

it.each(["replay", "none"] as const)(
  "discards a state that a reorganisation cut off, and goes on from the one below: %s",
  async (rollback) => {
    const made = await stopped(rollback);
    const { app, ask, give, resumed } = await made.start();
    await ask();
    app.drop(3);
    expect(made.kept()).toEqual([2]);
    await give("other", "more");
    expect(await ask()).toBe("count 5 given 3");
    expect(made.payloads()).toEqual(["one 1", "two 2", "three 3", "other 4", "more 5"]);
    expect(resumed()).toContain(2);
    await until(async () => made.kept().at(-1) === 5);
  },
);

it("without a standby stores no state after an input that was not accepted", async () => {
  const made = disk("none");
  const { give, told } = await made.start();
  await give("one", "reject");
  await give("three");
  await until(async () => made.kept().length > 0);
  expect(made.kept()).toEqual([3]);
  expect(told.filter((line) => line.startsWith("the snapshot could not"))).toEqual([]);
});

it("does not try a state again with which a process was lost", async () => {
  const made = await stopped();
  writeFileSync(join(made.folder, "deadly"), "");
  const { ask, resumed } = await made.start();
  expect(await ask()).toBe("count 5 given 5");
  expect(resumed()).toEqual([]);
  expect(made.records.state()).toMatchObject({ state: "ENABLED" });
});

it("goes on when the back-end cannot store its state, and tries later", async () => {
  const made = disk();
  const full = join(made.folder, "full");
  writeFileSync(full, "");
  const { give, told } = await made.start();
  await give("one", "two");
  await until(async () => told.includes("the snapshot could not be kept: 2"));
  expect([made.kept(), readdirSync(made.directory)]).toEqual([[], []]);
  expect(made.records.state()).toMatchObject({ state: "ENABLED" });
});
