/**
 * Public verdicts for whoever types a VIN or plate, and a badge for an advert (docs/frontend.md, "Public verdicts"). The server
 * checks the node's proofs and says what they open; what it says is its own word, with the node's answer beside it, which proves it
 * to whoever asks the chain.
 */
import { toHex } from "@witness/protocol/bytes";
import { type CarName, hasVin } from "@witness/protocol/record/public-cars";
import { VerifyError } from "@witness/verify/errors";
import { ask } from "@witness/verify/node";
import { type ProvenCars, publicQuestion } from "@witness/verify/public-answer";
import { type PublicVerdict, publicVerdictOf } from "@witness/verify/public-verdict";
import { type RequestHandler, type Response, Router } from "express";
import { rateLimit } from "express-rate-limit";
import { badgeOf } from "./badge.ts";
import { CHECK_PAGE_POLICY, checkPage, emptyCheckPage } from "./check-page.ts";
import { problem, type ServedCode } from "./problem.ts";
import { nameIn } from "./public-name.ts";

/** Where questions go, and how many one address may ask. */
export interface PublicRoutes {
  /** `…/inspect/NAME` of a rollup node. */
  readonly inspect: string;
  readonly perMinute: number;
}

/** Short: what its owner hides must be gone from every cache soon. */
const CACHE = "public, max-age=60";
const NO_STORE = "no-store";
const NO_NAME =
  "Name a VIN of 17 letters and digits (vin), or a plate (plate) with its country's two letters (country).";

const secondsOf = (unixS: number): string => `${new Date(unixS * 1_000).toISOString().slice(0, 19)}Z`;

/** What the answer says of each car; never a reading. */
const carsOf = (name: CarName, { cars }: PublicVerdict) =>
  cars.map(({ car, outcome }) => ({
    deviceId: toHex(car.deviceId),
    make: car.vehicle.make,
    model: car.vehicle.model,
    modelYear: car.vehicle.modelYear,
    // Of a plate nothing is proven but that its owner stated it.
    vin: name.kind === "vin" ? "matches" : hasVin(car) ? "not asked" : "not stated",
    outcome: { kind: outcome.kind, heading: outcome.heading, sentence: outcome.sentence },
    reasons: outcome.reasons,
    period: {
      from: secondsOf(car.period.coveredFromUnixS),
      to: secondsOf(car.period.coveredToUnixS),
      readings: car.period.coveredReadings,
    },
    publicSince: secondsOf(car.publication.sinceUnixS),
  }));

interface Found {
  readonly proven: ProvenCars;
  readonly verdict: PublicVerdict;
}

/** Asks the node. @throws {VerifyError} when it gives no answer that its own proofs hold */
async function find(inspect: string, name: CarName): Promise<Found> {
  const proven = await ask(inspect, publicQuestion(name));
  return { proven, verdict: publicVerdictOf(name, proven, "unasked", Math.floor(Date.now() / 1_000)) };
}

function refuse(response: Response, code: ServedCode, sentence: string): void {
  problem(response.set("cache-control", code === "car-not-public" ? CACHE : NO_STORE), code, sentence);
}

function sendCars(response: Response, name: CarName, { proven, verdict }: Found): void {
  const { outcome, total, asOfUnixS } = verdict;
  response.set("access-control-allow-origin", "*");
  if (total === 0) {
    refuse(response, "car-not-public", outcome.sentence);
    return;
  }
  response.set("cache-control", CACHE).json({
    statedBy: name.kind === "vin" ? "maker" : "owner",
    asOf: secondsOf(asOfUnixS),
    outcome: { kind: outcome.kind, heading: outcome.heading, sentence: outcome.sentence },
    total,
    cars: carsOf(name, verdict),
    stateRoot: toHex(proven.answer.stateRoot),
    answer: toHex(proven.report),
  });
}

function sendBadge(response: Response, name: CarName, { verdict }: Found): void {
  response
    .status(verdict.total === 0 ? 404 : 200)
    .set({
      "cache-control": CACHE,
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      // An advert is a page of somebody else's.
      "cross-origin-resource-policy": "cross-origin",
    })
    .type("image/svg+xml")
    .send(badgeOf(name, verdict));
}

const sendPage = (response: Response, status: number, page: string): void => {
  response.status(status).set("content-security-policy", CHECK_PAGE_POLICY).type("html").send(page);
};

/** Returns the routes below `/public/v1`. */
export function publicRoutes({ inspect, perMinute }: PublicRoutes): Router {
  const router = Router();
  const limited: RequestHandler = rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    // A client may send any header; the setting alone says whose is believed.
    validate: { xForwardedForHeader: false, forwardedHeader: false, trustProxy: false },
    handler: (_request, response) => refuse(response, "rate-limited", "Too many questions; ask again in a minute."),
  });
  router.use(limited);

  const answered =
    (send: (response: Response, name: CarName, found: Found) => void): RequestHandler =>
    async (request, response) => {
      const name = nameIn(request.query);
      if (!name) {
        refuse(response, "malformed", NO_NAME);
        return;
      }
      try {
        send(response, name, await find(inspect, name));
      } catch (error) {
        if (!(error instanceof VerifyError)) throw error;
        refuse(response, "upstream-unavailable", "The node gave no answer that holds; wait a moment.");
      }
    };
  router.get("/cars", answered(sendCars));
  router.get("/badge.svg", answered(sendBadge));
  router.get("/check", async (request, response) => {
    response.set("cache-control", NO_STORE);
    const isAsked = Object.keys(request.query).length > 0;
    const name = nameIn(request.query);
    if (!name) {
      const sentence = isAsked
        ? "This is neither a VIN (17 letters and digits, without I, O and Q) nor a plate with its country."
        : "Type what you know of it. If its owner wishes, the verdict on its odometer is shown here, and no reading.";
      sendPage(response, isAsked ? 400 : 200, emptyCheckPage(sentence));
      return;
    }
    try {
      const { verdict } = await find(inspect, name);
      sendPage(response, verdict.total === 0 ? 404 : 200, checkPage(name, verdict));
    } catch (error) {
      if (!(error instanceof VerifyError)) throw error;
      sendPage(response, 502, emptyCheckPage("The record cannot be asked now; try again in a moment."));
    }
  });
  return router;
}
