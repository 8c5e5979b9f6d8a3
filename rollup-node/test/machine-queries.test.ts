/** Queries on a machine while an input runs in it: each on a fork of the state that was accepted last. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { Application } from "../src/application.ts";
import { MachineBackend } from "../src/machine/backend.ts";
import { startedServer } from "../src/machine/source.ts";
import { openDatabase } from "../src/store/database.ts";
import { Records } from "../src/store/records.ts";
import { removeDirectories, temporaryDirectory, until } from "./client.ts";
import { ECHO_DEPLOYMENT, inputOf, simulator, storedMachine } from "./machine-simulated.ts";

afterAll(removeDirectories);

function addInput(records: Records, payload: string): void {
  const index = records.inputCount();
  records.addInput(
    { index, epoch: 0, block: 100 + index, raw: inputOf(index, payload), sender: "0x22", tx: "0x33" },
    0,
  );
}

async function start(payloads: readonly string[], server = simulator()): Promise<Application> {
  const database = openDatabase(":memory:");
  database.prepare("INSERT INTO apps VALUES(1,'echo','0x01','0x02','ENABLED',NULL,0,0)").run();
  const records = new Records(1, database);
  for (const payload of payloads) addInput(records, payload);
  const backend = await MachineBackend.open({
    source: startedServer(server, () => {}),
    snapshot: storedMachine(),
    templateHash: Buffer.alloc(32),
    deadlineMs: 60_000,
    queriesAtOnce: 2,
    nowMs: Date.now,
    log: () => {},
  });
  const app = new Application({
    deployment: ECHO_DEPLOYMENT,
    records,
    backend,
    rollback: "none",
    strict: false,
    nowMs: Date.now,
    log: () => {},
  });
  onTestFinished(() => app.stop());
  app.start();
  return app;
}

const ask = async (app: Application, query: string): Promise<string> => {
  const { outcome, processed } = await app.inspect(Buffer.from(query));
  return `${outcome.reports.join()}, processed ${processed}`;
};

it("answers from the state before the input in hand, and from the one after it when it is done", async () => {
  const gate = join(temporaryDirectory(), "gate");
  const app = await start(["first", `wait ${gate}`]);
  await until(async () => app.records.processedCount() === 1);
  const answers = await Promise.all(["a", "b", "c", "d", "e"].map((query) => ask(app, query)));
  expect(answers).toEqual(["a", "b", "c", "d", "e"].map((query) => `count 1 query ${query}, processed 1`));
  expect(app.records.processedCount()).toBe(1);
  writeFileSync(gate, "");
  await until(async () => app.records.processedCount() === 2);
  expect(await ask(app, "f")).toBe("count 2 query f, processed 2");
});

it("runs no more queries at once than it may, and the others after them", async () => {
  const gate = join(temporaryDirectory(), "gate");
  const log = join(temporaryDirectory(), "queries");
  const lines = () => (existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : []);
  const app = await start(["first"], simulator(`QUERY_LOG=${log}`));
  await until(async () => app.records.processedCount() === 1);
  const answers = Promise.all(Array.from({ length: 6 }, () => ask(app, `wait ${gate}`)));
  await until(async () => lines().length >= 2);
  // The second input runs only when every fork of the state before the first is made: too many would show.
  for (const processed of [2, 3]) {
    addInput(app.records, "more");
    app.notify();
    await until(async () => app.records.processedCount() === processed);
  }
  writeFileSync(gate, "");
  await answers;
  let alive = 0;
  let most = 0;
  for (const line of lines()) {
    alive += line === "begin" ? 1 : -1;
    most = Math.max(most, alive);
  }
  expect({ queries: lines().length / 2, alive, most }).toEqual({ queries: 6, alive: 0, most: 2 });
});
