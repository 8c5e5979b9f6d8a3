/** The history as its owner can open it: which envelopes there are, of which times, and what its sessions are asked by. */
import { HISTORY_CODES } from "@witness/protocol/codes/history";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { CODES, ProtocolError } from "@witness/protocol/errors";
import { type OpenedEnvelope, type SessionSpan, sessionOf } from "@witness/protocol/history/opened-history";
import { isOwnRead, registrationIn, takeTile } from "@witness/protocol/history/own-judgement";
import { type AskKeys, OWN_BEGIN, type OwnSettings } from "@witness/protocol/history/own-position";
import { type HistoryFault, provenEnd } from "@witness/protocol/history/reader";
import { provenRecord } from "@witness/protocol/record/tree";
import type { TimedEnvelope } from "@witness/protocol/share/choice";
import { ShareError } from "@witness/protocol/share/errors";
import type { HistoryAnswer } from "@witness/protocol/wire/history";
import type { Tiles } from "../archive.ts";
import { OperateError } from "../errors.ts";
import type { NodeReader } from "../node.ts";
import { unproven } from "../pass/question.ts";

/** An envelope of the owner's, with how much it says. */
export interface OwnEnvelope extends TimedEnvelope {
  readonly readings: number;
}

/** A history that comes to what the record says. */
export interface OwnHistory {
  /** All that the owner can open, in order. */
  readonly envelopes: readonly OwnEnvelope[];
  /** By the number of the session. */
  readonly sessions: ReadonlyMap<number, SessionSpan>;
  /** The record's newest envelope. */
  readonly head: number;
  /** What the record's `key` and `chain` are, under the state that the node named. */
  readonly answer: HistoryAnswer;
}

/** Whom to ask. */
export interface OwnAsking {
  readonly context: Context;
  readonly node: Pick<NodeReader, "ask">;
  readonly tiles: Tiles;
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  readonly askKeys: AskKeys;
}

function recordOf(
  { proof: { opening, place }, stateRoot }: HistoryAnswer,
  deviceId: Uint8Array,
): OwnSettings["record"] {
  try {
    const values = provenRecord(opening, place, { deviceId, stateRoot }, provider);
    // An owner of before may share too, so nothing hangs on who the owner is now.
    if (values?.chain) return { key: values.key, chain: values.chain, owner: undefined, events: undefined };
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw unproven(cause);
  }
  throw unproven();
}

function timedOf({ body: { session, sequence }, opened: { readings } }: OpenedEnvelope): OwnEnvelope {
  const timesUnixS = readings.map(({ timeUnixS }) => timeUnixS);
  const times =
    timesUnixS.length === 0 ? undefined : { firstUnixS: Math.min(...timesUnixS), lastUnixS: Math.max(...timesUnixS) };
  return { session, sequence, times, readings: readings.length };
}

const archiveLies = ({ code, item }: HistoryFault): OperateError =>
  new OperateError(
    `What the archive gave is not the car's history, at item ${item} (${code}): ${HISTORY_CODES[code].sentence}`,
    {
      code: "archive-unavailable",
    },
  );

/**
 * Reads the history of a car with its owner's keys.
 * @throws {OperateError} `car-unknown`, `record-unproven`, `archive-unavailable`; ShareError `share-taken-over`
 */
export async function readOwnHistory({ context, node, tiles, deviceId, askKeys }: OwnAsking): Promise<OwnHistory> {
  const answer = await node.ask({ kind: "history", deviceId });
  if (answer.kind === "none") throw new OperateError(CODES[answer.code].sentence, { code: answer.code });
  if (answer.kind !== "history") throw unproven();
  const record = recordOf(answer, deviceId);
  const settings: OwnSettings = { context, provider, deviceId, record, askKeys };
  const envelopes: OwnEnvelope[] = [];
  const sessions = new Map<number, SessionSpan>();
  let position = OWN_BEGIN;
  for await (const tile of tiles(deviceId, record.chain.accumulator)) {
    if (position === OWN_BEGIN && registrationIn(tile)?.predecessor) throw new ShareError("share-taken-over");
    const step = await takeTile(settings, position, tile);
    if ("fault" in step) throw archiveLies(step.fault);
    const isOver = step.to.at.next === position.at.next;
    position = step.to;
    for (const envelope of step.envelopes) {
      const span = sessionOf(envelope);
      if (span) sessions.set(span.session, span);
      envelopes.push(timedOf(envelope));
    }
    if (isOver || isOwnRead(settings, position)) break;
  }
  const end = provenEnd(record.chain, position.at);
  if ("fault" in end) throw archiveLies(end.fault);
  return { envelopes, sessions, head: record.chain.sequence, answer };
}
