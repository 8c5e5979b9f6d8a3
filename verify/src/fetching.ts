/** Plain requests, bounded in time and size: what answers is believed by nobody, and must fill no memory. */

const TIMEOUT_MS = 15_000;

/** Reads at most so many bytes; undefined when there are more. */
export async function readAtMost(response: Response, most: number): Promise<Uint8Array | undefined> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.length;
    if (length > most) {
      await reader?.cancel();
      return undefined;
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What a request came to. */
export interface Fetched {
  readonly status: number;
  readonly bytes: Uint8Array;
}

/**
 * Makes a request. Returns undefined when there is no answer, a redirection, or one of more bytes than `most`.
 * @param body sent by POST; without one the request is a GET
 */
export async function fetchBytes(
  url: string,
  most: number,
  body?: { readonly type: string; readonly content: string | Uint8Array<ArrayBuffer> },
): Promise<Fetched | undefined> {
  try {
    const sent = body && { method: "POST", headers: { "content-type": body.type }, body: body.content };
    const response = await fetch(url, {
      ...sent,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "error",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    const bytes = await readAtMost(response, most);
    return bytes && { status: response.status, bytes };
  } catch {
    return undefined;
  }
}

/** Returns what bytes say as JSON; undefined when they are none. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
