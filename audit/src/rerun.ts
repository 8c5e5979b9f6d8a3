/**
 * Running the back-end again: a rollup HTTP server that hands it one input after the other and keeps what it says. It
 * shares no code with any node, so that a node's mistake is not repeated here.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ABI, type Input } from "./contracts.ts";
import { AuditError } from "./errors.ts";

/** What the back-end made of one input. */
export interface InputResult {
  readonly accepted: boolean;
  /** Whole output blobs, in order; none of an input that was rejected. */
  readonly outputs: readonly string[];
  readonly reports: readonly string[];
}

/** What the real node allows, and more than any back-end should need. */
const DEADLINE_MS = 180_000;
/** A back-end that waits is answered 202 now and then, as the API has it. */
const POLL_MS = 5_000;
const BODY_MAX_BYTES = 5 * 2 ** 20;
const OUTPUTS_MAX = 65_536;
const LAST_WORDS = 2_000;

interface Work {
  readonly input: Input;
  readonly outputs: string[];
  readonly reports: string[];
  handedOut: boolean;
  readonly done: (result: InputResult) => void;
}

interface PendingInput {
  readonly response: ServerResponse;
  readonly timer: NodeJS.Timeout;
}

class BadRequest extends Error {}

const hexOf = (value: unknown, name: string, bytes?: number): string => {
  const sound = typeof value === "string" && /^0x([0-9a-fA-F]{2})*$/.test(value);
  if (!sound || (bytes !== undefined && value.length !== 2 + 2 * bytes))
    throw new BadRequest(`${name} must be 0x and hexadecimal digits`);
  return value.toLowerCase();
};

