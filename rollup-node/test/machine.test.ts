/**
 * The machine back-end against the recorded conversation with a genuine server, and, when
 * WITNESS_CARTESI_MACHINE_URL and WITNESS_CARTESI_TEMPLATE name one, against that (docs/cartesi-machine.md).
 */
import { afterEach, describe, expect, it } from "vitest";
import { encodeOutput, toHex } from "../src/codec.ts";
import { MachineBackend, type MachineOptions } from "../src/machine/backend.ts";
import { remoteMachine } from "../src/machine/remote.ts";
import { operatorsServer } from "../src/machine/source.ts";
import { append, keccak, type NodeStore, rootOf } from "../src/proofs.ts";
import { until } from "./client.ts";
import { INPUTS, rawInput } from "./machine-inputs.ts";
import { altered, moved, type Part, type Replay, recorded, startReplay } from "./machine-replay.ts";

const DIRECTORY = "/img/snap";
const TEMPLATE = "85f9801c7975a6a949cf097f41530157e03e38b70bf7e0601e30000a2ec43db1";
const ADVANCES = INPUTS.map((_, index): Part => `advance ${index}`);
const NO_HASH = Buffer.alloc(32);

let replay: Replay;
let machine: MachineBackend | undefined;
afterEach(async () => {
  await machine?.stop();
  machine = undefined;
  await replay?.close();
});

const open = async (options: Partial<MachineOptions> = {}): Promise<MachineBackend> => {
  machine = await MachineBackend.open({
    source: { open: async () => replay.url, close: async () => {} },
    template: DIRECTORY,
    templateHash: Buffer.from(TEMPLATE, "hex"),
    deadlineMs: 60_000,
    queriesAtOnce: 4,
    nowMs: Date.now,
    log: () => {},
    ...options,
  });
  return machine;
};

/** What the recorded application does with every input, whichever machine runs it. */
async function tellsTheTruth(backend: MachineBackend): Promise<bigint[]> {
  const nodes = new Map<string, Buffer>();
  const tree: NodeStore = {
    get: (level, index) => nodes.get(`${level}/${index}`),
    put: (level, index, hash) => nodes.set(`${level}/${index}`, hash),
  };
  let leaves = 0;
  const cycles: bigint[] = [];
  for (const [index, { payload, status, count }] of INPUTS.entries()) {
    const outcome = await backend.advance(rawInput(index));
    expect(outcome.status).toBe(status);
    expect(outcome.outputs).toEqual([encodeOutput({ type: "Notice", payload: toHex(Buffer.from(payload)) })]);
    expect(outcome.reports.map(String)).toEqual([`advance ${count}`]);
    expect(outcome.exception?.toString()).toBe(status === "EXCEPTION" ? "told to" : undefined);
    if (status === "ACCEPTED") append(tree, leaves++, keccak(outcome.outputs[0]!));
    expect(outcome.outputsRoot).toEqual(status === "ACCEPTED" ? rootOf(tree, leaves) : undefined);
    cycles.push(outcome.cycles!);
  }
  const answer = await backend.inspect(Buffer.from("how many?"));
  expect(answer).toMatchObject({ status: "ACCEPTED", outputs: [] });
  expect(answer.reports.map(String)).toEqual(["count 3 query how many?"]);
  return cycles;
}

describe("a recorded machine", () => {
  it("is asked exactly what was recorded, and every outcome is the recorded one", async () => {
    replay = await startReplay({ script: recorded("load", ...ADVANCES, "inspect", "failures") });
    const cycles = await tellsTheTruth(await open());
    expect(cycles).toEqual([2_931_786n, 266_705n, 2_245_874n, 2_921_028n, 322_278n]);
    expect(replay.wrong).toEqual([]);
    const url = machine!.serverUrl!;
    const remote = remoteMachine(url, new AbortController().signal);
    await expect(remote.load("/nowhere")).rejects.toMatchObject({ code: "machine-refused" });
    const unknown = await fetch(url, { method: "POST", body: '{"method":"no.such.method","params":{}}' });
    expect(await unknown.json()).toMatchObject({ error: { code: -32_601 } });
    expect((await remote.rootHash()).toString("hex")).toMatch(/^ebd3e8df29cb/);
    await machine!.stop();
    expect(replay).toMatchObject({ wrong: [] });
    expect(replay.left()).toBe(0);
  });

  it("is a fork of the operator's server, which is left as it was", async () => {
    replay = await startReplay({ script: recorded("load", ...ADVANCES, "inspect") });
    await tellsTheTruth(await open({ source: operatorsServer(replay.operatorUrl) }));
    expect(replay).toMatchObject({ wrong: [] });
    expect(replay.left()).toBe(0);
  });

  it("refuses a template that is not the deployed one, and takes any where none was named", async () => {
    replay = await startReplay({ script: [...recorded("load"), ...recorded("advance 0").slice(-1)] });
    await expect(open({ templateHash: Buffer.alloc(32, 1) })).rejects.toMatchObject({ code: "template-hash-differs" });
    await replay.close();
    replay = await startReplay({ script: recorded("load") });
    await open({ templateHash: NO_HASH });
  });
});

