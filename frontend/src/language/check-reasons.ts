/** The reasons of a check as sentences. */
import type { CheckReason } from "../evidence/check.ts";
import { distanceOf } from "./format.ts";
import { reasonText } from "./reasons.ts";
import { say } from "./say.ts";

/** Returns a reason in the reader's language. */
export function checkReasonText(given: CheckReason): string {
  switch (given.kind) {
    case "agrees":
      return say(
        "The car's value goes on from its record of {distance}, and every step of the covered period is plausible.",
        { distance: distanceOf(given.recordHm) },
      );
    case "lower":
      return say("The car shows a value lower than before: {missing} less than the {record} in its record.", {
        missing: distanceOf(given.missingHm),
        record: distanceOf(given.recordHm),
      });
    case "too-far":
      return say("The car shows {more} more than its record: more than it can have driven since its last reading.", {
        more: distanceOf(given.moreHm),
      });
    case "no-judgement-yet":
      return say("The record does not allow a judgement yet.");
    case "recorded":
      return given.isLower
        ? `${reasonText(given.reason)} ${say("It is lower than before in the record.")}`
        : reasonText(given.reason);
    case "clock":
      return say(
        "{side, select, ahead {The car's clock is {minutes, number} minutes ahead of this browser's} other {The car's clock is {minutes, number} minutes behind this browser's}}: one of them is wrong, or the value is not of this minute.",
        { side: given.isAhead ? "ahead" : "behind", minutes: given.minutes },
      );
    case "behind":
      return say(
        "The car says that it signed up to no. {car}, but its record goes up to no. {record}: the car forgot, or something else signs with its key.",
        { car: given.carSequence, record: given.recordSequence },
      );
    case "differs":
      return say(
        "The car and its record both end at no. {record}, but with different envelopes: one of them is not the car's history.",
        { record: given.recordSequence },
      );
    case "tail":
    case "cut": {
      const { carSequence: car, recordSequence: record } = given;
      const tail = say(
        "{ahead, plural, one {# envelope that the car signed is} other {# envelopes that the car signed are}} not in the record yet: it ends at no. {record}, the car is at no. {car}.",
        { ahead: car - record, record, car },
      );
      return given.kind === "tail" ? tail : `${tail} ${say("The end of the record may have been cut off.")}`;
    }
  }
}
