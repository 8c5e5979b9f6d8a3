/**
 * The few ABI calls that the page makes and the outputs that it reads, as fixed words (Solidity ABI, "Formal
 * specification of the encoding"). Written by hand, so that no chain library is needed; a test compares with ethers.
 */
import { concat, equal, fromHex, toHex } from "@witness/protocol/bytes";

/** First four bytes of keccak256 of each signature. */
export const SELECTORS = {
  /** Application: `getOutputsMerkleRootValidator()` */
  validator: "a94dfc5a",
  /** Application: `validateOutput(bytes,(uint64,bytes32[]))` */
  validateOutput: "e88d39c0",
  /** Consensus: `isOutputsMerkleRootValid(address,bytes32)` */
  isRootValid: "e5cc8664",
  /** Consensus: `getEpochLength()` */
  epochLength: "cfe8a73b",
  /** Quorum: `numOfValidators()` */
  validatorCount: "1e526e45",
  /** Quorum: `validatorById(uint256)` */
  validatorById: "1c45396a",
  /** Authority: `owner()` */
  owner: "8da5cb5b",
} as const;

/** `InvalidOutputsMerkleRoot(bytes32)` and `InvalidOutputHashesSiblingsArrayLength()`. */
export const ERRORS = { rootInvalid: "44a192ff", siblingsInvalid: "ba58bd36" } as const;

/** Consensus: the topic of `ClaimAccepted(address indexed,uint256,bytes32)`. */
export const CLAIM_ACCEPTED = "0x0f2cd00a405c0d1a66050307b6722c4788db6ed57aa3589a5c38da535cc3ce63";

/** `EvmAdvance(uint256,address,address,uint256,uint256,uint256,uint256,bytes)` */
const INPUT = fromHex("415bf363");

const OUTPUTS = {
  Notice: fromHex("c258d6e5"),
  Voucher: fromHex("237a816f"),
  DelegateCallVoucher: fromHex("10321e8b"),
} as const;

/** What an output is; `unknown` for bytes that are none of Cartesi's three. */
export type OutputType = keyof typeof OUTPUTS | "unknown";

const WORD = 32;

const word = (value: bigint | number): Uint8Array =>
  fromHex(
    BigInt(value)
      .toString(16)
      .padStart(2 * WORD, "0"),
  );
const addressWord = (address: string): Uint8Array => word(BigInt(address));
const hashWord = (hash: string): Uint8Array => {
  const bytes = fromHex(hash.replace(/^0x/, ""));
  if (bytes.length !== WORD) throw new RangeError(`A hash is 32 bytes, not ${bytes.length}.`);
  return bytes;
};
const data = (selector: string, ...words: readonly Uint8Array[]): string =>
  `0x${toHex(concat(fromHex(selector), ...words))}`;
const padded = (bytes: Uint8Array): Uint8Array => concat(bytes, new Uint8Array((WORD - (bytes.length % WORD)) % WORD));

/** Encodes a call without arguments, 0x… */
export const encodeCall = (name: "validator" | "validatorCount" | "owner" | "epochLength"): string =>
  data(SELECTORS[name]);

/** Encodes `validatorById`; ids count from 1. */
export const encodeValidatorById = (id: number): string => data(SELECTORS.validatorById, word(id));

/** Encodes `isOutputsMerkleRootValid`. `application` is 0x and 40 digits, `root` 0x and 64. */
export const encodeIsRootValid = (application: string, root: string): string =>
  data(SELECTORS.isRootValid, addressWord(application), hashWord(root));

/** Encodes `validateOutput` for an output (any length) at an index, with its siblings (0x and 64 digits each). */
export function encodeValidateOutput(output: Uint8Array, index: number, siblings: readonly string[]): string {
  const body = padded(output);
  return data(
    SELECTORS.validateOutput,
    word(2 * WORD),
    word(3 * WORD + body.length),
    word(output.length),
    body,
    // The proof: its index, where its array begins, and the array.
    word(index),
    word(2 * WORD),
    word(siblings.length),
    ...siblings.map(hashWord),
  );
}

