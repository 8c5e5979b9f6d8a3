/**
 * The rollup HTTP API over one kept-alive connection, which takes one request at a time. It is written and read here, since `node:http`
 * takes seven times the processor's time for the same, and `fetch` thirty times: in a machine that is most of a small input.
 */
import { connect, isIP, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { type HttpAnswer, readAnswer } from "./http-answer.ts";

/** An answer of the rollup server. */
export interface RollupResponse {
  readonly status: number;
  readonly body: string;
}

/** Posts to the rollup server. */
export type Post = (path: string, body: unknown) => Promise<RollupResponse>;

const NOTHING = Buffer.alloc(0);

function openSocket({ protocol, hostname, port }: URL): Socket {
  // An address of IPv6 stands in brackets in a URL.
  const host = hostname.replace(/^\[|\]$/g, "");
  if (protocol !== "https:") return connect({ host, port: Number(port || 80), noDelay: true });
  return connectSecurely({ host, port: Number(port || 443), ...(isIP(host) ? {} : { servername: host }) });
}

/** A connection to the server. */
class Connection {
  /** It takes another request. */
  isOpen = true;
  readonly #socket: Socket;
  #received: Buffer = NOTHING;
  #asked: { readonly resolve: (answer: HttpAnswer) => void; readonly reject: (error: Error) => void } | undefined;
  #error: Error | undefined;

  constructor(url: URL) {
    this.#socket = openSocket(url);
    this.#socket.on("data", (bytes: Buffer) => {
      // An answer to nothing would be taken for that of the next request: an input twice, or none.
      if (this.#asked === undefined) return this.#leave();
      this.#received = this.isSilent ? bytes : Buffer.concat([this.#received, bytes]);
      this.#read(false);
    });
    this.#socket.on("error", (error) => {
      this.#error = error;
    });
    this.#socket.on("close", () => {
      this.isOpen = false;
      this.#read(true);
      this.#asked?.reject(this.#error ?? new Error("The rollup server closed the connection before it had answered."));
    });
  }

  /** Nothing of an answer has come. */
  get isSilent(): boolean {
    return this.#received.length === 0;
  }

  ask(request: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
      this.#socket.write(request);
    });
  }

  #read(isEnd: boolean): void {
    const asked = this.#asked;
    if (asked === undefined) return;
    try {
      const answer = readAnswer(this.#received, isEnd);
      if (answer === undefined) return;
      this.#asked = undefined;
      this.#received = NOTHING;
      if (answer.isLast) this.#leave();
      asked.resolve(answer);
    } catch (error) {
      this.#asked = undefined;
      this.#leave();
      asked.reject(error as Error);
    }
  }

  #leave(): void {
    this.isOpen = false;
    this.#socket.destroy();
  }
}

/** Makes a client for `ROLLUP_HTTP_SERVER_URL`. */
export function rollupClient(baseUrl: string): Post {
  const url = new URL(baseUrl);
  let kept: Connection | undefined;

  const ask = async (request: string): Promise<RollupResponse> => {
    const reused = kept?.isOpen ? kept : undefined;
    const connection = reused ?? new Connection(url);
    kept = connection;
    try {
      return await connection.ask(request);
    } catch (error) {
      // The server had closed the idle connection before this request reached it: then it processed nothing.
      if (reused && connection.isSilent) return ask(request);
      throw error;
    }
  };

  return (path, body) => {
    const text = JSON.stringify(body);
    const head = `POST ${path} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\n`;
    return ask(`${head}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
}
