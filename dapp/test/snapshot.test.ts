/** Snapshots: a back-end that goes on from one says what the one that wrote it says, and nothing else is read as one. */
import { readFileSync } from "node:fs";
import { concat, equal, toHex } from "@witness/protocol/bytes";
import { deviceIdOf } from "@witness/protocol/identity";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fuzz } from "../fuzz/fuzz.ts";
import type { Handle } from "../fuzz/oracle.ts";
import { SnapshotError } from "../src/state/snapshot/error.ts";
import { readSnapshot, writeSnapshot } from "../src/state/snapshot/snapshot.ts";
import type { Genesis, State } from "../src/state/state.ts";
import { aState, SNAPSHOT_FIXTURE } from "./snapshot-scene.ts";
import { handleBoth } from "./twin.ts";
import { keyOf, p, TestDevice, world } from "./world.ts";

/** The most bytes that are handed over at once. */
const BLOCK_BYTES = 65_536;

function written(state: State): Uint8Array {
  const parts: Uint8Array[] = [];
  writeSnapshot(state, (part) => {
    expect(part.length).toBeLessThanOrEqual(BLOCK_BYTES);
    parts.push(part.slice());
  });
  return concat(...parts);
}

const read = (genesis: Genesis, bytes: Uint8Array): State =>
  readSnapshot(genesis, {
    byteLength: bytes.length,
    read: (offset, length) => {
      expect(length).toBeLessThanOrEqual(BLOCK_BYTES);
      expect(offset + length).toBeLessThanOrEqual(bytes.length);
      return bytes.subarray(offset, offset + length);
    },
  });

/** Returns the code of the error with which a snapshot is refused. */
function refusedAs(genesis: Genesis, bytes: Uint8Array): string {
  try {
    read(genesis, bytes);
  } catch (error) {
    if (error instanceof SnapshotError) return error.code;
    throw error;
  }
  return "it was read";
}

describe("a snapshot", () => {
  it("goes on as the state that wrote it, whatever was sent before and is sent after", async () => {
    let [turn, taken] = [0, 0];
    const twins = new WeakMap<State, State>();
    const both: Handle = async (state, body, post) => {
      turn += 1;
      let twin = twins.get(state);
      if (twin === undefined || turn % 5 === 0) {
        taken += 1;
        const bytes = written(state);
        if (twin) expect(equal(written(twin), bytes)).toBe(true);
        twin = read(state.genesis, bytes);
        expect(equal(written(twin), bytes)).toBe(true);
        twins.set(state, twin);
      }
      return handleBoth(twin, state, body, post);
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(100_000), async (seed) => {
        await fuzz({ count: 60, seed }, both);
      }),
      { numRuns: 6 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it("carries the index of the next input, which counts inputs that were rejected", () => {
    const state = aState();
    expect(state.inputCount).toBe(5);
    expect(read(state.genesis, written(state)).nextInput).toBe(9);
    expect(read(world().genesis, written(world())).nextInput).toBe(0);
  });

  it("is the same bytes for the same state", () => {
    expect(toHex(written(aState()))).toBe(toHex(written(aState())));
  });

  it("of this version is still read: who changes its form, or a record's, raises VERSION and writes the fixture", () => {
    const kept = readFileSync(SNAPSHOT_FIXTURE);
    expect(toHex(written(read(world().genesis, kept)))).toBe(toHex(kept));
  });

  it("is refused when one bit is another, wherever it is", () => {
    const { genesis } = world();
    const bytes = written(aState());
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      const code = refusedAs(genesis, damaged);
      // From byte 20 on stand the application's key and the genesis.
      expect(code, `byte ${at}`).toBe(at >= 20 && at < 85 ? "snapshot-mismatch" : "snapshot-invalid");
    }
  });

  it("is refused when it is cut short or longer", () => {
    const { genesis } = world();
    const bytes = written(aState());
    for (let length = 0; length < bytes.length; length += length < 200 ? 1 : 37) {
      expect(refusedAs(genesis, bytes.subarray(0, length)), `${length} bytes`).toBe("snapshot-invalid");
    }
    expect(refusedAs(genesis, concat(bytes, Uint8Array.of(0)))).toBe("snapshot-invalid");
    expect(refusedAs(genesis, concat(bytes, bytes.subarray(-32)))).toBe("snapshot-invalid");
  });

  it("is refused by another application and by another genesis", () => {
    const bytes = written(aState());
    const maker = p.p256PublicKey(keyOf("another maker"));
    const context = { chainId: 1, application: new Uint8Array(20) };
    for (const other of [
      { applicationPrivateKey: keyOf("another application") },
      { makers: [...world().genesis.makers, maker] },
      { administrators: { threshold: 2, publicKeys: [maker, p.p256PublicKey(keyOf("one more"))] } },
      { maximumDevices: 7 },
      { origins: ["https://page.example"] },
      { predecessor: { context, keyId: new Uint8Array(8) } },
    ]) {
      expect(refusedAs(world(other).genesis, bytes), Object.keys(other).join()).toBe("snapshot-mismatch");
      const state = aState(other);
      expect(toHex(written(read(state.genesis, written(state))))).toBe(toHex(written(state)));
    }
  });

  it("is refused when a record is another than the state root says, whoever sealed it", () => {
    const state = aState();
    const id = deviceIdOf(new TestDevice("device").id);
    const [record, tree] = [state.devices.get(id), state.devices.treeOf(id)];
    if (!record || !tree) return expect.fail("There is a car.");
    expect(refusedAs(state.genesis, written(state))).toBe("it was read");
    state.devices.set(
      { ...record, forks: 0, judged: { ...record.judged, judge: { ...record.judged.judge, readings: 1 } } },
      tree,
    );
    expect(refusedAs(state.genesis, written(state))).toBe("snapshot-invalid");
    state.devices.set(record, { ...tree, quarters: [...tree.quarters].reverse() });
    expect(refusedAs(state.genesis, written(state))).toBe("snapshot-invalid");
    state.devices.set(record, tree);
    expect(refusedAs(state.genesis, written(state))).toBe("it was read");
    const { actors } = state.globals;
    state.globals = { ...state.globals, actors: { ...actors, counter: 9 } };
    expect(refusedAs(state.genesis, written(state))).toBe("snapshot-invalid");
  });

  it("keeps the names of makes in the order in which they came, and everything else that an answer is made of", () => {
    const state = aState();
    const again = read(state.genesis, written(state));
    expect([...again.devices]).toEqual([...state.devices]);
    expect([...again.devices.names]).toEqual(["Aster", "Corsa", "Vega"]);
    expect(again.refusals).toEqual(state.refusals);
    expect(again.refusals.length).toBeGreaterThan(0);
    expect([...again.signedRefusals]).toEqual([...state.signedRefusals]);
    expect([...again.unopened]).toEqual([deviceIdOf(new TestDevice("garbled").id)]);
    expect(again.devices.cohortSums()).toEqual(state.devices.cohortSums());
    expect(again.devices.ownedBy(new Uint8Array(20).fill(1))).toHaveLength(2);
  });
});
