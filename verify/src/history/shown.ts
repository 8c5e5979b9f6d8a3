/**
 * The stretch of a history that a pass opens: fetched from an archive, held to the accumulator that the pass proves, opened with its
 * keys, and judged by the published rules. The archive is believed in nothing and can keep nobody waiting or busy for ever.
 */
import { equal, toHex } from "@witness/protocol/bytes";
import { GROUP_NAMES, type GroupName } from "@witness/protocol/columns/quantity";
import type { Context } from "@witness/protocol/context";
import { noble } from "@witness/protocol/crypto/noble";
import { type REASONS, type Reason, reasonOfByte } from "@witness/protocol/judge/reasons";
import { TILE_ITEMS } from "@witness/protocol/limits";
import type { PassContent } from "@witness/protocol/pass/check";
import type { WalkedOperation } from "@witness/protocol/pass/steps";
import { encodeRecordField, type RecordValues } from "@witness/protocol/record/fields";
import { type Archive, openArchive } from "./archive.ts";
import { ArchiveFault, type ProvenItems, type ProvenRun, proveItems, readOf } from "./items.ts";
import { type HistoryPoint, Opening } from "./opened.ts";
import { proveRun, type RunSettings } from "./run.ts";
import { type Beginning, readBeginning, readTile, type Tile } from "./tile.ts";

/** What a pass opens of a history, and what it comes to. */
export interface ShownHistory {
  /** The first and last envelope that is opened. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly groups: readonly GroupName[];
  readonly envelopes: number;
  readonly readings: number;
  /** From the first envelope to the newest of the record that the pass proves. */
  readonly isWhole: boolean;
  /** In the device's order. */
  readonly points: readonly HistoryPoint[];
  /** Numbers that no envelope has, between the first and the last. */
  readonly gaps: readonly { readonly afterSequence: number; readonly beforeSequence: number }[];
  /** What the envelopes that are opened come to alone. */
  readonly reasons: readonly Reason[];
  /** Judged again here, it is byte for byte the verdict of the record. */
  readonly isJudged: boolean;
  /** Why it was not compared with the record's; undefined when it was. */
  readonly unjudged: string | undefined;
}

/** The history says something else than the record. */
export class JudgedOther extends Error {
  readonly code = "pass-history-differs";
  override readonly name = "JudgedOther";
}

/** The record goes on from another application's, whose history no pass opens. */
export class TakenOver extends Error {
  readonly code = "pass-history-taken-over";
  override readonly name = "TakenOver";
}

/** Why a history is not judged to the record's verdict. Undefined when it can be. */
function unjudgedBecause(
  shown: Pick<ShownHistory, "isWhole" | "groups">,
  { operations, forks }: ProvenItems,
  { reasons }: RecordValues["verdict"],
): string | undefined {
  if (!shown.isWhole) return "the pass opens a part of the history";
  if (!shown.groups.includes("condition"))
    return "the judge weighs fuel and hours too, and the pass does not open them";
  if (operations.some(speaksToJudge)) return "workshops wrote on the record, sealed to the application";
  const isBeside = ({ reason }: { readonly reason: number }): boolean => BESIDE.includes(reasonOfByte(reason));
  return forks > 0 || reasons.some(isBeside) ? "the record has evidence that no envelope shows" : undefined;
}

const BESIDE: readonly (keyof typeof REASONS | undefined)[] = ["forked-key", "late-in-gap", "other-record"];
const speaksToJudge = ({ operation: { kind } }: WalkedOperation): boolean =>
  kind === "enterJournal" || kind === "acceptCorrection";

/** What a pass opens, as far as it says by itself. */
function rangeOf({ sessions, values: { chain } }: PassContent) {
  const first = Math.min(...sessions.map(({ fromSequence }) => fromSequence));
  // Earlier sessions may be opened at places that they never used: fewer nodes do it.
  const last = Math.min(sessions.at(-1)?.toSequence ?? 0, chain?.sequence ?? 0);
  const groups = GROUP_NAMES.filter((group) => sessions.every((shown) => shown.groups[group] !== undefined));
  return { first, last, groups };
}

const isIn = ({ firstSequence, lastSequence }: ProvenRun, { first, last }: { first: number; last: number }): boolean =>
  lastSequence >= first && firstSequence <= last;

