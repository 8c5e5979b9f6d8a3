/** The page's side of the worker: one for each car that is looked at. No DOM. */
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { ArchivePlace } from "../evidence/archive.ts";
import { EvidenceError } from "../evidence/errors.ts";
import type { EarlierAnswer } from "../evidence/node.ts";
import { openedHistory, openedRecord } from "../evidence/proof.ts";
import { type SignIn, signInName } from "../evidence/sign-in.ts";
import type { OwnAsOf } from "./as-of.ts";
import type { OwnBeforePlace, OwnOrder, OwnQuestion, OwnWord } from "./messages.ts";
import type { OwnOutcome, OwnProgress } from "./outcome.ts";

/** The answer whose record is judged: the one to the car's owner, or the public one for an earlier owner. */
export type OwnSubject = CarAnswer | EarlierAnswer;

/** What the page hears of a judging. */
export interface OwnListener {
  progress(progress: OwnProgress): void;
  done(outcome: OwnOutcome): void;
  failed(error: Error): void;
}

/** A car's judging in this browser. */
export interface OwnRun {
  /** Judges the record that an answer opens. @throws {EvidenceError} `answer-unreadable` when it opens none */
  judge(car: OwnSubject, archives: readonly ArchivePlace[]): void;
  /** The record as it stood at a moment; undefined when this browser has not the whole history. */
  asOf(momentUnixS: number): Promise<OwnAsOf | undefined>;
  /** Ends all that is going on. */
  close(): void;
}

/** The name under which this browser keeps what it reads for an account. */
export const accountName = (context: Context, { owner }: Pick<SignIn, "owner">): string =>
  `${signInName(context)}.${toHex(owner)}`;

function recordOf(car: OwnSubject): Pick<OwnQuestion, "record" | "vehicle"> {
  if ("judgement" in car) {
    const record = openedRecord(car, car.deviceId);
    if (record) {
      const { key, chain, owner, events, vehicle } = record;
      return { record: { key, chain, owner, events }, vehicle };
    }
  } else {
    const history = openedHistory(car, car.deviceId);
    if (history) return { record: { ...history, owner: undefined, events: undefined }, vehicle: undefined };
  }
  throw new EvidenceError("answer-unreadable", "The node's answer opens no record of this car.");
}

/** Whose judging it is, and in which application. */
export interface OwnPlace {
  readonly context: Context;
  readonly signedIn: SignIn;
  /** The application before, as it may be asked now. */
  readonly before: () => OwnBeforePlace | undefined;
}

/** Starts a worker for a car of whoever is signed in. */
export function openOwn(worker: Worker, { context, signedIn, before }: OwnPlace, listener: OwnListener): OwnRun {
  const waiting = new Map<number, (asOf: OwnAsOf | undefined) => void>();
  let nextId = 0;
  const order = (asked: OwnOrder): void => worker.postMessage(asked);
  const close = (): void => {
    worker.terminate();
    for (const answer of waiting.values()) answer(undefined);
    waiting.clear();
  };
  worker.addEventListener("message", ({ data }: MessageEvent<OwnWord>) => {
    if (data.kind === "progress") listener.progress(data.progress);
    else if (data.kind === "done") listener.done(data.outcome);
    else if (data.kind === "failed") {
      const { code, declined, message } = data.failure;
      listener.failed(Object.assign(new Error(message), { code, declined }));
    } else {
      waiting.get(data.id)?.(data.asOf);
      waiting.delete(data.id);
    }
  });
  worker.addEventListener("error", ({ message }) => {
    listener.failed(new Error(message || "The worker of this page could not be started."));
    close();
  });
  return {
    judge(car, archives) {
      const { deviceId, proof } = car;
      const account = accountName(context, signedIn);
      const { fields } = proof.opening;
      order({
        kind: "judge",
        question: { context, signedIn, account, deviceId, fields, archives, before: before(), ...recordOf(car) },
      });
    },
    asOf: (momentUnixS) =>
      new Promise((resolve) => {
        const id = nextId;
        nextId += 1;
        waiting.set(id, resolve);
        order({ kind: "as-of", id, momentUnixS });
      }),
    close,
  };
}
