/** Parameters of the JSON-RPC methods, by name or by position. */
import { NODE_RPC_ERRORS } from "@witness/protocol/codes/node";

/** An error that a JSON-RPC client receives. */
export class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The named thing does not exist. */
export const NOT_FOUND = NODE_RPC_ERRORS.notFound.number;
/** A web page, or a client that may be one, called a method that changes something. */
export const NOT_FROM_A_PAGE = NODE_RPC_ERRORS.notFromAPage.number;
/** A parameter is missing or malformed. */
export const INVALID_PARAMS = NODE_RPC_ERRORS.paramsInvalid.number;

/** Parameters by name. */
export type Params = Readonly<Record<string, unknown>>;

/**
 * Returns the parameters by name. Positional ones get the method's names in order. Methods ignore unknown names.
 * As on the real node, a method that takes parameters needs an object, an array or null; they may be empty.
 */
export function named(params: unknown, names: readonly string[]): Params {
  if (names.length === 0 || params === null) return {};
  if (typeof params !== "object") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  if (!Array.isArray(params)) return params as Params;
  if (params.length > names.length) throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  return Object.fromEntries(params.map((value, i) => [names[i]!, value]));
}

/** Returns an unsigned integer given in 0x hex, or undefined when it is absent. */
export function index(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  if (!/^0[xX]/.test(value) || value.length < 3)
    throw new RpcError(INVALID_PARAMS, `invalid ${name}: expected hex encoded value`);
  if (!/^0[xX]0*[0-9a-fA-F]{1,16}$/.test(value)) throw new RpcError(INVALID_PARAMS, `invalid ${name}: error parsing`);
  const number = Number(BigInt(value.toLowerCase()));
  // No row has an index above the safe integers, so all of those become the largest one.
  return Number.isSafeInteger(number) ? number : Number.MAX_SAFE_INTEGER;
}

/** Returns an unsigned integer given in 0x hex. Throws an RpcError when it is absent. */
export function required(params: Params, name: string): number {
  const value = index(params, name);
  if (value === undefined) throw new RpcError(INVALID_PARAMS, `invalid ${name}: expected hex encoded value`);
  return value;
}

/** Returns lower-case 0x hex of exactly `length` bytes, or undefined when it is absent. */
export function hexOf(params: Params, name: string, length: number, words: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  if (!/^0x[0-9a-fA-F]*$/.test(value) || value.length !== 2 + 2 * length)
    throw new RpcError(INVALID_PARAMS, `Invalid ${words}: expected 0x and ${2 * length} hex digits, got ${value}`);
  return value.toLowerCase();
}

/** Returns lower-case 0x hex of exactly `length` bytes. Throws an RpcError when it is absent. */
export function requiredHex(params: Params, name: string, length: number, words: string): string {
  return hexOf({ [name]: params[name] ?? "" }, name, length, words)!;
}

/** Which part of a list. */
export interface Pagination {
  readonly limit: number;
  readonly offset: number;
  readonly descending: boolean;
}

/** Returns the page that is asked for: 50 rows by default, 10 000 at most, as on the real node. */
export function page(params: Params): Pagination {
  const whole = (name: string): number => {
    const value = params[name] ?? 0;
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
      throw new RpcError(INVALID_PARAMS, "Invalid parameters");
    return value;
  };
  const descending = params["descending"] ?? false;
  if (typeof descending !== "boolean") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  return { limit: Math.min(whole("limit") || 50, 10_000), offset: whole("offset"), descending };
}
