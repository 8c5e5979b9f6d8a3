/**
 * Memory and pace of the back-end's state: `node --expose-gc --max-semi-space-size=2 state-child.ts YEARS DEVICES…`. One car lives so many years; then
 * its record is given to ever more devices, each with its own key, owner and VIN, in one process.
 */
import { packPayload } from "@witness/protocol/batch";
import { concat, u32, utf8 } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { decodeSigned } from "@witness/protocol/wire/envelope";
import { advance } from "../dapp/src/state/advance.ts";
import { leafOf } from "../dapp/src/state/leaf.ts";
import { apply, type DeviceRecord, newState, type State } from "../dapp/src/state/state.ts";
import { runOf } from "./batch.ts";
import { applicationKey, makerPublicKey } from "./fleet.ts";
import { Lifetime, type Trip } from "./lifetime.ts";
import { quantile } from "./quantile.ts";

const [years = 10, ...sizes] = process.argv.slice(2).map(Number);
const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const DAYS_OF_A_YEAR = 365;
/** Leaves of the state tree that are set at once. */
const LEAVES_AT_ONCE = 1_000;
/** Devices of the smaller state that another is compared with. */
const FEW = 1_000;
const DAYS_TIMED = 300;
const WARM_UP_DEVICES = 20_000;

/** A state, and how many ms its inputs took. */
type Timed = readonly [state: State, ms: number[]];

const newOne = (): State => newState({ provider, makers: [makerPublicKey], applicationPrivateKey: applicationKey });

/** Returns how many ms an input took. */
function take(state: State, payload: Uint8Array, timeUnixS: number): number {
  const startMs = performance.now();
  const transition = advance(state, { context, payload, timeUnixS, index: state.inputCount });
  if (transition.status !== "accept" || transition.change.refusals.length > 0) throw new Error("An input was refused.");
  apply(state, transition.change);
  return performance.now() - startMs;
}

const register = (state: State, life: Lifetime): number =>
  take(state, packPayload({ registrations: [decodeSigned(life.registration)], runs: [] }), 1_700_000_000);

const send = (state: State, { envelope, timeUnixS }: Trip): number =>
  take(state, packPayload({ registrations: [], runs: [runOf([envelope])] }), timeUnixS);

function recordOf(state: State, life: Lifetime): DeviceRecord {
  const record = state.devices.get(deviceIdOf(life.deviceId));
  if (!record) throw new Error("The car is not registered.");
  return record;
}

/** Gives a record to further devices until there are so many. */
function fill(state: State, lived: DeviceRecord, quarters: readonly Uint8Array[], devices: number): void {
  const changes = new Array<number>(16).fill(0);
  let leaves = new Map<number, Uint8Array>();
  for (let index = state.tree.size; index <= devices; index += 1) {
    const seed = provider.sha256(utf8(`device ${index}`));
    const publicKey = concat(Uint8Array.of(2), seed);
    const owner = concat(seed.subarray(0, 16), u32(index));
    const record = {
      ...lived,
      index,
      chain: { ...lived.chain, publicKey, deviceId: keyIdentity(publicKey, provider) },
      vehicle: { ...lived.vehicle, owner, vin: `WAS${`${index}`.padStart(14, "0")}` },
      holding: { ...lived.holding, tenures: lived.holding.tenures.map((tenure) => ({ ...tenure, owner })) },
      vinTag: seed,
    };
    const tree = { change: 5_000, changes, quarters };
    state.devices.set(record, tree);
    leaves.set(index, leafOf(state.genesis, tree));
    if (leaves.size === LEAVES_AT_ONCE || index === devices) {
      state.tree.apply(state.tree.change(leaves));
      leaves = new Map();
    }
  }
}

/** Sends a trip into two states, and adds how long each took. Who comes second finds warm what both need, so they take turns. */
function compare(trip: Trip, [one, oneMs]: Timed, [two, twoMs]: Timed): void {
  const isFirst = oneMs.length % 2 === 0;
  if (isFirst) oneMs.push(send(one, trip));
  twoMs.push(send(two, trip));
  if (!isFirst) oneMs.push(send(one, trip));
}

/** Returns the bytes in use (V8's heap and array buffers beside it), and those of the process that lie in memory. */
function memory(): { readonly heldBytes: number; readonly residentBytes: number } {
  if (!globalThis.gc) throw new Error("Run with --expose-gc.");
  // Twice, because the second round frees what the first one only marks.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heldBytes: heapUsed + arrayBuffers, residentBytes: rss };
}

const median = (values: readonly number[]): number => quantile(values, 0.5);

const figures: Record<string, number> = {};

// One car of many years beside one of the last year, in one state, by turns.
const state = newOne();
const [old, young] = [new Lifetime(1, context), new Lifetime(2, context)];
register(state, old);
register(state, young);
const lastDay = years * DAYS_OF_A_YEAR;
for (const trip of old.drive(0, lastDay - DAYS_OF_A_YEAR)) send(state, trip);
const lastYears = [old, young].map((life) => life.drive(lastDay - DAYS_OF_A_YEAR, lastDay));
const [oldYear, youngYear] = lastYears as [Generator<Trip>, Generator<Trip>];
for (const trip of oldYear) send(state, trip);
for (const trip of youngYear) send(state, trip);
const [oldMs, youngMs]: [number[], number[]] = [[], []];
const youngTrips = young.drive(lastDay, lastDay + DAYS_TIMED);
for (const trip of old.drive(lastDay, lastDay + DAYS_TIMED)) {
  oldMs.push(send(state, trip));
  const other = youngTrips.next();
  if (!other.done) youngMs.push(send(state, other.value));
}
figures["inputCostRatio10y"] = median(oldMs) / median(youngMs);

const lived = recordOf(state, old);
const quarters = state.devices.treeOf(deviceIdOf(old.deviceId))?.quarters ?? [];
const many = newOne();
const few = newOne();
const probe = new Lifetime(3, context);
for (const each of [many, few]) register(each, probe);
fill(few, lived, quarters, FEW);
// What compiles, and what the heap takes for passing values, is not the devices': another state was filled before.
const warm = newOne();
fill(warm, lived, quarters, WARM_UP_DEVICES);
const empty = memory();
for (const size of sizes) {
  fill(many, lived, quarters, size);
  const { heldBytes, residentBytes } = memory();
  const name = `1e${Math.round(Math.log10(size))}`;
  figures[`stateBytesPerDevice${name}`] = (heldBytes - empty.heldBytes) / size;
  figures[`stateRssBytesPerDevice${name}`] = (residentBytes - empty.residentBytes) / size;
}
const [manyMs, fewMs]: [number[], number[]] = [[], []];
for (const trip of probe.drive(0, DAYS_TIMED)) compare(trip, [many, manyMs], [few, fewMs]);
figures["inputCostRatio1e6"] = median(manyMs) / median(fewMs);
if (warm.devices.size !== WARM_UP_DEVICES) throw new Error("The state that warms up is kept until here.");
process.stdout.write(`${JSON.stringify(figures)}\n`);
