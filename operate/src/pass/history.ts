/** What a pass opens of its car's history: the envelopes that the owner chose by days, and the nodes of keys that open them alone. */

import { PASS_CODES } from "@witness/protocol/codes/pass";
import type { GroupName } from "@witness/protocol/columns/quantity";
import type { Context } from "@witness/protocol/context";
import type { AskKeys } from "@witness/protocol/history/own-position";
import { type ShownSession, widestRange } from "@witness/protocol/pass/shown-session";
import { type ChosenStretch, chooseEnvelopes, type SharedTime } from "@witness/protocol/share/choice";
import { ShareError } from "@witness/protocol/share/errors";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { Tiles } from "../archive.ts";
import { OperateError } from "../errors.ts";
import type { NodeReader } from "../node.ts";
import { type OwnEnvelope, type OwnHistory, readOwnHistory } from "../share/history.ts";
import { dateOf } from "../words.ts";

/** What of a history an owner opens. */
export interface HistoryChoice {
  /** Undefined: all of the owner's time with the car. */
  readonly time: SharedTime | undefined;
  readonly groups: readonly GroupName[];
}

/** Whom to ask. */
export interface HistoryWays {
  readonly context: Context;
  readonly node: Pick<NodeReader, "ask">;
  readonly tiles: Tiles;
  readonly askKeys: AskKeys;
}

/** What is opened, and what of it is said to the owner before signing. */
export interface OpenedHistory {
  readonly sessions: readonly ShownSession[];
  readonly line: string;
}

const refused = (sentence: string): OperateError => new OperateError(sentence, { code: "option-invalid" });

/** Reads the history to the very record that the pass is of: a newer one would need another proof. */
async function historyOf({ deviceId, stateRoot, proof, timeUnixS }: CarAnswer, ways: HistoryWays): Promise<OwnHistory> {
  const answer = { kind: "history", stateRoot, proof, timeUnixS, inputCount: 0 } as const;
  const node: HistoryWays["node"] = {
    ask: async (query) => (query.kind === "history" ? answer : ways.node.ask(query)),
  };
  try {
    return await readOwnHistory({ ...ways, node, deviceId });
  } catch (cause) {
    if (!(cause instanceof ShareError) || cause.code !== "share-taken-over") throw cause;
    const { sentence } = PASS_CODES["pass-history-taken-over"];
    throw new OperateError(sentence, { code: "pass-history-taken-over", cause });
  }
}

/** All envelopes of each session, in the order of the history. */
function allOf(envelopes: readonly OwnEnvelope[]): readonly ChosenStretch[] {
  const stretches = new Map<number, ChosenStretch>();
  for (const { session, sequence } of envelopes) {
    const { first } = stretches.get(session) ?? { first: sequence };
    stretches.set(session, { session, first, last: sequence });
  }
  return [...stretches.values()];
}

/** Returns what is opened. @throws {OperateError} `option-invalid` when it is nothing, or not all of one stretch */
function chosen(envelopes: readonly OwnEnvelope[], time: SharedTime | undefined): readonly ChosenStretch[] {
  const stretches = time === undefined ? allOf(envelopes) : chooseEnvelopes(envelopes, time).stretches;
  const [begin, end] = [stretches[0]?.first, stretches.at(-1)?.last];
  if (begin === undefined || end === undefined) {
    throw refused("No envelope that you can open lies whole within these days: --history.");
  }
  const isOpened = (each: OwnEnvelope): boolean =>
    stretches.some(
      ({ session, first, last }) => session === each.session && each.sequence >= first && each.sequence <= last,
    );
  const left = envelopes.find((each) => each.sequence > begin && each.sequence < end && !isOpened(each));
  if (left) {
    throw refused(
      `Between the days that you chose lies envelope ${left.sequence}, with readings of other days; a pass opens all from the first to the last: choose other days, or all.`,
    );
  }
  return stretches;
}

const withheld = (first: number): OperateError =>
  new OperateError(`The node gives no keys of envelope ${first} now, although it gave them before; ask another node.`, {
    code: "keys-none",
  });

/** Asks for the keys of one session: of one that is opened to its end, those of places that it never used may make them fewer. */
async function opened(
  { deviceId }: CarAnswer,
  { groups }: HistoryChoice,
  { askKeys }: HistoryWays,
  { sessions, head, envelopes }: OwnHistory,
  { session, first, last }: ChosenStretch,
): Promise<ShownSession> {
  const span = sessions.get(session);
  if (span === undefined) throw withheld(first);
  const { firstSequence } = span;
  const isEnded = last < head && !envelopes.some((each) => each.session === session && each.sequence > last);
  const ends = new Set([isEnded ? widestRange({ firstSequence, first, last }, head) : last, last]);
  for (const toSequence of ends) {
    const keys = await askKeys({ deviceId, ...span, fromSequence: first, toSequence, groups });
    const isWhole = keys?.fromSequence === first && keys.toSequence === toSequence;
    if (!isWhole || !groups.every((group) => keys.groups[group])) continue;
    const shown = Object.fromEntries(groups.map((group) => [group, keys.groups[group] ?? []]));
    return { session, firstSequence, fromSequence: first, toSequence, groups: shown };
  }
  throw withheld(first);
}

function lineOf(
  envelopes: readonly OwnEnvelope[],
  stretches: readonly ChosenStretch[],
  groups: readonly string[],
): string {
  const [first, last] = [stretches[0]?.first ?? 0, stretches.at(-1)?.last ?? 0];
  const given = envelopes.filter(({ sequence }) => sequence >= first && sequence <= last);
  const times = given.flatMap((each) => (each.times ? [each.times] : []));
  const from = times.reduce((least, { firstUnixS }) => Math.min(least, firstUnixS), Number.POSITIVE_INFINITY);
  const to = times.reduce((most, { lastUnixS }) => Math.max(most, lastUnixS), 0);
  const when = times.length === 0 ? "" : `, from ${dateOf(from)} to ${dateOf(to)}`;
  return `  history     envelopes ${first} to ${last} with every reading in them${when}: ${groups.join(", ")}; so when the car was driven, how far and how fast`;
}

/**
 * Opens what an owner chose of a car's history.
 * @param car as the node answered, whose record the pass is of
 * @throws {OperateError} `option-invalid`, `pass-history-taken-over`, `keys-none`, and as reading the history does
 */
export async function openHistory(car: CarAnswer, choice: HistoryChoice, ways: HistoryWays): Promise<OpenedHistory> {
  const history = await historyOf(car, ways);
  const stretches = chosen(history.envelopes, choice.time);
  const sessions: ShownSession[] = [];
  for (const stretch of stretches) sessions.push(await opened(car, choice, ways, history, stretch));
  return { sessions, line: lineOf(history.envelopes, stretches, choice.groups) };
}
