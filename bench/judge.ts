/**
 * The judge of version 2: readings per second on one core, and the size of a car's state after ten years; and all that a reader's
 * browser does with a history to judge it: with JavaScript's own primitives, as there.
 */
import {
  assemble,
  assembleRegistration,
  beginSession,
  contentOf,
  genesisState,
  identify,
} from "@witness/protocol/assembly";
import { CAR } from "@witness/protocol/columns/profile";
import { GROUP_NAMES } from "@witness/protocol/columns/quantity";
import { native } from "@witness/protocol/crypto/native";
import { noble } from "@witness/protocol/crypto/noble";
import { discloseKeys } from "@witness/protocol/disclosure/session-keys";
import { signaturesIn, takeTile } from "@witness/protocol/history/own-judgement";
import { OWN_BEGIN, type OwnSettings } from "@witness/protocol/history/own-position";
import { editionOf, newPublicRecord, takeRun } from "@witness/protocol/history/public-record";
import { keyIdentity } from "@witness/protocol/identity";
import { encodeJudge } from "@witness/protocol/judge/encoding";
import { note, observe } from "@witness/protocol/judge/judge";
import { PARAMETERS } from "@witness/protocol/judge/parameters";
import { rulesOf } from "@witness/protocol/judge/rules";
import { type Judge, newJudge } from "@witness/protocol/judge/state";
import { TILE_ITEMS } from "@witness/protocol/limits";
import { signPossession } from "@witness/protocol/possession";
import { NO_EVENTS } from "@witness/protocol/record/events";
import { encodeItem, encodeTile, type TileItem } from "@witness/protocol/wire/tile";
import type { Family } from "./family.ts";

const DAY_S = 86_400;
const FIRST_DAY_UNIX_S = 1_700_000_000;

/** Returns the judge of a car after `years` of two trips a day, with a few glitches, gaps and long pauses. */
function judgeTenYears(years: number): { readonly judge: Judge; readonly readings: number } {
  const rules = rulesOf(CAR, PARAMETERS);
  if (rules === undefined) throw new Error("Nothing of a car is judged.");
  let judge = newJudge(rules);
  let readings = 0;
  let counter = 100_000;
  const read = (timeUnixS: number, shown: number) => {
    const reading = {
      timeUnixS,
      counter: shown,
      distanceSinceClearedKm: Math.floor(counter / 10) % 60_000,
      fuelUsedCl: counter,
      operatingTimeS: 9 * counter,
      speedKmh: 60,
    };
    judge = observe(judge, reading, timeUnixS + 30, rules);
    readings += 1;
  };
  for (let day = 0; day < 365 * years; day += 1) {
    if (day % 365 > 280) continue;
    const midnight = FIRST_DAY_UNIX_S + day * DAY_S;
    for (const trip of [28_800, 64_800]) {
      for (let minute = 0; minute < 25; minute += 1) {
        counter += 10;
        read(midnight + trip + 60 * minute, day % 97 === 0 && minute === 12 ? 0 : counter);
      }
    }
    if (day % 200 === 0) judge = note(judge, { kind: "gap" }, midnight + DAY_S, rules);
  }
  return { judge, readings };
}

const READINGS_PER_ENVELOPE = 50;
const ENVELOPES = 255;

