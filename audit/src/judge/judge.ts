/** A car's history from the archive, opened with its owner's keys, judged here, and compared with what the chain proves. */

import { HISTORY_CODES, type HistoryCode } from "@witness/protocol/codes/history";
import { OWNER_CODES, type OwnerCode } from "@witness/protocol/codes/owner";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { ProtocolError } from "@witness/protocol/errors";
import { type JudgedHistory, judgeHistory } from "@witness/protocol/history/judged-history";
import {
  type OpenedHistory,
  openHistory,
  type SessionSpan,
  sessionsOf,
} from "@witness/protocol/history/opened-history";
import { type HistoryFault, type ProvenHistory, type ReadBody, readHistory } from "@witness/protocol/history/reader";
import { decodeOperation } from "@witness/protocol/operations/operation";
import { recordFieldNumber } from "@witness/protocol/record/fields";
import { GROUP_NAMES } from "@witness/protocol/seal";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { KeysAnswer } from "@witness/protocol/wire/keys";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import { decodeTile } from "@witness/protocol/wire/tile";
import { type ArchiveReader, fetchTiles } from "./archive.ts";
import { JudgeError } from "./errors.ts";
import type { NodeReader } from "./node.ts";
import type { Owner } from "./owner.ts";
import {
  type AcceptedClaim,
  type FieldDifference,
  firstDifference,
  type Opened,
  openedRecord,
  type Standing,
  standingOf,
} from "./record.ts";

/** What a judging needs: nobody in it but the chain is trusted. */
export interface JudgeOptions {
  readonly context: Context;
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  readonly archive: ArchiveReader;
  readonly node: NodeReader;
  readonly owner: Owner;
  /** Reads the claims that are accepted now, oldest first, from the chain. */
  readonly claims: () => Promise<readonly AcceptedClaim[]>;
  readonly waitS: number;
  readonly nowMs: () => number;
  /** Says what is done now. */
  readonly progress: (step: string) => void;
}

/** The first thing that does not fit, and whose word it is. */
export type Difference =
  | { readonly by: "archive"; readonly code: HistoryCode; readonly item: number; readonly sentence: string }
  | { readonly by: "node"; readonly code: OwnerCode; readonly sentence: string }
  | (FieldDifference & { readonly by: "record"; readonly code: "record-differs"; readonly sentence: string });

/** What a judging comes to. */
export interface Judged {
  /**
   * `EQUAL`: the record that an accepted claim proves says what the history comes to. `EQUAL-STATED`: no claim on its state is
   * accepted yet. `PARTIAL`: the history is the proven one, but these keys do not open all that a verdict is over.
   */
  readonly result: "EQUAL" | "EQUAL-STATED" | "PARTIAL" | "DIFFERENCE";
  readonly difference: Difference | undefined;
  readonly car: CarAnswer;
  readonly record: Opened;
  readonly standing: Standing;
  readonly history: ProvenHistory | undefined;
  readonly opened: OpenedHistory | undefined;
  readonly judged: JudgedHistory | undefined;
}

const POLL_MS = 1_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Reads one edition, or says what is wrong with it. */
async function readEdition(
  { archive, context, deviceId, progress }: JudgeOptions,
  edition: string,
  { key, chain }: Opened,
): Promise<ProvenHistory | HistoryFault> {
  const { items, accumulator } = chain;
  const tiles = await fetchTiles(archive, { deviceId, edition, items }, (done, total) =>
    progress(`tile ${done} of ${total}`),
  );
  // Where no registration names it, no item is read: the reader says what is wrong.
  const settings = { context, provider, keyId: keyIdOf(tiles[0]) ?? new Uint8Array(8) };
  const reading = readHistory({ ...settings, devicePublicKey: key.publicKey, proven: { items, accumulator } }, tiles);
  return "proven" in reading ? reading.proven : reading.fault;
}

