/**
 * Envelopes opened with the keys of a pass and judged by the published rules, one after the other. What is kept of them is a few
 * points for a chart: memory does not grow with what an envelope holds.
 */
import { profileOf } from "@witness/protocol/columns/profile";
import type { GroupName } from "@witness/protocol/columns/quantity";
import { leafFrom } from "@witness/protocol/disclosure/key-tree";
import { OpenError } from "@witness/protocol/errors";
import { concluded, foundAt, type Judged, judgeEnvelope, newJudged, rulesFor } from "@witness/protocol/history/judging";
import type { Judgement } from "@witness/protocol/judge/judgement";
import type { ReasonCode } from "@witness/protocol/judge/reasons";
import { verdictValues } from "@witness/protocol/judge/record-values";
import type { Rules } from "@witness/protocol/judge/rules";
import type { ShownSession } from "@witness/protocol/pass/shown-session";
import { type Decoded, decodeReadings, NO_GROUPS, type Reading } from "@witness/protocol/reading";
import type { RecordValues } from "@witness/protocol/record/fields";
import { openSealed } from "@witness/protocol/seal";
import type { Body } from "@witness/protocol/wire/envelope";
import type { ProvenBody, RunSettings } from "./run.ts";

/** A moment of a history, as a chart shows it. */
export interface HistoryPoint {
  readonly timeUnixS: number;
  /** As the odometer showed it. */
  readonly distanceHm: number;
  /** Envelopes are missing before it. */
  readonly isAfterGap: boolean;
  /** What was found at this reading. */
  readonly found: readonly ReasonCode[];
}

/** An envelope that the pass does not open, though it opens others on both sides. */
export class NotOpened extends Error {
  readonly code: "pass-history-closed" | "pass-history-parts";
  readonly sequence: number;
  override readonly name = "NotOpened";

  constructor(code: NotOpened["code"], sequence: number) {
    super(code);
    this.code = code;
    this.sequence = sequence;
  }
}

/** Points that are kept of one envelope besides its first and last. */
const FOUND_MAX = 8;

/** Opens and judges envelopes in their order. */
export class Opening {
  readonly #settings: RunSettings;
  readonly #sessions: ReadonlyMap<number, ShownSession>;
  readonly #rules: Rules;
  readonly #profile: NonNullable<ReturnType<typeof profileOf>>;
  #judged: Judged;
  envelopes = 0;
  readings = 0;
  readonly points: HistoryPoint[] = [];
  readonly gaps: NonNullable<ProvenBody["gap"]>[] = [];

  /** @throws {RangeError} when there is no such profile */
  constructor(settings: RunSettings, sessions: readonly ShownSession[]) {
    const { profile: number, profileVersion } = settings.beginning;
    const profile = profileOf(number, profileVersion);
    if (profile === undefined) throw new RangeError(`There is no profile ${number}.${profileVersion}.`);
    this.#settings = settings;
    this.#sessions = new Map(sessions.map((shown) => [shown.session, shown]));
    this.#profile = profile;
    this.#rules = rulesFor(profile);
    this.#judged = newJudged(this.#rules);
  }

  /** @throws {NotOpened} when no key of the pass opens it */
  take({ body, blockTimeUnixS, gap }: ProvenBody): void {
    const { sequence } = body;
    const shown = this.#sessions.get(body.session);
    if (shown === undefined || sequence < shown.fromSequence || sequence > shown.toSequence) {
      throw new NotOpened("pass-history-parts", sequence);
    }
    const opened = this.#open(body, shown);
    this.envelopes += 1;
    this.readings += opened.readings.length;
    if (gap && this.envelopes > 1) this.gaps.push(gap);
    const said = {
      readings: opened.readings.slice(0, opened.judged),
      unreadable: opened.unreadable,
      gap: gap !== undefined,
      fork: false,
      timeUnixS: blockTimeUnixS,
    };
    const found = new Map<number, readonly ReasonCode[]>();
    this.#judged = judgeEnvelope(this.#judged, said, this.#rules, (step) => {
      const codes = foundAt(step);
      if (codes.length > 0 && found.size < FOUND_MAX) found.set(step.index, codes);
    });
    this.#keep(said.readings, found, gap !== undefined && this.envelopes > 1);
  }

  #open(body: ProvenBody["body"], { firstSequence, groups }: ShownSession): Decoded & { readonly unreadable: boolean } {
    const { context, provider, beginning } = this.#settings;
    const sealedFor = { keyId: beginning.keyId, profile: this.#profile };
    const open = (group: GroupName): Uint8Array => {
      const nodes = groups[group];
      if (nodes === undefined || body[group].length === 0) return NO_GROUPS[group];
      const leaf = leafFrom(nodes, body.sequence - firstSequence, provider);
      try {
        if (leaf) return openSealed(context, body as Body, group, leaf, sealedFor, provider);
      } catch (error) {
        if (!(error instanceof OpenError)) throw error;
      }
      throw new NotOpened("pass-history-closed", body.sequence);
    };
    const opened = { distance: open("distance"), condition: open("condition"), bus: open("bus") };
    const decoded = decodeReadings(this.#profile, opened);
    return { ...decoded, unreadable: decoded.broken.length > 0 };
  }

  /** Keeps what a chart needs of an envelope: its first and last reading, and both sides of what was found. */
  #keep(readings: readonly Reading[], found: ReadonlyMap<number, readonly ReasonCode[]>, isAfterGap: boolean): void {
    const { counter, unit, sentinels } = this.#rules;
    const kept = new Set([0, readings.length - 1, ...[...found.keys()].flatMap((index) => [index - 1, index])]);
    for (const [index, reading] of readings.entries()) {
      const value = reading[counter];
      if (!kept.has(index) || value === undefined || sentinels.includes(value)) continue;
      this.points.push({
        timeUnixS: reading.timeUnixS,
        distanceHm: Math.floor((value * unit.numerator) / unit.denominator),
        isAfterGap: isAfterGap && index === 0,
        found: found.get(index) ?? [],
      });
    }
  }

  /** Returns what everything so far comes to, and the record's field of it. */
  conclude(): { readonly judgement: Judgement; readonly verdict: RecordValues["verdict"] } {
    const { judgement, judgeHash } = concluded(this.#judged, this.#rules, this.#settings.provider);
    return { judgement, verdict: verdictValues(judgement, this.#judged.judge.parameterVersion, judgeHash) };
  }
}
