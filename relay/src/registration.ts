/** What to do with a registration: the rule of the back-end, but for the sealed vehicle (docs/protocol.md, "Registration"). */
import { type AdmissionSettings, admitRegistration } from "@witness/protocol/admission";
import { type Code, ProtocolError } from "@witness/protocol/errors";
import type { HashChain } from "@witness/protocol/hash-chain";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { BODY_MAX_BYTES } from "@witness/protocol/limits";
import { decodeSigned, type Signed } from "@witness/protocol/wire/envelope";
import type { Known } from "./intake.ts";

/** What became of a registration; `signed` and `chain` are there when it is to be kept and carried. */
export type RegistrationIntake =
  | { readonly code: Code; readonly deviceId?: DeviceId }
  | { readonly code: "admitted"; readonly deviceId: DeviceId; readonly signed: Signed; readonly chain: HashChain };

/** Judges a registration as the back-end will, but for the sealed vehicle, which the relay cannot read. */
export function takeRegistration(
  settings: AdmissionSettings,
  makers: readonly Uint8Array[],
  known: Pick<Known, "chain">,
  bytes: Uint8Array,
): RegistrationIntake {
  if (bytes.length > BODY_MAX_BYTES) return { code: "too-large" };
  try {
    const signed = decodeSigned(bytes);
    const decision = admitRegistration(settings, makers, (id) => known.chain(deviceIdOf(id))?.publicKey, signed);
    if (decision.code === "admitted") {
      return { code: "admitted", deviceId: deviceIdOf(decision.deviceId), signed, chain: decision.chain };
    }
    const { code, deviceId } = decision;
    return deviceId ? { code, deviceId: deviceIdOf(deviceId) } : { code };
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}
