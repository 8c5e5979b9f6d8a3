/** The relay's HTTP interface (docs/relay.md). */
import { toHex } from "@witness/protocol/bytes";
import { CODES, MalformedError } from "@witness/protocol/errors";
import { type DeviceId, parseDeviceId } from "@witness/protocol/identity";
import { ENVELOPE_MAX_BYTES } from "@witness/protocol/limits";
import { encodeEnvelope } from "@witness/protocol/wire/envelope";
import express, { type Express, type Request, type Response } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import helmet from "helmet";
import type { RelayResponse } from "../envelope-intake.ts";
import type { Decision } from "../intake.ts";
import type { Relay } from "../relay.ts";
import { FalseSignatures } from "../false-signatures.ts";
import { codeOf, problemHandler, sendProblem } from "../problem.ts";

const ENVELOPES_MAX_PER_REQUEST = 2_000;
const BODY_MAX_BYTES = 4 * 1024 * 1024;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function envelopesOf(body: unknown): Uint8Array[] {
  const { envelopes } = (typeof body === "object" && body !== null ? body : {}) as { envelopes?: unknown };
  if (!Array.isArray(envelopes) || envelopes.length === 0 || envelopes.length > ENVELOPES_MAX_PER_REQUEST) {
    throw new MalformedError({ field: "envelopes", most: ENVELOPES_MAX_PER_REQUEST });
  }
  // An element that is no text is malformed by itself; its neighbours are judged.
  return envelopes.map((each: unknown) => (typeof each === "string" ? fromBase64(each) : new Uint8Array()));
}

/** Returns a copy with memory of its own: a Buffer is a view of memory that others write to. */
const copyOf = (buffer: Buffer): Uint8Array => new Uint8Array(buffer);

/** Returns no bytes for text that is no base64, which are then malformed. Node skips wrong letters; the length tells. */
function fromBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const digits = text.length - padding;
  const whole = digits % 4 !== 1 && (padding === 0 || text.length % 4 === 0);
  return whole && bytes.length === Math.floor((digits * 3) / 4) ? copyOf(bytes) : new Uint8Array();
}

const shown = ({ code, deviceId, sequence, link, retryAfterS }: Decision) => ({
  code,
  ...(deviceId ? { deviceId } : {}),
  ...(sequence === undefined ? {} : { sequence }),
  ...(link ? { link: toHex(link) } : {}),
  ...(retryAfterS === undefined ? {} : { retryAfterS }),
});

/** Codes after which a device goes on from the head, so the answer tells it. */
const HEAD_CODES = new Set([
  "sequence-gap",
  "sequence-regressed",
  "link-mismatch",
  "session-unknown",
  "session-reused",
  "session-full",
  "forked-key",
  "late-in-gap",
]);

function headOf(relay: Relay, device: DeviceId) {
  const head = relay.head(device);
  if (!head) return undefined;
  const { sequence, link, session } = head.chain;
  const { envelope, included } = head;
  return {
    deviceId: device,
    sequence,
    link: toHex(link),
    session,
    // The number through which this relay's inputs are in blocks; what is acknowledged may not be yet.
    included: included ?? null,
    // A device that lost its storage checks with these that it signed the head itself.
    envelope: envelope ? base64(encodeEnvelope(envelope)) : null,
    previousLink: envelope ? toHex(envelope.previousLink) : null,
  };
}

function postOne({ decisions, receipts }: RelayResponse, relay: Relay, response: Response): void {
  const [one] = decisions;
  if (!one) throw new MalformedError();
  const { action, http } = CODES[one.code];
  if (action === "admit" || action === "ignore") {
    const [receipt] = receipts;
    response.status(http).json({ ...shown(one), ...(receipt ? { receipt: base64(receipt) } : {}) });
    return;
  }
  const head = one.deviceId && HEAD_CODES.has(one.code) ? headOf(relay, one.deviceId) : undefined;
  sendProblem(response, one.code, { ...shown(one), ...(head ? { head } : {}) }, one.retryAfterS);
}

