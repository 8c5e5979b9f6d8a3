/**
 * What the back-end's notices say, as ABI calls of fixed words that a contract reads without a decoder
 * (docs/protocol.md, "Notices").
 */
import { concat, equal, fromHex } from "./bytes.ts";
import { MalformedError } from "./errors.ts";

/** StateRoot(bytes32 root, uint64 inputIndex, uint64 devices, uint32 admitted, uint32 refused) */
export const STATE_ROOT_SIGNATURE = "StateRoot(bytes32,uint64,uint64,uint32,uint32)";
/** First four bytes of keccak256 of STATE_ROOT_SIGNATURE. */
const SELECTOR = fromHex("a173021a");

/** The one notice of an input that changed the state. */
export interface StateRoot {
  /** 32 bytes. */
  readonly root: Uint8Array;
  readonly inputIndex: number;
  readonly devices: number;
  /** Envelopes and registrations of the input that were admitted. */
  readonly admitted: number;
  readonly refused: number;
}

const word = (value: number): Uint8Array => {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setBigUint64(24, BigInt(value));
  return bytes;
};

/** The notice's payload: 4 + 5 · 32 bytes. */
export function encodeStateRoot({ root, inputIndex, devices, admitted, refused }: StateRoot): Uint8Array {
  return concat(SELECTOR, root, word(inputIndex), word(devices), word(admitted), word(refused));
}

/** @throws {MalformedError} when the payload is not this notice */
export function decodeStateRoot(payload: Uint8Array): StateRoot {
  if (payload.length !== 4 + 5 * 32 || !equal(payload.subarray(0, 4), SELECTOR)) {
    throw new MalformedError({ field: "notice", bytes: payload.length });
  }
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const read = (index: number) => Number(view.getBigUint64(4 + 32 * index + 24));
  return { root: payload.slice(4, 36), inputIndex: read(1), devices: read(2), admitted: read(3), refused: read(4) };
}
