/** A relay, which carries what it takes and promises by when. It can refuse or delay; it can change nothing. */
import { readObject } from "@witness/ethereum/body";
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { CODES, type Code, ProtocolError } from "@witness/protocol/errors";
import { RECEIPT_AHEAD_MAX_S } from "@witness/protocol/limits";
import { operationIdentity } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { verifyOperationReceipt } from "@witness/protocol/receipt";
import { encodeSigned, encodeSignedOperation, type Signed } from "@witness/protocol/wire/envelope";
import { decodeOperationReceipt } from "@witness/protocol/wire/receipt";
import { OperateError } from "./errors.ts";

const TIMEOUT_MS = 30_000;
const WAIT_MOST_S = 60;
/** A receipt has some 1.4 kB at most. */
const ANSWER_MAX_BYTES = 65_536;

/** What a relay's answer holds. */
interface Answered {
  readonly code?: unknown;
  readonly receipt?: unknown;
}

/** A relay's promise, which convicts it when it is broken. */
export interface Promised {
  /** An OperationReceipt. */
  readonly receipt: Uint8Array;
  readonly deadlineBlock: number;
}

/** Whether a word is a code of the protocol, as a relay or a back-end decides with. */
export const isCode = (code: unknown): code is Code => typeof code === "string" && Object.hasOwn(CODES, code);

const unavailable = (sentence: string, cause?: unknown): OperateError =>
  new OperateError(sentence, { code: "relay-unavailable", cause });

const pathOf = (url: string, path: string): string => `${url.replace(/\/+$/, "")}${path}`;

/**
 * Returns the key (33 bytes) with which a relay signs for this application, in its own word.
 * @throws {OperateError} `relay-unavailable`, also when it serves another application
 */
export async function relayKey(url: string, { chainId, application }: Context): Promise<Uint8Array> {
  const { host } = new URL(url);
  let about: Readonly<Record<string, unknown>>;
  try {
    const response = await fetch(pathOf(url, "/v1/application"), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    about = await readObject(response, ANSWER_MAX_BYTES);
  } catch (cause) {
    throw unavailable(`The relay at ${host} does not answer.`, cause);
  }
  const key = String(about["relayPublicKey"]);
  const isOurs = about["chainId"] === chainId && about["application"] === `0x${toHex(application)}`;
  if (isOurs && /^[0-9a-f]{66}$/.test(key)) return fromHex(key);
  throw unavailable(`The relay at ${host} serves another application.`);
}

/** Returns what a relay promised. @throws {OperateError} `receipt-invalid` */
function promiseOf(
  context: Context,
  text: unknown,
  { identity, publicKey }: { readonly identity: Uint8Array; readonly publicKey: Uint8Array },
): Promised {
  try {
    const receipt = Uint8Array.from(Buffer.from(String(text), "base64"));
    const read = decodeOperationReceipt(receipt);
    const promise = equal(read.identity, identity) && verifyOperationReceipt(context, read, publicKey, provider);
    const latestUnixS = Math.floor(Date.now() / 1_000) + RECEIPT_AHEAD_MAX_S;
    // A relay that signs a time to come can promise a block of then.
    if (promise && promise.receivedAtUnixS <= latestUnixS) return { receipt, deadlineBlock: promise.deadlineBlock };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
  const sentence = "The relay took the operation, but its receipt does not hold: post it to another relay as well.";
  throw new OperateError(sentence, { code: "receipt-invalid" });
}

/**
 * Posts an operation, and returns what the relay promised. While another one about the device is under way, it waits and
 * posts again.
 * @param publicKey with which the relay signs
 * @throws {OperateError} with the relay's code; `relay-unavailable`, `receipt-invalid`
 */
export async function postOperation(
  url: string,
  context: Context,
  operation: SignedOperation,
  { publicKey, waitS }: { readonly publicKey: Uint8Array; readonly waitS: number },
): Promise<Promised> {
  const { receipt } = await post(url, "/v1/operations", encodeSignedOperation(operation), waitS);
  return promiseOf(context, receipt, { identity: operationIdentity(operation.message, provider), publicKey });
}

/**
 * Posts a registration; a relay gives no receipt for one.
 * @throws {OperateError} with the relay's code; `relay-unavailable`
 */
export async function postRegistration(url: string, registration: Signed, waitS: number): Promise<void> {
  const { code } = await post(url, "/v1/registrations", encodeSigned(registration), waitS);
  if (code !== "admitted") throw unavailable(`What answers at ${new URL(url).host} is no relay.`);
}

/** Posts bytes, and again as long as the relay pushes back. */
async function post(url: string, path: string, bytes: Uint8Array, waitS: number): Promise<Answered> {
  const { host } = new URL(url);
  const body = Uint8Array.from(bytes);
  const deadlineMs = performance.now() + waitS * 1_000;
  for (;;) {
    let response: Response;
    let answered: Answered;
    try {
      response = await fetch(pathOf(url, path), {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answered = await readObject(response, ANSWER_MAX_BYTES);
    } catch (cause) {
      throw unavailable(`The relay at ${host} does not answer.`, cause);
    }
    if (response.ok) return answered;
    const { code } = answered;
    if (!isCode(code)) throw unavailable(`The relay at ${host} answers with HTTP ${response.status}.`);
    const againS = Number(response.headers.get("retry-after") ?? 0) || 1;
    const isTooLate = performance.now() + againS * 1_000 > deadlineMs;
    if (CODES[code].action !== "push-back" || isTooLate) {
      throw new OperateError(`The relay does not take it: ${CODES[code].sentence}`, { code });
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(WAIT_MOST_S, againS) * 1_000));
  }
}
