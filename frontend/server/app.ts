/**
 * The page's server: the built page, `/config.json`, and same-origin ways to the node, the relay, the fleet and the
 * chain, so that the content security policy can forbid every other connection. It is not believed: what it carries
 * is signed, sealed or checked against the chain by the page.
 */
import { join } from "node:path";
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from "express";
import helmet from "helmet";
import { chainRequest } from "./chain-calls.ts";
import { preferCompressed } from "./compress.ts";

/** Where the parts listen. */
export interface Upstreams {
  /** `…/inspect/NAME` of a rollup node. */
  readonly inspect: string;
  /** The rollup node's JSON-RPC. */
  readonly rpc: string;
  readonly relay: string;
  readonly fleet: string;
  /** JSON-RPC of the chain. */
  readonly chain: string;
}

/** What `/config.json` says. */
export interface PublicConfig {
  readonly chainId: number;
  /** 0x and 40 digits. */
  readonly application: string;
  /** 33 bytes in hexadecimal: what devices seal to. */
  readonly applicationPublicKey: string;
}

/** What the server is made of. */
export interface PageOptions {
  /** The folder of the built page. */
  readonly dist: string;
  readonly upstreams: Upstreams;
  readonly config: PublicConfig;
  /** How long an upstream may take. */
  readonly timeoutMs?: number;
}

const INSPECT_MAX_BYTES = 16_384;
const RPC_MAX_BYTES = 131_072;
const RELAY_MAX_BYTES = 1_048_576;

const CHAIN_TIMEOUT_MS = 5_000;

/** Reads only: a page's visitor mines no blocks and sends no transactions through here. */
const NODE_METHODS = /^(cartesi_[A-Za-z]+|rpc\.discover|witness_getHealth)$/;

/** What an upstream says is data: a page or a script of its own would run in this page's name, beside its keys. */
const DATA_TYPES = /^(application\/(json|problem\+json|octet-stream)|text\/plain)\s*(;|$)/i;

/** Addresses of the page's own (`src/ui/app.tsx`). */
const PAGES = /^\/(cars\/[0-9a-f]{16}|statistics|explorer(\/(inputs|outputs|epochs))?)?\/?$/;

/** RFC 9457, so that a stable code travels with the sentence. */
function problem(response: Response, status: number, code: string, detail: string): void {
  response
    .status(status)
    .type("application/problem+json")
    .send(JSON.stringify({ type: "about:blank", status, code, detail }));
}

