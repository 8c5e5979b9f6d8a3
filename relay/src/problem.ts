/** Failures as RFC 9457 problem documents; `code` is the interface, `detail` is for people. */
import { CODES, type Code, ProtocolError } from "@witness/protocol/errors";
import type { ErrorRequestHandler, Response } from "express";
import { RelayError } from "./errors.ts";

const isCode = (code: string): code is Code => Object.hasOwn(CODES, code);

/** Returns a problem document as text, with its status. */
export function problemText(
  code: Code,
  more: Readonly<Record<string, unknown>> = {},
): { status: number; text: string } {
  const { http: status, sentence } = CODES[code];
  return {
    status,
    text: JSON.stringify({ type: "about:blank", title: code, status, detail: sentence, code, ...more }),
  };
}

/** Sends a problem document with the code's status. A push-back says after how many seconds to send again. */
export function sendProblem(
  response: Response,
  code: Code,
  more: Readonly<Record<string, unknown>> = {},
  retryAfterS = 5,
): void {
  const { status, text } = problemText(code, more);
  if (CODES[code].action === "push-back") response.set("retry-after", String(retryAfterS));
  response.status(status).type("application/problem+json").send(text);
}

/** Returns the code that a device gets for an error. */
export function codeOf(error: unknown): Code {
  if (error instanceof ProtocolError) return error.code;
  if (error instanceof RelayError) {
    // A device need not know why the relay cannot carry; the operator reads the reason in the log and at /readyz.
    if (error.code === "account-empty") return "chain-unavailable";
    if (isCode(error.code)) return error.code;
  }
  const { type, status } = error as { type?: string; status?: number };
  if (type === "entity.too.large") return "too-large";
  return status !== undefined && status >= 400 && status < 500 ? "malformed" : "internal-error";
}

/** Express's last handler: it logs what is a defect, and tells nothing of it. */
export const problemHandler =
  (log: (error: unknown) => void): ErrorRequestHandler =>
  (error, _request, response, next) => {
    const code = codeOf(error);
    if (code === "internal-error") log(error);
    if (response.headersSent) next(error);
    else sendProblem(response, code, error instanceof ProtocolError ? { facts: error.facts } : {});
  };
