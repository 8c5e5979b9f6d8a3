/** An owner makes a share: reads the history, chooses envelopes by days, says what is revealed, asks for keys, and seals the file. */
import { randomBytes } from "node:crypto";
import { toHex } from "@witness/protocol/bytes";
import type { GroupName } from "@witness/protocol/columns/quantity";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import type { AskKeys } from "@witness/protocol/history/own-position";
import type { ClaimEvidence } from "@witness/protocol/pass/evidence";
import { noticeCounts, type PublishedState } from "@witness/protocol/pass/issue";
import type { ShownSession } from "@witness/protocol/pass/shown-session";
import { recordFieldNumber } from "@witness/protocol/record/fields";
import { narrowOpening, RECORD_TREE } from "@witness/protocol/record/opening";
import { type ChosenStretch, chooseEnvelopes, type SharedTime } from "@witness/protocol/share/choice";
import { encodeShareContent, SHARE_FIELDS, type ShareContent, shareIdentity } from "@witness/protocol/share/content";
import { ShareError } from "@witness/protocol/share/errors";
import { sealShare } from "@witness/protocol/share/share";
import type { HistoryAnswer } from "@witness/protocol/wire/history";
import type { Tiles } from "../archive.ts";
import { OperateError } from "../errors.ts";
import type { NodeReader } from "../node.ts";
import { type OwnHistory, readOwnHistory } from "./history.ts";
import { shareRevealed } from "./shown.ts";

/** What an owner says with a share. */
export interface Sharing {
  /** 8 bytes. */
  readonly car: Uint8Array;
  /** 33 bytes: the key of whoever may read. */
  readonly grantee: Uint8Array;
  readonly groups: readonly GroupName[];
  readonly time: SharedTime;
  readonly purpose: string;
  readonly forWhom: string;
  readonly expiresUnixS: number;
}

/** Whom to ask, and how. */
export interface ShareWays {
  readonly context: Context;
  readonly node: Pick<NodeReader, "ask">;
  readonly tiles: Tiles;
  readonly askKeys: AskKeys;
  /** Waits for an accepted claim on a state (32 bytes). */
  readonly published: (stateRoot: Uint8Array) => Promise<PublishedState>;
  readonly nowUnixS: () => number;
  readonly say: (line: string) => void;
}

/** A share that was made. */
export interface MadeShare {
  readonly bytes: Uint8Array;
  /** 32 bytes. */
  readonly identity: Uint8Array;
  readonly content: ShareContent;
  readonly envelopes: number;
}

/** What a share would open. @throws {ShareError} `share-empty`; and as `readOwnHistory` */
async function chosen({ car, time, groups }: Sharing, { context, node, tiles, askKeys, say }: ShareWays) {
  const history = await readOwnHistory({ context, node, tiles, deviceId: car, askKeys });
  const choice = chooseEnvelopes(history.envelopes, time);
  if (choice.stretches.length === 0) throw new ShareError("share-empty");
  say("The share reveals, to whoever has its file and the reader's key:");
  for (const line of shareRevealed({ groups, time, choice, envelopes: history.envelopes })) say(line);
  return { history, choice };
}

/** Says what a share would reveal, and makes none. @throws as `makeShare` does */
export async function previewShare(sharing: Sharing, ways: ShareWays): Promise<number> {
  const { choice } = await chosen(sharing, ways);
  return choice.stretches.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

const withheld = (first: number): OperateError =>
  new OperateError(`The node gives no keys of envelope ${first} now, although it gave them before; ask another node.`, {
    code: "keys-none",
  });

/** Asks for the nodes of a stretch: those that open it and no more. */
async function opened(
  { car, groups }: Sharing,
  askKeys: AskKeys,
  { sessions }: OwnHistory,
  { session, first, last }: ChosenStretch,
): Promise<ShownSession> {
  const span = sessions.get(session);
  const asked = { fromSequence: first, toSequence: last, groups };
  const keys = span && (await askKeys({ deviceId: car, ...span, ...asked }));
  if (!span || keys?.fromSequence !== first || keys.toSequence !== last) throw withheld(first);
  if (!groups.every((group) => keys.groups[group])) throw withheld(first);
  const shared = Object.fromEntries(groups.map((group) => [group, keys.groups[group] ?? []]));
  return { session, firstSequence: span.firstSequence, fromSequence: first, toSequence: last, groups: shared };
}

/** Returns what leads from the record's public fields to a claim. */
function proofOf({ proof: { opening, place } }: HistoryAnswer, { output, proof }: PublishedState): ClaimEvidence {
  const fields = SHARE_FIELDS.map(recordFieldNumber);
  return {
    opening: narrowOpening(RECORD_TREE, opening, fields, provider),
    place,
    notice: noticeCounts(output),
    output: proof,
  };
}

/**
 * Makes a share.
 * @throws {ShareError} `share-empty`, `share-taken-over`; {OperateError}, and errors of the chain
 */
export async function makeShare(sharing: Sharing, ways: ShareWays): Promise<MadeShare> {
  const { car, grantee, time, purpose, forWhom, expiresUnixS } = sharing;
  const { history, choice } = await chosen(sharing, ways);
  const published = await ways.published(history.answer.stateRoot);
  const stretches: ShownSession[] = [];
  for (const stretch of choice.stretches) stretches.push(await opened(sharing, ways.askKeys, history, stretch));
  const terms = { device: car, issuedUnixS: ways.nowUnixS(), expiresUnixS, time, purpose, forWhom };
  const content: ShareContent = { terms, proof: proofOf(history.answer, published), stretches };
  const head = { context: ways.context, grantee };
  const bytes = sealShare(head, content, Uint8Array.from(randomBytes(32)), provider);
  const envelopes = choice.stretches.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const identity = shareIdentity(encodeShareContent(content), provider);
  ways.say(`identity   ${toHex(identity)}`);
  ways.say("Keys that somebody has cannot be taken back: what is shared by a file stays shared.");
  const groups = sharing.groups.join(",");
  ways.say(
    `For envelopes to come: npm run operate -- grant --grantee ${toHex(grantee)} --groups ${groups} --first ${history.head + 1} --last …`,
  );
  return { bytes, identity, content, envelopes };
}