/** Sends a request on and its answer back; neither cookies nor other headers travel. */
function forward(name: string, target: (path: string) => string, timeoutMs: number): RequestHandler {
  return async (request, response) => {
    const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? new Uint8Array(request.body) : undefined;
    const type = request.get("content-type");
    try {
      const answer = await fetch(target(request.url), {
        method: request.method,
        headers: { ...(body && type ? { "content-type": type } : {}) },
        ...(body ? { body } : {}),
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const carried = answer.headers.get("content-type") ?? "";
      response.status(answer.status).type(DATA_TYPES.test(carried) ? carried : "application/octet-stream");
      const patience = answer.headers.get("retry-after");
      if (patience) response.set("retry-after", patience);
      response.send(bytes);
    } catch {
      problem(response, 502, "upstream-unavailable", `The ${name} does not answer; start it or wait a moment.`);
    }
  };
}

/** Refuses JSON-RPC calls of other methods, alone or in a batch. */
function onlyMethods(allowed: RegExp): RequestHandler {
  return (request, response, next) => {
    let calls: unknown;
    try {
      calls = JSON.parse(Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "");
    } catch {
      problem(response, 400, "malformed", "The body is not JSON; send a JSON-RPC request.");
      return;
    }
    const list = Array.isArray(calls) ? calls : [calls];
    const method = list.map((call) => (call as { method?: unknown } | null)?.method).find((each) => !isAllowed(each));
    if (list.length === 0 || method !== undefined || list.some((call) => !isCall(call))) {
      problem(response, 403, "method-forbidden", `This way is for reading only; ${String(method)} is not allowed.`);
      return;
    }
    next();
  };

  function isAllowed(method: unknown): boolean {
    return typeof method === "string" && allowed.test(method);
  }
}

/** Lets only the calls through that the page makes, rebuilt with a gas bound. */
function onlyChainCalls(application: string): RequestHandler {
  return (request, response, next) => {
    let asked: unknown;
    try {
      asked = JSON.parse(Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "");
    } catch {
      problem(response, 400, "malformed", "The body is not JSON; send a JSON-RPC request.");
      return;
    }
    const allowed = chainRequest(asked, application);
    if (!allowed) {
      problem(response, 403, "method-forbidden", "The page never makes this call; ask a node of the chain directly.");
      return;
    }
    request.body = Buffer.from(JSON.stringify(allowed));
    next();
  };
}

const isCall = (call: unknown): boolean => typeof call === "object" && call !== null && "method" in call;

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

/** The server's routes. */
export function pageApp({ dist, upstreams, config, timeoutMs = 30_000 }: PageOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          "default-src": ["'none'"],
          "script-src": ["'self'"],
          "style-src": ["'self'"],
          "img-src": ["'self'", "data:"],
          "font-src": ["'self'"],
          "connect-src": ["'self'"],
          "manifest-src": ["'self'"],
          "base-uri": ["'none'"],
          "form-action": ["'none'"],
          "frame-ancestors": ["'none'"],
        },
      },
      // The server speaks plain HTTP on the loopback address; whoever puts TLS before it sets this there.
      strictTransportSecurity: false,
      referrerPolicy: { policy: "no-referrer" },
    }),
  );

  const raw = (limit: number) => express.raw({ type: () => true, limit });
  app.get("/config.json", (_request, response) => {
    response.set("cache-control", "no-store").json(config);
  });
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.use("/api", (_request, response, next) => {
    response.set("cache-control", "no-store");
    next();
  });
  app.post(
    "/api/inspect",
    raw(INSPECT_MAX_BYTES),
    forward("node", () => upstreams.inspect, timeoutMs),
  );
  app.post(
    "/api/rpc",
    raw(RPC_MAX_BYTES),
    onlyMethods(NODE_METHODS),
    forward("node", () => upstreams.rpc, timeoutMs),
  );
  app.post(
    "/api/chain",
    raw(RPC_MAX_BYTES),
    onlyChainCalls(config.application),
    forward("chain", () => upstreams.chain, Math.min(timeoutMs, CHAIN_TIMEOUT_MS)),
  );
  for (const name of ["relay", "fleet"] as const) {
    const target = (path: string) => withoutSlash(upstreams[name]) + path;
    app.use(`/api/${name}`, raw(RELAY_MAX_BYTES), forward(name, target, timeoutMs));
  }
  app.use("/api", (_request, response) => {
    problem(response, 404, "route-unknown", "There is nothing at this address.");
  });

  app.use(preferCompressed(dist));
  // Names of built files carry a hash of their content, so they may be kept for ever; the page itself may not.
  app.use("/assets", express.static(join(dist, "assets"), { immutable: true, maxAge: "1y", index: false }));
  app.use("/assets", (_request, response) => {
    problem(response, 404, "route-unknown", "There is nothing at this address; reload the page.");
  });
  app.use(express.static(dist, { maxAge: 0 }));
  // The page says itself that there is nothing at an address which is none of its own; the status says it too.
  app.get("/{*path}", (request, response) => {
    const known = PAGES.test(request.path);
    response
      .status(known ? 200 : 404)
      .set("cache-control", "no-cache")
      .sendFile(join(dist, "index.html"));
  });

  app.use((_request, response) => {
    problem(response, 404, "route-unknown", "There is nothing at this address that takes this method.");
  });

  const failed: ErrorRequestHandler = (error: { status?: number; type?: string }, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error.status === 413) problem(response, 413, "too-large", "The request is too large; send less at once.");
    else if (error.status && error.status < 500) problem(response, error.status, "malformed", "The request is broken.");
    else problem(response, 500, "internal-error", "The page's server failed; try again.");
  };
  app.use(failed);
  return app;
}
