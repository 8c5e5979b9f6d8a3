/**
 * A machine server made of the recorded conversation: it answers exactly the recorded requests, in their order and
 * at the server they were sent to, and fails loudly on any other. Only ids and the addresses of forks are its own.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

interface Exchange {
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

export interface ReplayOptions {
  /** What will be asked, in this order. */
  readonly script: readonly Exchange[];
  /** The servers vanish, as if they were killed, when the exchange with this number is asked for. */
  readonly lostAt?: number;
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
export async function startReplay({ script, lostAt, port }: ReplayOptions): Promise<Replay> {
  let next = 0;
  const wrong: string[] = [];
  const servers = new Map<string, Server>();
  const ports = new Map<string, number>();
  const vanish = () => {
    for (const server of servers.values()) {
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
    if (next === lostAt) return vanish();
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
  for (const name of ["operator", "parent", ...new Set(script.map(({ server }) => server))]) {
    if (servers.has(name)) continue;
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
