/** What is asked, how often, and which answers sign the reader out. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import type { PageOnlyCode } from "@witness/protocol/codes/page";
import type { CarAnswer, CarSummary } from "@witness/protocol/wire/answer";
import { useEffect, useRef, useState } from "react";
import type { DemoCar } from "../evidence/fleet.ts";
import type { Listing, Part } from "../evidence/rollup.ts";
import { isDeviceId } from "../places.ts";
import { acknowledgedEnvelopes } from "./arriving.ts";
import { isOffline, whileOnline } from "./connection.ts";
import { useEvidence, useSignIn } from "./context.tsx";
import { pace } from "./pace.ts";

/** Questions whose answer the reader waits for. */
const SOON = whileOnline(pace(1_000, 15_000));
/** What changes with the chain. */
const LIVE = whileOnline(pace(3_000, 15_000));
/** What is good to know. */
const SELDOM = whileOnline(pace(20_000, 60_000));
/** A whole record, which is asked for again when the car's chain has gone on. */
const RECORD = whileOnline(() => 60_000);

/** Of an error that is none of ours. */
export const FOREIGN: PageOnlyCode = "page-failed";

/** The code of an error of ours, and what the back-end declined with. */
export function codeOf(error: unknown): { readonly code: string; readonly declined: string | undefined } {
  const { code, declined } = (error ?? {}) as { code?: unknown; declined?: unknown };
  return {
    code: typeof code === "string" ? code : FOREIGN,
    declined: typeof declined === "string" ? declined : undefined,
  };
}

interface Asked {
  readonly error: unknown;
  readonly failureReason: unknown;
  readonly failureCount: number;
  readonly isSuccess: boolean;
}

/**
 * What is wrong with a question that is asked again and again. Each new attempt forgets the last failure; the reader
 * goes on seeing it until an answer comes.
 * @param patience failed attempts that are not worth telling
 */
export function useTrouble({ error, failureReason, failureCount, isSuccess }: Asked, patience = 1): unknown {
  const [last, setLast] = useState<unknown>(null);
  const now = error ?? (failureCount > patience ? failureReason : null);
  const next = now ?? (isSuccess ? null : last);
  if (next !== last) setLast(next);
  return next;
}

/** Signs out when an answer says that the browser key's permission is over. */
function useExpiry(error: unknown): void {
  const { signOut } = useSignIn();
  const { declined } = codeOf(error);
  useEffect(() => {
    if (declined === "authorisation-expired" || declined === "query-unauthorised") {
      signOut("Your wallet's permission for this browser has ended. Sign in again.");
    }
  }, [declined, signOut]);
}

/** The demo garage of whoever is signed in; it is made when it is first asked for. */
export function useGarage() {
  const evidence = useEvidence();
  const { signedIn } = useSignIn();
  return useQuery({
    queryKey: ["garage", signedIn && toHex(signedIn.owner)],
    enabled: signedIn !== undefined,
    retry: (failures) => !isOffline() && failures < 5,
    // The garage stays the same; what the relay answered to its cars goes on being counted.
    refetchInterval: SELDOM,
    queryFn: () => (signedIn ? evidence.garage(signedIn) : []),
  });
}

/** The owner's cars as the back-end lists them; looked up often until the garage has arrived whole. */
export function useCars(garage: readonly DemoCar[] | undefined) {
  const evidence = useEvidence();
  const { signedIn } = useSignIn();
  const arrived = (cars: readonly CarSummary[] | undefined): boolean =>
    garage?.every(({ deviceId }) =>
      cars?.some((car) => toHex(car.deviceId) === deviceId && car.judgement.readings > 0),
    ) ?? false;
  const query = useQuery({
    queryKey: ["cars", signedIn && toHex(signedIn.owner)],
    enabled: signedIn !== undefined,
    retry: (failures, error) => !isOffline() && codeOf(error).declined === undefined && failures < 3,
    refetchInterval: (query) => (arrived(query.state.data) ? LIVE(query) : SOON(query)),
    queryFn: async () => {
      if (!signedIn) return [];
      try {
        return await evidence.cars(signedIn);
      } catch (error) {
        // Before the very first input the back-end knows no application, so nobody owns anything yet.
        if (codeOf(error).declined === "car-unknown") return [];
        throw error;
      }
    },
  });
  useExpiry(query.error);
  return query;
}

/**
 * The cars of a garage whose histories are not whole in the record yet, by their ids; undefined before it is known.
 * Asked again when the relay has acknowledged more, and until everything has arrived.
 */
export function useArriving(garage: readonly DemoCar[] | undefined): ReadonlySet<string> | undefined {
  const evidence = useEvidence();
  const expected = garage?.map((car) => ({ deviceId: car.deviceId, envelopes: acknowledgedEnvelopes(car) }));
  const { data } = useQuery({
    queryKey: ["arriving", expected],
    enabled: expected !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.size === 0 ? false : SOON(query)),
    queryFn: async () => {
      const late = await Promise.all(
        (expected ?? []).map(async ({ deviceId, envelopes }) => {
          try {
            return (await evidence.head(fromHex(deviceId))).sequence < envelopes ? deviceId : undefined;
          } catch (error) {
            // Its registration is on the way too.
            if (codeOf(error).declined === "device-unknown") return deviceId;
            throw error;
          }
        }),
      );
      return new Set(late.filter((deviceId) => deviceId !== undefined));
    },
  });
  return data;
}

/** An answer with the parts of the one before that did not change, so that nothing is laid out or painted again. */
function sharing(before: CarAnswer | undefined, after: CarAnswer): CarAnswer {
  if (!before || !equal(before.link, after.link)) return after;
  const refused = before.refusals.at(-1)?.inputIndex === after.refusals.at(-1)?.inputIndex;
  const sameRefusals = refused && before.refusals.length === after.refusals.length;
  return sameRefusals ? { ...after, refusals: before.refusals } : after;
}

