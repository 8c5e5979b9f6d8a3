/** The demo verifier's HTTP interface (docs/issuer.md, "The demo verifier"). */
import express, { type Express } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import { isShownAlways } from "../credential/claims.ts";
import { problemHandler, sendProblem } from "../http/problem.ts";
import { SHOWN } from "../metadata.ts";
import { outcomePage, PAGE_STYLE, startPage } from "./page.ts";
import type { Presentations } from "./presentations.ts";

const RESPONSE_MAX_BYTES = 131_072;
const QUESTION_MAX_BYTES = 4_096;

/** The settings of the HTTP interface. */
export interface VerifierAppOptions {
  readonly ratePerMinute: number;
  readonly trustProxies: number;
  readonly stopping: () => boolean;
  readonly onError: (error: unknown) => void;
}

function listOf(body: unknown): unknown[] {
  const { claims = [] } = (typeof body === "object" && body !== null ? body : {}) as { claims?: unknown };
  return Array.isArray(claims) ? claims : [claims];
}

/** Makes the HTTP application. */
export function makeVerifierApp(presentations: Presentations, options: VerifierAppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", options.trustProxies);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
    }),
  );
  app.use((_request, response, next) => {
    response.set({ "access-control-allow-origin": "*", "cache-control": "no-store" });
    if (options.stopping()) response.set("connection", "close");
    next();
  });
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.use(
    rateLimit({
      windowMs: 60_000,
      limit: options.ratePerMinute,
      // A client may send any header; the setting alone says whose is believed.
      validate: { xForwardedForHeader: false, forwardedHeader: false, trustProxy: false },
      handler: (_request, response) => sendProblem(response, "rate-limited"),
    }),
  );
  app.post("/v1/presentations", express.json({ limit: QUESTION_MAX_BYTES }), async (request, response) => {
    const { request: link, outcome, expires_in } = await presentations.begin(listOf(request.body));
    response.status(201).json({ request: link, outcome, expires_in });
  });
  app.get("/v1/requests/:id", (request, response) => {
    response.type("application/oauth-authz-req+jwt").send(Buffer.from(presentations.request(request.params.id)));
  });
  const form = express.urlencoded({ extended: false, limit: RESPONSE_MAX_BYTES, parameterLimit: 10 });
  app.post("/v1/presentations/:id", form, async (request, response) => {
    const body: unknown = request.body;
    await presentations.take(
      String(request.params["id"]),
      typeof body === "object" && body !== null ? { ...body } : {},
    );
    response.json({});
  });
  app.get("/v1/outcomes/:secret", (request, response) => {
    response.json(presentations.outcome(request.params.secret));
  });

  app.get("/", (_request, response) => {
    response.send(startPage(SHOWN.map(({ name, label }) => ({ name, label, always: isShownAlways(name) }))));
  });
  app.get("/style.css", (_request, response) => {
    response.type("css").send(PAGE_STYLE);
  });
  app.post("/ask", express.urlencoded({ extended: false, limit: QUESTION_MAX_BYTES }), async (request, response) => {
    const { outcomeSecret } = await presentations.begin(listOf(request.body));
    response.redirect(303, `/outcomes/${outcomeSecret}`);
  });
  app.get("/outcomes/:secret", (request, response) => {
    const { secret } = request.params;
    response.send(outcomePage(presentations.outcome(secret), presentations.linkOf(secret)));
  });
  app.use((_request, response) => sendProblem(response, "route-unknown"));
  app.use(problemHandler(options.onError));
  return app;
}
