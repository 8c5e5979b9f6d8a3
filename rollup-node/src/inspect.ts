/** `POST /inspect/{name or address}`: the raw body is the query, whatever its content type. */
import express, { type Express } from "express";
import type { Application } from "./application.ts";
import { LIMITS } from "./backend/backend.ts";
import { toHex } from "./codec.ts";
import { NodeError } from "./errors.ts";
import { onError, onlyThisMachine, refuse } from "./http.ts";
import { findApplication } from "./rpc/methods.ts";

const WORDS: Readonly<Record<string, string>> = { ACCEPTED: "Accepted", REJECTED: "Rejected" };

/** Returns the Express application of the inspect server. The caller listens. */
export function inspectApp(applications: readonly Application[], hostnames: readonly string[]): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(onlyThisMachine(hostnames));
  app.use((request, response, next) => {
    response.set({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "POST, OPTIONS",
      "access-control-allow-headers": "content-type",
    });
    if (request.method === "OPTIONS") response.status(204).end();
    else next();
  });
  app.all(
    "/inspect/:application",
    express.raw({ type: () => true, limit: LIMITS.inspect }),
    async (request, response) => {
      if (request.method !== "POST") response.set("allow", "POST");
      if (request.method !== "POST") return refuse(response, 405, "Method not allowed");
      const found = findApplication(applications, request.params["application"]);
      if (found === undefined) return refuse(response, 404, "Application not found");
      try {
        const query = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const { outcome, processed } = await found.inspect(query);
        response.json({
          status: WORDS[outcome.status] ?? "Exception",
          ...(WORDS[outcome.status] === undefined && {
            exception: `Error on the machine while inspecting: ${outcome.exception?.toString("utf8") ?? outcome.status}`,
          }),
          // Null, not an empty list: the real node is written in Go, which writes an empty list as null.
          reports: outcome.reports.length === 0 ? null : outcome.reports.map((report) => ({ payload: toHex(report) })),
          processed_input_count: processed,
        });
      } catch (error) {
        if (!(error instanceof NodeError)) throw error;
        refuse(response, 503, error.message);
      }
    },
  );
  app.use((_request, response) => refuse(response, 404, "404 page not found"));
  app.use(onError);
  return app;
}
