/** What whoever makes or checks a pass asks of the archive: to keep one, for one, and for what came after one. */
import { createHash } from "node:crypto";
import { toHex } from "@witness/protocol/bytes";
import { parseDeviceId } from "@witness/protocol/identity";
import { KEPT_PASS_MAX_BYTES, STEPS_MAX_BYTES, STEPS_MAX_PER_ANSWER } from "@witness/protocol/limits";
import { encodeSteps } from "@witness/protocol/pass/steps";
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import { ipKeyGenerator } from "express-rate-limit";
import type { Archive } from "../archive.ts";
import type { Keeping } from "../store/passes.ts";
import { isKnown, SHORT } from "./caching.ts";
import { type ServedCode, sendProblem } from "./problem.ts";
import { wholeOf } from "./whole.ts";

const HASH = /^[0-9a-f]{64}$/;
const UNIX_TIME = /^[1-9]\d{0,10}$/;
const CODES: Readonly<Record<Exclude<Keeping, "kept">, ServedCode>> = {
  full: "passes-full",
  "share-full": "passes-share-full",
  "life-invalid": "pass-life-invalid",
};

type PassRequest = Request<{ hash: string }>;

async function keepPass({ passes }: Archive, nowUnixS: number, request: PassRequest, response: Response) {
  const { hash } = request.params;
  const bytes: unknown = request.body;
  if (!HASH.test(hash) || !(bytes instanceof Uint8Array) || bytes.length === 0) {
    sendProblem(response, "malformed");
    return;
  }
  const expires = request.get("witness-expires") ?? "";
  if (!UNIX_TIME.test(expires)) {
    sendProblem(response, "pass-life-invalid");
    return;
  }
  if (createHash("sha256").update(bytes).digest("hex") !== hash) {
    sendProblem(response, "pass-hash-other");
    return;
  }
  const pass = { bytes: Uint8Array.from(bytes), expiresUnixS: Number(expires) };
  // Whoever has one address of version 6 has a network of them.
  const kept = await passes.keep(hash, pass, ipKeyGenerator(request.ip ?? ""), nowUnixS);
  if (kept === "kept") response.set("cache-control", "no-store").status(204).end();
  else sendProblem(response, CODES[kept]);
}

async function sendPass({ passes }: Archive, nowUnixS: number, request: PassRequest, response: Response) {
  const { hash } = request.params;
  const kept = HASH.test(hash) ? await passes.find(hash, nowUnixS) : undefined;
  if (!kept) {
    sendProblem(response, "pass-unknown");
    return;
  }
  // Its name is its hash, so it can never be another; a copy is of no use after its end.
  response.set({
    "cache-control": `public, max-age=${kept.expiresUnixS - nowUnixS}, immutable`,
    "content-type": "application/octet-stream",
    etag: `"${hash}"`,
  });
  if (isKnown(request, `"${hash}"`)) response.status(304).end();
  else response.send(Buffer.from(kept.bytes));
}

type StepsRequest = Request<{ device: string; edition: string }>;

async function sendSteps({ store }: Archive, request: StepsRequest, response: Response): Promise<void> {
  const editions = await store.editions(parseDeviceId(request.params.device));
  const edition = editions.find(({ name }) => toHex(name) === request.params.edition);
  const from = wholeOf(request.query["from"] ?? "0");
  if (!edition) sendProblem(response, "tile-unknown");
  else if (from === undefined) sendProblem(response, "range-invalid");
  else {
    const steps = await store.steps(edition, from, STEPS_MAX_PER_ANSWER);
    const fitting: Uint8Array[] = [];
    let size = 0;
    for (const step of steps) {
      const bytes = encodeSteps([step]);
      size += bytes.length;
      if (size > STEPS_MAX_BYTES) break;
      fitting.push(bytes);
    }
    response.set({ "cache-control": SHORT, "content-type": "application/octet-stream" });
    response.send(Buffer.concat(fitting));
  }
}

/** Adds the routes. @param limited what bounds how often one address sends a pass */
export function addPassRoutes(app: Express, archive: Archive, limited: RequestHandler): void {
  const nowUnixS = (): number => Math.floor(Date.now() / 1_000);
  const raw = express.raw({ type: () => true, limit: KEPT_PASS_MAX_BYTES });
  app.put("/v1/passes/:hash", limited, raw, (request: PassRequest, response: Response) =>
    keepPass(archive, nowUnixS(), request, response),
  );
  app.get("/v1/passes/:hash", (request, response) => sendPass(archive, nowUnixS(), request, response));
  app.get("/v1/devices/:device/editions/:edition/steps", (request, response) => sendSteps(archive, request, response));
}
