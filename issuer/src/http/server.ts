/** The socket under the HTTP interfaces of issuer and verifier: it bounds slow senders, and its end loses no answer. */
import { createServer } from "node:http";
import type { Express } from "express";
import { IssuerError } from "../errors.ts";
import { problemText } from "./problem.ts";

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 8_192,
};
const CONNECTIONS_MAX = 1_000;
/** Answers under way are sent in less. */
const END_WITHIN_MS = 5_000;
const IDLE_EVERY_MS = 20;

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** Takes no more connections, answers the requests under way, then resolves. */
  readonly end: () => Promise<void>;
}

/** Listens. @throws {IssuerError} `port-taken` */
export async function listen(app: Express, host: string, port: number): Promise<Listening> {
  const server = createServer(LIMITS, app);
  server.maxConnections = CONNECTIONS_MAX;
  server.on("clientError", (error: Error & { code?: string }, socket) => {
    if (!socket.writable || error.code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    // Bytes that are no HTTP, or came too slowly, get a problem document too.
    const { status, text } = problemText("malformed");
    const head = `HTTP/1.1 ${status} Bad Request\r\nconnection: close\r\ncontent-type: application/problem+json`;
    socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: Error & { code?: string }) => {
      const sentence = `Port ${port} of ${host} cannot be listened at (${cause.code}); choose another port.`;
      reject(new IssuerError(sentence, { code: "port-taken", cause }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = typeof address === "object" && address ? address.port : port;
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      const late = setTimeout(() => server.closeAllConnections(), END_WITHIN_MS);
      // A client may keep its connection open after the answer.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_EVERY_MS);
      server.close(() => {
        clearTimeout(late);
        clearInterval(idle);
        resolve();
      });
      server.closeIdleConnections();
    });
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`, end };
}
