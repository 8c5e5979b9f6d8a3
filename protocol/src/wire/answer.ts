/** Answers as bytes (docs/protocol.md, "Answers"): one Answer is the payload of one report of an inspect. */
import { concat } from "../bytes.ts";
import { type Profile, profileOf } from "../columns/profile.ts";
import { CODES, type Code, codeOfByte, MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import type { Judgement } from "../judge/judgement.ts";
import { decodeEntryContent, type EntryContent, encodeEntryContent } from "../operations/entry.ts";
import { decodeHolding, encodeHolding, type Holding } from "../operations/holding.ts";
import type { Taken } from "../places.ts";
import { type DistanceThen, GRAINS } from "../record/as-of.ts";
import type { PublicAnswer } from "../record/public-cars.ts";
import { VIN_SALT_BYTES, type VinSalts } from "../record/vin.ts";
import { decode, encode, length } from "./codec.ts";
import { readDistanceThen } from "./distance-then.ts";
import { type EstateAnswer, readEstateAnswer } from "./estate.ts";
import { type GlobalsAnswer, readGlobalsAnswer, writeGlobalsAnswer } from "./globals.ts";
import { type DeviceHead, readHead, writeHead } from "./head.ts";
import { type HistoryAnswer, readHistoryAnswer, writeHistoryAnswer } from "./history.ts";
import { readJudgement, writeJudgement } from "./judgement.ts";
import { readPublicAnswer, writePublicAnswer } from "./public.ts";
import { type RecordProof, readRecordProof, writeRecordProof } from "./record-proof.ts";
import { type KeyTier, readVehicle, type Vehicle } from "./registration.ts";
import { type ReleaseAnswer, readReleaseAnswer } from "./release.ts";
import { type Refusal, readRefusal, writeRefusal } from "./report.ts";
import { readStatus } from "./status.ts";

const { v2 } = witness;
const EMPTY = new Uint8Array();

/** A car's record as of now. */
export interface CarAnswer {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  readonly keyTier: KeyTier;
  readonly vehicle: Vehicle;
  readonly registeredAtUnixS: number;
  /** Of the last envelope in the record; 0 before the first. */
  readonly sequence: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
  readonly judgement: Judgement;
  /** What the device's own key signed and was not admitted; each body once for each code, the newest last. */
  readonly refusals: readonly Refusal[];
  /** 32 bytes: of the state that answers. */
  readonly stateRoot: Uint8Array;
  readonly inputCount: number;
  /** The latest block that the back-end has seen. */
  readonly timeUnixS: number;
  readonly activeTroubleCodes: readonly number[];
  readonly unreadableEnvelopes: number;
  readonly forks: number;
  /** Of the record, under the state root. */
  readonly proof: RecordProof;
  /** What opens the record's VIN tag; undefined when the maker stated no VIN. */
  readonly vinSalts?: VinSalts | undefined;
  /** What the device sends, and how it is read. */
  readonly profile: Profile;
  /** What operations moved, as the asker may see it: accounts of other owners are zeros. */
  readonly holding?: Holding;
  /** Entries of the journal in the asker's tenure, the newest last. */
  readonly journal?: readonly ToldEntry[];
  /** As of the time that was asked for; it is proven where `provenAsOf` says the same. */
  readonly asOf?: DistanceThen;
}

/** An entry of the journal, opened. */
export interface ToldEntry {
  /** 32 bytes: of the operation that made it. */
  readonly identity: Uint8Array;
  /** 8 bytes: of the company that made it. */
  readonly company: Uint8Array;
  /** The number of its kind: `entryOf` names it. */
  readonly entry: number;
  /** Of the block that carried it. */
  readonly timeUnixS: number;
  /** Undefined when it could not be opened or read. */
  readonly content: EntryContent | undefined;
}

/** One line of an owner's list. */
export interface CarSummary {
  readonly deviceId: Uint8Array;
  readonly vehicle: Vehicle;
  readonly judgement: Judgement;
}

/** A group of cars of one make and model, with k or more of them. */
export interface Cohort {
  readonly make: string;
  readonly model: string;
  /** All of this make and model; the figures are of those with two readings or more, k of them at least. */
  readonly cars: number;
  /** Mean over the cars' recorded days. */
  readonly distancePerDayHm: number;
  /** Thousandths. */
  readonly troubleCodesPerTenThousandKmMilli: number;
  readonly readings: number;
}

/** The back-end in short. */
export interface Status {
  readonly stateRoot: Uint8Array;
  /** Each was registered once, so this is the number of registrations admitted too. */
  readonly devices: number;
  readonly inputCount: number;
  /** Envelopes. */
  readonly admitted: number;
  /** Envelopes. */
  readonly refused: number;
  readonly registrationsRefused: number;
  readonly readings: number;
  readonly timeUnixS: number;
  /** 8 bytes and 33 bytes: the application's key, that devices seal to. */
  readonly keyId: Uint8Array;
  readonly publicKey: Uint8Array;
  /** How many devices the application takes. */
  readonly places: number;
  /** By devices, and by registrations whose vehicle or estate did not open. */
  readonly placesTaken: number;
  /** Of every maker, in the order of their registrations. */
  readonly makerPlaces: readonly MakerPlaces[];
}

/** How many devices a maker may register, and how many places it has taken. */
export interface MakerPlaces extends Taken {
  /** 8 bytes: the company. */
  readonly maker: Uint8Array;
}

/** How often a code was given over all inputs. */
export interface RefusalCount {
  readonly code: Code;
  readonly count: number;
}

/** Everything that may be answered. */
export type Answer =
  | { readonly kind: "none"; readonly code: Code }
  /** Without tenures and grants, which are their owner's. */
  | { readonly kind: "holding"; readonly holding: Holding }
  | ({ readonly kind: "globals" } & GlobalsAnswer)
  | ({ readonly kind: "history" } & HistoryAnswer)
  | ({ readonly kind: "release" } & ReleaseAnswer)
  | ({ readonly kind: "public" } & PublicAnswer)
  | { readonly kind: "sealed"; readonly sealed: Uint8Array }
  | {
      readonly kind: "refusals";
      /** The newest first, of any kind: anybody may have made them, in any device's name. */
      readonly refusals: readonly Refusal[];
      /** With a device: of those that are kept. Without: of all inputs. */
      readonly total: number;
      /** Of all inputs, in the order of their bytes. */
      readonly counts: readonly RefusalCount[];
    }
  | {
      readonly kind: "statistics";
      readonly cohorts: readonly Cohort[];
      readonly suppressedCohorts: number;
      readonly k: number;
    }
  | { readonly kind: "head"; readonly head: DeviceHead }
  | { readonly kind: "estate"; readonly estate: EstateAnswer }
  | { readonly kind: "status"; readonly status: Status };

function readVinSalts(bytes: Uint8Array): Pick<CarAnswer, "vinSalts"> {
  if (bytes.length === 0) return {};
  const both = length("vin_salts", bytes, 2 * VIN_SALT_BYTES);
  return { vinSalts: { start: both.slice(0, VIN_SALT_BYTES), end: both.slice(VIN_SALT_BYTES) } };
}

/**
 * Encodes a car's record; it is then sealed to the asker.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const bytes = encodeCarAnswer(carAnswer);
 */
export function encodeCarAnswer(answer: CarAnswer): Uint8Array {
  return encode(v2.CarAnswer, {
    ...answer,
    judgement: writeJudgement(answer.judgement),
    profile: answer.profile.number,
    profileVersion: answer.profile.version,
    refusals: answer.refusals.map(writeRefusal),
    activeTroubleCodes: [...answer.activeTroubleCodes],
    proof: writeRecordProof(answer.proof),
    vinSalts: answer.vinSalts === undefined ? EMPTY : concat(answer.vinSalts.start, answer.vinSalts.end),
    holding: answer.holding ? encodeHolding(answer.holding) : EMPTY,
    journal: (answer.journal ?? []).map((each) => ({
      ...each,
      content: each.content ? encodeEntryContent(each.content) : EMPTY,
    })),
    asOf: answer.asOf ? { ...answer.asOf, grain: GRAINS[answer.asOf.grain] } : null,
  });
}

function readEntry(properties: witness.v2.JournalAnswer.$Properties): ToldEntry {
  const { identity, company, entry, timeUnixS, content } = new v2.JournalAnswer(properties);
  return {
    identity: length("identity", identity, 32),
    company: length("company", company, 8),
    entry,
    timeUnixS,
    content: content.length > 0 ? decodeEntryContent(content) : undefined,
  };
}

/**
 * Reads a car's record.
 * @throws {MalformedError} `malformed` when a field is missing, has another length, or a byte stands for no word
 * @example
 * decodeCarAnswer(encodeCarAnswer(carAnswer)).judgement.verdict; // => "logical"
 */
export function decodeCarAnswer(bytes: Uint8Array): CarAnswer {
  const message = decode("CarAnswer", v2.CarAnswer, bytes);
  return {
    deviceId: length("device_id", message.deviceId, 8),
    publicKey: length("public_key", message.publicKey, 33),
    keyTier: message.keyTier as KeyTier,
    vehicle: readVehicle(message.vehicle ?? {}),
    registeredAtUnixS: message.registeredAtUnixS,
    sequence: message.sequence,
    link: length("link", message.link, 32),
    judgement: readJudgement(message.judgement),
    refusals: message.refusals.map(readRefusal),
    stateRoot: length("state_root", message.stateRoot, 32),
    inputCount: message.inputCount,
    timeUnixS: message.timeUnixS,
    activeTroubleCodes: message.activeTroubleCodes,
    unreadableEnvelopes: message.unreadableEnvelopes,
    forks: message.forks,
    proof: readRecordProof(message.proof),
    ...readVinSalts(message.vinSalts),
    ...(message.holding.length > 0 ? { holding: decodeHolding(message.holding) } : {}),
    ...(message.journal.length > 0 ? { journal: message.journal.map(readEntry) } : {}),
    ...(message.asOf ? { asOf: readDistanceThen(message.asOf) } : {}),
    profile: readProfile(message.profile, message.profileVersion),
  };
}

function readProfile(number: number, version: number): Profile {
  const profile = profileOf(number, version);
  if (!profile) throw new MalformedError({ field: "profile", value: number });
  return profile;
}

/**
 * Encodes an owner's list; it is then sealed to the asker.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const bytes = encodeCarsAnswer([{ deviceId, vehicle, judgement }]);
 */
export function encodeCarsAnswer(cars: readonly CarSummary[]): Uint8Array {
  return encode(v2.CarsAnswer, { cars: cars.map((car) => ({ ...car, judgement: writeJudgement(car.judgement) })) });
}

/**
 * Reads an owner's list.
 * @throws {MalformedError} `malformed` when a field is missing, has another length, or a byte stands for no word
 * @example
 * decodeCarsAnswer(encodeCarsAnswer([{ deviceId, vehicle, judgement }])).length; // => 1
 */
export function decodeCarsAnswer(bytes: Uint8Array): CarSummary[] {
  return decode("CarsAnswer", v2.CarsAnswer, bytes).cars.map((car) => ({
    deviceId: length("device_id", car.deviceId ?? EMPTY, 8),
    vehicle: readVehicle(car.vehicle ?? {}),
    judgement: readJudgement(car.judgement),
  }));
}

/**
 * Encodes an answer as the payload of a report.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const payload = encodeAnswer({ kind: "none", code: "car-unknown" });
 */
export function encodeAnswer(answer: Answer): Uint8Array {
  switch (answer.kind) {
    case "none":
      return encode(v2.Answer, { code: CODES[answer.code].byte });
    case "sealed":
      return encode(v2.Answer, { sealed: answer.sealed });
    case "refusals":
      return encode(v2.Answer, {
        refusals: {
          refusals: answer.refusals.map(writeRefusal),
          total: answer.total,
          counts: answer.counts.map(({ code, count }) => ({ code: CODES[code].byte, count })),
        },
      });
    case "statistics":
      return encode(v2.Answer, {
        statistics: { cohorts: [...answer.cohorts], suppressedCohorts: answer.suppressedCohorts, k: answer.k },
      });
    case "head":
      return encode(v2.Answer, { head: writeHead(answer.head) });
    case "estate":
      return encode(v2.Answer, { estate: answer.estate });
    case "status":
      return encode(v2.Answer, { status: { ...answer.status, makerPlaces: [...answer.status.makerPlaces] } });
    case "holding":
      return encode(v2.Answer, { holding: { holding: encodeHolding(answer.holding) } });
    case "globals":
      return encode(v2.Answer, { globals: writeGlobalsAnswer(answer) });
    case "history":
      return encode(v2.Answer, { history: writeHistoryAnswer(answer) });
    case "release": {
      const { kind: _, ...release } = answer;
      return encode(v2.Answer, { release });
    }
    case "public":
      return encode(v2.Answer, { public: writePublicAnswer(answer) });
  }
}

function readCode(byte: number): Code {
  try {
    return codeOfByte(byte);
  } catch (cause) {
    throw new MalformedError({ field: "code", value: byte }, { cause });
  }
}

/**
 * Reads an answer. What is sealed inside is opened by `openAnswer`.
 * @throws {MalformedError} `malformed` when a field is missing, has another length, or a byte stands for no code
 * @example
 * decodeAnswer(encodeAnswer({ kind: "none", code: "car-unknown" })); // => { kind: "none", code: "car-unknown" }
 */
export function decodeAnswer(bytes: Uint8Array): Answer {
  const message = decode("Answer", v2.Answer, bytes);
  switch (message.answer) {
    case "sealed":
      return { kind: "sealed", sealed: message.sealed ?? EMPTY };
    case "refusals": {
      const { refusals, total, counts } = new v2.RefusalsAnswer(message.refusals ?? {});
      return {
        kind: "refusals",
        refusals: refusals.map(readRefusal),
        total,
        counts: counts.map(({ code, count }) => ({ code: readCode(code ?? 0), count: count ?? 0 })),
      };
    }
    case "statistics": {
      const { cohorts, suppressedCohorts, k } = new v2.StatisticsAnswer(message.statistics ?? {});
      return { kind: "statistics", cohorts: cohorts.map(readCohort), suppressedCohorts, k };
    }
    case "head":
      return { kind: "head", head: readHead(message.head ?? {}) };
    case "estate":
      return { kind: "estate", estate: readEstateAnswer(message.estate ?? {}) };
    case "holding": {
      const { holding } = new v2.HoldingAnswer(message.holding ?? {});
      return { kind: "holding", holding: decodeHolding(holding) };
    }
    case "globals":
      return { kind: "globals", ...readGlobalsAnswer(message.globals) };
    case "history":
      return { kind: "history", ...readHistoryAnswer(message.history) };
    case "release":
      return { kind: "release", ...readReleaseAnswer(message.release) };
    case "public":
      return { kind: "public", ...readPublicAnswer(message.public) };
    case "status":
      return { kind: "status", status: readStatus(message.status) };
    default:
      return { kind: "none", code: readCode(message.code) };
  }
}

function readCohort(properties: witness.v2.Cohort.$Properties): Cohort {
  const cohort = new v2.Cohort(properties);
  return {
    make: cohort.make,
    model: cohort.model,
    cars: cohort.cars,
    distancePerDayHm: cohort.distancePerDayHm,
    troubleCodesPerTenThousandKmMilli: cohort.troubleCodesPerTenThousandKmMilli,
    readings: cohort.readings,
  };
}
