/** Carries a request to a part behind the page's server, and its answer back. */
import { readAtMost } from "@witness/ethereum/body";
import type { RequestHandler } from "express";
import { problem } from "./problem.ts";

/** A query string, parsed; nothing is said of its values. */
export type Query = Readonly<Record<string, unknown>>;

/** Where a request goes, and how much of an answer is waited for. */
export interface Route {
  /** The part's name, for the sentence that says it does not answer. */
  readonly name: string;
  /** Returns the URL for a path that the browser asked for. Of a query string only what this says travels. */
  readonly target: (path: string, query: Query) => string;
  readonly timeoutMs: number;
  readonly answerMaxBytes: number;
  /** A header of the browser's, by its lower-case name, that travels when its value is of this form. */
  readonly carried?: { readonly name: string; readonly form: RegExp };
}

/** What an upstream says is data: a page or a script of its own would run in this page's name, beside its keys. */
const DATA_TYPES = /^(application\/(json|problem\+json|octet-stream)|text\/plain)\s*(;|$)/i;

/** Sends a request on and its answer back; no cookie travels, and no header but the content type and what the route names. */
export function forward({ name, target, timeoutMs, answerMaxBytes, carried }: Route): RequestHandler {
  return async (request, response) => {
    const value = carried && request.get(carried.name);
    const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? new Uint8Array(request.body) : undefined;
    const type = request.get("content-type");
    let answer: Response;
    let bytes: Uint8Array | undefined;
    try {
      answer = await fetch(target(request.path, request.query), {
        method: request.method,
        headers: {
          ...(body && type ? { "content-type": type } : {}),
          ...(carried && value && carried.form.test(value) ? { [carried.name]: value } : {}),
        },
        ...(body ? { body } : {}),
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      bytes = await readAtMost(answer, answerMaxBytes);
    } catch {
      problem(response, "upstream-unavailable", `The ${name} does not answer; start it or wait a moment.`);
      return;
    }
    if (!bytes) {
      problem(response, "answer-too-large", `The answer of the ${name} is larger than the page reads; ask for less.`);
      return;
    }
    const kind = answer.headers.get("content-type") ?? "";
    response.status(answer.status).type(DATA_TYPES.test(kind) ? kind : "application/octet-stream");
    const patience = answer.headers.get("retry-after");
    if (patience) response.set("retry-after", patience);
    response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  };
}
