/**
 * What an entry of the journal would do to a car's verdict, reckoned before it is sent: with the judge's own rules, over what
 * the signer's key was granted to read. It is a warning and no decision, since the back-end judges the whole history.
 */
import { randomBytes } from "node:crypto";
import { profileOf } from "@witness/protocol/columns/profile";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { OpenError, ProtocolError } from "@witness/protocol/errors";
import { takeOverIn } from "@witness/protocol/history/inheritance";
import { type Judged, judgeEnvelope, newJudged, rulesFor } from "@witness/protocol/history/judging";
import { takeTile } from "@witness/protocol/history/own-judgement";
import { OWN_BEGIN, type OwnSettings } from "@witness/protocol/history/own-position";
import { derivePrivateKey } from "@witness/protocol/hpke";
import type { JudgeEvent } from "@witness/protocol/judge/events";
import { note } from "@witness/protocol/judge/judge";
import { conclude, type Judgement } from "@witness/protocol/judge/judgement";
import { REASONS, type Reason, type ReasonCode } from "@witness/protocol/judge/reasons";
import { openAnswer } from "@witness/protocol/seal";
import { queryByKey } from "@witness/protocol/signed-query";
import { decodeSuccession } from "@witness/protocol/succession";
import { decodeKeysAnswer, encodeKeysQuery, type KeysAnswer, type KeysQuery } from "@witness/protocol/wire/keys";
import type { Tiles } from "./archive.ts";
import type { NodeReader } from "./node.ts";

/** What could be read, and what the event would change. */
export interface Foresight {
  readonly readings: number;
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly before: Judgement;
  readonly after: Judgement;
}

/** Who looks, at which car, and for what. */
export interface Foreseeing {
  readonly context: Context;
  readonly node: NodeReader;
  readonly tiles: Tiles;
  readonly deviceId: Uint8Array;
  /** The signer's P-256 key (32 bytes), which the owner may have granted something. */
  readonly privateKey: Uint8Array;
  readonly event: JudgeEvent;
  readonly nowUnixS: number;
}

/** Asks for keys as a grantee. Returns undefined when nothing was granted of what is asked. */
function asker({ context, node, privateKey }: Foreseeing): OwnSettings["askKeys"] {
  const reply = derivePrivateKey(Uint8Array.from(randomBytes(32)), provider);
  return async (asked): Promise<KeysAnswer | undefined> => {
    const query: KeysQuery = { ...asked, replyKey: provider.p256PublicKey(reply) };
    const bytes = encodeKeysQuery(query);
    const signed = queryByKey(context, { kind: "keys", query: bytes }, privateKey, provider);
    const answer = await node.ask({ kind: "signed", signed });
    if (answer.kind !== "sealed") return undefined;
    try {
      return decodeKeysAnswer(openAnswer(context, bytes, reply, answer.sealed, provider));
    } catch (error) {
      if (error instanceof OpenError || error instanceof ProtocolError) return undefined;
      throw error;
    }
  };
}

/**
 * Returns what a record that was taken over goes on from. The key of the application before is not known here: reading ends at a
 * session that was still opened for it.
 */
async function inheritance(node: NodeReader): Promise<OwnSettings["inheritance"]> {
  const [told] = (await node.globals()).succession.inherited;
  const predecessor = told && { context: decodeSuccession(told.statement).old, keyId: new Uint8Array(8) };
  return predecessor && { predecessor, begin: undefined };
}

/** Returns what an event would change as far as the signer may see; undefined when that is nothing. */
export async function foresee(seeing: Foreseeing): Promise<Foresight | undefined> {
  const { context, node, tiles, deviceId, event, nowUnixS } = seeing;
  const head = await node.head(deviceId);
  // Nobody proves the record to a grantee, so everything that the archive has is read, and compared with nothing.
  const record = {
    key: { publicKey: head.publicKey, keyTier: 1, maker: new Uint8Array(8) },
    chain: { ...head, accumulator: new Uint8Array(32), items: 2 ** 32 - 1 },
    owner: { owner: new Uint8Array(20), tenure: 0, firstSequence: 1, sinceUnixS: 0 },
    events: { count: 0, newest: [] },
  };
  let settings: OwnSettings = { context, provider, deviceId, record, askKeys: asker(seeing) };
  let position = OWN_BEGIN;
  let judged: Judged | undefined;
  let seen = { readings: 0, fromSequence: 0, toSequence: 0 };
  for await (const tile of tiles(deviceId)) {
    if (position === OWN_BEGIN && takeOverIn(tile, provider)) {
      settings = { ...settings, inheritance: await inheritance(node) };
    }
    const step = await takeTile(settings, position, tile);
    if ("fault" in step) break;
    position = step.to;
    const { registration } = position.at;
    const profile = registration && profileOf(registration.profile, registration.profileVersion);
    if (!profile) break;
    const rules = rulesFor(profile);
    for (const { body, opened, gap, fork, blockTimeUnixS } of step.envelopes) {
      const { sequence } = body;
      // A hole in what was granted is no gap of the car's: judging begins anew behind it.
      if (!judged || sequence !== seen.toSequence + 1) {
        judged = newJudged(rules);
        seen = { readings: 0, fromSequence: sequence, toSequence: sequence };
      }
      const readings = opened.readings.slice(0, opened.judged);
      // A group that was not granted does not open, and says nothing against the car.
      const said = { readings, unreadable: false, gap: gap !== undefined, fork: fork ?? false };
      judged = judgeEnvelope(judged, { ...said, timeUnixS: blockTimeUnixS }, rules, () => {});
      seen = { ...seen, readings: seen.readings + readings.length, toSequence: sequence };
    }
    if (step.items === 0) break;
  }
  const { registration } = position.at;
  const profile = registration && profileOf(registration.profile, registration.profileVersion);
  if (!judged || !profile || seen.readings === 0) return undefined;
  const rules = rulesFor(profile);
  const after = conclude(note(judged.judge, event, nowUnixS, rules), rules);
  return { ...seen, before: conclude(judged.judge, rules), after };
}

/** Returns what speaks against sending, a sentence each; none when nothing does. */
export function doubtsOf(foresight: Foresight | undefined): readonly string[] {
  if (!foresight) {
    return [
      "No reading of the car was opened, so what the entry would do was not reckoned: that takes an archive (--archive), and the owner's grant to this key.",
    ];
  }
  const { before, after } = foresight;
  const beforeOf = (code: ReasonCode): Pick<Reason, "open" | "count" | "totalAmountHm"> =>
    before.reasons.find((each) => each.code === code) ?? { open: 0, count: 0, totalAmountHm: 0 };
  const doubts = after.reasons
    .filter(({ code, open, count }) =>
      code === "correction-refused" ? count > beforeOf(code).count : open > beforeOf(code).open,
    )
    .filter(({ code }) => code === "correction-refused" || isAdverse(code))
    .map(({ code, totalAmountHm }) => {
      const amountHm = totalAmountHm - beforeOf(code).totalAmountHm;
      const amount = amountHm > 0 ? ` by ${Math.round(amountHm / 10)} km` : "";
      return `It would be said of the car: ${code}${amount}. ${REASONS[code].sentence}`;
    });
  if (before.verdict === "logical" && after.verdict !== "logical")
    doubts.push(`The verdict over what may be read would turn from ${before.verdict} to ${after.verdict}.`);
  return doubts;
}

const isAdverse = (code: ReasonCode): boolean =>
  REASONS[code].effect === "illogical" || REASONS[code].effect === "doubt";