describe("an input that does not come back", () => {
  const shutdown = recorded("advance 1").slice(-1);
  /** The rejected input up to its first run, which comes back with this. */
  const stopped = (result: string) =>
    altered(moved(recorded("advance 1").slice(0, 5), "fork-1", "parent"), "machine.run", { result });
  const cycles = recorded("advance 1").slice(-2, -1);

  it.each([
    ["halted", "MACHINE_HALTED"],
    ["reached_target_mcycle", "CYCLE_LIMIT_EXCEEDED"],
    ["mcycle_overflow", "CYCLE_LIMIT_EXCEEDED"],
  ])("%s is %s", async (why, status) => {
    replay = await startReplay({ script: [...recorded("load"), ...stopped(why), ...cycles, ...shutdown] });
    const outcome = await (await open()).advance(rawInput(1));
    expect(outcome).toMatchObject({ status, outputs: [], reports: [], cycles: 266_705n });
    expect(replay).toMatchObject({ wrong: [] });
    expect(replay.left()).toBe(0);
  });

  it("is stopped at the cycle that was configured", async () => {
    const bounded = altered(stopped("reached_target_mcycle"), "machine.run", { params: { mcycle_end: 739_497_162 } });
    replay = await startReplay({ script: [...recorded("load"), ...bounded, ...cycles, ...shutdown] });
    const outcome = await (await open({ cyclesPerInput: 100 })).advance(rawInput(1));
    expect(outcome.status).toBe("CYCLE_LIMIT_EXCEEDED");
    expect(replay).toMatchObject({ wrong: [] });
  });

  it("is given up at the deadline, and its fork killed", async () => {
    const script = [...recorded("load"), ...stopped("halted"), ...shutdown];
    replay = await startReplay({ script, silentAt: script.length - 2 });
    const killed: number[] = [];
    const source = { open: async () => replay.url, close: async () => {}, kill: (pid: number) => killed.push(pid) };
    const outcome = await (await open({ source, deadlineMs: 200 })).advance(rawInput(1));
    expect(outcome).toMatchObject({ status: "TIME_LIMIT_EXCEEDED" });
    expect(killed).toEqual([31_495]);
    expect(replay.left()).toBe(0);
  });

  it("is an error when the interpreter failed", async () => {
    replay = await startReplay({ script: [...recorded("load"), ...stopped("failed"), ...shutdown] });
    await expect((await open()).advance(rawInput(1))).rejects.toMatchObject({ code: "machine-failed" });
  });
});

it("tries an input again on another fork when only its fork was lost", async () => {
  const first = recorded("advance 0");
  for (let lost = 2; lost < first.length - 1; lost++) {
    const half = moved(first.slice(0, lost), "fork-1", "fork-lost");
    const version = recorded("load").slice(0, 1);
    replay = await startReplay({
      script: [...recorded("load"), ...half, ...version, ...first],
      lost: { at: 3 + lost, server: "fork-lost" },
    });
    const outcome = await (await open()).advance(rawInput(0));
    expect(outcome).toMatchObject({ status: "ACCEPTED", cycles: 2_931_786n });
    // The state before is shut down after the outcome is there.
    await until(async () => replay.left() === 0);
    expect(replay).toMatchObject({ wrong: [] });
    await machine!.stop();
    await replay.close();
  }
});

it("loses one answer, not the state, when only a query's fork was lost", async () => {
  const query = moved(recorded("inspect"), "fork-4", "parent");
  const half = moved(query.slice(0, 3), "fork-6", "fork-lost");
  const version = recorded("load").slice(0, 1);
  replay = await startReplay({
    script: [...recorded("load"), ...half, ...version, ...query],
    lost: { at: 6, server: "fork-lost" },
  });
  await expect((await open()).inspect(Buffer.from("how many?"))).rejects.toMatchObject({ code: "backend-lost" });
  expect(machine!.supervised).toBe(false);
  const answer = await machine!.inspect(Buffer.from("how many?"));
  expect(answer.reports.map(String)).toEqual(["count 3 query how many?"]);
  expect(replay).toMatchObject({ wrong: [] });
  expect(replay.left()).toBe(0);
});

it("says that nothing had the input when no server is there, and that it was taken when one died of it", async () => {
  replay = await startReplay({ script: recorded("load", "advance 0"), lost: { at: 3 } });
  await expect((await open()).advance(rawInput(0))).rejects.toMatchObject({ code: "backend-lost", taken: false });
  expect(machine!.supervised).toBe(true);
  await replay.close();
  replay = await startReplay({ script: recorded("load", "advance 0"), lost: { at: 7 } });
  await expect((await open()).advance(rawInput(0))).rejects.toMatchObject({ code: "backend-lost", taken: true });
  await replay.close();
  await expect(open()).rejects.toMatchObject({ code: "backend-lost" });
});

const { WITNESS_CARTESI_MACHINE_URL: url, WITNESS_CARTESI_TEMPLATE: template } = process.env;
if (url !== undefined && template !== undefined) {
  it("gives the same outcomes on the real machine at WITNESS_CARTESI_MACHINE_URL", async () => {
    const backend = await open({ source: operatorsServer(url), template, templateHash: NO_HASH });
    for (const spent of await tellsTheTruth(backend)) expect(spent).toBeGreaterThan(0n);
    await backend.restart();
    await tellsTheTruth(backend);
  });
} else {
  process.stderr.write(
    "No genuine machine was tried: WITNESS_CARTESI_MACHINE_URL and WITNESS_CARTESI_TEMPLATE name none.\n",
  );
}
