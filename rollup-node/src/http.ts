/** What both HTTP servers share: listening with a typed error, and refusals in the real node's words. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ErrorRequestHandler, Express, RequestHandler, Response } from "express";
import { nodeError } from "./errors.ts";
import { addressesThisMachine } from "./web-pages.ts";

/** Writes one log line. */
export type NamedLog = (level: "info" | "warn" | "error", message: string, facts: Record<string, unknown>) => void;

/** Where a server listens: its address and the ports of both servers. */
export interface ListenOptions {
  readonly host: string;
  readonly rpcPort: number;
  readonly inspectPort: number;
}

/** Listens on the port of a setting. @throws {NodeError} `port-taken`, naming the setting */
export async function listen(
  app: Express,
  { host, rpcPort, inspectPort }: ListenOptions,
  setting: "RPC_PORT" | "INSPECT_PORT",
): Promise<{ server: Server; url: string }> {
  const server = createServer(app);
  const port = setting === "RPC_PORT" ? rpcPort : inspectPort;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "EADDRINUSE"
          ? nodeError("port-taken", `Port ${port} is taken; choose another ROLLUP_NODE_${setting}.`, { cause })
          : cause,
      ),
    );
    server.listen(port, host, resolve);
  });
  const shown = host.includes(":") ? `[${host}]` : host;
  return { server, url: `http://${shown}:${(server.address() as AddressInfo).port}` };
}

/** Refuses a request with a line of plain text, as `http.Error` of the real node does. Clients compare these words. */
export function refuse(response: Response, status: number, sentence: string): void {
  response.status(status).type("text/plain").send(`${sentence}\n`);
}

/**
 * Returns a handler that refuses, with 403, a request whose `Host` is a name that an attacker may point to this machine.
 * @param hostnames names that the operator gave this machine
 */
export const onlyThisMachine =
  (hostnames: readonly string[]): RequestHandler =>
  (request, response, next) => {
    if (addressesThisMachine(request, hostnames)) next();
    else refuse(response, 403, "Host must be an IP address or localhost");
  };

/** Replies to a request whose body could not be read. */
export const onError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const tooLarge = (error as { type?: unknown }).type === "entity.too.large";
  refuse(response, tooLarge ? 413 : 400, tooLarge ? "Payload too large" : "Failed to read request body");
};
