/** Reads what the rollup server hands over: JSON in, a typed request out. */
import type { Input } from "../state/advance.ts";

/** What /finish hands over. */
export type RollupRequest =
  | { readonly kind: "advance"; readonly input: Input }
  | { readonly kind: "inspect"; readonly query: Uint8Array }
  | SnapshotRequest;

/**
 * What a node hands over besides Cartesi's requests, and only to a back-end that it gave a directory: `store_state` and
 * `load_state` (docs/rollup-node.md).
 */
export interface SnapshotRequest {
  readonly kind: "store" | "load";
  /** The file's name in the directory. */
  readonly name: string;
  /** One more than the index of the last accepted input that the state has had. */
  readonly nextInput: number;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const integer = (value: unknown): number => {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new TypeError("Expected an integer.");
  return value;
};

const bytes = (value: unknown): Uint8Array => {
  if (typeof value !== "string" || !value.startsWith("0x")) throw new TypeError("Expected hexadecimal with 0x.");
  // In native code: in a machine a loop over a full payload takes as long as a verification. What is no digit ends it silently.
  const read = Buffer.from(value.slice(2), "hex");
  if (2 * read.length !== value.length - 2) throw new TypeError("Expected hexadecimal digits, two for each byte.");
  return new Uint8Array(read.buffer, read.byteOffset, read.length);
};

/** Parses a /finish body. @throws {TypeError} when it has another shape */
export function parseRequest(body: string): RollupRequest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (cause) {
    throw new TypeError("Expected JSON.", { cause });
  }
  const { request_type: type, data } = record(parsed);
  if (type === "store_state" || type === "load_state") {
    const { name, next_input: nextInput } = record(data);
    if (typeof name !== "string") throw new TypeError("Expected a name.");
    return { kind: type === "store_state" ? "store" : "load", name, nextInput: integer(nextInput) };
  }
  const payload = bytes(record(data)["payload"]);
  if (type === "inspect_state") return { kind: "inspect", query: payload };
  if (type !== "advance_state") throw new TypeError("Expected advance_state or inspect_state.");
  const metadata = record(record(data)["metadata"]);
  const application = bytes(metadata["app_contract"]);
  if (application.length !== 20) throw new TypeError("Expected an address of 20 bytes.");
  return {
    kind: "advance",
    input: {
      context: { chainId: integer(metadata["chain_id"]), application },
      payload,
      timeUnixS: integer(metadata["block_timestamp"]),
      index: integer(metadata["input_index"]),
    },
  };
}
