/** What readers keep of an answer, and for how long. */
import type { Request } from "express";

/** Of what may grow: it is asked for again soon; the ETag makes that cheap. */
export const SHORT = "public, max-age=5";

/**
 * Whether the reader has it. Express's own answer heeds `Cache-Control: no-cache`, which browsers send with every
 * If-None-Match that a page sets itself.
 */
export function isKnown(request: Request, etag: string): boolean {
  const known = (request.get("if-none-match") ?? "").split(",").map((each) => each.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}
