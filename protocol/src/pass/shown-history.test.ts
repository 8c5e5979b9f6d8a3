/** A pass that opens days of a history: every envelope of them, and none before or after, whatever its reader tries. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evidence, passOwnerKey, passTerms } from "../../scripts/example-pass.ts";
import { CAR } from "../columns/profile.ts";
import type { GroupName } from "../columns/quantity.ts";
import type { Context } from "../context.ts";
import { native } from "../crypto/native.ts";
import { coverPlaces, leafFrom } from "../disclosure/key-tree.ts";
import { discloseKeys } from "../disclosure/session-keys.ts";
import { openBody } from "../history/opened-history.ts";
import { encodeReadings } from "../reading.ts";
import { sealGroups } from "../seal.ts";
import type { Body } from "../wire/envelope.ts";
import { checkPass } from "./check.ts";
import { issuePass } from "./issue.ts";
import { type ShownSession, widestRange } from "./shown-session.ts";
import { keyPassSigner } from "./signature.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const sealedFor = { keyId: new Uint8Array(8).fill(3), profile: CAR };
const HOUR_S = 3_600;
const START_UNIX_S = 1_799_971_200;

/** An envelope each hour, in sessions of 30 that have a key each. */
const SESSION_ENVELOPES = 30;
const sessions = [1, 2, 3].map((session) => ({
  session,
  firstSequence: 1 + (session - 1) * SESSION_ENVELOPES,
  sessionKey: new Uint8Array(32).fill(session),
}));
const timeOf = (sequence: number) => START_UNIX_S + sequence * HOUR_S;
const bodyOf = (sequence: number): Body => {
  const { session, firstSequence, sessionKey } = sessionOf(sequence);
  const said = [{ timeUnixS: timeOf(sequence), odometerHm: 1_000 + sequence, fuelUsedCl: 100 + sequence }];
  const clear = { deviceId: passTerms.device, sequence, session, previousLink: new Uint8Array(4) };
  return {
    ...clear,
    ...sealGroups(context, clear, { firstSequence, sessionKey }, sealedFor, encodeReadings(CAR, said), native),
  };
};
function sessionOf(sequence: number) {
  const found = sessions.find(
    ({ firstSequence }) => sequence >= firstSequence && sequence < firstSequence + SESSION_ENVELOPES,
  );
  if (!found) throw new RangeError("The car has sent three sessions.");
  return found;
}

/** What a pass shows of the envelopes of a range, in each session that it touches. */
function shownOf(first: number, last: number, groups: readonly GroupName[]): ShownSession[] {
  return sessions.flatMap(({ session, firstSequence, sessionKey }) => {
    const fromSequence = Math.max(first, firstSequence);
    const toSequence = Math.min(last, firstSequence + SESSION_ENVELOPES - 1);
    if (fromSequence > toSequence) return [];
    const range = { first: fromSequence, last: toSequence };
    const keys = discloseKeys(context, { firstSequence, sessionKey }, range, groups, native);
    return [{ session, firstSequence, fromSequence, toSequence, groups: keys }];
  });
}

/** What the reader of a pass reads in an envelope, with every key that the pass has. */
function readWith(shown: readonly ShownSession[], sequence: number) {
  const body = bodyOf(sequence);
  const all = shown.flatMap(({ firstSequence, groups }) => {
    const leafOf = (group: GroupName) => leafFrom(groups[group] ?? [], sequence - firstSequence, native);
    const { readings } = openBody(context, body, leafOf, sealedFor, native);
    return readings.filter(({ odometerHm, fuelUsedCl }) => odometerHm !== undefined || fuelUsedCl !== undefined);
  });
  return all[0];
}

describe("widestRange", () => {
  const nodes = (first: number, to: number): number => coverPlaces({ first, last: to }).length;

  it("opens an ended session with fewer nodes, and none of an envelope of another session", () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), fc.nat(70_000), (first, more, beyond) => {
        const last = first + more;
        const head = 1 + last + beyond;
        const to = widestRange({ firstSequence: 1, first: 1 + first, last: 1 + last }, head) - 1;
        expect(to).toBeGreaterThanOrEqual(last);
        expect(to + 1).toBeLessThanOrEqual(head);
        expect(nodes(first, to)).toBeLessThanOrEqual(nodes(first, last));
      }),
    );
    // A month of an envelope an hour is one node instead of fifteen.
    expect(nodes(0, widestRange({ firstSequence: 1, first: 1, last: 720 }, 90_000) - 1)).toBe(1);
    expect(nodes(0, 719)).toBe(15);
  });
});

describe("a pass with days of a history", () => {
  // The second day begins with envelope 24 and ends with 47, in the second session.
  const [first, last] = [24, 47];
  const bytes = issuePass(
    passTerms,
    { ...evidence, sessions: shownOf(first, last, ["distance"]) },
    keyPassSigner(context, passOwnerKey, native),
    native,
  );
  const { content } = checkPass(bytes, { context, provider: native, nowUnixS: passTerms.issuedUnixS, origins: [] });
  const shown = content?.sessions ?? [];

  it("opens each envelope of the days, in every session that they touch", () => {
    expect(shown.map(({ session, fromSequence, toSequence }) => [session, fromSequence, toSequence])).toEqual([
      [1, 24, 30],
      [2, 31, 47],
    ]);
    for (let sequence = first; sequence <= last; sequence += 1) {
      expect(readWith(shown, sequence)).toMatchObject({ timeUnixS: timeOf(sequence), odometerHm: 1_000 + sequence });
    }
  });

  it("opens no envelope before the first or after the last", () => {
    for (let sequence = 1; sequence <= 3 * SESSION_ENVELOPES; sequence += 1) {
      if (sequence < first || sequence > last) expect(readWith(shown, sequence)).toBeUndefined();
    }
  });

  it("opens no group that its owner did not choose", () => {
    expect(readWith(shown, first)?.fuelUsedCl).toBeUndefined();
    const both = shownOf(first, last, ["distance", "condition"]);
    expect(readWith(both, first)).toMatchObject({ odometerHm: 1_000 + first, fuelUsedCl: 100 + first });
    expect(readWith(both, first - 1)).toBeUndefined();
    expect(readWith(both, last + 1)).toBeUndefined();
  });

  it("opens one envelope alone, and the first and last place of a session", () => {
    for (const only of [1, 30, 31, 60, 90]) {
      const one = shownOf(only, only, ["distance"]);
      const opened = Array.from({ length: 90 }, (_, index) => index + 1).filter((each) => readWith(one, each));
      expect(opened).toEqual([only]);
    }
  });
});
