/**
 * The worker in which a car is judged (docs/frontend.md, "The reader's own judgement"): its root, as main.tsx is the page's.
 * It is the one script that may ask an archive that the reader named.
 */

import { equal, toHex } from "@witness/protocol/bytes";
import { profileOf } from "@witness/protocol/columns/profile";
import { noble } from "@witness/protocol/crypto/noble";
import type { SignatureCheck } from "@witness/protocol/history/own-judgement";
import type { OwnSettings } from "@witness/protocol/history/own-position";
import type { TakeOver } from "@witness/protocol/take-over";
import { ticketFor } from "@witness/protocol/tenure";
import { openArchive, PREDECESSOR_ARCHIVE } from "./evidence/archive.ts";
import { EvidenceError } from "./evidence/errors.ts";
import { type Asked, askCar, askHistory, askKeys, askTold, isGivenRecord, PREDECESSOR_NODE } from "./evidence/node.ts";
import { openedHistory, openedRecord } from "./evidence/proof.ts";
import type { SignIn } from "./evidence/sign-in.ts";
import { judgeAsOf } from "./own/as-of.ts";
import { type AskedBefore, judgeBefore } from "./own/before.ts";
import { judgeOwn } from "./own/judging.ts";
import { type KeptCar, openKept } from "./own/kept.ts";
import type { OwnBeforePlace, OwnFailure, OwnOrder, OwnQuestion, OwnWord } from "./own/messages.ts";
import { signaturesHold } from "./own/signatures.ts";

const PAUSE_MS = 1_500;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

const tell = (word: OwnWord): void => postMessage(word);

/** What was judged last: as-of questions are about it. */
let last: { readonly question: OwnQuestion; readonly kept: KeptCar } | undefined;

async function judge(question: OwnQuestion): Promise<void> {
  const { context, signedIn, account, deviceId, record, fields, archives } = question;
  const isSame = last?.question.account === account && equal(last.question.deviceId, deviceId);
  const kept = last && isSame ? last.kept : await openKept(self.indexedDB, account, toHex(deviceId));
  last = { question, kept };
  const settings = {
    context,
    provider: noble,
    deviceId,
    record,
    askKeys: async (query: Parameters<typeof askKeys>[2]) => {
      const ticket = ticketFor(await kept.tickets(), { first: query.fromSequence, last: query.toSequence });
      return askKeys({ context }, signedIn, { ...query, ticket });
    },
  };
  const outcome = await judgeOwn(settings, fields, {
    account: signedIn.owner,
    isGivenRecord: () => isGivenRecord({ context }, signedIn, deviceId),
    archives: archives.map(openArchive),
    inherit: (takeOver, anew) => inherit(question, settings, takeOver, anew),
    kept,
    progress: (progress) => tell({ kind: "progress", progress }),
    verifyAll: (checks: readonly SignatureCheck[]) => signaturesHold(checks),
    pause,
  });
  tell({ kind: "done", outcome });
}

/** Returns the application before that this page's server names, when it is the one which the page's own was told. */
async function toldBefore({ before }: OwnQuestion): Promise<OwnBeforePlace> {
  const told = await askTold();
  if (!told) {
    // Either may lie: an archive can show any registration, and a node can answer from any state.
    throw new EvidenceError(
      "predecessor-unsaid",
      "The archive shows a record that was taken over, and the node proves no application before. They contradict each other, so nothing was read here: ask another node, then another archive.",
    );
  }
  const isTold = ({ context }: OwnBeforePlace) =>
    context.chainId === told.chainId && equal(context.application, told.application);
  if (before && isTold(before)) return before;
  throw new EvidenceError(
    "config-unavailable",
    `This car's record was taken over from the application 0x${toHex(told.application)}, which this page's server does not name: nothing was read here.`,
  );
}

/** Judges the part of a history that lies in the application before. */
async function inherit(question: OwnQuestion, settings: OwnSettings, takeOver: TakeOver, anew: boolean) {
  const { signedIn: reader, account, deviceId } = question;
  const before = await toldBefore(question);
  const { context, signedIn, hasNode, hasArchive } = before;
  const asked = { context, at: PREDECESSOR_NODE };
  const kept = await openKept(self.indexedDB, account, `${toHex(deviceId)}.${toHex(context.application)}`);
  const ask = (): Promise<AskedBefore> => askBefore(asked, signedIn ?? reader, deviceId);
  return judgeBefore(
    settings,
    {
      predecessor: before,
      ask: hasNode ? (signedIn ? ask : "signed-out") : "no-node",
      askKeys: async (query) => {
        if (!signedIn) return undefined;
        const ticket = ticketFor(await kept.tickets(), { first: query.fromSequence, last: query.toSequence });
        return askKeys(asked, signedIn, { ...query, ticket });
      },
      account: reader.owner,
      archives: hasArchive ? [openArchive(PREDECESSOR_ARCHIVE)] : [],
      kept,
      progress: (progress) => tell({ kind: "progress", progress }),
      verifyAll: signaturesHold,
      pause,
    },
    takeOver,
    anew,
  );
}

/** Asks the application before for the record, or for what its history comes to when it was not the reader's. */
async function askBefore(asked: Asked, signedIn: SignIn, deviceId: Uint8Array): Promise<AskedBefore> {
  try {
    const car = await askCar(asked, signedIn, deviceId);
    const opened = openedRecord(car, deviceId);
    if (opened) return { stateRoot: car.stateRoot, record: opened, fields: car.proof.opening.fields };
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.declined !== "car-unknown") throw error;
  }
  const history = await askHistory(deviceId, asked.at);
  const opened = openedHistory(history, deviceId);
  if (!opened) throw new EvidenceError("answer-unreadable", "The node's answer opens no record of this car.");
  return { stateRoot: history.stateRoot, record: { ...opened, owner: undefined, events: undefined }, fields: [] };
}

async function asOf(id: number, momentUnixS: number): Promise<void> {
  const { question, kept } = last ?? {};
  const vehicle = question?.vehicle;
  const profile = vehicle && profileOf(vehicle.profile, vehicle.profileVersion);
  const judged =
    question?.record.events && kept && profile
      ? await judgeAsOf(kept, { profile, events: question.record.events, provider: noble }, momentUnixS)
      : undefined;
  tell({ kind: "as-of", id, asOf: judged });
}

function failureOf(error: unknown): OwnFailure {
  const { code, declined, message } = error as { code?: string; declined?: string; message?: string };
  return { code, declined, message: message ?? String(error) };
}

/** Orders are done one after the other. */
let queue: Promise<void> = Promise.resolve();
self.addEventListener("message", ({ data }: MessageEvent<OwnOrder>) => {
  queue = queue
    .then(() => (data.kind === "judge" ? judge(data.question) : asOf(data.id, data.momentUnixS)))
    .catch((error: unknown) => {
      if (data.kind === "as-of") tell({ kind: "as-of", id: data.id, asOf: undefined });
      else tell({ kind: "failed", failure: failureOf(error) });
    });
});
