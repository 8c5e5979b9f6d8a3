/** Queries: bytes in, one answer out. Anybody may ask anything, so what is not public is sealed to its owner. */
import { equal, saturated } from "@witness/protocol/bytes";
import { CODES, type Code, ProtocolError } from "@witness/protocol/errors";
import { deviceIdOf } from "@witness/protocol/identity";
import { QUERY_MAX_BYTES, REFUSALS_MAX_PER_ANSWER } from "@witness/protocol/limits";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import { type Holding, isOwnedBy } from "@witness/protocol/operations/holding";
import { takenBy } from "@witness/protocol/places";
import { sealAnswer } from "@witness/protocol/seal";
import { type Answer, encodeAnswer, encodeCarsAnswer, type MakerPlaces } from "@witness/protocol/wire/answer";
import { decodeQuery, type Query, type SignedQuery } from "@witness/protocol/wire/query";
import { releaseAnswer } from "../analytics/releases.ts";
import { statistics } from "../analytics/statistics.ts";
import { wouldTake } from "../operations/operated.ts";
import { placesOf, type State, stateRoot } from "../state/state.ts";
import { carAnswer } from "./car.ts";
import { estateOf } from "./estate.ts";
import { keysFor } from "./keys.ts";
import { authenticate } from "./owner.ts";
import { globalsProof, historyProof } from "./proof.ts";
import { publicCars } from "./public.ts";

const none = (code: Code): Answer => ({ kind: "none", code });
const MATERIAL = new TextEncoder().encode("witness/v2 answer material\0");

/** Seals under an ephemeral key that only this key, query, state and answer give: replaying gives the same bytes. */
function seal(state: State, query: Uint8Array, replyPoint: Uint8Array, plaintext: Uint8Array): Answer {
  const { provider, applicationPrivateKey } = state.genesis;
  if (!state.context) return none("car-unknown");
  const root = stateRoot(state);
  const digest = provider.sha256(plaintext);
  const material = provider.hmacSha256(applicationPrivateKey, MATERIAL, provider.sha256(query), root, digest);
  return { kind: "sealed", sealed: sealAnswer(state.context, query, replyPoint, plaintext, material, provider) };
}

function signedAnswer(state: State, signed: SignedQuery): Answer {
  // Before the first input there is no car, and no chain or application to check a signature for.
  if (!state.context) return none("car-unknown");
  const asked = authenticate(state, state.context, signed);
  if ("code" in asked) return none(asked.code);
  if (asked.kind === "cars") {
    if (!equal(asked.account, asked.query.owner)) return none("query-unauthorised");
    const cars = state.devices.ownedBy(asked.account).map(({ chain, vehicle, judgement }) => {
      return { deviceId: chain.deviceId, vehicle, judgement };
    });
    return seal(state, signed.query, asked.replyPoint, encodeCarsAnswer(cars));
  }
  const record = state.devices.get(deviceIdOf(asked.query.deviceId));
  if (asked.kind === "keys") {
    const { genesis, context, timeUnixS, keyId } = state;
    const asking = { genesis, context, timeUnixS, keyId, asker: asked, query: asked.query };
    const told = record ? keysFor({ ...asking, record }) : "car-unknown";
    return typeof told === "string" ? none(told) : seal(state, signed.query, asked.replyPoint, told);
  }
  // A stranger hears the same about somebody's car as about no car.
  if (!record || !isOwnedBy(record.holding, asked.account)) return none("car-unknown");
  const answer = carAnswer(state, state.context, record, asked.query);
  return answer ? seal(state, signed.query, asked.replyPoint, answer) : none("as-of-empty");
}

/** Whoever asks learns nothing of a holding that is not on the chain for all to see. */
const publicHolding = (holding: Holding): Holding => ({ ...holding, tenures: [], grants: [] });

