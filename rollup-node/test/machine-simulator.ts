/**
 * A program that behaves as `cartesi-jsonrpc-machine` does, with the application of the recorded conversation in it.
 * Each server is a process: `shutdown` ends it, and a fork of it is another process of the same group that lives on.
 * `machine.store` writes a directory whose hash is stored beside the memory, and `machine.load` believes that hash.
 * QUERY_LOG names a file that gets a line when a query begins and when its server ends; with STORE_FAILS a store stops
 * half-way.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { decodeInput } from "@witness/ethereum/input";
import { encodeOutput, toHex } from "../src/codec.ts";
import { append, keccak, type NodeStore, rootOf } from "../src/proofs.ts";
import { until } from "./client.ts";

interface State {
  mcycle: number;
  /** Advances that the application counted. */
  count: number;
  /** Hashes of all outputs, in hex. */
  readonly outputs: string[];
}

interface Said {
  readonly reason: number;
  readonly data: Buffer;
  readonly manual: boolean;
}

const ACCEPTED = 1;
const REJECTED = 2;
const OUTPUT = 2;
const EXCEPTION = 4;
const REPORT = 4;

let state: State | undefined;
let hash = "";
let said: Said[] = [];
let current: Said | undefined;
let inQuery = false;
/** A payload `wait FILE` runs until the file is there. */
let gate: string | undefined;

const hashOf = (held: State): string => createHash("sha256").update(JSON.stringify(held)).digest("base64");

function outputsRoot(hashes: readonly string[]): Buffer {
  const nodes = new Map<string, Buffer>();
  const tree: NodeStore = {
    get: (level, index) => nodes.get(`${level}/${index}`),
    put: (level, index, node) => nodes.set(`${level}/${index}`, node),
  };
  for (const [index, leaf] of hashes.entries()) append(tree, index, Buffer.from(leaf, "hex"));
  return rootOf(tree, hashes.length);
}

function machine(): State {
  if (state === undefined) throw new Error("no machine");
  return state;
}

const automatic = (reason: number, data: Buffer): Said => ({ reason, data, manual: false });
const manual = (reason: number, data: Buffer): Said => ({ reason, data, manual: true });

function advance(held: State, raw: Buffer): void {
  const payload = Buffer.from(decodeInput(raw).payload.slice(2), "hex");
  const text = payload.toString();
  const output = encodeOutput({ type: "Notice", payload: toHex(payload) });
  held.count++;
  held.mcycle += 1_000_000;
  gate = text.startsWith("wait ") ? text.slice(5) : undefined;
  said = [automatic(OUTPUT, output), automatic(REPORT, Buffer.from(`advance ${held.count}`))];
  if (text === "reject") said.push(manual(REJECTED, Buffer.alloc(0)));
  else if (text === "exception") said.push(manual(EXCEPTION, Buffer.from("told to")));
  else {
    held.outputs.push(keccak(output).toString("hex"));
    said.push(manual(ACCEPTED, outputsRoot(held.outputs)));
  }
}

function logQuery(line: "begin" | "end"): void {
  const file = process.env["QUERY_LOG"];
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}

function inspect(held: State, query: Buffer): void {
  inQuery = true;
  logQuery("begin");
  held.mcycle += 500_000;
  const text = query.toString();
  gate = text.startsWith("wait ") ? text.slice(5) : undefined;
  const report = Buffer.from(`count ${held.count} query ${text}`);
  said = [automatic(REPORT, report), manual(ACCEPTED, outputsRoot(held.outputs))];
}

/** Another process of the same group, which holds what this one holds. */
async function fork(): Promise<{ address: string; pid: number }> {
  const held = JSON.stringify({ state, hash });
  const child: ChildProcess = spawn(
    process.execPath,
    [...process.execArgv, process.argv[1]!, "--server-address=127.0.0.1:0"],
    { stdio: ["ignore", "ignore", "inherit", "ipc"], env: { ...process.env, MACHINE_HELD: held } },
  );
  const address = await new Promise<string>((resolve) => child.once("message", (text) => resolve(String(text))));
  child.disconnect();
  child.unref();
  return { address, pid: child.pid! };
}

type Params = Readonly<Record<string, string & number>>;

const METHODS: Readonly<Record<string, (params: Params) => unknown>> = {
  get_version: () => ({ major: 0, minor: 7, patch: 0, pre_release: "", build: "" }),
  shutdown: () => {
    if (inQuery) logQuery("end");
    setImmediate(() => process.exit(0));
    return true;
  },
  fork,
  "machine.load": ({ directory }) => {
    const text = readFileSync(join(directory!, "memory.json"), "utf8");
    state = JSON.parse(text) as State;
    hash = readFileSync(join(directory!, "hash"), "utf8");
    return true;
  },
  "machine.store": ({ directory }) => {
    if (existsSync(directory!)) throw new Error("the directory is there");
    mkdirSync(directory!);
    writeFileSync(join(directory!, "memory.json"), JSON.stringify(machine()));
    if (process.env["STORE_FAILS"] !== undefined) throw new Error("no space left on device");
    mkdirSync(join(directory!, "drives"));
    writeFileSync(join(directory!, "drives", "root"), "the root drive");
    writeFileSync(join(directory!, "hash"), hash);
    return true;
  },
  "machine.get_root_hash": () => {
    machine();
    return hash;
  },
  "machine.read_reg": () => machine().mcycle,
  "machine.send_cmio_response": ({ reason, data }) => {
    (reason === 0 ? advance : inspect)(machine(), Buffer.from(data!, "base64"));
    hash = hashOf(machine());
    return true;
  },
  "machine.run": async () => {
    const file = gate;
    if (file !== undefined) await until(async () => existsSync(file), 60_000);
    current = said.shift();
    return current?.manual === false ? "yielded_automatically" : "yielded_manually";
  },
  "machine.receive_cmio_request": () => ({
    available_length: current!.data.length,
    cmd: current!.manual ? 1 : 0,
    data: current!.data.toString("base64"),
    reason: current!.reason,
  }),
};

async function body(request: IncomingMessage): Promise<{ id: number; method: string; params: Params }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

const inherited = process.env["MACHINE_HELD"];
if (inherited !== undefined) ({ state, hash } = JSON.parse(inherited) as { state: State; hash: string });
const server = createServer(async (request, response) => {
  const { id, method, params } = await body(request);
  const call = METHODS[method];
  let content: object;
  try {
    if (call === undefined) throw new Error("no such method");
    content = { result: await call(params) };
  } catch (error) {
    content = { error: { code: -32_000, message: (error as Error).message } };
  }
  response
    .writeHead(200, { "content-type": "application/json" })
    .end(JSON.stringify({ id, jsonrpc: "2.0", ...content }));
});
const asked = process.argv
  .find((argument) => argument.startsWith("--server-address="))
  ?.split(":")
  .at(-1);
server.listen(Number(asked ?? 0), "127.0.0.1", () => {
  process.send?.(`127.0.0.1:${(server.address() as AddressInfo).port}`);
});
