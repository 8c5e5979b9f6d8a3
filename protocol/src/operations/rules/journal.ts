/**
 * The journal (docs/protocol.md, "Journal"): entries of several companies on one record. Each withdraws its own alone, nothing
 * is removed, and what needs the owner's word waits for it.
 */
import { equal } from "../../bytes.ts";
import { JOURNAL_KEPT, WAITING_MAX } from "../../limits.ts";
import { ENTRIES, entryOf } from "../entry.ts";
import { COMPANY_ROLES } from "../globals.ts";
import type { Holding } from "../holding.ts";
import type { RecordRule } from "../rule.ts";

/** How an entry stands. */
export const ENTRY_STATES = { counts: 0, waits: 1, accepted: 2, withdrawn: 3, disputed: 4 } as const;

const IDENTITY_BYTES = 16;
type Journal = Holding["journal"];

const isNamed = (identity: Uint8Array, answers: Uint8Array): boolean =>
  equal(identity, answers.subarray(0, IDENTITY_BYTES));

const withState = (journal: Journal, answers: Uint8Array, state: number): Journal =>
  journal.map((entry) => (isNamed(entry.identity, answers) ? { ...entry, state } : entry));

const stillWaiting = ({ waiting }: Holding, timeUnixS: number): Holding["waiting"] =>
  waiting.filter(({ untilUnixS }) => timeUnixS <= untilUnixS);

/** A workshop or an inspector writes. */
export const enterJournal: RecordRule<"enterJournal"> = (acted) => {
  const { holding, company, fields, identity, operation, moment } = acted;
  const { timeUnixS } = moment;
  const name = entryOf(fields.entry);
  if (name === undefined || company === undefined) return "entry-unsupported";
  const { number, by, waits: when } = ENTRIES[name];
  if (!by.some((role) => COMPANY_ROLES[role] === company.role)) return "entry-unsupported";
  const isAsked = ((holding.cosigned >> (number - 1)) & 1) === 1;
  const waits = when === "always" || (when === "by policy" && isAsked);
  const before = stillWaiting(holding, timeUnixS);
  if (waits && (before.length >= WAITING_MAX || before.some((each) => equal(each.company, company.id))))
    return "entries-waiting";
  const waiting = { identity, company: company.id, entry: number, untilUnixS: operation.expiresUnixS };
  const entry = {
    identity: identity.slice(0, IDENTITY_BYTES),
    company: company.id,
    entry: number,
    timeUnixS,
    state: waits ? ENTRY_STATES.waits : ENTRY_STATES.counts,
  };
  return {
    holding: {
      ...holding,
      journal: [...holding.journal, entry].slice(-JOURNAL_KEPT),
      waiting: waits ? [...before, waiting] : before,
    },
    effect: { entry: identity, name, sealed: fields.sealed, isInForce: !waits },
  };
};

/** A company takes back an entry of its own, for a reason. */
export const withdrawEntry: RecordRule<"withdrawEntry"> = ({ holding, company, operation, fields }) => {
  const { answers } = operation;
  if (fields.reason === 0) return "malformed";
  const isOwn = (each: { readonly company: Uint8Array }): boolean =>
    company !== undefined && equal(each.company, company.id);
  const { withdrawn } = ENTRY_STATES;
  const entry = holding.journal.find(
    (each) => isOwn(each) && isNamed(each.identity, answers) && each.state !== withdrawn,
  );
  const waiting = holding.waiting.filter((each) => !(isOwn(each) && equal(each.identity, answers)));
  if (entry === undefined && waiting.length === holding.waiting.length) return "entry-unknown";
  const name = entry && entryOf(entry.entry);
  return {
    holding: { ...holding, waiting, journal: withState(holding.journal, answers, withdrawn) },
    ...(name ? { effect: { entry: answers, name, isInForce: false, isWithdrawn: true } } : {}),
  };
};

/** The owner accepts an entry that waits: from now on it counts. */
export const acceptCorrection: RecordRule<"acceptCorrection"> = ({ holding, operation, moment: { timeUnixS } }) => {
  const { answers } = operation;
  const waiting = stillWaiting(holding, timeUnixS);
  const accepted = waiting.find(({ identity }) => equal(identity, answers));
  const name = accepted && entryOf(accepted.entry);
  if (accepted === undefined || name === undefined) return "entry-unknown";
  return {
    holding: {
      ...holding,
      waiting: waiting.filter((each) => each !== accepted),
      journal: withState(holding.journal, answers, ENTRY_STATES.accepted),
    },
    effect: { entry: accepted.identity, name, isInForce: true },
  };
};

/** The owner disputes a quarantine, which is an appeal, or an entry of the journal. */
export const dispute: RecordRule<"dispute"> = ({ holding, operation, fields, moment: { timeUnixS } }) => {
  const { answers } = operation;
  if (fields.reason === 0) return "malformed";
  if (holding.quarantine.some(({ identity }) => equal(identity, answers))) {
    const quarantine = holding.quarantine.map((each) => ({ ...each, appealedUnixS: timeUnixS }));
    return { holding: { ...holding, quarantine } };
  }
  const entry = holding.journal.find(({ identity }) => isNamed(identity, answers));
  const { withdrawn, disputed } = ENTRY_STATES;
  if (entry === undefined || entry.state === withdrawn || entry.state === disputed) return "entry-unknown";
  const waiting = holding.waiting.filter(({ identity }) => !equal(identity, answers));
  return { holding: { ...holding, waiting, journal: withState(holding.journal, answers, disputed) } };
};
