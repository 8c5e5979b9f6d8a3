/** A rollup HTTP server that only serves prepared requests, so that the time is the back-end's. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a back-end did with some inputs. */
export interface Driven {
  readonly ms: number;
  /** The payloads of its reports, in order. */
  readonly reports: readonly string[];
}

/** A server for one back-end. */
export interface BenchRollup {
  readonly url: string;
  /** Serves requests (JSON texts) one after the other. */
  readonly drive: (requests: readonly string[]) => Promise<Driven>;
  readonly close: () => void;
}

/** Listens on a free port. */
export async function startRollup(): Promise<BenchRollup> {
  let queue: string[] = [];
  let reports: string[] = [];
  let done: (() => void) | undefined;
  let waiting: ServerResponse | undefined;
  const hand = (): void => {
    const next = queue.shift();
    if (next === undefined) {
      done?.();
      return;
    }
    waiting?.writeHead(200, { "content-type": "application/json" }).end(next);
    waiting = undefined;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.url === "/finish") {
        waiting = response;
        hand();
        return;
      }
      if (request.url === "/report") reports.push(JSON.parse(Buffer.concat(chunks).toString()).payload);
      response.writeHead(200, { "content-type": "application/json" }).end('{"index":0}');
    });
  });
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drive: async (requests) => {
      queue = [...requests];
      reports = [];
      const ended = new Promise<void>((resolve) => {
        done = resolve;
      });
      const startMs = performance.now();
      if (waiting !== undefined) hand();
      await ended;
      return { ms: performance.now() - startMs, reports };
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
