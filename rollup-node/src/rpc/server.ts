/** `POST /rpc`: JSON-RPC 2.0 over Express. As on the real node, errors have status 200 too, and there are no batches. */
import { NODE_RPC_ERRORS } from "@witness/protocol/codes/node";
import express, { type ErrorRequestHandler, type Express } from "express";
import { type NamedLog, onlyThisMachine } from "../http.ts";
import { declaresJson, fromWebPage } from "../web-pages.ts";
import { METHODS, type RpcContext } from "./methods.ts";
import { NOT_FROM_A_PAGE, named, RpcError } from "./params.ts";

const BODY_LIMIT = 1 << 20;

/** Returns the Express application of the JSON-RPC server. The caller listens. */
export function rpcApp(context: RpcContext, hostnames: readonly string[], log: NamedLog): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(onlyThisMachine(hostnames));
  app.use((request, response, next) => {
    response.set({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "POST, OPTIONS",
      "access-control-allow-headers": "content-type, authorization",
    });
    if (request.method === "OPTIONS") response.status(204).end();
    else next();
  });
  app.get("/livez", (_, response) => void response.type("text").send("ok"));
  app.get("/readyz", (_, response) => {
    const { trouble } = context.follower;
    response
      .status(trouble === undefined ? 200 : 503)
      .type("text")
      .send(trouble ?? "ok");
  });
  app.post("/rpc", express.raw({ type: () => true, limit: BODY_LIMIT }), async (request, response) => {
    const call = parse(request.body);
    if (call === undefined) return void response.status(400).type("text").send("Invalid JSON");
    const mayChange = declaresJson(request) && !fromWebPage(request);
    response.json(await answer(call, context, log, mayChange));
  });
  app.all("/rpc", (_, response) => void response.status(405).set("allow", "POST").type("text").send("Use POST"));
  app.use(((error, _request, response, next) => {
    if (response.headersSent) return next(error);
    // A body that could not be read is the client's error. Any other error is a failure of this node and is logged.
    if (typeof (error as { status?: unknown }).status !== "number") {
      log("error", "a JSON-RPC answer failed", { error: String(error) });
      const failure = { code: NODE_RPC_ERRORS.internal.number, message: "Internal server error" };
      return void response.json({ jsonrpc: "2.0", id: null, error: failure });
    }
    // The real node stops reading at this limit and returns no more than this sentence.
    response.status(400).type("text").send("Failed to read request body");
  }) satisfies ErrorRequestHandler);
  return app;
}

interface Call {
  readonly id: unknown;
  readonly method: string;
  readonly params: unknown;
}

/** Returns the call in a body, or undefined when there is none. The real node takes no batches. */
function parse(body: unknown): Call | undefined {
  let value: unknown;
  try {
    value = JSON.parse((body as Buffer).toString("utf8"));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { id = null, method = "", params } = value as Record<string, unknown>;
  return typeof method === "string" ? { id, method, params } : undefined;
}

/** Runs a call. `mayChange` is true when a program sent it, not a web page: then it may change something. */
async function answer(call: Call, context: RpcContext, log: NamedLog, mayChange: boolean): Promise<unknown> {
  const { id, method: name, params } = call;
  const failed = (code: number, message: string) => ({ jsonrpc: "2.0", id, error: { code, message } });
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method === undefined) return failed(NODE_RPC_ERRORS.methodUnknown.number, "Method not found");
  if (method.changes === true && !mayChange)
    return failed(NOT_FROM_A_PAGE, "This method takes application/json from a program, and nothing from a web page");
  try {
    const result = await method.run(named(params, method.params), context);
    return { jsonrpc: "2.0", id, result };
  } catch (error) {
    if (error instanceof RpcError) return failed(error.code, error.message);
    log("error", "a JSON-RPC method failed", { method: name, error: String(error) });
    return failed(NODE_RPC_ERRORS.internal.number, "Internal server error");
  }
}
