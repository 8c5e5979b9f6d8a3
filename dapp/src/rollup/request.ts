/** Reads what the rollup server hands over: JSON in, a typed request out. */
import { fromHex } from "@witness/protocol/bytes";
import type { Input } from "../state/advance.ts";

/** What /finish hands over. */
export type RollupRequest =
  | { readonly kind: "advance"; readonly input: Input }
  | { readonly kind: "inspect"; readonly query: Uint8Array };

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const integer = (value: unknown): number => {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new TypeError("Expected an integer.");
  return value;
};

const bytes = (value: unknown): Uint8Array => {
  if (typeof value !== "string" || !value.startsWith("0x")) throw new TypeError("Expected hexadecimal with 0x.");
  return fromHex(value);
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