/** A back-end under audit. */
export class Rerun {
  readonly #server: Server;
  #child: ChildProcess | undefined;
  #work: Work | undefined;
  #pending: PendingInput | undefined;
  #fail: ((error: AuditError) => void) | undefined;
  #failure: AuditError | undefined;
  #lastWords = "";
  #outputCount = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#receive(request, response).catch((error: unknown) => {
        if (error instanceof BadRequest) response.writeHead(400, { "content-type": "text/plain" }).end(error.message);
        else this.#fail?.(new AuditError(`The back-end's call failed: ${String(error)}`, { code: "backend-failed" }));
      });
    });
  }

  /** Starts the command with ROLLUP_HTTP_SERVER_URL set. It ends with this process, even when that is killed. */
  async start(command: string): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    // The pipe on standard input closes when the auditor is gone, however it went; then the whole group goes.
    const guarded = `exec 3<&0; (cat <&3 >/dev/null; kill -9 0) & (\n${command}\n) </dev/null 3<&-; exit $?`;
    const child = spawn("/bin/sh", ["-c", guarded], {
      detached: true,
      stdio: ["pipe", "ignore", "pipe"],
      env: { ...process.env, ROLLUP_HTTP_SERVER_URL: `http://127.0.0.1:${port}` },
    });
    this.#child = child;
    child.stdin?.on("error", () => {});
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
    });
    child.once("error", (cause) => this.#end(`could not be started (${cause.message})`));
    child.once("exit", (code, signal) => {
      if (this.#child === child) this.#end(`ended (${signal ?? `exit status ${code}`})`);
    });
  }

  /** Hands over one input and waits for the answer. @throws {AuditError} when the back-end ends, fails or is silent */
  async advance(input: Input): Promise<InputResult> {
    if (this.#failure) throw this.#failure;
    let timer: NodeJS.Timeout | undefined;
    try {
      const result = await new Promise<InputResult>((resolve, reject) => {
        this.#fail = reject;
        const silent = `The back-end said nothing for ${DEADLINE_MS / 1_000} s on input ${input.index}.`;
        timer = setTimeout(() => reject(new AuditError(silent, { code: "backend-silent" })), DEADLINE_MS);
        this.#work = { input, outputs: [], reports: [], handedOut: false, done: resolve };
        this.#hand();
      });
      this.#outputCount += result.outputs.length;
      return result;
    } finally {
      clearTimeout(timer);
      this.#fail = undefined;
      this.#work = undefined;
    }
  }

  /** Ends the back-end and the server. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      process.kill(-child.pid, "SIGKILL");
      await gone;
    }
    clearTimeout(this.#pending?.timer);
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #end(how: string): void {
    const at = this.#work ? ` at input ${this.#work.input.index}` : "";
    const words = this.#lastWords.trim() === "" ? "" : ` Its last words: ${this.#lastWords.trim()}`;
    this.#failure = new AuditError(`The back-end ${how}${at}.${words}`, { code: "backend-ended" });
    this.#fail?.(this.#failure);
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > BODY_MAX_BYTES) throw new BadRequest(`the body is larger than ${BODY_MAX_BYTES} bytes`);
      chunks.push(chunk);
    }
    let body: unknown;
    try {
      body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    } catch (cause) {
      throw new BadRequest("the body must be JSON", { cause });
    }
    if (typeof body !== "object" || body === null) throw new BadRequest("the body must be a JSON object");
    this.#answer(request.url ?? "", body as Readonly<Record<string, unknown>>, response);
  }

  #answer(path: string, body: Readonly<Record<string, unknown>>, response: ServerResponse): void {
    const payload = () => hexOf(body["payload"], "payload");
    const destination = () => hexOf(body["destination"], "destination", 20);
    switch (path) {
      case "/finish":
        this.#finish(body["status"], response);
        break;
      case "/report":
        this.#current().reports.push(payload());
        response.writeHead(202).end();
        break;
      case "/notice":
        this.#emit(response, "Notice", [payload()]);
        break;
      case "/voucher": {
        const value = hexOf(body["value"] ?? "0x00", "value");
        if (value.length < 4 || value.length > 66) throw new BadRequest("value must be 1 to 32 bytes");
        this.#emit(response, "Voucher", [destination(), BigInt(value), payload()]);
        break;
      }
      case "/delegate-call-voucher":
        this.#emit(response, "DelegateCallVoucher", [destination(), payload()]);
        break;
      case "/exception": {
        // In a machine this would undo the input; a process cannot be undone, so nothing after it could be trusted.
        const sentence = `The back-end threw an exception at input ${this.#work?.input.index ?? "none"}: ${payload().slice(0, 200)}`;
        response.writeHead(202).end();
        this.#failure = new AuditError(sentence, { code: "backend-failed" });
        this.#fail?.(this.#failure);
        break;
      }
      default:
        response.writeHead(404).end();
    }
  }

  #current(): Work {
    if (!this.#work?.handedOut) throw new BadRequest("there is no input being processed");
    return this.#work;
  }

  #emit(response: ServerResponse, kind: string, values: readonly unknown[]): void {
    const { outputs } = this.#current();
    if (outputs.length === OUTPUTS_MAX) throw new BadRequest("too many outputs");
    outputs.push(ABI.encodeFunctionData(kind, values));
    const index = this.#outputCount + outputs.length - 1;
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ index }));
  }

  #finish(status: unknown, response: ServerResponse): void {
    if (status !== "accept" && status !== "reject") throw new BadRequest("status must be 'accept' or 'reject'");
    if (this.#pending) {
      clearTimeout(this.#pending.timer);
      this.#pending.response.writeHead(202).end();
    }
    const timer = setTimeout(() => {
      this.#pending = undefined;
      response.writeHead(202).end();
    }, POLL_MS);
    this.#pending = { response, timer };
    const work = this.#work;
    if (work?.handedOut) {
      this.#work = undefined;
      const accepted = status === "accept";
      work.done({ accepted, outputs: accepted ? work.outputs : [], reports: work.reports });
    } else this.#hand();
  }

  #hand(): void {
    const [work, waiting] = [this.#work, this.#pending];
    if (!work || work.handedOut || !waiting) return;
    clearTimeout(waiting.timer);
    this.#pending = undefined;
    work.handedOut = true;
    const { input } = work;
    const metadata = {
      chain_id: input.chainId,
      app_contract: input.application,
      msg_sender: input.sender,
      block_number: input.block,
      block_timestamp: input.timeUnixS,
      prev_randao: input.prevRandao,
      input_index: input.index,
    };
    waiting.response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ request_type: "advance_state", data: { metadata, payload: input.payload } }));
  }
}
