/** Which head a device believes (docs/protocol.md, "A device that lost its storage"). */
import type { DeviceIdentity, DeviceState } from "@witness/protocol/assembly";
import { equal } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { LOST_SESSIONS_SKIP, LOST_STORAGE_SKIP } from "@witness/protocol/limits";
import { linkPreimage } from "@witness/protocol/link";
import { decodeBody } from "@witness/protocol/wire/envelope";
import type { ToldHead } from "./relay-client.ts";

/** The state behind a head that this device signed itself; undefined for any other. */
export function proveHead(
  { application, publicKey }: DeviceIdentity,
  told: ToldHead | undefined,
  provider: CryptoProvider,
): DeviceState | undefined {
  if (!told?.proof) return undefined;
  const { envelope, previousLink } = told.proof;
  const signed = linkPreimage(application.context, previousLink, envelope.body);
  if (!provider.p256Verify(publicKey, envelope.signature, ...signed)) return undefined;
  // The numbers are the signed ones; a head that says others is not believed at all.
  const link = provider.sha256(...signed);
  const { sequence, session } = decodeBody(envelope.body);
  if (sequence !== told.sequence || session !== told.session || !equal(link, told.link)) return undefined;
  return { sequence, link, session };
}

/**
 * Where a device without memory of its past goes on: over a gap that everybody sees, with a new session that says so. Its number
 * is above all before, however old the head is: sessions tell whose an envelope is.
 * @param session the highest that it remembers; 0 when it remembers none
 */
export const afterLoss = (head: DeviceState, session = 0): DeviceState => ({
  sequence: head.sequence,
  link: head.link,
  skip: LOST_STORAGE_SKIP,
  session: Math.max(session, head.session) + LOST_SESSIONS_SKIP,
  lost: true,
});

/**
 * Where a device goes on that remembers all that it ever signed, when its key signed a head that it did not: behind its own
 * last link and above the head, so that everybody sees that two hold the key.
 */
export const besideCopy = (own: DeviceState, head: DeviceState): DeviceState => ({
  sequence: own.sequence,
  link: own.link,
  skip: head.sequence - own.sequence,
  session: Math.max(own.session, head.session),
});

/**
 * The state without the session that is open: the next envelope opens another. What that is to leave out and to say of a lost
 * storage stays.
 */
export const withoutSession = ({ sequence, link, session, skip, lost }: DeviceState): DeviceState => ({
  sequence,
  link,
  session,
  ...(skip ? { skip } : {}),
  ...(lost ? { lost } : {}),
});
