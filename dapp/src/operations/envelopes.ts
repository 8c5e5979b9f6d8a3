/** A device's run of envelopes: sessions, readings, gaps, evidence of a copied key. Pure. */
import { admitRun, type BodyDecision, readBody } from "@witness/protocol/admission";
import { concat } from "@witness/protocol/bytes";
import { OpenError, ProtocolError } from "@witness/protocol/errors";
import { itemsOfRun, withItems } from "@witness/protocol/history";
import { deviceIdOf } from "@witness/protocol/identity";
import { note } from "@witness/protocol/judge/judge";
import { quarantinedForCopy } from "@witness/protocol/operations/rules/quarantine";
import { decodeReadings, type Readings } from "@witness/protocol/reading";
import { EVENT_KINDS, withEvent } from "@witness/protocol/record/events";
import { openReadings } from "@witness/protocol/seal";
import { acceptSession } from "@witness/protocol/session";
import { type Run, SUITE } from "@witness/protocol/wire/envelope";
import { withReading } from "../state/days.ts";
import { concluded, judgeEnvelope, rulesFor } from "../state/judging.ts";
import { type DeviceRecord, type Entry, hasEntry, type SessionKey } from "../state/state.ts";
import { changeTroubleCodes } from "../state/trouble.ts";
import type { Decision, Moment, Operation, OperationResult, View } from "./operation.ts";

/** A body that the device's own key stands behind. */
type Authentic = BodyDecision & Required<Pick<BodyDecision, "body" | "link">>;

