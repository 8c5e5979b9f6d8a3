import type { Request } from "express";

/**
 * Whether the reader has it. Express's own answer heeds `Cache-Control: no-cache`, which browsers send with every
 * If-None-Match that a page sets itself.
 */
export function isKnown(request: Request, etag: string): boolean {
  const known = (request.get("if-none-match") ?? "").split(",").map((each) => each.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}
