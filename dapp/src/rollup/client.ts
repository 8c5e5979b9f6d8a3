/** The rollup HTTP API over one kept-alive connection (inside the machine, `fetch` costs three times the cycles). */
import { Agent, type ClientRequest, request } from "node:http";

/** An answer of the rollup server. */
export interface RollupResponse {
  readonly status: number;
  readonly body: string;
}

/** Posts to the rollup server. */
export type Post = (path: string, body: unknown) => Promise<RollupResponse>;

/**
 * Returns whether the server had closed the idle connection before this request reached it: then it processed nothing.
 */
const neverArrived = (error: NodeJS.ErrnoException, call: ClientRequest): boolean =>
  call.reusedSocket && error.code === "ECONNRESET";

/** Makes a client for `ROLLUP_HTTP_SERVER_URL`. */
export function rollupClient(baseUrl: string): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post: Post = (path, body) =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.from(JSON.stringify(body));
      const headers = { "content-type": "application/json", "content-length": bytes.length };
      const call = request(new URL(path, baseUrl), { method: "POST", agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
        response.on("error", reject);
      });
      call.on("error", (error) => (neverArrived(error, call) ? post(path, body).then(resolve, reject) : reject(error)));
      call.end(bytes);
    });
  return post;
}
