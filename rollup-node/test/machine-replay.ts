/**
 * A machine server made of the recorded conversation. It replies to exactly the recorded requests, in their order and
 * at the server they were sent to, and fails on any other. Only ids and the addresses of forks are its own.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

export interface Exchange {
  readonly server: string;
  readonly request: { readonly method: string; readonly params: Readonly<Record<string, unknown>> };
  readonly response: { readonly result?: unknown; readonly error?: unknown };
}

/** Parts of the conversation by what their comments say: "load", "advance 0" … "advance 4", "inspect", "failures". */
export type Part = string;

function readParts(): Map<Part, Exchange[]> {
  const parts = new Map<Part, Exchange[]>();
  let part: Exchange[] = [];
  for (const line of readFileSync(join(import.meta.dirname, "../fixtures/cartesi-machine.jsonl"), "utf8").split("\n")) {
    if (line === "") continue;
    const entry = JSON.parse(line) as Exchange & { readonly comment?: string };
    if (entry.comment === undefined) part.push(entry);
    else {
      part = [];
      const name = entry.comment.startsWith("A genuine") ? "load" : entry.comment.replace(/:.*/s, "");
      parts.set(name === "a call that fails" ? "failures" : name, part);
    }
  }
  return parts;
}

const PARTS = readParts();

/** Every exchange of some parts, one after the other. */
export function recorded(...names: readonly Part[]): Exchange[] {
  return names.flatMap((name) => {
    const part = PARTS.get(name);
    if (part === undefined) throw new Error(`nothing is recorded as ${name}`);
    return part;
  });
}

/** The same exchanges at another server. */
export function moved(exchanges: readonly Exchange[], from: string, to: string): Exchange[] {
  return exchanges.map((exchange) => {
    const { result } = exchange.response;
    const made = (result as { readonly address?: string } | null)?.address === from;
    return {
      ...exchange,
      server: exchange.server === from ? to : exchange.server,
      response: made ? { result: { ...(result as object), address: to } } : exchange.response,
    };
  });
}

/** The recorded exchanges with other parameters or another answer at the first call of a method. */
export function altered(
  exchanges: readonly Exchange[],
  method: string,
  { params, result }: { readonly params?: object; readonly result?: unknown },
): Exchange[] {
  const place = exchanges.findIndex(({ request }) => request.method === method);
  const { server, request, response } = exchanges[place]!;
  const other = {
    server,
    request: { ...request, params: { ...request.params, ...params } },
    response: result === undefined ? response : { result },
  };
  return exchanges.with(place, other);
}

export interface ReplayOptions {
  /** The requests that will come, in this order. */
  readonly script: readonly Exchange[];
  /** When this exchange is due, the server that is asked vanishes, or all of them, as if they had been killed. */
  readonly lost?: { readonly at: number; readonly server?: string };
  /** The exchange that gets no reply. */
  readonly silentAt?: number;
  /** Port of the first server; any free one without it. */
  readonly port?: number;
}

export interface Replay {
  /** The first server. */
  readonly url: string;
  /** A server that is only ever forked, giving the first server: what an operator runs. It is not in the record. */
  readonly operatorUrl: string;
  /** Requests that were not the recorded one. */
  readonly wrong: readonly string[];
  /** Exchanges not yet asked for. */
  left(): number;
  close(): Promise<void>;
}

async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function body(request: IncomingMessage): Promise<{ id: unknown; method: string; params: unknown }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

/** Starts the servers of a script. */
export async function startReplay({ script, lost, silentAt, port }: ReplayOptions): Promise<Replay> {
  let next = 0;
  const wrong: string[] = [];
  const servers = new Map<string, Server>();
  const ports = new Map<string, number>();
  const vanish = (only?: string) => {
    for (const [name, server] of servers) {
      if (only !== undefined && name !== only) continue;
      server.close();
      server.closeAllConnections();
    }
  };
  const answer = async (name: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { id, method, params } = await body(request);
    const reply = (content: object) =>
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ id, jsonrpc: "2.0", ...content }));
    if (name === "operator" && method === "fork")
      return void reply({ result: { address: `0.0.0.0:${ports.get("parent")}`, pid: process.pid } });
    if (next === lost?.at && (lost.server ?? name) === name) return vanish(lost.server);
    if (next === silentAt) {
      next++;
      return;
    }
    const expected = script[next];
    if (expected?.server !== name || !isDeepStrictEqual(expected.request, { ...expected.request, method, params })) {
      wrong.push(`${name} was asked ${method} ${JSON.stringify(params)}, number ${next} of the record is
        ${JSON.stringify(expected)?.slice(0, 400)}`);
      return void response.writeHead(500).end(wrong.at(-1));
    }
    next++;
    const { result } = expected.response;
    if (method !== "fork") return void reply(expected.response);
    const { address, pid } = result as { readonly address: string; readonly pid: number };
    reply({ result: { address: `127.0.0.1:${ports.get(address)}`, pid } });
  };
  const forks = script.map(({ response }) => (response.result as { readonly address?: string } | null)?.address);
  for (const name of new Set(["operator", "parent", ...forks])) {
    if (name === undefined) continue;
    const server = createServer((request, response) => {
      answer(name, request, response).catch((error: Error) => wrong.push(String(error)));
    });
    servers.set(name, server);
    ports.set(name, await listen(server, name === "parent" ? port : 0));
  }
  return {
    url: `http://127.0.0.1:${ports.get("parent")}/`,
    operatorUrl: `http://127.0.0.1:${ports.get("operator")}/`,
    wrong,
    left: () => script.length - next,
    close: async () => vanish(),
  };
}