/** A history of one session as an archive serves it, and what its owner's record and keys are. */
async function pageHistory() {
  const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
  const publicKey = native.p256PublicKey(new Uint8Array(32).fill(2));
  const application = { context, publicKey, keyId: keyIdentity(publicKey, native) };
  const identity = identify(new Uint8Array(32).fill(1), application, native);
  const deviceId = keyIdentity(identity.publicKey, native);
  const vehicle = { make: "Aster", model: "Corvina", modelYear: 2026, vin: "" };
  const registration = assembleRegistration(
    application,
    {
      devicePublicKey: identity.publicKey,
      keyTier: 3,
      profile: CAR,
      vehicle,
      firstOwner: new Uint8Array(20),
      possess: (belonging) => signPossession(context, belonging, identity.privateKey, native),
    },
    { privateKey: new Uint8Array(32).fill(3), keyMaterial: new Uint8Array(32).fill(4) },
    native,
  );
  const settings = { context, provider: native, keyId: application.keyId };
  const at = { place: 0, block: 7, blockHash: new Uint8Array(32), parameters: 1 };
  const items: TileItem[] = [{ ...at, input: 0, blockTimeUnixS: FIRST_DAY_UNIX_S, kind: "registration", registration }];
  let record = newPublicRecord(settings, identity.publicKey, registration.message);
  let state = beginSession(identity, genesisState(identity, native), new Uint8Array(32).fill(5), native);
  const { sessionKey = new Uint8Array() } = state;
  for (let envelope = 0; envelope < ENVELOPES; envelope += 1) {
    const fromUnixS = FIRST_DAY_UNIX_S + envelope * (DAY_S / 4);
    const readings = Array.from({ length: READINGS_PER_ENVELOPE }, (_, index) => {
      const step = READINGS_PER_ENVELOPE * envelope + index;
      const timeUnixS = fromUnixS + 60 * index;
      return { timeUnixS, odometerHm: 100_000 + 8 * step, fuelUsedCl: 6 * step, speedKmh: 40 + (step % 30) };
    });
    const sealed = assemble(identity, state, contentOf(readings), native);
    state = sealed.state;
    const run = { bodies: [sealed.envelope.body], signature: sealed.envelope.signature };
    const moment = { input: 1 + envelope, place: 0, blockTimeUnixS: fromUnixS + DAY_S / 8, parameters: 1 };
    record = takeRun(settings, record, moment, run).record;
    items.push({ ...at, ...moment, kind: "run", run });
  }
  const edition = editionOf(registration.message, native);
  const tiles: Uint8Array[] = [];
  for (let from = 0; from < items.length; from += TILE_ITEMS) {
    const part = items.slice(from, from + TILE_ITEMS).map(encodeItem);
    tiles.push(encodeTile({ deviceId, edition, number: from / TILE_ITEMS, items: part }));
  }
  const { sequence, link, session, firstSequence } = record.chain;
  const places = { first: 1, last: sequence };
  const groups = discloseKeys(context, { firstSequence: 1, sessionKey }, places, GROUP_NAMES, native);
  const own: OwnSettings = {
    context,
    provider: noble,
    deviceId,
    record: {
      key: { publicKey: identity.publicKey, keyTier: 3, maker: new Uint8Array(8) },
      chain: { sequence, link, session, firstSequence, ...record.history },
      owner: { owner: new Uint8Array(20), tenure: 1, firstSequence: 1, sinceUnixS: FIRST_DAY_UNIX_S },
      events: NO_EVENTS,
    },
    askKeys: async () => ({ groups, fromSequence: 1, toSequence: sequence }),
  };
  return { own, tiles };
}

/** What the page's worker does with each tile, but for the signatures: the browser checks those in native code. */
async function judgeAsPage({ own, tiles }: Awaited<ReturnType<typeof pageHistory>>): Promise<number> {
  const provider = { ...own.provider, p256Verify: () => true };
  let position = OWN_BEGIN;
  for (const tile of tiles) {
    signaturesIn(own, position, tile);
    const step = await takeTile({ ...own, provider }, position, tile);
    if ("fault" in step) throw new Error(step.fault.code);
    position = step.to;
  }
  const readings = position.judging?.readings ?? 0;
  if (readings !== ENVELOPES * READINGS_PER_ENVELOPE) throw new Error(`Only ${readings} readings were judged.`);
  return readings;
}

/** Readings a second of processor time: what else the machine does changes nothing. */
async function pageJudgeReadingsPerS(forMs: number): Promise<number> {
  const history = await pageHistory();
  await judgeAsPage(history);
  let readings = 0;
  const start = process.cpuUsage();
  const spentMs = (): number => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
  while (spentMs() < forMs) readings += await judgeAsPage(history);
  return (readings * 1_000) / spentMs();
}

/** judgeReadingsPerS, judgeStateBytes10y, pageJudgeReadingsPerS. */
export const judgeFamily: Family = {
  name: "judge",
  figures: ["judgeReadingsPerS", "judgeStateBytes10y", "pageJudgeReadingsPerS"],
  run: async ({ short }) => {
    const forMs = short ? 100 : 3_000;
    judgeTenYears(1);
    let readings = 0;
    const startMs = performance.now();
    while (performance.now() - startMs < forMs) readings += judgeTenYears(1).readings;
    const judgeReadingsPerS = (readings * 1_000) / (performance.now() - startMs);
    return {
      judgeReadingsPerS,
      judgeStateBytes10y: encodeJudge(judgeTenYears(10).judge).length,
      pageJudgeReadingsPerS: await pageJudgeReadingsPerS(forMs),
    };
  },
};
