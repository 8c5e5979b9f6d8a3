/** A device's run of envelopes: sessions, readings, gaps, evidence of a copied key. Pure. */
import { type BodyDecision, readBody } from "@witness/protocol/admission";
import type { GroupName } from "@witness/protocol/columns/quantity";
import { itemsOfRun, withItems } from "@witness/protocol/history";
import { judgeEnvelope, rulesFor } from "@witness/protocol/history/judging";
import { openGroups } from "@witness/protocol/history/opened-history";
import { note } from "@witness/protocol/judge/judge";
import { conclude } from "@witness/protocol/judge/judgement";
import { quarantinedForCopy } from "@witness/protocol/operations/rules/quarantine";
import {
  type DecodedColumns,
  decodeColumns,
  NO_COLUMNS,
  ReadingsInTurn,
  troubleCodesOf,
} from "@witness/protocol/reading";
import { DaysDraft } from "@witness/protocol/record/days";
import { EVENT_KINDS, withEvent } from "@witness/protocol/record/events";
import { changeTroubleCodes } from "@witness/protocol/record/trouble";
import { acceptSession, leafKey, type SessionKeys } from "@witness/protocol/session";
import type { Run } from "@witness/protocol/wire/envelope";
import type { DeviceRecord } from "../state/state.ts";
import { admitChecked, type CheckedRun } from "./checked-runs.ts";
import type { Decision, Moment, OperationResult, View } from "./operation.ts";

/** A body that the device's own key stands behind. */
type Authentic = BodyDecision & Required<Pick<BodyDecision, "body" | "link">>;

/** What could be opened and read of a body: what could not is evidence, not an error. */
interface Opened {
  readonly columns: DecodedColumns;
  /** One of its groups does not open with its key, or breaks a rule. */
  readonly unreadable: boolean;
  /** Of the body's session; with the parents of the keys that were used. */
  readonly session: SessionKeys | undefined;
}

/** Returns the keys of the session that the body is in: those of the open one, or of the one that it opens. */
function sessionOf(
  { genesis }: View,
  { context }: Moment,
  { session, chain }: DeviceRecord,
  { body }: Authentic,
): SessionKeys | undefined {
  if (!body.opening) return session;
  const { provider, applicationPrivateKey } = genesis;
  const { sequence: firstSequence, previousLink } = body;
  const name = { devicePublicKey: chain.publicKey, session: body.session, firstSequence, previousLink };
  const sessionKey = acceptSession(context, name, body.opening, applicationPrivateKey, provider);
  return { firstSequence, sessionKey };
}

/** Opens and reads a body with the keys of its session. */
function read(view: View, moment: Moment, record: DeviceRecord, decision: Authentic): Opened {
  const { body } = decision;
  // Sealed to the predecessor: this application has no key for it. What it says is said again by its device.
  if (decision.foreign) return { columns: NO_COLUMNS, unreadable: false, session: undefined };
  const { provider } = view.genesis;
  let session = sessionOf(view, moment, record, decision);
  const leafOf = (group: GroupName): Uint8Array | undefined => {
    if (!session) return undefined;
    const key = leafKey(moment.context, session, group, body.sequence - session.firstSequence, provider);
    session = key.keys;
    return key.leaf;
  };
  const { profile } = record;
  const opened = openGroups(moment.context, body, leafOf, { keyId: view.keyId, profile }, provider);
  const columns = decodeColumns(profile, opened.groups);
  return { columns, unreadable: opened.unreadable || columns.broken.length > 0, session };
}

/** Returns the record after one admitted body, and how many readings that holds. */
function admit(
  view: View,
  moment: Moment,
  record: DeviceRecord,
  decision: Authentic,
): { readonly record: DeviceRecord; readonly readings: number } {
  const { timeUnixS } = moment;
  const { columns, unreadable: isUnreadable, session } = read(view, moment, record, decision);
  const troubleCodes = troubleCodesOf(columns);
  const gap = decision.gap !== undefined;
  const fork = decision.fork === true;
  const [readings, beside] = [new ReadingsInTurn(columns.judged), new ReadingsInTurn(columns.beside)];
  const said = { readings, unreadable: isUnreadable, gap, fork, timeUnixS };
  const days = new DaysDraft(record.days);
  const judged = judgeEnvelope(record.judged, said, rulesFor(record.profile), ({ reading, place }) => {
    const at = place && { timeUnixS: place.momentUnixS, distanceHm: Math.max(0, place.positionHm) };
    days.add(at, reading);
  });
  for (let index = 0; index < beside.length; index += 1) days.add(undefined, beside.at(index) ?? {});
  const forks = record.forks + (fork ? 1 : 0);
  const unreadable = record.unreadable + (isUnreadable ? 1 : 0);
  return {
    record: {
      ...record,
      session,
      judged,
      days: days.finish(),
      forks,
      unreadable,
      holding: decision.fork ? quarantinedForCopy(record.holding, decision.link.slice(), timeUnixS) : record.holding,
      activeTroubleCodes: changeTroubleCodes(record.activeTroubleCodes, troubleCodes),
      troubleCodesSet: record.troubleCodesSet + troubleCodes.filter(({ cleared }) => !cleared).length,
    },
    readings: readings.length + beside.length,
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
  for (const { kind, late } of items) {
    const event = { kind: late ? "late-in-gap" : "forked-key" } as const;
    if (kind === "fork") judge = note(judge, event, timeUnixS, rulesFor(record.profile));
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
  items.forEach(({ kind, late }, index) => {
    if (kind === "fork" && !late) happened("fork", run + index);
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
export function envelopes(view: View, moment: Moment, checked: CheckedRun): OperationResult {
  const { id, run } = checked;
  const record = id && view.find(id);
  if (!id || !record) return { decisions: decideUnknown(run, id !== undefined) };
  const { decisions, chain } = admitChecked(view, moment.context, checked, record.chain);
  let current: DeviceRecord = record;
  let readings = 0;
  const decided = decisions.map((decision): Decision => {
    const { code, body, link } = decision;
    const sequence = body?.sequence ?? 0;
    // Anybody can post an old body of the record again, so the car's own list has no room for one.
    const isOld = code === "sequence-regressed";
    if (isAuthentic(decision)) {
      if (code === "admitted") {
        const admitted = admit(view, moment, current, decision);
        current = admitted.record;
        readings += admitted.readings;
      }
    }
    return { code, deviceId: body?.deviceId ?? record.chain.deviceId, sequence, link: isOld ? undefined : link };
  });
  current = remember(view, moment, current, decisions);
  if (current === record) return { decisions: decided };
  const judgement = conclude(current.judged.judge, rulesFor(record.profile));
  return { decisions: decided, change: { record: { ...current, judgement, chain }, readings } };
}
