/**
 * The fleet's public API over HTTP: it stands in for the Bluetooth of a car's device, and for the demo maker who
 * registers cars for an owner.
 */
import { fromHex, toHex } from "@witness/protocol/bytes";
import { parseDeviceId } from "@witness/protocol/identity";
import express, { type ErrorRequestHandler, type Express, type Response } from "express";
import type { Car } from "./car.ts";
import { type Fleet, FleetFullError } from "./fleet.ts";
import { MODES } from "./modes.ts";

const CHALLENGE_BYTES = 32;
/** A garage takes a second or two; a client waits no longer than this. */
const GARAGE_WITHIN_MS = 60_000;

/** What the API answers when it cannot do what was asked, as RFC 9457 has it. */
const PROBLEMS = {
  "car-unknown": [404, "This fleet has no such car."],
  "car-silent": [409, "The car has not driven yet; ask again in a moment."],
  malformed: [400, "The request is not what this address takes; see docs/mock-devices.md."],
  "route-unknown": [404, "There is nothing at this address."],
  "fleet-full": [503, "This fleet keeps no more garages; start another one."],
  "relay-away": [503, "The relay does not answer yet; the garage is on its way, ask again."],
  "fleet-failed": [500, "The fleet failed; its log says why. Try again."],
} as const;

function problem(response: Response, code: keyof typeof PROBLEMS): void {
  const [status, detail] = PROBLEMS[code];
  const body = { type: "about:blank", title: code, status, detail, code };
  if (status === 503) response.set("retry-after", "5");
  response.status(status).type("application/problem+json").send(JSON.stringify(body));
}

const shown = (car: Car) => {
  const { make, model, modelYear } = car.vehicle;
  return {
    deviceId: car.device.id,
    make,
    model,
    modelYear,
    owner: `0x${toHex(car.firstOwner)}`,
    mode: car.mode,
    sentence: MODES[car.mode].sentence,
    answered: [...car.answered].map(([code, count]) => ({ code, count })),
    waiting: car.device.status.queued,
  };
};

function carOf(fleet: Fleet, id: string): Car | undefined {
  try {
    return fleet.cars.get(parseDeviceId(id));
  } catch {
    // No device identity at all: no car has it.
    return undefined;
  }
}

function challengeOf(body: unknown): Uint8Array | undefined {
  const { challenge } = (body ?? {}) as { challenge?: unknown };
  const wellFormed =
    typeof challenge === "string" && new RegExp(`^[0-9a-f]{${2 * CHALLENGE_BYTES}}$`, "i").test(challenge);
  return wellFormed ? fromHex(challenge) : undefined;
}

/** What comes in time; undefined when nothing does, and it goes on by itself. */
async function within<T>(promised: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promised, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Makes the HTTP application. */
export function makeApp(fleet: Fleet, nowUnixS: () => number, onError: (error: unknown) => void): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use((request, response, next) => {
    response.set({ "access-control-allow-origin": "*", "access-control-allow-headers": "content-type" });
    // A page asks before it posts JSON to another origin.
    if (request.method === "OPTIONS") response.set("access-control-allow-methods", "GET, POST").status(204).end();
    else next();
  });
  app.use(express.json({ limit: 4_096 }));

  app.get("/v1/cars", (_request, response) => {
    response.json([...fleet.cars.values()].map(shown));
  });
  app.post("/v1/cars/:id/live", (request, response) => {
    const car = carOf(fleet, request.params.id);
    const challenge = challengeOf(request.body);
    if (!car) problem(response, "car-unknown");
    else if (!challenge) problem(response, "malformed");
    else if (car.last?.reading.odometerHm === undefined) problem(response, "car-silent");
    else {
      const { message, signature } = car.device.answer(challenge, {
        timeUnixS: nowUnixS(),
        odometerHm: car.last.reading.odometerHm,
      });
      const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
      response.json({ message: base64(message), signature: base64(signature) });
    }
  });
  app.post("/v1/owners", async (request, response) => {
    const { address } = (request.body ?? {}) as { address?: unknown };
    if (typeof address !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(address)) problem(response, "malformed");
    else {
      const garage = await within(fleet.garage(address), GARAGE_WITHIN_MS);
      if (garage) response.json(garage.map(shown));
      else problem(response, "relay-away");
    }
  });
  app.use((_request, response) => problem(response, "route-unknown"));
  const failed: ErrorRequestHandler = (error, _request, response, next) => {
    if (error instanceof FleetFullError) {
      problem(response, error.code);
      return;
    }
    const { status } = error as { status?: number };
    const theirs = status !== undefined && status >= 400 && status < 500;
    if (!theirs) onError(error);
    if (response.headersSent) next(error);
    else problem(response, theirs ? "malformed" : "fleet-failed");
  };
  app.use(failed);
  return app;
}
