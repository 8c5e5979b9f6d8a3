/** An answer in HTTP/1.1 (RFC 9112), read out of the bytes that have come so far. */

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  /** The bytes, read as UTF-8. */
  readonly body: string;
  /** No other request is to be sent on this connection: the server takes none, or has said more than it was asked. */
  readonly isLast: boolean;
}

const HEAD_END = "\r\n\r\n";
const LINE_END = "\r\n";

const malformed = (): Error => new Error("The rollup server's answer is no HTTP.");

/** Joins the chunks that begin at `start`, and says where they end; undefined when the last has not come yet. */
function joinChunks(bytes: Buffer, start: number): { readonly body: string; readonly end: number } | undefined {
  const chunks: Buffer[] = [];
  let at = start;
  for (;;) {
    const end = bytes.indexOf(LINE_END, at, "latin1");
    if (end < 0) return undefined;
    const [digits = ""] = bytes.toString("latin1", at, end).split(";", 1);
    if (!/^[0-9a-f]{1,8}[ \t]*$/i.test(digits)) throw malformed();
    const length = Number.parseInt(digits, 16);
    const from = end + LINE_END.length;
    // Behind the last chunk, and behind lines that may follow it, stands an empty line.
    if (length === 0) {
      const last = bytes.indexOf(HEAD_END, end, "latin1");
      return last < 0 ? undefined : { body: Buffer.concat(chunks).toString(), end: last + HEAD_END.length };
    }
    if (bytes.length < from + length + LINE_END.length) return undefined;
    chunks.push(bytes.subarray(from, from + length));
    at = from + length + LINE_END.length;
  }
}

/**
 * Returns the answer, or undefined when a part of it is still to come.
 * @param isEnd nothing more will come
 * @throws {Error} when the bytes are no HTTP
 */
export function readAnswer(bytes: Buffer, isEnd: boolean): HttpAnswer | undefined {
  const headEnd = bytes.indexOf(HEAD_END, 0, "latin1");
  if (headEnd < 0) return undefined;
  const head = bytes.toString("latin1", 0, headEnd + LINE_END.length);
  const [, minor, digits] = /^HTTP\/1\.([01]) ([2-5]\d\d)[ \r]/.exec(head) ?? [];
  if (digits === undefined) throw malformed();
  const status = Number(digits);
  const start = headEnd + HEAD_END.length;
  const isLast = minor === "0" || /\r\nconnection:[ \t]*close[ \t]*\r/i.test(head);
  if (/\r\ntransfer-encoding:[^\r]*chunked[ \t]*\r/i.test(head)) {
    const joined = joinChunks(bytes, start);
    return joined && { status, body: joined.body, isLast: isLast || bytes.length > joined.end };
  }
  const length =
    status === 204 || status === 304 ? "0" : /\r\ncontent-length:[ \t]*(\d{1,10})[ \t]*\r/i.exec(head)?.[1];
  if (length === undefined) return isEnd ? { status, body: bytes.toString("utf8", start), isLast: true } : undefined;
  const end = start + Number(length);
  if (bytes.length < end) return undefined;
  return { status, body: bytes.toString("utf8", start, end), isLast: isLast || bytes.length > end };
}
