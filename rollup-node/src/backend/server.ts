/**
 * The rollup HTTP API of the Cartesi machine (rollup-http-server 0.17), served to one back-end: the same paths,
 * status codes and bounds. `/finish` is a long poll: it returns work as soon as there is some, and 202 after 5 s.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeInput } from "@witness/ethereum/input";
import { encodeOutput, toHex } from "../codec.ts";
import { nodeError } from "../errors.ts";
import { addressesThisMachine, fromWebPage } from "../web-pages.ts";
import { type BackendResult, LIMITS } from "./backend.ts";
import { type Gio, noGio } from "./gio.ts";
import type { Peers } from "./peer.ts";
import { BadRequest, bounded, destination, hexPayload, objectOf } from "./request-body.ts";

interface Work {
  readonly request: string;
  readonly inspect: boolean;
  readonly firstOutput: number;
  readonly outputs: Buffer[];
  readonly reports: Buffer[];
  readonly done: (outcome: BackendResult) => void;
  handedOut: boolean;
}

/** What happened to the process with the state: it died at work, another took its place, or the node cannot tell. */
export type BackendLoss = "gone" | "another" | "unsure";

/** What a server is made with. */
export interface ServerOptions {
  readonly pollMs?: number;
  readonly gio?: Gio;
  /** Called when a back-end accepts an input that had failed: its state is not the node's. */
  readonly onKept?: () => void;
  /** Tells an operator's processes apart. The node knows its own. */
  readonly peers?: Peers;
  /** Called when a process took another's place, before its request is handled. */
  readonly onChange?: (change: BackendLoss) => void;
  /** Called when a back-end has taken work. */
  readonly onTaken?: () => void;
}

/** The server of one application. As in the machine, the back-end has at most one piece of work at a time. */
export class RollupServer {
  #server: Server;
  #work: Work | undefined;
  #waiting: { response: ServerResponse; timer: NodeJS.Timeout } | undefined;
  #pollMs: number;
  #gio: Gio;
  /** True after an input ended while the back-end still worked on it: its next `/finish` is about that input. */
  #owes = false;
  #options: ServerOptions;

  constructor(options: ServerOptions = {}) {
    this.#options = options;
    this.#pollMs = options.pollMs ?? 5_000;
    this.#gio = options.gio ?? noGio;
    this.#server = createServer((request, response) => this.#receive(request, response));
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on("connection", (socket) =>
      socket.once("close", () => {
        if (this.working && options.peers?.dead === true) options.onChange?.("gone");
      }),
    );
  }

  /** Listens on 127.0.0.1; port 0 takes any free port. Returns the URL. Throws `port-taken`. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (cause: NodeJS.ErrnoException) =>
        reject(
          cause.code === "EADDRINUSE"
            ? nodeError("port-taken", `Port ${port} (rollup HTTP) is taken; choose another ROLLUP_NODE_BACKEND_PORT.`, {
                cause,
              })
            : cause,
        ),
      );
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  advance(raw: Uint8Array, firstOutput: number): Promise<BackendResult> {
    const input = decodeInput(raw);
    return this.#run(
      {
        request_type: "advance_state",
        data: {
          metadata: {
            chain_id: Number(input.chainId),
            app_contract: input.application.toLowerCase(),
            msg_sender: input.sender.toLowerCase(),
            block_number: Number(input.blockNumber),
            block_timestamp: Number(input.blockTimestampS),
            prev_randao: `0x${input.prevRandao.toString(16).padStart(64, "0")}`,
            input_index: Number(input.index),
          },
          payload: input.payload,
        },
      },
      false,
      firstOutput,
    );
  }

  inspect(query: Uint8Array): Promise<BackendResult> {
    return this.#run({ request_type: "inspect_state", data: { payload: toHex(query) } }, true, 0);
  }

  /** Hands over a request that Cartesi's server does not know. Returns what the back-end finished with; outputs are dropped. */
  order(what: string, name: string, from: number): Promise<BackendResult> {
    return this.#run({ request_type: what, data: { name, next_input: from } }, true, 0);
  }

  /** Ends the present work, if there is any (the process died, the deadline passed). */
  abandon(outcome: Pick<BackendResult, "status" | "exception">): void {
    this.#finish(outcome);
  }

