/** Memory of devices and readings in the back-end: `node --expose-gc backend-child.ts DEVICES`. */
import { native as provider } from "@witness/protocol/crypto/native";
import { advance } from "../dapp/src/state/advance.ts";
import { apply, newState } from "../dapp/src/state/state.ts";
import { packRegistrations, packRuns, runOf } from "./batch.ts";
import { applicationKey, buildFleet, makerPublicKey } from "./fleet.ts";

const devices = Number(process.argv[2]);
const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const READINGS_PER_ENVELOPE = 50;
const ROUNDS = 3;

const fleet = buildFleet({
  context,
  cars: devices,
  envelopesPerCar: ROUNDS,
  readingsPerEnvelope: READINGS_PER_ENVELOPE,
});
const registrations = packRegistrations(fleet.map(({ registration }) => registration));
const rounds = Array.from({ length: ROUNDS }, (_, round) =>
  packRuns(fleet.map(({ envelopes }) => runOf(envelopes.slice(round, round + 1)))).map(({ payload }) => payload),
);
const state = newState({ provider, makers: [makerPublicKey], applicationPrivateKey: applicationKey });
let index = 0;

function take(payloads: readonly Uint8Array[]): void {
  for (const payload of payloads) {
    const transition = advance(state, { context, payload, timeUnixS: 1_900_000_000, index: index++ });
    if (transition.status !== "accept") throw new Error("The back-end rejected an input.");
    apply(state, transition.change);
  }
}

/** Returns the bytes in use, in V8's heap and in array buffers beside it. */
function heldBytes(): number {
  if (!globalThis.gc) throw new Error("Run with --expose-gc.");
  // Twice, because the second round frees what the first one only marks.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const empty = heldBytes();
take(registrations);
take(rounds[0] ?? []);
const opened = heldBytes();
for (const round of rounds.slice(1)) take(round);
const read = heldBytes();
if (state.devices.size !== devices || state.totals.refused > 0) throw new Error("The back-end refused the fleet.");
const figures = {
  backendBytesPerDevice: (opened - empty) / devices,
  backendBytesPerReading: (read - opened) / (devices * (ROUNDS - 1) * READINGS_PER_ENVELOPE),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
