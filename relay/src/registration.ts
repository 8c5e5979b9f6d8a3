/** What to do with a registration: the rule of the back-end, but for the sealed vehicle (docs/protocol.md, "Registration"). */
import type { AdmissionSettings } from "@witness/protocol/admission";
import { type Code, ProtocolError } from "@witness/protocol/errors";
import type { HashChain } from "@witness/protocol/hash-chain";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { BODY_MAX_BYTES } from "@witness/protocol/limits";
import type { MakerKey } from "@witness/protocol/operations/globals";
import { PLACES_FOR_ALL, type Places } from "@witness/protocol/places";
import { admitRegistration } from "@witness/protocol/registration-admission";
import { decodeSigned, type Signed } from "@witness/protocol/wire/envelope";
import { INPUT_BASE_GAS, makerPayer, type Payer, registrationGas } from "./allowance.ts";
import type { Known } from "./intake.ts";

/** A registration to keep and to carry. */
export interface NewRegistration {
  readonly code: "admitted";
  readonly deviceId: DeviceId;
  readonly signed: Signed;
  readonly chain: HashChain;
  /** Who is charged for it. */
  readonly maker: Payer;
}

/** What became of a registration. With `rate-limited`, `retryAfterS` says when it may be sent again. */
export type RegistrationResponse =
  | NewRegistration
  | { readonly code: Code; readonly deviceId?: DeviceId; readonly retryAfterS?: number };

/** What the relay knows of a registration's device and maker. */
export interface KnownOfRegistration extends Pick<Known, "chain"> {
  /** What the back-end says of places; without it, nobody was asked. */
  readonly places?: Places;
  /** Gas that the maker's registrations may still cost today, and the seconds until a new day; without it, any amount. */
  readonly makerAllowance?: (maker: Payer) => { readonly gas: number; readonly retryAfterS: number };
}

/**
 * Judges a registration as the back-end will, but for the sealed vehicle, which the relay cannot read. A maker that has
 * registered for as much gas as it may in a day is pushed back.
 */
export function takeRegistration(
  settings: AdmissionSettings,
  makers: readonly MakerKey[],
  known: KnownOfRegistration,
  bytes: Uint8Array,
): RegistrationResponse {
  if (bytes.length > BODY_MAX_BYTES) return { code: "too-large" };
  try {
    const signed = decodeSigned(bytes);
    const publicKeyOf = (id: Uint8Array) => known.chain(deviceIdOf(id))?.publicKey;
    const { places = PLACES_FOR_ALL } = known;
    const decision = admitRegistration(settings, { makers, publicKeyOf, places }, signed);
    if (decision.code === "admitted") {
      const { registration, chain } = decision;
      const deviceId = deviceIdOf(decision.deviceId);
      const maker = makerPayer(registration.makerId);
      const allowance = known.makerAllowance?.(maker);
      // Alone in its payload at worst.
      if (allowance && allowance.gas < INPUT_BASE_GAS + registrationGas(signed.message.length)) {
        return { code: "rate-limited", deviceId, retryAfterS: allowance.retryAfterS };
      }
      return { code: "admitted", deviceId, signed, chain, maker };
    }
    const { code, deviceId } = decision;
    return deviceId ? { code, deviceId: deviceIdOf(deviceId) } : { code };
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}
