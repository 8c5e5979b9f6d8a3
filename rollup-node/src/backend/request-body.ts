/** Bodies of the rollup HTTP API, read as rollup-http-server 0.17 reads them, with its error messages. */
import { toHex } from "../codec.ts";

/** A request that the API refuses; the message is what the sender reads. */
export class BadRequest extends Error {}

/** Returns the bytes of a field in 0x hex. @throws {BadRequest} */
export function hexPayload(body: Record<string, unknown>, name: string): Buffer {
  const value = body[name];
  if (typeof value !== "string" || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value))
    throw new BadRequest(`${name} must be a hex string that begins with 0x and has an even number of digits`);
  return Buffer.from(value.slice(2), "hex");
}

/** Returns the address of a voucher, 0x and 40 digits. @throws {BadRequest} */
export function destination(body: Record<string, unknown>): string {
  const bytes = hexPayload(body, "destination");
  if (bytes.length !== 20) throw new BadRequest("Address not valid");
  return toHex(bytes);
}

/**
 * Returns the bytes when the machine's 2 MiB buffer could hold them. Otherwise the back-end decides how the input ends.
 * @throws {BadRequest}
 */
export function bounded(bytes: Buffer, limit: number, what: string): Buffer {
  if (bytes.length > limit)
    throw new BadRequest(
      `unable to insert ${what}, error details: 'rollup error: payload of ${bytes.length} bytes exceeds ${limit}'`,
    );
  return bytes;
}

/** Returns the JSON object of a body. @throws {BadRequest} */
export function objectOf(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Refused below: the sender sees one sentence for every kind of bad JSON.
  }
  throw new BadRequest("the body must be a JSON object");
}
