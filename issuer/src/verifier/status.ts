/** Asks an issuer's status list about a credential (draft-ietf-oauth-status-list, §8.3). */
import { inflateSync } from "node:zlib";
import type { StatusReference } from "../credential/terms.ts";
import { isJwtSignedBy, readJwt } from "../jwt.ts";
import { certifiedJwk, trustedSigner } from "../trust.ts";
import { type Checking, CLOCK_SKEW_S, PresentationError } from "./presented.ts";

const TYPE = "application/statuslist+jwt";
const WITHIN_MS = 5_000;
/** A list of a million places, compressed and in base64. */
const LIST_MAX_BYTES = 262_144;
const BITS_MAX_BYTES = 131_072;

/** Returns a place in a status list as a credential names it, or undefined when it names none. */
export function statusReferenceOf(status: unknown): StatusReference | undefined {
  const { status_list } = (typeof status === "object" && status !== null ? status : {}) as { status_list?: unknown };
  const { uri, idx } = (typeof status_list === "object" && status_list !== null ? status_list : {}) as Record<
    string,
    unknown
  >;
  if (typeof uri !== "string" || !URL.canParse(uri) || typeof idx !== "number") return undefined;
  return Number.isSafeInteger(idx) && idx >= 0 ? { uri, idx } : undefined;
}

async function fetchList(uri: string): Promise<string> {
  const response = await fetch(uri, {
    headers: { accept: TYPE },
    redirect: "error",
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  if (!response.ok || !response.headers.get("content-type")?.startsWith(TYPE)) throw new TypeError("no list");
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > LIST_MAX_BYTES) throw new TypeError("the list is too long");
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function bitOf(jwt: string, { uri, idx }: StatusReference, { roots, nowUnixS }: Checking): number {
  const list = readJwt(jwt);
  const signer = list && trustedSigner(list.header, roots, nowUnixS);
  if (!signer || list.header["typ"] !== "statuslist+jwt" || !isJwtSignedBy(jwt, certifiedJwk(signer.certificate))) {
    throw new TypeError("nobody who is trusted signed the list");
  }
  const { sub, iat, exp } = list.payload;
  const { bits, lst } = (list.payload["status_list"] ?? {}) as Record<string, unknown>;
  const isNow = typeof iat === "number" && typeof exp === "number" && iat <= nowUnixS + CLOCK_SKEW_S && nowUnixS < exp;
  if (sub !== uri || !isNow || bits !== 1 || typeof lst !== "string")
    throw new TypeError("the list is another, or not of now");
  const bytes = inflateSync(Buffer.from(lst, "base64url"), { maxOutputLength: BITS_MAX_BYTES });
  const byte = bytes[Math.floor(idx / 8)];
  if (byte === undefined) throw new TypeError("the list has no such place");
  return (byte >> (idx % 8)) & 1;
}

/**
 * Asks whether a credential still holds. `roots` has the root of its issuer and no other: nobody else can say. A list that cannot be had or believed says nothing, and nothing is not yes.
 * @throws {PresentationError} `status-invalid`, `status-unknown`
 */
export async function checkStatus(reference: StatusReference, checking: Checking): Promise<void> {
  let bit: number;
  try {
    bit = bitOf(await fetchList(reference.uri), reference, checking);
  } catch (cause) {
    throw new PresentationError("status-unknown", { cause });
  }
  if (bit !== 0) throw new PresentationError("status-invalid");
}
