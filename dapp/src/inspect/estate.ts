/**
 * What the announced successor takes over of a record (docs/protocol.md, "Taking over"). Anybody may ask: what is not public
 * is sealed to the successor's key, which the administrators announced. Pure.
 */
import { type Context, preamble } from "@witness/protocol/context";
import type { Code } from "@witness/protocol/errors";
import { encodeEstate, sealEstate } from "@witness/protocol/estate";
import { encodeJudge } from "@witness/protocol/judge/encoding";
import { RECORD_FIELD_NAMES, recordFieldNumber } from "@witness/protocol/record/fields";
import { sealVehicle } from "@witness/protocol/seal";
import { decodeSuccession } from "@witness/protocol/succession";
import { CLEAR_FIELDS } from "@witness/protocol/take-over";
import type { EstateAnswer } from "@witness/protocol/wire/estate";
import { encodeRecordProof } from "@witness/protocol/wire/record-proof";
import { encodeVehicle } from "@witness/protocol/wire/registration";
import { vinSaltsOf } from "../state/leaf.ts";
import type { State } from "../state/state.ts";
import { fieldsProof } from "./proof.ts";

const CLEAR: ReadonlySet<number> = new Set(CLEAR_FIELDS.map(recordFieldNumber));

/** Returns what the successor takes over of the record at a place of the state tree, or why there is nothing. */
export function estateOf(state: State, context: Context, index: number): EstateAnswer | Code {
  const { genesis, devices, globals } = state;
  const { provider, applicationPrivateKey } = genesis;
  const [announced] = globals.succession.announced;
  if (announced === undefined) return "successor-unknown";
  const { next, publicKey } = decodeSuccession(announced.statement);
  const record = devices.at(index);
  if (!record) return "device-unknown";
  const { opening } = fieldsProof(state, context, record, RECORD_FIELD_NAMES);
  const estate = encodeEstate({
    fields: opening.fields.filter(({ field }) => !CLEAR.has(field)),
    judge: encodeJudge(record.judged.judge),
    vinSalts: vinSaltsOf(genesis, context, record.vehicle.vin),
  });
  const vehicle = encodeVehicle(record.vehicle);
  // One secret for each thing that is sealed: replaying gives the same bytes.
  const materialFor = (part: number, sealed: Uint8Array): Uint8Array =>
    provider.hmacSha256(
      applicationPrivateKey,
      preamble("estate", context),
      announced.statement,
      Uint8Array.of(part),
      provider.sha256(sealed),
    );
  const { publicKey: device } = record.chain;
  return {
    predecessor: encodeRecordProof(fieldsProof(state, context, record, CLEAR_FIELDS)),
    sealedVehicle: sealVehicle(next, device, publicKey, vehicle, materialFor(1, vehicle), provider),
    sealedEstate: sealEstate(next, device, publicKey, estate, materialFor(2, estate), provider),
    profile: record.profile.number,
    profileVersion: record.profile.version,
  };
}
