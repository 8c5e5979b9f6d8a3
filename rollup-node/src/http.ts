/** What both HTTP servers share: listening with a named error, and refusals in the real node's words. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ErrorRequestHandler, Express, RequestHandler, Response } from "express";
import { nodeError } from "./errors.ts";
import { addressesThisMachine } from "./web-pages.ts";

export type NamedLog = (level: "info" | "warn" | "error", message: string, facts: Record<string, unknown>) => void;

/** Listens on all interfaces' loopback name; throws `port-taken` naming the option. */
export async function listen(app: Express, port: number, option: string): Promise<{ server: Server; url: string }> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "EADDRINUSE"
          ? nodeError("port-taken", `Port ${port} is taken; choose another with ${option}.`, { cause })
          : cause,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Refuses in a line of plain text, as the real node's `http.Error` does; clients compare these words. */
export function refuse(response: Response, status: number, sentence: string): void {
  response.status(status).type("text/plain").send(`${sentence}\n`);
}

/** Refuses with 403 a request whose `Host` is a name that may have been made to point to this machine. */
export const onlyThisMachine: RequestHandler = (request, response, next) => {
  if (addressesThisMachine(request)) next();
  else refuse(response, 403, "Host must be an IP address or localhost");
};

export const onError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const tooLarge = (error as { type?: unknown }).type === "entity.too.large";
  refuse(response, tooLarge ? 413 : 400, tooLarge ? "Payload too large" : "Failed to read request body");
};
