/** What an entry of the journal that counts means to the judge (docs/verdict.md, "Events"). Pure. */
import { equal, readU32 } from "@witness/protocol/bytes";
import { rulesFor } from "@witness/protocol/history/judging";
import { deviceIdOf } from "@witness/protocol/identity";
import type { DialEntry } from "@witness/protocol/judge/dial";
import type { Closing, JudgeEvent } from "@witness/protocol/judge/events";
import { note } from "@witness/protocol/judge/judge";
import { conclude } from "@witness/protocol/judge/judgement";
import type { EntryContent, EntryName } from "@witness/protocol/operations/entry";
import { currentTenure, isOwnedBy } from "@witness/protocol/operations/holding";
import { NO_VIN_TAG } from "@witness/protocol/record/vin";
import type { DeviceRecord } from "../state/state.ts";
import type { Moment, View } from "./operation.ts";

/** An entry counts only when the owner accepted it where that is asked for, so both have signed. */
const BY_BOTH = { byWorkshop: true, byOwner: true } as const;

/** Of what a record of one VIN may leave open when it is named: the record that names it. */
const OTHER_RECORDS_OPEN = 1;

const othersOpen = ({ judged }: DeviceRecord): number =>
  judged.judge.reasons.find(({ code }) => code === "other-record")?.open ?? 0;

/**
 * Whether the record may go on from another one. Of a car with a VIN that is one of the same VIN whose own predecessor is named:
 * else another car of the owner, or a device in between, would hide how far this one has come. Without a VIN it is one of the
 * same owner: a stranger's odometer would be told. A record that names itself gains nothing: the judge refuses a closing value
 * where there is a path, and without a path there is none.
 */
function isPredecessor(record: DeviceRecord, other: DeviceRecord): boolean {
  const owner = currentTenure(record.holding)?.owner;
  if (owner === undefined) return false;
  if (equal(record.vinTag, NO_VIN_TAG)) return isOwnedBy(other.holding, owner);
  return equal(record.vinTag, other.vinTag) && othersOpen(other) <= OTHER_RECORDS_OPEN;
}

function closingOf(view: View, record: DeviceRecord, device: Uint8Array): Closing | undefined {
  const other = view.find(deviceIdOf(device));
  const path = other?.judged.judge.path;
  if (!other || !path || !isPredecessor(record, other)) return undefined;
  return { raw: path.raw, offsetHm: other.judged.judge.offsetHm, timeUnixS: path.momentUnixS };
}

/** An entry of the journal that counts, or is withdrawn. */
export interface JournalEntry {
  /** 32 bytes: the operation that made it. */
  readonly entry: Uint8Array;
  readonly name: EntryName;
  /** 8 bytes: whose it is. */
  readonly company: Uint8Array;
}

const dialEntryOf = ({ globals }: View, { entry, company }: JournalEntry): DialEntry => ({
  company: globals.actors.companies.findIndex(({ id }) => equal(id, company)),
  entry: readU32(entry),
});

/** Returns the event, or undefined when the entry says nothing to the judge. */
function eventOf(
  view: View,
  record: DeviceRecord,
  entry: JournalEntry & { readonly content: EntryContent | undefined },
): JudgeEvent | undefined {
  const { name, content } = entry;
  switch (name) {
    case "clusterReplaced":
      return { kind: "cluster-replaced", ...BY_BOTH };
    case "deviceMoved":
      return { kind: "device-moved" };
    case "dialReading":
      return content && { kind: "dial-reading", raw: content.raw, ...dialEntryOf(view, entry) };
    case "unitChanged": {
      const { numerator = 0, denominator = 0 } = content ?? {};
      return { kind: "unit-changed", unit: { numerator, denominator }, ...BY_BOTH };
    }
    case "deviceReplaced": {
      const closing = content && closingOf(view, record, content.other);
      return closing && { kind: "device-replaced", closing };
    }
    default:
      return undefined;
  }
}

function noted({ timeUnixS }: Moment, record: DeviceRecord, event: JudgeEvent): DeviceRecord {
  const rules = rulesFor(record.profile);
  const judge = note(record.judged.judge, event, timeUnixS, rules);
  return { ...record, judged: { ...record.judged, judge }, judgement: conclude(judge, rules) };
}

/** Returns the record after an entry of its journal counts. */
export function corrected(
  view: View,
  moment: Moment,
  record: DeviceRecord,
  entry: JournalEntry & { readonly content: EntryContent | undefined },
): DeviceRecord {
  const event = eventOf(view, record, entry);
  return event === undefined ? record : noted(moment, record, event);
}

/** Returns the record after a company took an entry back. Of what followed from it, only a doubt about the dial ends. */
export const withdrawn = (view: View, moment: Moment, record: DeviceRecord, entry: JournalEntry): DeviceRecord =>
  entry.name === "dialReading"
    ? noted(moment, record, { kind: "dial-withdrawn", ...dialEntryOf(view, entry) })
    : record;
