/** What a share reveals, in words, for its owner before it is given. */
import type { GroupName } from "@witness/protocol/columns/quantity";
import type { Choice, SharedTime } from "@witness/protocol/share/choice";
import { dateOf } from "../words.ts";
import type { OwnEnvelope } from "./history.ts";

const whole = new Intl.NumberFormat("en-GB");
const counted = (count: number, what: string): string => `${whole.format(count)} ${what}${count === 1 ? "" : "s"}`;

const GROUP_WORDS: Readonly<Record<GroupName, string>> = {
  distance: "when the car was read and how far it had come, so when it was driven and how fast",
  condition: "fuel, energy, operating time, trouble codes, speed, state of the battery",
  bus: "the bytes of the vehicle's bus as they are, whatever they say",
};

/** What a share is made from. */
export interface SharePreview {
  readonly groups: readonly GroupName[];
  readonly time: SharedTime;
  readonly choice: Choice;
  readonly envelopes: readonly OwnEnvelope[];
}

/** Returns what a share reveals, a line each. */
export function shareRevealed({ groups, time, choice, envelopes }: SharePreview): readonly string[] {
  const lines = [`days       from ${dateOf(time.fromUnixS)} until ${dateOf(time.untilUnixS)}`];
  for (const group of groups) lines.push(`${group.padEnd(10)} ${GROUP_WORDS[group]}`);
  if (groups.includes("condition") && !groups.includes("distance")) {
    lines.push("Without distance, a condition whose times are those of the distance cannot be read.");
  }
  for (const { session, first, last } of choice.stretches) {
    const given = envelopes.filter(
      (each) => each.session === session && each.sequence >= first && each.sequence <= last,
    );
    const readings = given.reduce((sum, each) => sum + each.readings, 0);
    const times = given.flatMap((each) => (each.times ? [each.times] : []));
    const from = times.reduce((least, { firstUnixS }) => Math.min(least, firstUnixS), Number.POSITIVE_INFINITY);
    const to = times.reduce((most, { lastUnixS }) => Math.max(most, lastUnixS), 0);
    lines.push(
      `  envelopes ${first} to ${last} of session ${session}: ${counted(readings, "reading")} from ${dateOf(from)} to ${dateOf(to)}`,
    );
  }
  for (const { sequence, times } of choice.across) {
    if (times) {
      lines.push(
        `  not envelope ${sequence}: its readings, from ${dateOf(times.firstUnixS)} to ${dateOf(times.lastUnixS)}, are of other days too`,
      );
    }
  }
  lines.push("beside it  the device's key, and how long the history is; everybody may ask for both");
  return lines;
}
