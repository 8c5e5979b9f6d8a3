/** A rollup node as the relay sees it: something that answers queries over HTTP. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toHex } from "@witness/protocol/bytes";
import { decodeQuery, type Query } from "@witness/protocol/wire/query";

/** The report of an answered query, and how many inputs the back-end has judged. */
export interface NodeAnswer {
  /** Undefined when the back-end refuses the query. */
  readonly report: Uint8Array | undefined;
  readonly inputs: number;
}

/** Starts a node that answers with what `answer` returns; without an answer it breaks the connection. */
export async function startNode(answer: (query: Query, bytes: Uint8Array) => NodeAnswer | undefined) {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const bytes = Uint8Array.from(Buffer.concat(chunks));
      const answered = answer(decodeQuery(bytes), bytes);
      if (!answered) {
        response.destroy();
        return;
      }
      const reports = answered.report ? [{ payload: `0x${toHex(answered.report)}` }] : [];
      response.end(JSON.stringify({ status: "Accepted", reports, processed_input_count: answered.inputs }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/inspect/witness`, close: () => server.close() };
}
