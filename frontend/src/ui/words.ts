/** What codes mean, in plain words for people: for the owner, to whom alone a record is told. Pure. */
import { CODES, type Code } from "@witness/protocol/errors";
import type { Verdict } from "@witness/protocol/judge/judgement";
import type { Reason, ReasonCode } from "@witness/protocol/judge/reasons";
import type { KeyTier } from "@witness/protocol/wire/registration";
import type { CheckCode } from "../evidence/check.ts";
import { errorText, type Message, say } from "../language/say.ts";

interface Words {
  readonly gloss: Message;
  /** What to do about it. */
  readonly advice: Message;
}

const FALSE: Message = "What the car shows, or its record, cannot be right.";
const CHECKS: Readonly<Record<CheckCode, Words>> = {
  agrees: {
    gloss: "What the car shows now fits its record.",
    advice: "Nothing in the record speaks against this odometer.",
  },
  "lower-than-before": {
    gloss: FALSE,
    advice: "Have a workshop look at the instrument cluster before you rely on this odometer.",
  },
  "record-illogical": {
    gloss: FALSE,
    advice:
      "See below which readings contradict each other. If a workshop repaired or replaced the instrument cluster, it can sign a correction for you to accept.",
  },
  "too-far-above": {
    gloss: FALSE,
    advice: "If the instrument cluster was replaced, a workshop can confirm it.",
  },
  "no-judgement": {
    gloss: "The record does not allow a judgement.",
    advice: "Look at the reasons and the record below.",
  },
  "clock-off": {
    gloss: "The car and this browser do not agree what time it is.",
    advice: "Set this device's clock and check again. If it is right, the car's is wrong.",
  },
  "link-differs": {
    gloss: "The car and its record tell two histories.",
    advice: "Do not rely on this odometer: the car's key may have been copied, or its record changed.",
  },
  "car-behind": {
    gloss: "The record holds more than the car says it signed.",
    advice:
      "Do not rely on this odometer until a workshop has looked at the device: its storage was reset, or its key copied.",
  },
  "tail-missing": {
    gloss: "The record does not reach the car's latest envelopes.",
    advice: "Check again in some minutes. If the number does not shrink, the relay or the node keeps envelopes back.",
  },
};

/** Why there is no judgement, gravest first. */
const NO_JUDGEMENT: readonly (readonly [ReasonCode, Words])[] = [
  [
    "forked-key",
    {
      gloss: "Two histories were signed with this car's key.",
      advice:
        "More readings will not change this. Ask the maker whether the device was copied or restored, and see the refusals below.",
    },
  ],
  [
    "device-moved",
    {
      gloss: "The device was in another car before.",
      advice: "This record speaks of two cars. Ask for the record of the device that this car had before.",
    },
  ],
  [
    "other-record",
    {
      gloss: "There is another record for this car.",
      advice: "Look at both records: neither names the other as the one that it goes on from.",
    },
  ],
  [
    "dial-differs",
    {
      gloss: "A workshop read something else off the dial.",
      advice: "Have two other workshops read the dial, or ask the one that differs to read it again.",
    },
  ],
  [
    "disputed-reading",
    {
      gloss: "Readings contradict each other, and nobody can say which are true.",
      advice: "Have the dial read: one workshop settles it, two if another has read the disputed value.",
    },
  ],
  [
    "clock-behind",
    {
      gloss: "The car's readings come too late to be relied on.",
      advice: "Have the device's clock and network looked at; then the covered period begins anew.",
    },
  ],
  [
    "unsettled",
    { gloss: "The newest readings do not fit the ones before.", advice: "Check again after the next drive." },
  ],
  [
    "period-too-short",
    {
      gloss: "There is not enough to judge by yet.",
      advice: "Check again when the car has sent more readings: a judgement needs 30 days that nothing interrupts.",
    },
  ],
  [
    "too-few-readings",
    { gloss: "There is not enough to judge by yet.", advice: "Check again when the car has sent more readings." },
  ],
];

/** What a check comes to and what to do, chosen by its code and the record's reasons. */
export function checkWords(code: CheckCode, reasons: readonly Reason[], inRecord: boolean): Words {
  const isOpen = (wanted: ReasonCode): boolean => reasons.some((reason) => reason.code === wanted && reason.open > 0);
  const why = NO_JUDGEMENT.find(([reason]) => isOpen(reason))?.[1];
  if (code === "no-judgement" && why) return why;
  if (code !== "agrees" || (inRecord && !isOpen("gap"))) return CHECKS[code];
  const advice: Message = isOpen("gap")
    ? "What is in the record fits. Nothing is known of the time in which envelopes are missing: whoever sees the record may ask you about it."
    : "What is in the record fits. Check again in some minutes to include what is on its way.";
  return { gloss: CHECKS.agrees.gloss, advice };
}

