/** Parameters of the JSON-RPC methods, by name or by position, parsed once. */
export class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const NOT_FOUND = -32001;
export const INVALID_PARAMS = -32602;

export type Params = Readonly<Record<string, unknown>>;

/** Positional parameters map to the method's names in order; unknown names are ignored by whoever reads. */
export function named(params: unknown, names: readonly string[]): Params {
  if (params === undefined || params === null) return {};
  if (Array.isArray(params)) {
    if (params.length > names.length) throw new RpcError(INVALID_PARAMS, "Invalid parameters");
    return Object.fromEntries(params.map((value, i) => [names[i]!, value]));
  }
  if (typeof params !== "object") throw new RpcError(INVALID_PARAMS, "Invalid parameters");
  return params as Params;
}

/** An unsigned integer in 0x hex; undefined when absent. */
export function index(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{1,16}$/.test(value))
    throw new RpcError(INVALID_PARAMS, `Invalid ${name}: ${String(value)}`);
  const number = Number(BigInt(value));
  // No row has such an index; a safe stand-in keeps the query exact.
  return Number.isSafeInteger(number) ? number : Number.MAX_SAFE_INTEGER;
}

export function required(params: Params, name: string): number {
  const value = index(params, name);
  if (value === undefined) throw new RpcError(INVALID_PARAMS, `Invalid parameters: ${name} is missing`);
  return value;
}

/** Lower-case hex of an exact byte length. */
export function hexOf(params: Params, name: string, length: number, words: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]*$/.test(value) || value.length !== 2 + 2 * length)
    throw new RpcError(INVALID_PARAMS, `Invalid ${words}: ${String(value)}`);
  return value.toLowerCase();
}

export interface Page {
  readonly limit: number;
  readonly offset: number;
  readonly descending: boolean;
}

/** Limit 50 unless told, 10 000 at most, as the real node clamps. */
export function page(params: Params): Page {
  const whole = (name: string, otherwise: number): number => {
    const value = params[name] ?? otherwise;
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
      throw new RpcError(INVALID_PARAMS, `Invalid ${name}: ${String(value)}`);
    return value;
  };
  const limit = whole("limit", 50);
  return {
    limit: Math.min(limit === 0 ? 50 : limit, 10_000),
    offset: whole("offset", 0),
    descending: params["descending"] === true,
  };
}
