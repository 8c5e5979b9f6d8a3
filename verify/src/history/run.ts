/**
 * The envelopes of one run, held to what the accumulator says of it: its numbers, and the link of its last envelope, which covers
 * every byte of all of them. Which of a run's bodies were admitted follows from their order (docs/protocol.md, "Admission").
 */
import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { linkOf, linkPreimage } from "@witness/protocol/link";
import { SUITE } from "@witness/protocol/suite";
import { ArchiveFault, type Head, type ProvenRun, readOf } from "./items.ts";
import { type Beginning, readBody, readRun, type SentBody, type TileItem } from "./tile.ts";

/** An envelope whose bytes are proven. */
export interface ProvenBody {
  /** The number of the item that it is in. */
  readonly item: number;
  readonly body: SentBody;
  readonly blockTimeUnixS: number;
  /** The number before it, when numbers are missing between the two. */
  readonly gap?: { readonly afterSequence: number; readonly beforeSequence: number };
}

/** What a run is read with. */
export interface RunSettings {
  readonly context: Context;
  readonly provider: CryptoProvider;
  readonly beginning: Beginning;
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
}

/** Whether a body goes on from the head; of an opening, whether it begins a session. */
const isNext = ({ sequence, session, opening }: SentBody, head: Head, keyId: Uint8Array): boolean =>
  opening === undefined
    ? sequence === head.sequence + 1 && session === head.session
    : sequence > head.sequence && session > head.session && opening.suite === SUITE && equal(opening.keyId, keyId);

interface Linked {
  readonly body: SentBody;
  /** The link before it in its run, and its own. */
  readonly previous: Uint8Array;
  readonly link: Uint8Array;
}

/** Chains the bodies of a run from the first that was admitted. Undefined where one does not go on from the one before. */
function linked(
  { context, provider, deviceId }: RunSettings,
  bytes: readonly Uint8Array[],
  { firstSequence, before }: ProvenRun,
): Linked[] | undefined {
  const bodies = bytes.map(readBody);
  const begin = bodies.findIndex(({ sequence }) => sequence === firstSequence);
  const chain: Linked[] = [];
  for (let at = begin; at >= 0 && at < bodies.length; at += 1) {
    const [body, sent] = [bodies[at] as SentBody, bytes[at] as Uint8Array];
    const previous = chain.at(-1)?.link ?? (body.opening ? body.previousLink : before.link);
    if (!equal(body.deviceId, deviceId) || !equal(previous.subarray(0, body.previousLink.length), body.previousLink)) {
      return undefined;
    }
    chain.push({ body, previous, link: linkOf(context, previous, sent, provider) });
  }
  return chain;
}

/**
 * Returns the envelopes that were admitted of a run.
 * @param isLast its signature is checked: it is over the newest envelope, whose link covers those before
 * @throws {ArchiveFault} `item-refused` when the item is not this run
 */
export function proveRun(settings: RunSettings, item: TileItem, run: ProvenRun, isLast: boolean): ProvenBody[] {
  const refused = (): ArchiveFault => new ArchiveFault("item-refused", { item: run.item });
  const { context, provider, beginning } = settings;
  const sent = readOf("item-refused", run.item, () => readRun(item));
  const chain = readOf("item-refused", run.item, () => linked(settings, sent.bodies, run));
  const [first] = chain ?? [];
  if (chain === undefined || first === undefined) throw refused();
  // That the first was admitted, its number in the item says.
  let head: Head = { ...run.before, session: first.body.opening ? first.body.session - 1 : first.body.session };
  const admitted: ProvenBody[] = [];
  for (const { body, previous, link } of chain) {
    const followsHead = equal(previous, head.link);
    if (body.sequence > run.lastSequence || (body.opening === undefined && !followsHead)) continue;
    if (!isNext(body, head, beginning.keyId)) continue;
    const isGap = body.sequence !== head.sequence + 1 || !followsHead;
    const gap = { afterSequence: head.sequence, beforeSequence: body.sequence };
    const { item: number, blockTimeUnixS } = run;
    admitted.push({ item: number, body, blockTimeUnixS, ...(isGap && { gap }) });
    head = { sequence: body.sequence, session: body.session, link };
  }
  if (admitted.length !== run.count || !equal(head.link, run.lastLink)) throw refused();
  const last = chain.at(-1) as Linked;
  const signed = sent.bodies.at(-1) as Uint8Array;
  const preimage = linkPreimage(context, last.previous, signed);
  if (isLast && !provider.p256Verify(beginning.publicKey, sent.signature, ...preimage)) throw refused();
  return admitted;
}
