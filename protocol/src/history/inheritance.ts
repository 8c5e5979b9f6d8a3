/**
 * Reading a record over a succession (docs/protocol.md, "Tiles"): its first item takes over what the application before proved
 * of it, so the history before is read first, and reading goes on from where that ended.
 */
import { profileOf } from "../columns/profile.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { readable } from "../errors.ts";
import { rootOfPath } from "../merkle.ts";
import { decodeGlobals } from "../operations/globals.ts";
import { EVENT_KINDS, NO_EVENTS, type RecordEvents } from "../record/events.ts";
import { provenGlobals } from "../record/globals.ts";
import { stateLeaf } from "../record/tree.ts";
import { decodeSuccession, type SuccessionStatement } from "../succession.ts";
import { readTakeOver, type TakeOver } from "../take-over.ts";
import type { GlobalsAnswer } from "../wire/globals.ts";
import { decodeRegistration } from "../wire/registration.ts";
import { decodeTile } from "../wire/tile.ts";
import { inheritedJudging, newJudging } from "./judged-history.ts";
import type { OwnJudgement } from "./own-comparison.ts";
import { isWhole, OWN_BEGIN, type OwnPosition } from "./own-position.ts";

/**
 * Returns what the record of a first tile takes over; undefined when it begins there, or the bytes are no such tile. It is
 * proven once the tiles come to the record's accumulator. Never throws on any bytes.
 * @example
 * tiles.map((bytes) => takeOverIn(bytes, native)); // => [undefined]
 */
export const takeOverIn = (tile: Uint8Array, provider: CryptoProvider): TakeOver | undefined =>
  readable(() => {
    const [first] = decodeTile(tile).items;
    if (first?.kind !== "registration") return undefined;
    return readTakeOver(decodeRegistration(first.registration.message), provider);
  });

/**
 * Returns the state root (32 bytes) of the application before under which a record was taken over; undefined when the proof
 * leads to none. Whether it is that application's last one, the claims on it say.
 * @example
 * takenOverRoot(takeOver, native)?.length; // => 32
 */
export function takenOverRoot({ proof, recordRoot }: TakeOver, provider: CryptoProvider): Uint8Array | undefined {
  const { index, size, path } = proof.place;
  return rootOfPath(stateLeaf(recordRoot, provider), index, size, path, provider);
}

/**
 * Returns what an application was told of the one before it, as its state proves: `none` when it goes on from none in that
 * state; undefined when the answer's proof does not hold under the state root that it names.
 * @example
 * const opening = openGlobals(globalValues(newGlobals({ makers: [] }, native)), ["actors"], native);
 * const answer = { stateRoot: link, timeUnixS: 1_800_000_000, proof: { opening, place: { index: 0, size: 1, path: [] } } };
 * toldPredecessor(answer, native); // => undefined
 */
export const toldPredecessor = (
  { stateRoot, proof }: GlobalsAnswer,
  provider: CryptoProvider,
): SuccessionStatement | "none" | undefined =>
  readable(() => {
    const values = provenGlobals(proof.opening, proof.place, stateRoot, provider);
    if (!values) return undefined;
    const [inherited] = decodeGlobals(values).succession.inherited;
    return inherited ? decodeSuccession(inherited.statement) : "none";
  });

/**
 * Returns the events of a record that happened before it was taken over last, as far as it still names them: those of the record
 * before.
 * @example
 * eventsBefore(NO_EVENTS).newest; // => []
 */
export function eventsBefore({ newest }: RecordEvents): RecordEvents {
  const place = newest.findLastIndex(({ kind }) => kind === EVENT_KINDS.takenOver);
  const before = newest.slice(0, Math.max(0, place));
  return { count: before.length, newest: before };
}

/**
 * Returns where reading goes on in the next application, after the whole history in this one was read and compared. What the keys
 * opened goes on; questions, offers and what was found here do not.
 * @param position where the last tile led
 * @param judgement what it came to
 * @param events of the record in this application
 * @example
 * goOnFrom(OWN_BEGIN, { result: "PARTIAL" }, NO_EVENTS).envelopes; // => 0
 */
export function goOnFrom(
  position: OwnPosition,
  { result }: Pick<OwnJudgement, "result">,
  events: RecordEvents | undefined,
): OwnPosition {
  const { at, judging, open, closedTo, closed, foreign, unreadTo, envelopes, forks, operations } = position;
  const { newestSession, time, isCorrected } = position;
  const { profile: number = 0, profileVersion = 0 } = at.registration ?? {};
  const profile = profileOf(number, profileVersion);
  const rules = profile && { profile, events: events ?? NO_EVENTS };
  const begun = judging ?? (isWhole(position) && profile ? newJudging(profile) : undefined);
  return {
    ...OWN_BEGIN,
    ...{ open, closedTo, closed, foreign, unreadTo, envelopes, forks, operations, newestSession, time },
    judging: begun && rules && inheritedJudging(begun, rules),
    // Where judging came to the very state of the record, no entry that these keys do not open has moved it.
    isCorrected: isCorrected && result !== "EQUAL",
  };
}