/** Returns the plaintext of an admitted body, or undefined: what does not open or decode is evidence, not an error. */
function read(
  view: View,
  { context }: Moment,
  { body }: Authentic,
  sessionKey: Uint8Array | undefined,
): { readonly bytes: Uint8Array; readonly readings: Readings } | undefined {
  if (!sessionKey) return undefined;
  try {
    const bytes = openReadings(context, body, { sessionKey, suite: SUITE, keyId: view.keyId }, view.genesis.provider);
    return { bytes, readings: decodeReadings(bytes) };
  } catch (error) {
    if (error instanceof OpenError || error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function sessionAfter(
  { genesis }: View,
  moment: Moment,
  record: DeviceRecord,
  { body }: Authentic,
): SessionKey | undefined {
  if (!body.opening) return record.session;
  const { provider, applicationPrivateKey } = genesis;
  const { session, sequence: firstSequence, previousLink } = body;
  const name = { devicePublicKey: record.chain.publicKey, session, firstSequence, previousLink };
  const key = acceptSession(moment.context, name, body.opening, applicationPrivateKey, provider);
  return { session, firstSequence, key };
}

/** Returns the record after one admitted body, and the entry for its history. */
function admit(
  view: View,
  moment: Moment,
  record: DeviceRecord,
  decision: Authentic,
): { readonly record: DeviceRecord; readonly entry: Entry } {
  const { timeUnixS } = moment;
  const session = sessionAfter(view, moment, record, decision);
  const opened = read(view, moment, decision, session?.key);
  const { readings, troubleCodes } = opened?.readings ?? { readings: [], troubleCodes: [] };
  const gap = decision.gap && { ...decision.gap, timeUnixS };
  const fork = decision.fork === true;
  const said = { readings: opened && readings, gap: gap !== undefined, fork, timeUnixS };
  let { days } = record;
  const judged = judgeEnvelope(record.judged, said, rulesFor(record.profile), ({ index, place }) => {
    const at = place && { timeUnixS: place.momentUnixS, distanceHm: Math.max(0, place.positionHm) };
    days = withReading(days, at, readings[index] ?? {});
  });
  const gaps = record.gaps + (gap ? 1 : 0);
  const forks = record.forks + (fork ? 1 : 0);
  const unreadable = record.unreadable + (opened ? 0 : 1);
  return {
    record: {
      ...record,
      session,
      judged,
      days,
      gaps,
      forks,
      unreadable,
      holding: decision.fork ? quarantinedForCopy(record.holding, decision.link.slice(), timeUnixS) : record.holding,
      activeTroubleCodes: changeTroubleCodes(record.activeTroubleCodes, troubleCodes),
      troubleCodesSet: record.troubleCodesSet + troubleCodes.filter(({ cleared }) => !cleared).length,
    },
    entry: {
      sequence: decision.body.sequence,
      link: decision.link.slice(),
      timeUnixS,
      readings: opened && concat(opened.bytes),
      readingCount: readings.length,
      gap,
      fork,
    },
  };
}

/** Returns the record with what a run adds to its history, and with the events of these items. */
function remember(view: View, moment: Moment, record: DeviceRecord, decisions: readonly BodyDecision[]): DeviceRecord {
  const { context, timeUnixS, input, place, parameters } = moment;
  const kept = record.forkEvidence;
  const { items, evidence } = itemsOfRun(decisions, kept, (seen) => ({ ...seen, timeUnixS }));
  if (items.length === 0) return record;
  const itemMoment = { input, blockTimeUnixS: timeUnixS, place, parameters };
  const past = withItems(context, record.past, items, itemMoment, view.genesis.provider);
  const seen = evidence.length - kept.length;
  let { judge } = record.judged;
  for (let each = 0; each < seen; each += 1) {
    judge = note(judge, { kind: "forked-key" }, timeUnixS, rulesFor(record.profile));
  }
  const run = record.past.items + 1;
  let events = record.events;
  const happened = (kind: keyof typeof EVENT_KINDS, item: number): void => {
    events = withEvent(events, { kind: EVENT_KINDS[kind], timeUnixS, item });
  };
  for (const { gap, fork } of decisions) {
    if (gap) happened("gap", run);
    if (fork) happened("fork", run);
  }
  items.forEach(({ kind }, index) => {
    if (kind === "fork") happened("fork", run + index);
  });
  const newest = evidence === kept ? undefined : evidence.at(-1);
  const holding = newest ? quarantinedForCopy(record.holding, newest.link, timeUnixS) : record.holding;
  const judged = { ...record.judged, judge };
  return { ...record, forks: record.forks + seen, forkEvidence: evidence, holding, judged, past, events };
}

const isAuthentic = (decision: BodyDecision): decision is Authentic =>
  decision.body !== undefined && decision.link !== undefined;

/** Decides on the bodies of a run whose device is not registered, or cannot be read. */
function decideUnknown({ bodies }: Run, readable: boolean): Decision[] {
  return bodies.map((bytes) => {
    const each = readBody(bytes);
    if ("code" in each) return { code: each.code, sequence: 0 };
    const { deviceId, sequence } = each.body;
    return { code: readable ? "device-unknown" : "run-broken", deviceId, sequence };
  });
}

/** Decides on each body of a run and moves its device's record. */
export const envelopes: Operation<Run> = (view, moment, run): OperationResult => {
  const [first] = run.bodies;
  const head = first && readBody(first);
  const id = head && "body" in head ? deviceIdOf(head.body.deviceId) : undefined;
  const record = id && view.find(id);
  if (!id || !record) return { decisions: decideUnknown(run, id !== undefined) };
  const settings = { context: moment.context, provider: view.genesis.provider, keyId: view.keyId };
  const { decisions, chain } = admitRun(settings, record.chain, run);
  let current: DeviceRecord = record;
  const entries: Entry[] = [];
  /** An old body of the record, posted again: anybody can do that, so the car's own list has no room for it. */
  const isKept = (sequence: number, link: Uint8Array): boolean =>
    [record.history, view.entriesOf(id), entries].some((list) => hasEntry(list, sequence, link));
  const decided = decisions.map((decision): Decision => {
    const { code, body, link } = decision;
    const sequence = body?.sequence ?? 0;
    const kept = code === "sequence-regressed" && link !== undefined && isKept(sequence, link);
    if (isAuthentic(decision)) {
      if (code === "admitted") {
        const admitted = admit(view, moment, current, decision);
        current = admitted.record;
        entries.push(admitted.entry);
      }
    }
    return { code, deviceId: body?.deviceId ?? record.chain.deviceId, sequence, link: kept ? undefined : link };
  });
  current = remember(view, moment, current, decisions);
  if (current === record) return { decisions: decided };
  const said = concluded(current.judged, rulesFor(record.profile), view.genesis.provider);
  return { decisions: decided, change: { record: { ...current, ...said, chain }, entries } };
};
