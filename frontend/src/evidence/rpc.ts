/** JSON-RPC 2.0 to the node and to the chain, carried by this page's own server. */
import { EvidenceError } from "./errors.ts";

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** What the other side declined; `data` carries a contract's revert. It is the cause of the error that `call` throws. */
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

const NAMES = { node: "node", chain: "chain's node" } as const;

/**
 * Calls one method of the node or of the chain.
 * @throws {EvidenceError} `node-unavailable`, `chain-unavailable`: no answer, or one that declines, which is the cause then
 */
export async function call(server: "node" | "chain", method: string, params: unknown): Promise<unknown> {
  const code = server === "node" ? "node-unavailable" : "chain-unavailable";
  const response = await fetch(server === "node" ? "/api/rpc" : "/api/chain", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: nextId++, method, params }),
  }).catch(() => undefined);
  const answer = (await response?.json().catch(() => undefined)) as Answer | null | undefined;
  if (answer?.error) {
    const sentence = `The ${NAMES[server]} could not be asked: it declined; wait a moment and try again.`;
    throw new EvidenceError(code, sentence, { cause: new RpcError(answer.error) });
  }
  if (!response?.ok || !answer || !("result" in answer)) {
    throw new EvidenceError(code, `The ${NAMES[server]} does not answer; wait a moment and try again.`);
  }
  return answer.result;
}
