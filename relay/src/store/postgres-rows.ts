/** Rows of PostgreSQL as the relay's values. */
import { fromHex } from "@witness/protocol/bytes";
import type { HashChain } from "@witness/protocol/hash-chain";
import type { DeviceId } from "@witness/protocol/identity";
import type { QueuedItem } from "../batcher.ts";
import type { Row } from "./postgres-line.ts";

/** Returns a column of bytes. */
export const bytesOf = (row: Row, name: string): Uint8Array => row[name] as Uint8Array;

/** Returns the device of a row of `items`. */
export const deviceOf = (row: Row): DeviceId => row["device"] as DeviceId;

/** Returns the hash chain of a row of `devices`; undefined when the join found none. */
export function chainOf(row: Row): HashChain | undefined {
  if (row["public_key"] === null) return undefined;
  return {
    deviceId: fromHex(String(row["id"])),
    publicKey: bytesOf(row, "public_key"),
    sequence: Number(row["sequence"]),
    link: bytesOf(row, "link"),
    session: Number(row["session"]),
    firstSequence: Number(row["first_sequence"]),
    recent: bytesOf(row, "recent"),
    ...(row["first_here"] === null ? {} : { firstHere: Number(row["first_here"]) }),
  };
}

/** Returns a message of a row of `items`. */
export function queuedItemOf(row: Row): QueuedItem {
  const id = Number(row["id"]);
  const [body, signature] = [bytesOf(row, "body"), bytesOf(row, "signature")];
  const kind = row["kind"] as QueuedItem["kind"];
  const signed = { message: body, signature };
  if (kind === "registration") return { kind, id, signed };
  if (kind === "operation") return { kind, id, signed };
  return {
    kind,
    id,
    body,
    signature,
    deviceId: deviceOf(row),
    sequence: Number(row["sequence"]),
    link: bytesOf(row, "link"),
    previousLink: bytesOf(row, "previous_link"),
    proven: row["proven"] === true,
    opensGap: row["opens_gap"] === true,
  };
}
