/**
 * Serves the page of passes (`verify/`): its files, its own content security policy, and what it is told of the application. The
 * pass itself stands in the fragment of the address, which no browser sends.
 */
import express, { Router } from "express";
import helmet from "helmet";
import { preferCompressed } from "./compress.ts";
import { problem } from "./problem.ts";

/** What `/p/config.json` says. */
export interface PassConfig {
  readonly chainId: number;
  /** 0x and 40 digits. */
  readonly application: string;
  /** Those of the genesis: where owners with passkeys sign. */
  readonly origins: readonly string[];
  /** Nodes of the chain that a reader's browser asks itself, beside the one behind this server. */
  readonly rpcUrls: readonly string[];
  readonly hasArchive: boolean;
  readonly hasFleet: boolean;
}

/** The reader names nodes and archives of their own: over TLS, or on the reader's own machine. */
const CONNECT = ["'self'", "https:", "http://127.0.0.1:*", "http://localhost:*"];

/** Returns the routes `/p` and `/p/…`. @param folder of the built page */
export function passRoutes(folder: string, config: PassConfig): Router {
  const router = Router();
  router.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          "default-src": ["'none'"],
          "script-src": ["'self'"],
          "worker-src": ["'self'"],
          "style-src": ["'self'"],
          "img-src": ["'self'"],
          "connect-src": CONNECT,
          "base-uri": ["'none'"],
          "form-action": ["'none'"],
          "frame-ancestors": ["'none'"],
          "require-trusted-types-for": ["'script'"],
          "trusted-types": ["witness-pass"],
        },
      },
      strictTransportSecurity: false,
      referrerPolicy: { policy: "no-referrer" },
    }),
  );
  router.use((_request, response, next) => {
    response.set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    next();
  });
  router.get("/config.json", (_request, response) => {
    response.set("cache-control", "no-store").json(config);
  });
  router.use((request, response, next) => {
    // Names with a hash of their content may be kept for ever; what has none is asked for again.
    const isHashed = /^\/pass-[0-9A-Za-z]{8,10}\.(js|css)$/.test(request.path);
    response.set("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    // A service worker would else be for addresses below its own only.
    if (request.path === "/worker.js") response.set("service-worker-allowed", "/p");
    if (request.path === "/SHA256SUMS") response.type("text/plain");
    if (request.path === "/") request.url = "/index.html";
    next();
  });
  router.use(preferCompressed(folder));
  router.use(express.static(folder, { index: false, cacheControl: false, redirect: false }));
  router.use((_request, response) => {
    problem(response, "route-unknown", "There is nothing at this address; reload the page.");
  });
  return router;
}
