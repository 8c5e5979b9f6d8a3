/** Failures as RFC 9457 problem documents; `code` is the interface, `detail` is for people. */
import { ARCHIVE_CODES } from "@witness/protocol/codes/archive";
import { CODES, ProtocolError } from "@witness/protocol/errors";
import type { ErrorRequestHandler, Response } from "express";

const SERVED = {
  "device-unknown": CODES["device-unknown"],
  "internal-error": CODES["internal-error"],
  malformed: CODES.malformed,
  "pass-hash-other": ARCHIVE_CODES["pass-hash-other"],
  "pass-life-invalid": ARCHIVE_CODES["pass-life-invalid"],
  "pass-too-large": ARCHIVE_CODES["pass-too-large"],
  "pass-unknown": ARCHIVE_CODES["pass-unknown"],
  "passes-full": ARCHIVE_CODES["passes-full"],
  "passes-share-full": ARCHIVE_CODES["passes-share-full"],
  "rate-limited": CODES["rate-limited"],
  "range-invalid": ARCHIVE_CODES["range-invalid"],
  "range-unsatisfiable": ARCHIVE_CODES["range-unsatisfiable"],
  "route-unknown": CODES["route-unknown"],
  "tile-unknown": ARCHIVE_CODES["tile-unknown"],
} as const;

/** A code that a reader may get. */
export type ServedCode = keyof typeof SERVED;

/** Every code that a reader may get, with its status. */
export const SERVED_CODES = Object.entries(SERVED).map(([code, { http = 500 }]) => ({
  code: code as ServedCode,
  http,
}));

/** Returns a problem document as text, with its status. */
export function problemText(code: ServedCode): { readonly status: number; readonly text: string } {
  const { http: status = 500, sentence: detail } = SERVED[code];
  return { status, text: JSON.stringify({ type: "about:blank", title: code, status, detail, code }) };
}

/** Sends a problem document with the code's status. A push-back says after how many seconds to ask again. */
export function sendProblem(response: Response, code: ServedCode): void {
  const { status, text } = problemText(code);
  if (SERVED[code].action === "push-back") response.set("retry-after", "5");
  response.status(status).set("cache-control", "no-store").type("application/problem+json").send(text);
}

/** Returns the code that a reader gets for an error. */
function codeOf(error: unknown): ServedCode {
  if (error instanceof ProtocolError) return "malformed";
  const { status } = error as { readonly status?: number };
  // Bytes are sent for passes alone.
  if (status === 413) return "pass-too-large";
  return status !== undefined && status >= 400 && status < 500 ? "malformed" : "internal-error";
}

/** Express's last handler: it logs what is a defect, and tells nothing of it. */
export const problemHandler =
  (log: (error: unknown) => void): ErrorRequestHandler =>
  (error, _request, response, next) => {
    const code = codeOf(error);
    if (code === "internal-error") log(error);
    if (response.headersSent) next(error);
    else sendProblem(response, code);
  };
