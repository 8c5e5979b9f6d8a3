/** How a record is judged: the rules of its profile under the parameters in force (docs/verdict.md). Pure. */

import { CAR, PROFILES, type Profile } from "../columns/profile.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { writtenJudge } from "../judge/encoding.ts";
import { note, observeAll } from "../judge/judge.ts";
import { conclude, type Judgement } from "../judge/judgement.ts";
import { PARAMETERS } from "../judge/parameters.ts";
import type { SentReading, SentReadings } from "../judge/reading.ts";
import type { ReasonCode, Reasons } from "../judge/reasons.ts";
import { type Rules, rulesOf } from "../judge/rules.ts";
import { type Judge, newJudge, type Place } from "../judge/state.ts";

const carRules = rulesOf(CAR, PARAMETERS);
if (carRules === undefined) throw new Error("The profile of a car names no counter.");
const CAR_RULES: Rules = carRules;

const RULES = new Map(PROFILES.map((profile) => [profile, rulesOf(profile, PARAMETERS) ?? CAR_RULES]));

/**
 * Returns the rules of a profile. Of a device that sends no counter nothing but its clock is judged, by a car's.
 * @example
 * rulesFor(CAR).counter; // => "odometerHm"
 */
export const rulesFor = (profile: Profile): Rules => RULES.get(profile) ?? CAR_RULES;

/** How far a car was driven along its path; a fall counts for nothing. */
export interface Driven {
  /** The moment of the first reading of the path; undefined before it. */
  readonly fromUnixS: number | undefined;
  readonly distanceHm: number;
}

/** What a record keeps of its judging. */
export interface Judged {
  readonly judge: Judge;
  readonly driven: Driven;
}

/**
 * Returns what a record begins with.
 * @example
 * newJudged(rulesFor(CAR)).driven.distanceHm; // => 0
 */
export const newJudged = (rules: Rules): Judged => ({
  judge: newJudge(rules),
  driven: { fromUnixS: undefined, distanceHm: 0 },
});

const stepHm = (before: Place | undefined, after: Place): number =>
  before === undefined ? 0 : Math.max(0, after.positionHm - before.positionHm);

/** What one admitted envelope is to the judge. */
export interface JudgedEnvelope {
  /** What of it is judged. */
  readonly readings: SentReadings;
  /** One of its groups could not be opened or read. */
  readonly unreadable: boolean;
  /** Messages are missing before it. */
  readonly gap: boolean;
  /** It opens over a link that somebody else went on from. */
  readonly fork: boolean;
  /** Of the block that carried it. */
  readonly timeUnixS: number;
}

/** What became of one reading of an envelope. */
export interface JudgedStep {
  readonly index: number;
  /** As the device sent it; the next step may write over it. */
  readonly reading: SentReading;
  /** Where it is on the path; undefined when it is not. */
  readonly place: Place | undefined;
  readonly before: Reasons;
  readonly after: Reasons;
}

/**
 * Judges an envelope. What is known of it without its readings comes first, since it lies before them.
 * @param step called after each reading
 * @example
 * const readings = [{ timeUnixS: 1_800_000_000, odometerHm: 9 }];
 * const said = { readings, unreadable: false, gap: false, fork: false, timeUnixS: 1_800_000_060 };
 * judgeEnvelope(newJudged(rulesFor(CAR)), said, rulesFor(CAR), () => {}).judge.readings; // => 1
 */
export function judgeEnvelope(
  judged: Judged,
  { readings, unreadable, gap, fork, timeUnixS }: JudgedEnvelope,
  rules: Rules,
  step: (step: JudgedStep) => void,
): Judged {
  let { judge } = judged;
  let { fromUnixS, distanceHm } = judged.driven;
  if (gap) judge = note(judge, { kind: "gap" }, timeUnixS, rules);
  if (fork) judge = note(judge, { kind: "forked-key" }, timeUnixS, rules);
  if (unreadable) judge = note(judge, { kind: "unreadable" }, timeUnixS, rules);
  let { path, reasons } = judge;
  judge = observeAll(judge, readings, timeUnixS, rules, (index, { path: after, reasons: found }, reading) => {
    const place = after === path ? undefined : after;
    if (place !== undefined) {
      fromUnixS ??= place.momentUnixS;
      distanceHm += stepHm(path, place);
    }
    step({ index, reading, place, before: reasons, after: found });
    path = after;
    reasons = found;
  });
  return { judge, driven: { fromUnixS, distanceHm } };
}

/**
 * Returns what was found at a step.
 * @example
 * foundAt({ before: [], after: [] }); // => []
 */
export const foundAt = ({ before, after }: Pick<JudgedStep, "before" | "after">): readonly ReasonCode[] =>
  before === after ? [] : foundSince(before, after);

/**
 * Returns the hash (32 bytes) of a judge.
 * @example
 * judgeHash(newJudged(rulesFor(CAR)).judge, native).length; // => 32
 */
export const judgeHash = (judge: Judge, provider: CryptoProvider): Uint8Array => provider.sha256(writtenJudge(judge));

/**
 * Returns what is said of a record, and the hash (32 bytes) of all that it was said from.
 * @example
 * concluded(newJudged(rulesFor(CAR)), rulesFor(CAR), native).judgement.verdict; // => "no judgement"
 */
export const concluded = (
  { judge }: Judged,
  rules: Rules,
  provider: CryptoProvider,
): { readonly judgement: Judgement; readonly judgeHash: Uint8Array } => ({
  judgement: conclude(judge, rules),
  judgeHash: judgeHash(judge, provider),
});

const foundSince = (before: Reasons, after: Reasons): ReasonCode[] =>
  after
    .filter(({ code, count }) => count !== before.find((reason) => reason.code === code)?.count)
    .map(({ code }) => code);
