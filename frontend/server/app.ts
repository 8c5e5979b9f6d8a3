/**
 * The page's server: the built page, `/config.json`, and same-origin ways to the node, the fleet and the chain, so that
 * the content security policy can forbid every other connection. It is not believed: what it carries is signed, sealed
 * or checked against the chain by the page.
 */
import { join } from "node:path";
import { EDITIONS_MAX_BYTES } from "@witness/protocol/history/editions";
import { KEPT_PASS_MAX_BYTES, STEPS_MAX_BYTES, TILE_MAX_BYTES } from "@witness/protocol/limits";
import express, { type ErrorRequestHandler, type Express } from "express";
import helmet from "helmet";
import { placeOf } from "../src/places.ts";
import { onlyCalls } from "./call.ts";
import { chainRequest } from "./chain-calls.ts";
import { preferCompressed } from "./compress.ts";
import { forward, type Query } from "./forward.ts";
import { nodeRequest } from "./node-calls.ts";
import { type PassConfig, passRoutes } from "./pass-page.ts";
import { problem } from "./problem.ts";
import { publicRoutes } from "./public-routes.ts";

/** Where the parts listen. */
export interface Upstreams {
  /** `…/inspect/NAME` of a rollup node. */
  readonly inspect: string;
  /** The rollup node's JSON-RPC. */
  readonly rpc: string;
  /** The simulated fleet; without one there is no demo garage and no live reading over the network. */
  readonly fleet: string | undefined;
  /** JSON-RPC of the chain. */
  readonly chain: string;
  /** An archive's root; without one a reader names an archive of their own. */
  readonly archive: string | undefined;
  /** A relay; without one no pass is withdrawn by the page. */
  readonly relay?: string | undefined;
  /** Where a node of the application before takes queries, and the root of an archive of it. */
  readonly predecessorInspect?: string | undefined;
  readonly predecessorArchive?: string | undefined;
}

/** What `/config.json` says. */
export interface PublicConfig {
  readonly chainId: number;
  /** 0x and 40 digits. */
  readonly application: string;
  /** 33 bytes in hexadecimal: what devices seal to. */
  readonly applicationPublicKey: string;
  /** The application that this one goes on from. */
  readonly predecessor?: {
    readonly chainId: number;
    readonly application: string;
    /** 8 bytes in hexadecimal: the identity of its key. */
    readonly keyId: string;
  };
}

/** What the server is made of. */
export interface PageOptions {
  /** The folder of the built page. */
  readonly dist: string;
  readonly upstreams: Upstreams;
  readonly config: PublicConfig;
  /** The page of passes: its built folder, and what its readers are told beside the above. */
  readonly pass?: { readonly folder: string } & Pick<PassConfig, "origins" | "rpcUrls">;
  /** How many questions for public verdicts one address may ask in a minute; 60 unless said. */
  readonly publicPerMinute?: number;
  /** Reverse proxies in front: so many addresses of X-Forwarded-For are believed; none unless said. */
  readonly trustProxies?: number;
  /** How long an upstream may take. */
  readonly timeoutMs?: number;
}

const INSPECT_MAX_BYTES = 16_384;
/** A call names a method and a few numbers. */
const NODE_CALL_MAX_BYTES = 1_024;
/** A call to `validateOutput` carries the output and its proof. */
const CHAIN_CALL_MAX_BYTES = 131_072;
const FLEET_MAX_BYTES = 1_024;
/** An answer to a query is at most 2 MiB (`CAR_ANSWER_MAX_BYTES`), twice that as text; the node's lists end at 10 MB. */
const ANSWER_MAX_BYTES = 12_000_000;
const CHAIN_ANSWER_MAX_BYTES = 131_072;

/** A signed operation (`OPERATION_MAX_BYTES`) with its signature. */
const OPERATION_BODY_MAX_BYTES = 8_192;
/** A code and a receipt. */
const RELAY_ANSWER_MAX_BYTES = 65_536;

/** No read of the page takes a node or a chain longer; queries and garages may. */
const CALL_TIMEOUT_MS = 5_000;

const FLEET = "/api/fleet";
/** What the page asks the fleet for: a garage, and a car's value now. */
const FLEET_PATHS = /^\/api\/fleet\/v1\/(owners|cars\/[0-9a-f]{16}\/live)$/;

const RELAY = "/api/relay";

