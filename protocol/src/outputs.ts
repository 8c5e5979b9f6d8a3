/**
 * What the back-end's notices say, as ABI calls of fixed words that a contract reads without a decoder
 * (docs/protocol.md, "Notices").
 */
import { concat, equal, fromHex, toHex } from "./bytes.ts";
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

/**
 * Returns a whole number from 0 as a word of the ABI, 32 bytes.
 * @example
 * abiWord(7)[31]; // => 7
 */
export const abiWord = (value: number): Uint8Array => {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setBigUint64(24, BigInt(value));
  return bytes;
};

/**
 * Returns the number in a word of a payload of a selector and words. As the ABI's decoder in a contract does, it refuses what
 * does not fit so many bits; a number above 2^53 is none that this code can say.
 * @param index which word, from 0
 * @throws {MalformedError} `malformed` when it does not fit
 * @example
 * abiNumber(concat(new Uint8Array(4), abiWord(7)), 0, 32); // => 7
 */
export function abiNumber(payload: Uint8Array, index: number, bits: number): number {
  const value = BigInt(`0x${toHex(payload.subarray(4 + 32 * index, 36 + 32 * index))}`);
  if (value >= 2n ** BigInt(bits) || value > Number.MAX_SAFE_INTEGER) {
    throw new MalformedError({ field: "notice", index });
  }
  return Number(value);
}

/**
 * Returns the notice's payload: 4 + 5 · 32 bytes.
 * @example
 * encodeStateRoot({ root: link, inputIndex: 7, devices: 2, admitted: 1, refused: 0 }).length; // => 164
 */
export function encodeStateRoot({ root, inputIndex, devices, admitted, refused }: StateRoot): Uint8Array {
  return concat(SELECTOR, root, ...[inputIndex, devices, admitted, refused].map(abiWord));
}

/** First four bytes of keccak256 of `Notice(bytes)`. */
const NOTICE_SELECTOR = fromHex("c258d6e5");
const WORD_BYTES = 32;

/**
 * Returns a notice as the output that stands on chain, whose keccak is a leaf of the outputs tree: the ABI call `Notice(bytes)`.
 * @example
 * encodeNotice(utf8("Hello")).length; // => 100
 */
export function encodeNotice(payload: Uint8Array): Uint8Array {
  const padding = new Uint8Array((WORD_BYTES - (payload.length % WORD_BYTES)) % WORD_BYTES);
  return concat(NOTICE_SELECTOR, abiWord(WORD_BYTES), abiWord(payload.length), payload, padding);
}

/**
 * Reads the notice's payload.
 * @throws {MalformedError} `malformed` when the payload is not this notice
 * @example
 * const notice = encodeStateRoot({ root: link, inputIndex: 7, devices: 2, admitted: 1, refused: 0 });
 * decodeStateRoot(notice).inputIndex; // => 7
 */
export function decodeStateRoot(payload: Uint8Array): StateRoot {
  if (payload.length !== 4 + 5 * 32 || !equal(payload.subarray(0, 4), SELECTOR)) {
    throw new MalformedError({ field: "notice", bytes: payload.length });
  }
  const read = (index: number, bits: number): number => abiNumber(payload, index, bits);
  return {
    root: payload.slice(4, 36),
    inputIndex: read(1, 64),
    devices: read(2, 64),
    admitted: read(3, 32),
    refused: read(4, 32),
  };
}
