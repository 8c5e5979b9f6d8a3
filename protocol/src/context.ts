/**
 * What every signature binds besides its message: a label, the chain and the application, so that nothing signed for
 * one purpose or place is valid in another (docs/protocol.md, "Signed bytes").
 */
import { concat, readU32, u64, utf8 } from "./bytes.ts";

/** The chain and the application that a message belongs to. */
export interface Context {
  readonly chainId: number;
  /** 20 bytes. */
  readonly application: Uint8Array;
}

const LABELS = {
  envelope: utf8("witness/v2 envelope\0"),
  genesis: utf8("witness/v2 genesis\0"),
  registration: utf8("witness/v2 registration\0"),
  receipt: utf8("witness/v2 receipt\0"),
  live: utf8("witness/v2 live reading\0"),
  query: utf8("witness/v2 query\0"),
  session: utf8("witness/v2 session\0"),
  readings: utf8("witness/v2 readings\0"),
  vehicle: utf8("witness/v2 vehicle\0"),
  answer: utf8("witness/v2 answer\0"),
  operation: utf8("witness/v2 operation\0"),
  group: utf8("witness/v2 group\0"),
  history: utf8("witness/v2 history\0"),
  salt: utf8("witness/v2 salt\0"),
  pairing: utf8("witness/v2 pairing\0"),
  tenure: utf8("witness/v2 tenure\0"),
  succession: utf8("witness/v2 succession\0"),
  journal: utf8("witness/v2 journal\0"),
  permission: utf8("witness/v2 permission\0"),
  vin: utf8("witness/v2 vin\0"),
  estate: utf8("witness/v2 estate\0"),
  possession: utf8("witness/v2 possession\0"),
  pass: utf8("witness/v2 pass\0"),
  release: utf8("witness/v2 release\0"),
  plate: utf8("witness/v2 plate\0"),
  share: utf8("witness/v2 share\0"),
} as const;

/** What a byte string is for. */
export type Label = keyof typeof LABELS;

/**
 * Returns label ‖ 0x00 ‖ chain id (8 bytes) ‖ application (20 bytes): what goes before a message that is signed or hashed
 * (docs/protocol.md, "Signed bytes"). The same array is returned again for the same context: callers must not change it.
 * @throws {RangeError} when the address has another length or the chain id is no safe integer from 0
 * @example
 * preamble("receipt", context).length; // => 47
 */
export function preamble(label: Label, context: Context): Uint8Array {
  const known = preambles.get(context)?.get(label);
  return known !== undefined && isOf(known, context) ? known : newPreamble(label, context);
}

/** Each hash has a preamble, and the messages of an input have one context. */
const preambles = new WeakMap<Context, Map<Label, Uint8Array>>();

const APPLICATION_BYTES = 20;

/** Returns whether a preamble is of the context as it is now: whoever holds it may have changed it. */
function isOf(bytes: Uint8Array, { chainId, application }: Context): boolean {
  if (application.length !== APPLICATION_BYTES) return false;
  const start = bytes.length - APPLICATION_BYTES;
  for (let index = 0; index < APPLICATION_BYTES; index += 1)
    if (bytes[start + index] !== application[index]) return false;
  return readU32(bytes, start - 8) * 2 ** 32 + readU32(bytes, start - 4) === chainId;
}

function newPreamble(label: Label, context: Context): Uint8Array {
  const { chainId, application } = context;
  if (application.length !== APPLICATION_BYTES)
    throw new RangeError(`An application's address is 20 bytes, not ${application.length}.`);
  if (!Number.isSafeInteger(chainId) || chainId < 0) throw new RangeError("A chain id is a safe integer from 0.");
  const bytes = concat(LABELS[label], u64(chainId), application);
  const known = preambles.get(context);
  if (known) known.set(label, bytes);
  else preambles.set(context, new Map([[label, bytes]]));
  return bytes;
}
