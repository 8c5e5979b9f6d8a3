/** Failures as RFC 9457 problem documents; `code` is the interface, `detail` is for people. */
import { CODES, type Code, ProtocolError } from "@witness/protocol/errors";
import { type RelayCode, RelayError } from "./errors.ts";

/** What the relay says to a request, whatever brought it. */
export interface Answer {
  /** As HTTP has it: 400 and more is a problem document. */
  readonly status: number;
  readonly document: Readonly<Record<string, unknown>>;
  /** With a push-back: after how many seconds to send again. */
  readonly retryAfterS?: number;
}

const RETRY_AFTER_S = 5;
const isCode = (code: string): code is Code => Object.hasOwn(CODES, code);

/** Returns a problem document with its code's status. A push-back says after how many seconds to send again. */
export function problem(
  code: Code,
  more: Readonly<Record<string, unknown>> = {},
  retryAfterS: number = RETRY_AFTER_S,
): Answer {
  const { http: status, sentence, action } = CODES[code];
  const document = { type: "about:blank", title: code, status, detail: sentence, code, ...more };
  return action === "push-back" ? { status, document, retryAfterS } : { status, document };
}

/** Why the relay cannot carry, or may not. */
const NOT_FOR_DEVICES: ReadonlySet<RelayCode> = new Set(["account-empty", "account-low", "relay-paused"]);

/** Returns the code that a device gets for an error. */
export function codeOf(error: unknown): Code {
  if (error instanceof ProtocolError) return error.code;
  if (error instanceof RelayError) {
    // A device need not know why the relay cannot carry; the operator reads the reason in the log and at /readyz.
    if (NOT_FOR_DEVICES.has(error.code)) return "chain-unavailable";
    if (isCode(error.code)) return error.code;
  }
  const { type, status } = error as { type?: string; status?: number };
  if (type === "entity.too.large") return "too-large";
  return status !== undefined && status >= 400 && status < 500 ? "malformed" : "internal-error";
}

/** Returns what a failure is answered with. A defect is told to `log`, and to nobody else. */
export function failureOf(error: unknown, log: (error: unknown) => void): Answer {
  const code = codeOf(error);
  if (code === "internal-error") log(error);
  return problem(code, error instanceof ProtocolError ? { facts: error.facts } : {});
}