const ARCHIVE = "/archive";
/** What a reader asks an archive for: a device's editions, and one tile of one of them. */
const EDITIONS_PATHS = /^\/archive\/v1\/devices\/[0-9a-f]{16}$/;
/** What a reader of a pass asks: what came after it, and a pass that is kept. */
const STEPS_PATHS = /^\/archive\/v1\/devices\/[0-9a-f]{16}\/editions\/[0-9a-f]{16}\/steps$/;
const PASS_PATHS = /^\/archive\/v1\/passes\/[0-9a-f]{64}$/;
const TILE_PATHS = /^\/archive\/v1\/devices\/[0-9a-f]{16}\/editions\/[0-9a-f]{16}\/tiles\/(0|[1-9]\d{0,8})$/;

const PREDECESSOR_ARCHIVE = "/archive/predecessor";
/** The same of an archive of the application before: passes are of this one alone. */
const PREDECESSOR_PATHS = [
  { paths: /^\/archive\/predecessor\/v1\/devices\/[0-9a-f]{16}$/, answerMaxBytes: EDITIONS_MAX_BYTES },
  {
    paths: /^\/archive\/predecessor\/v1\/devices\/[0-9a-f]{16}\/editions\/[0-9a-f]{16}\/tiles\/(0|[1-9]\d{0,8})$/,
    answerMaxBytes: TILE_MAX_BYTES,
  },
];

/** The built worker that reads archives (`vite.config.ts`). */
const WORKER_PATHS = /^\/assets\/own-judgement-[\w-]+\.js$/;

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

