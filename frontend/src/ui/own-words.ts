/** What a judging in this browser came to, in plain words. */
import { HISTORY_CODES } from "@witness/protocol/codes/history";
import { OWNER_CODES } from "@witness/protocol/codes/owner";
import type { RecordField } from "@witness/protocol/record/fields";
import type { Assurance } from "../evidence/assurance.ts";
import { count, distanceOf, listed, momentOf } from "../language/format.ts";
import { errorText, type Message, say, sayKnown } from "../language/say.ts";
import type { BeforeReason } from "../own/before.ts";
import type { OwnOutcome, OwnPart } from "../own/outcome.ts";

/** How an outcome is told. */
export interface OwnWords {
  readonly tone: "same" | "differs" | "open";
  readonly title: string;
  readonly text: string;
  /** Of the registry; undefined when all is well. */
  readonly code: string | undefined;
}

const FIELDS: Partial<Readonly<Record<RecordField | "state", Message>>> = {
  state: "the state that it was taken over under",
  odometer: "the odometer",
  period: "the covered period",
  trouble: "trouble codes and consumption",
  closings: "the closing values",
  verdict: "the verdict with its reasons",
};

/** Archives by their names; those of this page's own server are called so. */
const named = (names: readonly string[]): string => listed(names.map(sayKnown));

function difference(outcome: OwnOutcome): OwnWords {
  const { difference: found, liars } = outcome;
  if (found?.by === "record") {
    const field = FIELDS[found.field];
    const text = say(
      "This browser read all {n, plural, one {# envelope} other {# envelopes}}, and they come to something else than the record says. The first difference is in {field}. Do not rely on this record: the node answers for it, and the validators once it is settled.",
      { n: outcome.envelopes, field: field ? say(field) : found.field },
    );
    return { tone: "differs", title: say("Not what the record says"), text, code: found.code };
  }
  if (found?.by === "node") {
    return {
      tone: "differs",
      title: say("The node's word does not hold"),
      text: errorText(found.code, OWNER_CODES[found.code].sentence),
      code: found.code,
    };
  }
  const code = found?.code ?? "history-differs";
  const names = named(liars.map(({ name }) => name));
  if (code === "history-short") {
    const text = say(
      "{n, plural, =0 {No archive has all that the record proves: it is behind, or hides envelopes.} one {{names} has less than the record proves: it is behind, or hides envelopes.} other {{names} have less than the record proves: they are behind, or hide envelopes.}} Until an archive has all of it, nothing can be judged here.",
      { n: liars.length, names },
    );
    return { tone: "open", title: say("The archive has not all of it"), text, code };
  }
  const text = say(
    "What {names} served is not the history that the record proves, at item {item, number}. Nothing of it was believed. {why}",
    {
      names: names || say("the archive"),
      item: found?.by === "archive" ? found.item : 0,
      why: errorText(code, HISTORY_CODES[code as keyof typeof HISTORY_CODES].sentence),
    },
  );
  return { tone: "differs", title: say("The archive does not tell the truth"), text, code };
}

/** Returns the sentence about a part that is judged alone. */
const aloneWords = ({ first, last, judgement, readings }: OwnPart): string =>
  say(
    "Envelopes no. {first, number} to {last, number} alone, with {readings, plural, one {# reading} other {# readings}}, are judged: {verdict}, {distance}.",
    { first, last, readings, verdict: sayKnown(judgement.verdict), distance: distanceOf(judgement.distanceHm) },
  );

