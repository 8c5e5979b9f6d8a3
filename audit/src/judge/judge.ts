/** A car's history from the archive, opened with its owner's keys, judged here, and compared with what the chain proves. */

import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import type { JudgedHistory } from "@witness/protocol/history/judged-history";
import { type JudgedPart, ownJudgement } from "@witness/protocol/history/own-comparison";
import { canCount } from "@witness/protocol/history/own-judgement";
import type { OwnPosition, OwnSettings } from "@witness/protocol/history/own-position";
import type { TakeOver } from "@witness/protocol/take-over";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { ArchiveReader } from "./archive.ts";
import { askCar, askKeys, askRecord, byNode, type Difference, sentenceOf } from "./asking.ts";
import { type EarlierApplication, type EarlierPart, inheritFrom } from "./earlier.ts";
import { JudgeError } from "./errors.ts";
import type { NodeReader } from "./node.ts";
import type { Owner } from "./owner.ts";
import { readProven } from "./reading.ts";
import { type AcceptedClaim, type Opened, type OpenedHistory, type StateStanding, standingOf } from "./record.ts";

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
  /** The applications before, the newest first. */
  readonly before?: readonly EarlierApplication[] | undefined;
  readonly waitS: number;
  readonly nowMs: () => number;
  /** Says what is done now. */
  readonly progress: (step: string) => void;
}

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
  /** Of a record that was taken over: what was found of the applications before, the newest first. */
  readonly earlier: readonly EarlierPart[];
}

const NO_RIGHT =
  "The node gives this key no keys of the car: it never owned the car, a grant has ended, or the car had four owners since and the ticket is not kept.";
const POLL_MS = 1_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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

/** Reads the history; an archive that has not come as far as the node is asked again, for as long as the options say. */
async function readPatiently(
  { waitS, nowMs, progress }: JudgeOptions,
  ...reading: Parameters<typeof readProven>
): ReturnType<typeof readProven> {
  const deadline = nowMs() + waitS * 1_000;
  for (;;) {
    const read = await readProven(...reading);
    if (!("code" in read) || read.code !== "history-short" || nowMs() >= deadline) return read;
    progress("waiting for the archive");
    await pause(POLL_MS);
  }
}

/** Judges a car. @throws {JudgeError} when the node or the archive cannot be asked, or the node declines */
export async function judgeCar(options: JudgeOptions): Promise<Judged> {
  const { context, deviceId, owner, archive, node, before: earlierApplications = [], progress } = options;
  progress("claims of the chain");
  const before = (await options.claims()).at(-1);
  progress("the car's record");
  const { car, stateRoot, record, fields } = await askRecord(owner, deviceId);
  const base = { car, stateRoot, record, read: undefined, judged: undefined, part: undefined, earlier: [] };
  const own: OwnSettings = { context, provider, deviceId, record, askKeys: (query) => askKeys(owner, query) };
  // Whether a claim has the state is known when the history has been read.
  const over = { deviceId, before: earlierApplications, node, provenRoot: undefined, events: record.events, progress };
  const inherit = (takeOver: TakeOver) => inheritFrom(over, takeOver);
  const ways = { archive, tickets: owner.tickets, inherit, progress };
  const read = canCount(record) ? await readPatiently(options, ways, own, fields) : undefined;
  const standing = await awaitStanding(options, stateRoot, before);
  const differs = (difference: Difference): Judged => ({ ...base, standing, result: "DIFFERENCE", difference });
  if (standing.kind === "older") return differs(byNode("record-superseded"));
  if (!read) return differs(byNode("record-impossible"));
  if ("code" in read) return differs(sentenceOf({ by: "archive", ...read }));
  const { position, newest, earlier } = read;
  const judgement = ownJudgement(own, position, fields);
  const { result, judged, part } = judgement;
  const found = { ...base, standing, read: position, judged, part, earlier };
  // What is wrong in an application before is the first difference, as soon as it is proven that the record goes on from there.
  const first = earlier.findLast(({ difference }) => difference !== undefined)?.difference;
  const difference = first ?? (judgement.difference && sentenceOf(judgement.difference));
  if (!difference && !car && equal(newest, owner.account)) {
    // It may have been bought while it was read; then the node gives out the record now.
    const code = (await askCar(owner, deviceId)) ? "record-superseded" : "keys-withheld";
    return { ...found, result: "DIFFERENCE", difference: byNode(code) };
  }
  // Whom the node gives no key is a stranger, or an owner of a time that the record no longer names, without its ticket.
  if (!difference && !car && !position.open) throw new JudgeError(NO_RIGHT, { code: "car-unknown" });
  if (difference) return { ...found, result: "DIFFERENCE", difference };
  const isStated = standing.kind !== "accepted" || earlier.some(({ isProven }) => !isProven);
  return { ...found, result: result === "EQUAL" && isStated ? "EQUAL-STATED" : result, difference: undefined };
}
