/** The step that reads what a pass opens of its car's history. What an archive does wrong is said of the archive, never of the pass. */
import { HISTORY_CODES } from "@witness/protocol/codes/history";
import type { Context } from "@witness/protocol/context";
import type { PassContent } from "@witness/protocol/pass/check";
import { VerifyError } from "../errors.ts";
import { wholeNumber } from "../reader.ts";
import { hostOf } from "../rpc.ts";
import { done, type Looked, type Step, sentenceOf, stopped, unaskedFor } from "../step.ts";
import { ArchiveFault } from "./items.ts";
import { NotOpened } from "./opened.ts";
import { JudgedOther, readShown, type ShownHistory, TakenOver } from "./shown.ts";

const counted = (count: number, what: string): string => `${wholeNumber(count)} ${what}${count === 1 ? "" : "s"}`;

/** Says what was read. */
function sentenceFor({
  firstSequence,
  lastSequence,
  envelopes,
  isWhole,
  gaps,
  isJudged,
  unjudged,
}: ShownHistory): string {
  const which = isWhole ? `All ${counted(envelopes, "envelope")}` : `Envelopes ${firstSequence} to ${lastSequence}`;
  const missing = gaps.length === 0 ? "" : ` Numbers are missing in ${counted(gaps.length, "place")} between them.`;
  const judged = isJudged
    ? " Judged again here, they come to the record's verdict."
    : ` They were not judged to the record's verdict: ${unjudged}.`;
  return `${which} are there, in order, signed by the device, and opened by the pass.${missing}${judged}`;
}

function lookedAt(history: ShownHistory, { values: { chain } }: PassContent): readonly Looked[] {
  const { firstSequence, lastSequence, envelopes, readings, groups } = history;
  return [
    { what: "accumulator of the history", bytes: chain?.accumulator ?? "" },
    { what: "items in it", bytes: String(chain?.items) },
    { what: "envelopes opened", bytes: `${firstSequence} to ${lastSequence}, ${envelopes} in all` },
    { what: "readings", bytes: String(readings) },
    { what: "groups", bytes: groups.join(", ") },
  ];
}

/** Why a history could not be read, or does not hold. @throws what is none of these */
function failed(error: unknown, archiveUrl: string): Step {
  if (error instanceof VerifyError) return unaskedFor("history", error);
  if (error instanceof ArchiveFault) {
    const where = `What the archive at ${hostOf(archiveUrl)} gave is not this car's history, at item ${error.item}`;
    return stopped("history", "unasked", error.code, `${where}. ${HISTORY_CODES[error.code].sentence}`);
  }
  if (error instanceof NotOpened) {
    return stopped("history", "fails", error.code, `${sentenceOf(error.code)} It is envelope ${error.sequence}.`);
  }
  if (error instanceof TakenOver) return stopped("history", "unasked", error.code, sentenceOf(error.code));
  if (error instanceof JudgedOther) return stopped("history", "fails", error.code, sentenceOf(error.code));
  throw error;
}

/** Reads what a pass opens of its car's history, from an archive that the reader names. */
export async function historyStep(
  content: PassContent,
  context: Context,
  archiveUrl: string | undefined,
): Promise<{ readonly step: Step; readonly history?: ShownHistory }> {
  if (archiveUrl === undefined) {
    const sentence = "The pass opens the car's history, and no archive was named that has it; name one.";
    return { step: stopped("history", "unasked", "node-unnamed", sentence) };
  }
  try {
    const history = await readShown(archiveUrl, context, content);
    return { step: done("history", "holds", sentenceFor(history), lookedAt(history, content)), history };
  } catch (error) {
    return { step: failed(error, archiveUrl) };
  }
}
