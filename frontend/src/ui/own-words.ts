/** What a judging in this browser came to, in plain words. Pure. */
import { HISTORY_CODES } from "@witness/protocol/codes/history";
import { OWNER_CODES } from "@witness/protocol/codes/owner";
import type { RecordField } from "@witness/protocol/record/fields";
import { kilometres } from "@witness/verify/kilometres";
import { momentOf } from "@witness/verify/moments";
import type { Assurance } from "../evidence/assurance.ts";
import type { BeforeReason } from "../own/before.ts";
import type { OwnOutcome, OwnPart } from "../own/outcome.ts";
import { count, counted } from "./format.ts";

/** How an outcome is told. */
export interface OwnWords {
  readonly tone: "same" | "differs" | "open";
  readonly title: string;
  readonly text: string;
  /** Of the registry; undefined when all is well. */
  readonly code: string | undefined;
}

const FIELDS: Partial<Readonly<Record<RecordField | "state", string>>> = {
  state: "the state that it was taken over under",
  odometer: "the odometer",
  period: "the covered period",
  trouble: "trouble codes and consumption",
  closings: "the closing values",
  verdict: "the verdict with its reasons",
};

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

function difference(outcome: OwnOutcome): OwnWords {
  const { difference: found, liars } = outcome;
  if (found?.by === "record") {
    const text = `This browser read all ${counted(outcome.envelopes, "envelope")}, and they come to something else than the record says. The first difference is in ${FIELDS[found.field] ?? found.field}. Do not rely on this record: the node answers for it, and the validators once it is settled.`;
    return { tone: "differs", title: "Not what the record says", text, code: found.code };
  }
  if (found?.by === "node") {
    return {
      tone: "differs",
      title: "The node's word does not hold",
      text: OWNER_CODES[found.code].sentence,
      code: found.code,
    };
  }
  const code = found?.code ?? "history-differs";
  const names = listed(liars.map(({ name }) => name));
  const many = liars.length > 1;
  if (code === "history-short") {
    const text = `${names || "No archive"} ${many ? "have" : "has"} less than the record proves: ${many ? "they are" : "it is"} behind, or ${many ? "hide" : "hides"} envelopes. Until an archive has all of it, nothing can be judged here.`;
    return { tone: "open", title: "The archive has not all of it", text, code };
  }
  const text = `What ${names || "the archive"} served is not the history that the record proves, at item ${count(found?.by === "archive" ? found.item : 0)}. Nothing of it was believed. ${HISTORY_CODES[code as keyof typeof HISTORY_CODES].sentence}`;
  return { tone: "differs", title: "The archive does not tell the truth", text, code };
}

/** Returns the sentence about a part that is judged alone. */
const aloneWords = ({ first, last, judgement, readings }: OwnPart): string =>
  `Envelopes no. ${count(first)} to ${count(last)} alone, with ${counted(readings, "reading")}, are judged: ${judgement.verdict}, ${kilometres(judgement.distanceHm)}.`;

const BEFORE: Readonly<Record<BeforeReason, string>> = {
  "no-archive": "this page's server names no archive of it",
  "no-node": "this page's server names no node of it, so there are no keys of that part",
  "signed-out": "your wallet has not permitted this browser there, so there are no keys of that part",
  unanswered: "its archive or its node does not answer",
  differs: "what is said there is not what was taken over, and this page cannot tell who is right",
  older: "what is served of it was itself taken over from an earlier application, which this page does not read",
};

/** Returns the sentence about the part in the application before; none when there is no such part. */
function beforeWords({ before, foreign }: OwnOutcome): string {
  if (!before) return "";
  const { application, sequence, result, reason } = before;
  const where = `the application ${application}, from which this record was taken over at envelope no. ${count(sequence)}`;
  const silent =
    foreign > 0
      ? ` ${counted(foreign, "envelope")} behind that ${foreign === 1 ? "is" : "are"} sealed to that application and count as silence.`
      : "";
  if (result === "EQUAL") return ` That includes the part in ${where}.${silent}`;
  if (reason) return ` The part in ${where}, was not judged here: ${BEFORE[reason]}.${silent}`;
  return result === "DIFFERENCE"
    ? ` The difference is in ${where}.`
    : ` The part in ${where}, was read, and is an earlier owner's in part.${silent}`;
}

/** Returns what an outcome says to a reader whose record was taken over, and was not read from its start. */
const sinceWords = (outcome: OwnOutcome, part: OwnPart | undefined): OwnWords => ({
  tone: "open",
  title: "Judged from when the record was taken over",
  text: `What came since is the proven history.${beforeWords(outcome)} A verdict is over all of it, so this browser could not compare it.${part ? ` ${aloneWords(part)}` : ""}`,
  code: undefined,
});

/** Returns what an outcome says to an earlier owner. */
function earlier({ envelopes, sequence }: OwnOutcome, part: OwnPart): OwnWords {
  return {
    tone: "open",
    title: "Your time with this car, and nothing else",
    text: `This browser opened your time with the car, which ended with envelope no. ${count(part.last)}. ${aloneWords(part)} This judgement speaks for that time alone. All ${counted(envelopes, "envelope")} up to no. ${count(sequence)} are the proven ones; your keys do not open the others, and the record is told to the owner only.`,
    code: undefined,
  };
}

