/** Failures as RFC 9457 problem documents; for wallets, as the error objects of OAuth. */
import { ISSUER_CODES } from "@witness/protocol/codes/issuer";
import { CODES, ProtocolError } from "@witness/protocol/errors";
import type { ErrorRequestHandler, Response } from "express";
import { codeOf, IssuerError } from "../errors.ts";
import { OAuthError } from "../oauth-error.ts";

const SERVED = { ...CODES, ...ISSUER_CODES } as const;
/** A code that an answer can carry. */
export type ServedCode = keyof typeof SERVED;
const isServed = (code: string): code is ServedCode =>
  Object.hasOwn(SERVED, code) && SERVED[code as ServedCode].http !== undefined;

/** Returns a problem document as text, with its status. */
export function problemText(
  code: ServedCode,
  more: Readonly<Record<string, unknown>> = {},
): { status: number; text: string } {
  const { http: status = 500, sentence } = SERVED[code];
  return {
    status,
    text: JSON.stringify({ type: "about:blank", title: code, status, detail: sentence, code, ...more }),
  };
}

/** Sends a problem document with the code's status. */
export function sendProblem(response: Response, code: ServedCode, more: Readonly<Record<string, unknown>> = {}): void {
  const { status, text } = problemText(code, more);
  if (SERVED[code].action === "push-back") response.set("retry-after", "5");
  response.status(status).type("application/problem+json").send(text);
}

/** Returns the code for an error that no handler has a word for. */
function servedCode(error: unknown): ServedCode {
  const code = error instanceof ProtocolError ? error.code : codeOf(error);
  if (isServed(code) && code !== "internal-error") return code;
  const { type, status } = error as { type?: string; status?: number };
  if (type === "entity.too.large") return "too-large";
  return status !== undefined && status >= 400 && status < 500 ? "malformed" : "internal-error";
}

/** Addresses whose readers are wallets. */
const OF_WALLETS = new Set(["/token", "/nonce", "/credential"]);

/** A body that cannot be read, in the words that the reader of the answer knows. */
function unreadable(error: unknown, path: string): OAuthError | undefined {
  const { status } = error as { status?: number };
  if (!OF_WALLETS.has(path) || error instanceof IssuerError || status === undefined || status >= 500) return undefined;
  return new OAuthError("The body is too large, or not of the kind that this address takes.", {
    word: "invalid_request",
    status,
  });
}

/** Express's last handler: it logs what is a defect or the operator's, and tells nothing of it. */
export const problemHandler =
  (log: (error: unknown) => void): ErrorRequestHandler =>
  (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refusal = error instanceof OAuthError ? error : unreadable(error, request.path);
    if (refusal) {
      const { word, message, status } = refusal;
      if (status === 401) response.set("www-authenticate", `Bearer error="${word}"`);
      response.status(status).set("cache-control", "no-store").json({ error: word, error_description: message });
      return;
    }
    const code = servedCode(error);
    if (code === "internal-error") log(error);
    sendProblem(response, code, error instanceof IssuerError ? { ...error.facts } : {});
  };