const wordAt = (bytes: Uint8Array, at: number): bigint => BigInt(`0x${toHex(bytes.subarray(at, at + WORD))}`);

/** Reads one word of a call's result. @returns undefined when the result is not exactly one word */
export function readWord(result: unknown): bigint | undefined {
  return typeof result === "string" && /^0x[0-9a-fA-F]{64}$/.test(result) ? BigInt(result) : undefined;
}

/** Reads an address from a call's result: 0x and 40 digits. @returns undefined when the result is not one address */
export function readAddress(result: unknown): string | undefined {
  const value = readWord(result);
  return value === undefined || value >= 1n << 160n ? undefined : `0x${value.toString(16).padStart(40, "0")}`;
}

/** Reads the last block and the root from the data of a `ClaimAccepted` event. @returns undefined when it is another */
export function readAcceptedClaim(data: unknown): { readonly lastBlock: bigint; readonly root: string } | undefined {
  if (typeof data !== "string" || !/^0x[0-9a-fA-F]{128}$/.test(data)) return undefined;
  return { lastBlock: BigInt(data.slice(0, 66)), root: `0x${data.slice(66).toLowerCase()}` };
}

/** What InputBox wraps around a payload. */
export interface InputParts {
  readonly chainId: bigint;
  /** 0x and 40 digits each, lower case. */
  readonly application: string;
  readonly sender: string;
  readonly block: bigint;
  readonly timeUnixS: bigint;
  readonly index: bigint;
  readonly payload: Uint8Array;
}

const INPUT_WORDS = 8;

/** Reads an input as InputBox encodes it. @returns undefined when the bytes are not exactly such an input */
export function readInput(raw: Uint8Array): InputParts | undefined {
  const args = raw.subarray(4);
  if (!equal(raw.subarray(0, 4), INPUT) || args.length < (INPUT_WORDS + 1) * WORD) return undefined;
  const at = (place: number): bigint => wordAt(args, place * WORD);
  const addresses = [at(1), at(2)].map((value) => `0x${value.toString(16).padStart(40, "0")}`);
  const [application = "", sender = ""] = addresses;
  const length = at(INPUT_WORDS);
  if (at(7) !== BigInt(INPUT_WORDS * WORD) || length > BigInt(args.length)) return undefined;
  const start = (INPUT_WORDS + 1) * WORD;
  const payload = args.slice(start, start + Number(length));
  const whole = payload.length === Number(length) && equal(args.subarray(start), padded(payload));
  if (!whole || addresses.some((address) => address.length !== 42)) return undefined;
  return { chainId: at(0), application, sender, block: at(3), timeUnixS: at(4), index: at(6), payload };
}

/** Tells an output's type by its first four bytes. */
export function outputType(raw: Uint8Array): OutputType {
  const found = Object.entries(OUTPUTS).find(([, selector]) => equal(raw.subarray(0, 4), selector));
  return found ? (found[0] as keyof typeof OUTPUTS) : "unknown";
}

/** Returns what `Notice(bytes)` carries, or undefined when the bytes are not exactly such a call. */
export function noticePayload(raw: Uint8Array): Uint8Array | undefined {
  const args = raw.subarray(4);
  if (outputType(raw) !== "Notice" || args.length < 2 * WORD || args.length % WORD !== 0) return undefined;
  const length = wordAt(args, WORD);
  if (wordAt(args, 0) !== BigInt(WORD) || length > BigInt(args.length)) return undefined;
  const payload = args.slice(2 * WORD, 2 * WORD + Number(length));
  // One encoding for one payload: what else hides in longer or unclean bytes is not read.
  const whole = concat(word(WORD), word(payload.length), padded(payload));
  return equal(args, whole) ? payload : undefined;
}
