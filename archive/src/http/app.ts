/** The archive's HTTP interface (docs/archive.md). All that can be sent is an encrypted pass to keep. */
import { parseDeviceId } from "@witness/protocol/identity";
import express, { type Express, type Request, type Response } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import type { Archive } from "../archive.ts";
import type { Encoding } from "../tiles.ts";
import { isKnown, SHORT } from "./caching.ts";
import { OPENAPI } from "./openapi.ts";
import { addPassRoutes } from "./passes.ts";
import { problemHandler, sendProblem } from "./problem.ts";
import { deviceShape, inputsShape, operationsShape, statusOf } from "./shapes.ts";
import { wholeOf } from "./whole.ts";

const LISTED_MAX = 100;
/** A year: a full tile never changes. */
const IMMUTABLE = "public, max-age=31536000, immutable";

async function sendDevice({ store }: Archive, request: Request<{ device: string }>, response: Response) {
  const device = parseDeviceId(request.params.device);
  const editions = await store.editions(device);
  if (editions.length === 0) sendProblem(response, "device-unknown");
  else response.set("cache-control", SHORT).json(deviceShape(device, editions));
}

/** Ranges are of the tile as it is, so that parts fit together whatever each request accepts. */
function encodingFor(request: Request): Encoding {
  if (request.get("range") !== undefined) return "identity";
  const accepted = request.acceptsEncodings(["br", "gzip", "identity"]);
  return accepted === "br" || accepted === "gzip" ? accepted : "identity";
}

type TileRequest = Request<{ device: string; edition: string; number: string }>;

async function sendTile({ tiles, metrics }: Archive, request: TileRequest, response: Response): Promise<void> {
  const device = parseDeviceId(request.params.device);
  const edition = parseDeviceId(request.params.edition);
  const number = wholeOf(request.params.number);
  const tile = number === undefined ? undefined : await tiles.find(device, edition, number, encodingFor(request));
  if (!tile) {
    sendProblem(response, "tile-unknown");
    return;
  }
  const { bytes, encoding, etag, isImmutable } = tile;
  response.set({
    "cache-control": isImmutable ? IMMUTABLE : SHORT,
    etag,
    vary: "accept-encoding",
    "accept-ranges": "bytes",
    "content-type": "application/x-protobuf",
  });
  if (isKnown(request, etag)) {
    response.status(304).end();
    return;
  }
  if (encoding !== "identity") response.set("content-encoding", encoding);
  const part = partOf(request, bytes.length, etag);
  if (part === "unsatisfiable") {
    response.set("content-range", `bytes */${bytes.length}`);
    sendProblem(response, "range-unsatisfiable");
    return;
  }
  const [start, end] = part ?? [0, bytes.length - 1];
  if (part) response.status(206).set("content-range", `bytes ${start}-${end}/${bytes.length}`);
  const sent = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start + 1);
  metrics.tileBytes.inc(sent.length);
  response.set("content-length", String(sent.length)).end(sent);
}

/** Returns the first and last byte that are asked for; undefined for the whole: also when several parts are. */
function partOf(request: Request, size: number, etag: string): readonly [number, number] | "unsatisfiable" | undefined {
  const ifRange = request.get("if-range");
  if (ifRange !== undefined && ifRange !== etag) return undefined;
  const ranges = request.range(size);
  if (ranges === -1) return "unsatisfiable";
  if (ranges === undefined || ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1) return undefined;
  const [range] = ranges;
  return range && [range.start, range.end];
}

/** Returns the range of a list that is asked for; undefined when it is none. */
function listRangeOf({ query }: Request): readonly [from: number, count: number] | undefined {
  const from = wholeOf(query["from"] ?? "0");
  const count = wholeOf(query["count"] ?? String(LISTED_MAX));
  return from === undefined || count === undefined || count < 1 || count > LISTED_MAX ? undefined : [from, count];
}

/** Sends a part of a list. */
async function sendList(request: Request, response: Response, list: (from: number, count: number) => Promise<object>) {
  const range = listRangeOf(request);
  if (range) response.set("cache-control", SHORT).json(await list(...range));
  else sendProblem(response, "range-invalid");
}

/** The settings of the HTTP interface. */
export interface AppOptions {
  readonly ratePerMinute: number;
  /** Passes that one address may send. */
  readonly passesPerHour: number;
  /** Reverse proxies in front: so many addresses of X-Forwarded-For are believed. */
  readonly trustProxies: number;
  /** Whether the process is about to end, so that no connection is kept open. */
  readonly stopping: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** Makes the HTTP application. */
export function makeApp(archive: Archive, options: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", options.trustProxies);
  app.use(helmet({ crossOriginResourcePolicy: { policy: "cross-origin" } }));
  app.use((request, response, next) => {
    response.set({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "etag, content-range, accept-ranges, retry-after",
    });
    if (options.stopping()) response.set("connection", "close");
    const stop = archive.metrics.answerSeconds.startTimer();
    response.on("finish", () => {
      stop();
      archive.metrics.requests.inc({ status: response.statusCode });
    });
    if (request.method !== "OPTIONS") {
      next();
      return;
    }
    // A browser asks before it sends a header such as If-None-Match.
    response.set({
      "access-control-allow-methods": "GET, PUT",
      "access-control-allow-headers": "content-type, if-none-match, if-range, range, witness-expires",
      "access-control-max-age": "86400",
    });
    response.status(204).end();
  });
  const limited = (windowMs: number, limit: number) =>
    rateLimit({
      windowMs,
      limit,
      // A client may send any header; the setting alone says whose is believed.
      validate: { xForwardedForHeader: false, forwardedHeader: false, trustProxy: false },
      handler: (_request, response) => sendProblem(response, "rate-limited"),
    });
  app.use("/v1", limited(60_000, options.ratePerMinute));
  app.get("/v1/status", (_request, response) => {
    response.set("cache-control", "no-store").json(statusOf(archive));
  });
  app.get("/v1/devices/:device", (request, response) => sendDevice(archive, request, response));
  app.get("/v1/devices/:device/editions/:edition/tiles/:number", (request, response) =>
    sendTile(archive, request, response),
  );
  app.get("/v1/inputs", (request, response) =>
    sendList(request, response, async (...range) => inputsShape(await archive.store.inputs(...range))),
  );
  app.get("/v1/operations", (request, response) =>
    sendList(request, response, async (...range) => operationsShape(await archive.store.operations(...range))),
  );
  addPassRoutes(app, archive, limited(3_600_000, options.passesPerHour));
  app.get("/openapi.json", (_request, response) => {
    response.json(OPENAPI);
  });
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", (_request, response) => {
    const { trouble, position } = archive;
    const ready = trouble === undefined && position.tip !== undefined;
    response.status(ready ? 200 : 503).json({ ready, ...(trouble && { code: trouble.code }) });
  });
  app.get("/metrics", async (_request, response) => {
    response.type(archive.metrics.registry.contentType).send(await archive.metrics.registry.metrics());
  });
  app.use((_request, response) => sendProblem(response, "route-unknown"));
  app.use(problemHandler(options.onError));
  return app;
}
