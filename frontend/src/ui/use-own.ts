/** The judging of a car in this browser: when it begins, how far it is, what it came to. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { equal, fromHex } from "@witness/protocol/bytes";
import { recordFieldNumber } from "@witness/protocol/record/fields";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ArchivePlace } from "../evidence/archive.ts";
import type { OwnAsOf } from "../own/as-of.ts";
import type { OwnRun, OwnSubject } from "../own/client.ts";
import type { OwnOutcome, OwnProgress } from "../own/outcome.ts";
import { useEvidence, useSignIn } from "./context.tsx";

/** What there is of a judging. */
export interface Own {
  /** Undefined while nothing is going on. */
  readonly progress: OwnProgress | undefined;
  readonly outcome: OwnOutcome | undefined;
  /** The answer that the outcome is of. */
  readonly judged: OwnSubject | undefined;
  readonly error: Error | undefined;
  readonly isStopped: boolean;
  readonly archives: readonly ArchivePlace[] | undefined;
  readonly nameArchives: (named: readonly ArchivePlace[]) => Promise<void>;
  readonly judge: () => void;
  readonly stop: () => void;
  /** Undefined: the whole history is not here. */
  readonly asOf: (momentUnixS: number) => Promise<OwnAsOf | undefined>;
}

/** A record that goes on is judged again after this, and not with each envelope: each time, a tile is fetched. */
const AGAIN_MS = 60_000;

interface State {
  readonly progress?: OwnProgress | undefined;
  readonly outcome?: OwnOutcome | undefined;
  readonly judged?: OwnSubject | undefined;
  readonly error?: Error | undefined;
  readonly isStopped?: boolean;
}

const BEGUN: OwnProgress = { step: "reading", tiles: 0, ofTiles: 0, readings: 0 };

const CHAIN = recordFieldNumber("chain");
/** The field that names head and accumulator: with another, there is more to read. */
const chainOf = ({ proof }: OwnSubject): Uint8Array | undefined =>
  proof.opening.fields.find(({ field }) => field === CHAIN)?.value;

/** Whether two answers are of one history. */
function isSameHistory(a: OwnSubject, b: OwnSubject): boolean {
  const [one, other] = [chainOf(a), chainOf(b)];
  return one !== undefined && other !== undefined && equal(one, other);
}

/** The archives that are asked, and how to name others. */
function useArchives() {
  const evidence = useEvidence();
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ["archives"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => evidence.archives(),
  });
  const nameArchives = useCallback(
    async (named: readonly ArchivePlace[]) => {
      await evidence.nameArchives(named);
      await queries.invalidateQueries({ queryKey: ["archives"] });
    },
    [evidence, queries],
  );
  return { archives: data, nameArchives };
}

/** Judges a car as soon as its record is there, and again when the record has gone on. */
export function useOwn(id: string, car: OwnSubject): Own {
  const evidence = useEvidence();
  const { signedIn } = useSignIn();
  const { archives, nameArchives } = useArchives();
  const [state, setState] = useState<State>({});
  const run = useRef<OwnRun>(undefined);
  const asked = useRef<OwnSubject>(undefined);
  const askedArchives = useRef<readonly ArchivePlace[]>(undefined);
  const endedMs = useRef(0);
  const latest = useRef({ car, archives });
  latest.current = { car, archives };

  const stop = useCallback(() => {
    run.current?.close();
    run.current = undefined;
    setState(({ outcome, judged }) => ({ outcome, judged, isStopped: true }));
  }, []);

  const judge = useCallback(() => {
    const { car: record, archives: places } = latest.current;
    if (!signedIn || !places) return;
    const ended = (change: State): void => {
      endedMs.current = performance.now();
      setState((before) => ({ ...before, progress: undefined, ...change }));
    };
    run.current ??= evidence.judgeOwn(signedIn, {
      progress: (progress) => setState((before) => ({ ...before, progress })),
      done: (outcome) => ended({ outcome, judged: asked.current, error: undefined }),
      failed: (error) => {
        run.current?.close();
        run.current = undefined;
        ended({ error });
      },
    });
    asked.current = record;
    askedArchives.current = places;
    setState((before) => ({ ...before, progress: BEGUN, error: undefined, isStopped: false }));
    try {
      run.current.judge(record, places);
    } catch (error) {
      ended({ error: error as Error });
    }
  }, [evidence, signedIn]);

  // Whoever leaves the car's page ends what is going on.
  useEffect(
    () => () => {
      run.current?.close();
      run.current = undefined;
    },
    [],
  );
  const isReady = archives !== undefined && signedIn !== undefined;
  const isGoing = state.progress !== undefined;
  const { isStopped = false } = state;
  useEffect(() => {
    // Whoever names another archive wants it asked at once.
    const hasOthers = askedArchives.current !== undefined && askedArchives.current !== archives;
    const isJudged = asked.current !== undefined && isSameHistory(asked.current, car) && !hasOthers;
    if (!isReady || isGoing || isStopped || isJudged) return undefined;
    const isFirst = asked.current === undefined || hasOthers;
    const wait = isFirst ? 0 : Math.max(0, endedMs.current + AGAIN_MS - performance.now());
    const timer = setTimeout(() => {
      if (document.visibilityState === "visible") judge();
    }, wait);
    return () => clearTimeout(timer);
  }, [car, archives, isReady, isGoing, isStopped, judge]);

  const asOf = useCallback(async (momentUnixS: number) => run.current?.asOf(momentUnixS), []);
  const { progress, outcome, judged, error } = state;
  // A car's page is made anew for another car.
  if (judged && !equal(judged.deviceId, fromHex(id))) throw new Error("A judging is of one car.");
  return { progress, outcome, judged, error, isStopped, archives, nameArchives, judge, stop, asOf };
}
