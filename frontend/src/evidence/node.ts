/** Asks the back-end through a node's inspect. What it says is *stated* by that node until its epoch is settled. */
import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { noble } from "@witness/protocol/crypto/noble";
import { CODES, ProtocolError } from "@witness/protocol/errors";
import { toldPredecessor } from "@witness/protocol/history/inheritance";
import { keyIdentity } from "@witness/protocol/identity";
import type { Holding } from "@witness/protocol/operations/holding";
import { type Release, readRelease } from "@witness/protocol/release/release";
import {
  type Answer,
  type CarAnswer,
  type CarSummary,
  decodeCarAnswer,
  decodeCarsAnswer,
  type Status,
} from "@witness/protocol/wire/answer";
import type { DeviceHead } from "@witness/protocol/wire/head";
import type { HistoryAnswer } from "@witness/protocol/wire/history";
import { decodeInspected } from "@witness/protocol/wire/inspected";
import { decodeKeysAnswer, encodeKeysQuery, type KeysAnswer, type KeysQuery } from "@witness/protocol/wire/keys";
import {
  encodeCarQuery,
  encodeCarsQuery,
  encodeQuery,
  type Query,
  type SignedQuery,
} from "@witness/protocol/wire/query";
import type { ReleaseAnswer } from "@witness/protocol/wire/release";
import { openAsBrowser } from "./browser-keys.ts";
import type { Config } from "./config.ts";
import { EvidenceError } from "./errors.ts";
import { isProven, openedHistory } from "./proof.ts";
import { type SignIn, signQuery } from "./sign-in.ts";

const unanswered = (cause: unknown): EvidenceError =>
  new EvidenceError("not-answered", "The node gave no answer to this question; try again.", { cause });

async function readAnswer(response: Response): Promise<Answer> {
  try {
    return decodeInspected(await response.json()).answer;
  } catch (cause) {
    throw unanswered(cause);
  }
}

/** Whom a question goes to. */
export interface Asked extends Pick<Config, "context"> {
  /** Where this page's server takes it; without it, for the page's own application. */
  readonly at?: string;
}

/** Where this page's server takes questions to the application before. */
export const PREDECESSOR_NODE = "/api/predecessor/inspect";

/** Sends one query. Returns its one answer. @throws {EvidenceError} `node-unavailable`, or `not-answered` with the back-end's code */
async function inspect(query: Query, at = "/api/inspect"): Promise<Answer> {
  const body = Uint8Array.from(encodeQuery(query));
  const response = await fetch(at, { method: "POST", body }).catch(() => undefined);
  if (!response?.ok)
    throw new EvidenceError("node-unavailable", "The node does not answer; wait a moment and try again.");
  const answer = await readAnswer(response);
  if (answer.kind === "none") {
    throw new EvidenceError("not-answered", CODES[answer.code].sentence, { declined: answer.code });
  }
  return answer;
}

const unopened = (cause: unknown): EvidenceError =>
  new EvidenceError("answer-unreadable", "The sealed answer could not be opened; sign in again.", { cause });

async function sealed(
  config: Asked,
  signedIn: SignIn,
  kind: SignedQuery["kind"],
  query: Uint8Array,
): Promise<Uint8Array> {
  const signed = await signQuery(config.context, signedIn, kind, query);
  const answer = await inspect({ kind: "signed", signed }, config.at);
  if (answer.kind !== "sealed")
    throw new EvidenceError("answer-unreadable", "The node's answer was not sealed; do not rely on it.");
  try {
    return await openAsBrowser(signedIn.keys, config.context, query, answer.sealed);
  } catch (cause) {
    throw unopened(cause);
  }
}

/**
 * Throws unless an answer is about the device that was asked for: its id, and a public key that has that id. An answer
 * is sealed, not signed, so whoever carries it could name a key of their own.
 * @param deviceId 8 bytes
 * @throws {EvidenceError} `answer-unreadable`
 */
function assertDevice<T extends { readonly deviceId: Uint8Array; readonly publicKey: Uint8Array }>(
  answer: T,
  deviceId: Uint8Array,
): T {
  if (equal(answer.deviceId, deviceId) && equal(keyIdentity(answer.publicKey, noble), deviceId)) return answer;
  throw new EvidenceError(
    "answer-unreadable",
    "The node's answer names another car or another key; do not rely on it.",
  );
}

/**
 * Asks for a car's record as of now. Returns what the state says that the answer names, about that device; whether that state
 * is settled is the question of `assurance.ts`.
 * @param deviceId 8 bytes
 * @throws {EvidenceError} `answer-unreadable`, `not-answered`, `node-unavailable`
 */
export async function askCar(config: Asked, signedIn: SignIn, deviceId: Uint8Array): Promise<CarAnswer> {
  const query = encodeCarQuery({ deviceId, replyKey: signedIn.keys.openingPublicKey });
  const car = assertDevice(decodeCarAnswer(await sealed(config, signedIn, "car", query)), deviceId);
  if (!isProven(car, deviceId)) {
    throw new EvidenceError(
      "answer-unreadable",
      "The node's answer is not what the state that it names says of this car; do not rely on it.",
    );
  }
  return car;
}

/**
 * Returns whether the node gives this asker the car's record, which it owes to the owner alone.
 * @param deviceId 8 bytes
 * @throws {EvidenceError} as `askCar` does, but for `car-unknown`
 */
export async function isGivenRecord(...asked: Parameters<typeof askCar>): Promise<boolean> {
  try {
    await askCar(...asked);
    return true;
  } catch (error) {
    if (error instanceof EvidenceError && error.declined === "car-unknown") return false;
    throw error;
  }
}

