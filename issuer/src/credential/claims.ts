/** The claims of a credential, the same for both formats (docs/issuer.md, "Claims"). */
import { toHex } from "@witness/protocol/bytes";
import { DISTANCE_BAND_HM } from "@witness/protocol/limits";
import type { Standing, Statement } from "../statement.ts";

/** The type of the SD-JWT VC. */
export const VCT = "urn:witness:mileage:1";
/** The document type of the mdoc. It is not that of a vehicle certificate: a pass has not what one must have. */
export const DOC_TYPE = "witness.mileage.1";
/** Elements that a mobile vehicle certificate has too, under its names. */
export const VEHICLE_NAMESPACE = "org.iso.7367.2.1";
/** Verdict and proof. */
export const MILEAGE_NAMESPACE = "witness.mileage.1";

/** Said in every credential, and never hidden. */
const BASIS =
  "The issuer checked the proof and signs what it saw: who believes this believes the issuer. The link in `proof` proves it to anybody.";

const BAND_KM = DISTANCE_BAND_HM / 10;

/** Who issues, as a credential names it. */
export interface IssuerName {
  /** Two letters (ISO 3166-1). */
  readonly country: string;
  readonly name: string;
}

/** A day, as `full-date` (RFC 3339). */
const dayOf = (timeUnixS: number): string => new Date(timeUnixS * 1_000).toISOString().slice(0, 10);

/** A time without fractions of a second (RFC 3339). */
const timeOf = (timeUnixS: number): string => `${new Date(timeUnixS * 1_000).toISOString().slice(0, 19)}Z`;

/** Elements under the names of the vehicle certificate. Its rulebook wants more, which no record of ours holds. */
export interface VehicleClaims {
  readonly issue_date: string;
  readonly expiry_date: string;
  readonly issuing_authority_unicode: string;
  readonly issuing_authority_latin1?: string;
  readonly issuing_country: string;
  readonly document_number: string;
  readonly basic_vehicle_info?: { readonly make: string; readonly commercial_name: string };
}

/** Elements of our own. Integers have their unit in the name. */
export interface MileageClaims {
  readonly basis: string;
  readonly verdict: string;
  readonly reasons: readonly {
    readonly reason: string;
    readonly open: number;
    readonly count: number;
    readonly first_time: string;
  }[];
  /** Whether the device was revoked or the car stood in quarantine when the credential was issued. */
  readonly standing: Standing;
  readonly device: string;
  readonly purpose: string;
  readonly model_year?: number;
  readonly vin_last_four?: string;
  /** A distance without its time could pass for a newer one. */
  readonly odometer?: { readonly distance_hm: number; readonly time: string };
  readonly odometer_band_km?: { readonly from: number; readonly below: number };
  readonly period?: {
    readonly from: string;
    readonly to: string;
    readonly readings: number;
    readonly longest_silence_s: number;
  };
  readonly pass: string;
  readonly state_root: string;
  readonly proof: string;
}

/** Claims that are shown whenever the credential is: without them the rest would mislead. */
export const SHOWN_ALWAYS = [
  "basis",
  "verdict",
  "reasons",
  "standing",
] as const satisfies readonly (keyof MileageClaims)[];

/** Returns whether a claim is one of `SHOWN_ALWAYS`: the holder cannot leave it out of an SD-JWT. */
export const isShownAlways = (name: string): boolean => SHOWN_ALWAYS.some((always) => always === name);

/** Returns the elements that a vehicle certificate has too. */
export function vehicleClaims(
  statement: Statement,
  {
    issuer,
    issuedUnixS,
    expiresUnixS,
  }: { readonly issuer: IssuerName; readonly issuedUnixS: number; readonly expiresUnixS: number },
): VehicleClaims {
  const { vehicle, identity } = statement;
  const claims = {
    issue_date: dayOf(issuedUnixS),
    expiry_date: dayOf(expiresUnixS),
    issuing_authority_unicode: issuer.name,
    issuing_country: issuer.country,
    // A number of the document, as the rulebook asks: the beginning of the pass's identity.
    document_number: toHex(identity.subarray(0, 8)),
  };
  return {
    ...claims,
    // ISO/IEC 8859-1, which the element is for.
    ...(/^[\u0020-\u00ff]+$/.test(issuer.name) ? { issuing_authority_latin1: issuer.name } : {}),
    ...(vehicle ? { basic_vehicle_info: { make: vehicle.make, commercial_name: vehicle.model } } : {}),
  };
}

/** Returns the elements of our own. */
export function mileageClaims(statement: Statement): MileageClaims {
  const { vehicle, odometer, distanceBand, period, vinLastFour } = statement;
  return {
    basis: BASIS,
    verdict: statement.verdict,
    reasons: statement.reasons.map(({ reason, open, count, firstTimeUnixS }) => ({
      reason,
      open,
      count,
      first_time: timeOf(firstTimeUnixS),
    })),
    standing: statement.standing,
    device: statement.device,
    purpose: statement.purpose,
    pass: toHex(statement.identity),
    state_root: toHex(statement.stateRoot),
    proof: statement.proof,
    ...(vehicle ? { model_year: vehicle.modelYear } : {}),
    ...(vinLastFour === undefined ? {} : { vin_last_four: vinLastFour }),
    ...(odometer ? { odometer: { distance_hm: odometer.distanceHm, time: timeOf(odometer.timeUnixS) } } : {}),
    ...(distanceBand === undefined
      ? {}
      : { odometer_band_km: { from: distanceBand * BAND_KM, below: (distanceBand + 1) * BAND_KM } }),
    ...(period
      ? {
          period: {
            from: timeOf(period.coveredFromUnixS),
            to: timeOf(period.coveredToUnixS),
            readings: period.readings,
            longest_silence_s: period.longestSilenceS,
          },
        }
      : {}),
  };
}
