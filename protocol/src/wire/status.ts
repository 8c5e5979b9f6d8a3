/** The answer about the back-end in short, as bytes (docs/protocol.md, "Answers"). */
import { witness } from "../generated/witness.js";
import type { MakerPlaces, Status } from "./answer.ts";
import { length } from "./codec.ts";

const { v2 } = witness;

function readMakerPlaces(properties: witness.v2.MakerPlaces.$Properties): MakerPlaces {
  const { maker, places, taken } = new v2.MakerPlaces(properties);
  return { maker: length("maker", maker, 8), places, taken };
}

/**
 * Reads a status.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * readStatus({ stateRoot: link, keyId: deviceId, publicKey, devices: 3 }).devices; // => 3
 */
export function readStatus(properties: witness.v2.StatusAnswer.$Properties | null | undefined): Status {
  const status = new v2.StatusAnswer(properties ?? {});
  return {
    stateRoot: length("state_root", status.stateRoot, 32),
    devices: status.devices,
    inputCount: status.inputCount,
    admitted: status.admitted,
    refused: status.refused,
    registrationsRefused: status.registrationsRefused,
    readings: status.readings,
    timeUnixS: status.timeUnixS,
    keyId: length("key_id", status.keyId, 8),
    publicKey: length("public_key", status.publicKey, 33),
    places: status.places,
    placesTaken: status.placesTaken,
    makerPlaces: status.makerPlaces.map(readMakerPlaces),
  };
}
