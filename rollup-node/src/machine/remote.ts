/**
 * One `cartesi-jsonrpc-machine` server: the calls that the node makes, as typed functions. They are JSON-RPC 2.0 over
 * HTTP POST. Each call has its own connection: a server that forks would pass its open connections to the child.
 */
import { request } from "node:http";
import { BackendLost } from "../backend/backend.ts";
import { NodeError, nodeError } from "../errors.ts";

/** Why `machine.run` returned. */
export type BreakReason =
  | "failed"
  | "halted"
  | "yielded_manually"
  | "yielded_automatically"
  | "yielded_softly"
  | "reached_target_mcycle"
  | "mcycle_overflow"
  | "console_output"
  | "console_input";

/** The guest's request when it yielded. `reason` has different values for automatic and manual yields. */
export interface CmioRequest {
  readonly reason: number;
  readonly data: Buffer;
  /** Bytes that the guest wrote. They are more than `data` holds when the guest wrote past the buffer. */
  readonly availableLength: number;
}

/** A copy of a server. */
export interface Fork {
  readonly remote: Remote;
  readonly pid: number;
}

/** A server with or without a machine in it. Every call throws BackendLost when there is no reply. */
export interface Remote {
  readonly url: string;
  version(): Promise<string>;
  /** Loads a stored snapshot; the directory is a path on the server's side. Throws `machine-refused`. */
  load(directory: string): Promise<void>;
  /** Writes the machine to a new directory on the server's side. Throws `machine-refused`. */
  store(directory: string): Promise<void>;
  rootHash(): Promise<Buffer>;
  /** Copies the server with the machine in it. The copy listens on its own port. */
  fork(): Promise<Fork>;
  /** Cycles since the machine was made. */
  mcycle(): Promise<number>;
  /** Sends the guest a request. An input comes with the state hash that a reject returns to. */
  send(reason: number, data: Uint8Array, revertRootHash?: Buffer): Promise<void>;
  /** Runs until the guest yields, halts or reaches the cycle; throws `machine-deadline` after `deadlineMs`. */
  run(mcycleEnd: number, deadlineMs: number): Promise<BreakReason>;
  receive(length: number): Promise<CmioRequest>;
  shutdown(): Promise<void>;
}

/** The limit for a call other than `run` and `load`. Most take milliseconds; to hash a machine of 8 GiB takes longest. */
const CALL_MS = 60_000;
/** The node's `load_deadline`. */
const LOAD_MS = 300_000;
/** The largest reply is 2 MiB in base64. */
const ANSWER_MAX_BYTES = 8 << 20;

interface Call {
  readonly url: string;
  readonly method: string;
  readonly params: unknown;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

class Deadline extends Error {}

function post({ url, method, params, deadlineMs, signal }: Call): Promise<string> {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": body.length, connection: "close" };
    const call = request(url, { method: "POST", agent: false, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > ANSWER_MAX_BYTES) call.destroy(new Error("the reply is too long"));
        chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        if (response.statusCode === 200) resolve(text);
        else reject(nodeError("machine-protocol", `The machine server answered HTTP ${response.statusCode}: ${text}`));
      });
    });
    const timer = setTimeout(() => call.destroy(new Deadline()), deadlineMs);
    call.on("close", () => clearTimeout(timer));
    call.on("error", reject);
    call.end(body);
  });
}

function protocolError(method: string, what: string): NodeError {
  return nodeError(
    "machine-protocol",
    `${method} was answered with ${what.slice(0, 200)}; is this cartesi-jsonrpc-machine?`,
  );
}

async function ask(call: Call): Promise<unknown> {
  const { url, method } = call;
  let text: string;
  try {
    text = await post(call);
  } catch (cause) {
    if (cause instanceof NodeError) throw cause;
    if (cause instanceof Deadline)
      throw nodeError("machine-deadline", `The machine did not return from ${method} within ${call.deadlineMs} ms.`);
    throw new BackendLost(`The machine server at ${url} did not answer ${method}.`, { cause, taken: false });
  }
  let answer: { readonly result?: unknown; readonly error?: { readonly code: number; readonly message: string } };
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw nodeError("machine-protocol", `${method} was answered with something that is not JSON.`, { cause });
  }
  if (answer?.error !== undefined)
    throw nodeError(
      "machine-refused",
      `The machine refused ${method}: ${answer.error.message} (${answer.error.code}).`,
    );
  if (answer?.result === undefined) throw protocolError(method, text);
  return answer.result;
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});

/** Returns the URL of a fork. It runs where its parent runs, so only the port is read: the host may be 0.0.0.0. */
function beside(url: string, address: string): string {
  const port = /:(\d{1,5})$/.exec(address)?.[1];
  if (port === undefined) throw protocolError("fork", `the address ${address}`);
  const sibling = new URL(url);
  sibling.port = port;
  return sibling.href;
}

/**
 * Returns a client of the server at a URL.
 * @param signal ends every call under way, as if the server were lost
 */
export function remoteMachine(url: string, signal: AbortSignal): Remote {
  const call = (method: string, params: unknown = {}, deadlineMs = CALL_MS) =>
    ask({ url, method, params, deadlineMs, signal });
  const whole = (method: string, value: unknown): number => {
    if (typeof value !== "number" || !Number.isSafeInteger(value)) throw protocolError(method, JSON.stringify(value));
    return value;
  };
  const bytes = (method: string, value: unknown): Buffer => {
    if (typeof value !== "string") throw protocolError(method, JSON.stringify(value));
    return Buffer.from(value, "base64");
  };
  return {
    url,
    version: async () => {
      const { major, minor, patch } = fields(await call("get_version"));
      return `${major}.${minor}.${patch}`;
    },
    load: async (directory) => {
      await call("machine.load", { directory, runtime_config: {}, sharing: "none" }, LOAD_MS);
    },
    store: async (directory) => {
      await call("machine.store", { directory }, LOAD_MS);
    },
    rootHash: async () => {
      const hash = bytes("machine.get_root_hash", await call("machine.get_root_hash"));
      if (hash.length !== 32) throw protocolError("machine.get_root_hash", `${hash.length} bytes`);
      return hash;
    },
    fork: async () => {
      const { address, pid } = fields(await call("fork"));
      if (typeof address !== "string") throw protocolError("fork", "no address");
      return { remote: remoteMachine(beside(url, address), signal), pid: whole("fork", pid) };
    },
    mcycle: async () => whole("machine.read_reg", await call("machine.read_reg", { reg: "mcycle" })),
    send: async (reason, data, revertRootHash) => {
      await call("machine.send_cmio_response", {
        reason,
        data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64"),
        ...(revertRootHash !== undefined && { revert_root_hash: revertRootHash.toString("base64") }),
      });
    },
    run: async (mcycleEnd, deadlineMs) =>
      (await call("machine.run", { mcycle_end: mcycleEnd }, deadlineMs)) as BreakReason,
    receive: async (length) => {
      const method = "machine.receive_cmio_request";
      const { available_length, data, reason } = fields(await call(method, { length }));
      return {
        reason: whole(method, reason),
        data: bytes(method, data),
        availableLength: whole(method, available_length),
      };
    },
    shutdown: async () => {
      await call("shutdown");
    },
  };
}
