/** The operator's interface over HTTP, on a port and with a token of its own (docs/relay.md, "Orders"). */
import { createHash, timingSafeEqual } from "node:crypto";
import express, { type Express, type Response } from "express";
import helmet from "helmet";
import type { Admin } from "../admin.ts";
import { codeOf, RelayError, sentenceOf } from "../errors.ts";

const MODES = { pause: "paused", resume: "running", drain: "draining" } as const;

function sendProblem(response: Response, status: number, code: string, detail: string): void {
  const document = { type: "about:blank", title: code, status, detail, code };
  response.status(status).type("application/problem+json").send(JSON.stringify(document));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Makes the HTTP application. @param token what must come as `Authorization: Bearer …` */
export function makeAdminApp(admin: Admin, token: string): Express {
  const app = express();
  const expected = digest(`Bearer ${token}`);
  app.disable("x-powered-by");
  app.use(helmet());
  app.use((request, response, next) => {
    if (timingSafeEqual(digest(request.get("authorization") ?? ""), expected)) next();
    else sendProblem(response, 401, "token-wrong", "The token of the operator's interface is missing or wrong.");
  });
  app.get("/v1/status", async (_request, response) => {
    response.json(await admin.status());
  });
  app.get("/v1/pending", async (_request, response) => {
    response.json({ pending: await admin.pending() });
  });
  for (const [name, mode] of Object.entries(MODES)) {
    app.post(`/v1/${name}`, async (_request, response) => {
      admin.order(mode);
      response.json(await admin.status());
    });
  }
  const unknown = (response: Response) =>
    sendProblem(response, 404, "pending-unknown", "No payload of this number has a transaction on its way.");
  app.post("/v1/pending/:id/replace", async (request, response) => {
    if (await admin.replace(Number(request.params.id))) response.status(202).json({ id: Number(request.params.id) });
    else unknown(response);
  });
  app.post("/v1/pending/:id/cancel", async (request, response) => {
    const hash = await admin.cancel(Number(request.params.id));
    if (hash === undefined) unknown(response);
    else response.status(202).json({ id: Number(request.params.id), hash });
  });
  app.use((_request, response) => sendProblem(response, 404, "route-unknown", "There is nothing here."));
  app.use((error: unknown, _request: unknown, response: Response, _next: unknown) => {
    const status = error instanceof RelayError ? 409 : 500;
    sendProblem(response, status, codeOf(error), sentenceOf(error));
  });
  return app;
}
