/** Witness's own back-end behind the node's driver: stopped and started again, it gives what an undisturbed one gives. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeInput } from "@witness/ethereum/input";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readRecording } from "../../dapp/scripts/record.ts";
import { buildInto } from "../../dapp/test/bundle.ts";
import { Application } from "../src/application.ts";
import { noGio } from "../src/backend/gio.ts";
import { ProcessBackend } from "../src/backend/process.ts";
import { ProcessSnapshots } from "../src/backend/process-snapshots.ts";
import { StoringProcess } from "../src/backend/storing.ts";
import { Snapshots } from "../src/snapshots.ts";
import type { Records } from "../src/store/records.ts";
import { until } from "./client.ts";
import { addInput, ECHO_DEPLOYMENT, emptyRecords } from "./machine-driven.ts";

const EVERY = 100;
const INPUTS = 340;
const STOPPED_AFTER = 270;

let folder: string;
let command: string;
let raws: Uint8Array[];

interface Recorded {
  readonly request_type: string;
  readonly data: { readonly payload: `0x${string}`; readonly metadata: Readonly<Record<string, number | string>> };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "witness-states-"));
  const { setting, requests } = readRecording();
  const [genesis, key] = [join(folder, "genesis.json"), join(folder, "application.key")];
  writeFileSync(genesis, JSON.stringify(setting.genesis));
  writeFileSync(key, setting.applicationKey, { mode: 0o600 });
  command = `exec ${process.execPath} ${await buildInto(folder)} --genesis ${genesis} --key ${key}`;
  raws = requests
    .map((request) => JSON.parse(request) as Recorded)
    .filter((request) => request.request_type === "advance_state")
    .slice(0, INPUTS)
    .map(({ data: { payload, metadata } }, index) =>
      encodeInput({
        chainId: BigInt(metadata["chain_id"] ?? 0),
        application: metadata["app_contract"] as `0x${string}`,
        sender: `0x${"22".repeat(20)}`,
        blockNumber: BigInt(100 + index),
        blockTimestampS: BigInt(metadata["block_timestamp"] ?? 0),
        prevRandao: 7n,
        index: BigInt(index),
        payload,
      }),
    );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Drives inputs through a back-end of its own until all have an outcome. Returns from which input it went on. */
async function run(records: Records, directory: string, inputs: readonly Uint8Array[]): Promise<number[]> {
  const resumed: number[] = [];
  const log = (message: string, facts: Record<string, unknown>) => {
    if (message.startsWith("the back-end goes on")) resumed.push(Number(facts["inputs"]));
  };
  const snapshots = new Snapshots({
    directory,
    everyInputs: EVERY,
    everyBytes: Number.MAX_SAFE_INTEGER,
    notes: records.snapshots,
  });
  const process = await ProcessBackend.open({
    port: 0,
    command,
    deadlineMs: 60_000,
    gio: noGio,
    snapshotsDir: directory,
    log,
  });
  const app = new Application({
    deployment: ECHO_DEPLOYMENT,
    records,
    backend: new StoringProcess(process, await ProcessSnapshots.open({ snapshots, command, log })),
    rollback: "none",
    strict: false,
    nowMs: Date.now,
    log: () => {},
  });
  app.start();
  try {
    for (const raw of inputs) addInput(records, raw, `0x${records.inputCount()}`);
    app.notify();
    await until(async () => records.processedCount() === records.inputCount() || records.state().state !== "ENABLED");
    expect(records.state()).toMatchObject({ state: "ENABLED" });
    return resumed;
  } finally {
    await app.stop();
  }
}

const digestOf = (records: Records): string => {
  const hash = createHash("sha256");
  for (const { index, outputs } of records.accepted(0, INPUTS)) {
    hash.update(`${index} ${outputs.map(({ raw }) => raw.toString("hex")).join()}\n`);
  }
  return hash.digest("hex");
};

it("gives the same outputs, and is driven again from its newest snapshot only", async () => {
  const directories = ["a", "b"].map((name) => join(folder, name));
  for (const directory of directories) mkdirSync(directory);
  const [whole, parted] = [emptyRecords().records, emptyRecords().records];
  await run(whole, directories[0] ?? "", raws);
  expect(await run(parted, directories[1] ?? "", raws.slice(0, STOPPED_AFTER))).toEqual([]);
  const [from = 0] = await run(parted, directories[1] ?? "", raws.slice(STOPPED_AFTER));
  // The state is stored when a group of outcomes is on disk, which may be later than after EVERY.
  expect(from).toBeGreaterThanOrEqual(EVERY);
  expect(digestOf(parted)).toBe(digestOf(whole));
  expect(parted.outputCount()).toBeGreaterThan(50);
});
