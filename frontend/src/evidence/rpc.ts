/** JSON-RPC 2.0 over this page's own server. */
import { EvidenceError } from "./errors.ts";

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** What the other side declined; `data` carries a contract's revert. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  readonly data: unknown;

  constructor({ code, message, data }: NonNullable<Answer["error"]>) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

let nextId = 1;

/** Calls one method of the node or of the chain. @throws {EvidenceError | RpcError} */
export async function call(server: "node" | "chain", method: string, params: unknown): Promise<unknown> {
  const path = server === "node" ? "/api/rpc" : "/api/chain";
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: nextId++, method, params }),
  }).catch(() => undefined);
  const answer = (await response?.json().catch(() => undefined)) as Answer | undefined;
  if (answer?.error) throw new RpcError(answer.error);
  if (!response?.ok || !answer || !("result" in answer)) {
    throw server === "node"
      ? new EvidenceError("node-unavailable", "The node does not answer; wait a moment and try again.")
      : new EvidenceError("chain-unavailable", "The chain does not answer; wait a moment and try again.");
  }
  return answer.result;
}
