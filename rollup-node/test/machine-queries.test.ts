/** Queries on a machine while an input runs in it: each on a fork of the state that was accepted last. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import type { Application } from "../src/application.ts";
import { startedServer } from "../src/machine/source.ts";
import type { Records } from "../src/store/records.ts";
import { removeDirectories, temporaryDirectory, until } from "./client.ts";
import { addInput, emptyRecords, openMachine, startApplication } from "./machine-driven.ts";
import { inputOf } from "./machine-inputs.ts";
import { simulator, storedMachine } from "./machine-simulated.ts";

afterAll(removeDirectories);

const add = (records: Records, payload: string): void => addInput(records, inputOf(records.inputCount(), payload));

async function start(payloads: readonly string[], server = simulator()): Promise<Application> {
  const { records } = emptyRecords();
  for (const payload of payloads) add(records, payload);
  const source = startedServer(server, () => {});
  const backend = await openMachine({ source, template: storedMachine(), queriesAtOnce: 2 });
  const app = startApplication(backend, records);
  onTestFinished(() => app.stop());
  return app;
}

const ask = async (app: Application, query: string): Promise<string> => {
  const { outcome, processed } = await app.inspect(Buffer.from(query));
  return `${outcome.reports.join()}, processed ${processed}`;
};

it("runs a query on the state before the present input, and after it on the new state", async () => {
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
    add(app.records, "more");
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
