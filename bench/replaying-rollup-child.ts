/**
 * A rollup HTTP server that hands over one and the same request for ever: `node replaying-rollup-child.ts`, the request as the first
 * message of its parent. It is a process of its own, so that no time of it is the back-end's. It answers with its port.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

process.once("message", (requestText: string) => {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(request.url === "/finish" ? requestText : '{"index":0}');
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
});
