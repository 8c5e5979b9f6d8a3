/**
 * A rollup HTTP server as small as can be: it hands requests over one by one, as a machine's driver does, and keeps
 * what the back-end emits for each. On reject it drops notices and keeps reports.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What became of one request. */
export interface RequestResult {
  readonly status: string;
  readonly reports: readonly string[];
  readonly notices: readonly string[];
}

/** A server that is listening. */
export interface RollupServer {
  readonly url: string;
  /** Every request's outcome, in order; rejected when the back-end says that it cannot go on. */
  readonly outcomes: Promise<readonly RequestResult[]>;
  readonly close: () => Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<{ readonly payload?: string; readonly status?: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as { payload?: string; status?: string };
}

/** Serves requests (JSON texts, as /finish answers them) to one back-end. */
export async function serveRequests(requests: readonly string[]): Promise<RollupServer> {
  const outcomes: RequestResult[] = [];
  let open: { reports: string[]; notices: string[] } | undefined;
  let done: (outcomes: readonly RequestResult[]) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const finished = new Promise<readonly RequestResult[]>((resolve, reject) => {
    done = resolve;
    fail = reject;
  });
  const server = createServer((request, response) => {
    const answer = async () => {
      const { payload = "", status = "" } = await bodyOf(request);
      if (request.url === "/finish") {
        if (open) outcomes.push({ status, reports: open.reports, notices: status === "accept" ? open.notices : [] });
        open = undefined;
        const next = requests[outcomes.length];
        if (next === undefined) {
          done(outcomes);
          // Nothing more is to come; the back-end waits until it is stopped.
          return;
        }
        open = { reports: [], notices: [] };
        response.writeHead(200, { "content-type": "application/json" }).end(next);
        return;
      }
      if (request.url === "/report") open?.reports.push(payload);
      else if (request.url === "/notice") open?.notices.push(payload);
      else throw new Error(`The back-end called ${request.url} with ${payload}.`);
      response.writeHead(200, { "content-type": "application/json" }).end('{"index":0}');
    };
    answer().catch(fail);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, outcomes: finished, close };
}

/** SHA-256 over all outcomes in order: equal digests, equal bytes. */
export const digestOf = (outcomes: readonly RequestResult[]): string =>
  createHash("sha256")
    .update(outcomes.map(({ status, reports, notices }) => JSON.stringify([status, reports, notices])).join("\n"))
    .digest("hex");
