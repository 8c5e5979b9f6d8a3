/** What an authentic message does to a record: registration, session, readings, evidence. Pure. */

import { admitRegistration, type BodyDecision } from "@witness/protocol/admission";
import { concat, u32 } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { type Code, OpenError, ProtocolError } from "@witness/protocol/errors";
import { conclude, newJudge, observe } from "@witness/protocol/judge";
import { decodeReadings, type Readings } from "@witness/protocol/reading";
import { identityRoot, progressRoot, recordLeaf, type Salt } from "@witness/protocol/record";
import { openReadings, openVehicle } from "@witness/protocol/seal";
import { acceptSession, SUITE } from "@witness/protocol/session";
import type { Signed } from "@witness/protocol/wire/envelope";
import { decodeVehicle } from "@witness/protocol/wire/registration";
import { keepForkEvidence } from "./forks.ts";
import type { DeviceRecord, Entry, SessionKey, State } from "./state.ts";
import { changeTroubleCodes } from "./trouble.ts";

/** When and where an input came. */
export interface Moment {
  readonly context: Context;
  readonly timeUnixS: number;
}

const saltOf =
  (state: State, deviceId: Uint8Array, version: Uint8Array): Salt =>
  (field) =>
    state.genesis.provider
      .hmacSha256(state.genesis.applicationPrivateKey, SALT, deviceId, Uint8Array.of(field), version)
      .slice(0, 16);
const SALT = new TextEncoder().encode("witness/v1 salt\0");

/** The record's leaf in the state tree: 32 bytes. Salts are new with every value: a head or a fork. */
export function leafOf(state: State, record: DeviceRecord): Uint8Array {
  const { provider } = state.genesis;
  const { chain, judgement, gaps, forks, unreadable } = record;
  const { sequence, link, session } = chain;
  const progress = { sequence, link, session, judgement, gaps, forks, unreadable };
  return recordLeaf(
    provider,
    record.identityRoot,
    progressRoot(provider, progress, saltOf(state, chain.deviceId, concat(link, u32(forks)))),
  );
}

/** Judges a registration and makes a record of it, or says why not. `taken` looks a device up. */
export function register(
  state: State,
  moment: Moment,
  signed: Signed,
  index: number,
  taken: (deviceId: Uint8Array) => DeviceRecord | undefined,
): { readonly record: DeviceRecord } | { readonly code: Code; readonly deviceId?: Uint8Array } {
  const { context } = moment;
  const { provider, makers, applicationPrivateKey } = state.genesis;
  const settings = { context, provider, keyId: state.keyId };
  const decision = admitRegistration(settings, makers, (id) => taken(id)?.chain.publicKey, signed);
  if (decision.code !== "admitted") return decision;
  const { deviceId, chain } = decision;
  const { devicePublicKey, keyTier, sealedVehicle } = decision.registration;
  try {
    const vehicle = decodeVehicle(
      openVehicle(context, devicePublicKey, applicationPrivateKey, sealedVehicle, provider),
    );
    const identity = { publicKey: devicePublicKey, keyTier, vehicle };
    return {
      record: {
        index,
        chain,
        keyTier,
        vehicle,
        registeredAtUnixS: moment.timeUnixS,
        session: undefined,
        judge: newJudge,
        judgement: conclude(newJudge, { gaps: 0, forks: 0, unreadable: 0 }),
        gaps: 0,
        forks: 0,
        forkEvidence: [],
        unreadable: 0,
        activeTroubleCodes: [],
        troubleCodesSet: 0,
        identityRoot: identityRoot(provider, identity, saltOf(state, deviceId, new Uint8Array())),
        history: [],
      },
    };
  } catch (error) {
    if (error instanceof OpenError) return { code: "vehicle-unreadable" };
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}

/** The plaintext of an admitted body, or undefined: what does not open or decode is evidence, not an error. */
function read(
  state: State,
  { context }: Moment,
  decision: BodyDecision,
  sessionKey: Uint8Array | undefined,
): { readonly bytes: Uint8Array; readonly readings: Readings } | undefined {
  if (!decision.body || !sessionKey) return undefined;
  try {
    const session = { sessionKey, suite: SUITE, keyId: state.keyId };
    const bytes = openReadings(context, decision.body, session, state.genesis.provider);
    return { bytes, readings: decodeReadings(bytes) };
  } catch (error) {
    if (error instanceof OpenError || error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function sessionAfter(
  state: State,
  moment: Moment,
  record: DeviceRecord,
  { body }: BodyDecision,
): SessionKey | undefined {
  if (!body?.opening) return record.session;
  const { provider, applicationPrivateKey } = state.genesis;
  const key = acceptSession(moment.context, body, body.opening, applicationPrivateKey, provider);
  return { session: body.session, firstSequence: body.sequence, key };
}

/** The record after one admitted body, and the entry for its history. */
export function admit(
  state: State,
  moment: Moment,
  record: DeviceRecord,
  decision: BodyDecision,
): { readonly record: DeviceRecord; readonly entry: Entry; readonly readings: number } {
  const { body, link } = decision;
  if (!body || !link) throw new Error("An admitted body has been read and linked.");
  const session = sessionAfter(state, moment, record, decision);
  const opened = read(state, moment, decision, session?.key);
  let { judge } = record;
  for (const reading of opened?.readings.readings ?? []) judge = observe(judge, reading, moment.timeUnixS).judge;
  const gap = decision.gap && { ...decision.gap, timeUnixS: moment.timeUnixS };
  const gaps = record.gaps + (gap ? 1 : 0);
  const forks = record.forks + (decision.fork ? 1 : 0);
  const unreadable = record.unreadable + (opened ? 0 : 1);
  const set = opened?.readings.troubleCodes.filter(({ cleared }) => !cleared).length ?? 0;
  return {
    record: {
      ...record,
      session,
      judge,
      judgement: conclude(judge, { gaps, forks, unreadable }),
      gaps,
      forks,
      unreadable,
      activeTroubleCodes: changeTroubleCodes(record.activeTroubleCodes, opened?.readings.troubleCodes ?? []),
      troubleCodesSet: record.troubleCodesSet + set,
    },
    entry: {
      sequence: body.sequence,
      link: link.slice(),
      timeUnixS: moment.timeUnixS,
      readings: opened && concat(opened.bytes),
      readingCount: opened?.readings.readings.length ?? 0,
      gap,
      fork: decision.fork === true,
    },
    readings: opened?.readings.readings.length ?? 0,
  };
}

/** The record after evidence that two hold its key; the same one when this evidence is known. */
export function admitFork({ timeUnixS }: Moment, record: DeviceRecord, { body, link }: BodyDecision): DeviceRecord {
  if (!body || !link) throw new Error("A forked body has been read and linked.");
  const seen = { sequence: body.sequence, link: link.slice(), timeUnixS };
  const forkEvidence = keepForkEvidence(record.forkEvidence, seen);
  if (forkEvidence === record.forkEvidence) return record;
  const forks = record.forks + 1;
  const circumstances = { gaps: record.gaps, forks, unreadable: record.unreadable };
  return { ...record, forks, forkEvidence, judgement: conclude(record.judge, circumstances) };
}
