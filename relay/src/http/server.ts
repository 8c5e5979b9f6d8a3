/** The socket under the HTTP interface: it bounds slow senders, and its end loses no answer. */
import { createServer, type Server } from "node:http";
import type { Express } from "express";
import { RelayError } from "../errors.ts";
import { problemText } from "./problem.ts";

const HEADERS_WITHIN_MS = 10_000;
/** 4 MiB at 140 kB a second. */
const REQUEST_WITHIN_MS = 30_000;
const CONNECTIONS_MAX = 10_000;
/** Requests under way are answered in less. Who still sends then is cut off; nothing of it was acknowledged. */
const END_WITHIN_MS = 5_000;
const IDLE_EVERY_MS = 20;

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** Takes no more connections, answers the requests under way, then resolves. */
  readonly end: () => Promise<void>;
}

/** Listens. @throws {RelayError} `port-taken` */
export async function listen(app: Express, host: string, port: number): Promise<Listening> {
  const options = {
    headersTimeout: HEADERS_WITHIN_MS,
    requestTimeout: REQUEST_WITHIN_MS,
    connectionsCheckingInterval: 2_000,
  };
  const server = createServer(options, app);
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
      const sentence = `Port ${port} of ${host} cannot be listened at (${cause.code}); choose another with RELAY_PORT.`;
      reject(new RelayError(sentence, { code: "port-taken", cause }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = typeof address === "object" && address ? address.port : port;
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`, end: () => end(server) };
}

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
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
}