/** What a car's history must come to, as a node says it to anybody. */
export interface EarlierAnswer extends HistoryAnswer {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
}

/**
 * Asks for what a car's history must come to, which anybody may. Returns an answer that its proof opens under the state root
 * that it names.
 * @param deviceId 8 bytes
 * @throws {EvidenceError} as `askCar` does
 */
export async function askHistory(deviceId: Uint8Array, at?: string): Promise<EarlierAnswer> {
  const answer = await inspect({ kind: "history", deviceId }, at);
  if (answer.kind !== "history") throw new EvidenceError("not-answered", "The node answered another question.");
  if (openedHistory(answer, deviceId)) return { ...answer, deviceId };
  throw new EvidenceError(
    "answer-unreadable",
    "The node's answer is not what the state that it names says of this car; do not rely on it.",
  );
}

/** Codes by which a node declines to give keys. A stranger hears of every car that there is none. */
const NOT_THEIRS: readonly (string | undefined)[] = ["keys-none", "car-unknown"];

/**
 * Asks for keys of envelopes of one session. Returns undefined when the asker may read none of them.
 * @throws {EvidenceError} as `askCar` does
 */
export async function askKeys(
  config: Asked,
  signedIn: SignIn,
  asked: Omit<KeysQuery, "replyKey">,
): Promise<KeysAnswer | undefined> {
  const query = encodeKeysQuery({ ...asked, replyKey: signedIn.keys.openingPublicKey });
  try {
    return decodeKeysAnswer(await sealed(config, signedIn, "keys", query));
  } catch (error) {
    if (error instanceof EvidenceError && NOT_THEIRS.includes(error.declined)) return undefined;
    if (error instanceof ProtocolError) throw unopened(error);
    throw error;
  }
}

/** Asks for the cars of the signed-in owner. @throws {EvidenceError} as `askCar` does */
export async function askCars(config: Config, signedIn: SignIn): Promise<CarSummary[]> {
  const query = encodeCarsQuery({ owner: signedIn.owner, replyKey: signedIn.keys.openingPublicKey });
  return decodeCarsAnswer(await sealed(config, signedIn, "cars", query));
}

const contradicted = (cause: unknown): EvidenceError =>
  new EvidenceError(
    "answer-unreadable",
    "The node's figures are not those that the release's notice names; do not rely on them.",
    { cause },
  );

/** The newest release of statistics, and when the next one comes. */
export interface ReleasedStatistics
  extends Pick<ReleaseAnswer, "inputIndex" | "nextUnixS" | "refused" | "budgetAgainUnixS"> {
  /** Undefined before the first one. */
  readonly release: Release | undefined;
}

/**
 * Asks for the newest release of statistics, whose rows are those that its notice names. Returns null when the application makes none.
 * @throws {EvidenceError} `not-answered`, `node-unavailable`, `answer-unreadable`
 */
export async function askRelease(): Promise<ReleasedStatistics | null> {
  const answer = await inspect({ kind: "release" });
  if (answer.kind !== "release") throw new EvidenceError("not-answered", "The node answered another question.");
  const { cohorts, head, inputIndex, nextUnixS, refused, budgetAgainUnixS } = answer;
  if (cohorts.length === 0) return null;
  try {
    const release = head.length === 0 ? undefined : readRelease(answer, noble);
    return { release, inputIndex, nextUnixS, refused, budgetAgainUnixS };
  } catch (cause) {
    throw contradicted(cause);
  }
}

/** Asks for public statistics. Empty texts ask for all cohorts. @throws {EvidenceError} `not-answered`, `node-unavailable` */
export async function askStatistics(make = "", model = ""): Promise<Extract<Answer, { kind: "statistics" }>> {
  const answer = await inspect({ kind: "statistics", make, model });
  if (answer.kind !== "statistics") throw new EvidenceError("not-answered", "The node answered another question.");
  return answer;
}

/** Asks for the head of a device's hash chain (8 bytes name it): public, and little work for the node. @throws {EvidenceError} as `askCar` does */
export async function askHead(deviceId: Uint8Array): Promise<DeviceHead> {
  const answer = await inspect({ kind: "head", deviceId });
  if (answer.kind !== "head") throw new EvidenceError("not-answered", "The node answered another question.");
  return assertDevice(answer.head, deviceId);
}

/** Asks what operations have made of a device's record (8 bytes name it): public. @throws {EvidenceError} as `askCar` does */
export async function askHolding(deviceId: Uint8Array): Promise<Holding> {
  const answer = await inspect({ kind: "holding", deviceId });
  if (answer.kind === "holding") return answer.holding;
  throw new EvidenceError("not-answered", "The node answered another question.");
}

/** Asks which application the page's own was told to go on from; undefined when the node proves none. @throws {EvidenceError} as `askCar` does */
export async function askTold(): Promise<Context | undefined> {
  const answer = await inspect({ kind: "globals" });
  const said = answer.kind === "globals" ? toldPredecessor(answer, noble) : undefined;
  return said === "none" ? undefined : said?.old;
}

/** Asks for the back-end in short: counts over all inputs, and the state's root. @throws {EvidenceError} `not-answered`, `node-unavailable` */
export async function askStatus(): Promise<Status> {
  const answer = await inspect({ kind: "status" });
  if (answer.kind !== "status") throw new EvidenceError("not-answered", "The node answered another question.");
  return answer.status;
}
