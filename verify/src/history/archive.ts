/** An archive that is asked for a history, within bounds that no lie of its own can widen: bytes, answers, and time. */
import { toHex } from "@witness/protocol/bytes";
import { TILE_MAX_BYTES } from "@witness/protocol/limits";
import type { HistoryStep } from "@witness/protocol/pass/steps";
import { archiveFile, editionsOf, stepsOf } from "../archive.ts";
import { VerifyError } from "../errors.ts";
import { sentenceOf } from "../step.ts";

/** Items of a history that a reader of a pass goes through: fifteen years of an envelope an hour. */
export const SHOWN_ITEMS_MAX = 131_072;
/** Bytes of all tiles together: 512 for each of so many items. */
const BYTES_MAX = 64 * 2 ** 20;
/** How long all of it may take. */
const LASTING_MAX_MS = 180_000;

/** What an archive is asked. */
export interface Archive {
  /** Names of the device's editions, those that come to an accumulator (32 bytes) first. */
  readonly editions: (accumulator: Uint8Array) => Promise<readonly string[]>;
  /** Items after one, by its number. */
  readonly steps: (edition: string, after: number) => Promise<readonly HistoryStep[]>;
  /** A tile's bytes; undefined when there is none. */
  readonly tile: (edition: string, number: number) => Promise<Uint8Array | undefined>;
}

const unread = (): VerifyError => new VerifyError(sentenceOf("history-unread"), { code: "history-unread" });

/**
 * Returns an archive that is asked for the history of one device.
 * @param items as many as the pass proves that there are
 * @throws {VerifyError} `history-unread` when there are too many; so do its methods when it gives too much or takes too long
 */
export function openArchive(url: string, deviceId: Uint8Array, items: number): Archive {
  if (items > SHOWN_ITEMS_MAX) throw unread();
  const untilMs = performance.now() + LASTING_MAX_MS;
  let left = BYTES_MAX;
  async function within<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (performance.now() > untilMs) throw unread();
    return ask();
  }
  return {
    editions: (accumulator) => within(() => editionsOf(url, deviceId, accumulator)),
    steps: (edition, after) => within(() => stepsOf(url, deviceId, edition, after)),
    tile: (edition, number) =>
      within(async () => {
        const path = `/v1/devices/${toHex(deviceId)}/editions/${edition}/tiles/${number}`;
        const bytes = await archiveFile(url, path, Math.min(TILE_MAX_BYTES, left));
        left -= bytes?.length ?? 0;
        if (left <= 0) throw unread();
        return bytes;
      }),
  };
}