/** Whether the back-end knows no such car of the asker's. Asking again does not change that. */
export const isUnknownCar = (error: unknown): boolean => codeOf(error).declined === "car-unknown";

/** Whether the record names no such device at all. Asking again in a moment does not change that. */
export const isUnknownDevice = (error: unknown): boolean => codeOf(error).declined === "device-unknown";

/** What the record says of a car to everybody, signed in or not. */
export function usePublicHead(deviceId: string) {
  const evidence = useEvidence();
  return useQuery({
    queryKey: ["head-of", deviceId],
    retry: (failures, error) => !isOffline() && !isUnknownDevice(error) && failures < 2,
    refetchInterval: (query) => (isUnknownDevice(query.state.error) ? false : SELDOM(query)),
    queryFn: () => evidence.head(fromHex(deviceId)),
  });
}

/** One car's record. */
export function useCar(deviceId: string) {
  const evidence = useEvidence();
  const { signedIn } = useSignIn();
  const query = useQuery({
    queryKey: ["car", signedIn && toHex(signedIn.owner), deviceId],
    enabled: signedIn !== undefined && isDeviceId(deviceId),
    // The garage lists a car only when it is in the record, so whoever comes from there is never told that it is unknown.
    retry: (failures, error) =>
      !isOffline() &&
      failures < 6 &&
      codeOf(error).declined === undefined &&
      codeOf(error).code !== "answer-unreadable",
    retryDelay: 1_000,
    refetchInterval: (query) => (isUnknownCar(query.state.error) ? false : RECORD(query)),
    structuralSharing: (before, after) => sharing(before as CarAnswer | undefined, after as CarAnswer),
    queryFn: () => {
      if (!signedIn) throw new Error("A record is asked for after signing in only.");
      return evidence.car(signedIn, fromHex(deviceId));
    },
  });
  // A whole record is much to judge and to seal: it is asked for again when the car's chain has gone on.
  const head = useQuery({
    queryKey: ["head", deviceId],
    enabled: query.isSuccess,
    refetchInterval: LIVE,
    queryFn: async () => toHex((await evidence.head(fromHex(deviceId))).link),
  });
  const seen = useRef<string>(undefined);
  const { refetch } = query;
  useEffect(() => {
    if (head.data === undefined || head.data === seen.current) return;
    const goneOn = seen.current !== undefined;
    seen.current = head.data;
    if (goneOn) refetch().catch(() => undefined);
  }, [head.data, refetch]);
  useExpiry(query.error);
  return query;
}

/**
 * How sure an answer is; looked up until that does not change any more.
 * @param untilSettled whether it is the latest does not matter: what is settled is not asked again
 */
export function useAssurance(
  { stateRoot, inputCount }: Pick<CarAnswer, "stateRoot" | "inputCount">,
  untilSettled = false,
) {
  const evidence = useEvidence();
  const root = toHex(stateRoot);
  const notice = useQuery({
    queryKey: ["notice", root],
    refetchInterval: (query) => (query.state.data ? false : LIVE(query)),
    queryFn: async () => (await evidence.findNotice({ stateRoot, inputCount })) ?? null,
  });
  const found = notice.data ?? undefined;
  const assurance = useQuery({
    queryKey: ["assurance", root, found ?? null],
    enabled: notice.data !== undefined,
    refetchInterval: (query) => {
      const { data } = query.state;
      if (found === undefined || data?.level === "contradicted") return false;
      // What is settled stays so; whether it is the latest does not.
      if (data?.level === "settled") return data.isLatest && !untilSettled && SELDOM(query);
      return LIVE(query);
    },
    placeholderData: keepPreviousData,
    queryFn: () => evidence.assurance(stateRoot, found),
  });
  return notice.isError ? { ...assurance, error: notice.error } : assurance;
}

/** Public figures by cohort, of an application that makes no releases. */
export function useStatistics() {
  const evidence = useEvidence();
  return useQuery({ queryKey: ["statistics"], refetchInterval: LIVE, queryFn: () => evidence.statistics() });
}

/** The newest release of statistics; null of an application that makes none. */
export function useRelease() {
  const evidence = useEvidence();
  return useQuery({ queryKey: ["release"], refetchInterval: SELDOM, queryFn: () => evidence.release() });
}

/** The back-end in short. */
export function useStatus() {
  const evidence = useEvidence();
  return useQuery({ queryKey: ["status"], refetchInterval: LIVE, queryFn: () => evidence.status() });
}

/** How the application and its node are. */
export function useHealth() {
  const evidence = useEvidence();
  return useQuery({ queryKey: ["health"], refetchInterval: SELDOM, queryFn: () => evidence.health() });
}

/** Who decides what is settled: asked of the chain once. */
export function useValidators() {
  const evidence = useEvidence();
  return useQuery({
    queryKey: ["validators"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => evidence.validators(),
  });
}

/** One list of the explorer, newest first, live. What is shown already is not asked for again. */
export function useRows<Row>(name: string, part: Part, ask: (part: Part) => Promise<Listing<Row>>) {
  return useQuery({
    queryKey: ["explorer", name, part.limit, part.offset],
    refetchInterval: LIVE,
    placeholderData: keepPreviousData,
    queryFn: () => ask(part),
  });
}

/** What became of an input's envelopes. */
export function useReport(input: number, enabled: boolean) {
  const evidence = useEvidence();
  return useQuery({
    queryKey: ["report", input],
    enabled,
    queryFn: async () => (await evidence.report(input)) ?? null,
  });
}