const BEFORE: Readonly<Record<BeforeReason, Message>> = {
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
  const where = { application, sequence };
  const silent =
    foreign > 0
      ? ` ${say("{n, plural, one {# envelope behind that is sealed to that application and counts as silence.} other {# envelopes behind that are sealed to that application and count as silence.}}", { n: foreign })}`
      : "";
  if (result === "EQUAL") {
    return ` ${say("That includes the part in the application {application}, from which this record was taken over at envelope no. {sequence, number}.", where)}${silent}`;
  }
  if (reason) {
    return ` ${say("The part in the application {application}, from which this record was taken over at envelope no. {sequence, number}, was not judged here: {why}.", { ...where, why: say(BEFORE[reason]) })}${silent}`;
  }
  return result === "DIFFERENCE"
    ? ` ${say("The difference is in the application {application}, from which this record was taken over at envelope no. {sequence, number}.", where)}`
    : ` ${say("The part in the application {application}, from which this record was taken over at envelope no. {sequence, number}, was read, and is an earlier owner's in part.", where)}${silent}`;
}

/** Returns what follows about a part that is judged alone; nothing when there is none. */
const partWords = (part: OwnPart | undefined): string => (part ? ` ${aloneWords(part)}` : "");

/** Returns what an outcome says to a reader whose record was taken over, and was not read from its start. */
const sinceWords = (outcome: OwnOutcome, part: OwnPart | undefined): OwnWords => ({
  tone: "open",
  title: say("Judged from when the record was taken over"),
  text: `${say("What came since is the proven history.")}${beforeWords(outcome)} ${say("A verdict is over all of it, so this browser could not compare it.")}${partWords(part)}`,
  code: undefined,
});

