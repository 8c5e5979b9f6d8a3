/** Devices as plain records in a map, as slow as it may be: what the packed ones must be the same as. */
import { equal } from "@witness/protocol/bytes";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { isKeptOut, isOwnedBy } from "@witness/protocol/operations/holding";
import type { CarName } from "@witness/protocol/record/public-cars";
import type { RecordTree } from "@witness/protocol/record/tree";
import { Cohorts } from "../src/analytics/cohorts.ts";
import { globalsLeaf, leafOf } from "../src/state/leaf.ts";
import { PackedTree } from "../src/state/packed/tree.ts";
import type { DeviceRecord, KeptDevice, State } from "../src/state/state.ts";
import type { Devices, PublicCars } from "../src/state/store/devices.ts";

/** What the rules ask for; how devices are packed is no matter here. */
type Interface = Omit<Devices, "names" | "packed" | "restore">;

/** The records of all devices, plain. */
export class PlainDevices implements Interface {
  readonly #records = new Map<DeviceId, DeviceRecord>();
  readonly #trees = new Map<DeviceId, RecordTree>();
  readonly byteLength = 0;
  #timeUnixS = 0;

  get size(): number {
    return this.#records.size;
  }

  get(id: DeviceId): DeviceRecord | undefined {
    return this.#records.get(id);
  }

  kept(id: DeviceId): KeptDevice | undefined {
    const [record, tree] = [this.#records.get(id), this.#trees.get(id)];
    return record && tree && { record, tree };
  }

  at(index: number): DeviceRecord | undefined {
    return [...this.values()].find((record) => record.index === index);
  }

  has(id: DeviceId): boolean {
    return this.#records.has(id);
  }

  treeOf(id: DeviceId): RecordTree | undefined {
    return this.#trees.get(id);
  }

  findTag(vinTag: Uint8Array): DeviceRecord | undefined {
    return [...this.values()].findLast((record) => equal(record.vinTag, vinTag));
  }

  ownedBy(account: Uint8Array): DeviceRecord[] {
    return [...this.values()].filter(({ holding }) => isOwnedBy(holding, account));
  }

  publicUnder(name: CarName["kind"], tag: Uint8Array, most: number): PublicCars {
    const cars = [...this.values()].filter(({ holding, vinTag, plateTag }) => {
      const own = name === "vin" ? vinTag : plateTag;
      return holding.isPublic === 1 && own !== undefined && equal(own, tag);
    });
    return { first: cars.slice(0, most), total: cars.length };
  }

  passTo(timeUnixS: number): void {
    this.#timeUnixS = timeUnixS;
  }

  cohortSums() {
    const cohorts = new Cohorts();
    const counting = [...this.values()].filter(({ holding }) => !isKeptOut(holding, this.#timeUnixS));
    for (const record of counting) {
      cohorts.change(undefined, { ...record, holding: { ...record.holding, quarantine: [] } });
    }
    return cohorts.sums();
  }

  set(record: DeviceRecord, tree: RecordTree): void {
    const id = deviceIdOf(record.chain.deviceId);
    this.#records.set(id, record);
    this.#trees.set(id, tree);
  }

  *values(): Generator<DeviceRecord> {
    yield* this.#records.values();
  }

  *[Symbol.iterator](): Generator<[DeviceId, DeviceRecord]> {
    yield* this.#records;
  }
}

/** Returns a state of its own that says the same, with plain records. */
export function plainTwinOf(state: State): State {
  const devices = new PlainDevices();
  const leaves = new Map([[0, globalsLeaf(state, state.genesis.provider)]]);
  for (const [id, record] of state.devices) {
    const tree = state.devices.treeOf(id);
    if (!tree) throw new Error("Every record has a tree.");
    devices.set(record, tree);
    leaves.set(record.index, leafOf(state.genesis, tree));
  }
  devices.passTo(state.timeUnixS);
  const tree = new PackedTree(state.genesis.provider);
  tree.apply(tree.change(leaves));
  return {
    ...state,
    devices: devices as unknown as Devices,
    tree,
    refusals: [...state.refusals],
    refusalCounts: new Map(state.refusalCounts),
    signedRefusals: new Map(state.signedRefusals),
  };
}
