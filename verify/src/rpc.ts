/** JSON-RPC 2.0 by plain requests: to a node of the chain, or to a rollup node. */
import { VerifyError } from "./errors.ts";
import { fetchBytes, jsonOf } from "./fetching.ts";

/** One service that answers JSON-RPC. */
export interface Rpc {
  /** Its host, or its path on the page's own server: how it is named to the reader. */
  readonly name: string;
  /** @throws {VerifyError} with the code that it was opened with */
  readonly call: (method: string, params: unknown) => Promise<unknown>;
}

const ANSWER_MAX_BYTES = 12_000_000;

/** How a URL is named to people: a provider's path is often a key. */
export const hostOf = (url: string): string => (/^\w+:/.test(url) ? new URL(url).host : "this page's server");

/** Opens a service; nothing is sent before the first call. @param code of the errors when it does not answer or declines */
export function openRpc(url: string, code: "chain-unavailable" | "node-unavailable"): Rpc {
  const name = hostOf(url);
  let id = 0;
  return {
    name,
    async call(method, params) {
      id += 1;
      const content = JSON.stringify({ jsonrpc: "2.0", id, method, params });
      const answer = await fetchBytes(url, ANSWER_MAX_BYTES, { type: "application/json", content });
      const said = answer && (jsonOf(answer.bytes) as { readonly result?: unknown; readonly error?: unknown } | null);
      if (typeof said === "object" && said !== null && "result" in said && !said.error) return said.result;
      const what = code === "chain-unavailable" ? "chain" : "node";
      throw new VerifyError(`The ${what} at ${name} does not answer, or declines; try again, or name another.`, {
        code,
      });
    },
  };
}
