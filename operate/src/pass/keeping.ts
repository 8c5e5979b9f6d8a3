/** An archive that keeps a pass for a link short enough for a QR code. It has bytes that tell it nothing. */
import { randomBytes } from "node:crypto";
import { readObject } from "@witness/ethereum/body";
import { toHex } from "@witness/protocol/bytes";
import { ARCHIVE_CODES, type ArchiveOperatorCode } from "@witness/protocol/codes/archive";
import { native as provider } from "@witness/protocol/crypto/native";
import { CODES } from "@witness/protocol/errors";
import { CLOCK_AHEAD_MAX_S, KEPT_PASS_LIFE_MAX_S } from "@witness/protocol/limits";
import { keepPass } from "@witness/protocol/pass/kept";
import { encodePassLink, KEPT_SECRET_BYTES } from "@witness/protocol/pass/link";
import { OperateError } from "../errors.ts";

const TIMEOUT_MS = 30_000;
const ANSWER_MAX_BYTES = 65_536;

/** Where a pass is found from now on. */
export interface Kept {
  /** The part of a link after #. */
  readonly fragment: string;
  readonly untilUnixS: number;
}

const isOfArchive = (code: unknown): code is ArchiveOperatorCode =>
  typeof code === "string" && Object.hasOwn(ARCHIVE_CODES, code);

/** Returns why an archive keeps nothing. */
async function refusalOf(response: Response, host: string): Promise<OperateError> {
  const { code } = await readObject(response, ANSWER_MAX_BYTES).catch(() => ({ code: undefined }));
  if (isOfArchive(code)) return new OperateError(ARCHIVE_CODES[code].sentence, { code });
  if (code === "rate-limited") return new OperateError(CODES[code].sentence, { code });
  return new OperateError(`The archive at ${host} answers with HTTP ${response.status}.`, {
    code: "archive-unavailable",
  });
}

/**
 * Has an archive keep a pass until its end, 90 days at most. The secret that opens it stands in the link alone.
 * @throws {OperateError} `archive-unavailable`, or the archive's own code
 */
export async function keepAt(
  url: string,
  pass: Uint8Array,
  { nowUnixS, expiresUnixS }: { readonly nowUnixS: number; readonly expiresUnixS: number },
): Promise<Kept> {
  const { host } = new URL(url);
  const { bytes, link } = keepPass(pass, Uint8Array.from(randomBytes(KEPT_SECRET_BYTES)), provider);
  // The archive's clock may be behind.
  const untilUnixS = Math.min(expiresUnixS, nowUnixS + KEPT_PASS_LIFE_MAX_S - CLOCK_AHEAD_MAX_S);
  let response: Response;
  try {
    response = await fetch(`${url.replace(/\/+$/, "")}/v1/passes/${toHex(link.hash)}`, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream", "witness-expires": String(untilUnixS) },
      body: Uint8Array.from(bytes),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "error",
    });
  } catch (cause) {
    throw new OperateError(`The archive at ${host} does not answer.`, { code: "archive-unavailable", cause });
  }
  if (!response.ok) throw await refusalOf(response, host);
  return { fragment: encodePassLink({ form: "kept", ...link }), untilUnixS };
}
