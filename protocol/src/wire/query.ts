/** Queries as bytes (docs/protocol.md, "Queries"). Answers are in `answer.ts`. */
import { concat } from "../bytes.ts";
import { MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { ACTOR_FORMS, type Actor } from "../operations/operation.ts";
import type { SignedOperation } from "../operations/signed.ts";
import type { CarName } from "../record/public-cars.ts";
import { decode, encode, length } from "./codec.ts";
import { readOperation } from "./envelope.ts";
import { readCarName, writeCarName } from "./public.ts";

const { v2 } = witness;
const EMPTY = new Uint8Array();

/** A wallet's permission for a browser key. */
export interface Authorisation {
  /** 33 bytes, compressed P-256. */
  readonly browserKey: Uint8Array;
  readonly validUntilUnixS: number;
  /** The owner's: 65 bytes, r ‖ s ‖ v, by a wallet; else in the form of the asker. */
  readonly signature: Uint8Array;
}

/** An owner that is no wallet. */
export type KeyAsker = Extract<Actor, { readonly publicKey: Uint8Array }>;

/** A question about one car, and about the distance that its record keeps from a time. */
export interface CarQuery {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  readonly timeUnixS?: number;
  /** 33 bytes, compressed P-256: what the answer is sealed to. */
  readonly replyKey: Uint8Array;
}

/** The question for all cars of an owner. */
export interface CarsQuery {
  /** 20 bytes. */
  readonly owner: Uint8Array;
  /** 33 bytes. */
  readonly replyKey: Uint8Array;
}

/** A signed question; `query` is the encoded CarQuery, CarsQuery or KeysQuery exactly as signed. */
export interface SignedQuery {
  readonly kind: "car" | "cars" | "keys";
  readonly query: Uint8Array;
  readonly authorisation?: Authorisation;
  /** Absent for a wallet, which its signature names. */
  readonly asker?: KeyAsker;
  /** 64 bytes by the browser key or the owner's, 65 by the wallet, or a passkey's. */
  readonly signature: Uint8Array;
}

/** Everything that may be asked. */
export type Query =
  | { readonly kind: "signed"; readonly signed: SignedQuery }
  | { readonly kind: "refusals"; readonly deviceId?: Uint8Array; readonly limit: number }
  | { readonly kind: "statistics"; readonly make: string; readonly model: string }
  | { readonly kind: "head"; readonly deviceId: Uint8Array }
  | { readonly kind: "status" }
  | { readonly kind: "holding"; readonly deviceId: Uint8Array }
  /** Administrators, companies, parameters and the announced successor. */
  | { readonly kind: "globals" }
  /** The newest release of statistics. */
  | { readonly kind: "release" }
  /** What would become of an operation if it came now. */
  | { readonly kind: "operation"; readonly operation: SignedOperation }
  /** What the announced successor takes over of the record at a place of the state tree. */
  | { readonly kind: "estate"; readonly index: number }
  /** What a device's history must come to. */
  | { readonly kind: "history"; readonly deviceId: Uint8Array }
  /** The public verdicts of the cars of one name. */
  | { readonly kind: "public"; readonly name: CarName };

/**
 * Reads a question about one car.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * decodeCarQuery(encodeCarQuery({ deviceId, timeUnixS: 9, replyKey: publicKey })).timeUnixS; // => 9
 */
export function decodeCarQuery(bytes: Uint8Array): CarQuery {
  const message = decode("CarQuery", v2.CarQuery, bytes);
  return {
    deviceId: length("device_id", message.deviceId, 8),
    replyKey: length("reply_key", message.replyKey, 33),
    ...(message.asOf === "timeUnixS" ? { timeUnixS: message.timeUnixS ?? 0 } : {}),
  };
}

/**
 * Encodes a car query; the result is what a browser key signs.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const query = encodeCarQuery({ deviceId, replyKey: publicKey });
 */
export const encodeCarQuery = (query: CarQuery): Uint8Array => encode(v2.CarQuery, query);

/**
 * Reads the question for all cars of an owner.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * decodeCarsQuery(encodeCarsQuery({ owner, replyKey: publicKey })).owner; // => owner
 */
export function decodeCarsQuery(bytes: Uint8Array): CarsQuery {
  const message = decode("CarsQuery", v2.CarsQuery, bytes);
  return { owner: length("owner", message.owner, 20), replyKey: length("reply_key", message.replyKey, 33) };
}

/**
 * Encodes a cars query; the result is what a browser key signs.
 * @example
 * const query = encodeCarsQuery({ owner, replyKey: publicKey });
 */
export const encodeCarsQuery = (query: CarsQuery): Uint8Array => encode(v2.CarsQuery, query);

function readAsker(bytes: Uint8Array): KeyAsker | undefined {
  if (bytes.length === 0) return undefined;
  const publicKey = length("asker", bytes, 34).slice(1);
  if (bytes[0] === ACTOR_FORMS.key) return { form: "key", publicKey };
  if (bytes[0] === ACTOR_FORMS.passkey) return { form: "passkey", publicKey };
  throw new MalformedError({ field: "asker" });
}

function readSigned(message: witness.v2.SignedQuery.$Properties): SignedQuery {
  const last = message.query ?? "car";
  const kind = (message[last]?.length ?? 0) > 0 ? last : "car";
  const { authorisation } = message;
  const asker = readAsker(message.asker ?? EMPTY);
  /** A passkey's signature has no one length. */
  const owners = (field: string, signature: Uint8Array): Uint8Array => {
    if (asker?.form === "passkey") return signature;
    return length(field, signature, asker ? 64 : 65);
  };
  const signature = message.signature ?? EMPTY;
  return {
    kind,
    query: message[kind] ?? EMPTY,
    ...(asker ? { asker } : {}),
    signature: authorisation ? length("signature", signature, 64) : owners("signature", signature),
    ...(authorisation
      ? {
          authorisation: {
            browserKey: length("browser_key", authorisation.browserKey ?? EMPTY, 33),
            validUntilUnixS: authorisation.validUntilUnixS ?? 0,
            signature: owners("authorisation", authorisation.signature ?? EMPTY),
          },
        }
      : {}),
  };
}

/**
 * Reads the body of `POST /inspect`. Whether a signature holds is the back-end's question.
 * @throws {MalformedError} `malformed` when the bytes are no query, or a field is missing or has another length
 * @example
 * decodeQuery(encodeQuery({ kind: "head", deviceId })); // => { kind: "head", deviceId }
 */
export function decodeQuery(bytes: Uint8Array): Query {
  const message = decode("Query", v2.Query, bytes);
  switch (message.query) {
    case "signed":
      return { kind: "signed", signed: readSigned(message.signed ?? {}) };
    case "refusals": {
      const { deviceId, limit } = new v2.RefusalsQuery(message.refusals ?? {});
      if (deviceId.length === 0) return { kind: "refusals", limit };
      return { kind: "refusals", limit, deviceId: length("device_id", deviceId, 8) };
    }
    case "statistics": {
      const { make, model } = new v2.StatisticsQuery(message.statistics ?? {});
      return { kind: "statistics", make, model };
    }
    case "head": {
      const { deviceId } = new v2.HeadQuery(message.head ?? {});
      return { kind: "head", deviceId: length("device_id", deviceId, 8) };
    }
    case "status":
      return { kind: "status" };
    case "holding": {
      const { deviceId } = new v2.HoldingQuery(message.holding ?? {});
      return { kind: "holding", deviceId: length("device_id", deviceId, 8) };
    }
    case "operation":
      return { kind: "operation", operation: readOperation(message.operation ?? {}) };
    case "globals":
      return { kind: "globals" };
    case "release":
      return { kind: "release" };
    case "estate":
      return { kind: "estate", index: new v2.EstateQuery(message.estate ?? {}).index };
    case "history": {
      const { deviceId } = new v2.HistoryQuery(message.history ?? {});
      return { kind: "history", deviceId: length("device_id", deviceId, 8) };
    }
    case "public":
      return { kind: "public", name: readCarName(message.public ?? {}) };
    default:
      throw new MalformedError({ field: "query" });
  }
}

/**
 * Encodes a question as the body of `POST /inspect`.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const body = encodeQuery({ kind: "statistics", make: "Aster", model: "Corsa" });
 */
export function encodeQuery(query: Query): Uint8Array {
  switch (query.kind) {
    case "signed": {
      const { kind, query: bytes, authorisation, asker, signature } = query.signed;
      const named = asker ? { asker: concat(Uint8Array.of(ACTOR_FORMS[asker.form]), asker.publicKey) } : {};
      return encode(v2.Query, {
        signed: { [kind]: bytes, signature, ...named, ...(authorisation ? { authorisation } : {}) },
      });
    }
    case "refusals":
      return encode(v2.Query, { refusals: { deviceId: query.deviceId ?? EMPTY, limit: query.limit } });
    case "statistics":
      return encode(v2.Query, { statistics: { make: query.make, model: query.model } });
    case "head":
      return encode(v2.Query, { head: { deviceId: query.deviceId } });
    case "status":
      return encode(v2.Query, { status: {} });
    case "holding":
      return encode(v2.Query, { holding: { deviceId: query.deviceId } });
    case "globals":
      return encode(v2.Query, { globals: {} });
    case "release":
      return encode(v2.Query, { release: {} });
    case "operation": {
      const { message, signature } = query.operation;
      return encode(v2.Query, { operation: { message, signature } });
    }
    case "estate":
      return encode(v2.Query, { estate: { index: query.index } });
    case "history":
      return encode(v2.Query, { history: { deviceId: query.deviceId } });
    case "public":
      return encode(v2.Query, { public: writeCarName(query.name) });
  }
}