function answer(state: State, query: Query): Answer {
  switch (query.kind) {
    case "signed":
      return signedAnswer(state, query.signed);
    case "refusals": {
      const { deviceId } = query;
      const all = deviceId ? state.refusals.filter((each) => equal(each.deviceId, deviceId)) : state.refusals;
      const most = Math.min(query.limit || REFUSALS_MAX_PER_ANSWER, REFUSALS_MAX_PER_ANSWER);
      const counts = [...state.refusalCounts].map(([code, count]) => ({ code, count: saturated(count) }));
      return {
        kind: "refusals",
        refusals: all.slice(-most).reverse(),
        total: deviceId
          ? all.length
          : saturated([...state.refusalCounts.values()].reduce((sum, each) => sum + each, 0)),
        counts: counts.sort((a, b) => CODES[a.code].byte - CODES[b.code].byte),
      };
    }
    case "statistics":
      // Exact figures beside noisy ones would take the noise away.
      if (state.releases) return none("statistics-released");
      return { kind: "statistics", ...statistics(state.devices.cohortSums(), query) };
    case "release":
      return { kind: "release", ...releaseAnswer(state.releases) };
    case "head": {
      const chain = state.devices.get(deviceIdOf(query.deviceId))?.chain;
      if (!chain) return none("device-unknown");
      const { recent: _, ...head } = chain;
      return { kind: "head", head };
    }
    case "holding": {
      const record = state.devices.get(deviceIdOf(query.deviceId));
      return record ? { kind: "holding", holding: publicHolding(record.holding) } : none("device-unknown");
    }
    case "globals":
      return { kind: "globals", stateRoot: stateRoot(state), timeUnixS: state.timeUnixS, proof: globalsProof(state) };
    case "history": {
      const { context, timeUnixS, inputCount } = state;
      const record = state.devices.get(deviceIdOf(query.deviceId));
      if (!context || !record) return none("device-unknown");
      const proof = historyProof(state, context, record);
      return { kind: "history", stateRoot: stateRoot(state), timeUnixS, inputCount: saturated(inputCount), proof };
    }
    case "public": {
      // Before the first input there is neither a car nor a state to prove it under.
      const { context } = state;
      return context ? { kind: "public", ...publicCars(state, context, query.name) } : none("car-unknown");
    }
    case "estate": {
      const estate = state.context ? estateOf(state, state.context, query.index) : "device-unknown";
      return typeof estate === "string" ? none(estate) : { kind: "estate", estate };
    }
    case "operation": {
      const { context, timeUnixS } = state;
      return none(context ? wouldTake(state, { context, timeUnixS }, query.operation) : "device-unknown");
    }
    case "status": {
      const { totals, devices, inputCount, timeUnixS, keyId, applicationPublicKey } = state;
      const { places, taken } = placesOf(state);
      const { refused, envelopesAdmitted, envelopesRefused, readings } = totals;
      const status = {
        stateRoot: stateRoot(state),
        devices: saturated(devices.size),
        inputCount: saturated(inputCount),
        admitted: saturated(envelopesAdmitted),
        refused: saturated(envelopesRefused),
        registrationsRefused: saturated(refused - envelopesRefused),
        readings: saturated(readings),
        timeUnixS,
        keyId,
        publicKey: applicationPublicKey,
        places,
        placesTaken: saturated(taken),
        makerPlaces: makerPlacesOf(state),
      };
      return { kind: "status", status };
    }
  }
}

/** Returns how many devices each maker may register, and how many places it has taken. */
const makerPlacesOf = ({ globals, takenByMaker }: State): MakerPlaces[] =>
  globals.actors.companies
    .filter(({ role }) => role === COMPANY_ROLES.maker)
    .map(({ id: maker, places }) => ({ maker, places, taken: takenBy(takenByMaker, maker) }));

/** Answers a query's bytes with one encoded Answer. Throws nothing for any bytes. */
export function inspect(state: State, bytes: Uint8Array): Uint8Array {
  if (bytes.length > QUERY_MAX_BYTES) return encodeAnswer(none("too-large"));
  try {
    return encodeAnswer(answer(state, decodeQuery(bytes)));
  } catch (error) {
    if (error instanceof ProtocolError)
      return encodeAnswer(none(error.code === "malformed" ? "query-malformed" : error.code));
    throw error;
  }
}
