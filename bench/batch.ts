/** Full payloads out of registrations and envelopes, as the relay packs them. */
import { packPayload, registrationBytes, runBytes } from "@witness/protocol/batch";
import { MESSAGES_MAX_PER_BATCH, PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { decodeEnvelope, decodeSigned, type Run } from "@witness/protocol/wire/envelope";

/** A payload and how many envelopes are in it. */
export interface FullBatch {
  readonly payload: Uint8Array;
  readonly envelopes: number;
}

/** A run of a device's envelopes that follow each other: one signature, the last. */
export function runOf(envelopes: readonly Uint8Array[]): Run {
  const decoded = envelopes.map(decodeEnvelope);
  return { bodies: decoded.map(({ body }) => body), signature: decoded.at(-1)?.signature ?? new Uint8Array(64) };
}

/** Splits items, in order, into groups that fit a payload. */
function groups<T>(items: readonly T[], sizeOf: (item: T) => number, fits: (group: readonly T[]) => boolean): T[][] {
  const all: T[][] = [];
  let group: T[] = [];
  // One byte of the payload is the version.
  let bytes = 1;
  for (const item of items) {
    const size = sizeOf(item);
    if (group.length > 0 && (bytes + size > PAYLOAD_MAX_BYTES || !fits([...group, item]))) {
      all.push(group);
      group = [];
      bytes = 1;
    }
    group.push(item);
    bytes += size;
  }
  if (group.length > 0) all.push(group);
  return all;
}

const bodies = (runs: readonly Run[]): number => runs.reduce((sum, run) => sum + run.bodies.length, 0);

/** Packs runs in order into as few payloads as they need. */
export function packRuns(runs: readonly Run[]): FullBatch[] {
  const size = (run: Run) => runBytes(run.bodies.map(({ length }) => length));
  return groups(runs, size, (group) => bodies(group) <= MESSAGES_MAX_PER_BATCH).map((group) => ({
    payload: packPayload({ registrations: [], runs: group }),
    envelopes: bodies(group),
  }));
}

/** Packs encoded registrations in order into as few payloads as they need. */
export function packRegistrations(registrations: readonly Uint8Array[]): Uint8Array[] {
  const signed = registrations.map(decodeSigned);
  return groups(
    signed,
    ({ message }) => registrationBytes(message.length),
    (group) => group.length <= MESSAGES_MAX_PER_BATCH,
  ).map((group) => packPayload({ registrations: group, runs: [] }));
}
