/** The client against servers as they may be: the standard library's, and one that sends bytes as it is told. */
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { rollupClient } from "../src/rollup/client.ts";

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Pieces = readonly (string | Buffer)[];

/** A server that answers each request with the next of these, piece by piece, and closes when there is none. */
async function saying(...answers: readonly Pieces[]) {
  const seen = { connections: 0, requests: [] as string[] };
  const left = [...answers];
  const server = createServer((socket) => {
    seen.connections += 1;
    socket.on("data", async (bytes) => {
      seen.requests.push(bytes.toString());
      for (const piece of left.shift() ?? []) {
        socket.write(piece);
        await wait(5);
      }
      if (left.length === 0) socket.end();
    });
  });
  return { url: await listen(server), seen };
}

const OK: Pieces = ["HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"];
const CHUNKS = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
const CLOSE: Pieces = ["HTTP/1.1 200 OK\r\nConnection: close\r\ncontent-length: 2\r\n\r\nok"];
const UMLAUT = Buffer.from("HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nü");

describe("the client", () => {
  it("posts JSON over one connection to a server of node:http, and reads answers with a length and in chunks", async () => {
    const heard: unknown[] = [];
    const answer: RequestListener = (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        heard.push([request.method, request.url, request.headers["content-type"], Buffer.concat(chunks).toString()]);
        response.writeHead(request.url === "/notice" ? 201 : 200);
        if (request.url === "/notice") response.write("in ");
        response.end(request.url === "/notice" ? "chünks" : "x".repeat(200_000));
      });
    };
    const server = createHttpServer(answer);
    let connections = 0;
    server.on("connection", () => {
      connections += 1;
    });
    const post = rollupClient(await listen(server));
    expect(await post("/notice", { payload: "0xü" })).toMatchObject({ status: 201, body: "in chünks" });
    expect((await post("/finish", { status: "accept" })).body).toHaveLength(200_000);
    expect(heard).toEqual([
      ["POST", "/notice", "application/json", '{"payload":"0xü"}'],
      ["POST", "/finish", "application/json", '{"status":"accept"}'],
    ]);
    expect(connections).toBe(1);
  });

  it.each([
    ["a length, in pieces", ["HTTP/1.1 202 Acc", "epted\r\nContent-Length:  4\r\n", "\r\nab", "cd"], 202, "abcd"],
    [
      "chunks, in pieces",
      ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;n=v\r\nab", "c\r\n1\r\nd\r\n0\r", "\nx: y\r\n\r\n"],
      200,
      "abcd",
    ],
    ["an end", ["HTTP/1.0 200 OK\r\n\r\nab", "cd"], 200, "abcd"],
    ["no body", ["HTTP/1.1 204 No Content\r\n\r\n"], 204, ""],
    ["a character cut in two", [UMLAUT.subarray(0, -1), UMLAUT.subarray(-1)], 200, "ü"],
  ] as const)("reads an answer with %s", async (_, pieces, status, body) => {
    const { url } = await saying(pieces);
    expect(await rollupClient(url)("/finish", {})).toMatchObject({ status, body });
  });

  it("opens a new connection after an answer that is said to be the last", async () => {
    const { url, seen } = await saying(CLOSE, OK, OK);
    const post = rollupClient(url);
    for (const path of ["/finish", "/report", "/finish"]) expect((await post(path, {})).body).toBe("ok");
    expect(seen.connections).toBe(2);
  });

  it.each([
    ["behind an answer", [`${OK[0]}HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstale`]],
    ["behind the last chunk", [`${CHUNKS}HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstale`]],
    ["after it", [...OK, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstale"]],
    ["in part, after it", [...OK, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n"]],
  ])("takes for no answer what the server says unasked %s, and asks over a new connection", async (_, pieces) => {
    const { url, seen } = await saying(pieces, OK, OK);
    const post = rollupClient(url);
    expect((await post("/finish", {})).body).toBe("ok");
    await wait(50);
    expect((await post("/report", {})).body).toBe("ok");
    expect(seen.connections).toBe(2);
  });

  it("sends a request again when the server had closed the idle connection", async () => {
    const { url, seen } = await saying(OK, [], OK);
    const post = rollupClient(url);
    // The first answer leaves the connection open; the second request is not answered, and the connection closed.
    expect((await post("/finish", {})).status).toBe(200);
    for (const socket of sockets) socket.on("data", () => socket.destroy());
    expect((await post("/report", {})).body).toBe("ok");
    expect(seen.connections).toBe(2);
  });

  it.each([
    ["closes a new connection without an answer", []],
    ["closes it in the midst of an answer", ["HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok"]],
    ["answers what is no HTTP", ["SSH-2.0-OpenSSH\r\n\r\n"]],
    ["sends a chunk without a length", ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"]],
  ])("says so when the server %s", async (_, pieces) => {
    const { url, seen } = await saying(pieces);
    await expect(rollupClient(url)("/finish", {})).rejects.toThrow("The rollup server");
    expect(seen.connections).toBe(1);
  });

  it("says so when nobody listens, and asks a server that comes later", async () => {
    const { url } = await saying(OK);
    const post = rollupClient(url);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    await expect(post("/finish", {})).rejects.toMatchObject({ code: "ECONNREFUSED" });
    const again = createHttpServer((_, response) => response.end("ok"));
    servers.push(again);
    await new Promise<void>((resolve) => again.listen(Number(new URL(url).port), "127.0.0.1", resolve));
    expect((await post("/finish", {})).body).toBe("ok");
  });
});