/** The server's routes. */
export function pageApp(options: PageOptions): Express {
  const { dist, upstreams, config, pass, publicPerMinute = 60, trustProxies = 0, timeoutMs = 30_000 } = options;
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", trustProxies);
  const protect = (connect: readonly string[]) =>
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          "default-src": ["'none'"],
          "script-src": ["'self'"],
          "worker-src": ["'self'"],
          "style-src": ["'self'"],
          "img-src": ["'self'", "data:"],
          "font-src": ["'self'"],
          "connect-src": connect,
          "manifest-src": ["'self'"],
          "base-uri": ["'none'"],
          "form-action": ["'none'"],
          "frame-ancestors": ["'none'"],
        },
      },
      // The server speaks plain HTTP on the loopback address; whoever puts TLS before it sets this there.
      strictTransportSecurity: false,
      referrerPolicy: { policy: "no-referrer" },
    });
  const page = protect(["'self'"]);
  // A worker has the policy of its own script. This one alone may ask an archive that the reader named: over TLS, or on
  // the reader's own machine.
  const worker = protect(["'self'", "https:", "http://127.0.0.1:*", "http://localhost:*"]);
  app.use((request, response, next) => (WORKER_PATHS.test(request.path) ? worker : page)(request, response, next));

  const raw = (limit: number) => express.raw({ type: () => true, limit });
  app.get("/config.json", (_request, response) => {
    const { predecessor, ...own } = config;
    const before = predecessor && {
      ...predecessor,
      hasNode: upstreams.predecessorInspect !== undefined,
      hasArchive: upstreams.predecessorArchive !== undefined,
    };
    const told = {
      ...own,
      hasArchive: upstreams.archive !== undefined,
      hasRelay: upstreams.relay !== undefined,
      ...(before && { predecessor: before }),
    };
    response.set("cache-control", "no-store").json(told);
  });
  app.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  app.use("/api", (_request, response, next) => {
    response.set("cache-control", "no-store");
    next();
  });
  app.use("/public/v1", publicRoutes({ inspect: upstreams.inspect, perMinute: publicPerMinute }));
  const callTimeoutMs = Math.min(timeoutMs, CALL_TIMEOUT_MS);
  app.post(
    "/api/inspect",
    raw(INSPECT_MAX_BYTES),
    forward({ name: "node", target: () => upstreams.inspect, timeoutMs, answerMaxBytes: ANSWER_MAX_BYTES }),
  );
  app.post(
    "/api/rpc",
    raw(NODE_CALL_MAX_BYTES),
    onlyCalls((request) => nodeRequest(request, config.application)),
    forward({
      name: "node",
      target: () => upstreams.rpc,
      timeoutMs: callTimeoutMs,
      answerMaxBytes: ANSWER_MAX_BYTES,
    }),
  );
  app.post(
    "/api/chain",
    raw(CHAIN_CALL_MAX_BYTES),
    onlyCalls((request) => chainRequest(request, config.application)),
    forward({
      name: "chain",
      target: () => upstreams.chain,
      timeoutMs: callTimeoutMs,
      answerMaxBytes: CHAIN_ANSWER_MAX_BYTES,
    }),
  );
  const { fleet, archive, relay } = upstreams;
  if (archive !== undefined) {
    const ways = [
      { paths: EDITIONS_PATHS, answerMaxBytes: EDITIONS_MAX_BYTES },
      { paths: TILE_PATHS, answerMaxBytes: TILE_MAX_BYTES },
      { paths: STEPS_PATHS, answerMaxBytes: STEPS_MAX_BYTES },
      { paths: PASS_PATHS, answerMaxBytes: KEPT_PASS_MAX_BYTES },
    ];
    for (const { paths, answerMaxBytes } of ways) {
      const target = (path: string, { from }: Query): string => {
        const after = typeof from === "string" && /^\d{1,10}$/.test(from) ? `?from=${from}` : "";
        return withoutSlash(archive) + path.slice(ARCHIVE.length) + after;
      };
      app.get(paths, forward({ name: "archive", target, timeoutMs, answerMaxBytes }));
    }
    app.put(
      PASS_PATHS,
      raw(KEPT_PASS_MAX_BYTES),
      forward({
        name: "archive",
        target: (path) => withoutSlash(archive) + path.slice(ARCHIVE.length),
        timeoutMs,
        answerMaxBytes: KEPT_PASS_MAX_BYTES,
        carried: { name: "witness-expires", form: /^\d{1,10}$/ },
      }),
    );
  }
  if (relay !== undefined) {
    app.post(
      `${RELAY}/v1/operations`,
      raw(OPERATION_BODY_MAX_BYTES),
      forward({
        name: "relay",
        target: () => `${withoutSlash(relay)}/v1/operations`,
        timeoutMs,
        answerMaxBytes: RELAY_ANSWER_MAX_BYTES,
      }),
    );
  }
  const { predecessorInspect, predecessorArchive } = upstreams;
  if (predecessorInspect !== undefined) {
    const target = (): string => predecessorInspect;
    app.post(
      "/api/predecessor/inspect",
      raw(INSPECT_MAX_BYTES),
      forward({ name: "node", target, timeoutMs, answerMaxBytes: ANSWER_MAX_BYTES }),
    );
  }
  if (predecessorArchive !== undefined) {
    const target = (path: string): string => withoutSlash(predecessorArchive) + path.slice(PREDECESSOR_ARCHIVE.length);
    for (const { paths, answerMaxBytes } of PREDECESSOR_PATHS) {
      app.get(paths, forward({ name: "archive", target, timeoutMs, answerMaxBytes }));
    }
  }
  app.use(ARCHIVE, (_request, response) => {
    problem(response, "route-unknown", "There is nothing at this address that takes this method.");
  });
  if (fleet !== undefined) {
    app.post(
      FLEET_PATHS,
      raw(FLEET_MAX_BYTES),
      forward({
        name: "fleet",
        target: (path) => withoutSlash(fleet) + path.slice(FLEET.length),
        timeoutMs,
        answerMaxBytes: ANSWER_MAX_BYTES,
      }),
    );
  }
  app.use("/api", (_request, response) => {
    problem(response, "route-unknown", "There is nothing at this address.");
  });

  if (pass !== undefined) {
    const { folder, origins, rpcUrls } = pass;
    const { chainId, application } = config;
    const told = { chainId, application, origins, rpcUrls };
    app.use("/p", passRoutes(folder, { ...told, hasArchive: archive !== undefined, hasFleet: fleet !== undefined }));
  }
  app.use(preferCompressed(dist));
  // Names of built files carry a hash of their content, so they may be kept for ever; the page itself may not.
  app.use("/assets", express.static(join(dist, "assets"), { immutable: true, maxAge: "1y", index: false }));
  app.use("/assets", (_request, response) => {
    problem(response, "route-unknown", "There is nothing at this address; reload the page.");
  });
  app.use(express.static(dist, { maxAge: 0 }));
  // The page says itself that there is nothing at an address which is none of its own; the status says it too.
  app.get("/{*path}", (request, response) => {
    const known = placeOf(request.path) !== undefined;
    response
      .status(known ? 200 : 404)
      .set("cache-control", "no-cache")
      .sendFile(join(dist, "index.html"));
  });

  app.use((_request, response) => {
    problem(response, "route-unknown", "There is nothing at this address that takes this method.");
  });

  const failed: ErrorRequestHandler = (error: { status?: number; type?: string }, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error.status === 413) problem(response, "too-large", "The request is too large; send less at once.");
    else if (error.status && error.status < 500) problem(response, "malformed", "The request is broken.");
    else problem(response, "internal-error", "The page's server failed; try again.");
  };
  app.use(failed);
  return app;
}
