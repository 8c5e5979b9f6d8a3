/** A server whose process exits at its shutdown while a fork of it holds the state, as the real one does. */
import { afterAll, expect, it, onTestFinished } from "vitest";
import { MachineBackend } from "../src/machine/backend.ts";
import { type ServerSource, startedServer } from "../src/machine/source.ts";
import { removeDirectories } from "./client.ts";
import { inputOf, simulator, storedMachine } from "./machine-simulated.ts";

afterAll(removeDirectories);

async function open(source: ServerSource): Promise<MachineBackend> {
  const machine = await MachineBackend.open({
    source,
    snapshot: storedMachine(),
    templateHash: Buffer.alloc(32),
    deadlineMs: 60_000,
    queriesAtOnce: 4,
    nowMs: Date.now,
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
