/** The socket under a service's HTTP interface: it bounds who is slow, and its end cuts no answer off. */
import { createServer, type RequestListener } from "node:http";

/** A header comes in less. */
const HEADERS_WITHIN_MS = 10_000;
const CHECKED_EVERY_MS = 2_000;
/** Answers under way are sent in less. Who still sends then is cut off. */
const END_WITHIN_MS = 5_000;
const IDLE_EVERY_MS = 20;

/** What a service allows its clients, and how it tells what goes wrong. */
export interface ListeningOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly connectionsMax: number;
  /** How long a request may take to come. */
  readonly requestWithinMs: number;
  readonly headerMaxBytes?: number;
  /** How long a connection may stand still, such as under an answer that is not read. */
  readonly idleWithinMs?: number;
  /** Returns the problem document for bytes that are no HTTP, or came too slowly. */
  readonly malformed: () => { readonly status: number; readonly text: string };
  /** Returns the error for a port that cannot be listened at. @param reason the operating system's code */
  readonly portTaken: (reason: string | undefined, cause: Error) => Error;
}

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** Takes no more connections, answers the requests under way, then resolves. */
  readonly end: () => Promise<void>;
}

/**
 * Listens.
 * @throws what `portTaken` returns
 * @example
 * const { url, end } = await listenAt(app, { host, port, connectionsMax: 1_000, requestWithinMs: 10_000, ...failures });
 */
export async function listenAt(app: RequestListener, options: ListeningOptions): Promise<Listening> {
  const { host, port, connectionsMax, requestWithinMs, headerMaxBytes, idleWithinMs, malformed, portTaken } = options;
  const limits = {
    headersTimeout: HEADERS_WITHIN_MS,
    requestTimeout: requestWithinMs,
    connectionsCheckingInterval: CHECKED_EVERY_MS,
  };
  const server = createServer(
    headerMaxBytes === undefined ? limits : { ...limits, maxHeaderSize: headerMaxBytes },
    app,
  );
  server.maxConnections = connectionsMax;
  if (idleWithinMs !== undefined) server.setTimeout(idleWithinMs);
  server.on("clientError", (error: Error & { code?: string }, socket) => {
    if (!socket.writable || error.code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    const { status, text } = malformed();
    const head = `HTTP/1.1 ${status} Bad Request\r\nconnection: close\r\ncontent-type: application/problem+json`;
    socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: Error & { code?: string }) => reject(portTaken(cause.code, cause)));
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
