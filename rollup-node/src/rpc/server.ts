/** `POST /rpc`: JSON-RPC 2.0 over Express, with the transport manners of the real node (200 also for errors, no batch). */
import express, { type Express } from "express";
import { type NamedLog, onError } from "../http.ts";
import { METHODS, type RpcContext } from "./methods.ts";
import { named, RpcError } from "./params.ts";

const BODY_LIMIT = 1 << 20;

/** @returns the Express application; the caller listens. */
export function rpcApp(context: RpcContext, log: NamedLog): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use((request, response, next) => {
    response.set({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "POST, OPTIONS",
      "access-control-allow-headers": "content-type, authorization",
    });
    if (request.method === "OPTIONS") response.status(204).end();
    else next();
  });
  app.get(["/livez", "/readyz"], (_, response) => void response.type("text").send("ok"));
  app.post("/rpc", express.raw({ type: () => true, limit: BODY_LIMIT }), async (request, response) => {
    let call: { id?: unknown; jsonrpc?: unknown; method?: unknown; params?: unknown };
    try {
      call = JSON.parse((request.body as Buffer).toString("utf8"));
    } catch {
      return void response.status(400).type("text").send("Invalid JSON");
    }
    response.json(await answer(call, context, log));
  });
  app.use(onError);
  return app;
}

async function answer(call: unknown, context: RpcContext, log: NamedLog): Promise<unknown> {
  const failed = (id: unknown, code: number, message: string) => ({ jsonrpc: "2.0", id, error: { code, message } });
  if (typeof call !== "object" || call === null || Array.isArray(call)) return failed(null, -32600, "Invalid Request");
  const { id = null, jsonrpc, method: name, params } = call as Record<string, unknown>;
  if (jsonrpc !== "2.0" || typeof name !== "string") return failed(id, -32600, "Invalid Request");
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method === undefined) return failed(id, -32601, "Method not found");
  try {
    const result = await method.run(named(params, method.params), context);
    return { jsonrpc: "2.0", id, result };
  } catch (error) {
    if (error instanceof RpcError) return failed(id, error.code, error.message);
    log("error", "a JSON-RPC method failed", { method: name, error: String(error) });
    return failed(id, -32603, "Internal server error");
  }
}