  /** True while a back-end has work. */
  get working(): boolean {
    return this.#work?.handedOut === true;
  }

  /** Forgets a back-end that ended: the open poll of a dead process must get no work. */
  disconnect(): void {
    if (this.#waiting !== undefined) clearTimeout(this.#waiting.timer);
    this.#waiting = undefined;
    this.#owes = false;
    this.#server.closeAllConnections();
  }

  /** Gives no more work to the present process, unless it was given none yet. Another process must connect. */
  dismiss(): void {
    const { peers } = this.#options;
    peers?.dismiss();
    this.#owes = false;
    const socket = this.#waiting?.response.socket;
    if (this.#waiting === undefined || !socket || peers?.meet(socket) !== "dismissed") return;
    this.#putOff(this.#waiting.response);
    clearTimeout(this.#waiting.timer);
    this.#waiting = undefined;
  }

  async close(): Promise<void> {
    this.disconnect();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #run(request: unknown, inspect: boolean, firstOutput: number): Promise<BackendResult> {
    if (this.#work !== undefined) throw new Error("the back-end is busy");
    return new Promise((done) => {
      this.#work = {
        request: JSON.stringify(request),
        inspect,
        firstOutput,
        outputs: [],
        reports: [],
        done,
        handedOut: false,
      };
      this.#hand();
    });
  }

  #hand(): void {
    if (this.#work === undefined || this.#work.handedOut || this.#waiting === undefined) return;
    const { response, timer } = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(timer);
    this.#work.handedOut = true;
    this.#options.peers?.give();
    this.#options.onTaken?.();
    reply(response, 200, this.#work.request, "application/json");
  }

  /** Ends an input whose back-end runs on. */
  #fail(outcome: Pick<BackendResult, "status" | "exception">): void {
    if (this.#work?.handedOut !== true) return;
    this.#owes = true;
    this.#finish({ ...outcome, standing: true });
  }

  #finish(outcome: Pick<BackendResult, "status" | "exception" | "standing">): void {
    const work = this.#work;
    if (work === undefined) return;
    this.#work = undefined;
    work.done({ ...outcome, outputs: work.outputs, reports: work.reports });
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= LIMITS.httpBody) chunks.push(chunk);
    });
    request.on("end", () => {
      try {
        // Whoever calls here acts as the back-end: a page in the operator's browser must not.
        if (fromWebPage(request) || !addressesThisMachine(request))
          return void reply(response, 403, "this port is the back-end's, not a web page's", "text/plain");
        if (request.method !== "POST") return void reply(response, 404);
        if (length > LIMITS.httpBody) throw new BadRequest(`body of ${length} bytes exceeds ${LIMITS.httpBody}`);
        if (this.#welcome(request, response)) this.#answer(request.url ?? "", Buffer.concat(chunks), response);
      } catch (error) {
        if (!(error instanceof BadRequest)) throw error;
        reply(response, 400, error.message, "text/plain");
      }
    });
  }

  /** Returns false when the process has no right to call, after a reply to it. */
  #welcome(request: IncomingMessage, response: ServerResponse): boolean {
    const { peers, onChange } = this.#options;
    const standing = peers === undefined ? "same" : peers.meet(request.socket);
    if (standing === "another") this.#owes = false;
    if (standing === "another" || standing === "unsure") onChange?.(standing);
    if (standing === "same" || standing === "another") return true;
    if (request.url === "/finish") this.#putOff(response);
    else reply(response, 400, "the state is in another process's hands", "text/plain");
    return false;
  }

  /** Replies with a delay: a dismissed process polls on and on. */
  #putOff(response: ServerResponse): void {
    const timer = setTimeout(() => reply(response, 202), this.#pollMs);
    response.once("close", () => clearTimeout(timer));
  }

