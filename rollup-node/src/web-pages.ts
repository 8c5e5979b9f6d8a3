/**
 * Tells a web page's request from a program's. A page in the operator's browser reaches every port of this machine.
 * It may post any body as `text/plain`. Through a name that its owner lets point to 127.0.0.1 (DNS rebinding) it may
 * read the reply. Browsers add `Origin` and `Sec-Fetch-Site` themselves, and no page can leave them out of a POST to
 * another origin. This node serves no page, so it allows no origin.
 */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** Returns whether a browser sent this for a page, as far as its headers say. */
export function fromWebPage({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;
}

/** Returns whether the body is declared as JSON. A page of another origin cannot declare that without a preflight. */
export function declaresJson({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.split(";")[0]?.trim().toLowerCase() === "application/json";
}

/**
 * Returns whether `Host` is an IP address, a name under `localhost`, or one of the operator's own names. Any other name may
 * be one that its owner lets point here; none of these can be made to point elsewhere and back.
 */
export function addressesThisMachine({ headers }: IncomingMessage, hostnames: readonly string[] = []): boolean {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(headers.host ?? "");
  if (match === null) return false;
  const [, bracketed, name = ""] = match;
  if (bracketed !== undefined) return isIP(bracketed) === 6;
  return isIP(name) === 4 || /(^|\.)localhost$/i.test(name) || hostnames.includes(name.toLowerCase());
}
