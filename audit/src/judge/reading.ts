/** Reads a history out of an archive, tile by tile, and over a succession from where the history before ended. */
import { native as provider } from "@witness/protocol/crypto/native";
import { takeOverIn } from "@witness/protocol/history/inheritance";
import { newestOwner } from "@witness/protocol/history/newest-owner";
import { ownJudgement } from "@witness/protocol/history/own-comparison";
import { isOwnRead, takeTile } from "@witness/protocol/history/own-judgement";
import {
  type Inheritance,
  OWN_BEGIN,
  type OwnPosition,
  type OwnSettings,
} from "@witness/protocol/history/own-position";
import { type HistoryFault, tilesOf } from "@witness/protocol/history/reader";
import type { OpenedField } from "@witness/protocol/record/opening";
import type { TakeOver } from "@witness/protocol/take-over";
import type { ArchiveReader } from "./archive.ts";
import type { EarlierPart } from "./earlier.ts";
import { JudgeError } from "./errors.ts";
import type { Tickets } from "./tickets.ts";

/** What a record that was taken over goes on from, and what was found of the applications before, the newest first. */
export interface Inherited {
  readonly inheritance: Inheritance;
  readonly earlier: readonly EarlierPart[];
}

/** Where a history is read from. */
export interface ReadingWays {
  readonly archive: ArchiveReader;
  /** Where tickets that come with keys are kept. */
  readonly tickets: Tickets;
  /** Reads the history before; undefined when it is proven that the application goes on from none. */
  readonly inherit: (takeOver: TakeOver) => Promise<Inherited | undefined>;
  readonly progress: (step: string) => void;
}

/** What was read of a history, and whom it names as the car's owner at its end (20 bytes, or none). */
export interface ReadHistory {
  readonly position: OwnPosition;
  readonly newest: Uint8Array;
  readonly earlier: readonly EarlierPart[];
}

/** Reads one edition tile by tile, and keeps none; or says what is wrong with it. */
async function readEdition(
  { archive, tickets, inherit, progress }: ReadingWays,
  edition: string,
  settings: OwnSettings,
): Promise<ReadHistory | HistoryFault> {
  const { deviceId } = settings;
  const total = tilesOf(settings.record.chain.items);
  let own = settings;
  let earlier: readonly EarlierPart[] = [];
  let position = OWN_BEGIN;
  let newest: Uint8Array = new Uint8Array();
  for (let number = 0; !isOwnRead(own, position); number += 1) {
    const tile = await archive.tile(deviceId, edition, number);
    if (tile === undefined) return { code: "history-short", item: position.at.next };
    const takeOver = number === 0 ? takeOverIn(tile, provider) : undefined;
    const inherited = takeOver && (await inherit(takeOver));
    if (inherited) {
      own = { ...settings, inheritance: inherited.inheritance };
      earlier = inherited.earlier;
    }
    const step = await takeTile(own, position, tile);
    if ("fault" in step) return step.fault;
    // A tile that is not full ends what the archive has: the next one would stand elsewhere.
    if (step.to.at.next === position.at.next) return { code: "history-short", item: position.at.next };
    newest = newestOwner(own, newest, tile, step.to.at.next - position.at.next);
    position = step.to;
    tickets.keep(deviceId, step.tickets);
    progress(`tile ${number + 1} of ${total}`);
  }
  return { position, newest, earlier };
}

/**
 * Why a history before was not read: an archive that names such an edition must not keep the true one from being read, and a node
 * that denies it must not have the archive accused of another edition.
 */
const isOfPredecessor = (error: unknown): error is JudgeError =>
  error instanceof JudgeError && (error.code === "predecessor-unsaid" || error.code === "predecessor-other");

/**
 * Reads a history: of several editions that which comes to the record, or says what is wrong with the likeliest.
 * @throws {JudgeError} `predecessor-unsaid` or `predecessor-other` when such an edition may be the record's, and no other is
 */
export async function readProven(
  ways: ReadingWays,
  own: OwnSettings,
  fields: readonly OpenedField[],
): Promise<ReadHistory | HistoryFault> {
  const editions = await ways.archive.editions(own.deviceId, own.record.chain.accumulator);
  let first: HistoryFault | undefined;
  let unread: JudgeError | undefined;
  for (const edition of editions) {
    let read: ReadHistory | HistoryFault;
    try {
      read = await readEdition(ways, edition, own);
    } catch (error) {
      if (!isOfPredecessor(error)) throw error;
      unread ??= error;
      continue;
    }
    if ("code" in read) {
      first ??= read;
      continue;
    }
    const { difference } = ownJudgement(own, read.position, fields);
    if (difference?.by !== "archive") return read;
    first ??= difference;
  }
  if (unread) throw unread;
  return first ?? { code: "history-short", item: 0 };
}
