/** The archive behind this page's server keeps a pass for a link that fits a QR code. It has bytes that tell it nothing. */
import { toHex } from "@witness/protocol/bytes";
import { ARCHIVE_CODES, type ArchiveOperatorCode } from "@witness/protocol/codes/archive";
import { noble } from "@witness/protocol/crypto/noble";
import { CODES } from "@witness/protocol/errors";
import { CLOCK_AHEAD_MAX_S, KEPT_PASS_LIFE_MAX_S } from "@witness/protocol/limits";
import { keepPass } from "@witness/protocol/pass/kept";
import { encodePassLink, KEPT_SECRET_BYTES } from "@witness/protocol/pass/link";
import { EvidenceError } from "./errors.ts";

const TIMEOUT_MS = 30_000;

/** Where a pass is found from now on. */
export interface KeptPass {
  /** The part of its short link after #. */
  readonly fragment: string;
  readonly untilUnixS: number;
}

const isOfArchive = (code: unknown): code is ArchiveOperatorCode =>
  typeof code === "string" && Object.hasOwn(ARCHIVE_CODES, code);

const unavailable = (cause?: unknown): EvidenceError =>
  new EvidenceError("archive-unavailable", "The archive did not keep the pass; the long link works without it.", {
    cause,
  });

/** Returns why an archive keeps nothing. */
async function refusalOf(response: Response): Promise<EvidenceError> {
  const { code } = ((await response.json().catch(() => undefined)) ?? {}) as { readonly code?: unknown };
  if (isOfArchive(code)) return new EvidenceError(code, ARCHIVE_CODES[code].sentence);
  if (code === "rate-limited") return new EvidenceError(code, CODES[code].sentence);
  return unavailable();
}

/**
 * Has the archive keep a pass until its end, 90 days at most. The secret that opens it stands in the link alone.
 * @throws {EvidenceError} `archive-unavailable`, or the archive's own code
 */
export async function keepAtArchive(
  pass: Uint8Array,
  { nowUnixS, expiresUnixS }: { readonly nowUnixS: number; readonly expiresUnixS: number },
): Promise<KeptPass> {
  const { bytes, link } = keepPass(pass, crypto.getRandomValues(new Uint8Array(KEPT_SECRET_BYTES)), noble);
  // The archive's clock may be behind.
  const untilUnixS = Math.min(expiresUnixS, nowUnixS + KEPT_PASS_LIFE_MAX_S - CLOCK_AHEAD_MAX_S);
  let response: Response;
  try {
    response = await fetch(`/archive/v1/passes/${toHex(link.hash)}`, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream", "witness-expires": String(untilUnixS) },
      body: Uint8Array.from(bytes),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "error",
    });
  } catch (cause) {
    throw unavailable(cause);
  }
  if (!response.ok) throw await refusalOf(response);
  return { fragment: encodePassLink({ form: "kept", ...link }), untilUnixS };
}
