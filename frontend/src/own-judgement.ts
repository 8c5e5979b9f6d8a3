/**
 * The worker in which a car is judged (docs/frontend.md, "The reader's own judgement"): its root, as main.tsx is the page's.
 * It is the one script that may ask an archive that the reader named.
 */

import { equal, toHex } from "@witness/protocol/bytes";
import { profileOf } from "@witness/protocol/columns/profile";
import { noble } from "@witness/protocol/crypto/noble";
import type { SignatureCheck } from "@witness/protocol/history/own-judgement";
import { ticketFor } from "@witness/protocol/tenure";
import { openArchive } from "./evidence/archive.ts";
import { askKeys, isGivenRecord } from "./evidence/node.ts";
import { judgeAsOf } from "./own/as-of.ts";
import { judgeOwn } from "./own/judging.ts";
import { type KeptCar, openKept } from "./own/kept.ts";
import type { OwnFailure, OwnOrder, OwnQuestion, OwnWord } from "./own/messages.ts";
import { signaturesHold } from "./own/signatures.ts";

const PAUSE_MS = 1_500;

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
    kept,
    progress: (progress) => tell({ kind: "progress", progress }),
    verifyAll: (checks: readonly SignatureCheck[]) => signaturesHold(checks),
    pause: () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS)),
  });
  tell({ kind: "done", outcome });
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
