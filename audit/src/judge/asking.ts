/** What a node is asked about a car, and whose word a difference is against. */
import { HISTORY_CODES } from "@witness/protocol/codes/history";
import { OWNER_CODES, type OwnerCode } from "@witness/protocol/codes/owner";
import { CODES } from "@witness/protocol/errors";
import type { OwnDifference, RecordCode } from "@witness/protocol/history/own-comparison";
import type { OwnSettings } from "@witness/protocol/history/own-position";
import type { OpenedField } from "@witness/protocol/record/opening";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { HistoryAnswer } from "@witness/protocol/wire/history";
import type { KeysAnswer } from "@witness/protocol/wire/keys";
import { JudgeError } from "./errors.ts";
import type { Owner } from "./owner.ts";
import { type Opened, type OpenedHistory, openedHistory, openedRecord } from "./record.ts";

/** The first thing that does not fit, and whose word it is. */
export type Difference = OwnDifference & { readonly sentence: string };

/** Returns a difference with the sentence of its code. */
export const sentenceOf = (difference: OwnDifference): Difference => {
  const known = difference.by === "archive" ? HISTORY_CODES[difference.code] : OWNER_CODES[difference.code];
  return { ...difference, sentence: known.sentence };
};

/** Returns a difference that is against a node's word. */
export const byNode = (code: Exclude<OwnerCode, RecordCode>): Difference => sentenceOf({ by: "node", code });

/** Codes by which a node declines to give keys. A stranger hears of every car that there is none. */
const NOT_THEIRS: readonly JudgeError["code"][] = ["keys-none", "car-unknown"];

/** Asks for keys; a session in which the asker may read nothing has none. */
export async function askKeys(
  owner: Owner,
  query: Parameters<OwnSettings["askKeys"]>[0],
): Promise<KeysAnswer | undefined> {
  try {
    return await owner.keys(query);
  } catch (error) {
    if (!(error instanceof JudgeError) || !NOT_THEIRS.includes(error.code)) throw error;
    return undefined;
  }
}

/** What a node's answer proves of the car to whoever asks. */
export interface Proven {
  readonly car: CarAnswer | undefined;
  readonly stateRoot: Uint8Array;
  readonly record: Opened | OpenedHistory;
  readonly fields: readonly OpenedField[];
}

async function askHistory(owner: Owner, deviceId: Uint8Array): Promise<HistoryAnswer> {
  try {
    return await owner.history(deviceId);
  } catch (cause) {
    if (!(cause instanceof JudgeError) || cause.code !== "device-unknown") throw cause;
    throw new JudgeError(CODES["car-unknown"].sentence, { code: "car-unknown", cause });
  }
}

/** Asks for the record; undefined when the node says that the car is not the asker's. */
export async function askCar(owner: Owner, deviceId: Uint8Array): Promise<CarAnswer | undefined> {
  try {
    return await owner.car(deviceId);
  } catch (error) {
    if (!(error instanceof JudgeError) || error.code !== "car-unknown") throw error;
    return undefined;
  }
}

/** Asks for the record; of somebody else's car, for what its history must come to. */
export async function askRecord(owner: Owner, deviceId: Uint8Array): Promise<Proven> {
  const car = await askCar(owner, deviceId);
  if (car) {
    const { stateRoot, proof } = car;
    return { car, stateRoot, record: openedRecord(car, deviceId), fields: proof.opening.fields };
  }
  const history = await askHistory(owner, deviceId);
  return { car: undefined, stateRoot: history.stateRoot, record: openedHistory(history, deviceId), fields: [] };
}