  #answer(path: string, bytes: Buffer, response: ServerResponse): void {
    const body = objectOf(bytes);
    const payload = (limit: number, what: string) => toHex(bounded(hexPayload(body, "payload"), limit, what));
    switch (path) {
      case "/finish":
        this.#poll(body["status"], response);
        break;
      case "/report": {
        const report = bounded(hexPayload(body, "payload"), LIMITS.report, "report");
        if (this.working) this.#work?.reports.push(report);
        reply(response, 202);
        break;
      }
      case "/exception": {
        const exception = hexPayload(body, "payload");
        reply(response, 202);
        this.#fail({ status: "EXCEPTION", exception });
        break;
      }
      case "/notice":
        this.#emit(response, encodeOutput({ type: "Notice", payload: payload(LIMITS.notice, "notice") }));
        break;
      case "/voucher": {
        const value = body["value"] === undefined ? Buffer.alloc(32) : hexPayload(body, "value");
        if (value.length === 0 || value.length > 32) throw new BadRequest("value must be 1 to 32 bytes of hex");
        const to = destination(body);
        this.#emit(
          response,
          encodeOutput({
            type: "Voucher",
            destination: to,
            value: BigInt(toHex(value)),
            payload: payload(LIMITS.voucher, "voucher"),
          }),
        );
        break;
      }
      case "/delegate-call-voucher": {
        const to = destination(body);
        this.#emit(
          response,
          encodeOutput({
            type: "DelegateCallVoucher",
            destination: to,
            payload: payload(LIMITS.delegateCallVoucher, "delegate call voucher"),
          }),
        );
        break;
      }
      case "/gio":
        this.#answerGio(body, response);
        break;
      default:
        reply(response, 404);
    }
  }

  #answerGio(body: Record<string, unknown>, response: ServerResponse): void {
    const { domain } = body;
    // Lower domains are the yield reasons of the machine.
    if (typeof domain !== "number" || !Number.isInteger(domain) || domain < 0x10 || domain > 0xffff)
      throw new BadRequest("domain must be a number from 16 to 65535");
    const answer = this.#gio(domain, hexPayload(body, "id"));
    if (answer === undefined)
      throw new BadRequest("unable to process gio request, error details: 'rollup error: nobody serves this request'");
    const text = JSON.stringify({ response_code: answer.responseCode, response: toHex(answer.response) });
    reply(response, 202, text, "application/json");
  }

  #emit(response: ServerResponse, output: Buffer): void {
    const work = this.#work;
    if (work === undefined || !work.handedOut)
      throw new BadRequest("outputs are only taken while an input is processed");
    // A query leaves only reports. The machine takes its outputs and drops them.
    if (!work.inspect && work.outputs.length >= LIMITS.outputsPerInput) {
      reply(response, 400, "too many outputs", "text/plain");
      this.#fail({ status: "OUTPUTS_LIMIT_EXCEEDED" });
      return;
    }
    work.outputs.push(output);
    const index = work.firstOutput + work.outputs.length - 1;
    reply(response, 201, `{"index":${index}}`, "application/json");
  }

  #poll(status: unknown, response: ServerResponse): void {
    if (status !== "accept" && status !== "reject") throw new BadRequest("status must be 'accept' or 'reject'");
    const kept = this.#owes && status === "accept";
    this.#owes = false;
    if (kept && this.#options.onKept !== undefined) {
      reply(response, 202);
      this.#options.onKept();
      return;
    }
    if (this.#waiting !== undefined) {
      // The same back-end asked again after it lost the connection: its newest call gets the work.
      clearTimeout(this.#waiting.timer);
      reply(this.#waiting.response, 202);
      this.#waiting = undefined;
    }
    const timer = setTimeout(() => {
      this.#waiting = undefined;
      reply(response, 202);
    }, this.#pollMs);
    this.#waiting = { response, timer };
    response.once("close", () => {
      if (this.#waiting?.response !== response) return;
      clearTimeout(timer);
      this.#waiting = undefined;
    });
    if (this.#work?.handedOut === true) this.#finish({ status: status === "accept" ? "ACCEPTED" : "REJECTED" });
    this.#hand();
  }
}

/** Sends a reply with its length, for small HTTP clients that cannot read chunks. */
function reply(response: ServerResponse, status: number, text = "", type?: string): void {
  const length = { "content-length": Buffer.byteLength(text) };
  response.writeHead(status, type === undefined ? length : { "content-type": type, ...length }).end(text);
}
