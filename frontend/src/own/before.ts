/**
 * The part of a history that lies in the application before: it is judged there, and reading goes on from where it ended. Where
 * somebody of that application does not answer, it is said what was not read, and nobody is accused. No DOM.
 */
import { equal, toHex } from "@witness/protocol/bytes";
import { eventsBefore, goOnFrom, takenOverRoot } from "@witness/protocol/history/inheritance";
import type { OwnDifference } from "@witness/protocol/history/own-comparison";
import type { Inheritance, OwnSettings, ProvenRecord } from "@witness/protocol/history/own-position";
import type { Predecessor } from "@witness/protocol/predecessor";
import type { OpenedField } from "@witness/protocol/record/opening";
import type { TakeOver } from "@witness/protocol/take-over";
import type { History } from "../history/history.ts";
import { LAYOUT_BEGIN, type LayoutCarry } from "../history/layout.ts";
import { KEPT_VERSION, type OwnEnd, readOwn } from "./judging.ts";
import type { KeptHead } from "./kept.ts";
import type { OwnWays } from "./ways.ts";

/** What this browser came to of the part in the application before. */
export interface OwnBefore {
  /** 0x and 40 digits. */
  readonly application: string;
  /** The newest envelope that was taken over. */
  readonly sequence: number;
  /** `UNREAD`: that part was not read here, or not opened; `reason` says why. */
  readonly result: "EQUAL" | "PARTIAL" | "UNREAD" | "DIFFERENCE";
  readonly reason: BeforeReason | undefined;
}

/**
 * `no-archive`, `no-node`: this page names none. `signed-out`: the reader has not signed in there. `differs`: what is said there is
 * not what was taken over, and this page does not know who is right. `older`: that record was taken over itself.
 */
export type BeforeReason = "no-archive" | "no-node" | "signed-out" | "unanswered" | "differs" | "older";

/** What reading goes on from. */
export interface OwnInherited {
  readonly inheritance: Inheritance;
  readonly before: OwnBefore;
  readonly difference: OwnDifference | undefined;
  readonly carry: LayoutCarry;
  readonly parts: readonly History[];
}

/** What the application before says of the record. */
export interface AskedBefore {
  /** 32 bytes: of the state that answered. */
  readonly stateRoot: Uint8Array;
  readonly record: ProvenRecord;
  readonly fields: readonly OpenedField[];
}

/** Where the application before is asked. */
export interface BeforeWays extends Omit<OwnWays, "inherit" | "isGivenRecord"> {
  readonly predecessor: Pick<Predecessor, "context" | "keyId">;
  /** Asks for the record there; or why nobody is asked. */
  readonly ask: (() => Promise<AskedBefore>) | "no-node" | "signed-out";
  readonly askKeys: OwnSettings["askKeys"];
}

const unanswered = (): undefined => undefined;

/** Judges that part, or takes what this browser kept of it unless it is to be read anew. */
export async function judgeBefore(
  { provider, deviceId, record: newer }: Pick<OwnSettings, "provider" | "deviceId" | "record">,
  ways: BeforeWays,
  takeOver: TakeOver,
  anew: boolean,
): Promise<OwnInherited> {
  const { predecessor, ask, archives, kept } = ways;
  const { values, proofBytes } = takeOver;
  const identity = provider.sha256(proofBytes);
  const said = { application: `0x${toHex(predecessor.context.application)}`, sequence: values.chain.sequence };
  const unread = (reason: BeforeReason, difference?: OwnDifference): OwnInherited => ({
    inheritance: { predecessor, begin: undefined },
    before: { ...said, result: difference ? "DIFFERENCE" : "UNREAD", reason: difference ? undefined : reason },
    difference,
    carry: LAYOUT_BEGIN,
    parts: [],
  });
  const known = anew ? undefined : await endKept(ways, identity);
  if (known) return { ...known, inheritance: { predecessor, begin: known.begin }, difference: undefined };
  if (archives.length === 0) return unread("no-archive");
  const asked = typeof ask === "string" ? undefined : await ask().catch(unanswered);
  const root = takenOverRoot(takeOver, provider);
  if (asked && !(root && equal(asked.stateRoot, root))) return unread("differs");
  const record = asked?.record ?? { key: values.key, chain: values.chain, owner: undefined, events: undefined };
  const askKeys = asked ? ways.askKeys : async () => undefined;
  const settings: OwnSettings = { context: predecessor.context, provider, deviceId, record, askKeys };
  let isOlder = false;
  const { outcome, end } = await readOwn(settings, asked?.fields ?? [], {
    ...ways,
    // Without a node nobody withholds anything.
    account: asked ? ways.account : new Uint8Array(),
    isGivenRecord: async () => false,
    inherit: async () => {
      isOlder = true;
      return undefined;
    },
  });
  const { result, difference } = outcome;
  if (isOlder) return unread("older");
  // This page does not know what the chain accepted there, so the archive may be right and the record wrong.
  if (difference?.by === "archive") return unread("differs");
  if (result === "UNCHECKED" || !end) return unread("unanswered");
  if (result === "DIFFERENCE") return unread("differs", difference);
  const events = record.events ?? (newer.events && eventsBefore(newer.events));
  const begin = goOnFrom(end.position, { result }, events);
  const before: OwnBefore = {
    ...said,
    result,
    reason: typeof ask === "string" ? ask : asked ? undefined : "unanswered",
  };
  const found = { before, carry: end.carry, parts: end.parts };
  // What was opened with keys needs nobody any more.
  if (asked)
    await kept.put({ ...end.head, end: { identity, begin, carry: end.carry, before } }, new Map()).catch(unanswered);
  return { ...found, inheritance: { predecessor, begin }, difference: undefined };
}

/** What this browser kept of that part, when it is of the same record. */
async function endKept(
  { kept }: BeforeWays,
  identity: Uint8Array,
): Promise<(NonNullable<KeptHead["end"]> & Pick<OwnEnd, "parts">) | undefined> {
  const head = await kept.head();
  if (!head?.end || head.version !== KEPT_VERSION || !equal(head.end.identity, identity)) return undefined;
  const parts: History[] = [];
  for (let number = 0; number < head.tiles; number += 1) {
    const tile = await kept.tile(number);
    if (!tile) return undefined;
    parts.push(tile.part);
  }
  return { ...head.end, parts };
}