async function tileOf(archive: Archive, edition: string, number: number, deviceId: Uint8Array): Promise<Tile> {
  const item = number * TILE_ITEMS;
  const bytes = await archive.tile(edition, number);
  if (bytes === undefined) throw new ArchiveFault("history-short", { item });
  const tile = readOf("tile-malformed", item, () => readTile(bytes));
  if (!equal(tile.deviceId, deviceId)) throw new ArchiveFault("tile-foreign", { item });
  if (tile.number !== number) throw new ArchiveFault("tile-missing", { item });
  return tile;
}

function beginningOf(tile: Tile, publicKey: Uint8Array): Beginning {
  const beginning = readOf("tile-malformed", 0, () => readBeginning(tile));
  if (!equal(beginning.publicKey, publicKey)) throw new ArchiveFault("tile-foreign", { item: 0 });
  return beginning;
}

/** A history that comes to the record, before its envelopes were fetched. */
interface ProvenEdition {
  readonly edition: string;
  readonly first: Tile;
  readonly beginning: Beginning;
  readonly items: ProvenItems;
}

/** Finds the edition that comes to the record. @throws {ArchiveFault} what is wrong with the likeliest */
async function provenEdition(
  archive: Archive,
  context: Context,
  { terms: { device }, values: { key, chain } }: PassContent,
): Promise<ProvenEdition> {
  if (key === undefined || chain === undefined) throw new RangeError("Every pass shows key and chain.");
  let fault: ArchiveFault | undefined;
  for (const edition of await archive.editions(chain.accumulator)) {
    try {
      const first = await tileOf(archive, edition, 0, device);
      const beginning = beginningOf(first, key.publicKey);
      const settings = { context, provider: noble };
      const items = await proveItems(settings, beginning, chain, (item) => archive.steps(edition, item));
      return { edition, first, beginning, items };
    } catch (error) {
      if (!(error instanceof ArchiveFault)) throw error;
      fault ??= error;
    }
  }
  throw fault ?? new ArchiveFault("history-short", { item: 0 });
}

/**
 * Reads what a pass opens of its car's history.
 * @param content of a pass that opens some of it
 * @throws {VerifyError} `archive-unavailable`, `history-unread`; {ArchiveFault}, {NotOpened}, {JudgedOther}, {TakenOver}
 */
export async function readShown(archiveUrl: string, context: Context, content: PassContent): Promise<ShownHistory> {
  const { terms, values, sessions } = content;
  const { chain, verdict } = values;
  if (chain === undefined || verdict === undefined) throw new RangeError("Every pass shows chain and verdict.");
  const archive = openArchive(archiveUrl, terms.device, chain.items);
  const { edition, first, beginning, items } = await provenEdition(archive, context, content);
  if (beginning.isTakenOver) throw new TakenOver();
  const settings: RunSettings = { context, provider: noble, beginning, deviceId: terms.device };
  const opening = new Opening(settings, sessions);
  const range = rangeOf(content);
  const runs = items.runs.filter((run) => isIn(run, range));
  let tile = first;
  let from = 0;
  let to = 0;
  for (const [index, run] of runs.entries()) {
    const number = Math.floor(run.item / TILE_ITEMS);
    if (tile.number !== number) tile = await tileOf(archive, edition, number, terms.device);
    const item = tile.items[run.item % TILE_ITEMS];
    if (item?.input !== run.input || item.place !== run.place)
      throw new ArchiveFault("item-missing", { item: run.item });
    const next = runs[index + 1];
    // Over a gap no later signature leads back to what was before it.
    const isLast = next === undefined || next.firstSequence !== run.lastSequence + 1;
    for (const body of proveRun(settings, item, run, isLast)) {
      const { sequence } = body.body;
      if (sequence < range.first || sequence > range.last) continue;
      opening.take(body);
      from ||= sequence;
      to = sequence;
    }
  }
  const { judgement, verdict: judged } = opening.conclude();
  const { envelopes, readings, points, gaps } = opening;
  const { groups } = range;
  const [head] = items.runs.slice(-1);
  const isWhole = from > 0 && from === items.runs[0]?.firstSequence && to === head?.lastSequence;
  const unjudged = unjudgedBecause({ isWhole, groups }, items, verdict);
  if (unjudged === undefined && !isSame(judged, verdict)) throw new JudgedOther();
  const counted = { firstSequence: from, lastSequence: to, groups, envelopes, readings, isWhole, points, gaps };
  return { ...counted, reasons: judgement.reasons, isJudged: unjudged === undefined, unjudged };
}

const isSame = (judged: RecordValues["verdict"], said: RecordValues["verdict"]): boolean =>
  toHex(encodeRecordField("verdict", judged)) === toHex(encodeRecordField("verdict", said));
