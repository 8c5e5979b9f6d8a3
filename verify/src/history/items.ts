/**
 * The items of a history, folded to the accumulator that a pass proves (docs/protocol.md, "History accumulator"). Each run is then
 * known by its numbers and its last link, before an envelope of it was fetched: whoever leaves out, adds or moves an item comes to
 * another accumulator.
 */
import { equal, readU32 } from "@witness/protocol/bytes";
import type { HistoryCode } from "@witness/protocol/codes/history";
import { type Context, preamble } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { MalformedError } from "@witness/protocol/errors";
import { type History, newHistory } from "@witness/protocol/history";
import { genesisLink } from "@witness/protocol/link";
import { type HistoryStep, type WalkedOperation, walkSteps } from "@witness/protocol/pass/steps";
import type { Beginning } from "./tile.ts";

/** The last envelope before something: its number and link. */
export interface Head {
  readonly sequence: number;
  readonly session: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
}

/** What was admitted of one run. */
export interface ProvenRun {
  /** Its number in the history; the registration is 0. */
  readonly item: number;
  readonly input: number;
  readonly place: number;
  readonly blockTimeUnixS: number;
  readonly count: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** 32 bytes, of the last that was admitted. */
  readonly lastLink: Uint8Array;
  /** What stands before it in the device's hash chain. */
  readonly before: Pick<Head, "sequence" | "link">;
}

/** The items of a history, up to an accumulator that is proven. */
export interface ProvenItems {
  readonly runs: readonly ProvenRun[];
  readonly operations: readonly WalkedOperation[];
  /** Evidence of a copied key, and bodies that came late. */
  readonly forks: number;
}

/** What is wrong with what an archive gave, and at which item. */
export class ArchiveFault extends Error {
  readonly code: HistoryCode;
  readonly item: number;
  override readonly name = "ArchiveFault";

  constructor(code: HistoryCode, options: ErrorOptions & { readonly item: number }) {
    super(code, options);
    this.code = code;
    this.item = options.item;
  }
}

/** Returns what can be read of an archive's bytes. @throws {ArchiveFault} of this code when they are malformed */
export function readOf<Read>(code: HistoryCode, item: number, read: () => Read): Read {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof MalformedError) throw new ArchiveFault(code, { item, cause });
    throw cause;
  }
}

/** Gives items after one, by its number; none when there are no more. */
export type StepsAfter = (item: number) => Promise<readonly HistoryStep[]>;

function runOf(
  { input, place, blockTimeUnixS, item: bytes }: HistoryStep,
  item: number,
  before: ProvenRun["before"],
): ProvenRun {
  const [count, firstSequence, lastSequence] = [readU32(bytes, 0), readU32(bytes, 4), readU32(bytes, 8)];
  const lastLink = bytes.slice(12);
  return { item, input, place, blockTimeUnixS, count, firstSequence, lastSequence, lastLink, before };
}

/**
 * Folds the items that an archive gives.
 * @param to the accumulator, with the number of items that it has
 * @throws {ArchiveFault} `history-short`, `history-differs`, `tile-malformed`
 */
export async function proveItems(
  { context, provider }: { readonly context: Context; readonly provider: CryptoProvider },
  { publicKey, message }: Beginning,
  to: History,
  stepsAfter: StepsAfter,
): Promise<ProvenItems> {
  const label = preamble("history", context);
  const runs: ProvenRun[] = [];
  const operations: WalkedOperation[] = [];
  let forks = 0;
  let at: History = newHistory(context, publicKey, message, provider);
  let before: ProvenRun["before"] = { sequence: 0, link: genesisLink(context, publicKey, provider) };
  while (at.items < to.items) {
    const steps = (await stepsAfter(at.items)).slice(0, to.items - at.items);
    if (steps.length === 0) throw new ArchiveFault("history-short", { item: at.items + 1 });
    for (const [index, step] of steps.entries()) {
      if (step.kind === "fork") forks += 1;
      if (step.kind !== "run") continue;
      const run = runOf(step, at.items + index + 1, before);
      runs.push(run);
      before = { sequence: run.lastSequence, link: run.lastLink };
    }
    const from = at;
    const walked = readOf("tile-malformed", at.items + 1, () => walkSteps(label, from, steps, provider));
    operations.push(...walked.operations);
    at = walked.history;
  }
  if (!equal(at.accumulator, to.accumulator)) throw new ArchiveFault("history-differs", { item: at.items });
  return { runs, operations, forks };
}