/** The application's key, as the registration names it: the accumulator covers the registration. */
function keyIdOf(tile: Uint8Array | undefined): Uint8Array | undefined {
  if (tile === undefined) return undefined;
  try {
    const [first] = decodeTile(tile).items;
    return first?.kind === "registration" ? decodeRegistration(first.registration.message).keyId : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Reads the history: of several editions that which comes to the record, or what is wrong with the likeliest. */
async function readProven(options: JudgeOptions, record: Opened): Promise<ProvenHistory | HistoryFault> {
  const editions = await options.archive.editions(options.deviceId, record.chain.accumulator);
  let first: HistoryFault | undefined;
  for (const edition of editions) {
    const read = await readEdition(options, edition, record);
    if (!("code" in read)) return read;
    first ??= read;
  }
  return first ?? { code: "history-short", item: 0 };
}

/** Asks for the keys of each session. A session in which the owner may read nothing has none. */
async function askKeys(
  { owner, deviceId, progress }: JudgeOptions,
  sessions: readonly SessionSpan[],
): Promise<ReadonlyMap<SessionSpan, KeysAnswer> | Difference> {
  const keys = new Map<SessionSpan, KeysAnswer>();
  for (const [index, span] of sessions.entries()) {
    progress(`keys of session ${index + 1} of ${sessions.length}`);
    const { session, firstSequence, lastSequence, previousLink, opening } = span;
    const range = { fromSequence: firstSequence, toSequence: lastSequence };
    const asked = { deviceId, session, firstSequence, previousLink, opening, groups: GROUP_NAMES, ...range };
    try {
      const answer = await owner.keys(asked);
      const isOfSession = answer.fromSequence >= firstSequence && answer.toSequence <= lastSequence;
      if (!isOfSession) return fault("keys-foreign");
      keys.set(span, answer);
    } catch (error) {
      if (!(error instanceof JudgeError) || error.code !== "keys-none") throw error;
    }
  }
  return keys;
}

const fault = (code: Exclude<OwnerCode, "record-differs">): Difference => ({
  by: "node",
  code,
  sentence: OWNER_CODES[code].sentence,
});

/** Whether an entry of the journal may have spoken to the judge. */
const isCorrected = ({ operations }: ProvenHistory): boolean =>
  operations.some(({ operation }) => {
    const { kind } = decodeOperation(operation.message);
    return kind === "enterJournal" || kind === "acceptCorrection";
  });

/** Looks for the claim on an answer's state, for as long as the options say. */
async function awaitStanding(
  { node, claims, waitS, nowMs, progress }: JudgeOptions,
  { stateRoot }: CarAnswer,
  before: AcceptedClaim | undefined,
): Promise<Standing> {
  const deadline = nowMs() + waitS * 1_000;
  for (;;) {
    const standing = standingOf(await node.findNotice(stateRoot), before, await claims());
    if (standing.kind !== "waiting" || nowMs() >= deadline) return standing;
    progress("waiting for a claim on the state");
    await pause(POLL_MS);
  }
}

/** Judges a car. @throws {JudgeError} when the node or the archive cannot be asked, or the node declines */
export async function judgeCar(options: JudgeOptions): Promise<Judged> {
  const { deviceId, owner, progress } = options;
  progress("claims of the chain");
  const before = (await options.claims()).at(-1);
  progress("the car's record");
  const car = await owner.car(deviceId);
  const record = openedRecord(car, deviceId);
  const nothing = { history: undefined, opened: undefined, judged: undefined };
  const base = { car, record, ...nothing };
  const history = await readProven(options, record);
  const standing = await awaitStanding(options, car, before);
  const differs = (difference: Difference, more: Partial<Judged> = {}): Judged => ({
    ...base,
    standing,
    result: "DIFFERENCE",
    difference,
    ...more,
  });
  if (standing.kind === "older") return differs(fault("record-superseded"));
  if ("code" in history) {
    return differs({ by: "archive", ...history, sentence: HISTORY_CODES[history.code].sentence });
  }
  const sessions = sessionsOf(history);
  const keys = await askKeys(options, sessions);
  if (!(keys instanceof Map)) return differs(keys as Difference, { history });
  progress(`${history.bodies.length} envelopes`);
  const opened = openHistory({ context: options.context, provider }, history, keys);
  // What was sealed before the owner's time is closed to the owner; nothing else is.
  const isEarlier = ({ body }: ReadBody): boolean => body.sequence < record.owner.firstSequence;
  if (opened.closed > history.bodies.filter(isEarlier).length) {
    return differs(fault("keys-withheld"), { history, opened });
  }
  if (opened.closed > 0) {
    return { ...base, standing, result: "PARTIAL", difference: undefined, history, opened };
  }
  const judged = judgeHistory(history, opened, record.events, provider);
  const difference = firstDifference(judged.fields, car, recordFieldNumber);
  const found = { history, opened, judged };
  // What a workshop wrote is sealed to others too, and moves the judge: these keys cannot tell a lie from a correction.
  if (difference && isCorrected(history))
    return { ...base, ...found, standing, result: "PARTIAL", difference: undefined };
  if (difference) {
    const { sentence } = OWNER_CODES["record-differs"];
    return differs({ by: "record", code: "record-differs", sentence, ...difference }, found);
  }
  const result = standing.kind === "accepted" ? "EQUAL" : "EQUAL-STATED";
  return { ...base, ...found, standing, result, difference: undefined };
}
