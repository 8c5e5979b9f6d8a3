/** The issuer's HTTP interface (docs/issuer.md). */
import { MalformedError } from "@witness/protocol/errors";
import { PASS_MAX_BYTES } from "@witness/protocol/pass/pass";
import express, { type Express, type Request } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import { pemOf } from "../certificate.ts";
import type { Issuer } from "../issuer.ts";
import type { IssuerKeys } from "../keys.ts";
import { OAuthError } from "../oauth-error.ts";
import { STATUS_TTL_S } from "../status-list.ts";
import { problemHandler, sendProblem } from "./problem.ts";

const FORM_MAX_BYTES = 4_096;
const CREDENTIAL_REQUEST_MAX_BYTES = 16_384;

const STATUS_JWT = "application/statuslist+jwt";
const STATUS_CWT = "application/statuslist+cwt";

/** The settings of the HTTP interface. */
export interface AppOptions {
  readonly ratePerMinute: number;
  /** Offers cost a proof each: requests for them that one address may make in a minute. */
  readonly offersPerMinute: number;
  /** Reverse proxies in front: so many addresses of X-Forwarded-For are believed. */
  readonly trustProxies: number;
  /** Whether the process is about to end, so that no connection is kept open. */
  readonly stopping: () => boolean;
  readonly onError: (error: unknown) => void;
}

function bearer(request: Request): string {
  const [scheme, token, ...more] = (request.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || token === undefined || token === "" || more.length > 0) {
    throw new OAuthError("There is no token of the kind Bearer.", { word: "invalid_token", status: 401 });
  }
  return token;
}

const limited = (limit: number) =>
  rateLimit({
    windowMs: 60_000,
    limit,
    // A client may send any header; the setting alone says whose is believed.
    validate: { xForwardedForHeader: false, forwardedHeader: false, trustProxy: false },
    handler: (_request, response) => sendProblem(response, "rate-limited"),
  });

/** Makes the HTTP application. */
export function makeApp(issuer: Issuer, keys: IssuerKeys, options: AppOptions): Express {
  const app = express();
  const { credentialIssuer, authorizationServer } = issuer.metadata;
  app.disable("x-powered-by");
  app.set("trust proxy", options.trustProxies);
  app.use(helmet());
  app.use((request, response, next) => {
    // Wallets in browsers ask from any page.
    const headers = "authorization, content-type";
    response.set({ "access-control-allow-origin": "*", "access-control-allow-headers": headers });
    if (options.stopping()) response.set("connection", "close");
    if (request.method === "OPTIONS") response.set("access-control-allow-methods", "GET, POST").status(204).end();
    else next();
  });
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", (_request, response) => {
    response.json({ ready: true });
  });
  app.use(limited(options.ratePerMinute));

  app.get("/.well-known/openid-credential-issuer", (_request, response) => {
    response.json(credentialIssuer);
  });
  app.get("/.well-known/oauth-authorization-server", (_request, response) => {
    response.json(authorizationServer);
  });
  app.get("/.well-known/jwt-vc-issuer", (_request, response) => {
    response.json({ issuer: credentialIssuer.credential_issuer, jwks: { keys: [keys.signer.publicJwk] } });
  });
  app.get("/root.pem", (_request, response) => {
    response.type("application/x-pem-file").send(`${pemOf(keys.rootCertificate)}\n`);
  });
  app.get("/status/1", async (request, response) => {
    const type = request.accepts([STATUS_JWT, STATUS_CWT]) === STATUS_CWT ? STATUS_CWT : STATUS_JWT;
    const list = type === STATUS_CWT ? Buffer.from(await issuer.statusCwt()) : Buffer.from(issuer.statusJwt());
    response
      .set({ "cache-control": `public, max-age=${STATUS_TTL_S}`, vary: "accept" })
      .type(type)
      .send(list);
  });
  app.post(
    "/v1/offers",
    limited(options.offersPerMinute),
    express.raw({ type: "application/octet-stream", limit: PASS_MAX_BYTES }),
    async (request, response) => {
      if (!Buffer.isBuffer(request.body)) throw new MalformedError({ field: "content-type" });
      // A copy with memory of its own: a Buffer is a view of memory that others write to.
      const offer = await issuer.offer(Uint8Array.from(request.body));
      response.status(201).set("cache-control", "no-store").json(offer);
    },
  );
  app.post(
    "/token",
    express.urlencoded({ extended: false, limit: FORM_MAX_BYTES, parameterLimit: 20 }),
    (request, response) => {
      const form: unknown = request.body;
      const granted = issuer.token(typeof form === "object" && form !== null ? { ...form } : {});
      response.set("cache-control", "no-store").json(granted);
    },
  );
  app.post("/nonce", (_request, response) => {
    response.set("cache-control", "no-store").json(issuer.nonce());
  });
  app.post("/credential", express.json({ limit: CREDENTIAL_REQUEST_MAX_BYTES }), async (request, response) => {
    const issued = await issuer.credential(bearer(request), request.body);
    response.set("cache-control", "no-store").json(issued);
  });
  app.use((_request, response) => sendProblem(response, "route-unknown"));
  app.use(problemHandler(options.onError));
  return app;
}