/** The verdict on a record in one line. */
export const VERDICT_WORDS: Readonly<Record<Verdict, Message>> = {
  logical: "Every step of the covered period is plausible.",
  illogical: "The record contradicts itself.",
  "no judgement": "The record does not allow a judgement.",
};

/** Who holds the device's key. */
export const TIER_WORDS: Readonly<Record<KeyTier, Message>> = {
  1: "key kept in software",
  2: "key kept by the operating system",
  3: "key in a secure element",
  4: "key held by the maker",
};

/** How a simulated car misbehaves, and what should come of it. */
export const MODES: Readonly<Record<string, { readonly title: Message; readonly expect: Message }>> = {
  honest: { title: "Honest", expect: "It tells the truth; a check should say that it is consistent." },
  "rolled-back": {
    title: "Odometer turned back",
    expect: "It shows less than it did; a check should say that it was turned back by about {apart}.",
  },
  blocked: {
    title: "Odometer blocked",
    expect: "It drives on while the odometer stands still; a check should say so, with the distance that it drove.",
  },
  replayed: {
    title: "Old envelopes sent again",
    expect: "Each old envelope is recognised and counted once; the check should still say consistent.",
  },
  forged: {
    title: "Envelopes with a wrong signature",
    expect: "None of them enters the record; the check should still say consistent.",
  },
  forked: {
    title: "Two histories under one number",
    expect: "The second history is kept as evidence; a check should say that two devices claim to be this car.",
  },
  gap: {
    title: "Envelopes withheld",
    expect: "The missing numbers are named in the record; what is there is still judged.",
  },
  cloned: {
    title: "Key copied to a second device",
    expect: "Two devices sign for the same numbers; a check should say that two devices claim to be this car.",
  },
  "lost-storage": {
    title: "Storage lost, honestly",
    expect: "It goes on in a new session over a gap that the record names; a check should say consistent, with a gap.",
  },
};

/** What kind of thing was refused, for the reader of a list. */
const REFUSALS: Partial<Record<Code, Message>> = {
  "sequence-replayed": "Sent a second time. It was in the record already, so nothing was counted twice.",
  "sequence-gap":
    "It skipped envelopes that never arrived. The device has to send those, or say openly that they are lost.",
  "sequence-regressed": "Its number was used long ago. Refused.",
  "link-mismatch": "It does not go on from the last envelope of the record. Refused.",
  "forked-key":
    "Another envelope with the same number was signed with this car's key. Kept as evidence of a copied key.",
  "late-in-gap": "It was missing before a gap, and came late. It is in the history, and not judged.",
  "signature-invalid": "It was not signed with this car's key. Refused.",
  "session-unknown": "It belongs to a session that is not open. Refused.",
  "session-reused": "It tried to open a session under a number that was used before. Refused.",
  "session-full": "Its session holds no more envelopes; the device has to open a new one. Refused.",
  "device-registered": "Somebody tried to register this device again. Its record was not touched.",
  "key-unknown": "It was sealed to a key of another application. Refused.",
  "encapsulation-invalid": "The key of its session is broken. Refused.",
  malformed: "Its bytes are no envelope of this protocol. Refused.",
  "too-large": "It was larger than allowed. Refused.",
};

/** Returns a refusal in plain words; the protocol's own sentence for codes without words of their own. */
export function refusalWords(code: Code): string {
  const message = REFUSALS[code];
  return message ? say(message) : errorText(code, CODES[code].sentence);
}

/** An input's outcome, as the node names it, in plain words. */
export const INPUT_STATUS: Readonly<Record<string, Message>> = {
  NONE: "waiting",
  ACCEPTED: "accepted",
  REJECTED: "rejected",
  EXCEPTION: "back-end failed",
  MACHINE_HALTED: "back-end halted",
  CYCLE_LIMIT_EXCEEDED: "took too many cycles",
  TIME_LIMIT_EXCEEDED: "took too long",
  PAYLOAD_LENGTH_LIMIT_EXCEEDED: "too large",
};

/** How far an epoch is, in plain words. */
export const EPOCH_STATUS: Readonly<Record<string, Message>> = {
  OPEN: "open: still taking inputs",
  CLOSED: "closed: being worked through",
  INPUTS_PROCESSED: "worked through",
  CLAIM_COMPUTED: "claim computed, not yet sent",
  CLAIM_SUBMITTED: "claim sent, not yet accepted",
  CLAIM_ACCEPTED: "settled: claim accepted on chain",
  CLAIM_REJECTED: "claim rejected: do not rely on it",
};

/** Returns the word for a name that a node gave, or the name itself; `__proto__` and the like are names as any other. */
export function wordFor(words: Readonly<Record<string, Message>>, name: string): string {
  const word = Object.hasOwn(words, name) ? words[name] : undefined;
  return word ? say(word) : name;
}
