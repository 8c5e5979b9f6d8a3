/**
 * The machine back-end against the recorded conversation with a genuine server, and, when
 * WITNESS_CARTESI_MACHINE_URL and WITNESS_CARTESI_SNAPSHOT name one, against that (docs/cartesi-machine.md).
 */
import { afterEach, describe, expect, it } from "vitest";
import { encodeOutput, toHex } from "../src/codec.ts";
import { MachineBackend, type MachineOptions } from "../src/machine/backend.ts";
import { remoteMachine } from "../src/machine/remote.ts";
import { operatorsServer } from "../src/machine/source.ts";
import { append, keccak, type NodeStore, rootOf } from "../src/proofs.ts";
import { INPUTS, rawInput } from "./machine-inputs.ts";
import { type Part, type Replay, recorded, startReplay } from "./machine-replay.ts";

const SNAPSHOT = "/img/snap";
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
    snapshot: SNAPSHOT,
    templateHash: Buffer.from(TEMPLATE, "hex"),
    deadlineMs: 60_000,
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

  it("refuses a snapshot that is not the deployed one, and takes any where none was named", async () => {
    replay = await startReplay({ script: [...recorded("load"), ...recorded("advance 0").slice(-1)] });
    await expect(open({ templateHash: Buffer.alloc(32, 1) })).rejects.toMatchObject({ code: "template-hash-differs" });
    await replay.close();
    replay = await startReplay({ script: recorded("load") });
    await open({ templateHash: NO_HASH });
  });
});
