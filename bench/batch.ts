/** Full payloads out of envelopes, as the relay packs them. */
import { packPayload, runBytes } from "@witness/protocol/batch";
import { BODIES_MAX_PER_BATCH, PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { decodeEnvelope, type Run } from "@witness/protocol/wire/envelope";

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

/** Packs runs in order into as few payloads as they need. */
export function packRuns(runs: readonly Run[]): FullBatch[] {
  const batches: FullBatch[] = [];
  let inBatch: Run[] = [];
  // One byte of the payload is the version.
  let bytes = 1;
  let envelopes = 0;
  const close = () => {
    if (envelopes > 0) batches.push({ payload: packPayload({ registrations: [], runs: inBatch }), envelopes });
    inBatch = [];
    bytes = 1;
    envelopes = 0;
  };
  for (const run of runs) {
    const more = runBytes(run.bodies.map(({ length }) => length));
    if (bytes + more > PAYLOAD_MAX_BYTES || envelopes + run.bodies.length > BODIES_MAX_PER_BATCH) close();
    inBatch.push(run);
    bytes += more;
    envelopes += run.bodies.length;
  }
  close();
  return batches;
}
