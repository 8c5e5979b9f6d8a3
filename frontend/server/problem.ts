/** How the page's server refuses: RFC 9457, so that a stable code travels with the sentence. */
import { PAGE_CODES, type PageOnlyCode } from "@witness/protocol/codes/page";
import { CODES, type Code } from "@witness/protocol/errors";
import type { Response } from "express";

/** The codes of the registry that this server serves. */
export type ServedCode =
  | Extract<Code, "internal-error" | "malformed" | "rate-limited" | "route-unknown" | "too-large">
  | Extract<
      PageOnlyCode,
      "call-forbidden" | "car-not-public" | "method-forbidden" | "answer-too-large" | "upstream-unavailable"
    >;

const ENTRIES = { ...CODES, ...PAGE_CODES };
const INTERNAL_ERROR = CODES["internal-error"].http;

/** Sends a problem with the status that the registry gives the code. @param detail a sentence to act on */
export function problem(response: Response, code: ServedCode, detail: string): void {
  const status = ENTRIES[code].http ?? INTERNAL_ERROR;
  const body = { type: "about:blank", status, code, detail };
  response.status(status).type("application/problem+json").send(JSON.stringify(body));
}
