/** A server whose process exits at its shutdown while a fork of it holds the state, as the real one does. */
import { afterAll, expect, it, onTestFinished } from "vitest";
import { Application } from "../src/application.ts";
import { MachineBackend } from "../src/machine/backend.ts";
import { type ServerSource, startedServer } from "../src/machine/source.ts";
import { openDatabase } from "../src/store/database.ts";
import { Records } from "../src/store/records.ts";
import { removeDirectories, until } from "./client.ts";
import { ECHO_DEPLOYMENT, inputOf, simulator, storedMachine } from "./machine-simulated.ts";

afterAll(removeDirectories);

async function open(source: ServerSource, nowMs = Date.now): Promise<MachineBackend> {
  const machine = await MachineBackend.open({
    source,
    snapshot: storedMachine(),
    templateHash: Buffer.alloc(32),
    deadlineMs: 60_000,
    queriesAtOnce: 4,
    nowMs,
    log: () => {},
  });
  onTestFinished(() => machine.stop());
  return machine;
}

it("goes on after the first server has exited", async () => {
  const machine = await open(startedServer(simulator(), () => {}));
  for (let index = 0; index < 5; index++) {
    const outcome = await machine.advance(inputOf(index, `reading ${index}`));
    expect(outcome).toMatchObject({ status: "ACCEPTED", cycles: 1_000_000n });
    expect(outcome.reports.map(String)).toEqual([`advance ${index + 1}`]);
  }
  expect(machine.supervised).toBe(false);
});

it("ends FAILED, with the reason, when the machine is lost ten times within a minute", async () => {
  const database = openDatabase(":memory:");
  database.prepare("INSERT INTO apps VALUES(1,'echo','0x01','0x02','ENABLED',NULL,0,0)").run();
  const records = new Records(1, database);
  const server = startedServer(simulator(), () => {});
  const app = new Application({
    deployment: ECHO_DEPLOYMENT,
    records,
    backend: await open(server, () => 0),
    rollback: "none",
    strict: false,
    nowMs: Date.now,
    log: () => {},
  });
  onTestFinished(() => app.stop());
  app.start();
  for (let index = 0; index < 10; index++) {
    await server.close();
    // A rejected input is not driven again, so each loss costs one start of the server.
    const raw = inputOf(index, "reject");
    records.addInput({ index, epoch: 0, block: 100 + index, raw, sender: "0x22", tx: "0x33" }, 0);
    app.notify();
    await until(async () => records.processedCount() > index || records.state().state !== "ENABLED");
  }
  expect(records.state()).toMatchObject({ state: "FAILED", reason: expect.stringContaining("lost 10 times") });
  // The tenth input has no outcome: the next start tries it again.
  expect(records.processedCount()).toBe(9);
  await expect(app.inspect(Buffer.from("q"))).rejects.toMatchObject({ code: "inspect-unavailable" });
});

it("gives up after ten losses of the machine within a minute", async () => {
  const server = startedServer(simulator(), () => {});
  const machine = await open(server);
  for (let loss = 1; loss <= 10; loss++) {
    await server.close();
    await expect(machine.advance(inputOf(0, "reading"))).rejects.toMatchObject({ code: "backend-lost" });
    if (loss < 10) await machine.restart();
  }
  await expect(machine.restart()).rejects.toMatchObject({ code: "machine-lost" });
});
