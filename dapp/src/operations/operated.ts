/**
 * What a person or a company does to a record (docs/protocol.md, "Operations"). The rules are the protocol's, over what is
 * public; here they meet the state, and what they mean to the record is written. Pure.
 */
import { equal } from "@witness/protocol/bytes";
import { type Code, OpenError, ProtocolError } from "@witness/protocol/errors";
import { operationAdded, withItems } from "@witness/protocol/history";
import { deviceIdOf } from "@witness/protocol/identity";
import { openEntry } from "@witness/protocol/journal-seal";
import { type OperationOutcome, takeOperation } from "@witness/protocol/operations/effect";
import { decodeEntryContent, ENTRIES, type EntryContent } from "@witness/protocol/operations/entry";
import type { Globals } from "@witness/protocol/operations/globals";
import type { Holding } from "@witness/protocol/operations/holding";
import { OPERATIONS as KINDS, type Operation as OperationMessage } from "@witness/protocol/operations/operation";
import { type JournalEffect, type OperatedRecord, operationMoment } from "@witness/protocol/operations/rule";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { withEvent } from "@witness/protocol/record/events";
import type { DeviceRecord, Genesis, KeptEntry } from "../state/state.ts";
import type { Devices } from "../state/store/devices.ts";
import { packJournal, readJournal } from "../state/store/journal.ts";
import { corrected, withdrawn } from "./correction.ts";
import type { Moment, Operation, View } from "./operation.ts";
import { plateAfter } from "./plate.ts";

/**
 * Stands for the company of an accepted entry that the public journal has dropped. The judge asks only whose a dial reading is,
 * and none of these waits.
 */
const NOBODY = new Uint8Array(8);
/** Entries of the journal that are kept with what they say. The chain has them all. */
const JOURNAL_KEPT = 16;

/** What an operation that took effect on a record means to it. */
interface Taken {
  readonly operation: OperationMessage;
  readonly holding: Holding;
  readonly effect: JournalEffect | undefined;
}

/** What an operation is decided over. */
interface Seen {
  readonly genesis: Genesis;
  readonly globals: Globals;
  readonly find: View["find"];
}

function decide(seen: Seen, moment: Pick<Moment, "context" | "timeUnixS">, signed: SignedOperation): OperationOutcome {
  const { genesis, globals } = seen;
  const { provider, origins, predecessor } = genesis;
  const recordOf = (device: Uint8Array): OperatedRecord | undefined => seen.find(deviceIdOf(device));
  const at = operationMoment({ context: moment.context, provider, origins, predecessor }, moment.timeUnixS);
  return takeOperation({ globals, recordOf }, at, signed);
}

/** Returns the code that an operation would have if it came now: for a relay that is to pay for it, and for who signed it. */
export const wouldTake = (
  state: { readonly genesis: Genesis; readonly globals: Globals; readonly devices: Pick<Devices, "get"> },
  moment: Pick<Moment, "context" | "timeUnixS">,
  signed: SignedOperation,
): Code => decide({ ...state, find: (id) => state.devices.get(id) }, moment, signed).code;

/** Opens an entry, or returns undefined: what does not open says nothing, and stands in the journal all the same. */
function opened(
  { genesis }: View,
  { context }: Moment,
  record: DeviceRecord,
  { name, sealed }: JournalEffect,
): EntryContent | undefined {
  if (sealed === undefined) return undefined;
  const place = { device: record.chain.deviceId, tenure: record.holding.tenure, entry: ENTRIES[name].number };
  try {
    return decodeEntryContent(openEntry(context, genesis.applicationPrivateKey, place, sealed, genesis.provider));
  } catch (error) {
    if (error instanceof OpenError || error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Returns the journal with a new entry; what waits for the owner is kept until it is settled. */
function withEntry(
  view: View,
  moment: Moment,
  { record, before }: { readonly record: DeviceRecord; readonly before: readonly KeptEntry[] },
  { effect, holding, company }: { effect: JournalEffect; holding: Holding; company: Uint8Array },
): readonly KeptEntry[] {
  if (effect.sealed === undefined) return before;
  const kept: KeptEntry = {
    identity: effect.entry,
    company,
    entry: ENTRIES[effect.name].number,
    timeUnixS: moment.timeUnixS,
    content: opened(view, moment, record, effect),
    tenure: holding.tenure,
  };
  const all = [...before, kept];
  const isWaiting = ({ identity }: KeptEntry): boolean =>
    holding.waiting.some((each) => equal(each.identity, identity));
  return all.filter((each, index) => index >= all.length - JOURNAL_KEPT || isWaiting(each));
}

/** Returns the record after an operation took effect on it: an item of its history, and an event. */
function moved(
  view: View,
  moment: Moment,
  record: DeviceRecord,
  { operation, holding, effect, message }: Taken & { readonly message: Uint8Array },
): DeviceRecord {
  const { context, timeUnixS, input, place, parameters } = moment;
  const { provider } = view.genesis;
  const entry = effect && holding.journal.find(({ identity }) => equal(identity, effect.entry.subarray(0, 16)));
  const kept = effect && entry ? { effect, holding, company: entry.company } : undefined;
  const before = effect ? readJournal(record.journal) : [];
  const entries = kept ? withEntry(view, moment, { record, before }, kept) : before;
  const journal = entries === before ? record.journal : packJournal(entries);
  const added = [operationAdded(message, provider)];
  const past = withItems(
    context,
    record.past,
    added,
    { input, blockTimeUnixS: timeUnixS, place, parameters },
    provider,
  );
  const event = { kind: KINDS[operation.kind].number, timeUnixS, item: past.items };
  const plateTag = plateAfter(view, moment, record, operation, holding);
  const after = { ...record, holding, plateTag, journal, past, events: withEvent(record.events, event) };
  if (effect?.isWithdrawn && entry) return withdrawn(view, moment, after, { ...effect, company: entry.company });
  if (!effect?.isInForce) return after;
  const content = entries.find(({ identity }) => equal(identity, effect.entry))?.content;
  return corrected(view, moment, after, { ...effect, company: entry?.company ?? NOBODY, content });
}

/** Decides on an operation and moves the record, or what concerns the whole application. */
export const operated: Operation<SignedOperation> = (view, moment, signed) => {
  const outcome = decide(view, moment, signed);
  const { code, operation } = outcome;
  const concerned = operation?.device.some((byte) => byte !== 0) ? operation.device : undefined;
  const decisions = [{ code, deviceId: concerned, sequence: 0 }];
  if (outcome.code !== "admitted") return { decisions };
  const { globals, holding, effect } = outcome;
  const record = concerned && view.find(deviceIdOf(concerned));
  if (!record || !holding) return { decisions, ...(globals ? { globals } : {}) };
  const taken = { operation: outcome.operation, holding, effect, message: signed.message };
  return { decisions, change: { record: moved(view, moment, record, taken), readings: 0 } };
};
