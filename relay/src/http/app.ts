/** The relay's HTTP interface (docs/relay.md): it frames requests and answers. */
import { MalformedError } from "@witness/protocol/errors";
import { ENVELOPE_MAX_BYTES } from "@witness/protocol/limits";
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import helmet from "helmet";
import { type Answers, BODY_MAX_BYTES } from "../answers.ts";
import type { Metrics } from "../metrics.ts";
import { type Answer, failureOf, problem } from "../problem.ts";

/** Whoever has one address of version 6 has a network of them. */
const senderOf = (request: Request): string => ipKeyGenerator(request.ip ?? "");

/** Returns the bytes with memory of their own: a Buffer is a view of memory that others write to. */
function bytesOf({ body }: Request): Uint8Array {
  if (!Buffer.isBuffer(body)) throw new MalformedError({ field: "content-type" });
  return new Uint8Array(body);
}

function send(response: Response, { status, document, retryAfterS }: Answer): void {
  if (retryAfterS !== undefined) response.set("retry-after", String(retryAfterS));
  response.status(status);
  if (status < 400) response.json(document);
  else response.type("application/problem+json").send(JSON.stringify(document));
}

/** Express's last handler. */
const failureHandler =
  (log: (error: unknown) => void): ErrorRequestHandler =>
  (error, _request, response, next) => {
    const failure = failureOf(error, log);
    if (response.headersSent) next(error);
    else send(response, failure);
  };

/** The settings of the HTTP interface. */
export interface AppOptions {
  readonly metrics: Metrics;
  readonly ratePerMinute: number;
  /** Reverse proxies in front: so many addresses of X-Forwarded-For are believed. */
  readonly trustProxies: number;
  /** Whether the process is about to end, so that no connection is kept open. */
  readonly stopping: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** Makes the HTTP application. */
export function makeApp(answers: Answers, options: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", options.trustProxies);
  app.use(helmet());
  app.use((request, response, next) => {
    response.set({ "access-control-allow-origin": "*", "access-control-allow-headers": "content-type" });
    if (options.stopping()) response.set("connection", "close");
    // A browser asks before it posts.
    if (request.method === "OPTIONS") response.set("access-control-allow-methods", "GET, POST").status(204).end();
    else next();
  });
  app.use(
    "/v1",
    rateLimit({
      windowMs: 60_000,
      limit: options.ratePerMinute,
      // A client may send any header; the setting alone says whose is believed.
      validate: { xForwardedForHeader: false, forwardedHeader: false, trustProxy: false },
      handler: (_request, response) => send(response, problem("rate-limited")),
    }),
  );
  app.use(express.raw({ type: "application/octet-stream", limit: ENVELOPE_MAX_BYTES + 1_024 }));
  app.use(express.json({ limit: BODY_MAX_BYTES }));

  app.post("/v1/envelopes", async (request, response) => {
    const one = Buffer.isBuffer(request.body);
    const sender = senderOf(request);
    send(response, await (one ? answers.envelope(bytesOf(request), sender) : answers.envelopes(request.body, sender)));
  });
  app.post("/v1/registrations", async (request, response) => {
    send(response, await answers.registration(bytesOf(request)));
  });
  app.post("/v1/operations", async (request, response) => {
    send(response, await answers.operation(bytesOf(request)));
  });
  app.get("/v1/devices/:id/head", async (request, response) => {
    send(response, await answers.head(request.params.id));
  });
  app.get("/v1/application", (_request, response) => send(response, answers.application()));
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", async (_request, response) => send(response, await answers.ready()));
  app.get("/metrics", async (_request, response) => {
    const { registry } = options.metrics;
    response.type(registry.contentType).send(await registry.metrics());
  });
  app.use((_request, response) => send(response, problem("route-unknown")));
  app.use(failureHandler(options.onError));
  return app;
}
