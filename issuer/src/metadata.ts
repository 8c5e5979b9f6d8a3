/** What wallets read of the issuer before they ask for anything (OpenID4VCI 1.0, §12; RFC 8414). */
import { preAuthorizedCodeGrantIdentifier } from "@openid4vc/oauth2";
import {
  DOC_TYPE,
  type IssuerName,
  isShownAlways,
  MILEAGE_NAMESPACE,
  VCT,
  VEHICLE_NAMESPACE,
} from "./credential/claims.ts";

/** The two forms of a credential, by the names that wallets ask for. */
export const CONFIGURATIONS = { sdJwt: "mileage-sd-jwt", mdoc: "mileage-mdoc" } as const;

/** A name of `CONFIGURATIONS`. */
export type ConfigurationId = (typeof CONFIGURATIONS)[keyof typeof CONFIGURATIONS];

/** The identifier of ES256 in COSE. */
const COSE_ES256 = -7;

/** Claims with the name under which a wallet shows them. */
export const SHOWN: readonly {
  readonly name: string;
  readonly label: string;
  readonly from: string;
}[] = [
  { name: "verdict", label: "Mileage verdict", from: MILEAGE_NAMESPACE },
  { name: "reasons", label: "Reasons of the verdict", from: MILEAGE_NAMESPACE },
  { name: "standing", label: "Quarantine or revocation", from: MILEAGE_NAMESPACE },
  { name: "basis", label: "Whose word this is", from: MILEAGE_NAMESPACE },
  { name: "odometer", label: "Odometer", from: MILEAGE_NAMESPACE },
  { name: "odometer_band_km", label: "Odometer, between", from: MILEAGE_NAMESPACE },
  { name: "period", label: "Covered period", from: MILEAGE_NAMESPACE },
  { name: "model_year", label: "Model year", from: MILEAGE_NAMESPACE },
  { name: "vin_last_four", label: "Last four of the VIN", from: MILEAGE_NAMESPACE },
  { name: "purpose", label: "Purpose of the pass", from: MILEAGE_NAMESPACE },
  { name: "device", label: "Device", from: MILEAGE_NAMESPACE },
  { name: "pass", label: "Pass", from: MILEAGE_NAMESPACE },
  { name: "state_root", label: "State root", from: MILEAGE_NAMESPACE },
  { name: "proof", label: "Proof that needs no belief (shows the whole pass)", from: MILEAGE_NAMESPACE },
  { name: "basic_vehicle_info", label: "Vehicle", from: VEHICLE_NAMESPACE },
  { name: "issue_date", label: "Issued", from: VEHICLE_NAMESPACE },
  { name: "expiry_date", label: "Valid until", from: VEHICLE_NAMESPACE },
  { name: "issuing_authority_unicode", label: "Issuer", from: VEHICLE_NAMESPACE },
  { name: "issuing_country", label: "Country of the issuer", from: VEHICLE_NAMESPACE },
  { name: "document_number", label: "Number", from: VEHICLE_NAMESPACE },
];

const display = (name: string) => [{ name, locale: "en" }];

const COMMON = {
  cryptographic_binding_methods_supported: ["jwk"],
  proof_types_supported: { jwt: { proof_signing_alg_values_supported: ["ES256"] } },
};

/** Returns the metadata of the issuer and of its authorisation server, which are one. */
export function issuerMetadata(url: string, { name }: IssuerName) {
  const sdJwt = {
    ...COMMON,
    format: "dc+sd-jwt" as const,
    vct: VCT,
    credential_signing_alg_values_supported: ["ES256"],
    credential_metadata: {
      display: display("Mileage verdict"),
      claims: SHOWN.map((claim) => ({
        path: [claim.name],
        mandatory: isShownAlways(claim.name),
        display: display(claim.label),
      })),
    },
  };
  const mdoc = {
    ...COMMON,
    cryptographic_binding_methods_supported: ["cose_key"],
    format: "mso_mdoc" as const,
    doctype: DOC_TYPE,
    credential_signing_alg_values_supported: [COSE_ES256],
    credential_metadata: {
      display: display("Mileage verdict"),
      claims: SHOWN.map((claim) => ({
        path: [claim.from, claim.name],
        mandatory: isShownAlways(claim.name),
        display: display(claim.label),
      })),
    },
  };
  const configurations = { [CONFIGURATIONS.sdJwt]: sdJwt, [CONFIGURATIONS.mdoc]: mdoc };
  const credentialIssuer = {
    credential_issuer: url,
    credential_endpoint: `${url}/credential`,
    nonce_endpoint: `${url}/nonce`,
    display: display(name),
    credential_configurations_supported: configurations,
  };
  const authorizationServer = {
    issuer: url,
    token_endpoint: `${url}/token`,
    grant_types_supported: [preAuthorizedCodeGrantIdentifier],
    token_endpoint_auth_methods_supported: ["none"],
    "pre-authorized_grant_anonymous_access_supported": true,
  };
  return { credentialIssuer, authorizationServer };
}