async function postEnvelopes(
  relay: Relay,
  falseSignatures: FalseSignatures,
  request: Request,
  response: Response,
): Promise<void> {
  // Whoever has one address of version 6 has a network of them.
  const address = ipKeyGenerator(request.ip ?? "");
  const retryAfterS = falseSignatures.retryAfterS(address);
  if (retryAfterS !== undefined) {
    sendProblem(response, "rate-limited", {}, retryAfterS);
    return;
  }
  const take = async (messages: readonly Uint8Array[]): Promise<RelayResponse> => {
    const taken = await relay.take(messages, address);
    falseSignatures.add(address, taken.decisions.filter(({ code }) => code === "signature-invalid").length);
    return taken;
  };
  if (Buffer.isBuffer(request.body)) {
    if (request.body.length > ENVELOPE_MAX_BYTES) sendProblem(response, "too-large");
    else postOne(await take([copyOf(request.body)]), relay, response);
    return;
  }
  const { decisions, receipts } = await take(envelopesOf(request.body));
  const waitsS = decisions.flatMap(({ retryAfterS: waitS }) => waitS ?? []);
  if (waitsS.length > 0) response.set("retry-after", String(Math.max(...waitsS)));
  response.json({ results: decisions.map(shown), receipts: receipts.map(base64) });
}

async function postRegistration(relay: Relay, request: Request, response: Response): Promise<void> {
  if (!Buffer.isBuffer(request.body)) throw new MalformedError({ field: "content-type" });
  const taken = await relay.registrations.take(copyOf(request.body));
  if (taken.code === "admitted") response.status(CODES.admitted.http).json(shown(taken));
  else sendProblem(response, taken.code, shown(taken), "retryAfterS" in taken ? taken.retryAfterS : undefined);
}

async function postOperation(relay: Relay, request: Request, response: Response): Promise<void> {
  if (!Buffer.isBuffer(request.body)) throw new MalformedError({ field: "content-type" });
  const { code, deviceId, identity, receipt, retryAfterS } = await relay.operations.take(copyOf(request.body));
  const said = { code, ...(deviceId ? { deviceId } : {}), ...(identity ? { identity: toHex(identity) } : {}) };
  const promised = receipt ? { receipt: base64(receipt) } : {};
  if (code === "admitted") response.status(CODES.admitted.http).json({ ...said, ...promised });
  else sendProblem(response, code, said, retryAfterS);
}

/** The settings of the HTTP interface. */
export interface AppOptions {
  readonly ratePerMinute: number;
  /** Reverse proxies in front: so many addresses of X-Forwarded-For are believed. */
  readonly trustProxies: number;
  /** Whether the process is about to end, so that no connection is kept open. */
  readonly stopping: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** Makes the HTTP application. */
export function makeApp(relay: Relay, options: AppOptions): Express {
  const app = express();
  const falseSignatures = new FalseSignatures(Date.now);
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
      handler: (_request, response) => sendProblem(response, "rate-limited"),
    }),
  );
  app.use(express.raw({ type: "application/octet-stream", limit: ENVELOPE_MAX_BYTES + 1_024 }));
  app.use(express.json({ limit: BODY_MAX_BYTES }));

  app.post("/v1/envelopes", async (request, response) => {
    const stop = relay.metrics.ackSeconds.startTimer();
    try {
      await postEnvelopes(relay, falseSignatures, request, response);
    } finally {
      stop();
    }
  });
  app.post("/v1/registrations", (request, response) => postRegistration(relay, request, response));
  app.post("/v1/operations", (request, response) => postOperation(relay, request, response));
  app.get("/v1/devices/:id/head", async (request, response) => {
    const device = parseDeviceId(request.params.id);
    await relay.meet(device);
    const head = headOf(relay, device);
    if (head) response.json(head);
    else sendProblem(response, "device-unknown");
  });
  app.get("/v1/application", (_request, response) => {
    response.json(relay.about);
  });
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.get("/readyz", (_request, response) => {
    const { obstacle } = relay;
    if (!obstacle) response.json({ ready: true });
    else sendProblem(response, codeOf(obstacle), { reason: obstacle.message });
  });
  app.get("/metrics", async (_request, response) => {
    response.type(relay.metrics.registry.contentType).send(await relay.metrics.registry.metrics());
  });
  app.use((_request, response) => sendProblem(response, "route-unknown"));
  app.use(problemHandler(options.onError));
  return app;
}
