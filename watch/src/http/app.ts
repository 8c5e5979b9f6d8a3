/** The watch's HTTP interface (docs/watch.md). */
import express, { type Express, type Response } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import { recordPage } from "../page.ts";
import type { Taken, Watch } from "../watch.ts";

const RECEIPT_MAX_BYTES = 4_096;
const RECEIPTS_MAX_PER_REQUEST = 500;
const BODY_MAX_BYTES = 4 * 1_024 * 1_024;

/** The settings of the HTTP interface. */
export interface AppOptions {
  readonly ratePerMinute: number;
  /** Reverse proxies in front: so many addresses of X-Forwarded-For are believed. */
  readonly trustProxies: number;
  readonly onError: (error: unknown) => void;
}

const PROBLEMS = {
  malformed: [400, "Send a receipt as application/octet-stream, or JSON with up to 500 of them in base64."],
  "receipt-invalid": [400, "No watched relay signed this for this chain and application, so it promises nothing."],
  "store-full": [507, "The watch keeps as many receipts as it may."],
  "rate-limited": [429, "This address asked too often; ask again in a minute."],
  "route-unknown": [404, "There is nothing here."],
  "internal-error": [500, "The request failed by a fault of ours."],
} as const;

function sendProblem(response: Response, code: keyof typeof PROBLEMS): void {
  const [status, detail] = PROBLEMS[code];
  const document = { type: "about:blank", title: code, status, detail, code };
  response.status(status).type("application/problem+json").send(JSON.stringify(document));
}

const shown = (taken: Taken) => ("refused" in taken ? { code: taken.refused } : taken);

/** Returns base64's bytes; nothing for what is none, which is then no receipt. */
const bytesOf = (value: unknown): Uint8Array =>
  typeof value === "string" && value.length <= 2 * RECEIPT_MAX_BYTES
    ? Uint8Array.from(Buffer.from(value, "base64"))
    : new Uint8Array();

/** Makes the HTTP application. */
export function makeApp(watch: Watch, { ratePerMinute, trustProxies, onError }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", trustProxies);
  app.use(helmet());
  app.use(
    rateLimit({
      windowMs: 60_000,
      limit: ratePerMinute,
      // A client may send any header; the setting alone says whose is believed.
      validate: { xForwardedForHeader: false, forwardedHeader: false, trustProxy: false },
      handler: (_request, response) => sendProblem(response, "rate-limited"),
    }),
  );
  app.use(express.raw({ type: "application/octet-stream", limit: RECEIPT_MAX_BYTES }));
  app.use(express.json({ limit: BODY_MAX_BYTES }));
  app.post("/v1/receipts", (request, response) => {
    const { body } = request as { body: unknown };
    if (Buffer.isBuffer(body)) {
      const taken = watch.take(Uint8Array.from(body));
      if ("refused" in taken) sendProblem(response, taken.refused);
      else response.status(202).json(taken);
      return;
    }
    const { receipts } = (typeof body === "object" && body !== null ? body : {}) as { receipts?: unknown };
    if (!Array.isArray(receipts) || receipts.length === 0 || receipts.length > RECEIPTS_MAX_PER_REQUEST) {
      sendProblem(response, "malformed");
      return;
    }
    response.status(202).json({ results: receipts.map((each) => shown(watch.take(bytesOf(each)))) });
  });
  app.get("/", (_request, response) => {
    response.type("html").send(recordPage(watch.records(), watch.head));
  });
  app.get("/v1/record", (_request, response) => {
    response.set("access-control-allow-origin", "*").json({ head: watch.head ?? null, relays: watch.records() });
  });
  app.get("/v1/cases/:id", (request, response) => {
    const found = watch.caseOf(request.params.id);
    if (found === undefined) sendProblem(response, "route-unknown");
    else response.set("access-control-allow-origin", "*").type("json").send(found);
  });
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.use((_request, response) => sendProblem(response, "route-unknown"));
  app.use((error: unknown, _request: unknown, response: Response, _next: unknown) => {
    const { status } = error as { status?: number };
    if (status !== undefined && status >= 400 && status < 500) {
      sendProblem(response, "malformed");
      return;
    }
    onError(error);
    sendProblem(response, "internal-error");
  });
  return app;
}
