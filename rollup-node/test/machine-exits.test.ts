/** A server whose process exits at its shutdown while a fork of it holds the state, as the real one does. */
import { afterAll, expect, it, onTestFinished } from "vitest";
import type { MachineBackend } from "../src/machine/backend.ts";
import { type ServerSource, startedServer } from "../src/machine/source.ts";
import { removeDirectories, until } from "./client.ts";
import { addInput, emptyRecords, openMachine, startApplication } from "./machine-driven.ts";
import { inputOf } from "./machine-inputs.ts";
import { simulator, storedMachine } from "./machine-simulated.ts";

afterAll(removeDirectories);

/** Its clock stands still, so that whatever a busy machine takes is within a minute. */
async function open(source: ServerSource): Promise<MachineBackend> {
  const machine = await openMachine({ source, template: storedMachine(), nowMs: () => 0 });
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
  const { records } = emptyRecords();
  const server = startedServer(simulator(), () => {});
  const app = startApplication(await open(server), records);
  onTestFinished(() => app.stop());
  for (let index = 0; index < 10; index++) {
    await server.close();
    // A rejected input is not driven again, so each loss costs one start of the server.
    addInput(records, inputOf(index, "reject"));
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
