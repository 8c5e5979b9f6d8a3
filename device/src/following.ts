/**
 * How a device goes on to another application (docs/protocol.md, "Succession"): what it believes, and what it takes along.
 * Pure: the device stores what it is given here before it signs again.
 */
import type { Application, DeviceState } from "@witness/protocol/assembly";
import { equal } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { ProtocolError } from "@witness/protocol/errors";
import { keyIdentity } from "@witness/protocol/identity";
import {
  decodeSignedSuccession,
  decodeSuccession,
  followSuccession,
  type SignedSuccession,
  type SuccessionSigners,
  successionLink,
} from "@witness/protocol/succession";
import { DeviceError } from "./errors.ts";
import { withoutSession } from "./head.ts";
import type { Entry, Followed, Memory } from "./journal.ts";

const refused = (cause?: unknown): DeviceError =>
  new DeviceError(
    "Administrators and maker have not both signed this statement for the application that the device is with, or it is no newer.",
    { code: "succession-refused", cause },
  );

/** What a device knows when it is told of a succession. */
export interface Told {
  readonly application: Application;
  readonly memory: Memory;
  /** Undefined: the maker has pinned nobody, so the device follows nobody. */
  readonly signers: SuccessionSigners | undefined;
  readonly nowMs: number;
  readonly provider: CryptoProvider;
}

/**
 * Returns the application that a device follows to; undefined when it is there already.
 * @param bytes as `encodeSignedSuccession` writes them
 * @throws {DeviceError} `succession-refused`, `succession-early`
 */
export function followed(
  bytes: Uint8Array,
  { application, memory, signers, nowMs, provider }: Told,
): Omit<Followed, "relay"> | undefined {
  let signed: SignedSuccession;
  try {
    signed = decodeSignedSuccession(bytes);
    const { next, number } = decodeSuccession(signed.statement);
    const { chainId, application: address } = application.context;
    const isThere = next.chainId === chainId && equal(next.application, address);
    if (isThere && memory.followed?.number === number) return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) throw refused(error);
    throw error;
  }
  const { context, publicKey } = application;
  const held = { context, publicKey, number: memory.followed?.number ?? 0 };
  // A queue for the application before the last would be nobody's.
  if (!signers || memory.followed?.from) throw refused();
  const allegiance = followSuccession(held, signed, signers, provider);
  if (!allegiance) throw refused();
  if (decodeSuccession(signed.statement).closesUnixS * 1_000 > nowMs) {
    throw new DeviceError("The old application has not closed yet.", { code: "succession-early" });
  }
  return { ...allegiance, from: context };
}

/** Returns an application as a device names it. */
export const applicationOf = (
  { context, publicKey }: Pick<Followed, "context" | "publicKey">,
  provider: CryptoProvider,
): Application => ({ context, publicKey, keyId: keyIdentity(publicKey, provider) });

/**
 * Returns how the device goes on, once it is told where its record stands: the new hash chain covers all that it signed before.
 * What of its queue the old application did not take goes to the new one as it is, and is said once more, since nobody there
 * can open it. A head that the device does not know says nothing: then nothing is said twice.
 * @param head the record's, as the new application's relay tells it
 */
export function switched(
  memory: Memory,
  state: DeviceState,
  head: { readonly sequence: number; readonly link: Uint8Array },
  provider: CryptoProvider,
): Entry | undefined {
  const { queue, followed: at } = memory;
  if (!at?.from) return undefined;
  const [first] = queue;
  const known = queue.findIndex(({ link }) => equal(link, head.link));
  const isBehind = first !== undefined && head.sequence < first.sequence;
  const left = known >= 0 ? queue.slice(known + 1) : queue;
  const again = known >= 0 || isBehind ? left.flatMap(({ said }) => said) : [];
  const { sequence, link } = state;
  return {
    type: "switched",
    state: { ...withoutSession(state), link: successionLink(at.from, at.context, { sequence, link }, provider) },
    // It cannot be sealed anew: it was said already.
    queue: left.map((envelope) => ({ ...envelope, said: [] })),
    said: again,
  };
}
