/** A relay, which carries what it takes. It can refuse or delay; it can change nothing. */
import { CODES, type Code } from "@witness/protocol/errors";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { encodeSignedOperation } from "@witness/protocol/wire/envelope";
import { OperateError } from "./errors.ts";

const TIMEOUT_MS = 30_000;
const WAIT_MOST_S = 60;

/** What a relay's answer holds. */
interface Answered {
  readonly code?: unknown;
  readonly title?: unknown;
  readonly detail?: unknown;
}

const isCode = (code: unknown): code is Code => typeof code === "string" && Object.hasOwn(CODES, code);

/**
 * Posts an operation. While another one about the device is under way, it waits and posts again.
 * @throws {OperateError} with the relay's code; `relay-unavailable`
 */
export async function postOperation(url: string, operation: SignedOperation, waitS: number): Promise<Answered> {
  const { host } = new URL(url);
  const body = Uint8Array.from(encodeSignedOperation(operation));
  const deadlineMs = performance.now() + waitS * 1_000;
  for (;;) {
    let response: Response;
    let answered: Answered;
    try {
      response = await fetch(`${url.replace(/\/+$/, "")}/v1/operations`, {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answered = (await response.json()) as Answered;
    } catch (cause) {
      throw new OperateError(`The relay at ${host} does not answer.`, { code: "relay-unavailable", cause });
    }
    if (response.ok) return answered;
    const { code } = answered;
    if (!isCode(code)) {
      const sentence = `The relay at ${host} answers with HTTP ${response.status}.`;
      throw new OperateError(sentence, { code: "relay-unavailable" });
    }
    const againS = Math.min(WAIT_MOST_S, Number(response.headers.get("retry-after") ?? 0) || 1);
    const isTooLate = performance.now() + againS * 1_000 > deadlineMs;
    if (CODES[code].action !== "push-back" || isTooLate) {
      throw new OperateError(`The relay does not take the operation: ${CODES[code].sentence}`, { code });
    }
    await new Promise((resolve) => setTimeout(resolve, againS * 1_000));
  }
}
