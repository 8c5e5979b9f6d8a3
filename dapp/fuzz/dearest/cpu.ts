/**
 * CPU time in units of one P-256 verification by a known key, measured in turns with the work itself: a machine that is slow or
 * busy is so for both.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { keyOf, p } from "../../test/world.ts";

/** Verifications that make one measurement of the unit. */
const VERIFICATIONS = 100;
/** Keys that the provider keeps; so many others push all of them out. */
const KEYS_KEPT = 4_096;

setFlagsFromString("--expose-gc");
/** Frees what is not used any more, so that no task pays for what others left. */
const collect = runInNewContext("gc") as (how: { readonly type: "minor" }) => void;

const key = keyOf("unit");
const publicKey = p.p256PublicKey(key);
const message = new Uint8Array(200).fill(1);
const signature = p.p256Sign(key, message);

/** Returns the CPU time of a task in microseconds, that of all threads. */
function cpuUs(task: () => void): number {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const unitUs = (): number => {
  p.p256Verify(publicKey, signature, message);
  return cpuUs(() => {
    for (let i = 0; i < VERIFICATIONS; i += 1) p.p256Verify(publicKey, signature, message);
  });
};

/**
 * Makes the provider forget every key, as a sender does who used 4 096 other keys before. These are no points: the provider
 * keeps them all the same, and computes nothing.
 */
function forgetKeys(): void {
  const none = new Uint8Array(33);
  const view = new DataView(none.buffer);
  for (let i = 0; i < KEYS_KEPT; i += 1) {
    view.setUint32(1, i);
    p.p256Verify(none, signature, message);
  }
}

/**
 * Returns what a task costs, in verifications: the least of so many times, since whatever else happens only adds.
 * @param before is run before each time, and not measured
 */
export function inVerifications(times: number, before: () => void, task: () => void): number {
  let unit = Number.POSITIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i += 1) {
    before();
    unit = Math.min(unit, unitUs());
    forgetKeys();
    collect({ type: "minor" });
    least = Math.min(least, cpuUs(task));
  }
  return Math.ceil((least * VERIFICATIONS) / unit);
}
