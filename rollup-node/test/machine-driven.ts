/** An application on a machine, without a chain: its records, its back-end and its driver. */
import type { DatabaseSync } from "node:sqlite";
import { Application } from "../src/application.ts";
import type { Backend } from "../src/backend/backend.ts";
import { MachineBackend, type MachineOptions } from "../src/machine/backend.ts";
import { openDatabase } from "../src/store/database.ts";
import { Records } from "../src/store/records.ts";

/** What an application of these tests is deployed as. */
export const ECHO_DEPLOYMENT = {
  chainId: 31_337,
  deploymentBlock: 1,
  application: { name: "echo", address: "0x01", templateHash: "0x", dataAvailability: "0x" },
  consensus: { type: "AUTHORITY", address: "0x02", epochLength: 10 },
  contracts: { InputBox: "0x03" },
} as const;

/** Returns the records of an application without inputs, in a database in memory. */
export function emptyRecords(): { readonly database: DatabaseSync; readonly records: Records } {
  const database = openDatabase(":memory:");
  database.prepare("INSERT INTO apps VALUES(1,'echo','0x01','0x02','ENABLED',NULL,0,0)").run();
  return { database, records: new Records(1, database) };
}

/** Adds an input in a block of its own. */
export function addInput(records: Records, raw: Uint8Array, tx = "0x33"): void {
  const index = records.inputCount();
  records.addInput({ index, epoch: 0, block: 100 + index, raw, sender: "0x22", tx }, 0);
}

/** Opens a machine of any template, whose inputs may take a minute. */
export function openMachine(
  options: Pick<MachineOptions, "source" | "template"> & Partial<MachineOptions>,
): Promise<MachineBackend> {
  return MachineBackend.open({
    templateHash: Buffer.alloc(32),
    deadlineMs: 60_000,
    queriesAtOnce: 4,
    nowMs: Date.now,
    log: () => {},
    ...options,
  });
}

/** Starts an application. The caller stops it. */
export function startApplication(backend: Backend, records: Records): Application {
  const app = new Application({
    deployment: ECHO_DEPLOYMENT,
    records,
    backend,
    rollback: "none",
    strict: false,
    nowMs: Date.now,
    log: () => {},
  });
  app.start();
  return app;
}
