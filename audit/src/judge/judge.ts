/** A car's history from the archive, opened with its owner's keys, judged here, and compared with what the chain proves. */

import { equal } from "@witness/protocol/bytes";
import { HISTORY_CODES } from "@witness/protocol/codes/history";
import { OWNER_CODES, type OwnerCode } from "@witness/protocol/codes/owner";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { CODES } from "@witness/protocol/errors";
import type { JudgedHistory } from "@witness/protocol/history/judged-history";
import { newestOwner } from "@witness/protocol/history/newest-owner";
import { type JudgedPart, type OwnDifference, ownJudgement } from "@witness/protocol/history/own-comparison";
import { canCount, isOwnRead, takeTile } from "@witness/protocol/history/own-judgement";
import { OWN_BEGIN, type OwnPosition, type OwnSettings } from "@witness/protocol/history/own-position";
import { type HistoryFault, tilesOf } from "@witness/protocol/history/reader";
import type { OpenedField } from "@witness/protocol/record/opening";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { HistoryAnswer } from "@witness/protocol/wire/history";
import type { KeysAnswer } from "@witness/protocol/wire/keys";
import type { ArchiveReader } from "./archive.ts";
import { JudgeError } from "./errors.ts";
import type { NodeReader } from "./node.ts";
import type { Owner } from "./owner.ts";
import {
  type AcceptedClaim,
  type Opened,
  type OpenedHistory,
  openedHistory,
  openedRecord,
  type StateStanding,
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
export type Difference = OwnDifference & { readonly sentence: string };

/** What a judging comes to. */
export interface Judged {
  /**
   * `EQUAL`: the record that an accepted claim proves says what the history comes to. `EQUAL-STATED`: no claim on its state is
   * accepted yet. `PARTIAL`: the history is the proven one, but this key does not open all that a verdict is over.
   */
  readonly result: "EQUAL" | "EQUAL-STATED" | "PARTIAL" | "DIFFERENCE";
  readonly difference: Difference | undefined;
  /** Undefined when the key is not of the car's owner now. */
  readonly car: CarAnswer | undefined;
  /** 32 bytes: of the state that answered. */
  readonly stateRoot: Uint8Array;
  readonly record: Opened | OpenedHistory;
  readonly standing: StateStanding;
  /** How much was read; undefined when the archive's word did not hold. */
  readonly read: OwnPosition | undefined;
  readonly judged: JudgedHistory | undefined;
  /** What the key opens, judged alone, when that is not everything. */
  readonly part: JudgedPart | undefined;
}

const NO_RIGHT =
  "The node gives this key no keys of the car: it never owned the car, a grant has ended, or the car had four owners since and the ticket is not kept.";
const POLL_MS = 1_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What was read of a history, and whom it names as the car's owner now (20 bytes, or none). */
interface ReadHistory {
  readonly position: OwnPosition;
  readonly newest: Uint8Array;
}

/** Reads one edition tile by tile, and keeps none; or says what is wrong with it. */
async function readEdition(
  { archive, deviceId, owner, progress }: JudgeOptions,
  edition: string,
  own: OwnSettings,
): Promise<ReadHistory | HistoryFault> {
  const total = tilesOf(own.record.chain.items);
  let position = OWN_BEGIN;
  let newest: Uint8Array = new Uint8Array();
  for (let number = 0; !isOwnRead(own, position); number += 1) {
    const tile = await archive.tile(deviceId, edition, number);
    if (tile === undefined) return { code: "history-short", item: position.at.next };
    const step = await takeTile(own, position, tile);
    if ("fault" in step) return step.fault;
    // A tile that is not full ends what the archive has: the next one would stand elsewhere.
    if (step.to.at.next === position.at.next) return { code: "history-short", item: position.at.next };
    newest = newestOwner(own, newest, tile, step.to.at.next - position.at.next);
    position = step.to;
    owner.tickets.keep(deviceId, step.tickets);
    progress(`tile ${number + 1} of ${total}`);
  }
  return { position, newest };
}

/** Reads the history: of several editions that which comes to the record, or what is wrong with the likeliest. */
async function readProven(
  options: JudgeOptions,
  own: OwnSettings,
  fields: readonly OpenedField[],
): Promise<ReadHistory | HistoryFault> {
  const editions = await options.archive.editions(options.deviceId, own.record.chain.accumulator);
  let first: HistoryFault | undefined;
  for (const edition of editions) {
    const read = await readEdition(options, edition, own);
    if ("code" in read) {
      first ??= read;
      continue;
    }
    const { difference } = ownJudgement(own, read.position, fields);
    if (difference?.by !== "archive") return read;
    first ??= difference;
  }
  return first ?? { code: "history-short", item: 0 };
}

/** Codes by which a node declines to give keys. A stranger hears of every car that there is none. */
const NOT_THEIRS: readonly JudgeError["code"][] = ["keys-none", "car-unknown"];

/** Asks for keys; a session in which the asker may read nothing has none. */
async function askKeys(owner: Owner, query: Parameters<OwnSettings["askKeys"]>[0]): Promise<KeysAnswer | undefined> {
  try {
    return await owner.keys(query);
  } catch (error) {
    if (!(error instanceof JudgeError) || !NOT_THEIRS.includes(error.code)) throw error;
    return undefined;
  }
}

/** What a node's answer proves of the car to whoever asks. */
interface Proven {
  readonly car: CarAnswer | undefined;
  readonly stateRoot: Uint8Array;
  readonly record: Opened | OpenedHistory;
  readonly fields: readonly OpenedField[];
}

async function askHistory(owner: Owner, deviceId: Uint8Array): Promise<HistoryAnswer> {
  try {
    return await owner.history(deviceId);
  } catch (cause) {
    if (!(cause instanceof JudgeError) || cause.code !== "device-unknown") throw cause;
    throw new JudgeError(CODES["car-unknown"].sentence, { code: "car-unknown", cause });
  }
}

/** Asks for the record; undefined when the node says that the car is not the asker's. */
async function askCar({ owner, deviceId }: JudgeOptions): Promise<CarAnswer | undefined> {
  try {
    return await owner.car(deviceId);
  } catch (error) {
    if (!(error instanceof JudgeError) || error.code !== "car-unknown") throw error;
    return undefined;
  }
}

/** Asks for the record; of somebody else's car, for what its history must come to. */
async function askRecord(options: JudgeOptions): Promise<Proven> {
  const { owner, deviceId } = options;
  const car = await askCar(options);
  if (car) {
    const { stateRoot, proof } = car;
    return { car, stateRoot, record: openedRecord(car, deviceId), fields: proof.opening.fields };
  }
  const history = await askHistory(owner, deviceId);
  return { car: undefined, stateRoot: history.stateRoot, record: openedHistory(history, deviceId), fields: [] };
}

const sentenceOf = (difference: OwnDifference): Difference => {
  const known = difference.by === "archive" ? HISTORY_CODES[difference.code] : OWNER_CODES[difference.code];
  return { ...difference, sentence: known.sentence };
};
const byNode = (code: Exclude<OwnerCode, "record-differs">): Difference => sentenceOf({ by: "node", code });

/** Looks for the claim on an answer's state, for as long as the options say. */
async function awaitStanding(
  { node, claims, waitS, nowMs, progress }: JudgeOptions,
  stateRoot: Uint8Array,
  before: AcceptedClaim | undefined,
): Promise<StateStanding> {
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
  const { context, deviceId, owner, progress } = options;
  progress("claims of the chain");
  const before = (await options.claims()).at(-1);
  progress("the car's record");
  const { car, stateRoot, record, fields } = await askRecord(options);
  const base = { car, stateRoot, record, read: undefined, judged: undefined, part: undefined };
  const own: OwnSettings = { context, provider, deviceId, record, askKeys: (query) => askKeys(owner, query) };
  const read = canCount(record) ? await readProven(options, own, fields) : undefined;
  const standing = await awaitStanding(options, stateRoot, before);
  const differs = (difference: Difference): Judged => ({ ...base, standing, result: "DIFFERENCE", difference });
  if (standing.kind === "older") return differs(byNode("record-superseded"));
  if (!read) return differs(byNode("record-impossible"));
  if ("code" in read) return differs(sentenceOf({ by: "archive", ...read }));
  const { position, newest } = read;
  const { result, difference, judged, part } = ownJudgement(own, position, fields);
  const found = { ...base, standing, read: position, judged, part };
  if (!difference && !car && equal(newest, owner.account)) {
    // It may have been bought while it was read; then the node gives out the record now.
    const code = (await askCar(options)) ? "record-superseded" : "keys-withheld";
    return { ...found, result: "DIFFERENCE", difference: byNode(code) };
  }
  // Whom the node gives no key is a stranger, or an owner of a time that the record no longer names, without its ticket.
  if (!difference && !car && !position.open) throw new JudgeError(NO_RIGHT, { code: "car-unknown" });
  if (difference) return { ...found, result: "DIFFERENCE", difference: sentenceOf(difference) };
  const isStated = result === "EQUAL" && standing.kind !== "accepted";
  return { ...found, result: isStated ? "EQUAL-STATED" : result, difference: undefined };
}