/** Returns what an outcome says. */
export function ownWords(outcome: OwnOutcome): OwnWords {
  const { result, part, before } = outcome;
  if (result === "PARTIAL" && before?.reason && part?.time !== "ended") return sinceWords(outcome, part);
  const words = wordsOf(outcome);
  return { ...words, text: `${words.text}${beforeWords(outcome)}` };
}

function wordsOf(outcome: OwnOutcome): OwnWords {
  const { result, envelopes, closed, offered, part, readings, sequence, silent } = outcome;
  switch (result) {
    case "EQUAL":
      return {
        tone: "same",
        title: "The same as the record",
        text: `This browser read ${counted(envelopes, "envelope")} with ${counted(readings, "reading")}, up to no. ${count(sequence)}. It checked each signature and the order, opened them with your keys, and judged them: odometer, covered period, trouble codes, closing values, verdict and reasons are what the record says.`,
        code: undefined,
      };
    case "PARTIAL":
      if (part?.time === "ended") return earlier(outcome, part);
      if (offered > 0) {
        return {
          tone: "open",
          title: "Not all is open while you offer the car",
          text: `All ${counted(envelopes, "envelope")} up to no. ${count(sequence)} are the proven ones. Your keys open ${count(envelopes - closed)} of them. ${counted(offered, "envelope")} came in a session that the device began after your offer: nobody is given keys of them before the offer ends. A verdict is over all of them, so this browser could not compare it.${part ? ` ${aloneWords(part)}` : ""}`,
          code: undefined,
        };
      }
      if (closed > 0 && closed === envelopes) {
        return {
          tone: "open",
          title: "None of it is from your time with the car",
          text: `All ${counted(envelopes, "envelope")} up to no. ${count(sequence)} are the proven ones, and the node gives you keys of none of them. The record names the newest four owners' times. An owner before them needs a ticket, which a browser keeps until its reader signs out.`,
          code: undefined,
        };
      }
      return closed > 0
        ? {
            tone: "open",
            title: "Yours is here, the rest is an earlier owner's",
            text: `All ${counted(envelopes, "envelope")} up to no. ${count(sequence)} are the proven ones. Your keys open ${count(envelopes - closed)} of them; what was before you is closed to you. A verdict is over all of them, so this browser could not compare it.${part ? ` ${aloneWords(part)}` : ""}`,
            code: undefined,
          }
        : {
            tone: "open",
            title: "All is here, but a workshop's entry",
            text: `All ${counted(envelopes, "envelope")} up to no. ${count(sequence)} are the proven ones. A workshop's entry moved the verdict, and it is sealed to others, so this browser could not compare it.`,
            code: undefined,
          };
    case "DIFFERENCE":
      return difference(outcome);
    case "UNCHECKED":
      return {
        tone: "open",
        title: "Not checked here",
        text: `${silent.length > 0 ? `Nothing came from ${listed(silent)}` : "No archive is named"}, so this browser could not read the readings one by one and judged nothing. What this page shows of the record is what the node said, as far as its proof does not open it.`,
        code: "archive-unavailable",
      };
  }
}

/** Where the tiles came from, and whose word did not hold on the way. */
export function sourceWords({ tiles, kept, servedBy, liars, silent, result }: OwnOutcome): string {
  if (tiles === 0) return "";
  const fetched = tiles - kept;
  const parts = [
    ...(fetched > 0 ? [`${counted(fetched, "part")} came from ${listed(servedBy)}`] : []),
    ...(kept > 0 ? [`${counted(kept, "part")} ${kept === 1 ? "was" : "were"} kept in this browser`] : []),
  ];
  const doubted = result === "DIFFERENCE" ? [] : liars;
  const lies = doubted.map(({ name, code }) => ` ${name} served something else (${code}) and was not believed.`);
  const quiet = silent.length > 0 ? ` Nothing came from ${listed(silent)}.` : "";
  return `${listed(parts)}.${lies.join("")}${quiet}`;
}

const SETTLED: Readonly<Record<Assurance["level"], string>> = {
  stated: "is the node's word so far: no claim on it is accepted yet.",
  pending: "is published, but no claim on it is accepted yet.",
  settled: "is settled: the chain accepted a claim on it.",
  contradicted: "was not accepted by the contract on the chain: do not rely on it.",
};

/** Whether the chain has settled the record that was compared. A check is answered from a state of its own, often a later one. */
export const settledWords = (level: Assurance["level"], timeUnixS: number): string =>
  `The record that it was compared with, as of ${momentOf(timeUnixS)}, ${SETTLED[level]} A check speaks of another state, the newest when you checked, and says of that one how sure it is.`;

/** What the own judgement adds to how sure an answer is. `sequence` is the answer's. */
export function assuranceWords(outcome: OwnOutcome | undefined, sequence: number): string {
  if (!outcome) return "Whether the readings come to it, this browser has not worked out yet.";
  switch (outcome.result) {
    case "EQUAL":
      return outcome.sequence === sequence
        ? "This browser read and judged the readings one by one itself, and came to the same."
        : `This browser read and judged the readings one by one itself up to envelope no. ${count(outcome.sequence)}, and came to the same.`;
    case "PARTIAL":
      return "The history is the proven one, but this browser can open a part of it only, so the verdict was not judged here.";
    case "DIFFERENCE":
      return outcome.difference?.by === "archive"
        ? "The readings one by one could not be judged here: the archive's word does not hold."
        : "But this browser's own judgement of the readings differs.";
    case "UNCHECKED":
      return "The readings one by one were not judged here: no archive answered.";
  }
}
