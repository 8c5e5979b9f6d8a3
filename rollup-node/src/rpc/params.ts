/** Parameters of the JSON-RPC methods, by name or by position, parsed once. */
import { NODE_RPC_ERRORS } from "@witness/protocol/codes/node";

export class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const NOT_FOUND = NODE_RPC_ERRORS.notFound.number;
/** A method that changes something was called by a web page, or by what may be one. */
export const NOT_FROM_A_PAGE = NODE_RPC_ERRORS.notFromAPage.number;
export const INVALID_PARAMS = NODE_RPC_ERRORS.paramsInvalid.number;

export type Params = Readonly<Record<string, unknown>>;

/**
 * Positional parameters map to the method's names in order; unknown names are ignored by whoever reads.
 * As on the real node, a method that takes parameters wants an object, an array or null, empty if need be.
 */
export function named(params: unknown, names: readonly string[]): Params {
  if (names.length === 0 || params === null) return {};
  if (typeof params !== "object") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  if (!Array.isArray(params)) return params as Params;
  if (params.length > names.length) throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  return Object.fromEntries(params.map((value, i) => [names[i]!, value]));
}

/** An unsigned integer in 0x hex; undefined when absent. */
export function index(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  if (!/^0[xX]/.test(value) || value.length < 3)
    throw new RpcError(INVALID_PARAMS, `invalid ${name}: expected hex encoded value`);
  if (!/^0[xX]0*[0-9a-fA-F]{1,16}$/.test(value)) throw new RpcError(INVALID_PARAMS, `invalid ${name}: error parsing`);
  const number = Number(BigInt(value.toLowerCase()));
  // No row has such an index; a safe stand-in keeps the query exact.
  return Number.isSafeInteger(number) ? number : Number.MAX_SAFE_INTEGER;
}

export function required(params: Params, name: string): number {
  const value = index(params, name);
  if (value === undefined) throw new RpcError(INVALID_PARAMS, `invalid ${name}: expected hex encoded value`);
  return value;
}

/** Lower-case hex of an exact byte length; undefined when absent. */
export function hexOf(params: Params, name: string, length: number, words: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  if (!/^0x[0-9a-fA-F]*$/.test(value) || value.length !== 2 + 2 * length)
    throw new RpcError(INVALID_PARAMS, `Invalid ${words}: expected 0x and ${2 * length} hex digits, got ${value}`);
  return value.toLowerCase();
}

export function requiredHex(params: Params, name: string, length: number, words: string): string {
  return hexOf({ [name]: params[name] ?? "" }, name, length, words)!;
}

export interface Pagination {
  readonly limit: number;
  readonly offset: number;
  readonly descending: boolean;
}

/** Limit 50 unless told, 10 000 at most, as the real node clamps. */
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