/** Returns what an outcome says to an earlier owner. */
function earlier({ envelopes: n, sequence }: OwnOutcome, part: OwnPart): OwnWords {
  return {
    tone: "open",
    title: say("Your time with this car, and nothing else"),
    text: say(
      "This browser opened your time with the car, which ended with envelope no. {last, number}. {alone} This judgement speaks for that time alone. All {n, plural, one {# envelope} other {# envelopes}} up to no. {sequence, number} are the proven ones; your keys do not open the others, and the record is told to the owner only.",
      { last: part.last, alone: aloneWords(part), n, sequence },
    ),
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

/** Returns what is said when this browser opens a part of the history only. */
function partial(outcome: OwnOutcome): OwnWords {
  const { envelopes: n, closed, offered, part, sequence } = outcome;
  if (part?.time === "ended") return earlier(outcome, part);
  const values = { n, sequence, open: n - closed, offered };
  const open = (title: Message, text: string): OwnWords => ({ tone: "open", title: say(title), text, code: undefined });
  if (offered > 0) {
    const text = say(
      "All {n, plural, one {# envelope} other {# envelopes}} up to no. {sequence, number} are the proven ones. Your keys open {open, number} of them. {offered, plural, one {# envelope} other {# envelopes}} came in a session that the device began after your offer: nobody is given keys of them before the offer ends. A verdict is over all of them, so this browser could not compare it.",
      values,
    );
    return open("Not all is open while you offer the car", `${text}${partWords(part)}`);
  }
  if (closed === 0) {
    const text = say(
      "All {n, plural, one {# envelope} other {# envelopes}} up to no. {sequence, number} are the proven ones. A workshop's entry moved the verdict, and it is sealed to others, so this browser could not compare it.",
      values,
    );
    return open("All is here, but a workshop's entry", text);
  }
  if (closed === n) {
    const text = say(
      "All {n, plural, one {# envelope} other {# envelopes}} up to no. {sequence, number} are the proven ones, and the node gives you keys of none of them. The record names the newest four owners' times. An owner before them needs a ticket, which a browser keeps until its reader signs out.",
      values,
    );
    return open("None of it is from your time with the car", text);
  }
  const text = say(
    "All {n, plural, one {# envelope} other {# envelopes}} up to no. {sequence, number} are the proven ones. Your keys open {open, number} of them; what was before you is closed to you. A verdict is over all of them, so this browser could not compare it.",
    values,
  );
  return open("Yours is here, the rest is an earlier owner's", `${text}${partWords(part)}`);
}

function wordsOf(outcome: OwnOutcome): OwnWords {
  const { result, envelopes, readings, sequence, silent } = outcome;
  switch (result) {
    case "EQUAL":
      return {
        tone: "same",
        title: say("The same as the record"),
        text: say(
          "This browser read {n, plural, one {# envelope} other {# envelopes}} with {readings, plural, one {# reading} other {# readings}}, up to no. {sequence, number}. It checked each signature and the order, opened them with your keys, and judged them: odometer, covered period, trouble codes, closing values, verdict and reasons are what the record says.",
          { n: envelopes, readings, sequence },
        ),
        code: undefined,
      };
    case "PARTIAL":
      return partial(outcome);
    case "DIFFERENCE":
      return difference(outcome);
    case "UNCHECKED":
      return {
        tone: "open",
        title: say("Not checked here"),
        text: say(
          "{n, plural, =0 {No archive is named} other {Nothing came from {names}}}, so this browser could not read the readings one by one and judged nothing. What this page shows of the record is what the node said, as far as its proof does not open it.",
          { n: silent.length, names: named(silent) },
        ),
        code: "archive-unavailable",
      };
  }
}

/** Where the tiles came from, and whose word did not hold on the way. */
export function sourceWords({ tiles, kept, servedBy, liars, silent, result }: OwnOutcome): string {
  if (tiles === 0) return "";
  const fetched = tiles - kept;
  const parts = [
    ...(fetched > 0
      ? [say("{n, plural, one {# part} other {# parts}} came from {names}", { n: fetched, names: named(servedBy) })]
      : []),
    ...(kept > 0 ? [say("{n, plural, one {# part was} other {# parts were}} kept in this browser", { n: kept })] : []),
  ];
  const doubted = result === "DIFFERENCE" ? [] : liars;
  const lies = doubted.map(
    ({ name, code }) =>
      ` ${say("{name} served something else ({code}) and was not believed.", { name: sayKnown(name), code })}`,
  );
  const quiet = silent.length > 0 ? ` ${say("Nothing came from {names}.", { names: named(silent) })}` : "";
  return `${listed(parts)}.${lies.join("")}${quiet}`;
}

const SETTLED: Readonly<Record<Assurance["level"], Message>> = {
  stated:
    "The record that it was compared with, as of {moment}, is the node's word so far: no claim on it is accepted yet.",
  pending: "The record that it was compared with, as of {moment}, is published, but no claim on it is accepted yet.",
  settled: "The record that it was compared with, as of {moment}, is settled: the chain accepted a claim on it.",
  contradicted:
    "The record that it was compared with, as of {moment}, was not accepted by the contract on the chain: do not rely on it.",
};

/** Whether the chain has settled the record that was compared. A check is answered from a state of its own, often a later one. */
export const settledWords = (level: Assurance["level"], timeUnixS: number): string =>
  `${say(SETTLED[level], { moment: momentOf(timeUnixS) })} ${say("A check speaks of another state, the newest when you checked, and says of that one how sure it is.")}`;

/** What the own judgement adds to how sure an answer is. `sequence` is the answer's. */
export function assuranceWords(outcome: OwnOutcome | undefined, sequence: number): string {
  if (!outcome) return say("Whether the readings come to it, this browser has not worked out yet.");
  switch (outcome.result) {
    case "EQUAL":
      return outcome.sequence === sequence
        ? say("This browser read and judged the readings one by one itself, and came to the same.")
        : say(
            "This browser read and judged the readings one by one itself up to envelope no. {sequence}, and came to the same.",
            { sequence: count(outcome.sequence) },
          );
    case "PARTIAL":
      return say(
        "The history is the proven one, but this browser can open a part of it only, so the verdict was not judged here.",
      );
    case "DIFFERENCE":
      return outcome.difference?.by === "archive"
        ? say("The readings one by one could not be judged here: the archive's word does not hold.")
        : say("But this browser's own judgement of the readings differs.");
    case "UNCHECKED":
      return say("The readings one by one were not judged here: no archive answered.");
  }
}
