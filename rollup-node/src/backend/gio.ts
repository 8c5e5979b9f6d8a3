/**
 * Replies to generic I/O requests. The host of a machine supplies them, and everybody who replays the inputs must get
 * the same ones. So this node reads them from a file and has no other source.
 */
import { readFileSync } from "node:fs";
import { NodeError, nodeError } from "../errors.ts";

/** The reply to one request. */
export interface GioAnswer {
  readonly responseCode: number;
  readonly response: Buffer;
}

/** Returns the reply by domain and id, or undefined when there is none. */
export type Gio = (domain: number, id: Buffer) => GioAnswer | undefined;

/** Has no reply to any request. */
export const noGio: Gio = () => undefined;

/**
 * Returns the replies in a file: `{"16": {"0x1234": {"response_code": 0, "response": "0x"}}}` is domain, id, reply.
 * Throws `gio-unreadable` or `gio-malformed`.
 */
export function readGio(path: string): Gio {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw nodeError("gio-unreadable", `Cannot read the file of generic I/O answers ${path}.`, { cause });
  }
  const answers = new Map<string, GioAnswer>();
  try {
    for (const [domain, ids] of Object.entries(JSON.parse(text) as Record<string, Record<string, unknown>>)) {
      if (!/^\d{1,5}$/.test(domain) || Number(domain) < 0x10 || Number(domain) > 0xffff)
        throw nodeError("gio-malformed", `${path}: domain ${domain} is not 16 to 65535.`);
      for (const [id, answer] of Object.entries(ids)) {
        const { response_code: code, response } = answer as { response_code?: unknown; response?: unknown };
        if (!Number.isInteger(code) || (code as number) < 0 || (code as number) > 0xffff)
          throw nodeError("gio-malformed", `${path}: response_code of domain ${domain} id ${id} is not 0 to 65535.`);
        answers.set(`${Number(domain)} ${bytesOf(id, path).toString("hex")}`, {
          responseCode: code as number,
          response: bytesOf(response, path),
        });
      }
    }
  } catch (cause) {
    if (cause instanceof NodeError) throw cause;
    throw nodeError("gio-malformed", `${path} must be {domain: {id: {response_code, response}}}.`, { cause });
  }
  return (domain, id) => answers.get(`${domain} ${id.toString("hex")}`);
}

function bytesOf(hex: unknown, path: string): Buffer {
  if (typeof hex !== "string" || !/^0x(?:[0-9a-fA-F]{2})*$/.test(hex))
    throw nodeError("gio-malformed", `${path}: ${JSON.stringify(hex)} is not 0x hex of whole bytes.`);
  return Buffer.from(hex.slice(2), "hex");
}
