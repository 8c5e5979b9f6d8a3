/** Opens the back-end of an application. Only this file knows which kinds of back-end exist. */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { MachineBackend } from "../machine/backend.ts";
import { operatorsServer, startedServer } from "../machine/source.ts";
import type { Config } from "../settings.ts";
import { Snapshots } from "../snapshots.ts";
import type { Records } from "../store/records.ts";
import type { Backend } from "./backend.ts";
import type { Choice } from "./choice.ts";
import { noGio, readGio } from "./gio.ts";
import { ProcessBackend } from "./process.ts";
import { ProcessSnapshots } from "./process-snapshots.ts";
import { StandbyBackend } from "./standby.ts";
import { StoringProcess } from "./storing.ts";

/** The open back-end of one application. */
export interface OpenBackend {
  readonly backend: Backend;
  /** A second back-end for the determinism check, which must give the same outputs. */
  readonly shadow: Backend | undefined;
  /** URL of the rollup HTTP server; undefined for a machine. */
  readonly rollupHttpUrl: string | undefined;
}

/** What a back-end is opened with. */
export interface OpenOptions {
  readonly config: Config;
  readonly choice: Choice;
  /** The application's name and its place in the configuration, which decides its rollup HTTP port. */
  readonly name: string;
  readonly position: number;
  readonly records: Records;
  readonly log: (message: string, facts: Record<string, unknown>, level?: "error") => void;
}

/** Opens the back-end of one application. Throws a NodeError, such as `port-taken`, when it cannot. */
export async function openBackend({ config, choice, name, position, records, log }: OpenOptions): Promise<OpenBackend> {
  const { deadlineMs, machine } = config;
  const { command, template } = choice;
  if (machine !== undefined && template !== undefined) {
    const { rpc, server, cyclesPerInput, queriesAtOnce } = machine;
    // An operator's server may see other disks than the node, so it needs a directory in the settings.
    const beside = rpc === undefined && config.dataDir !== ":memory:" ? join(config.dataDir, "snapshots") : undefined;
    const kept = machine.snapshots ?? beside;
    const { templateHash } = config.deployments[position]!.application;
    const backend = await MachineBackend.open({
      source: rpc === undefined ? startedServer(server, log) : operatorsServer(rpc),
      templateHash: Buffer.from(templateHash.slice(2), "hex"),
      template,
      cyclesPerInput,
      deadlineMs,
      queriesAtOnce,
      snapshots:
        kept === undefined
          ? undefined
          : new Snapshots({
              directory: join(resolve(kept), name),
              everyInputs: machine.snapshotInputs,
              everyBytes: machine.snapshotBytes,
              notes: records.snapshots,
            }),
      nowMs: Date.now,
      log,
    });
    return { backend, shadow: undefined, rollupHttpUrl: undefined };
  }
  const gio = config.gio === undefined ? noGio : readGio(config.gio);
  const snapshotsDir = config.snapshotInputs > 0 ? join(resolve(config.dataDir), "snapshots", name) : undefined;
  if (snapshotsDir !== undefined) mkdirSync(snapshotsDir, { recursive: true, mode: 0o700 });
  const open = (port: number) => ProcessBackend.open({ port, command, deadlineMs, gio, snapshotsDir, log });
  const process = await open(config.backendPort === 0 ? 0 : config.backendPort + position);
  const shadow = config.determinismCheck && command !== undefined ? await open(0) : undefined;
  // With a determinism check both processes hold a rejected input in memory, and both are driven again.
  const standby = command !== undefined && config.rollback === "replay" && shadow === undefined;
  const onDiffers = (what: string) => {
    records.finding(`a second run: ${what}`);
    log("NOT DETERMINISTIC: validators would disagree", { differs: what }, "error");
  };
  const snapshots =
    snapshotsDir === undefined || command === undefined
      ? undefined
      : await ProcessSnapshots.open({
          snapshots: new Snapshots({
            directory: snapshotsDir,
            everyInputs: config.snapshotInputs,
            everyBytes: Number.MAX_SAFE_INTEGER,
            notes: records.snapshots,
          }),
          command,
          log,
        });
  const backend = standby
    ? new StandbyBackend({ active: process, open: () => open(0), snapshots, records, onDiffers, log })
    : snapshots === undefined
      ? process
      : new StoringProcess(process, snapshots);
  return { backend, shadow, rollupHttpUrl: process.url };
}
