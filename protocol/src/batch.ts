/** Payloads: one version byte and a batch (docs/protocol.md, "Batch"). */
import { concat } from "./bytes.ts";
import { LimitError, MalformedError, UnsupportedError } from "./errors.ts";
import { MESSAGES_MAX_PER_BATCH, PAYLOAD_MAX_BYTES, WALLET_SIGNATURES_MAX } from "./limits.ts";
import { isByWallet } from "./operations/signed.ts";
import { type Batch, decodeBatch, encodeBatch } from "./wire/envelope.ts";

/** The first byte of every payload of this version. */
export const VERSION = 1;

/**
 * Packs a batch as an InputBox payload.
 * @throws {LimitError} `too-large` above PAYLOAD_MAX_BYTES
 * @example
 * const payload = packPayload({ registrations: [], runs: [{ bodies: [envelope.body], signature: envelope.signature }] });
 */
export function packPayload(batch: Batch): Uint8Array {
  const payload = concat(Uint8Array.of(VERSION), encodeBatch(batch));
  if (payload.length > PAYLOAD_MAX_BYTES) throw new LimitError({ bytes: payload.length });
  return payload;
}

/**
 * Reads a payload's frame. What is inside is judged alone, message by message.
 * @throws {UnsupportedError} `version-unsupported` when the first byte is not VERSION
 * @throws {MalformedError} `malformed` when the bytes are no batch, or the batch is empty
 * @throws {LimitError} `too-large` with more than MESSAGES_MAX_PER_BATCH registrations, operations and bodies together, or
 * WALLET_SIGNATURES_MAX operations by wallets
 * @example
 * const { runs } = unpackPayload(packPayload({ registrations: [], runs: [run] }));
 * runs.length; // => 1
 */
export function unpackPayload(payload: Uint8Array): Batch {
  const [version] = payload;
  if (version === undefined) throw new MalformedError({ bytes: 0 });
  if (version !== VERSION) throw new UnsupportedError("version-unsupported", { version });
  const batch = decodeBatch(payload.subarray(1));
  const bodies = batch.runs.reduce((sum, run) => sum + run.bodies.length, 0);
  const { operations = [] } = batch;
  const messages = batch.registrations.length + operations.length + bodies;
  if (messages > MESSAGES_MAX_PER_BATCH) throw new LimitError({ messages });
  const wallets = operations.filter(({ message }) => isByWallet(message)).length;
  if (wallets > WALLET_SIGNATURES_MAX) throw new LimitError({ wallets });
  if (messages === 0) throw new MalformedError({ messages });
  return batch;
}

/** protobuf: one tag byte, a length of one to three bytes, the content. */
const framed = (bytes: number): number => 1 + (bytes < 128 ? 1 : bytes < 16_384 ? 2 : 3) + bytes;

/**
 * Returns how many bytes a run takes in a payload; `bodies` are the lengths of its bodies in bytes.
 * @example
 * runBytes([100, 200]); // => 374
 */
export function runBytes(bodies: readonly number[]): number {
  return framed(bodies.reduce((sum, bytes) => sum + framed(bytes), framed(64)));
}

/**
 * The length of a run that grows body by body, in bytes; each costs one addition, however long the run is.
 * @example
 * const length = new RunLength();
 * length.add(100);
 * length.with(200); // => 374
 */
export class RunLength {
  #content = framed(64);
  #bytes = 0;

  /** Returns what the run takes in a payload; 0 while it is empty. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Returns what it would take with one more body of so many bytes. */
  with(bodyBytes: number): number {
    return framed(this.#content + framed(bodyBytes));
  }

  /** Adds a body of so many bytes. */
  add(bodyBytes: number): void {
    this.#bytes = this.with(bodyBytes);
    this.#content += framed(bodyBytes);
  }
}

/**
 * Returns how many bytes a registration takes in a payload; `message` is the length of its message in bytes.
 * @example
 * registrationBytes(260); // => 332
 */
export function registrationBytes(message: number): number {
  return framed(framed(message) + framed(64));
}

/**
 * Returns how many bytes an operation takes in a payload, of so many bytes of message and signature.
 * @example
 * operationBytes(87, 64); // => 158
 */
export const operationBytes = (message: number, signature: number): number =>
  framed(framed(message) + framed(signature));
