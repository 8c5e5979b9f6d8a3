/** A JSON-RPC call of the page, on its way through the server. */
import type { RequestHandler } from "express";
import { problem, type ServedCode } from "./problem.ts";

/** A JSON object. */
export type Shape = Readonly<Record<string, unknown>>;

/** Why a call does not go through. */
export type CallRefusal = Extract<ServedCode, "method-forbidden" | "call-forbidden">;

const SENTENCES: Readonly<Record<CallRefusal, string>> = {
  "method-forbidden": "The page never calls this method, alone or in a batch; ask the node or the chain directly.",
  "call-forbidden":
    "The page never makes this call with these parameters, nor in a batch; ask the node or the chain directly.",
};

/** Whether a value is a JSON object. */
export const isShape = (value: unknown): value is Shape =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Lets a call through as `allow` rebuilds it, and refuses every other. The body must be a Buffer already.
 * @param allow returns the request to send on, or why there is none
 */
export function onlyCalls(allow: (request: unknown) => Shape | CallRefusal): RequestHandler {
  return (request, response, next) => {
    let asked: unknown;
    try {
      asked = JSON.parse(Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "");
    } catch {
      problem(response, "malformed", "The body is not JSON; send a JSON-RPC request.");
      return;
    }
    const allowed = allow(asked);
    if (typeof allowed === "string") {
      problem(response, allowed, SENTENCES[allowed]);
      return;
    }
    request.body = Buffer.from(JSON.stringify(allowed));
    next();
  };
}
